"""The steps of a run as nodes and their uses as edges: which value flows where, and which parameters act on its way.

A weight is not drawn as a node that a line leaves for every time it is used: it is written on the edge it acts on, as
W in W z^{t-1}, and what is merely added or divided by is noted at the step, as b. Both are read from the steps' trees.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from engine.derivation.operations import record_of
from engine.derivation.recorder import Derivation, Step, needed
from engine.derivation.term import Call, Name, Named, Tree, leaves, unfused

_NOTED = {"divide", "inner", "sqrt"}  # beside whatever joins terms or factors


@dataclass(frozen=True, slots=True)
class Acting:
    """A parameter on an edge; transposed as Wᵀ in Wᵀ δ."""

    name: Name
    transposed: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A value: given, or a step. ``noted`` are the parameters of its formula that act on no edge."""

    name: Name
    given: bool
    noted: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """A use: the step ``end`` uses the value ``start``, perhaps by way of parameters."""

    start: Name
    end: Name
    acting: tuple[Acting, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of the run (givens first), edges in reading order of each step, and the parameters."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    parameters: tuple[Name, ...]

    def levels(self) -> Mapping[str, int]:
        """The row of each symbol: above everything it uses within its own index, and as near to its user as may be.

        All indices of a symbol share a row. A use of another index counts only where it closes no circle, so a
        recurrence (z^{t-1} in u^t) does not push its symbol away; beside one, nothing else stands in its way.
        """
        below: dict[str, set[str]] = {node.name[0]: set() for node in self.nodes}
        across = [edge for edge in self.edges if not _same(edge)]
        for edge in (*(edge for edge in self.edges if _same(edge)), *across):
            start, end = edge.start[0], edge.end[0]
            if start != end and not _reaches(below, start, end):
                below[end].add(start)
        longest: dict[str, int] = {}

        def level(symbol: str) -> int:
            if symbol not in longest:
                longest[symbol] = 1 + max((level(used) for used in below[symbol]), default=-1)
            return longest[symbol]

        recurring = {edge.start[0] for edge in across if edge.start[0] == edge.end[0]}
        rows = {symbol: level(symbol) for symbol in below}
        for symbol in sorted(rows, key=lambda s: -rows[s]):
            users = [rows[user] for user, used in below.items() if symbol in used]
            if users:
                row = min(users) - 1
                while symbol not in recurring and row > longest[symbol] and row in {rows[one] for one in recurring}:
                    row -= 1
                rows[symbol] = row
        return rows


def _same(edge: Edge) -> bool:
    return edge.start[1] == edge.end[1] or edge.start[1] is None or edge.end[1] is None


def _reaches(below: Mapping[str, set[str]], symbol: str, sought: str) -> bool:
    """Whether ``symbol`` lies above ``sought``."""
    return symbol == sought or any(_reaches(below, used, sought) for used in below[symbol])


@dataclass(frozen=True, slots=True)
class _Use:
    """One occurrence of a leaf in a tree: the operation that takes it, its place, and what stands beside it."""

    operation: str
    place: int
    transposed: bool
    beside: tuple[Tree, ...]


_Occurrences: TypeAlias = Mapping[Name, Sequence[_Use]]


def _occurrences(tree: Tree | None) -> _Occurrences:
    """Every occurrence of each leaf of a formula."""
    found: dict[Name, list[_Use]] = {}
    if tree is not None:
        _gather(tree, found)
    return found


def _gather(tree: Tree, found: dict[Name, list[_Use]]) -> None:
    tree = unfused(tree)
    if not isinstance(tree, Call):
        return
    for place, argument in enumerate(tree.arguments):
        turned = isinstance(argument, Call) and argument.operation == "transpose"
        inner = argument.arguments[0] if isinstance(argument, Call) and turned else argument
        if isinstance(inner, Named):
            beside = tuple(other for k, other in enumerate(tree.arguments) if k != place)
            found.setdefault(inner.name, []).append(_Use(tree.operation, place, turned, beside))
        else:
            _gather(argument, found)


def _is_parameter(step: Step, use: _Use, value: object) -> bool:
    """Whether a given value acts here as a weight, a bias or a setting, not as what flows through."""
    if np.ndim(value) == 2:  # type: ignore[arg-type]
        return use.operation == "matmul" and use.place == 0
    indexed = isinstance(step.index, int)
    if use.operation == "inner":  # w in wᵀ tanh(…); in sᵀ h both flow
        return not any(isinstance(other, Named) for other in use.beside)
    if use.operation == "add" and step.tree is not None:
        return indexed or "matmul" in set(_operations(step.tree))
    return indexed and (use.operation in _NOTED or record_of(use.operation).joins != "")


def _operations(tree: Tree) -> Iterator[str]:
    tree = unfused(tree)
    if isinstance(tree, Call):
        yield tree.operation
        for argument in tree.arguments:
            yield from _operations(argument)


def _parameters(record: Derivation, occurrences: Mapping[Name, _Occurrences], steps: list[Step]) -> tuple[Name, ...]:
    uses: dict[Name, list[tuple[Step, _Use]]] = {}
    for step in steps:
        for name, within in occurrences[step.name].items():
            if name[1] is None and name in record.given:
                uses.setdefault(name, []).extend((step, use) for use in within)
    return tuple(
        name
        for name, value in record.given.items()
        if name in uses and all(_is_parameter(step, use, value) for step, use in uses[name])
    )


def _acting(occurrences: _Occurrences, parameters: tuple[Name, ...]) -> dict[Name, list[Acting]]:
    """Which parameters act on which used value within one step."""
    found: dict[Name, list[Acting]] = {}
    for name in parameters:
        for use in occurrences.get(name, ()):
            if use.operation != "matmul" and record_of(use.operation).joins != "factors":
                continue
            for leaf in dict.fromkeys(leaf for other in use.beside for leaf in leaves(other)):
                acting = Acting(name, use.transposed)
                if leaf not in parameters and acting not in found.setdefault(leaf, []):
                    found[leaf].append(acting)
    return found


def graph(record: Derivation, *asked: Name) -> Graph:
    """What these values were made from: the givens and steps on the way to them, and how they use one another."""
    steps = needed(record.steps, *asked)
    used = {name for step in steps for name in step.uses}
    occurrences = {step.name: _occurrences(step.tree) for step in steps}
    parameters = _parameters(record, occurrences, steps)
    nodes = [Node(name, given=True) for name in record.given if name in used and name not in parameters]
    edges = []
    for step in steps:
        acting = _acting(occurrences[step.name], parameters)
        on_edges = {weight.name for weights in acting.values() for weight in weights}
        noted = tuple(name for name in step.uses if name in parameters and name not in on_edges)
        nodes.append(Node(step.name, given=False, noted=noted))
        edges += [Edge(name, step.name, tuple(acting.get(name, ()))) for name in step.uses if name not in parameters]
    return Graph(tuple(nodes), tuple(edges), parameters)


def condensed(whole: Graph, most: int, kept: frozenset[Name] = frozenset()) -> Graph:
    """The graph with at most ``most`` nodes, if that can be had by drawing steps together with their only user.

    A step such as u^t, which only z^t uses, goes into that user; one of ``kept`` stays.
    """
    nodes, edges = {node.name: node for node in whole.nodes}, list(whole.edges)
    for node in whole.nodes:
        if len(nodes) <= most:
            break
        users = [edge for edge in edges if edge.start == node.name]
        if node.given or node.name in kept or len(users) != 1 or users[0].end[1] != node.name[1]:
            continue
        end, last = users[0].end, users[0].acting
        before = [replace(edge, end=end, acting=(*edge.acting, *last)) for edge in edges if edge.end == node.name]
        edges = [edge for edge in edges if node.name not in {edge.start, edge.end}]
        present = {edge.start for edge in edges if edge.end == end}
        edges += [edge for edge in before if edge.start not in present]
        nodes[end] = replace(nodes[end], noted=(*node.noted, *nodes[end].noted))
        del nodes[node.name]
    return Graph(tuple(nodes.values()), tuple(edges), whole.parameters)
