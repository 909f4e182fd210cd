"""The pictures of a run, laid out."""

from dataclasses import dataclass

from app.pictures.charts import Chart, size_chart
from app.pictures.figures import Laid, laid_out
from app.pictures.graphs import Drawing, draw_graph
from app.pictures.units import Diagram, diagram
from question_bank.pictures.graphs import MOST_NODES, GraphPicture
from question_bank.pictures.overlaps import Overlaps
from question_bank.pictures.run import Pictures
from question_bank.pictures.series import Sizes, Weights


@dataclass(frozen=True)
class Drawings:
    """What is drawn of a run; None, or nothing, for what there is not."""

    graph: tuple[GraphPicture, Drawing] | None = None
    search: tuple[GraphPicture, Drawing] | None = None
    unit: Diagram | None = None
    overlaps: Overlaps | None = None
    weights: Weights | None = None
    sizes: tuple[Sizes, Chart] | None = None
    figures: tuple[Laid, ...] = ()
    most_open: int = MOST_NODES

    @property
    def graph_leads(self) -> bool:
        """Whether the graph stands open: where no other picture shows what is asked, and it is not too large."""
        shown = self.unit is not None and any(box.asked for box in self.unit.boxes)
        large = self.graph is not None and len(self.graph[0].vertices) > self.most_open
        return not (shown or large or self.overlaps or self.weights or self.search)

    @property
    def any(self) -> bool:
        """Whether there is anything to see."""
        return any((self.graph, self.search, self.unit, self.overlaps, self.weights, self.sizes, self.figures))


def _drawn(picture: GraphPicture | None) -> tuple[GraphPicture, Drawing] | None:
    return None if picture is None else (picture, draw_graph(picture))


def drawings(pictures: Pictures, most_open: int = MOST_NODES) -> Drawings:
    """Lay out what there is; a graph of more nodes than ``most_open`` is folded away."""
    unit, sizes = pictures.unit, pictures.sizes
    return Drawings(
        graph=_drawn(pictures.graph),
        search=_drawn(pictures.search),
        unit=None if unit is None else diagram(unit.picture, unit.values, unit.at, unit.cut),
        overlaps=pictures.overlaps,
        weights=pictures.weights,
        sizes=None if sizes is None else (sizes, size_chart(sizes)),
        figures=tuple(map(laid_out, pictures.figures)),
        most_open=most_open,
    )
