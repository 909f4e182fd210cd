"""Today's questions are drawn as a quiz, or those of a list."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Purpose, Quiz
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.repository import QuizHead
from app.quiz.selection import Slot
from app.schedule.days import begin
from app.schedule.planning import Kind, Pick, apart, plan
from app.schedule.today import today
from question_bank.bank import Bank

LISTED_AT_ONCE = 10  # questions of a list that make a quiz


def slot(bank: Bank, kind: Kind, random: Random) -> Slot:
    """A question of a kind at its level, in another form than the last time where it has several."""
    forms = [form for level, form in bank.families[kind.family].asks if level == kind.level]
    others = [form for form in forms if form != kind.form] or forms
    return Slot(kind.family, kind.topic, kind.level, random.choice(others))


def open_today(session: Session, learner_id: int, since: datetime) -> Quiz | None:
    """The quiz of today's questions that was begun since the day began, and has questions left."""
    return session.scalar(
        select(Quiz)
        .where(
            Quiz.learner_id == learner_id,
            Quiz.finished_at.is_(None),
            Quiz.dropped_at.is_(None),
            Quiz.purpose == "today",
            Quiz.created_at >= since,
        )
        .order_by(Quiz.id.desc())
        .limit(1)
    )


def start_today(services: Services, visitor: Visitor) -> int:
    """Draw what remains of today's questions, or go on with those that were begun; after them a few more.

    Raises ``NotFoundError`` where nothing is left to be asked.
    """
    now = today(services, visitor)
    picks = now.picks or plan(now.kinds, now.calendar, LISTED_AT_ONCE)
    since = begin(now.calendar.today, now.where)
    with services.database.read() as session:
        going = open_today(session, visitor.learner_id, since)
    return going.id if going is not None else _store(services, visitor, picks, "today", since)


def start_list(services: Services, visitor: Visitor, name: str, kinds: Sequence[Kind]) -> int:
    """Draw questions of the kinds of a list; raises ``NotFoundError`` without any."""
    picks = apart([Pick(kind, "due") for kind in kinds[:LISTED_AT_ONCE]])
    return _store(services, visitor, picks, "practice", f"list {name}")


def _store(services: Services, visitor: Visitor, picks: Sequence[Pick], purpose: Purpose, only: datetime | str) -> int:
    """Store a quiz. It gives way to one of today's since a moment, or to one of the same wish that was just started."""
    if not picks:
        raise NotFoundError
    slots = [slot(services.bank, pick.kind, services.random) for pick in picks]
    topics = tuple(dict.fromkeys(one.topic for one in slots))
    levels = tuple(sorted({one.level for one in slots}))
    wish = only if isinstance(only, str) else None
    head = QuizHead(visitor.learner_id, topics, levels, "mixed", wish=wish, purpose=purpose)
    with services.database.read() as session:
        seen = repository.seen_fingerprints(session, visitor.learner_id)
    drawn = draw(services, slots, seen)  # before the write begins, as for every quiz
    pairs = [(one.topic, instance) for one, instance in zip(slots, drawn, strict=True)]
    with services.database.write() as session:
        if isinstance(only, str):
            asked = [(instance.family, instance.level, instance.form) for _, instance in pairs]
            first = repository.just_repeated(session, head, asked, services.now() - repository.AT_ONCE)
        else:
            going = open_today(session, visitor.learner_id, only)
            first = None if going is None else going.id
        if first is not None:
            return first  # the button pressed twice, or on two pages
        reasons = [pick.reason for pick in picks] if purpose == "today" else []
        return repository.add_quiz(session, head, pairs, services.now(), reasons)
