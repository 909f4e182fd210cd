"""Every way in which one step of a run can go wrong by one rewrite: what a learner may have done that nobody named.

Each kind is a small change of a tree: a transpose dropped, a term left out, a neighbour in time. The same change is
made at every index of the step where its place occurs (the formula is remembered wrongly), and at each single one (a
slip of the pen). The commoner kinds come first.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.derivation.recorder import Step
from engine.derivation.term import Call, Index, Name, Named, Tree, unfused

Kind = Literal[
    "transpose-dropped",
    "factor-dropped",
    "term-dropped",
    "sign-flipped",
    "function-dropped",
    "one-term-of-sum",
    "averaged",
    "transpose-added",
    "other-time",
    "sides-exchanged",
    "function-exchanged",
    "other-symbol",
]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]  # from common to rare

_FUNCTIONS = {"tanh", "sigmoid", "relu", "exp", "log", "sqrt", "square", "softmax", "positive"}
_EXCHANGED = {"tanh": "sigmoid", "sigmoid": "tanh"}
_SIDED = {"subtract", "divide", "outer"}
_SIGNS = {"add": "subtract", "subtract": "add"}

Values: TypeAlias = Mapping[Name, Any]
Key: TypeAlias = tuple[Any, ...]  # what is rewritten, seen from its index: the same at every t
Variant: TypeAlias = tuple[Kind, Key, Tree]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One rewrite: its kind, and the formulas it gives, by step."""

    kind: Kind
    trees: Mapping[Name, Tree]


def _relative(whole: Tree, index: Index) -> Any:
    """A tree as it reads from an index, to compare the formulas of two times."""
    tree = unfused(whole)
    if isinstance(tree, Named):
        far = isinstance(tree.index, int) and isinstance(index, int)
        return tree.symbol, (tree.index - index if far else tree.index)  # type: ignore[operator]
    if isinstance(tree, Call):
        anchors = tree.indices or (index,) * len(tree.arguments)
        return tree.operation, *(_relative(a, anchor) for a, anchor in zip(tree.arguments, anchors, strict=True))
    return tree.value


def _here(tree: Tree, index: Index, known: Values, product: bool) -> Iterator[tuple[Kind, Tree]]:
    """Rewrites of the root of a tree; ``product`` says that it stands in a matrix product."""
    if isinstance(tree, Named):
        yield from _leaf(tree, known, product)
        return
    if not isinstance(tree, Call):
        return
    operation, arguments = tree.operation, tree.arguments
    if operation == "transpose":
        yield "transpose-dropped", arguments[0]
    elif operation in {"multiply", "scale"}:
        yield "factor-dropped", arguments[1]
        yield "factor-dropped", arguments[0]
    elif operation == "divide":
        yield "factor-dropped", arguments[0]
    elif operation in _SIGNS:
        yield "term-dropped", arguments[0]
        yield "term-dropped", arguments[1] if operation == "add" else Call("negative", arguments[1:])
        yield "sign-flipped", Call(_SIGNS[operation], arguments)
    elif operation == "negative":
        yield "sign-flipped", arguments[0]
    elif operation in _FUNCTIONS:
        yield "function-dropped", arguments[0]
        if operation in _EXCHANGED:
            yield "function-exchanged", Call(_EXCHANGED[operation], arguments)
    elif operation == "total" and tree.indices:
        yield "one-term-of-sum", arguments[tree.indices.index(max(tree.indices))]
        yield "one-term-of-sum", arguments[tree.indices.index(min(tree.indices))]
        yield "averaged", Call("average", arguments, tree.indices)
    if operation in _SIDED:
        yield "sides-exchanged", Call(operation, arguments[::-1])


def _leaf(tree: Named, known: Values, product: bool) -> Iterator[tuple[Kind, Tree]]:
    shape = np.shape(known[tree.name])
    if product and len(shape) == 2 and shape[0] == shape[1]:
        yield "transpose-added", Call("transpose", (tree,))
    if isinstance(tree.index, int):
        for other in (tree.index - 1, tree.index + 1):
            if (tree.symbol, other) in known:
                yield "other-time", Named(tree.symbol, other)
    for symbol, index in known:
        if index == tree.index and symbol != tree.symbol and np.shape(known[symbol, index]) == shape:
            yield "other-symbol", Named(symbol, index)


def _variants(tree: Tree, index: Index, known: Values, product: bool = False) -> Iterator[Variant]:
    """Every tree that differs from ``tree`` by one rewrite; in a sum over an index, of each of its terms."""
    tree = unfused(tree)
    for kind, new in _here(tree, index, known, product):
        yield kind, (kind, _relative(tree, index), _relative(new, index)), new
    if not isinstance(tree, Call):
        return
    if tree.indices:
        yield from _of_terms(tree, known)
        return
    inside = tree.operation in {"matmul", "inner"}
    for place, argument in enumerate(tree.arguments):
        for kind, key, new in _variants(argument, index, known, inside and isinstance(argument, Named)):
            rest = (*tree.arguments[:place], new, *tree.arguments[place + 1 :])
            yield kind, key, Call(tree.operation, rest, tree.indices)


def _of_terms(tree: Call, known: Values) -> Iterator[Variant]:
    found: dict[Key, dict[int, Variant]] = defaultdict(dict)
    for place, (argument, anchor) in enumerate(zip(tree.arguments, tree.indices, strict=True)):
        for variant in _variants(argument, anchor, known):
            found[variant[1]][place] = variant
    for key, places in found.items():
        terms = tuple(places[k][2] if k in places else argument for k, argument in enumerate(tree.arguments))
        yield next(iter(places.values()))[0], key, Call(tree.operation, terms, tree.indices)


def rewritings(steps: list[Step], given: Values) -> Iterator[Rewriting]:
    """Every one-step rewrite of these steps, the commoner kinds first; of a kind, the everywhere ones first.

    ``steps`` are those on the way to a value, in their order; counted steps have no formula to rewrite.
    """
    known = dict(given)
    found: dict[tuple[str, Key], dict[Name, Tree]] = defaultdict(dict)
    for step in steps:
        if step.tree is not None:
            for _, key, new in _variants(step.tree, step.index, known):
                found[step.symbol, key].setdefault(step.name, new)
        known[step.name] = step.carried
    for kind in KINDS:
        of_kind = [places for (_, key), places in found.items() if key[0] == kind]
        for places in of_kind:
            yield Rewriting(kind, places)
        for places in of_kind:
            if len(places) > 1:
                yield from (Rewriting(kind, {name: tree}) for name, tree in places.items())
