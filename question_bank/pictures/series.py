"""Values side by side: attention weights over positions, the size of a gradient from step to step, counts of words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from engine import through_time
from engine.derivation import Array, Derivation, Name, Run, Step, writing
from engine.derivation.digits import Digits
from engine.functions import norm
from engine.word2vec import Pairs
from question_bank.model.bilingual import Bilingual

_ATTENTION = Bilingual(ja="Attention の重み", en="Attention weights")
_PAIRS = Bilingual(ja="文章の k 番目の単語を中心とする組の数", en="Pairs whose centre is the k-th word of the text")
_SIZES = ("passed", "kept", "delta", "dC")  # symbols whose size over time is worth seeing


Letter = tuple[str, str]  # a letter and what stands below it: a table header is text, not a formula


@dataclass(frozen=True)
class Cell:
    """A cell of a table of weights: its number as LaTeX ("" where none was worked out), and its share of the row."""

    latex: str = ""
    share: float = 0.0
    masked: bool = False


@dataclass(frozen=True)
class Weights:
    """A table of numbers with a letter for each row and each column."""

    title: Bilingual
    columns: tuple[Letter, ...]
    rows: tuple[tuple[Letter, tuple[Cell, ...]], ...]
    masked: bool = False


@dataclass(frozen=True)
class Sizes:
    """The size of a gradient at each step, in the order in which it goes."""

    symbol: str  # LaTeX for any index
    running: str
    points: tuple[tuple[int, float, str], ...]  # index, size, the size in print


def _row(
    symbol: Letter, values: Mapping[int, object], columns: Sequence[int], shares: bool, digits: Digits
) -> tuple[Letter, tuple[Cell, ...]]:
    cells = []
    for column in columns:
        value = values.get(column)
        share = float(np.asarray(value)) if shares and value is not None else 0.0
        cells.append(Cell("" if value is None else digits.used(float(np.asarray(value))), share))
    return symbol, tuple(cells)


def weights(record: Derivation, run: Run) -> Weights | None:
    """Scores and weights over the positions; with a causal mask all queries, so that the mask is seen."""
    if record.notation.symbols.get("a") != "a_{#}":
        return None
    values = record.written
    by_symbol = {
        symbol: {i: v for (s, i), v in values.items() if s == symbol and isinstance(i, int)} for symbol in "eak"
    }
    a, e = by_symbol["a"], by_symbol["e"]
    if len(a) < 2:
        return None
    if run.conventions.get("causal"):
        return _causal(a, sorted(by_symbol["k"]), int(run.inputs["position"]), record.digits)
    columns = sorted(a)
    rows = (_row(("e", "j"), e, columns, False, record.digits),) if e else ()
    return Weights(
        _ATTENTION, tuple((f"j = {j}", "") for j in columns), (*rows, _row(("a", "j"), a, columns, True, record.digits))
    )


def _causal(a: Mapping[int, object], positions: Sequence[int], asked: int, digits: Digits) -> Weights:
    rows = []
    for i in positions:
        symbol, cells = _row(("q", str(i)), a if i == asked else {}, positions, True, digits)
        seen = tuple(replace(cell, masked=j > i) for j, cell in zip(positions, cells, strict=True))
        rows.append((symbol, seen))
    return Weights(_ATTENTION, tuple(("k", str(j)) for j in positions), tuple(rows), masked=True)


def pairs(steps: Sequence[Step]) -> Weights | None:
    """How many context words each word of a text has."""
    for step in steps:
        if isinstance(step.evidence, Pairs):
            counts = step.evidence.counts
            cells = tuple(Cell(str(count), count / max(1, *counts) / 2) for count in counts)
            words = tuple((str(k), "") for k in range(1, len(counts) + 1))  # places in the text: w_k is a vector
            return Weights(_PAIRS, words, ((("M", "k"), cells),))
    return None


def _size(value: Array) -> float:
    return float(norm(np.asarray(value, dtype=float)))


def _point(index: int, size: float, digits: Digits) -> tuple[int, float, str]:
    return index, size, digits.result(size)


def sizes(record: Derivation, run: Run, steps: Sequence[Step]) -> Sizes | None:
    """The norm of a gradient over the steps it goes; None without one, or where it grows beyond all numbers."""
    found = _sizes(record, run, steps)
    return found if found is not None and all(isfinite(size) for _, size, _ in found.points) else None


def _sizes(record: Derivation, run: Run, steps: Sequence[Step]) -> Sizes | None:
    """Of a power, one run of the engine for all exponents at once."""
    if run.function is through_time.power:
        exponents = np.arange(int(run.inputs["k"]) + 1)
        every = replace(run, inputs={**run.inputs, "k": exponents.astype(float)}).plain()["product", None]
        points = [_point(int(k), _size(one), record.digits) for k, one in zip(exponents, every, strict=True)]
        return Sizes(r"\frac{\partial z^{k}}{\partial z^{(0)}}", "k", tuple(points))
    for symbol in _SIZES:
        found = [step for step in steps if step.symbol == symbol and isinstance(step.index, int)]
        if len(found) >= (3 if symbol == "delta" else 2):
            names: list[Name] = [step.name for step in found]
            running = record.notation.running_of(symbol)
            written = writing.general_symbol(record.notation, names[0], 0).replace("T", running)
            points = [
                _point(step.index, _size(step.carried), record.digits) for step in found if isinstance(step.index, int)
            ]
            return Sizes(written, running, tuple(points))
    return None
