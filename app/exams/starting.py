"""A mock exam begins: put together, its numbers drawn, its deadline set. One at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from sqlalchemy import select

from app.db.exams import Exam, ExamAnswer, ExamLength, ExamScope
from app.db.models import Extra, InstanceRow, QuizOrdering
from app.dependencies import Services, Visitor
from app.exams.areas import asked_kinds, pools
from app.exams.composing import asked_again, compose, remaining
from app.exams.sitting import find_exam, open_exam
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.repository import QuizHead
from app.quiz.selection import Slot
from app.quiz.sheets import stored_question

# The real exam's number of questions and time, and parts of them at the same pace.
LENGTHS: Mapping[ExamLength, tuple[int, timedelta]] = {
    "full": (104, timedelta(minutes=120)),
    "half": (52, timedelta(minutes=60)),
    "quarter": (26, timedelta(minutes=30)),
}
PACE = 69  # seconds a question


@dataclass(frozen=True)
class Wish:
    """What is to be sat."""

    length: ExamLength
    extra: Extra
    scope: ExamScope
    topics: tuple[str, ...]


def start(services: Services, visitor: Visitor, wish: Wish) -> int:
    """Start an exam and return its number; where one is being sat, that one is gone on with."""
    sets = compose(
        pools(services.bank, wish.topics if wish.scope == "topics" else ()), LENGTHS[wish.length][0], services.random
    )
    if not sets:
        raise NotFoundError
    return _store(services, visitor, wish, sets)


def again(services: Services, visitor: Visitor, quiz_id: int) -> int:
    """Sit an exam again that is closed, with the same structure and fresh numbers; raises ``NotFoundError``."""
    with services.database.read() as session:
        exam = find_exam(session, visitor.learner_id, quiz_id)
        if exam.closed_at is None:
            return quiz_id
        rows = session.scalars(
            select(InstanceRow)
            .where(InstanceRow.quiz_id == quiz_id, InstanceRow.replaced_at.is_(None))
            .order_by(InstanceRow.ordinal)
        ).all()
    asked = iter([Slot(row.family, row.topic, row.level, stored_question(row).form) for row in rows])
    before = [list(islice(asked, size)) for size in remaining(exam.sets, [row.topic for row in rows])]
    sets = asked_again(asked_kinds(services.bank), before, services.random)
    if not sets:
        raise NotFoundError
    topics = tuple(dict.fromkeys(slot.topic for one in sets for slot in one))
    return _store(services, visitor, Wish(exam.length, exam.extra, exam.scope, topics), sets, quiz_id)


def _store(
    services: Services, visitor: Visitor, wish: Wish, sets: Sequence[Sequence[Slot]], repeats: int | None = None
) -> int:
    slots = [slot for one in sets for slot in one]
    with services.database.read() as session:
        sitting = open_exam(session, visitor.learner_id)
        seen = repository.seen_fingerprints(session, visitor.learner_id)
    if sitting is not None:
        return sitting.quiz_id
    drawn = draw(services, slots, seen)  # before the write begins, as for every quiz
    topics = tuple(dict.fromkeys(slot.topic for slot in slots))
    levels = tuple(sorted({slot.level for slot in slots}))
    ordering: QuizOrdering = "mixed" if repeats is None else "again"
    head = QuizHead(visitor.learner_id, topics, levels, ordering, repeats, purpose="exam")
    count, usual = LENGTHS[wish.length]
    allowed = usual * wish.extra / 100 * len(slots) / count  # of one that lost questions, as much time a question
    with services.database.write(whose=visitor.learner_id) as session:
        sitting = open_exam(session, visitor.learner_id)
        if sitting is not None:  # the button pressed twice, or on two pages
            return sitting.quiz_id
        now = services.now()
        pairs = [(slot.topic, instance) for slot, instance in zip(slots, drawn, strict=True)]
        quiz_id = repository.add_quiz(session, head, pairs, now)
        session.add(
            Exam(
                quiz_id=quiz_id,
                learner_id=visitor.learner_id,
                length=wish.length,
                scope=wish.scope,
                allowed=round(allowed.total_seconds()),
                extra=wish.extra,
                sets=[len(one) for one in sets],
                language=visitor.language,
                started_at=now,
                deadline_at=now + timedelta(seconds=round(allowed.total_seconds())),
                closed_at=None,
                looking_id=None,
                looking_since=None,
            )
        )
        session.add_all(
            ExamAnswer(instance_id=key, choice=None, texts=[], flagged=False, seconds=0.0, saved_at=None)
            for key in session.scalars(
                select(InstanceRow.id).where(InstanceRow.quiz_id == quiz_id, InstanceRow.replaced_at.is_(None))
            )
        )
        return quiz_id
