"""What becomes of accounts: made, opened, changed, closed. Each is one write, and whatever it ends ends in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts import codes, names
from app.db.accounts import Account, LoginSession, RecoveryCode, ResetLink
from app.db.learners import NOBODY, fresh_learner
from app.db.models import Submission
from app.sessions import logins
from app.sessions.logins import Login
from app.sessions.tokens import digest, new_id, new_token

LINK_LASTS = timedelta(hours=1)


class TakenError(ValueError):
    """Somebody else has this name, or one that looks like it (``alike``)."""

    def __init__(self, *, alike: bool) -> None:
        super().__init__()
        self.alike = alike


class NotOpenedError(LookupError):
    """What was to open the account does not any more: a code that was used, a link that is too old."""


@dataclass(frozen=True)
class Browser:
    """Who sends, from what, and when."""

    login: Login
    agent: str
    now: datetime


@dataclass(frozen=True)
class Known:
    """An account as far as it is looked for: whose it is, and the passphrase as stored."""

    learner_id: int
    name: str
    passphrase: str


@dataclass(frozen=True)
class OtherSession:
    """A browser in the list of those that are logged in."""

    id: int
    agent: str
    seen_at: datetime
    here: bool


@dataclass(frozen=True)
class Overview:
    """What the account's page shows."""

    name: str
    sessions: Sequence[OtherSession]
    codes: int
    edition: str  # of the recovery codes


def find(session: Session, name: str) -> Known | None:
    """The account of a name, however it is written."""
    if not names.is_readable(name):
        return None
    return _known(session.scalar(select(Account).where(Account.known_as == names.known_as(name))))


def _known(account: Account | None) -> Known | None:
    return None if account is None else Known(account.learner_id, account.name, account.passphrase)


def answers(session: Session, learner_id: int) -> int:
    """How many answers a learner has."""
    found = select(func.count()).select_from(Submission).where(Submission.learner_id == learner_id)
    return session.scalar(found) or 0


def overview(session: Session, login: Login, now: datetime) -> Overview:
    """The account's page."""
    living = select(LoginSession).where(LoginSession.learner_id == login.learner_id, LoginSession.expires_at > now)
    rows = session.scalars(living.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc()))
    left = _codes(session, login.learner_id)
    return Overview(
        login.name,
        [OtherSession(row.id, row.agent, row.seen_at, row.id == login.session_id) for row in rows],
        len(left),
        _edition(left),
    )


def _codes(session: Session, learner_id: int) -> list[str]:
    """The recovery codes that are left, hashed."""
    own = select(RecoveryCode.code_sha256).where(RecoveryCode.learner_id == learner_id)
    return list(session.scalars(own.order_by(RecoveryCode.code_sha256)))


def _edition(codes: Sequence[str]) -> str:
    """What tells whether the recovery codes are still those that a page told of."""
    return digest("".join(codes))[:16]


def sign_up(session: Session, browser: Browser, name: str, passphrase: str) -> tuple[str, tuple[str, ...]]:
    """Give the learner a name, who keeps all that they did; returns the token and the recovery codes."""
    alike = session.scalar(select(Account.learner_id).where(Account.looks_like == names.looks_like(name)))
    if find(session, name) is not None or alike is not None:
        raise TakenError(alike=find(session, name) is None)
    learner_id = browser.login.learner_id
    if learner_id == NOBODY:
        learner = fresh_learner(browser.now, new_id())
        session.add(learner)
        session.flush()
        learner_id = learner.id
    shown = names.shown(name)
    made = {"name": shown, "known_as": names.known_as(name), "looks_like": names.looks_like(name)}
    session.add(Account(learner_id=learner_id, **made, passphrase=passphrase, created_at=browser.now))
    session.flush()
    return logins.begin(session, learner_id, browser.agent, browser.now, browser.login), renew_codes(
        session, learner_id
    )


def log_in(session: Session, browser: Browser, known: Known, rehashed: str | None) -> str:
    """Go on as the learner of an account; returns the token."""
    account = session.get(Account, known.learner_id)
    if account is None or account.passphrase != known.passphrase:  # meanwhile it was changed, or closed
        raise NotOpenedError
    if rehashed is not None:
        account.passphrase = rehashed
    return logins.begin(session, known.learner_id, browser.agent, browser.now, browser.login)


def change_passphrase(session: Session, browser: Browser, learner_id: int, passphrase: str) -> str:
    """Store another passphrase: every session ends, and no link opens it; returns the token of one that begins here."""
    session.get_one(Account, learner_id).passphrase = passphrase
    session.execute(delete(ResetLink).where(ResetLink.learner_id == learner_id))
    logins.end_all(session, learner_id)
    return logins.begin(session, learner_id, browser.agent, browser.now, browser.login)


def recover(session: Session, browser: Browser, name: str, code: str, passphrase: str) -> str:
    """Take a recovery code, once, in place of the passphrase, and store another one; returns the token."""
    known = find(session, name)
    if known is None:
        raise NotOpenedError
    learner_id = known.learner_id
    own = (RecoveryCode.learner_id == learner_id, RecoveryCode.code_sha256 == digest(codes.read(code)))
    used = session.execute(delete(RecoveryCode).where(*own).returning(RecoveryCode.id)).one_or_none()
    if used is None:
        raise NotOpenedError
    return change_passphrase(session, browser, learner_id, passphrase)


def reset(session: Session, browser: Browser, token: str, passphrase: str) -> str:
    """The same with the link that the operator gave out."""
    known = linked(session, token, browser.now)
    if known is None:
        raise NotOpenedError
    return change_passphrase(session, browser, known.learner_id, passphrase)


def linked(session: Session, token: str, now: datetime) -> Known | None:
    """The account whose passphrase a link resets; None where it does not any more."""
    lives = (ResetLink.token_sha256 == digest(token), ResetLink.expires_at > now)
    its = select(Account).join(ResetLink, ResetLink.learner_id == Account.learner_id)
    return _known(session.scalar(its.where(*lives)))


def reset_link(session: Session, name: str, now: datetime) -> str | None:
    """The path of a link that resets a passphrase, once and within the hour; None where nobody has that name."""
    known = find(session, name)
    if known is None:
        return None
    token = new_token()
    session.execute(delete(ResetLink).where(ResetLink.learner_id == known.learner_id))
    session.add(ResetLink(learner_id=known.learner_id, token_sha256=digest(token), expires_at=now + LINK_LASTS))
    return f"/account/reset/{token}"


def renew_codes(session: Session, learner_id: int, seen: str | None = None) -> tuple[str, ...]:
    """Ten new codes in place of those there were.

    None where these are no longer those whose edition was ``seen``: another request has made new ones, and shows them.
    """
    if seen not in {None, _edition(_codes(session, learner_id))}:
        return ()
    made = codes.new_codes()
    session.execute(delete(RecoveryCode).where(RecoveryCode.learner_id == learner_id))
    session.add_all(RecoveryCode(learner_id=learner_id, code_sha256=digest(code)) for code in made)
    return made


def living_codes(session: Session, learner_id: int, shown: Sequence[str]) -> tuple[str, ...]:
    """Those of the codes that were shown that still open the account."""
    left = set(_codes(session, learner_id))
    return tuple(codes.read(code) for code in shown if digest(codes.read(code)) in left)


def end_session(session: Session, login: Login, session_id: int) -> bool:
    """End one of the learner's own sessions; False where there is none of this number."""
    mine = (LoginSession.id == session_id, LoginSession.learner_id == login.learner_id)
    return session.execute(delete(LoginSession).where(*mine).returning(LoginSession.id)).one_or_none() is not None


def close(session: Session, learner_id: int) -> None:
    """Delete the account and everything of its learner."""
    logins.forget(session, learner_id)
