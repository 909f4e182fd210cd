"""The addresses of the reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.dependencies import ServicesDep, VisitorDep
from app.reference.finding import found, in_order
from app.web.templating import page
from question_bank.model.bilingual import Language
from question_bank.model.terms import Term, glossary
from question_bank.model.topic_pages import TopicPage, topic_page
from question_bank.model.topics import Topic

router = APIRouter(prefix="/reference")
LONGEST = 100  # characters that are looked for


@dataclass(frozen=True)
class FormulasPage:
    """The formulas of all topics with their letters."""

    topics: Sequence[tuple[Topic, TopicPage]]


@dataclass(frozen=True)
class GlossaryPage:
    """The terms that were looked for, or all of them, each with its topic."""

    query: str
    order: Language
    terms: Sequence[tuple[Term, Topic]]


@router.get("")
def formulas(request: Request, services: ServicesDep) -> Response:
    """One page of formulas, which can be printed."""
    view = FormulasPage([(topic, topic_page(topic.id)) for topic in services.bank.topics.topics])
    return page(request, "reference/formulas.html", view)


@router.get("/glossary")
def terms(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    q: Annotated[str, Query(max_length=LONGEST)] = "",
    by: Literal["ja", "en"] | None = None,
) -> Response:
    """The glossary in the order of either language; ``q`` is looked for in both."""
    topics = {topic.id: topic for topic in services.bank.topics.topics}
    order = by or visitor.language
    known = [term for term in glossary().values() if term.topic in topics]
    listed = [(term, topics[term.topic]) for term in in_order(found(known, q), order)]
    return page(request, "reference/glossary.html", GlossaryPage(q.strip(), order, listed))
