"""Settings: language, theme, keyboard shortcuts, and which of these there are."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, BeforeValidator

from app.db import NotSavedError
from app.db.learners import learner_of
from app.db.models import DailyUnit, Extra, Learner
from app.dependencies import SentDep, Services, ServicesDep, VisitorDep
from app.learners.switching import switched
from app.learners.wishes import LONGEST_ZONE, checked
from app.schedule.days import day_of, is_zone, zone
from app.schedule.planning import Calendar
from app.web.local import local_path
from app.web.templating import page, unsaved_page
from question_bank.model.bilingual import LANGUAGES, Bilingual

router = APIRouter()

JUST_NOW = 15  # seconds
_EXTRAS = {str(one): one for one in get_args(Extra)}
ExtraSent = Annotated[Extra, BeforeValidator(lambda sent: _EXTRAS.get(sent, sent))]


class SettingsForm(BaseModel):
    """The settings as sent; a box that is not ticked is not sent, and what is typed is read by ``checked``."""

    language: Literal["auto", "ja", "en"]
    theme: Literal["auto", "light", "dark"]
    shortcuts: bool = False
    daily: str | None = None
    daily_unit: DailyUnit = "questions"
    exam_on: str | None = None
    zone: str | None = None
    exam_extra: ExtraSent | None = None


class KeptForm(BaseModel):
    """What stood on the page when the language was switched there; the language itself is stored by then."""

    kept: bool = False
    theme: Literal["auto", "light", "dark"] = "auto"
    shortcuts: bool = False
    daily: str = ""
    daily_unit: DailyUnit = "questions"
    exam_on: str = ""
    zone: str = ""
    exam_extra: ExtraSent = 100


@dataclass(frozen=True)
class Chosen:
    """The settings as they stand on the page; ``language`` None goes by the browser."""

    language: str | None
    theme: str
    shortcuts: bool
    daily: str
    daily_unit: DailyUnit
    exam_on: str
    zone: str
    exam_extra: Extra

    @property
    def extras(self) -> tuple[Extra, ...]:
        """How much time there may be for a mock exam."""
        return get_args(Extra)


@dataclass(frozen=True)
class SettingsPage:
    """The settings, whether they were saved just now, whether the exam is over, and what is wrong with them."""

    learner: Chosen
    saved: bool = False
    over: bool = False  # the stored day of the exam has gone by
    problems: tuple[tuple[str, Bilingual], ...] = ()


def _stored(learner: Learner) -> Chosen:
    exam_on = learner.exam_on.isoformat() if learner.exam_on is not None else ""
    practice = (str(learner.daily), learner.daily_unit, exam_on, learner.zone or "", learner.exam_extra)
    return Chosen(learner.language, learner.theme, learner.shortcuts, *practice)


@router.get("/settings")
def show(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    kept: Annotated[KeptForm, Query()],
    saved: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """The settings page; when they were ``saved`` is told just after it, and of no address that was kept."""
    with services.database.read() as session:
        learner = learner_of(session, visitor.learner_id)
        chosen = _stored(learner)
        exam_on, where = learner.exam_on, zone(learner.zone)
    if kept.kept:
        chosen = Chosen(chosen.language, **kept.model_dump(exclude={"kept"}))
        return page(request, "learners/settings.html", SettingsPage(chosen))
    just_now = saved is not None and 0 <= _seconds(services) - saved <= JUST_NOW
    over = Calendar(day_of(services.now(), where), exam_on).over
    return page(request, "learners/settings.html", SettingsPage(chosen, just_now, over))


@router.post("/settings")
def save(
    request: Request, services: ServicesDep, visitor: VisitorDep, form: Annotated[SettingsForm, Form()]
) -> Response:
    """Store the settings; where something of them cannot be read, nothing is stored and the page says what."""
    wishes, problems = checked(form.daily, form.daily_unit, form.exam_on, form.zone)
    language = None if form.language == "auto" else form.language
    typed = (form.daily or "", form.daily_unit, form.exam_on or "", form.zone or "", form.exam_extra or 100)
    view = SettingsPage(Chosen(language, form.theme, form.shortcuts, *typed), problems=problems)
    if problems:
        return page(request, "learners/settings.html", view, status_code=422, here="/settings")
    try:
        with services.database.write(whose=visitor.learner_id) as session:
            learner = session.get_one(Learner, visitor.learner_id)
            learner.language, learner.theme, learner.shortcuts = language, form.theme, form.shortcuts
            if form.exam_extra is not None:
                learner.exam_extra = form.exam_extra
            for name, value in wishes.items():
                setattr(learner, name, value)
    except NotSavedError:
        return unsaved_page(request, "learners/settings.html", view)
    return RedirectResponse(f"/settings?saved={_seconds(services)}", status_code=303)


@router.post("/settings/zone")
def tell_zone(
    services: ServicesDep, visitor: VisitorDep, zone: Annotated[str, Form(max_length=LONGEST_ZONE)]
) -> Response:
    """The time zone of the browser, which counts until the learner names another."""
    with services.database.write(whose=visitor.learner_id) as session:
        learner = session.get(Learner, visitor.learner_id)
        if learner is not None and learner.zone is None and is_zone(zone):
            learner.zone = zone
    return Response(status_code=204)


def _seconds(services: Services) -> int:
    return int(services.now().timestamp())


@router.get("/help/keyboard")
def keyboard(request: Request) -> Response:
    """The keys that do something, and where."""
    return page(request, "learners/keyboard.html")


@router.post("/settings/language")
def switch(
    services: ServicesDep,
    visitor: VisitorDep,
    sent: SentDep,
    back: Annotated[str | None, Query(alias="next")] = None,
) -> Response:
    """Switch the language and go back to where the learner was.

    The switch of a page with a form sends that form: ``to`` is the language then, and ``next`` stands in the address.
    """
    fields = dict(sent)
    language = fields.get("language" if back is None else "to")
    if language not in LANGUAGES:
        raise HTTPException(422)
    with services.database.write(whose=visitor.learner_id) as session:
        session.get_one(Learner, visitor.learner_id).language = language
    if back is None:
        return RedirectResponse(local_path(fields.get("next", "/")), status_code=303)
    return switched(back, [(name, value) for name, value in sent if name not in {"to", "language"}])
