"""Notes: written below an answer, changed there, in their list or on a page of their own."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from app.db import NotSavedError
from app.db.models import LONGEST_NOTE
from app.db.paging import Found
from app.dependencies import Anchor, Id, Services, ServicesDep, Visitor, VisitorDep
from app.missing import NotFoundError
from app.notes.notes import LISTED, About, Noted, answered, cleaned, save, withdrawn
from app.quiz.kept import Note, question_address
from app.web.local import local_path
from app.web.templating import page, unsaved_page
from question_bank.model.bilingual import Bilingual

router = APIRouter(prefix="/notes")

HERE = "/notes"
Trouble = Literal["long", "changed"]


class NoteForm(BaseModel):
    """A note as sent, or as the switch of the language brings it back.

    Its text, the edition that the page showed, and the page to go back to.
    """

    text: str | None = None  # none in the address of a page that shows what is stored
    seen: Annotated[str | None, Field(max_length=64)] = None
    next: str = HERE


@dataclass(frozen=True)
class NotePage:
    """One note, what stands in its field, the page to go back to, and why it was not taken."""

    about: About
    title: Bilingual
    note: Note
    typed: str
    seen: str  # the edition that the field began with
    back: str
    trouble: Trouble | None = None
    out_of_sight: bool = (
        False  # it is saved, and its answer was withdrawn: the page that it came from shows another question
    )

    @property
    def name(self) -> str:
        """What its place is called on a page of its question."""
        return "note-kind" if self.about.instance_id is None else "note-question"

    @property
    def over(self) -> int:
        """By how many characters it is too long."""
        return len(cleaned(self.typed)) - self.note.longest


@dataclass(frozen=True)
class NotesPage:
    """A page of notes, each with the title of its kind."""

    entries: tuple[tuple[Noted, Bilingual], ...]
    found: Found[Noted]


@router.get("")
def show_list(
    request: Request, services: ServicesDep, visitor: VisitorDep, before: Anchor = None, after: Anchor = None
) -> Response:
    """The notes, the one that was begun last first."""
    with services.database.read() as session:
        found = LISTED.page(session, visitor.learner_id, before, after)
    titled = tuple((entry, services.bank.title(entry.about.family)) for entry in found.entries)
    return page(request, "notes/list.html", NotesPage(titled, found))


def _about_kind(services: Services, visitor: Visitor, family: str) -> About:
    """A kind of the bank, or one that is gone since and has a note; raises ``NotFoundError``."""
    about = About(family)
    if family not in services.bank.families and not _note(services, visitor, about).text:
        raise NotFoundError
    return about


def _about_question(services: Services, visitor: Visitor, instance_id: int) -> About:
    with services.database.read() as session:
        about = answered(session, visitor.learner_id, instance_id)
    if about is None:
        raise NotFoundError
    return about


def _note(services: Services, visitor: Visitor, about: About) -> Note:
    with services.database.read() as session:
        return about.note(session, visitor.learner_id)


def _shown(
    request: Request, services: Services, visitor: Visitor, about: About, form: NoteForm, *, out_of_sight: bool = False
) -> Response:
    note = _note(services, visitor, about)
    typed, seen = (note.text, note.seen) if form.text is None else (form.text, form.seen or note.seen)
    title = services.bank.title(about.family)
    view = NotePage(about, title, note, typed, seen, local_path(form.next), out_of_sight=out_of_sight)
    return page(request, "notes/note.html", view)


def _saved(request: Request, services: Services, visitor: Visitor, about: About, form: NoteForm) -> Response:
    typed, back = form.text or "", local_path(form.next)
    text = cleaned(typed)

    def view(trouble: Trouble | None = None) -> NotePage:
        note, title = _note(services, visitor, about), services.bank.title(about.family)
        return NotePage(about, title, note, typed, note.seen, back, trouble)

    if len(text) > LONGEST_NOTE:
        return page(request, "notes/note.html", view("long"), status_code=422)
    try:
        with services.database.write(whose=visitor.learner_id) as session:
            taken = save(session, visitor.learner_id, about, text, form.seen, services.now())
            gone = withdrawn(session, about)
    except NotSavedError:
        return unsaved_page(request, "notes/note.html", view())
    if not taken:
        return page(request, "notes/note.html", view("changed"), status_code=409)
    if gone and text and back.startswith("/practice/"):
        return RedirectResponse(f"{question_address(about.instance_id or 0)}?saved=true", status_code=303)
    return RedirectResponse(back, status_code=303)


@router.get("/kinds/{family}")
def show_kind(
    request: Request, services: ServicesDep, visitor: VisitorDep, family: str, form: Annotated[NoteForm, Query()]
) -> Response:
    """The note on a kind, or what was typed when the language was switched."""
    return _shown(request, services, visitor, _about_kind(services, visitor, family), form)


@router.post("/kinds/{family}")
def save_kind(
    request: Request, services: ServicesDep, visitor: VisitorDep, family: str, form: Annotated[NoteForm, Form()]
) -> Response:
    """Write the note on a kind. What is too long, not saved or out of date comes back as it was typed."""
    return _saved(request, services, visitor, _about_kind(services, visitor, family), form)


@router.get("/questions/{instance_id}")
def show_question(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    instance_id: Id,
    form: Annotated[NoteForm, Query()],
    *,
    saved: bool = False,
) -> Response:
    """The note on one answered question; ``saved`` just now, although the answer was withdrawn meanwhile."""
    about = _about_question(services, visitor, instance_id)
    with services.database.read() as session:
        gone = saved and withdrawn(session, about)
    return _shown(request, services, visitor, about, form, out_of_sight=gone)


@router.post("/questions/{instance_id}")
def save_question(
    request: Request, services: ServicesDep, visitor: VisitorDep, instance_id: Id, form: Annotated[NoteForm, Form()]
) -> Response:
    """Write the note on one answered question, as on a kind."""
    return _saved(request, services, visitor, _about_question(services, visitor, instance_id), form)
