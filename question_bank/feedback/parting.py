"""Where a slip's way and the right one part: a step as somebody with the slip writes it, beside the derivation's line.

Both are worked out on paper: from the digits that stand on the page, each result rounded before it is used. So the
right side reads as the derivation does, to the last digit, and the wrong side is what follows from the same digits.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from engine.derivation import Derivation, Name, Step, Tree, needed, writing
from engine.derivation.decimals import Relation
from engine.derivation.term import evaluate, leaves

_DENOMINATOR = 10_000  # of a ratio of counts, at most


@dataclass(frozen=True)
class Side:
    """A step as one of the two writes it: its formula in LaTeX (empty for what is counted), and its value."""

    symbol: str
    formula: str
    relation: Relation
    value: str

    @property
    def latex(self) -> str:
        """The whole line."""
        left = f"{self.symbol} = {self.formula}" if self.formula else self.symbol
        return f"{left} {self.relation} {self.value}"


@dataclass(frozen=True)
class OtherWay:
    """A slip's way to what is asked, on paper: the values it differs in, and which values are rounded there."""

    record: Derivation
    steps: tuple[Name, ...]
    trees: Mapping[Name, Tree]
    changed: Mapping[Name, Any]
    rounded: Collection[Name]

    def sides(self, place: Name) -> tuple[Side, Side]:
        """A step as it is written with the slip, and as it is right."""
        step, record = self.record.step(*place), self.record
        right = side(record, place)
        if place not in self.changed:
            return right, right
        tree = None if step.tree is None else self.trees.get(place, step.tree)
        value = _like(self.changed[place], step)
        return _side(record, place, tree, place in self.rounded, value), right

    def parts_at(self, place: Name) -> bool:
        """Whether the two show different values at a step. A formula that differs and gives the same parts nothing."""
        wrong, right = self.sides(place)
        return wrong.value != right.value

    def first(self, at: Collection[Name]) -> Name | None:
        """The first step whose value differs: among ``at``, else among all on the way."""
        among = [name for name in self.steps if name in at]
        return next((name for name in (*among, *self.steps) if self.parts_at(name)), None)


def other_way(
    record: Derivation, asked: Name, values: Mapping[Name, Any], trees: Mapping[Name, Tree], at: Collection[Name]
) -> OtherWay:
    """The way of a slip on paper: its ``trees``, and its values of what it counts otherwise, the other steps ``at``."""
    steps = needed(record.steps, asked)
    known = dict(record.values)
    changed: dict[Name, Any] = {}
    rounded: set[Name] = set()
    with np.errstate(all="ignore"):
        for step in steps:
            tree = trees.get(step.name, step.tree)
            if step.name in at and step.name not in trees:
                tree = None
            uses = () if tree is None else step.uses if tree is step.tree else tuple(leaves(tree))
            if tree is None and step.name in at:
                value = values[step.name]
            elif tree is not None and (step.name in trees or not changed.keys().isdisjoint(uses)):
                value = evaluate(tree, known)
            else:
                continue
            changed[step.name] = value
            known[step.name] = value if isinstance(step.evidence, Fraction) else record.digits.carry(value)
            before = any(name in rounded if name in changed else record.is_rounded(name) for name in uses)
            if before or record.digits.relation(_like(value, step)) != "=":
                rounded.add(step.name)
    return OtherWay(record, tuple(step.name for step in steps), trees, changed, rounded)


def side(record: Derivation, place: Name) -> Side:
    """A step as it stands in the derivation, without the numbers that are put in."""
    step = record.step(*place)
    return _side(record, place, step.tree, record.is_rounded(place), _value(step))


def _side(record: Derivation, place: Name, tree: Tree | None, rounded: bool, value: Any) -> Side:
    formula = "" if tree is None else writing.in_symbols(record.notation, tree)
    symbol = writing.symbol(record.notation, place)
    return Side(symbol, formula, r"\approx" if rounded else "=", record.digits.shown(value))


def _value(step: Step) -> Any:
    return step.evidence if isinstance(step.evidence, Fraction) else step.value


def _like(value: Any, step: Step) -> Any:
    """A wrong value as the right one is written: a ratio of counts as a fraction, where it is one."""
    if not isinstance(step.evidence, Fraction) or not np.isfinite(value):
        return value
    ratio = Fraction(float(value)).limit_denominator(_DENOMINATOR)
    return ratio if abs(float(ratio) - float(value)) <= 1e-12 else value
