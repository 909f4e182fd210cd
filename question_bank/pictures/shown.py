"""A value in print: the LaTeX of its entries, row by row, and the sign that may stand before them."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.derivation import Derivation, Name, decimals
from engine.derivation.decimals import Relation
from engine.derivation.digits import ON_PAPER, Digits


@dataclass(frozen=True)
class Shown:
    r"""The printed entries of a value: of a number one, of a vector one a row, of a matrix all.

    Of an array of three axes the rows of all its ``slices`` stand one below the other.
    ``sign`` is what stands between the value and its print: ``=`` where the print is the value, else ``\approx``.
    """

    rows: tuple[tuple[str, ...], ...]
    dimensions: int
    sign: Relation = "="
    slices: int = 1

    @property
    def latex(self) -> str:
        """The value as the derivation prints it."""
        shape = self.slices, len(self.rows) // self.slices, len(self.rows[0])
        return decimals.laid_out([entry for row in self.rows for entry in row], shape[self.slices == 1 :])

    def after(self, symbol: str) -> str:
        """The value said to be that of a symbol: z = 0.5, z ≈ 0.3333."""
        return f"{symbol} {self.sign} {self.latex}"


def shown(value: object, digits: Digits = ON_PAPER, sign: Relation = "=") -> Shown:
    """A value as it is carried, with the digits of its derivation."""
    if isinstance(value, Fraction):
        return Shown(((decimals.number(value),),), 0, sign)
    entries = np.asarray(value, dtype=float)
    rows = entries.reshape(-1, entries.shape[-1] if entries.ndim > 1 else 1).tolist()
    slices = len(entries) if entries.ndim > 2 else 1
    return Shown(tuple(tuple(digits.used(entry) for entry in row) for row in rows), entries.ndim, sign, slices)


def shown_of(record: Derivation, name: Name) -> Shown:
    """A named value of a derivation."""
    return shown(record.written[name], record.digits, record.relation(name))
