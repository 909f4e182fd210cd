"""Answers in the database, for reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session, joinedload

from app.db.derived import FamilyTotal
from app.db.models import Came, InstanceRow, Submission
from app.db.paging import Found, Listed
from app.quiz.regraded import regraded
from app.quiz.states import State, result

Show = Literal["all", "wrong", "guessed"]


@dataclass(frozen=True)
class Entry:
    """One answer in the list."""

    id: int
    created_at: datetime
    family: str
    level: int
    kind: Came
    correct: bool
    guessed: bool
    seconds: float | None
    own: float | None  # of a guided answer
    hints: int
    withdrawn_at: datetime | None
    cells: Sequence[bool]
    former: Sequence[Mapping[str, Any]] | None  # how it was judged before

    @property
    def regraded(self) -> bool:
        """Whether its verdict was another one before."""
        return regraded(self.former, self.kind, self.correct, self.cells) is not None

    @property
    def state(self) -> State:
        """How it turned out, unless it was withdrawn."""
        return "withdrawn" if self.withdrawn_at is not None else result(self.kind, self.correct)


@dataclass(frozen=True)
class Count:
    """How many answers there are to list: those that count, as the statistics do, and withdrawn ones among all."""

    counted: int
    withdrawn: int

    @property
    def listed(self) -> int:
        """Those on the pages."""
        return self.counted + self.withdrawn


def total(session: Session, learner_id: int, show: Show) -> Count:
    """How many answers of a learner there are."""
    counted = {
        "all": FamilyTotal.answered,
        "wrong": FamilyTotal.answered - FamilyTotal.correct,
        "guessed": FamilyTotal.guessed,
    }[show]
    withdrawn = FamilyTotal.withdrawn if show == "all" else literal(0)
    sums = select(func.sum(counted), func.sum(withdrawn)).where(FamilyTotal.learner_id == learner_id)
    answered, taken_back = session.execute(sums).one()
    return Count(answered or 0, taken_back or 0)


_LISTED = Listed(
    select(
        Submission.id,
        Submission.created_at,
        Submission.family,
        InstanceRow.level,
        Submission.kind,
        Submission.correct,
        Submission.guessed,
        Submission.seconds,
        Submission.own,
        InstanceRow.hints,
        Submission.withdrawn_at,
        Submission.cells,
        Submission.regraded,
    ).join(InstanceRow, Submission.instance_id == InstanceRow.id),
    (Submission.created_at, Submission.id),
    Submission.learner_id,
    Entry,
)


def _wanted(show: Show) -> tuple[ColumnElement[bool], ...]:
    # Each has an index that is walked from its newest end.
    if show == "all":
        return ()
    column, wanted = (Submission.correct, False) if show == "wrong" else (Submission.guessed, True)
    return column == wanted, Submission.withdrawn_at.is_(None)


def listed(
    session: Session, learner_id: int, show: Show, before: int | None, after: int | None, number: int, count: int
) -> Found[Entry]:
    """A page of answers, before or after one, or by its number among so many."""
    wanted = _wanted(show)
    if before is None and after is None:
        before = _LISTED.before_page(session, learner_id, number, count, *wanted)
    return _LISTED.page(session, learner_id, before, after, *wanted)


def find_answered(session: Session, learner_id: int, submission_id: int) -> InstanceRow | None:
    """The question that a submission of this learner answers."""
    return session.scalar(
        select(InstanceRow)
        .options(joinedload(InstanceRow.submission))
        .join(Submission)
        .where(Submission.id == submission_id, Submission.learner_id == learner_id)
    )
