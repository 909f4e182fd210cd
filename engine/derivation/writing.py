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
from engine.derivation.recorder import Derivation, Notation, Step
from engine.derivation.term import Call, Constant, Fused, Index, Name, Named, Tree, followed

ATOM = 9  # binds so tightly that no bracket is needed around it in a sum or product
SCRIPT = 10  # what an argument under a superscript must be: one sign, or a whole with brackets of its own


class UnwritableError(KeyError):
    """An operation has no writing rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How an operation is written: how tightly it binds, how tightly each argument must, and the LaTeX."""

    strength: int
    needs: tuple[int, ...]
    form: str


_BRACKETS = r"\left( {0} \right)"
_TIMES = r"{0} \cdot {1}"


def _function(latex: str) -> Rule:
    return Rule(ATOM, (0,), latex + _BRACKETS)


RULES: dict[str, Rule] = {
    "add": Rule(1, (0, 1), "{0} + {1}"),
    "subtract": Rule(1, (0, 2), "{0} - {1}"),
    "negative": Rule(0, (2,), "-{0}"),
    "multiply": Rule(3, (3, 3), r"{0} \odot {1}"),
    "scale": Rule(2, (2, 2), _TIMES),
    "divide": Rule(ATOM, (0, 0), r"\frac{{{0}}}{{{1}}}"),
    "matmul": Rule(2, (4, 4), r"{0} \, {1}"),
    "inner": Rule(2, (SCRIPT, 4), r"{0}^{{\top}} {1}"),
    "outer": Rule(2, (4, SCRIPT), r"{0} \, {1}^{{\top}}"),
    "transpose": Rule(4, (SCRIPT,), r"{0}^{{\top}}"),
    "square": Rule(8, (SCRIPT,), "{0}^{{2}}"),
    "power": Rule(8, (SCRIPT, 0), "{0}^{{{1}}}"),
    "joined": Rule(SCRIPT, (0, 0), r"\left[ {0} \,;\, {1} \right]"),
    "sqrt": Rule(SCRIPT, (0,), r"\sqrt{{{0}}}"),
    "exp": _function(r"\exp"),
    "log": Rule(4, (8,), r"\ln {0}"),
    "log2": Rule(4, (8,), r"\log_{{2}} {0}"),
    "tanh": _function(r"\tanh"),
    "sigmoid": _function(r"\sigma"),
    "relu": _function(r"\operatorname{{ReLU}}"),
    "positive": Rule(SCRIPT, (0,), r"\mathbf{{1}}\left[ {0} > 0 \right]"),
    "ones_like": Rule(SCRIPT, (0,), r"\mathbf{{1}}"),
    "softmax": _function(r"\operatorname{{softmax}}"),
    "log_softmax": Rule(4, (0,), r"\ln \operatorname{{softmax}}" + _BRACKETS),
    "masked": Rule(2, (2, 2), _TIMES),
    "squared_norm": Rule(ATOM, (0,), r"\left\lVert {0} \right\rVert^{{2}}"),
    "l1_norm": Rule(ATOM, (0,), r"\left\lVert {0} \right\rVert_{{1}}"),
    "sum": _function(r"\operatorname{{sum}}"),
    "one_hot": Rule(ATOM, (0, 0), r"\operatorname{{onehot}}_{{{1}}}\left( {0} \right)"),
    "minimum": Rule(ATOM, (0, 0), r"\min\left( {0}, {1} \right)"),
    "maximum": Rule(ATOM, (0, 0), r"\max\left( {0}, {1} \right)"),
}
# Operations on any number of arguments: the whole, what stands between them, each of them.
_LISTS = {
    "norm": (r"\left\lVert {0} \right\rVert", ", ", "{0}"),
    "log_sum_exp": (r"\ln \left( {0} \right)", " + ", "e^{{{0}}}"),
}
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
        if tree.operation in _LISTS:
            form, separator, wrap = _LISTS[tree.operation]
            return form.format(separator.join(wrap.format(self.write(a, anchor)) for a in tree.arguments)), ATOM
        try:
            rule = RULES[tree.operation]
        except KeyError as missing:
            raise UnwritableError(f"no writing rule for {tree.operation}") from missing
        written = [self.write(a, anchor, need) for a, need in zip(tree.arguments, rule.needs, strict=True)]
        form = self._form(rule, tree.operation, written)
        if form.endswith(_BRACKETS) and _is_one_matrix(written[0]):  # a matrix brings its own brackets
            form = form.replace(_BRACKETS, " {0}")
        return form.format(*written), rule.strength

    def _form(self, rule: Rule, operation: str, written: Sequence[str]) -> str:
        r"""The rule's LaTeX; but 2 \cdot 0.5 where numbers are arrays of one entry, not 2 \, 0.5 or 2 \odot 0.5."""
        arrays = sum(map(_is_array, written))
        if self.values is None or operation not in _OF_ARRAYS or arrays == len(written):
            return rule.form
        if operation == "transpose":
            return "{0}"
        if operation == "multiply":
            return rule.form if arrays else _TIMES
        first = r"{0}^{{\top}}" if operation == "inner" and _is_array(written[0]) else "{0}"
        second = r"{1}^{{\top}}" if operation == "outer" and _is_array(written[1]) else "{1}"
        return _TIMES.replace("{0}", first).replace("{1}", second)

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
