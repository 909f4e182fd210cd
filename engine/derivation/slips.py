"""A slip is a rewrite of one named step: the same run, with one wrong formula.

A slip names its place by structure: the step, at which indices, and a leaf in its formula. The rewritten tree is
evaluated (the wrong number) and written (the wrong formula). Steps downstream are replayed from their recorded trees,
so nothing of the engine is run again.

Leaves are named as they are read: ``"W"`` at any index, ``"z[t-1]"`` relative to the step (inside a sum over t, to the
term of the sum). Of several indices the letters count, ``"c[k-1,j]"``, where these are ``running``; else their order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine.derivation.operations import record_of
from engine.derivation.places import Key, bound, components, forms, mirrored, moved, turned, within
from engine.derivation.recorder import Derivation, Step, called, listed
from engine.derivation.term import (
    Call,
    Fused,
    Index,
    Name,
    Named,
    Places,
    Term,
    Tree,
    evaluate,
    tree_of,
    unfused,
)

_LEAF = re.compile(r"(?P<symbol>\w+?)(\[(?P<index>[^\[\]]+)\])?$")
_NUMBER = re.compile(r"(?P<letter>[a-z])(?P<offset>[+-]\d+)?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A leaf to look for: a symbol, and of each number of its index a letter and an offset (None: at any index)."""

    symbol: str
    index: tuple[tuple[str, int], ...] | None = None

    @classmethod
    def read(cls, text: str) -> "Place":
        """Read ``"W"``, ``"z[t-1]"`` or ``"c[k-1,j]"``; raises ``ValueError``."""
        match = _LEAF.match(text)
        numbers = [_NUMBER.match(one.strip()) for one in (match["index"] or "").split(",")] if match else []
        if match is None or (match["index"] and None in numbers):
            raise ValueError(f"not a leaf: {text}")
        if not match["index"]:
            return cls(match["symbol"])
        return cls(match["symbol"], tuple((n["letter"], int(n["offset"] or 0)) for n in numbers if n is not None))

    def matches(self, tree: Tree, index: Index) -> bool:
        """Whether ``tree`` is that leaf, seen from ``index``."""
        if not isinstance(tree, Named) or tree.symbol != self.symbol:
            return False
        if self.index is None:
            return True
        try:
            return components(tree.index) == self._numbers(index)
        except ValueError:
            return False

    def at(self, index: Index) -> Named:
        """The leaf this place means, seen from ``index``. Raises ``ValueError`` where that lacks one of its letters."""
        if self.index is None:
            return Named(self.symbol, None)
        numbers = self._numbers(index)
        return Named(self.symbol, numbers[0] if len(numbers) == 1 else numbers)

    def _numbers(self, index: Index) -> tuple[int, ...]:
        """By the letters of ``index``, where it is written by letters; else place by place."""
        numbers, letters = components(index), bound(index)
        if letters and all(letter in letters for letter, _ in self.index or ()):
            return tuple(letters[letter] + offset for letter, offset in self.index or ())
        if len(numbers) != len(self.index or ()) or letters:
            raise ValueError(f"{self.symbol} is relative to an index that the step has not")
        return tuple(number + offset for number, (_, offset) in zip(numbers, self.index or (), strict=True))

    def inside(self, tree: Tree, index: Index) -> bool:
        """Whether the leaf occurs in ``tree``."""
        tree = unfused(tree)
        return self.matches(tree, index) or (
            isinstance(tree, Call) and any(self.inside(argument, inner) for argument, inner in _arguments(tree, index))
        )


Rewrite = Callable[[Tree, Index, Mapping[Name, Any]], Tree]  # the tree itself where there is nothing to rewrite
_Rule = Callable[[Tree, Index], Tree | None]


def _arguments(tree: Call, index: Index) -> list[tuple[Tree, Index]]:
    """The arguments, each with the index it is seen from: in a sum its own, beside the letters of the step."""
    return [(a, within(index, tree.indices[k]) if tree.indices else index) for k, a in enumerate(tree.arguments)]


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


def _side(tree: Tree, index: Index, joining: str, place: Place) -> int | None:
    if not isinstance(tree, Call) or record_of(tree.operation).joins != joining:
        return None
    sides = [k for k, (argument, anchor) in enumerate(_arguments(tree, index)) if place.inside(argument, anchor)]
    return sides[0] if len(sides) == 1 else None


def _dropped(joining: Literal["terms", "factors"], holding: str) -> Rewrite:
    place = Place.read(holding)

    def rule(tree: Tree, index: Index) -> Tree | None:
        side = _side(tree, index, joining, place)
        if side is None or not isinstance(tree, Call):
            return None
        if tree.operation == "subtract" and side == 0:
            return Call("negative", tree.arguments[1:])
        return tree.arguments[1 - side]

    return _everywhere(rule)


def factor_dropped(holding: str) -> Rewrite:
    """The factor that holds the leaf is left out of its product."""
    return _dropped("factors", holding)


def term_dropped(holding: str) -> Rewrite:
    """The term that holds the leaf is left out of its sum or difference."""
    return _dropped("terms", holding)


def sign_flipped(holding: str) -> Rewrite:
    """The sign before the term that holds the leaf is the wrong one."""
    place = Place.read(holding)

    def rule(tree: Tree, index: Index) -> Tree | None:
        if _side(tree, index, "terms", place) != 1 or not isinstance(tree, Call):
            return None
        return Call(record_of(tree.operation).taken_for, tree.arguments)

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


def _places_changed(of: str, change: Callable[[Key, tuple[int, ...]], Key | None]) -> Rewrite:
    """Other places of a part of the leaf; ``change`` knows how many there are on each axis."""
    place = Place.read(of)

    def rewrite(tree: Tree, index: Index, values: Mapping[Name, Any]) -> Tree:
        def rule(tree: Tree, index: Index) -> Tree | None:
            if not isinstance(tree, Call) or tree.operation != "part" or not place.matches(tree.arguments[0], index):
                return None
            whole, key = tree.arguments
            if not isinstance(whole, Named) or not isinstance(key, Places):
                return None
            changed = change(key.value, np.shape(values[whole.name]))
            if changed is None or forms(changed) == forms(key.value):
                return None
            return Call("part", (whole, Places(changed)))

        return _everywhere(rule)(tree, index, values)

    return rewrite


def part_moved(of: str, *by: int) -> Rewrite:
    """A part of the leaf is taken so many places farther on, along each axis: x_{i+1,j} where x_{i,j} belongs."""
    return _places_changed(of, lambda key, _: moved(key, by))


def part_mirrored(of: str) -> Rewrite:
    """A part of the leaf is counted from the other end, by row and column: w_{3-m} where w_m belongs, or back."""
    return _places_changed(of, mirrored)


def part_turned(of: str) -> Rewrite:
    """Row and column of a part of the leaf are exchanged: w_{n,m} where w_{m,n} belongs."""
    return _places_changed(of, turned)


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
    """A sum or mean over the index stops at one term: that of the first or of the last index."""

    def rule(tree: Tree, index: Index) -> Tree | None:
        if not isinstance(tree, Call) or tree.operation not in {"total", "average"} or not tree.indices:
            return None
        indices: tuple[Any, ...] = tree.indices
        return tree.arguments[indices.index(max(indices) if which == "last" else min(indices))]

    return _everywhere(rule)


def formula(build: Callable[[Callable[..., Any], Any], Any]) -> Rewrite:
    """Another formula altogether, built from leaves: ``formula(lambda v, t: v("o", t) * v("C", t))``."""

    def rewrite(tree: Tree, index: Index, values: Mapping[Name, Any]) -> Tree:
        def leaf(symbol: str, at: Index = None) -> Term:
            if (symbol, at) not in values:
                raise KeyError(f"no value {called((symbol, at))} before this step: there are {listed(values)}")
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
    if len(slips) > 1:
        return _replayed(trace, slips)
    (slip,) = slips
    if slip not in trace.replays:  # a draw is looked at for harm, for choices, and again after the answer
        trace.replays[slip] = _replayed(trace, slips)
    found: Slipped | None = trace.replays[slip]
    return found


def _replayed(trace: Derivation, slips: Sequence[Slip]) -> Slipped | None:
    if not all(any(map(slip.hits, trace.steps)) for slip in slips):
        return None
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
            if tree is not None and (step.name in changed or not changed.isdisjoint(step.uses)):
                try:
                    value = evaluate(tree, values)
                except (ValueError, KeyError):  # shapes that do not fit, a leaf before the first index
                    return None
                if np.shape(value) != np.shape(step.carried):
                    return None
                changed.add(step.name)
            values[step.name] = value
    return Slipped(values, trees) if happened == {slip.id for slip in slips} else None
