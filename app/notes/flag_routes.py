"""Flags: set and taken away from any page that shows the question, and listed."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.db.paging import Found
from app.dependencies import Anchor, Id, SentDep, Services, ServicesDep, Visitor, VisitorDep
from app.missing import NotFoundError
from app.notes.flags import LISTED, Flagged, Seen, find_question, set_flag
from app.quiz.forms import LONGEST_QUERY, AnswerForm
from app.quiz.marks import read_mark
from app.web.local import local_path
from app.web.templating import page
from question_bank.model.bilingual import Bilingual

router = APIRouter(prefix="/flags")


class FlagForm(AnswerForm):
    """Whether the question is to be flagged, with what is typed on its page."""

    flagged: bool


@dataclass(frozen=True)
class FlagsPage:
    """A page of flagged questions, each with its title and that of its topic."""

    entries: tuple[tuple[Flagged, Bilingual, Bilingual], ...]
    found: Found[Flagged]


@router.get("")
def show_list(
    request: Request, services: ServicesDep, visitor: VisitorDep, before: Anchor = None, after: Anchor = None
) -> Response:
    """The flagged questions, the one flagged last first."""
    with services.database.read() as session:
        found = LISTED.page(session, visitor.learner_id, before, after)
    topics = {topic.id: topic.title for topic in services.bank.topics.topics}
    titled = tuple(
        (entry, services.bank.title(entry.family), topics.get(entry.topic, services.bank.title(entry.topic)))
        for entry in found.entries
    )
    return page(request, "notes/flags.html", FlagsPage(titled, found))


def _question(services: Services, visitor: Visitor, instance_id: int, sent: str | None = None) -> Seen:
    """A question; raises ``NotFoundError`` where it is not this learner's, or not the one whose page was sent from."""
    with services.database.read() as session:
        found = find_question(session, visitor.learner_id, instance_id)
    if found is None:
        raise NotFoundError
    seen, fingerprint = found
    if sent is not None:
        number, content = read_mark(sent)
        if number != instance_id or not fingerprint.startswith(content):
            raise NotFoundError
    return seen


@router.get("/{instance_id}")
def lead(services: ServicesDep, visitor: VisitorDep, instance_id: Id) -> Response:
    """Where the question is to be seen, which is where a reload of a refused flag leads."""
    return RedirectResponse(_question(services, visitor, instance_id).address, status_code=303)


@router.post("/{instance_id}")
def flag(
    services: ServicesDep,
    visitor: VisitorDep,
    instance_id: Id,
    form: Annotated[FlagForm, Form()],
    sent: SentDep,
    back: Annotated[str | None, Query(alias="next")] = None,
) -> Response:
    """Flag a question or take its flag away, and go back to the page it was done on, with what is typed there."""
    seen = _question(services, visitor, instance_id, form.instance)
    with services.database.write(whose=visitor.learner_id) as session:
        if find_question(session, visitor.learner_id, instance_id) is None:
            raise NotFoundError
        set_flag(session, visitor.learner_id, instance_id, services.now(), flagged=form.flagged)
    address = seen.address if back is None else local_path(back)
    # All the fields: in guided mode they say which step was typed into, and what was typed before it.
    anything = form.typed() or dict(sent).get("kept")
    typed = urlencode([(name, value) for name, value in sent if name != "flagged"]) if anything else ""
    if 0 < len(typed) <= LONGEST_QUERY:
        address = f"{urlsplit(address).path}?{typed}"
    return RedirectResponse(address, status_code=303)
