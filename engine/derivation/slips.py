"""A slip is a rewrite of one named step: the same run, with one wrong formula.

A slip names its place by structure: the step, at which indices, and a leaf in its formula. The rewritten tree is
evaluated (the wrong number) and written (the wrong formula). Steps downstream are replayed from their recorded trees,
so nothing of the engine is run again.

Leaves are named as they are read: ``"W"`` at any index, ``"z[t-1]"`` relative to the step (inside a sum over t, to the
term of the sum).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine.derivation.recorder import Derivation, Step
from engine.derivation.term import Call, Fused, Index, Name, Named, Term, Tree, evaluate, leaves, tree_of, unfused

_LEAF = re.compile(r"(?P<symbol>\w+?)(\[(?P<letter>[a-z])(?P<offset>[+-]\d+)?\])?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A leaf to look for: a symbol, and an offset from the current index (None: at any index)."""

    symbol: str
    offset: int | None = None

    @classmethod
    def read(cls, text: str) -> "Place":
        """Read ``"W"`` or ``"z[t-1]"``; raises ``ValueError``."""
        match = _LEAF.match(text)
        if match is None:
            raise ValueError(f"not a leaf: {text}")
        return cls(match["symbol"], int(match["offset"] or 0) if match["letter"] else None)

    def matches(self, tree: Tree, index: Index) -> bool:
        """Whether ``tree`` is that leaf, seen from ``index``."""
        if not isinstance(tree, Named) or tree.symbol != self.symbol:
            return False
        if self.offset is None:
            return True
        return isinstance(tree.index, int) and isinstance(index, int) and tree.index - index == self.offset

    def at(self, index: Index) -> Named:
        """The leaf this place means, seen from ``index``."""
        if self.offset is None:
            return Named(self.symbol, None)
        if not isinstance(index, int):
            raise ValueError(f"{self.symbol} is relative to an index, but the step has none")
        return Named(self.symbol, index + self.offset)

    def inside(self, tree: Tree, index: Index) -> bool:
        """Whether the leaf occurs in ``tree``."""
        tree = unfused(tree)
        return self.matches(tree, index) or (
            isinstance(tree, Call) and any(self.inside(argument, inner) for argument, inner in _arguments(tree, index))
        )


Rewrite = Callable[[Tree, Index, Mapping[Name, Any]], Tree]  # the tree itself where there is nothing to rewrite
_Rule = Callable[[Tree, Index], Tree | None]


def _arguments(tree: Call, index: Index) -> list[tuple[Tree, Index]]:
    return [(a, tree.indices[k] if tree.indices else index) for k, a in enumerate(tree.arguments)]


def _everywhere(rule: _Rule) -> Rewrite:
    """Apply ``rule`` to the innermost matching places of a tree."""

    def rewrite(tree: Tree, index: Index, values: Mapping[Name, Any]) -> Tree:
        if isinstance(tree, Fused):
            written = rewrite(tree.formula, index, values)
            return tree if written is tree.formula else written
        if isinstance(tree, Call):
            inner = tuple(rewrite(argument, anchor, values) for argument, anchor in _arguments(tree, index))
            if any(new is not old for new, old in zip(inner, tree.arguments, strict=True)):
                return Call(tree.operation, inner, tree.indices)
        replaced = rule(tree, index)
        return tree if replaced is None else replaced

    return rewrite


def transpose_dropped(of: str) -> Rewrite:
    """Wᵀ becomes W."""
    place = Place.read(of)

    def rule(tree: Tree, index: Index) -> Tree | None:
        dropped = isinstance(tree, Call) and tree.operation == "transpose" and place.matches(tree.arguments[0], index)
        return tree.arguments[0] if dropped and isinstance(tree, Call) else None

    return _everywhere(rule)


def transpose_added(to: str) -> Rewrite:
    """W becomes Wᵀ."""
    place = Place.read(to)
    return _everywhere(lambda tree, index: Call("transpose", (tree,)) if place.matches(tree, index) else None)


def _side(tree: Tree, index: Index, operations: set[str], place: Place) -> int | None:
    if not isinstance(tree, Call) or tree.operation not in operations:
        return None
    sides = [k for k, (argument, anchor) in enumerate(_arguments(tree, index)) if place.inside(argument, anchor)]
    return sides[0] if len(sides) == 1 else None


def _dropped(operations: set[str], holding: str) -> Rewrite:
    place = Place.read(holding)

    def rule(tree: Tree, index: Index) -> Tree | None:
        side = _side(tree, index, operations, place)
        if side is None or not isinstance(tree, Call):
            return None
        if tree.operation == "subtract" and side == 0:
            return Call("negative", tree.arguments[1:])
        return tree.arguments[1 - side]

    return _everywhere(rule)


def factor_dropped(holding: str) -> Rewrite:
    """The factor that holds the leaf is left out of its product."""
    return _dropped({"multiply", "scale"}, holding)


def term_dropped(holding: str) -> Rewrite:
    """The term that holds the leaf is left out of its sum or difference."""
    return _dropped({"add", "subtract"}, holding)


def sign_flipped(holding: str) -> Rewrite:
    """The sign before the term that holds the leaf is the wrong one."""
    place = Place.read(holding)
    flipped = {"add": "subtract", "subtract": "add"}

    def rule(tree: Tree, index: Index) -> Tree | None:
        if _side(tree, index, set(flipped), place) != 1 or not isinstance(tree, Call):
            return None
        return Call(flipped[tree.operation], tree.arguments)

    return _everywhere(rule)


def replaced(leaf: str, by: str) -> Rewrite:
    """One leaf stands where another belongs."""
    old, new = Place.read(leaf), Place.read(by)
    return _everywhere(lambda tree, index: new.at(index) if old.matches(tree, index) else None)


def exchanged(one: str, other: str) -> Rewrite:
    """Two leaves stand in each other's place."""
    a, b = Place.read(one), Place.read(other)

    def rule(tree: Tree, index: Index) -> Tree | None:
        if a.matches(tree, index):
            return b.at(index)
        return a.at(index) if b.matches(tree, index) else None

    return _everywhere(rule)


def sides_exchanged(operation: str) -> Rewrite:
    """The two arguments of a difference, quotient or outer product are exchanged."""

    def rule(tree: Tree, index: Index) -> Tree | None:
        if isinstance(tree, Call) and tree.operation == operation:
            return Call(operation, tree.arguments[::-1], tree.indices)
        return None

    return _everywhere(rule)


def function_dropped(function: str) -> Rewrite:
    """A function is not applied."""

    def rule(tree: Tree, index: Index) -> Tree | None:
        return tree.arguments[0] if isinstance(tree, Call) and tree.operation == function else None

    return _everywhere(rule)


def function_replaced(function: str, by: str) -> Rewrite:
    """One function or operation is applied where another belongs."""

    def rule(tree: Tree, index: Index) -> Tree | None:
        found = isinstance(tree, Call) and tree.operation == function
        return Call(by, tree.arguments, tree.indices) if found and isinstance(tree, Call) else None

    return _everywhere(rule)


def l1_for_l2() -> Rewrite:
    """Σ |a| stands where √(Σ a²) belongs: the root is dropped, and each sum of squares is one of magnitudes."""

    def magnitudes(tree: Tree) -> Tree:
        if isinstance(tree, Call) and tree.operation == "squared_norm":
            return Call("l1_norm", tree.arguments)
        if isinstance(tree, Call) and tree.operation == "inner" and tree.arguments[0] == tree.arguments[1]:
            return Call("l1_norm", tree.arguments[:1])
        if isinstance(tree, Call) and tree.operation == "total":
            return Call("total", tuple(map(magnitudes, tree.arguments)), tree.indices)
        return tree

    def rule(tree: Tree, index: Index) -> Tree | None:
        if not isinstance(tree, Call) or tree.operation != "sqrt":
            return None
        inner = unfused(tree.arguments[0])
        instead = magnitudes(inner)
        return None if instead == inner else instead

    return _everywhere(rule)


def only(which: Literal["first", "last"]) -> Rewrite:
    """A sum over the index stops at one term: that of the first or of the last index."""

    def rule(tree: Tree, index: Index) -> Tree | None:
        if not isinstance(tree, Call) or tree.operation != "total" or not tree.indices:
            return None
        wanted = max(tree.indices) if which == "last" else min(tree.indices)
        return tree.arguments[tree.indices.index(wanted)]

    return _everywhere(rule)


def formula(build: Callable[[Callable[..., Any], Any], Any]) -> Rewrite:
    """Another formula altogether, built from leaves: ``formula(lambda v, t: v("o", t) * v("C", t))``."""

    def rewrite(tree: Tree, index: Index, values: Mapping[Name, Any]) -> Tree:
        def leaf(symbol: str, at: Index = None) -> Term:
            return Term(values[symbol, at], Named(symbol, at))

        return tree_of(build(leaf, index))

    return rewrite


@dataclass(frozen=True, slots=True)
class Slip:
    """A named slip: which step, or which steps of one kind, at which indices, and how its formula goes wrong.

    ``at`` is "every" (the learner always writes it so) or one index (once). A counted step has no formula; its slip
    is ``counted``, a function of the evidence.
    """

    id: str
    step: str | tuple[str, ...]
    rewrite: Rewrite | None = None
    at: Literal["every"] | Index = "every"
    counted: Callable[[Any], Any] | None = None

    def hits(self, step: Step) -> bool:
        """Whether the slip happens at this step."""
        steps = (self.step,) if isinstance(self.step, str) else self.step
        return step.symbol in steps and self.at in ("every", step.index)


@dataclass(frozen=True)
class Slipped:
    """A run with slips in it: the values that follow, and the wrong formula of each rewritten step."""

    values: Mapping[Name, Any]
    trees: Mapping[Name, Tree]  # rewritten steps with a formula


def replay(trace: Derivation, *slips: Slip) -> Slipped | None:
    """The recorded run with slips in it, at the trace's precision.

    None where a slip changes nothing (its place does not occur) or its formula does not fit in shape.
    """
    values: dict[Name, Any] = dict(trace.given)
    trees: dict[Name, Tree] = {}
    changed: set[Name] = set()
    happened: set[str] = set()
    with np.errstate(all="ignore"):
        for step in trace.steps:
            tree, value = step.tree, step.carried
            for slip in slips:
                if not slip.hits(step):
                    continue
                if slip.counted is not None:
                    value, tree = slip.counted(step.evidence), None
                elif slip.rewrite is not None and tree is not None:
                    rewritten = slip.rewrite(tree, step.index, values)
                    if rewritten is tree:
                        continue
                    tree = rewritten
                    trees[step.name] = rewritten
                else:
                    continue
                happened.add(slip.id)
                changed.add(step.name)
            if tree is not None and (step.name in changed or changed.intersection(leaves(tree))):
                try:
                    value = evaluate(tree, values)
                except (ValueError, KeyError):  # shapes that do not fit, a leaf before the first index
                    return None
                if np.shape(value) != np.shape(step.carried):
                    return None
                changed.add(step.name)
            values[step.name] = value
    return Slipped(values, trees) if happened == {slip.id for slip in slips} else None
