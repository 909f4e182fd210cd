"""What is to be said of a value that a float cannot hold: why it is ∞, undefined, or 0 although it is not."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.derivation import Array, Name, Step
from engine.derivation.term import Call, Fused, Tree, evaluate, leaves, unfused
from question_bank.model.bilingual import Bilingual
from question_bank.operations.fields import text

TOO_LARGE = text(
    "大きすぎて、倍精度の浮動小数点数では表せません（絶対値が約 1.8 × 10³⁰⁸ を超えます）。",
    "Too large for a float of 64 bits (beyond about 1.8 × 10³⁰⁸).",
)
INFINITE = text(
    "有限の値になりません（0 の対数か、0 での割り算です）。", "Infinite: a logarithm of 0, or a division by 0."
)
UNDEFINED = text("値が定まりません（0 ÷ 0 や ∞ − ∞ です）。", "Undefined: 0 ÷ 0 or ∞ − ∞.")
VANISHED = text(
    "小さすぎて 0 になった成分があります（正確な値は 0 ではありません）。",
    "Too small for a float of 64 bits: shown as 0, which it is not exactly.",
)
FOLLOWS = text("有限の値にならない手順から求めた値です。", "It comes of a step that is not finite.")


def note(step: Step, value: Array, values: Mapping[Name, Any]) -> Bilingual | None:
    """What is to be said of a step's value, ``values`` being those it was made of; None where it stands for itself."""
    finite = bool(np.all(np.isfinite(value)))
    if step.tree is None or (finite and np.all(value)):
        return None
    made_of_numbers = all(np.all(np.isfinite(values[name])) for name in leaves(step.tree))
    if finite:
        return VANISHED if made_of_numbers and _vanishes(step.tree, values) else None
    if np.any(np.isnan(value)):
        return UNDEFINED
    if not made_of_numbers:
        return FOLLOWS
    return INFINITE if _raises("divide", step.tree, values) else TOO_LARGE


def _vanishes(tree: Tree, values: Mapping[Name, Any]) -> bool:
    return _is_positive(tree) or _raises("under", tree, values)


def _is_positive(tree: Tree) -> bool:
    """Whether a formula is above 0 for all numbers, so that a 0 of it is one of rounding."""
    tree = unfused(tree)
    if not isinstance(tree, Call):
        return False
    if tree.operation == "divide":
        return _is_positive(tree.arguments[0])
    return tree.operation in {"exp", "sigmoid", "softmax"}


def _on_its_way(tree: Tree) -> Tree:
    """A tree as it is computed where its formulas fail, every operation in sight."""
    if isinstance(tree, Fused):
        return _on_its_way(tree.way)
    if isinstance(tree, Call):
        return Call(tree.operation, tuple(map(_on_its_way, tree.arguments)), tree.indices)
    return tree


def _raises(what: str, tree: Tree, values: Mapping[Name, Any]) -> bool:
    """Whether the formula itself divides by 0, or falls below all floats, on its way."""
    errors = {"divide": "ignore", "over": "ignore", "under": "ignore", "invalid": "ignore", what: "raise"}
    with np.errstate(**errors):  # type: ignore[arg-type]  # the names are those of errstate
        try:
            evaluate(_on_its_way(tree), values)
        except FloatingPointError:
            return True
    return False
