"""How one entry of an operation's value is written, as on paper: (-1) · (-1) + (-0.5) · (-0.5) + …"""

from typing import Any

import numpy as np

from engine.derivation.operation import ATOM, RAISED, SCRIPT, Entry, Paper, Written
from engine.derivation.places import inner_place


def infix(sign: str, strength: int, left: int, right: int) -> Entry:
    """Two arguments with a sign between them."""

    def write(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
        a, b = arguments
        return f"{paper.bracketed(a, at, left)} {sign} {paper.bracketed(b, at, right)}", strength

    return write


def applied(form: str, strength: int = ATOM, need: int = 0) -> Entry:
    """A function applied to the same entry of each argument."""

    def write(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
        return form.format(*(paper.bracketed(argument, at, need) for argument in arguments)), strength

    return write


def _products(paper: Paper, pairs: list[tuple[tuple[Any, tuple[int, ...]], tuple[Any, tuple[int, ...]]]]) -> Written:
    terms = [rf"{paper.bracketed(a, i, 2)} \cdot {paper.bracketed(b, j, 2)}" for (a, i), (b, j) in pairs]
    return " + ".join(terms), 1 if len(terms) > 1 else 2


def matmul(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """A row times a column."""
    a, b = arguments
    rows, columns = at[: len(paper.shape(a)) - 1], at[len(paper.shape(a)) - 1 :]
    return _products(paper, [((a, (*rows, k)), (b, (k, *columns))) for k in range(paper.shape(b)[0])])


def outer(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """An entry of the first times one of the second."""
    a, b = arguments
    return _products(paper, [((a, at[:1]), (b, at[1:]))])


def transpose(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The entry across the diagonal."""
    return paper.entry(arguments[0], at[::-1])


def power(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """An entry raised to the exponent."""
    base, exponent = arguments
    return f"{paper.bracketed(base, at, SCRIPT)}^{{{paper.entry(exponent, at)[0]}}}", RAISED


def total(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The terms, added."""
    terms = [paper.bracketed(argument, at, min(place, 1)) for place, argument in enumerate(arguments)]
    return " + ".join(terms), 1 if len(terms) > 1 else 2


def average(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The terms, added and divided by their number."""
    return rf"\frac{{{total(paper, arguments, at)[0]}}}{{{len(arguments)}}}", ATOM


def largest(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The largest of the terms."""
    return _largest([paper.entry(argument, at)[0] for argument in arguments])


def greatest(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The largest of all entries."""
    (argument,) = arguments
    return _largest([paper.entry(argument, place)[0] for place in np.ndindex(paper.shape(argument))])


def _largest(texts: list[str]) -> Written:
    return rf"\max\left( {', '.join(texts)} \right)", ATOM


def part(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The entry of the whole that stands at that place of the part."""
    whole, places = arguments
    return paper.entry(whole, inner_place(places.value, at, len(paper.shape(whole))))


def softmax(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """An exponential over the sum of all."""
    exps = [rf"e^{{{paper.entry(arguments[0], (k,))[0]}}}" for k in range(paper.shape(arguments[0])[0])]
    return rf"\frac{{{exps[at[0]]}}}{{{' + '.join(exps)}}}", ATOM


def joined(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """An entry of the first, or of the second behind it."""
    a, b = arguments
    first = paper.shape(a)[0]
    return paper.entry(a, at) if at[0] < first else paper.entry(b, (at[0] - first,))


def one_hot(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """1 at the place of the word, else 0."""
    return str(int(float(paper.value(arguments[0])) == at[0])), SCRIPT


def stacked(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
    """The number at that place."""
    return paper.entry(arguments[at[0]], ())


def every(opening: str, closing: str, term: str) -> Entry:
    """A reduction over all entries of its argument."""

    def write(paper: Paper, arguments: tuple[Any, ...], at: tuple[int, ...]) -> Written:
        (argument,) = arguments
        places = np.ndindex(paper.shape(argument))
        terms = [
            term.format(paper.bracketed(argument, place, SCRIPT if "^" in term else 0 if "|" in term else 1))
            for place in places
        ]
        return opening + " + ".join(terms) + closing, 1

    return write
