"""A way that was gone, as it is told afterwards: each value with its mark, and how much was one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.quiz.outcome import completed
from question_bank.bank import Bank
from question_bank.model.answer import Answer
from question_bank.model.instance import Instance
from question_bank.way.guided import Guide, Move, Record, record
from question_bank.way.judging import Verdict


@dataclass(frozen=True)
class Way:
    """Each value's symbol and what it was worth, and the sum of it."""

    marks: tuple[tuple[str, Verdict], ...]
    record: Record


def way_of(guide: Guide, made: Sequence[Move]) -> Way | None:
    """The way that these moves went; the last of them is the answer."""
    summed = record(made)
    if summed is None or not guide.fits(made):
        return None
    reached = {move.group for move in made}
    symbols = [symbol for number, group in enumerate(guide.symbols) if number in reached for symbol in group]
    return Way(tuple(zip(symbols, summed.verdicts, strict=True)), summed)


def gone(bank: Bank, instance: Instance, before: Sequence[Move], answer: Answer) -> Way | None:
    """The way to an answer that is in; None where the bank no longer knows it."""
    guide = bank.guide(instance)
    return None if guide is None else way_of(guide, completed(bank, instance, before, answer))
