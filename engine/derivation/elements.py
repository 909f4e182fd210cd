"""A step element by element, as on paper: (-1) · (-1) + (-0.5) · (-0.5) + …, read from the same tree."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.derivation import decimals
from engine.derivation.digits import Digits
from engine.derivation.recorder import Derivation, Step
from engine.derivation.term import Constant, Name, Named, Tree, evaluate, unfused
from engine.derivation.writing import ATOM, SCRIPT, UnwritableError, entry_symbol

Written = tuple[str, int]  # LaTeX and how tightly it binds
MOST_ELEMENTS = 9
RAISED = 8  # how tightly binds what has a superscript already


def elements(derivation: Derivation, step: Step) -> tuple[str, ...]:
    """One formula for each entry of the step's value; none for counted steps, single values and large arrays."""
    value = np.asarray(step.value)
    if step.tree is None or value.size == 1 or value.size > MOST_ELEMENTS:
        return ()
    digits = derivation.digits
    paper = _Paper(derivation.values, digits)
    opening = r"\approx" if derivation.is_rounded(*step.uses) else "="
    unsure = np.broadcast_to(derivation.unsure(step.name), value.shape)
    lines = []
    for at in np.ndindex(value.shape):
        named = entry_symbol(derivation.notation, step.name, at)
        entry = float(value[at])
        right = paper.bracketed(step.tree, at, 0)
        shown, relation = digits.result(entry), r"\approx" if unsure[at] else digits.relation(entry)
        if right == shown:
            lines.append(f"{named} {opening if relation == '=' else relation} {shown}")
        else:
            lines.append(f"{named} {opening} {right} {relation} {shown}")
    return tuple(lines)


class _Paper:
    """Writes single entries of trees; a scalar among arrays is read at every place."""

    def __init__(self, values: Mapping[Name, Any], digits: Digits) -> None:
        self.values, self.digits = values, digits

    def bracketed(self, tree: Tree, at: tuple[int, ...], need: int) -> str:
        text, strength = self.entry(tree, at)
        return rf"\left( {text} \right)" if strength < need else text

    def entry(self, whole: Tree, at: tuple[int, ...]) -> Written:
        tree = unfused(whole)
        if isinstance(tree, Constant | Named):
            value = np.asarray(tree.value if isinstance(tree, Constant) else self.values[tree.name])
            write = self.digits.constant if isinstance(tree, Constant) else self.digits.used
            text = write(float(value[at] if value.ndim else value))
            return text, 0 if decimals.is_fragile(text) else RAISED if "^" in text else SCRIPT
        try:
            return WRITERS[tree.operation](self, tree.arguments, at)
        except KeyError as missing:
            raise UnwritableError(f"no element-by-element rule for {tree.operation}") from missing

    def shape(self, tree: Tree) -> tuple[int, ...]:
        return np.shape(evaluate(tree, self.values))


Writer = Callable[[_Paper, tuple[Tree, ...], tuple[int, ...]], Written]


def _infix(sign: str, strength: int, left: int, right: int) -> Writer:
    def write(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
        a, b = arguments
        return f"{paper.bracketed(a, at, left)} {sign} {paper.bracketed(b, at, right)}", strength

    return write


def _applied(form: str, strength: int = ATOM, need: int = 0) -> Writer:
    def write(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
        return form.format(*(paper.bracketed(argument, at, need) for argument in arguments)), strength

    return write


def _products(paper: _Paper, pairs: list[tuple[tuple[Tree, tuple[int, ...]], tuple[Tree, tuple[int, ...]]]]) -> Written:
    terms = [rf"{paper.bracketed(a, i, 2)} \cdot {paper.bracketed(b, j, 2)}" for (a, i), (b, j) in pairs]
    return " + ".join(terms), 1 if len(terms) > 1 else 2


def _matmul(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    a, b = arguments
    rows, columns = at[: len(paper.shape(a)) - 1], at[len(paper.shape(a)) - 1 :]
    return _products(paper, [((a, (*rows, k)), (b, (k, *columns))) for k in range(paper.shape(b)[0])])


def _outer(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    a, b = arguments
    return _products(paper, [((a, at[:1]), (b, at[1:]))])


def _transpose(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    return paper.entry(arguments[0], at[::-1])


def _power(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    base, exponent = arguments
    return f"{paper.bracketed(base, at, SCRIPT)}^{{{paper.entry(exponent, at)[0]}}}", RAISED


def _total(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    terms = [paper.bracketed(argument, at, min(place, 1)) for place, argument in enumerate(arguments)]
    return " + ".join(terms), 1 if len(terms) > 1 else 2


def _average(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    return rf"\frac{{{_total(paper, arguments, at)[0]}}}{{{len(arguments)}}}", ATOM


def _softmax(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    exps = [rf"e^{{{paper.entry(arguments[0], (k,))[0]}}}" for k in range(paper.shape(arguments[0])[0])]
    return rf"\frac{{{exps[at[0]]}}}{{{' + '.join(exps)}}}", ATOM


def _joined(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    a, b = arguments
    first = paper.shape(a)[0]
    return paper.entry(a, at) if at[0] < first else paper.entry(b, (at[0] - first,))


def _one_hot(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    return str(int(float(evaluate(arguments[0], paper.values)) == at[0])), SCRIPT


def _stacked(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
    return paper.entry(arguments[at[0]], ())


def _every(opening: str, closing: str, term: str) -> Writer:
    """A reduction over all entries of its argument."""

    def write(paper: _Paper, arguments: tuple[Tree, ...], at: tuple[int, ...]) -> Written:
        (argument,) = arguments
        places = np.ndindex(paper.shape(argument))
        terms = [
            term.format(paper.bracketed(argument, place, SCRIPT if "^" in term else 0 if "|" in term else 1))
            for place in places
        ]
        return opening + " + ".join(terms) + closing, 1

    return write


WRITERS: dict[str, Writer] = {
    "add": _infix("+", 1, 0, 1),
    "subtract": _infix("-", 1, 0, 2),
    "negative": _applied("-{0}", 0, 2),
    "multiply": _infix(r"\cdot", 2, 2, 2),
    "scale": _infix(r"\cdot", 2, 2, 2),
    "divide": _applied(r"\frac{{{0}}}{{{1}}}"),
    "matmul": _matmul,
    "inner": _matmul,
    "outer": _outer,
    "transpose": _transpose,
    "square": _applied("{0}^{{2}}", RAISED, SCRIPT),
    "power": _power,
    "joined": _joined,
    "one_hot": _one_hot,
    "stacked": _stacked,
    "sqrt": _applied(r"\sqrt{{{0}}}", SCRIPT),
    "exp": _applied(r"e^{{{0}}}", RAISED),
    "log": _applied(r"\ln {0}", 3, 8),
    "log2": _applied(r"\log_{{2}} {0}", 3, 8),
    "tanh": _applied(r"\tanh\left( {0} \right)"),
    "sigmoid": _applied(r"\sigma\left( {0} \right)"),
    "relu": _applied(r"\max\left( 0, {0} \right)"),
    "positive": _applied(r"\mathbf{{1}}\left[ {0} > 0 \right]", SCRIPT),
    "ones_like": _applied("1", SCRIPT),
    "softmax": _softmax,
    "squared_norm": _every("", "", "{}^{{2}}"),
    "l1_norm": _every("", "", r"\left| {} \right|"),
    "sum": _every("", "", "{}"),
    "minimum": _applied(r"\min\left( {0}, {1} \right)"),
    "maximum": _applied(r"\max\left( {0}, {1} \right)"),
    "total": _total,
    "average": _average,
}
