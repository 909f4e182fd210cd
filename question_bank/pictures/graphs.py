"""The computation graph of a run: from what is given, by the steps of the derivation, to what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.derivation import Derivation, Name, Notation, Step, writing
from engine.derivation.graph import Acting, Graph, condensed, graph
from question_bank.feedback.lines import line_id
from question_bank.pictures.shown import Shown, shown_of

MOST_NODES = 40  # beyond it steps are drawn together with their only user
MOST_WIRES = 30  # beyond it the ways to several values are no longer told apart,
MOST_WIRES_OF_ONE = 200  # and beyond this not even those to one
_GRADIENTS = (r"\delta", r"\frac{\partial", "f'", r"\left( f'", r"\operatorname{diag}", r"\sum_k")


@dataclass(frozen=True)
class Vertex:
    """A value: where it stands (the index it belongs to, the row of its symbol), and what it is.

    ``step`` is the number of its line in the derivation, 0 for what is given.
    """

    id: str
    symbol: str
    column: int | None
    row: int
    step: int
    gradient: bool
    asked: bool
    value: Shown
    noted: tuple[str, ...]
    uses: tuple[str, ...]  # LaTeX of what its formula uses
    framed: bool  # worked out, not given
    whole: str = ""  # LaTeX that tells it from all others, where its symbol alone does not

    @property
    def named(self) -> str:
        """What it is called where it does not stand in its place."""
        return self.whole or self.symbol


@dataclass(frozen=True)
class Wire:
    """A use, with the LaTeX of the weights that act on the way; ``gradient`` where an error flows along it."""

    start: str
    end: str
    labels: tuple[str, ...]
    gradient: bool


@dataclass(frozen=True)
class Parameter:
    """A weight, a bias or a setting: written on edges and at steps, its value at the side."""

    id: str
    symbol: str
    value: Shown


@dataclass(frozen=True)
class GraphPicture:
    """Nodes, edges and parameters; ``running`` has the letters of each column, where there are several."""

    vertices: tuple[Vertex, ...]
    wires: tuple[Wire, ...]
    parameters: tuple[Parameter, ...]
    running: Mapping[int, str]


def _is_gradient(notation: Notation, name: Name) -> bool:
    return writing.symbol(notation, name).startswith(_GRADIENTS)


def _label(notation: Notation, acting: Acting) -> str:
    written = writing.symbol(notation, acting.name)
    return rf"{written}^{{\top}}" if acting.transposed else written


def _rows(whole: Graph) -> dict[Name, int]:
    """The row of each node. A start state that many symbols use stands below them all, as an input does."""
    levels = whole.levels()
    steps = {node.name[0] for node in whole.nodes if not node.given}
    rows = {}
    for node in whole.nodes:
        users = {edge.end[0] for edge in whole.edges if edge.start == node.name}
        lowered = node.given and node.name[0] in steps and len(users) > 2
        rows[node.name] = max(0, min(levels[user] for user in users) - 1) if lowered else levels[node.name[0]]
    return rows


def legible(record: Derivation, asked: Sequence[Name], main: Name) -> Sequence[Name]:
    """Which of several values one graph can lead to: all, else the main one, else none."""

    def wires(names: Sequence[Name]) -> int:
        return len(condensed(graph(record, *names), MOST_NODES, frozenset(names)).edges)

    if len(asked) > 1 and wires(asked) > MOST_WIRES:
        asked = [main]
    return asked if wires(asked) <= MOST_WIRES_OF_ONE else ()


def leads(record: Derivation, asked: Sequence[Name]) -> bool:
    """Whether there is a graph up to what is asked."""
    return bool(condensed(graph(record, *asked), MOST_NODES, frozenset(asked)).edges)


def graph_picture(record: Derivation, asked: Sequence[Name], lines: Sequence[Step]) -> GraphPicture | None:
    """The graph of a recorded run up to what is asked; None where nothing leads there but a count.

    ``lines`` are the steps of the derivation beside it, whose numbers the nodes bear.
    """
    whole = condensed(graph(record, *asked), MOST_NODES, frozenset(asked))
    if not whole.edges:
        return None
    notation, rows = record.notation, _rows(whole)
    numbers = {step.name: k for k, step in enumerate(lines, start=1)}
    uses = {step.name: step.uses for step in record.steps}
    vertices = tuple(
        Vertex(
            id=line_id(node.name),
            symbol=writing.symbol(notation, node.name),
            column=node.name[1] if isinstance(node.name[1], int) else None,
            row=rows[node.name],
            step=numbers.get(node.name, 0),
            gradient=_is_gradient(notation, node.name),
            asked=node.name in asked,
            value=shown_of(record, node.name),
            noted=tuple(writing.symbol(notation, name) for name in node.noted),
            uses=tuple(writing.symbol(notation, name) for name in uses.get(node.name, ())),
            framed=not node.given,
        )
        for node in whole.nodes
    )
    wires = tuple(
        Wire(
            start=line_id(edge.start),
            end=line_id(edge.end),
            labels=tuple(_label(notation, acting) for acting in edge.acting),
            gradient=_is_gradient(notation, edge.start) and edge.start in numbers,
        )
        for edge in whole.edges
    )
    parameters = tuple(
        Parameter(line_id(name), writing.symbol(notation, name), shown_of(record, name)) for name in whole.parameters
    )
    return GraphPicture(vertices, wires, parameters, _letters(notation, whole))


def _letters(notation: Notation, whole: Graph) -> dict[int, str]:
    """The letters that what stands in each column runs by: i and j of a query and a key at one place."""
    found: dict[int, set[str]] = {}
    for symbol, index in (node.name for node in whole.nodes):
        if isinstance(index, int):
            found.setdefault(index, set()).add(notation.running_of(symbol))
    return {index: ", ".join(sorted(letters)) for index, letters in found.items()} if len(found) > 1 else {}
