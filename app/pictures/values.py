"""How large a value is in a picture, and where its numbers stand: a number, a short column written flat, a grid."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.pictures.symbols import Text, text
from question_bank.pictures.shown import Shown

SIZE = 14  # of a number
LINE = 17  # from one row of a grid to the next
GAP = 10  # between two columns of a grid
BRACKET = 5
APART = 4  # from the foot of a slice to the next
MOST = 3  # entries of a column that are written out; a longer one is in the table


@dataclass(frozen=True)
class Written:
    """A piece of a value: its text, its place against the upper left corner, and how it is aligned there."""

    text: Text
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True)
class Block:
    """A value laid out; ``brackets`` are paths around a matrix."""

    width: float
    height: float
    pieces: tuple[Written, ...]
    brackets: tuple[str, ...] = ()

    @property
    def texts(self) -> Iterator[tuple[Text, float]]:
        """Its texts with their size."""
        return ((piece.text, SIZE) for piece in self.pieces)


def _flat(value: Shown) -> str:
    entries = [row[0] for row in value.rows]
    if len(entries) == 1:
        return entries[0]
    inside = r",\ ".join([*entries[:MOST], r"\dots"] if len(entries) > MOST else entries)
    return rf"({inside})^{{\top}}"


def block(value: Shown) -> Block:
    """Lay a value out: a vector flat, as (1, -2)ᵀ, a matrix as a grid in brackets, slices one below the other."""
    if value.dimensions < 2 or len(value.rows) == len(value.rows[0]) == 1:
        line = text(_flat(value))
        return Block(line.width * SIZE, LINE, (Written(line, 0, SIZE - 1),))
    cells = [[text(entry) for entry in row] for row in value.rows]
    widths = [max(row[k].width for row in cells) * SIZE for k in range(len(cells[0]))]
    pieces = []
    rows = len(cells) // value.slices
    for down, row in enumerate(cells):
        right = float(BRACKET)
        for k, cell in enumerate(row):
            right += widths[k]
            pieces.append(Written(cell, right, down * LINE + down // rows * APART + SIZE - 1, "end"))
            right += GAP
    height = rows * LINE
    width = 2 * BRACKET + sum(widths) + GAP * (len(widths) - 1)
    tops = [k * (height + APART) for k in range(value.slices)]
    brackets = tuple(path for top in tops for path in _brackets(top, top + height, width))
    return Block(width, tops[-1] + height, tuple(pieces), brackets)


def _brackets(top: int, foot: int, width: float) -> tuple[str, str]:
    left = f"M{BRACKET - 2} {top}H0V{foot}H{BRACKET - 2}"
    return left, f"M{width - BRACKET + 2:.1f} {top}H{width:.1f}V{foot}H{width - BRACKET + 2:.1f}"
