"""What may be seen of a sequence before the answer: given values at their times, and where the asked one belongs."""

from engine.derivation import writing
from question_bank.model.computed import Numeric
from question_bank.model.instance import GivenValue, Sketch
from question_bank.pictures.shown import shown_of


def sketch(problem: Numeric, stem: str) -> Sketch | None:
    """The sketch of a recurrent problem; None where givens are no vectors over time, or do not all stand in the stem.

    It holds inputs of the run and the symbol that is asked for, nothing that was worked out.
    """
    if problem.run.notation.running != "t":
        return None
    record, notation = problem.run.derivation(), problem.run.notation
    given = []
    for name in record.given:
        printed, symbol = shown_of(record, name), writing.symbol(notation, name)
        if printed.after(symbol) not in stem:
            return None
        index = name[1] if isinstance(name[1], int) else None
        given.append(
            GivenValue(letter=name[0], symbol=symbol, index=index, rows=printed.rows, dimensions=printed.dimensions)
        )
    times = {value.index for value in given if value.index is not None and value.dimensions}
    if len(times) < 2:
        return None
    step, at = problem.asked.name
    return Sketch(
        given=tuple(given),
        letter=step,
        symbol=writing.symbol(notation, problem.asked.name),
        index=at if isinstance(at, int) else None,
    )
