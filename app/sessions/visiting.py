"""Who asks: the learner of the browser's token; nobody, until they send something that is to be kept."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from app.db import GLANCE, Database, UnavailableError
from app.db.learners import NOBODY, fresh_learner, learner_of
from app.db.models import Learner
from app.sessions import logins
from app.sessions.agents import agent
from app.sessions.cookie import give, sent_token
from app.sessions.limiting import Limits, network
from app.sessions.logins import Login
from app.sessions.tokens import new_id
from app.web.seeing import is_ahead

# Nothing of a learner is kept by these, so nobody becomes one by them; accounts see to it themselves.
_KEEPING_NOTHING = ("/api/", "/lab/", "/account", "/classes", "/practice/pasted", "/settings/zone", "/data/clear")
_OWN = {"quiz_id", "instance_id", "submission_id"}  # names of what is a learner's already


@dataclass(frozen=True)
class Sessions:
    """What visitors are found by."""

    database: Database
    now: Callable[[], datetime]
    secure: bool
    limits: Limits | None


def visiting(request: Request, sessions: Sessions) -> tuple[Learner, Login]:
    """The learner who asks, and by which session; a newcomer becomes one with the first thing they send.

    A GET makes nobody a learner: what it shows is what somebody has who has done nothing.
    """
    token = sent_token(request, secure=sessions.secure)
    now = sessions.now()
    with sessions.database.read() as session:
        found = logins.find(session, token, now)
        nobody = learner_of(session, NOBODY)
    if found is None:
        return _newcomer(request, sessions) if _is_kept(request) else (nobody, Login())
    if found.stale and not is_ahead(request):
        with suppress(UnavailableError), sessions.database.write(GLANCE, whose=found.learner.id) as session:
            logins.note_seen(session, found.login.session_id, now)
        give(request, token)  # for as long again
    return found.learner, found.login


def _is_kept(request: Request) -> bool:
    """Whether what is sent begins something of a learner's."""
    path: str = request.scope["path"]
    found = request.scope.get("route") is not None and not _OWN & request.path_params.keys()
    return request.method == "POST" and found and not path.startswith(_KEEPING_NOTHING)


def _newcomer(request: Request, sessions: Sessions) -> tuple[Learner, Login]:
    if sessions.limits is not None:
        sessions.limits.take("newcomer", network(request))
    now = sessions.now()
    with sessions.database.write() as session:
        learner = fresh_learner(now, new_id())
        session.add(learner)
        session.flush()
        token = logins.begin(session, learner.id, agent(request.headers.get("user-agent", "")), now)
        found = logins.find(session, token, now)
    give(request, token)
    return learner, found.login if found is not None else Login()
