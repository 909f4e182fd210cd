"""Sets: made, changed, deleted by an owner; sat by whoever belongs to the class, once each.

Which kinds are asked is settled when a set is made, so that all of a class answer the same ones. Where they have the
same numbers too, these are drawn then and stored whole: a later version of the bank gives nobody others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, exists, func, select
from sqlalchemy.orm import Session

from app.classes.asking import Wanted, kinds
from app.classes.roles import Inside, writing
from app.classes.spreading import spread
from app.db.classes import ClassSet, SetQuestion, Sitting
from app.db.deleting import delete_rows
from app.db.models import InstanceRow, Submission
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.repository import QuizHead
from app.quiz.selection import Slot
from app.sessions.tokens import new_id
from question_bank.model.instance import Instance

MOST_SETS = 200  # of one class


class ClosedError(ValueError):
    """A set is over, and takes nobody any more."""


class StartedError(ValueError):
    """Somebody has started a set meanwhile: what it asks cannot be changed any more."""


class TooManyError(ValueError):
    """A class has too many sets."""


@dataclass(frozen=True)
class Listed:
    """A set in a list, with how far the reader is."""

    id: int
    title: str
    count: int
    shared: bool
    late: bool
    due_at: datetime
    quiz_id: int | None  # None: not started
    answered: int

    def is_over(self, now: datetime) -> bool:
        """Whether its date has passed."""
        return self.due_at <= now

    @property
    def done(self) -> bool:
        """Whether the reader has answered all of it."""
        return self.quiz_id is not None and self.answered >= self.count


def listed(session: Session, class_id: int, learner_id: int, set_id: int | None = None) -> list[Listed]:
    """The sets of a class, or one of them, as a learner stands in them; the one that is due first comes first."""
    own = (Sitting.set_id == ClassSet.id) & (Sitting.learner_id == learner_id)
    answered = (
        select(func.count(Submission.id))
        .join(InstanceRow, InstanceRow.id == Submission.instance_id)
        .where(InstanceRow.quiz_id == Sitting.quiz_id, Submission.withdrawn_at.is_(None))
        .correlate(Sitting)
        .scalar_subquery()
    )
    every = select(func.count()).where(SetQuestion.set_id == ClassSet.id).correlate(ClassSet).scalar_subquery()
    standing = (InstanceRow.quiz_id == Sitting.quiz_id, InstanceRow.replaced_at.is_(None))
    left = select(func.count(InstanceRow.id)).where(*standing).correlate(Sitting).scalar_subquery()
    # Of a quiz that sits it some questions may be deleted since, with a topic of one's own data.
    count = case((Sitting.quiz_id.is_(None), every), else_=left)
    these = (ClassSet.classroom_id == class_id, *([] if set_id is None else [ClassSet.id == set_id]))
    head = (ClassSet.id, ClassSet.title, count, ClassSet.shared, ClassSet.late, ClassSet.due_at)
    rows = session.execute(
        select(*head, Sitting.quiz_id, answered)
        .outerjoin(Sitting, own)
        .where(*these)
        .order_by(ClassSet.due_at, ClassSet.id)
    )
    return [Listed(*row) for row in rows]


def find(session: Session, inside: Inside, set_id: int) -> ClassSet:
    """A set of a class; raises ``NotFoundError``."""
    row = session.get(ClassSet, set_id)
    if row is None or row.classroom_id != inside.classroom.id:
        raise NotFoundError
    return row


def questions(session: Session, set_id: int) -> Sequence[SetQuestion]:
    """What a set asks, in order."""
    return session.scalars(select(SetQuestion).where(SetQuestion.set_id == set_id).order_by(SetQuestion.ordinal)).all()


def is_started(session: Session, set_id: int) -> bool:
    """Whether anybody has started a set."""
    return bool(session.scalar(select(exists().where(Sitting.set_id == set_id))))


def _drawn(services: Services, asked: Wanted) -> list[tuple[Slot, Instance | None]]:
    """The questions of a set, with their numbers where all have the same."""
    slots = spread(kinds(services.bank, asked), asked.count, services.random)
    if asked.ordering == "topic":
        order = [topic.id for topic in services.bank.topics.topics]
        slots.sort(key=lambda slot: order.index(slot.topic))
    else:
        services.random.shuffle(slots)
    instances = draw(services, slots, []) if asked.shared else [None] * len(slots)
    return list(zip(slots, instances, strict=True))


def _rows(set_id: int, drawn: Sequence[tuple[Slot, Instance | None]]) -> list[SetQuestion]:
    return [
        SetQuestion(
            set_id=set_id,
            ordinal=number,
            family=slot.family,
            topic=slot.topic,
            level=slot.level,
            form=slot.form,
            seed=None if instance is None else instance.seed,
            content=None if instance is None else instance.model_dump(mode="json"),
        )
        for number, (slot, instance) in enumerate(drawn, start=1)
    ]


_ASKED = ("topics", "levels", "answers", "count", "ordering", "shared")


def _columns(asked: Wanted) -> dict[str, Any]:
    return {
        "title": asked.title,
        "topics": list(asked.topics),
        "levels": list(asked.levels),
        "answers": asked.answers,
        "count": asked.count,
        "ordering": asked.ordering,
        "shared": asked.shared,
        "late": asked.late,
        "due_at": asked.due_at,
    }


def make(services: Services, inside: Inside, asked: Wanted) -> int:
    """Make a set and return its id; pressed twice it is one. Raises ``TooManyError``."""
    drawn = _drawn(services, asked)  # before the write begins, as for every quiz
    with writing(services, inside) as (session, _):
        same = (
            ClassSet.classroom_id == inside.classroom.id,
            ClassSet.title == asked.title,
            ClassSet.due_at == asked.due_at,
            ClassSet.created_at > services.now() - repository.AT_ONCE,
        )
        known = session.scalar(select(ClassSet.id).where(*same).limit(1))
        if known is not None:
            return known
        own = select(func.count()).where(ClassSet.classroom_id == inside.classroom.id)
        if (session.scalar(own) or 0) >= MOST_SETS:
            raise TooManyError
        made = ClassSet(id=new_id(), classroom_id=inside.classroom.id, created_at=services.now(), **_columns(asked))
        session.add(made)
        session.flush()
        session.add_all(_rows(made.id, drawn))
        return made.id


def change(services: Services, inside: Inside, set_id: int, asked: Wanted, *, anew: bool) -> None:
    """Change a set; ``anew`` where it asks something else, for which its questions are drawn again.

    Raises ``NotFoundError`` or, where it asks something else, ``StartedError``.
    """
    drawn = _drawn(services, asked) if anew else []
    with writing(services, inside) as (session, _):
        row = find(session, inside, set_id)
        columns = _columns(asked)
        overtaken = not anew and any(getattr(row, name) != columns[name] for name in _ASKED)
        if anew:
            if is_started(session, set_id):
                raise StartedError
            session.execute(delete(SetQuestion).where(SetQuestion.set_id == set_id))
            session.add_all(_rows(set_id, drawn))
        if not overtaken:
            for name, value in columns.items():
                setattr(row, name, value)
    if overtaken:  # another owner made it ask something else meanwhile
        change(services, inside, set_id, asked, anew=True)


def remove(session: Session, inside: Inside, set_id: int) -> None:
    """Delete a set; the quizzes that sat it stay their learners'. Raises ``NotFoundError``."""
    find(session, inside, set_id)
    delete_rows(session, ClassSet.__table__, ClassSet.id == set_id)


def sitting(session: Session, set_id: int, learner_id: int) -> int | None:
    """The quiz by which a learner sits a set."""
    own = (Sitting.set_id == set_id, Sitting.learner_id == learner_id)
    return session.scalar(select(Sitting.quiz_id).where(*own))


def _asked(services: Services, rows: Sequence[SetQuestion], seen: Sequence[str]) -> list[tuple[str, Instance]]:
    """The questions for one learner; a kind that the bank has no more is left out, unless its numbers are stored."""
    told = [row for row in rows if row.content is not None]
    if told:
        return [(row.topic, Instance.model_validate(row.content)) for row in told]
    known = services.bank.families
    slots = [
        Slot(row.family, row.topic, row.level, row.form)
        for row in rows
        if row.family in known and (row.level, row.form) in known[row.family].asks
    ]
    return [(slot.topic, instance) for slot, instance in zip(slots, draw(services, slots, seen), strict=True)]


def start(services: Services, visitor: Visitor, inside: Inside, set_id: int) -> int:
    """Start a set, or go on with it, and return the quiz; raises ``NotFoundError`` or ``ClosedError``."""
    with services.database.read() as session:
        row = find(session, inside, set_id)
        begun = sitting(session, set_id, visitor.learner_id)
        asked = questions(session, set_id)
        seen = repository.seen_fingerprints(session, visitor.learner_id)
    if begun is not None:
        return begun
    if row.due_at <= services.now() and not row.late:
        raise ClosedError
    pairs = _asked(services, asked, seen)  # before the write begins, as for every quiz
    if not pairs:
        raise ClosedError
    topics = tuple(dict.fromkeys(topic for topic, _ in pairs))
    levels = tuple(sorted({instance.level for _, instance in pairs}))
    head = QuizHead(visitor.learner_id, topics, levels, row.ordering)
    with writing(services, inside) as (session, _):
        find(session, inside, set_id)
        begun = sitting(session, set_id, visitor.learner_id)
        if begun is not None:  # the button pressed twice, or on two pages
            return begun
        if [(one.ordinal, one.seed, one.family) for one in questions(session, set_id)] != [
            (one.ordinal, one.seed, one.family) for one in asked
        ]:
            raise ClosedError  # it was changed meanwhile: its page shows what it asks now
        quiz_id = repository.add_quiz(session, head, pairs, services.now())
        session.add(Sitting(quiz_id=quiz_id, set_id=set_id, learner_id=visitor.learner_id))
        return quiz_id
