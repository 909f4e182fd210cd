"""Answers are graded anew after a rule or a key was changed: what would change is told, or follows and is told.

An answer is graded by the key that is stored with its question, by today's rules; by today's key where the same version
of its family gives another one now (decision 16). What is the same stays untouched, so a second run finds nothing, and
one that broke off is gone on with. What changed keeps how it was judged before, when that changed, and why.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from app.db import Database, totals
from app.db.derived import FamilyTotal
from app.db.models import Came, InstanceRow, RecognisedSlip, Submission
from app.quiz.moves import moves
from app.quiz.outcome import outcome
from app.quiz.sheets import stored_instance
from app.quiz.states import result
from app.quiz.stored import stored_answer, to_keep
from app.quiz.submitting import recognised
from app.schedule import log
from question_bank.bank import Bank

READ, WRITTEN = 200, 4  # answers that are read, and written, at once: others have their turn in between
PAUSE = 0.02  # seconds, for their turn
PATIENCE = 60.0  # seconds that a write waits for its turn: nobody waits for this one
Turn = Literal["to right", "to wrong", "parts", "slips"]
TURNS: tuple[Turn, ...] = ("to right", "to wrong", "parts", "slips")


@dataclass(frozen=True)
class Judged:
    """How an answer is judged: as it is stored, or as it would be now."""

    kind: Came
    correct: bool
    cells: tuple[bool, ...]
    own: float | None
    slips: frozenset[str]

    def turn(self, now: "Judged") -> Turn | None:
        """What becomes of it; None where nothing does."""
        before, after = result(self.kind, self.correct), result(now.kind, now.correct)
        if before != after:
            return "to right" if after == "right" or before == "wrong" else "to wrong"
        if self.cells != now.cells:
            return "parts"
        return "slips" if self.slips != now.slips else None


@dataclass(frozen=True)
class Change:
    """An answer that is judged otherwise now."""

    submission_id: int
    uid: str  # of its question
    family: str
    before: Judged
    after: Judged
    turn: Turn
    findings: dict[str, Any] | None
    key: dict[str, Any] | None  # the question's, where it is another one now


@dataclass
class Told:
    """What was found, family by family."""

    answers: Counter[str] = field(default_factory=Counter)
    turns: defaultdict[str, Counter[Turn]] = field(default_factory=lambda: defaultdict(Counter))
    keys: Counter[str] = field(default_factory=Counter)  # changes that a key's is behind
    unreadable: int = 0

    @property
    def changed(self) -> int:
        """How many answers are judged otherwise now."""
        return sum(turns.total() for turns in self.turns.values())


def regrade(database: Database, bank: Bank, now: datetime, *, family: str | None = None, dry: bool) -> Told:
    """Grade every answer anew, or those to one family; with ``dry`` nothing is written.

    Raises ``NotSavedError`` where it cannot go on: what was written until then stays, and is whole.
    """
    told = Told()
    last = 0
    while True:
        with database.read() as session:
            found = _next(session, last, family)
            changes = list(_changes(session, bank, found, told))
        if not found:
            return told
        last = found[-1].id
        for start in range(0, len(changes), WRITTEN):
            some = changes[start : start + WRITTEN]
            if not dry:
                with database.write(PATIENCE) as session:
                    for change in some:
                        _follow(session, bank, change, now)
                time.sleep(PAUSE)
            for change in some:
                told.turns[change.family][change.turn] += 1
                told.keys[change.family] += change.key is not None


def _next(session: Session, last: int, family: str | None) -> Sequence[Submission]:
    """The next answers that something was given to and that count."""
    wanted = [Submission.id > last, Submission.withdrawn_at.is_(None), Submission.kind != "unknown"]
    return session.scalars(
        select(Submission)
        .where(*wanted, *([] if family is None else [Submission.family == family]))
        .order_by(Submission.id)
        .limit(READ)
        .options(joinedload(Submission.instance), selectinload(Submission.slips))
    ).all()


def _changes(session: Session, bank: Bank, found: Sequence[Submission], told: Told) -> Iterator[Change]:
    for answer in found:
        told.answers[answer.family] += 1
        try:
            change = _judged(session, bank, answer)
        except ValueError:  # what was typed, or the way that led to it, cannot be read by today's rules
            told.unreadable += 1
            continue
        if change is not None:
            yield change


def _judged(session: Session, bank: Bank, row: Submission) -> Change | None:
    """What changes of an answer; raises ``ValueError`` where today's rules cannot read it."""
    instance = stored_instance(row.instance)
    key = bank.other_key(instance)
    if key is not None:
        instance = instance.model_copy(update={"key": key})
    answer = stored_answer(instance, row)
    grade = bank.grade_stored(instance, answer)
    before = _as_stored(row)
    way = () if row.own is None else moves(session, row.instance_id, practice=False)
    came = outcome(bank, instance, way, answer, correct=grade.correct)
    known = row.findings is not None and row.findings["edition"] == bank.edition(row.family)
    if (came.kind, came.correct) == (row.kind, row.correct) and key is None and (grade.correct or known):
        slips, findings = before.slips, row.findings
    else:
        found = () if grade.correct else bank.diagnose(instance, answer, way)
        slips = frozenset((*came.slips, *recognised(found)))
        findings = None if grade.correct else to_keep(bank, row.family, found)
    cells = (True,) * len(grade.cells) if came.correct else grade.cells
    after = Judged(came.kind, came.correct, cells, came.own, slips)
    turn = before.turn(after)
    if turn is None:
        return None
    told_key = None if key is None else key.model_dump(mode="json")
    return Change(row.id, row.instance.uid, row.family, before, after, turn, findings, told_key)


def _as_stored(row: Submission) -> Judged:
    return Judged(row.kind, row.correct, tuple(row.cells), row.own, frozenset(slip.slip for slip in row.slips))


def _follow(session: Session, bank: Bank, change: Change, now: datetime) -> None:
    """Judge an answer as it is judged now, with all that follows; one that changed meanwhile stays as it is."""
    row = session.scalar(
        select(Submission)
        .join(InstanceRow, InstanceRow.id == Submission.instance_id)
        .where(Submission.id == change.submission_id, InstanceRow.uid == change.uid)
        .options(joinedload(Submission.instance), selectinload(Submission.slips))
    )
    if row is None or row.withdrawn_at is not None or _as_stored(row) != change.before:
        return
    before, after, instance = change.before, change.after, row.instance
    former = {
        "at": f"{now:%Y-%m-%dT%H:%M:%S}Z",
        "cause": "rule" if change.key is None else "key",
        "edition": bank.edition(row.family),
        **{"kind": before.kind, "correct": before.correct, "cells": list(before.cells), "own": before.own},
        "slips": sorted(before.slips),
        "key": None if change.key is None else instance.content["key"],
    }
    totals.withdraw(session, row)  # taken off as it was, and counted as it is
    row.kind, row.correct, row.cells, row.own = after.kind, after.correct, list(after.cells), after.own
    for slip in row.slips:
        if slip.slip not in after.slips:
            session.delete(slip)
    new = sorted(after.slips - before.slips)
    session.add_all(RecognisedSlip(submission_id=row.id, slip=slip, made_at=row.created_at) for slip in new)
    row.findings = change.findings
    row.regraded = [*(row.regraded or ()), former]
    if change.key is not None:
        instance.content = {**instance.content, "key": change.key}
    session.flush()
    session.expire(row, ["slips"])
    totals.count(session, row)
    its = (FamilyTotal.learner_id == row.learner_id, FamilyTotal.topic == row.topic, FamilyTotal.family == row.family)
    session.execute(update(FamilyTotal).where(*its).values(withdrawn=FamilyTotal.withdrawn - 1))
    log.forget(session, bank, row)


def lines(told: Told, *, dry: bool) -> str:
    """What was found, for the terminal."""
    names = {"to right": "wrong to right", "to wrong": "right to wrong", "parts": "other parts", "slips": "other slips"}
    said = []
    for family, turns in sorted(told.turns.items()):
        counts = ", ".join(f"{turns[turn]} {names[turn]}" for turn in TURNS if turns[turn])
        key = f" ({told.keys[family]} by another key)" if told.keys[family] else ""
        said.append(f"{family}: of {told.answers[family]} answers {counts}{key}")
    if told.unreadable:
        said.append(f"{told.unreadable} answers cannot be read by today's rules and stay as they are")
    done = "would change; nothing was changed" if dry else "changed"
    said.append(f"{told.answers.total()} answers looked at, {told.changed} {done}")
    return "".join(f"{line}\n" for line in said)
