"""Settings: language, theme, keyboard shortcuts, and which of these there are."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from app.db import NotSavedError
from app.dependencies import SentDep, Services, ServicesDep
from app.learners.service import the_learner
from app.learners.switching import switched
from app.web.local import local_path
from app.web.templating import page, unsaved_page
from question_bank.model.bilingual import LANGUAGES

router = APIRouter()

JUST_NOW = 15  # seconds


class SettingsForm(BaseModel):
    """The settings as sent; a box that is not ticked is not sent."""

    language: Literal["auto", "ja", "en"]
    theme: Literal["auto", "light", "dark"]
    shortcuts: bool = False


class KeptForm(BaseModel):
    """What was ticked on the page when the language was switched there; the language itself is stored by then."""

    kept: bool = False
    theme: Literal["auto", "light", "dark"] = "auto"
    shortcuts: bool = False


@dataclass(frozen=True)
class Chosen:
    """The settings as they stand on the page; ``language`` None goes by the browser."""

    language: str | None
    theme: str
    shortcuts: bool


@dataclass(frozen=True)
class SettingsPage:
    """The settings, and whether they were saved just now."""

    learner: Chosen
    saved: bool


@router.get("/settings")
def show(
    request: Request,
    services: ServicesDep,
    kept: Annotated[KeptForm, Query()],
    saved: Annotated[int | None, Query(ge=0)] = None,
) -> Response:
    """The settings page; when they were ``saved`` is told just after it, and of no address that was kept."""
    with services.database.read() as session:
        learner = the_learner(session)
    if kept.kept:
        chosen = Chosen(learner.language, kept.theme, kept.shortcuts)
        return page(request, "learners/settings.html", SettingsPage(chosen, saved=False))
    chosen = Chosen(learner.language, learner.theme, learner.shortcuts)
    just_now = saved is not None and 0 <= _seconds(services) - saved <= JUST_NOW
    return page(request, "learners/settings.html", SettingsPage(chosen, just_now))


@router.post("/settings")
def save(request: Request, services: ServicesDep, form: Annotated[SettingsForm, Form()]) -> Response:
    """Store the settings."""
    language = None if form.language == "auto" else form.language
    try:
        with services.database.write() as session:
            learner = the_learner(session)
            learner.language, learner.theme, learner.shortcuts = language, form.theme, form.shortcuts
    except NotSavedError:
        view = SettingsPage(Chosen(language, form.theme, form.shortcuts), saved=False)
        return unsaved_page(request, "learners/settings.html", view)
    return RedirectResponse(f"/settings?saved={_seconds(services)}", status_code=303)


def _seconds(services: Services) -> int:
    return int(services.now().timestamp())


@router.get("/help/keyboard")
def keyboard(request: Request) -> Response:
    """The keys that do something, and where."""
    return page(request, "learners/keyboard.html")


@router.post("/settings/language")
def switch(
    services: ServicesDep,
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
    with services.database.write() as session:
        the_learner(session).language = language
    if back is None:
        return RedirectResponse(local_path(fields.get("next", "/")), status_code=303)
    return switched(back, [(name, value) for name, value in sent if name not in {"to", "language"}])
