"""The sketch of a question that waits for its answer: its given values by time, and a question mark."""

from functools import lru_cache

from app.pictures.graphs import Drawing, draw_graph
from question_bank.model.instance import Sketch
from question_bank.pictures.graphs import GraphPicture, Parameter, Vertex
from question_bank.pictures.shown import Shown

UNKNOWN = Shown((("?",),), 0)


def _vertex(name: str, symbol: str, column: int | None, row: int, value: Shown, *, asked: bool) -> Vertex:
    return Vertex(
        name, symbol, column, row, 0, gradient=False, asked=asked, value=value, noted=(), uses=(), framed=asked
    )


@lru_cache(maxsize=128)
def draw_sketch(sketch: Sketch) -> Drawing:
    """Lay a sketch out: a row for each letter that has values over time, the others at the foot."""
    letters = list(dict.fromkeys(value.letter for value in sketch.given if value.index is not None))
    rows = {letter: row for row, letter in enumerate(letters)}
    vertices, parameters = [], []
    for k, value in enumerate(sketch.given):
        printed = Shown(value.rows, value.dimensions)
        if value.index is None:
            parameters.append(Parameter(f"sketch-{k}", value.symbol, printed))
        else:
            row = rows[value.letter]
            vertices.append(_vertex(f"sketch-{k}", value.symbol, value.index, row, printed, asked=False))
    row = rows.get(sketch.letter, len(letters))
    vertices.append(_vertex("sketch-asked", sketch.symbol, sketch.index, row, UNKNOWN, asked=True))
    times = dict.fromkeys((vertex.column for vertex in vertices if vertex.column is not None), "t")
    return draw_graph(GraphPicture(tuple(vertices), (), tuple(parameters), times), rise=14)
