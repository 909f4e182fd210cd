"""The schedule as a replay of the answers: each that counts is a review of its kind, in the order in which they came.

``note``, ``forget`` and ``rate`` run in the transaction that stores what they follow. Nothing here holds more than the
answers do: ``replay`` makes all of it anew, and gives what the others have given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from app.db.derived import Card, Review
from app.db.models import Came as CameAbout
from app.db.models import Grade, InstanceRow, Learner, Purpose, Quiz, RatingChange, Submission
from app.db.totals import putting
from app.schedule.days import day_of, zone
from app.schedule.foreseeing import foresee, forget_all, tell
from app.schedule.ladder import Rung, climbed, lowest
from app.schedule.memory import AGAIN, Memory, recall, reviewed
from app.schedule.ratings import Evidence, rated
from question_bank.bank import Bank

AT_ONCE = 500  # reviews that are written together
Table: TypeAlias = type[Card] | type[Review]


class Given(NamedTuple):
    """An answer, as far as its review goes by it."""

    id: int
    created_at: datetime
    kind: CameAbout
    correct: bool
    guessed: bool
    seconds: float | None
    hints: int
    level: int
    form: str
    purpose: Purpose
    rating: Grade | None


@dataclass(frozen=True)
class Log:
    """Whose answers they are, in which time zone their days begin, the levels of each kind, the day of the exam."""

    learner_id: int
    where: tzinfo
    levels: Mapping[str, Sequence[int]]
    exam_on: date | None = None

    def of(self, family: str, level: int) -> Sequence[int]:
        """The levels of a kind; of one that the bank has no more the one that was asked."""
        return self.levels.get(family, (level,))


def log_of(bank: Bank, learner: Learner) -> Log:
    """The log of a learner's answers."""
    return Log(learner.id, zone(learner.zone), bank.levels, learner.exam_on)


def counts(purpose: str, *, correct: bool) -> bool:
    """Whether an answer is a review: each is, but of a mock exam only a wrong one."""
    return purpose != "exam" or not correct


def note(session: Session, bank: Bank, answer: Submission) -> None:
    """Follow an answer that was stored just now. One that is older than the newest of its kind is put in its place.

    Nothing is written before the first ``replay``, which then finds this answer too.
    """
    log = _log(session, bank, answer)
    if log is None:
        return
    day = day_of(answer.created_at, log.where)
    kind = (answer.topic, answer.family)
    card = session.execute(_CARD, {"learner": log.learner_id, "topic": answer.topic, "family": answer.family}).first()
    if card is not None and (card.at, card.submission_id) > (answer.created_at, answer.id):
        day = min(day, _from(session, log, answer))
    else:
        _write(session, log, kind, card, [_given(answer)])
    foresee(session, log.learner_id, log.levels, log.exam_on, day, anew=day_of(answer.created_at, log.where))


def rate(session: Session, bank: Bank, answer: Submission, grade: Grade, now: datetime) -> None:
    """Rate an answer as the learner wants it, and replay what came after it."""
    change = session.get(RatingChange, answer.id)
    if change is None:
        session.add(RatingChange(submission_id=answer.id, rating=grade, created_at=now))
    elif change.rating != grade:
        change.rating, change.created_at = grade, now
    session.flush()
    forget(session, bank, answer)


def forget(session: Session, bank: Bank, answer: Submission) -> None:
    """Follow an answer that was withdrawn just now, or that counts as something else than before."""
    log = _log(session, bank, answer)
    if log is not None:
        foresee(session, log.learner_id, log.levels, log.exam_on, _from(session, log, answer))


def replay(session: Session, log: Log) -> None:
    """Make the whole schedule anew from the answers."""
    forget_all(session, log.learner_id)
    session.execute(delete(Card).where(Card.learner_id == log.learner_id))
    session.execute(delete(Review).where(Review.learner_id == log.learner_id))
    counted = (Submission.learner_id == log.learner_id, Submission.withdrawn_at.is_(None))
    kinds = session.execute(select(Submission.topic, Submission.family).where(*counted).distinct()).all()
    for topic, family in kinds:
        _write(session, log, (topic, family), None, session.execute(_answers(log, topic, family)))
    foresee(session, log.learner_id, log.levels, log.exam_on, date.min)
    session.execute(update(Learner).where(Learner.id == log.learner_id).values(replayed=True))


def _log(session: Session, bank: Bank, answer: Submission) -> Log | None:
    """The log that an answer belongs to; None where it was not replayed yet."""
    where, exam_on, replayed = session.execute(_WHOSE, {"learner": answer.learner_id}).one()
    return Log(answer.learner_id, zone(where), bank.levels, exam_on) if replayed else None


def _is(table: Table, log: Log, topic: str, family: str) -> ColumnElement[bool]:
    return and_(table.learner_id == log.learner_id, table.topic == topic, table.family == family)


def _remembered(table: Table) -> Any:
    """What is remembered of a kind, by its newest review (``Card``) or by any (``Review``)."""
    return select(table.at, table.submission_id, table.stability, table.difficulty, table.day, table.level, table.run)


def _of_kind(table: Table, log: Log, topic: str, family: str) -> Any:
    return _remembered(table).where(_is(table, log, topic, family))


# What every answer asks for and writes: putting a statement together takes longer than running it.
_WHOSE = select(Learner.zone, Learner.exam_on, Learner.replayed).where(Learner.id == bindparam("learner"))
_CARD = _remembered(Card).where(
    Card.learner_id == bindparam("learner"), Card.topic == bindparam("topic"), Card.family == bindparam("family")
)
_REVIEWS = insert(Review)


def _given(answer: Submission) -> Given:
    """An answer that was stored just now, which nobody can have rated yet."""
    asked, purpose = answer.instance, answer.instance.quiz.purpose
    told = (answer.id, answer.created_at, answer.kind, answer.correct, answer.guessed, answer.seconds)
    return Given(*told, asked.hints, asked.level, asked.form, purpose, None)


def _answers(log: Log, topic: str, family: str) -> Any:
    """The answers to a kind, in the order in which they were given."""
    answer = (Submission.id, Submission.created_at, Submission.kind, Submission.correct, Submission.guessed)
    asked = (InstanceRow.hints, InstanceRow.level, InstanceRow.form)
    return (
        select(*answer, Submission.seconds, *asked, Quiz.purpose, RatingChange.rating)
        .join(InstanceRow, InstanceRow.id == Submission.instance_id)
        .join(Quiz, Quiz.id == InstanceRow.quiz_id)
        .outerjoin(RatingChange, RatingChange.submission_id == Submission.id)
        .where(
            Submission.learner_id == log.learner_id,
            Submission.topic == topic,
            Submission.family == family,
            Submission.withdrawn_at.is_(None),
        )
        .order_by(Submission.created_at, Submission.id)
    )


def _from(session: Session, log: Log, answer: Submission) -> date:
    """Replay a kind from an answer on: what was remembered before it is kept with the review before it.

    Returns the first day on which something may be remembered otherwise.
    """
    at, number = answer.created_at, answer.id
    before = and_(Review.at <= at, or_(Review.at < at, Review.submission_id < number))  # so that the index is walked
    newest = _of_kind(Review, log, answer.topic, answer.family).where(before)
    base = session.execute(newest.order_by(Review.at.desc(), Review.submission_id.desc()).limit(1)).first()
    session.execute(delete(Card).where(_is(Card, log, answer.topic, answer.family)))
    after = and_(Review.at >= at, or_(Review.at > at, Review.submission_id >= number))
    there = (_is(Review, log, answer.topic, answer.family), after)
    gone = session.execute(select(Review.predicted, Review.rating, Review.day).where(*there)).all()
    tell(session, log.learner_id, ((row.predicted, row.rating) for row in gone), -1)
    session.execute(delete(Review).where(*there))
    since = and_(Submission.created_at >= at, or_(Submission.created_at > at, Submission.id >= number))
    rows = session.execute(_answers(log, answer.topic, answer.family).where(since))
    _write(session, log, (answer.topic, answer.family), base, rows)
    if base is not None and session.execute(_of_kind(Card, log, answer.topic, answer.family)).first() is None:
        form = session.scalar(
            select(InstanceRow.form)
            .join(Submission, Submission.instance_id == InstanceRow.id)
            .where(Submission.id == base.submission_id)
        )
        rating = session.scalar(select(Review.rating).where(Review.submission_id == base.submission_id))
        kept = {**base._asdict(), "learner_id": log.learner_id, "topic": answer.topic, "family": answer.family}
        session.execute(insert(Card).values(**kept, form=form, rating=rating))
    days: list[date] = [row.day for row in gone]
    return min([day_of(at, log.where), *days])


def _write(
    session: Session, log: Log, kind: tuple[str, str], base: Row[Any] | None, rows: Iterable[Row[Any] | Given]
) -> None:
    """Write the reviews that answers are, each after the one before it, and what is remembered after the last."""
    memory = None if base is None else Memory(base.stability, base.difficulty, base.day)
    rung = None if base is None else Rung(base.level, base.run)
    key = {"learner_id": log.learner_id, "topic": kind[0], "family": kind[1]}
    made: list[dict[str, Any]] = []
    last: dict[str, Any] | None = None
    for row in rows:
        if not counts(row.purpose, correct=row.correct):
            continue
        day = day_of(row.created_at, log.where)
        # Of an exam only what was wrong is a review: that a chance came true could not be told of it.
        foreseen = memory is not None and day > memory.day and row.purpose != "exam"
        predicted = recall(memory, day) if memory is not None and foreseen else None
        evidence = Evidence(row.kind, row.correct, row.guessed, row.hints, row.seconds, row.level)
        grade: Grade = row.rating or rated(evidence)[0]
        memory = reviewed(memory, grade, day)
        known = log.of(kind[1], row.level)
        rung = climbed(rung or lowest(known), known, row.level, right=grade > AGAIN)
        last = {
            **key,
            "submission_id": row.id,
            "at": row.created_at,
            "day": memory.day,
            "rating": grade,
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "level": rung.level,
            "run": rung.run,
        }
        made.append({**last, "predicted": predicted})
        last["form"] = row.form
        if len(made) == AT_ONCE:
            _store(session, log, made)
            made = []
    _store(session, log, made)
    if last is not None:
        of_kind = tuple(key)
        noted = tuple(name for name in last if name not in key)
        session.execute(putting(session.get_bind().dialect.name, Card, of_kind, (), noted), last)


def _store(session: Session, log: Log, made: Sequence[dict[str, Any]]) -> None:
    if made:
        session.execute(_REVIEWS, list(made))
        tell(session, log.learner_id, ((row["predicted"], row["rating"]) for row in made), 1)
