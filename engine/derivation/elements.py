"""A step element by element, as on paper: (-1) · (-1) + (-0.5) · (-0.5) + …, read from the same tree."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.derivation import decimals
from engine.derivation.digits import Digits
from engine.derivation.formula import lacking
from engine.derivation.operation import RAISED, SCRIPT, Written
from engine.derivation.operations import OPERATIONS
from engine.derivation.recorder import Derivation, Step
from engine.derivation.term import Constant, Name, Named, Places, Tree, evaluate, unfused
from engine.derivation.writing import entry_symbol

MOST_ELEMENTS = 9


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
        if isinstance(tree, Places):
            raise lacking("places", "entries")
        record = OPERATIONS.get(tree.operation)
        if record is None or record.entry is None:
            raise lacking(tree.operation, "way to be written entry by entry")
        return record.entry(self, tree.arguments, at)

    def shape(self, tree: Tree) -> tuple[int, ...]:
        return np.shape(self.value(tree))

    def value(self, tree: Tree) -> Any:
        return evaluate(tree, self.values)
