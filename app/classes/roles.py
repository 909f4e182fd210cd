"""Who may do what in a class: said here alone. To whoever does not belong to it, a class is not there.

Every address within a class hangs on a router of ``router_for``, so that no route needs a check of its own. What is
written asks again within its transaction: meanwhile one may have been removed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.classes import Classroom, Membership, Role
from app.dependencies import Id, Services, ServicesDep, VisitorDep
from app.missing import MovedError, NotFoundError


@dataclass(frozen=True)
class Inside:
    """A class as one who belongs to it sees it."""

    classroom: Classroom
    membership: Membership
    needs: Role  # what was asked for

    @property
    def owns(self) -> bool:
        """Whether the class is theirs."""
        return self.membership.role == "owner"

    @property
    def address(self) -> str:
        """The page of the class."""
        return f"/classes/{self.classroom.id}"


def _find(session: Session, class_id: int, learner_id: int, needs: Role, *, changing: bool = False) -> Inside:
    own = (
        select(Membership, Classroom)
        .join(Classroom, Classroom.id == Membership.classroom_id)
        .where(Classroom.id == class_id, Membership.learner_id == learner_id, Membership.left_at.is_(None))
    )
    row = session.execute(own.with_for_update(of=Membership) if changing else own).one_or_none()
    if row is None or (needs == "owner" and row[0].role != "owner"):
        raise NotFoundError
    return Inside(row[1], row[0], needs)


def member(services: ServicesDep, visitor: VisitorDep, class_id: Id) -> Inside:
    """The class of the address, for whoever belongs to it; raises ``NotFoundError`` for everybody else."""
    with services.database.read() as session:
        return _find(session, class_id, visitor.learner_id, "member")


def owner(services: ServicesDep, visitor: VisitorDep, class_id: Id) -> Inside:
    """The same for whoever owns it."""
    with services.database.read() as session:
        return _find(session, class_id, visitor.learner_id, "owner")


def named(visitor: VisitorDep) -> None:
    """Only who has an account has a name to be known by in a class; others are led to where that is said."""
    if not visitor.login.name:
        raise MovedError("/classes")


MemberDep = Annotated[Inside, Depends(member)]
OwnerDep = Annotated[Inside, Depends(owner)]


def router_for(needs: Role) -> APIRouter:
    """A router of addresses within a class."""
    return APIRouter(prefix="/classes/{class_id}", dependencies=[Depends(owner if needs == "owner" else member)])


@contextmanager
def writing(services: Services, inside: Inside) -> Iterator[tuple[Session, Inside]]:
    """A write by somebody who is still what they were when they asked; what they are is theirs until it ends."""
    found = inside.membership
    with services.database.write() as session:
        yield session, _find(session, found.classroom_id, found.learner_id, inside.needs, changing=True)
