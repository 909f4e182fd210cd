"""The pictures of an answered instance, laid out."""

from dataclasses import dataclass

from app.pictures.charts import Chart, size_chart
from app.pictures.graphs import Drawing, draw_graph
from app.pictures.units import Diagram, diagram
from question_bank.pictures.graphs import GraphPicture
from question_bank.pictures.instance import Pictures
from question_bank.pictures.overlaps import Overlaps
from question_bank.pictures.series import Sizes, Weights


@dataclass(frozen=True)
class Drawings:
    """What the feedback page draws; None for what there is not."""

    graph: tuple[GraphPicture, Drawing] | None = None
    search: tuple[GraphPicture, Drawing] | None = None
    unit: Diagram | None = None
    overlaps: Overlaps | None = None
    weights: Weights | None = None
    sizes: tuple[Sizes, Chart] | None = None

    @property
    def graph_leads(self) -> bool:
        """Whether the graph stands open: where no other picture shows what is asked."""
        shown = self.unit is not None and any(box.asked for box in self.unit.boxes)
        return not shown and self.overlaps is None and self.weights is None and self.search is None


def _drawn(picture: GraphPicture | None) -> tuple[GraphPicture, Drawing] | None:
    return None if picture is None else (picture, draw_graph(picture))


def drawings(pictures: Pictures) -> Drawings:
    """Lay out what there is."""
    unit, sizes = pictures.unit, pictures.sizes
    return Drawings(
        graph=_drawn(pictures.graph),
        search=_drawn(pictures.search),
        unit=None if unit is None else diagram(unit.picture, unit.values),
        overlaps=pictures.overlaps,
        weights=pictures.weights,
        sizes=None if sizes is None else (sizes, size_chart(sizes)),
    )
