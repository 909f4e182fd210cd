"""The address of a topic's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db.derived import Standing
from app.dependencies import Services, ServicesDep, Visitor, VisitorDep
from app.missing import NotFoundError
from app.pictures.units import Diagram, diagram
from app.progress import counting, repository
from app.quiz.worked import Worked, worked
from app.web.templating import page
from question_bank.bank import FamilyCard
from question_bank.kinds.kind import Purpose
from question_bank.model.beside import beside
from question_bank.model.terms import Term, glossary
from question_bank.model.topic_pages import Formula, Letter, TopicPage, topic_page
from question_bank.model.topics import Topic
from question_bank.operations import operations
from question_bank.operations.operation import Operation

router = APIRouter()
PURPOSES: tuple[Purpose, ...] = ("computing", "writing", "knowing")


@dataclass(frozen=True)
class Kind:
    """A kind of question: where it stands, whether it has worked examples, and whether it was last done guided."""

    card: FamilyCard
    standing: Standing
    worked: bool
    guided: bool | None  # None where it was not answered yet


@dataclass(frozen=True)
class OneTopicPage:
    """A topic: what it teaches, then its kinds by what they ask, and where else it leads."""

    topic: Topic
    syllabus_version: str
    page: TopicPage
    formulas: Sequence[tuple[Formula, Sequence[Letter]]]
    diagram: Diagram  # the unit, with the values of the example where these are of all of it
    example: Worked | None
    unit: Diagram | None  # else the part of it that the example is of
    before: Sequence[Topic]
    after: Sequence[Topic]
    terms: Sequence[Term]
    groups: Sequence[tuple[Purpose, Sequence[Kind]]]
    operations: Sequence[Operation]


@cache
def _formulas(topic: str) -> Sequence[tuple[Formula, Sequence[Letter]]]:
    """The formulas of a topic, each with the letters that none above it had; they take longer to find than to show."""
    teaching = topic_page(topic)
    told: set[str] = set()
    found = []
    for formula in teaching.formulas:
        entries = [entry for entry in beside(teaching, formula.latex) if entry.latex not in told]
        told.update(entry.latex for entry in entries)
        found.append((formula, entries))
    return found


def _kinds(services: Services, visitor: Visitor, topic: Topic) -> list[tuple[Purpose, Sequence[Kind]]]:
    with services.database.read() as session:
        standings = counting.standings(repository.families(session, visitor.learner_id))
        guided = repository.last_guided(session, visitor.learner_id, topic.id)
    bank = services.bank
    found: dict[Purpose, list[Kind]] = {purpose: [] for purpose in PURPOSES}
    for card in bank.families.values():
        if card.topic == topic.id:
            standing = standings.get((topic.id, card.id), "new")
            kind = Kind(card, standing, bank.is_worked(card.id), guided.get(card.id))
            found[bank.purpose(card.id)].append(kind)
    return [(purpose, kinds) for purpose, kinds in found.items() if kinds]


@router.get("/topics/{topic}")
def one_topic(request: Request, services: ServicesDep, visitor: VisitorDep, topic: str) -> Response:
    """One topic: what it is for, its formulas, an example, and what can be practised."""
    tree = services.bank.topics
    about = next((one for one in tree.topics if one.id == topic), None)
    if about is None:
        raise NotFoundError
    teaching = topic_page(topic)
    shown = teaching.example
    example = None if shown is None else worked(services, f"{topic}.{shown.family}", shown.level, shown.seed)
    whole = diagram(teaching.picture.under({}))
    unit = None if example is None else example.drawings.unit
    if unit is not None and len(unit.boxes) == len(whole.boxes):
        whole, unit = unit, None
    view = OneTopicPage(
        topic=about,
        syllabus_version=tree.syllabus_version,
        page=teaching,
        formulas=_formulas(topic),
        diagram=whole,
        example=example,
        unit=unit,
        before=tree.before(about),
        after=tree.after(about),
        terms=[term for term in glossary().values() if term.topic == topic],
        groups=_kinds(services, visitor, about),
        operations=[operation for operation in operations().values() if operation.topic == topic],
    )
    return page(request, "topics/topic.html", view)
