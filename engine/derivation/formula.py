"""One tree as LaTeX: in symbols, of one index or of any, or in numbers.

A formula is written with as few brackets as reading needs: each operation says how tightly it binds and how tightly
its arguments must bind. An operation without a rule raises, so nothing is ever written wrongly in silence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import prod
from typing import Any

from engine.derivation import decimals, places
from engine.derivation.digits import ON_PAPER, Digits
from engine.derivation.operation import ATOM, SCRIPT, Form, Listed, Over
from engine.derivation.operations import BRACKETS, OPERATIONS, TIMES, record_of
from engine.derivation.places import Running
from engine.derivation.recorder import Notation
from engine.derivation.term import Call, Constant, Fused, Index, Name, Named, Places, Tree, evaluate, followed, unfused

_BELOW = ("_", r"\frac", r"\mathrm")  # what stands so may have nothing more below it without brackets


class UnwritableError(KeyError):
    """An operation lacks a record, or its record a way of being written."""


def lacking(operation: str, what: str) -> UnwritableError:
    """What is raised where an operation cannot be written so."""
    return UnwritableError(f"{operation} has no {what}: see engine/derivation/operations.py")


def has_below(latex: str) -> bool:
    """Whether a symbol must be in brackets to have places below it."""
    return any(sign in latex for sign in _BELOW)


def _is_part(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.operation == "part"


def _is_array(text: str) -> bool:
    return r"\begin{pmatrix}" in text


def bracketed(text: str) -> str:
    """In brackets."""
    return rf"\left( {text} \right)"


def _is_one_matrix(text: str) -> bool:
    return text.startswith(r"\begin{pmatrix}") and text.endswith(r"\end{pmatrix}") and text.count(r"\begin") == 1


@dataclass(frozen=True, slots=True)
class Ends:
    """What the last indices of a run are: that of plain numbers, and of each letter that indices run by."""

    plain: int
    letters: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter that a sum runs by, and its first and last number."""

    letter: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Seen:
    """How indices read at a place of a formula.

    A number with letters is written by those that are ``free`` there, each with the number it stands for. A plain one
    is seen from ``anchor``, an index that reads as a letter; None: as it stands.
    """

    anchor: tuple[int, str] | None = None
    free: Mapping[str, int] = field(default_factory=dict)

    def inside(self, index: Any) -> "Seen":
        """The same within a sum, from one of the indices that it runs through."""
        return replace(self, free={**self.free, **places.bound(index)})


class Writer:
    """Writes one tree. ``ends`` has what the last indices are, where a formula is written for any of them."""

    def __init__(
        self,
        notation: Notation,
        values: Mapping[Name, Any] | None = None,
        ends: Ends | None = None,
        digits: Digits = ON_PAPER,
    ) -> None:
        self.notation, self.values, self.ends, self.digits = notation, values, ends, digits

    def write(self, tree: Tree, seen: Seen, need: int = 0) -> str:
        """A tree, in brackets where it binds less tightly than ``need``."""
        if isinstance(tree, Constant):
            text = self.digits.constant(tree.value)
            raised = "^" in text and need >= SCRIPT
            return bracketed(text) if raised or (decimals.is_fragile(text) and need > 0) else text
        if isinstance(tree, Places):
            return places.latex(tree.value, seen.free)
        if isinstance(tree, Named):
            return self._leaf(tree, seen, need)
        if isinstance(tree, Fused):
            written = tree.formula if self.values is None else followed(tree, self.values)
            return self.write(written, seen, need)
        text, strength = self._call(tree, seen)
        return bracketed(text) if strength < need else text

    def _call(self, tree: Call, seen: Seen) -> tuple[str, int]:
        if tree.operation == "stacked":
            entries = r" \\ ".join(self.write(argument, seen) for argument in tree.arguments)
            return rf"\begin{{pmatrix}} {entries} \end{{pmatrix}}", SCRIPT
        if tree.operation not in OPERATIONS:
            raise lacking(tree.operation, "record")
        record = OPERATIONS[tree.operation]
        if record.over is not None:
            return self._over(tree, record.over, seen)
        if tree.operation == "part":
            return self._part(tree, seen)
        rule = record.latex
        if rule is None:
            raise lacking(tree.operation, "LaTeX")
        if isinstance(rule, Listed):
            written = [rule.each.format(self.write(argument, seen)) for argument in tree.arguments]
            return rule.text.format(rule.between.join(written)), ATOM
        written = [self.write(a, seen, need) for a, need in zip(tree.arguments, rule.needs, strict=True)]
        form = self._form(rule, tree, written)
        if form.endswith(BRACKETS) and _is_one_matrix(written[0]):  # a matrix brings its own brackets
            form = form.replace(BRACKETS, " {0}")
        return form.format(*written), rule.strength

    def _form(self, rule: Form, tree: Call, written: Sequence[str]) -> str:
        r"""The rule's LaTeX; but 2 \cdot 0.5 where numbers are arrays of one entry, not 2 \, 0.5 or 2 \odot 0.5.

        Entries of arrays stand side by side, as in every sum over them: w_{m} \, x_{m}.
        """
        operation, arrays = tree.operation, sum(map(_is_array, written))
        if self.values is None and operation == "scale" and all(map(_is_part, tree.arguments)):
            return r"{0} \, {1}"
        if self.values is None or not record_of(operation).of_arrays or arrays == len(written):
            return rule.text
        if operation == "transpose":
            return "{0}"
        if operation == "multiply":
            return rule.text if arrays else TIMES
        first = r"{0}^{{\top}}" if operation == "inner" and _is_array(written[0]) else "{0}"
        second = r"{1}^{{\top}}" if operation == "outer" and _is_array(written[1]) else "{1}"
        return TIMES.replace("{0}", first).replace("{1}", second)

    def _over(self, tree: Call, over: Over, seen: Seen) -> tuple[str, int]:
        """One term for all, below the letters it runs by, where it can be written so; else every term."""
        if self.values is None and tree.indices:
            shares = _lettered(tree.indices)
            if shares is not None:
                each = zip(tree.arguments, tree.indices, strict=True)
                texts = {self.write(argument, seen.inside(index), 2) for argument, index in each}
                if len(texts) == 1:
                    return self._under(over, shares, texts.pop())
            places = [index for index in tree.indices if isinstance(index, int)]
            if self.ends is not None and len(places) == len(tree.indices):
                letter = self.notation.running
                first = self.write(tree.arguments[0], Seen((places[0], letter), seen.free), 2)
                return self._under(over, [_Letter(letter, min(places), max(places))], first)
        terms = [self.write(argument, seen, over.need if k else 0) for k, argument in enumerate(tree.arguments)]
        text = over.text.format(over.between.join(terms))
        return (rf"\frac{{1}}{{{len(terms)}}} {text}", over.strength) if over.share else (text, over.strength)

    def _under(self, over: Over, spans: Sequence[_Letter], term: str) -> tuple[str, int]:
        tops = [self._top(span) for span in spans]
        count = (r" \cdot " if all(map(str.isdigit, tops)) else r" \, ").join(tops)
        share = rf"\frac{{1}}{{{count}}} " if over.share else ""
        if over.sign == r"\sum":
            signs = " ".join(rf"\sum_{{{s.letter}={s.low}}}^{{{top}}}" for s, top in zip(spans, tops, strict=True))
            return f"{share}{signs} {term}", 1
        if len({(span.low, top) for span, top in zip(spans, tops, strict=True)}) == 1:
            ranges = rf"{spans[0].low} \leq {', '.join(span.letter for span in spans)} \leq {tops[0]}"
        else:
            ranges = r", \; ".join(rf"{s.low} \leq {s.letter} \leq {t}" for s, t in zip(spans, tops, strict=True))
        return rf"{over.sign}_{{{ranges}}} {term}", 1

    def _top(self, span: _Letter) -> str:
        """The last number of a letter; for any index the letter of the last, where it is the last of all."""
        if self.ends is None:
            return str(span.high)
        plain = self.ends.plain if span.letter == self.notation.running else None
        last = self.notation.last_of(span.letter)
        return last if last and span.high == self.ends.letters.get(span.letter, plain) else str(span.high)

    def _part(self, tree: Call, seen: Seen) -> tuple[str, int]:
        """Entries of a value, below its letter; in numbers they stand there themselves."""
        whole, key = tree.arguments
        if self.values is not None and _is_only_moved(whole):
            text = self.digits.put_in(evaluate(tree, self.values))
            return text, 0 if decimals.is_fragile(text) else SCRIPT
        written = self.write(whole, seen, 0 if isinstance(whole, Named) else SCRIPT)
        if has_below(written) and not written.startswith(r"\left("):
            written = bracketed(written)
        return f"{written}_{{{self.write(key, seen)}}}", SCRIPT

    def _leaf(self, tree: Named, seen: Seen, need: int) -> str:
        if self.values is None:
            text = self.notation.write(tree.symbol, *self.index(tree.index, seen))
            return bracketed(text) if need >= SCRIPT and ("^" in text or r"\frac" in text) else text
        value = self.values[tree.name]
        text = self.digits.put_in(value)
        fragile = decimals.is_fragile(text) or (isinstance(value, Fraction) and need >= SCRIPT)
        return bracketed(text) if fragile and need > 0 else text

    def index(self, index: Index, seen: Seen) -> tuple[str, ...]:
        """The numbers of an index, each as it reads there."""
        return tuple(self._number(number, index, seen) for number in places.components(index))

    def _number(self, number: int, index: Index, seen: Seen) -> str:
        if isinstance(number, Running) and not seen.free.keys().isdisjoint(number.parts):
            return number.written(seen.free)
        if self.ends is None:
            return str(int(number))
        if isinstance(number, Running) and (found := self._from_last(number, self.ends)):
            return found
        if isinstance(index, tuple):
            return str(int(number))
        base, letter = seen.anchor or (self.ends.plain, self.notation.last)
        return letter if number == base else f"{letter}{number - base:+d}"

    def _from_last(self, number: Running, ends: Ends) -> str:
        """A number that runs by one letter, from the last of that: K, K-1; "" where that has no letter."""
        for letter in places.bound(number):
            end, last = ends.letters.get(letter), self.notation.lasts.get(letter)
            if end is not None and last:
                return last if number == end else f"{last}{int(number) - end:+d}"
        return ""


def seen_from(index: Index, letter: str) -> Seen:
    """How a formula reads at an index, for any index: a plain one by the letter, others by their own letters."""
    return Seen((index, letter) if isinstance(index, int) else None, places.bound(index))


def _lettered(indices: Sequence[Any]) -> list[_Letter] | None:
    """The letters that indices run by, with their ends; None where they are plain, or not all that lie between."""
    first = places.bound(indices[0])
    if len(first) != len(places.components(indices[0])):
        return None
    found = []
    every = [places.bound(index) for index in indices]
    for letter in first:
        numbers = [int(bound[letter]) for bound in every if letter in bound]
        if len(numbers) < len(every):
            return None
        found.append(_Letter(letter, min(numbers), max(numbers)))
    whole = prod(span.high - span.low + 1 for span in found)
    return found if whole == len(indices) == len({places.components(index) for index in indices}) else None


def _is_only_moved(whole: Tree) -> bool:
    """Whether a value stands in a formula as it is, or only its entries are moved: then they can be read off."""
    tree = unfused(whole)
    return isinstance(tree, Named) or (
        isinstance(tree, Call) and tree.operation in {"part", "transpose"} and _is_only_moved(tree.arguments[0])
    )
