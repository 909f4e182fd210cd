"""The pictures of an answered instance, laid out."""

from dataclasses import dataclass

from app.pictures.graphs import Drawing, draw_graph
from question_bank.pictures import Pictures
from question_bank.pictures.graphs import GraphPicture


@dataclass(frozen=True)
class Drawings:
    """What the feedback page draws; None, or nothing, for what there is not."""

    graph: tuple[GraphPicture, Drawing] | None = None


def drawings(pictures: Pictures) -> Drawings:
    """Lay out what there is."""
    return Drawings(graph=None if pictures.graph is None else (pictures.graph, draw_graph(pictures.graph)))
