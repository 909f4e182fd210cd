"""Answers in the database, for reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session, joinedload

from app.db.models import Came, FamilyTotal, InstanceRow, Submission
from app.quiz.states import State, result

Show = Literal["all", "wrong", "guessed"]
PAGE = 20


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

    @property
    def state(self) -> State:
        """How it turned out, unless it was withdrawn."""
        return "withdrawn" if self.withdrawn_at is not None else result(self.kind, self.correct)


@dataclass(frozen=True)
class Found:
    """A page of answers, newest first, and whether there are others before and after it."""

    entries: tuple[Entry, ...]
    newer: bool
    older: bool


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


def _shown(learner_id: int, show: Show) -> list[ColumnElement[bool]]:
    # Each has an index that is walked from its newest end.
    mine = Submission.learner_id == learner_id
    if show == "all":
        return [mine]
    wanted = Submission.correct == False if show == "wrong" else Submission.guessed == True  # noqa: E712 - SQL
    return [mine, wanted, Submission.withdrawn_at.is_(None)]


def anchor(session: Session, learner_id: int, show: Show, page: int) -> int | None:
    """The id of the last answer before a page, by the page's number; None for the first page.

    Ids are counted from the nearer end of an index, never rows.
    """
    count = total(session, learner_id, show).listed
    skipped = min(page - 1, (count - 1) // PAGE) * PAGE if count else 0
    if not skipped:
        return None
    ids = select(Submission.id).where(*_shown(learner_id, show))
    near = skipped - 1 < count - skipped
    ids = ids.order_by(Submission.id.desc() if near else Submission.id)
    return session.scalar(ids.offset(skipped - 1 if near else count - skipped).limit(1))


def before(session: Session, learner_id: int, show: Show, submission_id: int | None) -> Found:
    """The answers before one; the newest where none is named, or none is left."""
    listed = _listed(learner_id, show)
    if submission_id is not None:
        listed = listed.where(Submission.id < submission_id)
    rows = session.execute(listed.order_by(Submission.id.desc()).limit(PAGE + 1)).all()
    if not rows and submission_id is not None:
        return before(session, learner_id, show, None)
    newer = submission_id is not None and _any(session, learner_id, show, Submission.id >= submission_id)
    return Found(tuple(Entry(*row) for row in rows[:PAGE]), newer, len(rows) > PAGE)


def after(session: Session, learner_id: int, show: Show, submission_id: int) -> Found:
    """The answers after one; the newest where there are no more than a page of them."""
    listed = _listed(learner_id, show).where(Submission.id > submission_id)
    rows: Sequence[Any] = session.execute(listed.order_by(Submission.id).limit(PAGE + 1)).all()
    if len(rows) <= PAGE:
        return before(session, learner_id, show, None)
    older = _any(session, learner_id, show, Submission.id <= submission_id)
    return Found(tuple(Entry(*row) for row in rows[:PAGE][::-1]), True, older)


def _listed(learner_id: int, show: Show) -> Select[*tuple[Any, ...]]:
    return (
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
        )
        .join(InstanceRow, Submission.instance_id == InstanceRow.id)
        .where(*_shown(learner_id, show))
    )


def _any(session: Session, learner_id: int, show: Show, where: ColumnElement[bool]) -> bool:
    return session.scalar(select(Submission.id).where(*_shown(learner_id, show), where).limit(1)) is not None


def find_answered(session: Session, learner_id: int, submission_id: int) -> InstanceRow | None:
    """The question that a submission of this learner answers."""
    return session.scalar(
        select(InstanceRow)
        .options(joinedload(InstanceRow.submission))
        .join(Submission)
        .where(Submission.id == submission_id, Submission.learner_id == learner_id)
    )
