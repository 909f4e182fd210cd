"""The end of a quiz: how it went, what is different from the last time, and what is best done next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import Session

from app.db.models import Quiz, RecognisedSlip, Submission
from app.db.sittings import Sat
from app.progress import counting
from app.progress import repository as progress
from app.quiz.repository import Item
from app.quiz.sheets import next_open
from app.quiz.states import MISSED
from app.schedule.telling import again
from app.schedule.today import begins_with, read_today
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Topic

LOOKED_BACK = 10  # answers to each kind


@dataclass(frozen=True)
class Before:
    """The last answer to a kind before a quiz, and the wrong ones without a right one since."""

    correct: bool
    wrong: tuple[int, ...]


@dataclass(frozen=True)
class Slip:
    """A slip with its name, and whether questions are known in which it can happen."""

    id: str
    name: Bilingual
    happens: bool


@dataclass(frozen=True)
class Begins:
    """Where practice begins after the placement quiz: with which topics, and which come later."""

    first: tuple[Topic, ...]
    later: tuple[Topic, ...]


@dataclass(frozen=True)
class ResultPage:
    """How a quiz went."""

    quiz_id: int
    items: tuple[tuple[Item, Bilingual, Before | None], ...]  # with the title of the family, and the answer before
    onward: int | None
    repeats_id: int | None
    mended: int  # kinds that were wrong the last time and are right now
    lost: int  # and the other way round
    met: tuple[Slip, ...]  # slips that were never made before
    overcome: tuple[Slip, ...]  # slips since the last right answer to kinds that are right now
    shown: tuple[tuple[Topic, tuple[Bilingual, ...]], ...]  # kinds that were right without any help, by topic
    again: Mapping[str, int]  # in how many days each kind comes again
    today: int  # today's questions that remain
    weakest: Topic | None
    begins: Begins | None  # of the placement quiz
    sat: Sat | None = None

    @property
    def right(self) -> int:
        """Questions answered right."""
        return sum(item.state == "right" for item, _, _ in self.items)

    @property
    def wrong(self) -> int:
        """Questions answered, but not right."""
        return sum(item.state in MISSED for item, _, _ in self.items)

    @property
    def guessed(self) -> int:
        """Right answers that were guesses."""
        return sum(item.state == "right" and bool(item.guessed) for item, _, _ in self.items)

    @property
    def seconds(self) -> float | None:
        """Mean time per question, over those with a time."""
        times = [item.seconds for item, _, _ in self.items if item.seconds is not None]
        return sum(times) / len(times) if times else None

    @property
    def compared(self) -> bool:
        """Whether any kind of it was asked before."""
        return any(before is not None for _, _, before in self.items)


def _first(session: Session, answers: Collection[int]) -> Any:
    """Where the answer of these that was given first stands in the order of time; None where there is none."""
    place = (Submission.created_at, Submission.id)
    found = session.execute(select(*place).where(Submission.id.in_(answers)).order_by(*place).limit(1)).one_or_none()
    return None if found is None else tuple_(literal(found[0], Submission.created_at.type), literal(found[1]))


def _before(session: Session, learner_id: int, item: Item, first: Any) -> Before | None:
    """The last answers to the kind of a question before the first answer of its quiz: a few steps in an index."""
    rows = session.execute(
        select(Submission.id, Submission.correct)
        .where(
            Submission.learner_id == learner_id,
            Submission.topic == item.topic,
            Submission.family == item.family,
            Submission.withdrawn_at.is_(None),
            tuple_(Submission.created_at, Submission.id) < first,
        )
        .order_by(Submission.created_at.desc(), Submission.id.desc())
        .limit(LOOKED_BACK)
    ).all()
    wrong = takewhile(lambda row: not row[1], rows)
    return Before(rows[0][1], tuple(answer for answer, _ in wrong)) if rows else None


def _slips(session: Session, answers: Collection[int]) -> list[str]:
    """The slips of some answers, in the order of these."""
    return list(
        session.scalars(
            select(RecognisedSlip.slip)
            .where(RecognisedSlip.submission_id.in_(answers))
            .order_by(RecognisedSlip.made_at, RecognisedSlip.submission_id, RecognisedSlip.slip)
        )
    )


def _first_time(session: Session, learner_id: int, slip: str) -> int | None:
    """The answer in which a slip was made for the first time, by the index that begins with it."""
    return session.scalar(
        select(RecognisedSlip.submission_id)
        .join(Submission, Submission.id == RecognisedSlip.submission_id)
        .where(
            RecognisedSlip.slip == slip,
            Submission.learner_id == learner_id,
            Submission.withdrawn_at.is_(None),
        )
        .order_by(RecognisedSlip.made_at, RecognisedSlip.submission_id)
        .limit(1)
    )


def _begins(bank: Bank, session: Session, quiz: Quiz) -> Begins:
    found = begins_with(session, bank, quiz.learner_id)
    first = tuple(topic for topic in bank.topics.topics if topic.id in found.first)
    return Begins(first, tuple(topic for topic in bank.topics.topics if topic.id in found.known))


def result_page(bank: Bank, session: Session, quiz: Quiz, items: Sequence[Item], now: datetime) -> ResultPage:
    """How a quiz stands. Asks for a few rows of each of its questions, however many answers there are."""
    answers = [item.submission_id for item in items if item.submission_id is not None]
    first = _first(session, answers)
    kinds = {(item.topic, item.family): item for item in items if item.submission_id is not None}  # the last of each
    before = {kind: _before(session, quiz.learner_id, item, first) for kind, item in kinds.items()}
    right = {kind for kind in kinds if all(i.state == "right" for i in items if (i.topic, i.family) == kind)}
    earlier = {kind: found for kind, found in before.items() if found is not None}
    made = list(dict.fromkeys(_slips(session, answers)))
    of_before = [answer for kind, found in earlier.items() if kind in right for answer in found.wrong]
    overcome = list(dict.fromkeys(slip for slip in _slips(session, of_before) if slip not in made))

    def named(slips: Collection[str]) -> tuple[Slip, ...]:
        known = bank.slip_names
        return tuple(Slip(slip, known[slip], slip in bank.slip_families) for slip in slips if slip in known)

    unaided = {
        kind
        for kind in right
        if not any(i.guessed or i.hints or i.own is not None for i in items if (i.topic, i.family) == kind)
    }
    shown = [
        (topic, tuple(bank.title(family) for at, family in kinds if at == topic.id and (at, family) in unaided))
        for topic in bank.topics.topics
    ]
    topics = {topic.id: topic for topic in bank.topics.topics}
    weak = counting.weak(counting.by_topic(progress.families(session, quiz.learner_id), topics))
    return ResultPage(
        quiz.id,
        tuple((item, bank.title(item.family), before.get((item.topic, item.family))) for item in items),
        next_open(items),
        quiz.repeats_id,
        sum(kind in right and not found.correct for kind, found in earlier.items()),
        sum(kind not in right and found.correct for kind, found in earlier.items()),
        named([slip for slip in made if _first_time(session, quiz.learner_id, slip) in answers]),
        named(overcome),
        tuple((topic, titles) for topic, titles in shown if titles),
        again(session, quiz.learner_id, kinds, now),
        len(read_today(session, bank, quiz.learner_id, now).picks),
        topics[weak[0]] if weak else None,
        _begins(bank, session, quiz) if quiz.purpose == "placement" and next_open(items) is None else None,
    )
