"""Databases with as many answers as wanted, as the app would have stored them: real instances, ten a quiz."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.db import Database, totals
from app.db.columns import Base
from app.db.models import InstanceRow, Learner, Quiz, RecognisedSlip, Submission
from app.db.numbers import go_on_after
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.instance import Instance

QUESTIONS = 10  # a quiz
BATCH = 500  # quizzes written at once


@dataclass(frozen=True)
class Span:
    """When the quizzes were done: evenly between two moments."""

    start: datetime
    end: datetime

    def at(self, share: float) -> datetime:
        """The moment after a share of the time."""
        return self.start + share * (self.end - self.start)


def fill(database: Database, bank: Bank, count: int, span: Span, kinds: int | None = None) -> None:
    """Add at least ``count`` answers of the first learner, in finished quizzes, and count them.

    ``kinds`` limits the families and slips that they repeat. The database is migrated and has its learner.
    """
    random = Random(1)
    made = [_sample(bank, family, random) for family in islice(bank.families, kinds)]
    slips = sorted(bank.slip_names)[:kinds]
    with database.read() as session:
        learner_id = session.scalars(select(Learner.id).order_by(Learner.id).limit(1)).one()
        first = {table: _last_id(session, table) + 1 for table in (Quiz, InstanceRow, Submission)}
    quizzes = -(-count // QUESTIONS)
    for begin in range(0, quizzes, BATCH):
        rows: dict[type[Base], list[dict[str, Any]]] = {Quiz: [], InstanceRow: [], Submission: [], RecognisedSlip: []}
        for k in range(begin, min(begin + BATCH, quizzes)):
            quiz_id, now = first[Quiz] + k, span.at(k / quizzes)
            rows[Quiz].append(_quiz(quiz_id, learner_id, now))
            for ordinal in range(1, QUESTIONS + 1):
                place = k * QUESTIONS + ordinal - 1
                instance_id, submission_id = first[InstanceRow] + place, first[Submission] + place
                sample = random.choice(made)
                instance = sample.instance
                correct = random.random() < 0.6
                issued = {
                    "id": instance_id,
                    "learner_id": learner_id,
                    "topic": sample.topic,
                    "family": instance.family,
                }
                rows[InstanceRow].append(
                    {
                        **issued,
                        "quiz_id": quiz_id,
                        "ordinal": ordinal,
                        "level": instance.level,
                        "form": instance.form,
                        "fingerprint": f"{random.getrandbits(128):032x}",
                        "content": sample.content,
                        "shown_at": now,
                    }
                )
                rows[Submission].append(
                    {
                        **issued,
                        "id": submission_id,
                        "instance_id": instance_id,
                        **_answer(random, sample, now, correct),
                    }
                )
                if not correct and random.random() < 0.5:
                    rows[RecognisedSlip].append(
                        {"submission_id": submission_id, "slip": random.choice(slips), "made_at": now}
                    )
        with database.write() as session:
            for table, values in rows.items():
                if values:
                    session.execute(insert(table), values)
            go_on_after(session)
    with database.write() as session:
        totals.recount(session)


def _last_id(session: Session, table: type[Any]) -> int:
    return session.scalar(select(table.id).order_by(table.id.desc()).limit(1)) or 0


@dataclass(frozen=True)
class _Sample:
    """A question that is asked again and again, with an answer to it and how many entries that has."""

    topic: str
    instance: Instance
    content: dict[str, Any]
    given: Flat
    cells: int


def _sample(bank: Bank, family: str, random: Random) -> _Sample:
    level, form = random.choice(bank.families[family].asks)
    instance = bank.issue(family, level, form, 1)
    held = form_of(form)
    answer = held.right(instance)
    cells = held.grade(instance, answer, bank.read_stored(instance, answer)).cells
    content = instance.model_dump(mode="json")
    return _Sample(bank.families[family].topic, instance, content, answer.flat, len(cells))


def _quiz(quiz_id: int, learner_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": quiz_id,
        "learner_id": learner_id,
        "topics": ["bptt"],
        "levels": [1, 2, 3],
        "ordering": "mixed",
        "created_at": now,
        "finished_at": now,
    }


def _answer(random: Random, sample: _Sample, now: datetime, correct: bool) -> dict[str, Any]:
    return {
        "kind": "answered",
        "guessed": random.random() < 0.1,
        "choice": sample.given.choice,
        "texts": list(sample.given.texts),
        "correct": correct,
        "cells": [correct] * sample.cells,
        "seconds": round(random.uniform(5, 200), 3),
        "language": "ja",
        "created_at": now,
        "settled_at": now,
    }
