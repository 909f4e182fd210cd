"""Every page is shown in the learner's language and theme."""

from typing import Any

from fastapi import Request
from sqlalchemy import Row, select

from app.db.learners import NOBODY
from app.db.models import Learner
from app.dependencies import Services, Visitor
from app.schedule.days import zone
from app.sessions.logins import Login
from app.sessions.visiting import Sessions, visiting
from app.web.i18n import asked_language


def remember_preferences(request: Request) -> None:
    """Find the learner and put who they are, and how they want their pages, on the request."""
    services: Services = request.app.state.services
    learner, login = _who(request, services)
    language = "en" if learner.language == "en" else "ja" if learner.language == "ja" else asked_language(request)
    request.state.visitor = Visitor(learner.id, language, login)
    request.state.language = language
    request.state.theme = learner.theme
    request.state.shortcuts = learner.shortcuts
    request.state.where = zone(learner.zone)
    request.state.placed = learner.zone is not None or learner.id == NOBODY
    request.state.account = login.name if services.settings.hosted else None


_THE_LEARNER = (  # a row of columns: the whole learner takes three times as long, before every page
    select(Learner.id, Learner.language, Learner.theme, Learner.shortcuts, Learner.zone).order_by(Learner.id).limit(1)
)


def _who(request: Request, services: Services) -> tuple[Learner | Row[*tuple[Any, ...]], Login]:
    settings = services.settings
    if settings.hosted:
        return visiting(request, Sessions(services.database, services.now, settings.secure, services.limits))
    with services.database.read() as session:
        learner = session.execute(_THE_LEARNER).one()
    return learner, Login(learner.id)
