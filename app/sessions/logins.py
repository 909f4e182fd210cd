"""Browsers that go on as a learner: found by their token, begun, ended, forgotten when they stay away.

A token is one session's alone and is never taken from a request: whoever becomes somebody else gets a new one, and the
row of the old one goes in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.db.accounts import Account, LoginSession
from app.db.belonging import pass_on
from app.db.deleting import delete_rows
from app.db.learners import NOBODY
from app.db.models import Learner
from app.sessions.cookie import IDLE
from app.sessions.tokens import digest, new_id, new_token

NOTED = timedelta(hours=1)  # how exactly it is known when a browser was seen last
SWEPT = 3  # so many that stayed away are forgotten with each that comes anew


@dataclass(frozen=True)
class Login:
    """Who is behind a request: the learner, by which session, and the account's name where there is one."""

    learner_id: int = NOBODY
    session_id: int = 0
    name: str = ""


@dataclass(frozen=True)
class Found:
    """A session that lives, and whether it is time to note that it was seen."""

    login: Login
    learner: Learner
    stale: bool


def find(session: Session, token: str, now: datetime) -> Found | None:
    """Who has this token."""
    if not token:
        return None
    row = session.execute(
        select(LoginSession, Learner, Account.name)
        .join(Learner, Learner.id == LoginSession.learner_id)
        .outerjoin(Account, Account.learner_id == LoginSession.learner_id)
        .where(LoginSession.token_sha256 == digest(token), LoginSession.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    known, learner, name = row
    return Found(Login(learner.id, known.id, name or ""), learner, now - known.seen_at >= NOTED)


def lives(session: Session, login: Login) -> bool:
    """Whether somebody is still who they were when they asked: meanwhile the session may have ended."""
    if not login.session_id:
        return True
    known = session.get(LoginSession, login.session_id)
    return known is not None and known.learner_id == login.learner_id


def note_seen(session: Session, session_id: int, now: datetime) -> None:
    """It was seen, and may stay away as long again."""
    known = session.get(LoginSession, session_id)
    if known is not None:
        known.seen_at, known.expires_at = now, now + IDLE


def begin(session: Session, learner_id: int, agent: str, now: datetime, before: Login | None = None) -> str:
    """Begin a session in place of the one ``before``, which ends; returns the token.

    A learner who is known by the ended session alone is known to nobody then, and goes with it.
    """
    if before is not None:
        end(session, before.session_id)
    _sweep(session, now)
    token = new_token()
    made = {"agent": agent, "created_at": now, "seen_at": now, "expires_at": now + IDLE}
    session.add(LoginSession(id=new_id(), token_sha256=digest(token), learner_id=learner_id, **made))
    session.flush()
    if before is not None and before.learner_id != learner_id:
        _forget_unknown(session, before.learner_id)
    return token


def end(session: Session, session_id: int) -> None:
    """End one session."""
    session.execute(delete(LoginSession).where(LoginSession.id == session_id))


def end_all(session: Session, learner_id: int) -> None:
    """End every session of a learner."""
    session.execute(delete(LoginSession).where(LoginSession.learner_id == learner_id))


def forget(session: Session, learner_id: int) -> None:
    """Delete a learner with everything of theirs, the account and the classes that nobody else owns too."""
    pass_on(session, learner_id)
    delete_rows(session, Learner.__table__, Learner.id == learner_id)


def _forget_unknown(session: Session, learner_id: int) -> None:
    known = exists().where(Account.learner_id == learner_id) | exists().where(LoginSession.learner_id == learner_id)
    if learner_id != NOBODY and not session.scalar(select(known)):
        forget(session, learner_id)


def _sweep(session: Session, now: datetime) -> None:
    """Forget some sessions that stayed away for too long, and learners who were known by them alone."""
    old = select(LoginSession.id, LoginSession.learner_id).where(LoginSession.expires_at <= now).limit(SWEPT)
    for session_id, learner_id in session.execute(old).all():
        end(session, session_id)
        _forget_unknown(session, learner_id)
