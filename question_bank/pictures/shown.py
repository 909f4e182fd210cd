"""A value in print: the LaTeX of its entries, row by row."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.derivation import decimals


@dataclass(frozen=True)
class Shown:
    """The printed entries of a value: of a number one, of a vector one a row, of a matrix all."""

    rows: tuple[tuple[str, ...], ...]
    dimensions: int

    @property
    def latex(self) -> str:
        """The value as the derivation prints it."""
        if len(self.rows) == len(self.rows[0]) == 1:
            return self.rows[0][0]
        body = r" \\ ".join(" & ".join(row) for row in self.rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def shown(value: object) -> Shown:
    """The value with the digits of the derivation."""
    if isinstance(value, Fraction):
        return Shown(((decimals.number(value),),), 0)
    entries = np.asarray(value, dtype=float)
    rows = entries.reshape(len(entries), -1).tolist() if entries.ndim else [[float(entries)]]
    return Shown(tuple(tuple(decimals.number(entry) for entry in row) for row in rows), entries.ndim)
