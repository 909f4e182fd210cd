"""From the parts of an address to the instance they name, or to what is not there; and from there to a quiz."""

import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from app.db.models import InstanceRow, Quiz, Submission
from app.dependencies import Services, Visitor
from app.quiz import repository
from app.quiz.drawing import SEEDS
from app.quiz.holding import seed_is_held
from app.quiz.repository import JUST_NOW, QuizHead
from question_bank.bank import FamilyCard
from question_bank.model.instance import Instance
from question_bank.model.made import ExhaustedError

# What an address names that is not there. An older version was there once: it is gone.
Part = Literal["family", "older", "version", "level", "form", "seed"]
_WRITTEN = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True)
class Asked:
    """The parts of an address, as they are written there."""

    family: str
    version: str
    level: str
    form: str
    seed: str


@dataclass(frozen=True)
class Missing:
    """The part that names nothing, and the kind as far as it is known."""

    part: Part
    card: FamilyCard | None = None
    seed: int = 1  # at which to look instead


def _number(text: str) -> int:
    """A number as our addresses write it; -1 for any other text."""
    return int(text) if _WRITTEN.fullmatch(text) else -1


def find(services: Services, asked: Asked) -> Instance | Missing:
    """The instance that an address names; it is drawn anew, and stored nowhere."""
    card = services.bank.families.get(asked.family)
    if card is None:
        return Missing("family")
    version, level, seed = _number(asked.version), _number(asked.level), _number(asked.seed)
    known = seed if 0 <= seed < SEEDS else 1
    if version != card.version:
        return Missing("older" if 1 <= version < card.version else "version", card, known)
    if level not in {offered for offered, _ in card.asks}:
        return Missing("level", card, known)
    form = next((form for offered, form in card.asks if (offered, form) == (level, asked.form)), None)
    if form is None:
        return Missing("form", card, known)
    if seed != known:
        return Missing("seed", card)
    if seed_is_held(services, card.id, seed):
        return Missing("seed", card, (seed + 1) % SEEDS)
    try:
        return services.bank.issue(card.id, level, form, seed)
    except ExhaustedError:
        return Missing("seed", card, (seed + 1) % SEEDS)


def start(services: Services, visitor: Visitor, instance: Instance) -> int:
    """Start a quiz of one instance and return its id; one that waits for its answer already is gone on with."""
    topic = services.bank.families[instance.family].topic
    head = QuizHead(visitor.learner_id, (topic,), (instance.level,), "topic")
    with services.database.write(whose=visitor.learner_id) as session:
        newest = select(InstanceRow.id).where(InstanceRow.learner_id == visitor.learner_id)
        waiting = (
            select(InstanceRow.quiz_id)
            .join(Quiz)
            .outerjoin(Submission, Submission.instance_id == InstanceRow.id)
            .where(
                InstanceRow.id.in_(newest.order_by(InstanceRow.id.desc()).limit(JUST_NOW)),
                InstanceRow.fingerprint == instance.fingerprint,
                InstanceRow.level == instance.level,
                InstanceRow.form == instance.form,
                InstanceRow.replaced_at.is_(None),
                Submission.id.is_(None),
                Quiz.dropped_at.is_(None),
            )
        )
        for quiz_id in session.scalars(waiting.order_by(InstanceRow.id.desc())):
            if len(repository.items(session, quiz_id)) == 1:
                return quiz_id
        return repository.add_quiz(session, head, [(topic, instance)], services.now())
