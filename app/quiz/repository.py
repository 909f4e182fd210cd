"""Quizzes in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, func, select, update
from sqlalchemy.orm import Session, joinedload

from app.db.models import Came, InstanceRow, Purpose, Quiz, QuizOrdering, Reason, Submission
from app.quiz.states import State, result
from question_bank.model.instance import Instance

REMEMBERED = 500  # so many questions back, the same numbers do not come again
AT_ONCE = timedelta(seconds=60)  # within which a button pressed again is one press
JUST_NOW = 100  # so many questions back, a quiz counts as started a moment ago


# What every page of a quiz asks for; putting a statement together takes longer than SQLite takes for it.
_QUIZ = select(Quiz).where(Quiz.id == bindparam("quiz"), Quiz.learner_id == bindparam("learner"))
_ITEM = (
    select(InstanceRow)
    .options(joinedload(InstanceRow.submission), joinedload(InstanceRow.quiz))
    .where(
        InstanceRow.quiz_id == bindparam("quiz"),
        InstanceRow.ordinal == bindparam("number"),
        InstanceRow.replaced_at.is_(None),
    )
)
_ITEMS = (
    select(
        InstanceRow.ordinal,
        InstanceRow.family,
        InstanceRow.topic,
        InstanceRow.level,
        InstanceRow.form,
        Submission.kind,
        Submission.correct,
        Submission.guessed,
        Submission.seconds,
        Submission.id,
        Submission.own,
        InstanceRow.hints,
        Submission.settled_at,
    )
    .outerjoin(Submission)
    .where(InstanceRow.quiz_id == bindparam("quiz"), InstanceRow.replaced_at.is_(None))
    .order_by(InstanceRow.ordinal)
)

_LEFT = (
    select(func.count(InstanceRow.id) - func.count(Submission.id), func.max(Submission.created_at))
    .outerjoin(Submission)
    .where(InstanceRow.quiz_id == bindparam("quiz"), InstanceRow.replaced_at.is_(None))
)
_FINISH = (
    update(Quiz)
    .where(Quiz.id == bindparam("quiz"))
    .values(finished_at=bindparam("last"))
    .execution_options(synchronize_session=False)
)
_OTHERS = select(InstanceRow.id).where(
    InstanceRow.quiz_id == bindparam("quiz"),
    InstanceRow.learner_id == bindparam("learner"),
    InstanceRow.replaced_at.is_(None),
    InstanceRow.id != bindparam("but"),
)
_SETTLE = (
    update(Submission)
    .where(Submission.instance_id.in_(_OTHERS), Submission.settled_at.is_(None))
    .values(settled_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)
_SHOW = (
    update(InstanceRow)
    .where(
        InstanceRow.id == bindparam("instance"), InstanceRow.uid == bindparam("known"), InstanceRow.shown_at.is_(None)
    )
    .values(shown_at=bindparam("now"))
    .execution_options(synchronize_session=False)
)


@dataclass(frozen=True)
class QuizHead:
    """What a quiz was started with."""

    learner_id: int
    topics: tuple[str, ...]
    levels: tuple[int, ...]
    ordering: QuizOrdering
    repeats_id: int | None = None
    # What was asked for, by a button that starts one quiz at once.
    wish: str | None = field(default=None, kw_only=True)
    purpose: Purpose = field(default="practice", kw_only=True)


@dataclass(frozen=True)
class Item:
    """One question of a quiz, as far as the quiz's own pages need it."""

    number: int
    family: str
    topic: str
    level: int
    form: str
    kind: Came | None  # None: not answered yet
    correct: bool | None
    guessed: bool | None
    seconds: float | None
    submission_id: int | None
    own: float | None  # of a guided answer
    hints: int
    settled_at: datetime | None

    @property
    def settled(self) -> bool:
        """Whether there is no answer that could still be withdrawn."""
        return self.kind is None or self.settled_at is not None

    @property
    def state(self) -> State:
        """How it stands."""
        return "open" if self.kind is None else result(self.kind, bool(self.correct))


def seen_fingerprints(session: Session, learner_id: int) -> list[str]:
    """The contents that the learner has been given lately, newest first."""
    recent = (
        select(InstanceRow.fingerprint)
        .where(InstanceRow.learner_id == learner_id)
        .order_by(InstanceRow.id.desc())
        .limit(REMEMBERED)
    )
    return list(session.scalars(recent))


def new_row(learner_id: int, number: int, topic: str, instance: Instance, reason: Reason | None = None) -> InstanceRow:
    """An instance as it is stored, to be put into a quiz."""
    return InstanceRow(
        learner_id=learner_id,
        ordinal=number,
        family=instance.family,
        topic=topic,
        level=instance.level,
        form=instance.form,
        fingerprint=instance.fingerprint,
        content=instance.model_dump(mode="json"),
        shown_at=None,
        replaced_at=None,
        replaces_id=None,
        reason=reason,
    )


def add_quiz(
    session: Session,
    head: QuizHead,
    drawn: Sequence[tuple[str, Instance]],
    now: datetime,
    reasons: Sequence[Reason] = (),
) -> int:
    """Store a quiz with its questions, each a pair of topic and instance; returns its id.

    ``reasons`` says of each why it came; none where the learner chose them.
    """
    quiz = Quiz(
        learner_id=head.learner_id,
        topics=list(head.topics),
        levels=list(head.levels),
        ordering=head.ordering,
        repeats_id=head.repeats_id,
        purpose=head.purpose,
        created_at=now,
        finished_at=None,
        wish=head.wish,
    )
    quiz.instances = [
        new_row(head.learner_id, number, topic, instance, reasons[number - 1] if reasons else None)
        for number, (topic, instance) in enumerate(drawn, start=1)
    ]
    session.add(quiz)
    session.flush()
    return quiz.id


def just_repeated(
    session: Session, head: QuizHead, asked: Sequence[tuple[str, int, str]], since: datetime
) -> int | None:
    """A quiz started a moment ago on the same wish, or asking the same of the same quiz again, and not answered in yet.

    None where there is none.
    """
    newest = session.scalars(  # over the index of what was seen: the quizzes themselves have none by their time
        select(InstanceRow.quiz_id)
        .where(InstanceRow.learner_id == head.learner_id)
        .order_by(InstanceRow.id.desc())
        .limit(len(asked) + JUST_NOW)
    )
    repeats = head.repeats_id is not None
    started = session.scalars(
        select(Quiz.id).where(
            Quiz.id.in_(set(newest)),
            Quiz.repeats_id == head.repeats_id if repeats else Quiz.wish == head.wish,
            Quiz.created_at > since,
            Quiz.dropped_at.is_(None),
        )
    )
    for quiz_id in started:
        found = items(session, quiz_id)
        fresh = all(item.kind is None for item in found)
        same = not repeats or [(item.family, item.level, item.form) for item in found] == list(asked)
        if fresh and same:
            return quiz_id
    return None


def find_quiz(session: Session, learner_id: int, quiz_id: int) -> Quiz | None:
    """A quiz of this learner."""
    return session.scalar(_QUIZ, {"quiz": quiz_id, "learner": learner_id})


def items(session: Session, quiz_id: int) -> list[Item]:
    """The questions of a quiz in order, with how they were answered."""
    rows: Iterable[Any] = session.execute(_ITEMS, {"quiz": quiz_id})
    return [Item(*row) for row in rows]


def find_item(session: Session, quiz_id: int, number: int) -> InstanceRow | None:
    """One question of a quiz with its submission and the quiz."""
    return session.scalar(_ITEM, {"quiz": quiz_id, "number": number})


def finish(session: Session, quiz_id: int) -> None:
    """Note when the last of a quiz's answers was given, once all are; one that was kept on a device comes in later."""
    left, last = session.execute(_LEFT, {"quiz": quiz_id}).one()
    if not left:
        session.execute(_FINISH, {"quiz": quiz_id, "last": last})


def find_submission(
    session: Session, learner_id: int, quiz_id: int, number: int, submission_id: int
) -> Submission | None:
    """An answer that was given to a question of a quiz, whether or not it was withdrawn since."""
    return session.scalar(
        select(Submission)
        .options(joinedload(Submission.instance).joinedload(InstanceRow.quiz))
        .join(InstanceRow)
        .where(
            Submission.id == submission_id,
            Submission.learner_id == learner_id,
            InstanceRow.quiz_id == quiz_id,
            InstanceRow.ordinal == number,
        )
    )


def settle(session: Session, learner_id: int, quiz_id: int, now: datetime, but: int | None = None) -> None:
    """Note that the learner went on after the answers of a quiz; ``but`` is the instance that is looked at now."""
    asked = {"learner": learner_id, "quiz": quiz_id, "but": 0 if but is None else but}
    session.execute(_SETTLE, {**asked, "now": now})


def show(session: Session, row: InstanceRow, now: datetime) -> None:
    """Note when a question was first seen; seeing it again changes nothing."""
    session.execute(_SHOW, {"instance": row.id, "known": row.uid, "now": now})


@dataclass(frozen=True)
class Unfinished:
    """A quiz with questions left: how many are answered, and the kinds of the others in their order, each once."""

    quiz_id: int
    created_at: datetime
    topics: Sequence[str]
    answered: int
    total: int
    left: tuple[str, ...]


def unfinished(session: Session, learner_id: int, limit: int) -> tuple[list[Unfinished], int]:
    """The quizzes that a learner can go on with, newest first, and how many there are in all; exams have their page."""
    open_ones = (
        Quiz.learner_id == learner_id,
        Quiz.finished_at.is_(None),
        Quiz.dropped_at.is_(None),
        Quiz.purpose != "exam",
    )
    heads = select(Quiz.id, Quiz.created_at, Quiz.topics).where(*open_ones)
    newest = heads.order_by(Quiz.id.desc()).limit(limit).subquery()
    rows = session.execute(
        select(newest.c.id, newest.c.created_at, newest.c.topics, func.count(Submission.id), func.count(InstanceRow.id))
        .join(InstanceRow, InstanceRow.quiz_id == newest.c.id)
        .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.replaced_at.is_(None))
        .group_by(newest.c.id, newest.c.created_at, newest.c.topics)
        .order_by(newest.c.id.desc())
    )
    open_questions = session.execute(
        select(InstanceRow.quiz_id, InstanceRow.family)
        .join(newest, InstanceRow.quiz_id == newest.c.id)
        .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.replaced_at.is_(None), Submission.id.is_(None))
        .order_by(InstanceRow.quiz_id, InstanceRow.ordinal)
    )
    left: dict[int, dict[str, None]] = {}
    for quiz_id, family in open_questions:
        left.setdefault(quiz_id, {})[family] = None
    total = session.scalar(select(func.count()).select_from(Quiz).where(*open_ones)) or 0
    listed = [
        Unfinished(quiz_id, begun, topics, answered, of, tuple(left.get(quiz_id, ())))
        for quiz_id, begun, topics, answered, of in rows
    ]
    return listed, total


@dataclass(frozen=True)
class Score:
    """A finished quiz: how many of its questions were right."""

    quiz_id: int
    finished_at: datetime
    right: int
    total: int


def scores(session: Session, learner_id: int, limit: int) -> list[Score]:
    """The last finished quizzes, newest first; exams are compared on their page."""
    latest = (
        select(Quiz.id, Quiz.finished_at)
        .where(Quiz.learner_id == learner_id, Quiz.finished_at.is_not(None), Quiz.purpose != "exam")
        .order_by(Quiz.finished_at.desc(), Quiz.id.desc())
        .limit(limit)
        .subquery()
    )
    rows = session.execute(
        select(latest.c.id, latest.c.finished_at, func.sum(Submission.correct, type_=Integer), func.count())
        .join(InstanceRow, InstanceRow.quiz_id == latest.c.id)
        .join(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.replaced_at.is_(None))
        .group_by(latest.c.id, latest.c.finished_at)
        .order_by(latest.c.finished_at.desc(), latest.c.id.desc())
    )
    return [
        Score(quiz_id, finished, int(right), total) for quiz_id, finished, right, total in rows if finished is not None
    ]
