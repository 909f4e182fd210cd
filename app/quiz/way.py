"""A way that was gone, as it is told afterwards: each value with its mark, and how much was one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.dependencies import Services
from app.quiz.moves import moves
from app.quiz.outcome import completed
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


def gone(services: Services, instance_id: int, instance: Instance, answer: Answer) -> Way | None:
    """The way to an answer that is in; None where the bank no longer knows it."""
    with services.database.read() as session:
        before = moves(session, instance_id, practice=False)
    guide = services.bank.guide(instance)
    return None if guide is None else way_of(guide, completed(services.bank, instance, before, answer))
