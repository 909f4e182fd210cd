"""What a guided answer counts for.

Whoever was shown a step has not worked the answer out: it is told to be right, but not counted as right. The share that
was one's own goes by what was tried first, so trying until it fits raises nothing. Once a step of an instance has been
tried or shown, its answer is a guided one, on whichever page it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db.models import Came
from question_bank.bank import Bank
from question_bank.model.answer import Answer
from question_bank.model.instance import Instance
from question_bank.way.guided import Move, record


@dataclass(frozen=True)
class Outcome:
    """How an answer came about, whether it counts as right, the share that was one's own, the slips on the way."""

    kind: Came
    correct: bool
    own: float | None = None
    slips: tuple[str, ...] = ()


def completed(bank: Bank, instance: Instance, moves: Sequence[Move], answer: Answer) -> tuple[Move, ...]:
    """The moves and the answer as the last of them; none where today's bank knows no such way."""
    guide = bank.guide(instance)
    if guide is None or not guide.fits(moves):
        return ()
    correct = answer.given and bank.grade(instance, answer).correct
    return (*moves, Move(guide.last, "tried", answer.flat.as_texts, (guide.answered(moves, answer, correct),)))


def outcome(bank: Bank, instance: Instance, moves: Sequence[Move], answer: Answer, *, correct: bool) -> Outcome:
    """What an answer counts for, given the moves before it; nothing given is 'I do not know'."""
    kind: Came = "answered" if answer.given else "unknown"
    whole = completed(bank, instance, moves, answer) if moves else ()
    made, guide = record(whole), bank.guide(instance) if whole else None
    if made is None or guide is None:
        return Outcome(kind, correct)
    slips = guide.slips(moves)
    if not answer.given:
        return Outcome(kind, False, made.own, slips)
    right = whole[-1].verdicts == ("right",)
    shown = right and made.helped
    return Outcome("shown" if shown else "guided", right and not shown, made.own, slips)
