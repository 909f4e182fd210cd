"""Who belongs to a class: made, joined by invitation, left; what its owners may see is for each member to say.

Consent is of one's own free will: never given along with joining unless it is ticked, and gone at once when it is taken
back, when one leaves, and when one comes to own the class.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.classes.codes import new_code, read
from app.classes.roles import Inside
from app.db.accounts import Account
from app.db.classes import Classroom, Invitation, Membership, Role
from app.missing import NotFoundError
from app.quiz import repository
from app.sessions.tokens import new_id

LASTS = timedelta(days=14)  # an invitation
MOST_CLASSES = 50  # that one learner belongs to
MOST_MEMBERS = 500


class NoInvitationError(LookupError):
    """A code opens nothing: it never did, it has expired, was taken back, or not for this learner."""


class LastOwnerError(ValueError):
    """A class is not left without an owner."""


class TooManyError(ValueError):
    """One learner belongs to too many classes, or one class has too many members."""


@dataclass(frozen=True)
class Mine:
    """A class in the list of one's own."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Person:
    """A member as the owners see them: by the name of their account."""

    id: int  # the membership's
    name: str
    role: Role
    joined_at: datetime
    agrees: bool


def mine(session: Session, learner_id: int) -> list[Mine]:
    """The classes that a learner belongs to, the newest first."""
    rows = session.execute(
        select(Classroom.id, Classroom.name, Membership.role)
        .join(Membership, Membership.classroom_id == Classroom.id)
        .where(Membership.learner_id == learner_id, Membership.left_at.is_(None))
        .order_by(Membership.joined_at.desc(), Membership.id)
    )
    return [Mine(*row) for row in rows]


def people(session: Session, class_id: int) -> list[Person]:
    """Everybody in a class, owners first."""
    rows = session.execute(
        select(Membership, Account.name)
        .join(Account, Account.learner_id == Membership.learner_id)
        .where(Membership.classroom_id == class_id, Membership.left_at.is_(None))
        .order_by(Membership.role.desc(), Account.known_as)
    )
    return [Person(found.id, name, found.role, found.joined_at, found.consented_at is not None) for found, name in rows]


def make(session: Session, learner_id: int, name: str, now: datetime) -> int:
    """Make a class and return its id; pressed twice it is one. Raises ``TooManyError``."""
    made = session.scalar(
        select(Classroom.id)
        .join(Membership, Membership.classroom_id == Classroom.id)
        .where(
            Membership.learner_id == learner_id,
            Membership.role == "owner",
            Membership.left_at.is_(None),
            Classroom.name == name,
            Classroom.created_at > now - repository.AT_ONCE,
        )
        .limit(1)
    )
    if made is not None:
        return made
    if len(mine(session, learner_id)) >= MOST_CLASSES:
        raise TooManyError
    classroom = Classroom(id=new_id(), name=name, created_at=now)
    session.add(classroom)
    session.flush()
    session.add(_belonging(classroom.id, learner_id, "owner", now))
    return classroom.id


def _belonging(class_id: int, learner_id: int, role: Role, now: datetime) -> Membership:
    fresh = {"consented_at": None, "left_at": None, "removed": False}
    return Membership(id=new_id(), classroom_id=class_id, learner_id=learner_id, role=role, joined_at=now, **fresh)


def invitation(session: Session, class_id: int, now: datetime) -> Invitation | None:
    """The code that opens a class just now."""
    found = session.get(Invitation, class_id)
    return found if found is not None and found.expires_at > now else None


def invite(session: Session, class_id: int, now: datetime) -> None:
    """Give a class another code; the one before opens nothing any more."""
    _one_by_one(session, class_id)
    revoke(session, class_id)
    session.add(Invitation(classroom_id=class_id, code=new_code(), created_at=now, expires_at=now + LASTS))


def revoke(session: Session, class_id: int) -> None:
    """Take the code of a class back."""
    session.execute(delete(Invitation).where(Invitation.classroom_id == class_id))


def invited(session: Session, learner_id: int, typed: str, now: datetime) -> Classroom:
    """The class that a code opens for a learner; raises ``NoInvitationError``.

    Who was removed needs a code that is newer than that.
    """
    code = read(typed)
    row = session.execute(
        select(Classroom, Invitation.created_at)
        .join(Invitation, Invitation.classroom_id == Classroom.id)
        .where(Invitation.code == code, Invitation.expires_at > now)
    ).one_or_none()
    if row is None:
        raise NoInvitationError
    found: Classroom = row[0]
    before = _known(session, found.id, learner_id)
    sent_away = before.left_at if before is not None and before.removed else None
    if sent_away is not None and row[1] <= sent_away:
        raise NoInvitationError
    return found


def _known(session: Session, class_id: int, learner_id: int) -> Membership | None:
    own = (Membership.classroom_id == class_id, Membership.learner_id == learner_id)
    return session.scalar(select(Membership).where(*own))


def belongs(session: Session, class_id: int, learner_id: int) -> bool:
    """Whether a learner is in a class."""
    known = _known(session, class_id, learner_id)
    return known is not None and known.left_at is None


def join(session: Session, learner_id: int, typed: str, now: datetime, *, agrees: bool) -> int:
    """Come into the class that a code opens and return its id; who is in it stays as they are.

    Raises ``NoInvitationError`` or ``TooManyError``.
    """
    classroom = invited(session, learner_id, typed, now)
    _one_by_one(session, classroom.id)
    known = _known(session, classroom.id, learner_id)
    if known is not None and known.left_at is None:
        return classroom.id
    inside = (Membership.classroom_id == classroom.id, Membership.left_at.is_(None))
    members = session.scalar(select(func.count()).select_from(Membership).where(*inside)) or 0
    if members >= MOST_MEMBERS or len(mine(session, learner_id)) >= MOST_CLASSES:
        raise TooManyError
    if known is None:
        known = _belonging(classroom.id, learner_id, "member", now)
        session.add(known)
    known.role, known.joined_at, known.left_at, known.removed = "member", now, None, False
    known.consented_at = now if agrees else None
    return classroom.id


def agree(inside: Inside, now: datetime, *, agrees: bool) -> None:
    """Let the owners see one's figures, or not any more. What owners do is in no figure."""
    known = inside.membership
    if inside.owns:
        return
    known.consented_at = (known.consented_at or now) if agrees else None


def leave(session: Session, inside: Inside, now: datetime) -> None:
    """Go; raises ``LastOwnerError``."""
    if inside.owns:
        _leave_an_owner(session, inside)
    _end(inside.membership, now)


def _end(known: Membership, now: datetime, *, removed: bool = False) -> None:
    known.role, known.consented_at, known.left_at, known.removed = "member", None, now, removed


def _one_by_one(session: Session, class_id: int) -> None:
    """Let those who change what a class is do so one after the other, whatever the database."""
    session.execute(select(Classroom.id).where(Classroom.id == class_id).with_for_update())


def _leave_an_owner(session: Session, inside: Inside) -> None:
    _one_by_one(session, inside.classroom.id)  # two may go at once
    own = (
        Membership.classroom_id == inside.classroom.id,
        Membership.role == "owner",
        Membership.left_at.is_(None),
    )
    owners = session.scalars(select(Membership.id).where(*own)).all()
    if set(owners) <= {inside.membership.id}:
        raise LastOwnerError


def _other(session: Session, inside: Inside, person_id: int) -> Membership:
    """Another one's membership; raises ``NotFoundError``."""
    own = (
        Membership.id == person_id,
        Membership.classroom_id == inside.classroom.id,
        Membership.id != inside.membership.id,
    )
    found = session.scalar(select(Membership).where(*own).with_for_update())
    if found is None:
        raise NotFoundError
    return found


def remove(session: Session, inside: Inside, person_id: int, now: datetime) -> None:
    """Have a member leave, if they have not already; raises ``NotFoundError``, as for an owner."""
    found = _other(session, inside, person_id)
    if found.role == "owner":
        raise NotFoundError
    if found.left_at is None:
        _end(found, now, removed=True)


def share(session: Session, inside: Inside, person_id: int) -> None:
    """Make a member an owner too, who is in no figure from then on; raises ``NotFoundError``, as for one who left."""
    found = _other(session, inside, person_id)
    if found.left_at is not None:
        raise NotFoundError
    found.role, found.consented_at = "owner", None


def step_back(session: Session, inside: Inside) -> None:
    """Be a member of a class that one owned; raises ``LastOwnerError``."""
    _leave_an_owner(session, inside)
    inside.membership.role = "member"


def rename(session: Session, inside: Inside, name: str) -> None:
    """Call a class otherwise."""
    session.execute(update(Classroom).where(Classroom.id == inside.classroom.id).values(name=name))


def names_of(persons: Sequence[Person], role: Role) -> tuple[str, ...]:
    """What those with a role are called."""
    return tuple(person.name for person in persons if person.role == role)
