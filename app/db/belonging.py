"""What becomes of classes when somebody who owns them goes: another owner has them, or they end."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.db.classes import Classroom, Membership
from app.db.deleting import delete_rows


def orphaned(session: Session, learner_id: int) -> Sequence[Classroom]:
    """The classes that have no owner but this learner."""
    other = aliased(Membership)
    others = select(other.id).where(
        other.classroom_id == Classroom.id,
        other.learner_id != learner_id,
        other.role == "owner",
        other.left_at.is_(None),
    )
    return session.scalars(
        select(Classroom)
        .join(Membership, Membership.classroom_id == Classroom.id)
        .where(
            Membership.learner_id == learner_id,
            Membership.role == "owner",
            Membership.left_at.is_(None),
            ~others.exists(),
        )
        .order_by(Classroom.name, Classroom.id)
    ).all()


def end_class(session: Session, classroom_id: int) -> None:
    """Delete a class with its sets; the quizzes that sat them stay their learners'."""
    delete_rows(session, Classroom.__table__, Classroom.id == classroom_id)


def pass_on(session: Session, learner_id: int) -> None:
    """End the classes of a learner who goes, unless somebody else owns them too."""
    for classroom in orphaned(session, learner_id):
        end_class(session, classroom.id)
