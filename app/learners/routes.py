"""Settings: language, theme, keyboard shortcuts."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel

from app.db import NotSavedError
from app.dependencies import ServicesDep
from app.learners.service import the_learner
from app.web.local import local_path
from app.web.templating import page, unsaved_page

router = APIRouter()


class SettingsForm(BaseModel):
    """The settings as sent; a box that is not ticked is not sent."""

    language: Literal["auto", "ja", "en"]
    theme: Literal["auto", "light", "dark"]
    shortcuts: bool = False


class LanguageForm(BaseModel):
    """The language switch of the header, which leads back to the page it was used on."""

    language: Literal["ja", "en"]
    next: str = "/"


@router.get("/settings")
def show(request: Request, services: ServicesDep, saved: bool = False) -> Response:
    """The settings page."""
    with services.database.read() as session:
        learner = the_learner(session)
    return page(request, "settings/settings.html", {"learner": learner, "saved": saved})


@router.post("/settings")
def save(request: Request, services: ServicesDep, form: Annotated[SettingsForm, Form()]) -> Response:
    """Store the settings."""
    language = None if form.language == "auto" else form.language
    try:
        with services.database.write() as session:
            learner = the_learner(session)
            learner.language, learner.theme, learner.shortcuts = language, form.theme, form.shortcuts
    except NotSavedError:
        chosen = {"language": language, "theme": form.theme, "shortcuts": form.shortcuts}
        return unsaved_page(request, "settings/settings.html", {"learner": chosen, "saved": False})
    return RedirectResponse("/settings?saved=1", status_code=303)


@router.post("/settings/language")
def switch(services: ServicesDep, form: Annotated[LanguageForm, Form()]) -> Response:
    """Switch the language and go back to where the learner was."""
    with services.database.write() as session:
        the_learner(session).language = form.language
    return RedirectResponse(local_path(form.next), status_code=303)
