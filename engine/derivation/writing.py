"""Trees to LaTeX: in symbols (of one index, or for any index), in numbers, and element by element.

A formula is written with as few brackets as reading needs: each operation says how tightly it binds and how tightly
its arguments must bind. An operation without a rule raises, so nothing is ever written wrongly in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from engine.derivation import decimals
from engine.derivation.digits import ON_PAPER, Digits
from engine.derivation.operation import ATOM, SCRIPT, Form, Listed
from engine.derivation.operations import BRACKETS, OPERATIONS, TIMES
from engine.derivation.recorder import Derivation, Notation, Step
from engine.derivation.term import Call, Constant, Fused, Index, Name, Named, Tree, followed


class UnwritableError(KeyError):
    """An operation lacks a record, or its record a way of being written."""


def lacking(operation: str, what: str) -> UnwritableError:
    """What is raised where an operation cannot be written so."""
    return UnwritableError(f"{operation} has no {what}: see engine/derivation/operations.py")


_OF_ARRAYS = {"multiply", "matmul", "inner", "outer", "transpose"}


def _is_array(text: str) -> bool:
    return r"\begin{pmatrix}" in text


def _bracketed(text: str) -> str:
    return rf"\left( {text} \right)"


def _is_one_matrix(text: str) -> bool:
    return text.startswith(r"\begin{pmatrix}") and text.endswith(r"\end{pmatrix}") and text.count(r"\begin") == 1


class _Writer:
    """Writes one tree; ``leaf`` writes a named value, ``anchor`` is the index that reads as the running letter."""

    def __init__(
        self,
        notation: Notation,
        general: bool,
        values: Mapping[Name, Any] | None,
        last: int | None,
        digits: Digits = ON_PAPER,
    ) -> None:
        self.notation, self.general, self.values, self.last, self.digits = notation, general, values, last, digits

    def write(self, tree: Tree, anchor: tuple[int, str] | None, need: int = 0) -> str:
        if isinstance(tree, Constant):
            text = self.digits.constant(tree.value)
            raised = "^" in text and need >= SCRIPT
            return _bracketed(text) if raised or (decimals.is_fragile(text) and need > 0) else text
        if isinstance(tree, Named):
            return self._leaf(tree, anchor, need)
        if isinstance(tree, Fused):
            written = tree.formula if self.values is None else followed(tree, self.values)
            return self.write(written, anchor, need)
        text, strength = self._call(tree, anchor)
        return _bracketed(text) if strength < need else text

    def _call(self, tree: Call, anchor: tuple[int, str] | None) -> tuple[str, int]:
        if tree.operation in {"total", "average"}:
            return self._sum(tree, anchor)
        if tree.operation == "stacked":
            entries = r" \\ ".join(self.write(argument, anchor) for argument in tree.arguments)
            return rf"\begin{{pmatrix}} {entries} \end{{pmatrix}}", SCRIPT
        if tree.operation not in OPERATIONS:
            raise lacking(tree.operation, "record")
        rule = OPERATIONS[tree.operation].latex
        if rule is None:
            raise lacking(tree.operation, "LaTeX")
        if isinstance(rule, Listed):
            written = [rule.each.format(self.write(argument, anchor)) for argument in tree.arguments]
            return rule.text.format(rule.between.join(written)), ATOM
        written = [self.write(a, anchor, need) for a, need in zip(tree.arguments, rule.needs, strict=True)]
        form = self._form(rule, tree.operation, written)
        if form.endswith(BRACKETS) and _is_one_matrix(written[0]):  # a matrix brings its own brackets
            form = form.replace(BRACKETS, " {0}")
        return form.format(*written), rule.strength

    def _form(self, rule: Form, operation: str, written: Sequence[str]) -> str:
        r"""The rule's LaTeX; but 2 \cdot 0.5 where numbers are arrays of one entry, not 2 \, 0.5 or 2 \odot 0.5."""
        arrays = sum(map(_is_array, written))
        if self.values is None or operation not in _OF_ARRAYS or arrays == len(written):
            return rule.text
        if operation == "transpose":
            return "{0}"
        if operation == "multiply":
            return rule.text if arrays else TIMES
        first = r"{0}^{{\top}}" if operation == "inner" and _is_array(written[0]) else "{0}"
        second = r"{1}^{{\top}}" if operation == "outer" and _is_array(written[1]) else "{1}"
        return TIMES.replace("{0}", first).replace("{1}", second)

    def _sum(self, tree: Call, anchor: tuple[int, str] | None) -> tuple[str, int]:
        mean = tree.operation == "average"
        count = len(tree.arguments)
        if self.general and tree.indices:
            letter = self.notation.running
            first = self.write(tree.arguments[0], (tree.indices[0], letter), 2)
            low = min(tree.indices)
            top = self.notation.last if max(tree.indices) == self.last else str(max(tree.indices))
            share = rf"\frac{{1}}{{{top}}} " if mean else ""
            return rf"{share}\sum_{{{letter}={low}}}^{{{top}}} {first}", 1
        terms = " + ".join(self.write(argument, anchor, min(place, 1)) for place, argument in enumerate(tree.arguments))
        return (rf"\frac{{1}}{{{count}}} \left( {terms} \right)", 2) if mean else (terms, 1)

    def _leaf(self, tree: Named, anchor: tuple[int, str] | None, need: int) -> str:
        if self.values is None:
            text = self.notation.write(tree.symbol, self.index(tree.index, anchor))
            return _bracketed(text) if need >= SCRIPT and ("^" in text or r"\frac" in text) else text
        value = self.values[tree.name]
        text = self.digits.put_in(value)
        fragile = decimals.is_fragile(text) or (isinstance(value, Fraction) and need >= SCRIPT)
        return _bracketed(text) if fragile and need > 0 else text

    def index(self, index: Index, anchor: tuple[int, str] | None) -> str:
        if index is None:
            return ""
        if isinstance(index, tuple):
            return ",".join(map(str, index))
        if not self.general:
            return str(index)
        base, letter = anchor or (self.last if self.last is not None else index, self.notation.last)
        offset = index - base
        return letter if offset == 0 else f"{letter}{offset:+d}"


def symbol(notation: Notation, name: Name) -> str:
    r"""LaTeX of a named value, as ``\delta^{2}``."""
    return notation.write(name[0], _Writer(notation, False, None, None).index(name[1], None))


def entry_symbol(notation: Notation, name: Name, at: tuple[int, ...]) -> str:
    """LaTeX of one entry of a named value, counted from 1: z^{2}_{1}; in brackets where it has an index already."""
    written = symbol(notation, name)
    places = "".join(str(place + 1) for place in at)
    bracketed = "_" in written or r"\frac" in written or r"\mathrm" in written
    return f"{_bracketed(written) if bracketed else written}_{{{places}}}"


def in_symbols(notation: Notation, tree: Tree) -> str:
    """The formula of one step with its own indices: W z^{1} + b."""
    return _Writer(notation, False, None, None).write(tree, None)


def in_numbers(notation: Notation, tree: Tree, values: Mapping[Name, Any], digits: Digits = ON_PAPER) -> str:
    """The formula with the values of its leaves put in."""
    return _Writer(notation, False, values, None, digits).write(tree, None)


def in_general(notation: Notation, tree: Tree, index: Index, last: int) -> str:
    """The formula for any index: z^{t-1} where the step at ``index`` uses index - 1; sums over the index as Σ.

    A step without an index is written from the last one: z^{T-1}.
    """
    anchor = (index, notation.running) if isinstance(index, int) else None
    return _Writer(notation, True, None, last).write(tree, anchor)


def general_symbol(notation: Notation, name: Name, last: int) -> str:
    r"""The symbol of a step for any index: ``\delta^{t}``."""
    anchor = (name[1], notation.running_of(name[0])) if isinstance(name[1], int) else None
    return notation.write(name[0], _Writer(notation, True, None, last).index(name[1], anchor))


@dataclass(frozen=True, slots=True)
class Line:
    r"""One step as it is printed: symbol = symbolic, opening, numeric, relation, value. Empty parts are left out.

    ``opening`` is ``\approx`` where a number put in was rounded before; ``relation`` is ``=`` only where its two sides
    are equal as they are printed.
    """

    symbol: str
    symbolic: str
    numeric: str
    opening: str
    relation: str
    value: str

    @property
    def latex(self) -> str:
        """The whole line as one formula."""
        left = f"{self.symbol} = {self.symbolic}" if self.symbolic else self.symbol
        middle = f" {self.opening} {self.numeric}" if self.numeric else ""
        return f"{left}{middle} {self.relation} {self.value}"


def line(derivation: Derivation, step: Step) -> Line:
    """The printed line of a recorded step."""
    notation, digits = derivation.notation, derivation.digits
    shown = step.evidence if isinstance(step.evidence, Fraction) else step.value
    value = digits.shown(shown)
    relation = r"\approx" if np.any(derivation.unsure(step.name)) else digits.relation(shown)
    written = symbol(notation, step.name)
    if step.tree is None:
        return Line(written, "", "", "=", relation, value)
    numeric = in_numbers(notation, step.tree, derivation.written, digits)
    symbolic = in_symbols(notation, step.tree)
    opening = r"\approx" if derivation.is_rounded(*step.uses) else "="
    if numeric in (value, symbolic):  # the value stands straight after the symbols: it may be rounded from before
        return Line(written, symbolic, "", "=", opening if relation == "=" else relation, value)
    return Line(written, symbolic, numeric, opening, relation, value)
