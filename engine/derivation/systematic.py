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

from engine.derivation.operations import record_of
from engine.derivation.places import Key, Running, bound, components, forms, mirrored, moved, part_of, turned, within
from engine.derivation.recorder import Step
from engine.derivation.term import Call, Index, Name, Named, Places, Tree, unfused

Kind = Literal[
    "transpose-dropped",
    "factor-dropped",
    "term-dropped",
    "sign-flipped",
    "function-dropped",
    "one-term-of-sum",
    "averaged",
    "mirrored",
    "turned",
    "transpose-added",
    "other-time",
    "other-place",
    "sides-exchanged",
    "function-exchanged",
    "other-symbol",
]
KINDS: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]  # from common to rare
OF_PLACES: frozenset[Kind] = frozenset({"mirrored", "turned", "other-place"})

Values: TypeAlias = Mapping[Name, Any]
Shape: TypeAlias = tuple[Any, ...]  # what is rewritten, seen from its index: the same at every t
Variant: TypeAlias = tuple[Kind, Shape, Tree]


@dataclass(frozen=True, slots=True)
class Rewriting:
    """One rewrite: its kind, and the formulas it gives, by step."""

    kind: Kind
    trees: Mapping[Name, Tree]


def _relative(whole: Tree, index: Index) -> Any:
    """A tree as it reads from an index, to compare the formulas of two times."""
    tree = unfused(whole)
    if isinstance(tree, Named):
        return tree.symbol, _seen(tree.index, index)
    if isinstance(tree, Places):
        return forms(tree.value)
    if isinstance(tree, Call):
        anchors = [within(index, one) for one in tree.indices] or [index] * len(tree.arguments)
        return tree.operation, *(_relative(a, anchor) for a, anchor in zip(tree.arguments, anchors, strict=True))
    return tree.value


def _seen(own: Index, index: Index) -> Any:
    """An index as it reads from another: number by number how far it is from that of its letter, or from the other."""
    letters = bound(index)
    if letters and any(isinstance(number, Running) for number in components(own)):
        return tuple(
            (letter, number - letters[letter]) if (letter := next(iter(bound(number)), "")) in letters else int(number)
            for number in components(own)
        )
    return own - index if isinstance(own, int) and isinstance(index, int) else own


def _here(tree: Tree, index: Index, known: Values, product: bool) -> Iterator[tuple[Kind, Tree]]:
    """Rewrites of the root of a tree; ``product`` says that it stands in a matrix product."""
    if isinstance(tree, Named):
        yield from _leaf(tree, known, product)
        return
    if not isinstance(tree, Call):
        return
    operation, arguments = tree.operation, tree.arguments
    record = record_of(operation)
    if operation == "transpose":
        yield "transpose-dropped", arguments[0]
    elif operation == "part":
        yield from _parts(tree, known)
    elif record.joins == "factors":
        yield "factor-dropped", arguments[1]
        yield "factor-dropped", arguments[0]
    elif operation == "divide":
        yield "factor-dropped", arguments[0]
    elif record.joins == "terms":
        yield "term-dropped", arguments[0]
        yield "term-dropped", arguments[1] if operation == "add" else Call("negative", arguments[1:])
        yield "sign-flipped", Call(record.taken_for, arguments)
    elif operation == "negative":
        yield "sign-flipped", arguments[0]
    elif record.forgettable:
        yield "function-dropped", arguments[0]
        if record.taken_for:
            yield "function-exchanged", Call(record.taken_for, arguments)
    elif operation in {"total", "average"} and tree.indices:
        indices: tuple[Any, ...] = tree.indices
        yield "one-term-of-sum", arguments[indices.index(max(indices))]
        yield "one-term-of-sum", arguments[indices.index(min(indices))]
        if operation == "total":
            yield "averaged", Call("average", arguments, tree.indices)
        else:
            yield "factor-dropped", Call("total", arguments, tree.indices)
    elif operation == "largest" and tree.indices:
        yield "averaged", Call("average", arguments, tree.indices)
    if record.sided:
        yield "sides-exchanged", Call(operation, arguments[::-1])


def _leaf(tree: Named, known: Values, product: bool) -> Iterator[tuple[Kind, Tree]]:
    shape = np.shape(known[tree.name])
    if product and len(shape) == 2 and shape[0] == shape[1]:
        yield "transpose-added", Call("transpose", (tree,))
    numbers = components(tree.index)
    for place, number in enumerate(numbers):
        for by in (-1, 1):
            beside = (*numbers[:place], number + by, *numbers[place + 1 :])
            other: Index = beside if isinstance(tree.index, tuple) else beside[0]
            if (tree.symbol, other) in known:
                yield "other-time", Named(tree.symbol, other)
    for symbol, index in known:
        if index == tree.index and symbol != tree.symbol and np.shape(known[symbol, index]) == shape:
            yield "other-symbol", Named(symbol, index)


def _parts(tree: Call, known: Values) -> Iterator[tuple[Kind, Tree]]:
    """Other places of a named value: beside those, counted from the other end, row and column exchanged."""
    whole, key = tree.arguments
    if not isinstance(whole, Named) or not isinstance(key, Places):
        return
    value, axes = known[whole.name], len(key.value)
    others: list[tuple[Kind, Key]] = [("mirrored", mirrored(key.value, np.shape(value)))]
    if (exchanged := turned(key.value, np.shape(value))) is not None:
        others.append(("turned", exchanged))
    for axis in range(axes):
        for by in (-1, 1):
            others.append(("other-place", moved(key.value, (*(0,) * axis, by))))
    for kind, other in others:
        if forms(other) != forms(key.value) and _has(value, other):
            yield kind, Call("part", (whole, Places(other)))


def _has(value: Any, key: Key) -> bool:
    try:
        part_of(value, key)
    except ValueError:
        return False
    return True


def _variants(tree: Tree, index: Index, known: Values, product: bool = False) -> Iterator[Variant]:
    """Every tree that differs from ``tree`` by one rewrite; in a sum over an index, of each of its terms."""
    tree = unfused(tree)
    for kind, new in _here(tree, index, known, product):
        yield kind, (kind, _relative(tree, index), _relative(new, index)), new
    if not isinstance(tree, Call):
        return
    if tree.indices:
        yield from _of_terms(tree, index, known)
        return
    inside = tree.operation in {"matmul", "inner"}
    for place, argument in enumerate(tree.arguments):
        for kind, key, new in _variants(argument, index, known, inside and isinstance(argument, Named)):
            rest = (*tree.arguments[:place], new, *tree.arguments[place + 1 :])
            yield kind, key, Call(tree.operation, rest, tree.indices)


def _of_terms(tree: Call, index: Index, known: Values) -> Iterator[Variant]:
    found: dict[Shape, dict[int, Variant]] = defaultdict(dict)
    anchors = [within(index, one) for one in tree.indices]
    for place, (argument, anchor) in enumerate(zip(tree.arguments, anchors, strict=True)):
        for variant in _variants(argument, anchor, known):
            found[variant[1]][place] = variant
    for key, places in found.items():
        of_all = key[0] in OF_PLACES or isinstance(tree.indices[0], tuple)
        if of_all and len(places) < len(tree.arguments):  # there is no such place, or neighbour, for every term
            continue
        terms = tuple(places[k][2] if k in places else argument for k, argument in enumerate(tree.arguments))
        yield next(iter(places.values()))[0], key, Call(tree.operation, terms, tree.indices)


def rewritings(steps: list[Step], given: Values) -> Iterator[Rewriting]:
    """Every one-step rewrite of these steps, the commoner kinds first; of a kind, the everywhere ones first.

    ``steps`` are those on the way to a value, in their order; counted steps have no formula to rewrite.
    """
    known = dict(given)
    found: dict[tuple[str, Shape], dict[Name, Tree]] = defaultdict(dict)
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
