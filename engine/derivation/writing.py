"""A recorded run as LaTeX: symbols, formulas – with their own indices, for any index, in numbers –, and whole lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from engine.derivation import places
from engine.derivation.digits import ON_PAPER, Digits
from engine.derivation.formula import Ends, Seen, Writer, bracketed, has_below, seen_from
from engine.derivation.recorder import Derivation, Notation, Step
from engine.derivation.term import Index, Name, Tree


def symbol(notation: Notation, name: Name) -> str:
    r"""LaTeX of a named value, as ``\delta^{2}``."""
    return notation.write(name[0], *map(str, places.components(name[1])))


def entry_symbol(notation: Notation, name: Name, at: tuple[int, ...]) -> str:
    """LaTeX of one entry of a named value, counted from 1: z^{2}_{1}; in brackets where it has an index already.

    Two places stand side by side, as W_{12}; three, of which a reader no longer sees where one ends, have commas.
    """
    written = symbol(notation, name)
    numbers = ("," if len(at) > 2 else "").join(str(place + 1) for place in at)
    return f"{bracketed(written) if has_below(written) else written}_{{{numbers}}}"


def in_symbols(notation: Notation, tree: Tree) -> str:
    """The formula of one step with its own indices: W z^{1} + b."""
    return Writer(notation).write(tree, Seen())


def in_numbers(notation: Notation, tree: Tree, values: Mapping[Name, Any], digits: Digits = ON_PAPER) -> str:
    """The formula with the values of its leaves put in."""
    return Writer(notation, values, None, digits).write(tree, Seen())


def in_general(notation: Notation, tree: Tree, index: Index, last: int | Ends) -> str:
    """The formula for any index: z^{t-1} where the step at ``index`` uses index - 1; sums over the index as Σ.

    A step without an index is written from the last one: z^{T-1}.
    """
    ends = last if isinstance(last, Ends) else Ends(last)
    return Writer(notation, None, ends).write(tree, seen_from(index, notation.running))


def general_symbol(notation: Notation, name: Name, last: int | Ends) -> str:
    r"""The symbol of a step for any index: ``\delta^{t}``."""
    ends = last if isinstance(last, Ends) else Ends(last)
    seen = seen_from(name[1], notation.running_of(name[0]))
    return notation.write(name[0], *Writer(notation, None, ends).index(name[1], seen))


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
