"""Today's questions are drawn as a quiz, or those of a list, or those that place a newcomer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.db.models import Learner, Purpose, Quiz, Reason
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.repository import QuizHead
from app.quiz.selection import Slot
from app.review.placement import placement
from app.schedule.days import begin
from app.schedule.planning import Kind, Pick, apart, plan
from app.schedule.today import today
from question_bank.bank import Bank
from question_bank.model.instance import Instance

EVER = datetime.min.replace(tzinfo=UTC)
LISTED_AT_ONCE = 10  # questions of a list that make a quiz


def slot(bank: Bank, kind: Kind, random: Random) -> Slot:
    """A question of a kind at its level, in another form than the last time where it has several."""
    forms = [form for level, form in bank.families[kind.family].asks if level == kind.level]
    others = [form for form in forms if form != kind.form] or forms
    return Slot(kind.family, kind.topic, kind.level, random.choice(others))


def going(session: Session, learner_id: int, purpose: Purpose, since: datetime) -> int | None:
    """The newest quiz for a purpose that was begun since a moment, and has questions left."""
    return session.scalar(
        select(Quiz.id)
        .where(
            Quiz.learner_id == learner_id,
            Quiz.finished_at.is_(None),
            Quiz.dropped_at.is_(None),
            Quiz.purpose == purpose,
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
    slots = [slot(services.bank, pick.kind, services.random) for pick in picks]
    return _store_one(services, visitor, "today", slots, [pick.reason for pick in picks], since)


def start_placement(services: Services, visitor: Visitor) -> int:
    """Draw the placement quiz, or go on with the one that was begun."""
    tree, cards = services.bank.topics, list(services.bank.families.values())
    topics = [topic.id for topic in tree.topics if topic.scope == "syllabus"]
    worked = {card.id for card in cards if services.bank.is_worked(card.id)}
    slots = placement(cards, topics, worked, services.random)
    return _store_one(services, visitor, "placement", slots, ["placement"] * len(slots), EVER)


def decline_placement(services: Services, visitor: Visitor) -> None:
    """Offer the placement quiz no more."""
    with services.database.write(whose=visitor.learner_id) as session:
        session.execute(update(Learner).where(Learner.id == visitor.learner_id).values(placement=False))


def start_list(services: Services, visitor: Visitor, name: str, kinds: Sequence[Kind]) -> int:
    """Draw questions of the kinds of a list; raises ``NotFoundError`` without any."""
    picks = apart([Pick(kind, "due") for kind in kinds[:LISTED_AT_ONCE]])
    slots = [slot(services.bank, pick.kind, services.random) for pick in picks]
    head, pairs = _drawn(services, visitor, slots, "practice", wish=f"list {name}")
    asked = [(instance.family, instance.level, instance.form) for _, instance in pairs]
    with services.database.write(whose=visitor.learner_id) as session:
        first = repository.just_repeated(session, head, asked, services.now() - repository.AT_ONCE)
        return repository.add_quiz(session, head, pairs, services.now()) if first is None else first


def _store_one(
    services: Services,
    visitor: Visitor,
    purpose: Purpose,
    slots: Sequence[Slot],
    reasons: Sequence[Reason],
    since: datetime,
) -> int:
    """Store a quiz for a purpose, of which there is one since a moment: where one goes on, it is that one.

    So the button pressed twice, or on two pages, starts one.
    """
    with services.database.read() as session:
        begun = going(session, visitor.learner_id, purpose, since)
    if begun is not None:
        return begun
    head, pairs = _drawn(services, visitor, slots, purpose)
    with services.database.write(whose=visitor.learner_id) as session:
        begun = going(session, visitor.learner_id, purpose, since)
        if begun is not None:
            return begun
        if purpose == "placement":
            session.execute(update(Learner).where(Learner.id == visitor.learner_id).values(placement=False))
        return repository.add_quiz(session, head, pairs, services.now(), reasons)


def _drawn(
    services: Services, visitor: Visitor, slots: Sequence[Slot], purpose: Purpose, wish: str | None = None
) -> tuple[QuizHead, list[tuple[str, Instance]]]:
    """What a quiz is stored with, drawn before the write begins, as for every quiz; raises where nothing is asked."""
    if not slots:
        raise NotFoundError
    topics = tuple(dict.fromkeys(one.topic for one in slots))
    levels = tuple(sorted({one.level for one in slots}))
    head = QuizHead(visitor.learner_id, topics, levels, "mixed", wish=wish, purpose=purpose)
    with services.database.read() as session:
        seen = repository.seen_fingerprints(session, visitor.learner_id)
    drawn = draw(services, slots, seen)
    return head, [(one.topic, instance) for one, instance in zip(slots, drawn, strict=True)]
