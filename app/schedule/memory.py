"""What is remembered of a kind of question, by the model FSRS-6 of the package ``fsrs``. Pure functions.

A day is the unit: what is asked twice on one day of the learner counts as asked again at once.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fsrs import Card, Rating, Scheduler, State

from app.db.models import Grade
from app.schedule.days import at_noon

AGAIN: Final = 1
HARD: Final = 2
GOOD: Final = 3
# No steps of minutes: a kind comes again tomorrow at the earliest, with other numbers.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
_DECAY = -_SCHEDULER.parameters[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
USUAL, RAISED = 0.9, 0.95  # the share that is to be recalled when a kind comes: usually, and on the day of the exam
RAISED_WITHIN = 28  # days before the exam
LONGEST = 365  # days between two reviews


@dataclass(frozen=True)
class Memory:
    """What the last review, on ``day``, left: after ``stability`` days nine of ten are recalled; difficulty 1 to 10."""

    stability: float
    difficulty: float
    day: date


def reviewed(memory: Memory | None, grade: Grade, day: date) -> Memory:
    """What is remembered after a review; ``memory`` is None before the first. No review is before the last one."""
    day = day if memory is None else max(day, memory.day)
    card = Card(card_id=1)
    if memory is not None:
        last = at_noon(memory.day)
        card = Card(
            card_id=1,
            state=State.Review,
            step=None,
            stability=memory.stability,
            difficulty=memory.difficulty,
            due=last,
            last_review=last,
        )
    after, _ = _SCHEDULER.review_card(card, Rating(grade), at_noon(day))
    if after.stability is None or after.difficulty is None:
        raise AssertionError("a card that was reviewed has both")
    return Memory(after.stability, after.difficulty, day)


def recall(memory: Memory, day: date) -> float:
    """The predicted share recalled t days after the review, R = (1 + F·t/S)^D with R(S) = 0.9, in (0, 1]."""
    return float((1 + _FACTOR * max(0, (day - memory.day).days) / memory.stability) ** _DECAY)


def interval(stability: float, share: float) -> float:
    """After how many days the predicted recall is ``share``: t = S/F · (R^(1/D) − 1), the inverse of ``recall``."""
    return float(stability / _FACTOR * (share ** (1 / _DECAY) - 1))


def wanted(day: date, exam_on: date | None) -> float:
    """The share that is to be recalled when a kind comes: it rises in the last weeks before the exam."""
    left = None if exam_on is None else (exam_on - day).days
    if left is None or not 0 <= left < RAISED_WITHIN:
        return USUAL
    return RAISED - (RAISED - USUAL) * left / RAISED_WITHIN


def due(memory: Memory, today: date, exam_on: date | None) -> date:
    """When a kind comes again, as things stand today: at least a day after the last review, and before the exam.

    The longest interval is capped by the days that were left at the review.
    """
    days = max(1, min(LONGEST, round(interval(memory.stability, wanted(today, exam_on)))))
    if exam_on is not None and exam_on > memory.day and exam_on >= today:
        days = max(1, min(days, (exam_on - memory.day).days - 1))
    return memory.day + timedelta(days=days)
