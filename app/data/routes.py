"""The pages of one's own data: what there is, files to take away, a file that comes in, deleting."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Annotated, Protocol

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from sqlalchemy.orm import Session

from app.data import moodle
from app.data.checking import FaultyError
from app.data.choosing import ChosenForm, Ready, ready
from app.data.clearing import Loss, What, clear, loss
from app.data.drawing import MOST, MOST_EACH
from app.data.exporting import exported, left_out
from app.data.format import LeftOut
from app.data.importing import Merged, taken_over
from app.data.table import table
from app.db import NotSavedError
from app.dependencies import Services, ServicesDep, Visitor, VisitorDep
from app.missing import NotFoundError
from app.web.asked import not_usable
from app.web.querying import tell
from app.web.templating import page, unsaved_page
from question_bank.bank import FamilyCard
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.topics import Topic

router = APIRouter(prefix="/data")

LARGEST_FILE = 64 * 1024 * 1024
JUST_NOW = 15  # seconds


@dataclass(frozen=True)
class DataPage:
    """What there is of the learner's, and what came of the file that was sent."""

    held: Loss
    left_out: LeftOut
    topics: tuple[Topic, ...]
    cleared: bool = False
    merged: Merged | None = None
    refused: FaultyError | None = None
    empty: bool = False  # no file was chosen
    settings: bool = True
    largest: int = LARGEST_FILE // 1024**2


@dataclass(frozen=True)
class ClearPage:
    """What a deletion takes away: of a topic, of all answers, or of everything."""

    what: What
    topic: Topic | None
    loss: Loss


@dataclass(frozen=True)
class QuestionsPage:
    """The kinds to choose from, what is chosen, and what can be taken of it."""

    topics: tuple[tuple[Topic, tuple[FamilyCard, ...]], ...]
    chosen: ChosenForm
    written: Language
    ready: Ready | None
    problem: Bilingual | None
    query: str
    most_each: int = MOST_EACH
    most: int = MOST


@router.get("")
def show(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    cleared: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """The page; that something was deleted is told just after it."""
    just_now = cleared is not None and 0 <= _seconds(services) - cleared <= JUST_NOW
    return page(request, "data/data.html", _data(services, visitor, cleared=just_now))


def _seconds(services: Services) -> int:
    return int(services.now().timestamp())


def _data(
    services: Services,
    visitor: Visitor,
    *,
    cleared: bool = False,
    merged: Merged | None = None,
    refused: FaultyError | None = None,
    empty: bool = False,
    settings: bool = True,
) -> DataPage:
    with services.database.read() as session:
        held = loss(session, visitor.learner_id, "everything")
        open_ones = left_out(session, visitor.learner_id, services.now())
    return DataPage(held, open_ones, services.bank.topics.topics, cleared, merged, refused, empty, settings)


@router.get("/export.json", response_class=StreamingResponse)
def export(services: ServicesDep, visitor: VisitorDep) -> Response:
    """Everything as JSON."""

    def written(session: Session) -> Iterator[str]:
        return exported(session, visitor.learner_id, services.now())

    return _streamed(services, written, "application/json", f"edrill-{_day(services.now())}.json")


@router.get("/answers.csv", response_class=StreamingResponse)
def answers(services: ServicesDep, visitor: VisitorDep) -> Response:
    """The answers as a table."""

    def written(session: Session) -> Iterator[str]:
        return table(session, services.bank, visitor.learner_id, visitor.language, services.now())

    return _streamed(services, written, "text/csv; charset=utf-8", f"edrill-{_day(services.now())}.csv")


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y%m%d")


class _Written(Protocol):
    def __call__(self, session: Session) -> Iterator[str]: ...


def _streamed(services: Services, written: _Written, kind: str, name: str) -> Response:
    """A file as it is written. Its first piece is there before the answer begins: then nothing is missing any more."""

    def pieces() -> Iterator[str]:
        with services.database.read() as session:
            yield from written(session)

    whole = pieces()
    first = next(whole)
    return StreamingResponse(chain([first], whole), media_type=kind, headers=_named(name))


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


@router.post("/import", max_body_size=LARGEST_FILE)
def take_over(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    file: Annotated[UploadFile | None, File()] = None,
    settings: Annotated[bool, Form()] = False,
) -> Response:
    """Take a file over, or say where its first faults are."""
    if file is None or not file.filename:
        view = _data(services, visitor, empty=True, settings=settings)
        return page(request, "data/data.html", view, status_code=422)
    text = io.TextIOWrapper(file.file, encoding="utf-8-sig")
    try:
        merged = taken_over(services.database, services.bank, visitor.learner_id, text, settings=settings)
    except FaultyError as error:
        view = _data(services, visitor, refused=error, settings=settings)
        return page(request, "data/data.html", view, status_code=422)
    except NotSavedError:
        return unsaved_page(request, "data/data.html", _data(services, visitor, settings=settings))
    finally:
        text.detach()
    return page(request, "data/data.html", _data(services, visitor, merged=merged, settings=settings))


@router.get("/clear")
def ask(
    request: Request, services: ServicesDep, visitor: VisitorDep, what: What | None = None, topic: str | None = None
) -> Response:
    """What a deletion takes away, to be confirmed; where that is not clear, the page to choose it on."""
    if what is None and topic is None:
        return RedirectResponse("/data", status_code=303)
    try:
        return page(request, "data/clear.html", _clearing(services, visitor, what or "topic", topic))
    except NotFoundError:
        tell(request, [not_usable("what", what or "") if topic is None else not_usable("topic", topic)])
        return page(request, "data/data.html", _data(services, visitor))


def _clearing(services: Services, visitor: Visitor, what: What, topic: str | None) -> ClearPage:
    """Raises ``NotFoundError`` for a topic that there is not."""
    found = next((one for one in services.bank.topics.topics if one.id == topic), None)
    if (what == "topic") is not (found is not None):
        raise NotFoundError
    with services.database.read() as session:
        return ClearPage(what, found, loss(session, visitor.learner_id, what, topic))


@router.post("/clear")
def confirm(
    services: ServicesDep, visitor: VisitorDep, what: Annotated[What, Form()], topic: Annotated[str, Form()] = ""
) -> Response:
    """Delete. Pressed twice there is nothing more to delete."""
    _clearing(services, visitor, what, topic or None)
    with services.database.write() as session:
        clear(session, visitor.learner_id, what, topic or None)
    return RedirectResponse(f"/data?cleared={_seconds(services)}", status_code=303)


@router.get("/questions")
def choose(
    request: Request, services: ServicesDep, visitor: VisitorDep, chosen: Annotated[ChosenForm, Query()]
) -> Response:
    """Questions for other programs: what is chosen, and how much of it can be taken."""
    bank = services.bank
    families, unknown = chosen.families(bank), chosen.unknown(bank)
    tell(request, unknown)
    made = chosen.made and not (unknown and not families)  # that nothing is chosen was told then
    found = ready(bank, families, chosen.each, chosen.target) if made else None
    cards = bank.families.values()
    view = QuestionsPage(
        topics=tuple((topic, tuple(card for card in cards if card.topic == topic.id)) for topic in bank.topics.topics),
        chosen=chosen,
        written=chosen.written or visitor.language,
        ready=found if isinstance(found, Ready) else None,
        problem=found if isinstance(found, Bilingual) else None,
        query=chosen.query(visitor.language),
    )
    return page(request, "data/questions.html", view, status_code=422 if view.problem else 200)


@router.get("/questions/file")
def take(services: ServicesDep, visitor: VisitorDep, chosen: Annotated[ChosenForm, Query()]) -> Response:
    """The questions as a file; what the page tells about them holds, since it draws the same ones."""
    bank, language = services.bank, chosen.written or visitor.language
    found = ready(bank, chosen.families(bank), chosen.each, chosen.target)
    if isinstance(found, Bilingual) or not found.questions:
        return RedirectResponse(f"/data/questions?made=1&{chosen.query(visitor.language)}", status_code=303)
    titles = {topic.id: topic.title.in_language(language) for topic in bank.topics.topics}
    if chosen.target == "moodle":
        content, kind, name = moodle.document(found.questions, titles, language), "application/xml", "edrill-moodle.xml"
    else:
        from app.data.anki import package  # genanki and what it needs are not wanted before

        content, kind, name = (
            package(found.questions, titles, language, services.now()),
            "application/zip",
            "edrill.apkg",
        )
    return Response(content, media_type=kind, headers=_named(name))
