"""The lists to practise from: what is due, what was wrong, what is marked, what was not known, what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.db.derived import Card, FamilyTotal
from app.db.models import FlagRow, InstanceRow, Submission
from app.schedule.planning import Kind
from app.schedule.today import Today
from question_bank.bank import Bank
from question_bank.model.topics import Area

Name: TypeAlias = Literal["due", "miss", "unsure", "flagged", "unseen"] | Area


@dataclass(frozen=True)
class Listing:
    """A list: the kinds in it, in the order in which they come."""

    name: Name
    kinds: tuple[Kind, ...]


def listings(session: Session, bank: Bank, learner_id: int, now: Today) -> tuple[Listing, ...]:
    """All lists; those of the exam's areas only where the bank has several."""
    by_name: dict[Name, Sequence[Kind]] = {
        "due": now.due,
        "miss": _of(now, _missed(session, learner_id)),
        "unsure": _of(now, _unsure(session, learner_id)),
        "flagged": _of(now, _flagged(session, learner_id)),
        "unseen": sorted((kind for kind in now.kinds if kind.memory is None), key=lambda kind: kind.place),
    }
    areas = {topic.id: topic.area for topic in bank.topics.topics}
    if len(set(areas.values())) > 1:
        for area in get_args(Area):
            if area in areas.values():
                by_name[area] = [kind for kind in now.kinds if areas[kind.topic] == area]
    return tuple(Listing(name, tuple(kinds)) for name, kinds in by_name.items())


def _of(now: Today, families: Sequence[str]) -> list[Kind]:
    """The kinds of some families, in their order; what the bank has no more is left out."""
    known = {kind.family: kind for kind in now.kinds}
    return [known[family] for family in dict.fromkeys(families) if family in known]


def _missed(session: Session, learner_id: int) -> Sequence[str]:
    """Whose last answer was wrong, over all quizzes; the one that has waited longest first."""
    found = select(FamilyTotal.family).where(FamilyTotal.learner_id == learner_id, FamilyTotal.standing == "miss")
    return session.scalars(found.order_by(FamilyTotal.last_at, FamilyTotal.topic, FamilyTotal.family)).all()


def _unsure(session: Session, learner_id: int) -> Sequence[str]:
    """Whose last answer was 'I do not know', or a guess."""
    found = (
        select(Card.family)
        .join(Submission, Submission.id == Card.submission_id)
        .where(Card.learner_id == learner_id, or_(Submission.kind == "unknown", Submission.guessed.in_([True])))
    )
    return session.scalars(found.order_by(Card.at, Card.topic, Card.family)).all()


def _flagged(session: Session, learner_id: int) -> Sequence[str]:
    """Of which a question is flagged, the one flagged last first."""
    found = select(InstanceRow.family).join(FlagRow, FlagRow.instance_id == InstanceRow.id)
    return session.scalars(found.where(FlagRow.learner_id == learner_id).order_by(FlagRow.id.desc()).limit(200)).all()
