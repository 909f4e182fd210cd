"""Reading the stored parameters of an instance."""

from typing import Any

from question_bank.model.instance import Instance
from tests.oracles.scalar_rnn import Matrix, Vector

Answer = tuple[float, ...]


def entry_or_all(instance: Instance, value: Vector | Matrix) -> Answer:
    """The one entry that a number asks for, or the whole value in row-major order."""
    rows: list[Any] = list(value)
    if instance.form == "number" and "entry" in instance.parameters:
        entry: Any = instance.parameters["entry"]
        place = entry if isinstance(entry, list) else [entry]
        found: Any = rows
        for k in place:
            found = found[k]
        return (float(found),)
    if isinstance(rows[0], list):
        return tuple(float(cell) for row in rows for cell in row)
    return tuple(float(cell) for cell in rows)
