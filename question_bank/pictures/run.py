"""All pictures of a recorded run: of a question that is answered, or of one's own numbers in the lab."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.derivation import Derivation, Name, Run, Step
from question_bank.model.plots import Plot
from question_bank.pictures.figures import figures
from question_bank.pictures.graphs import GraphPicture, graph_picture, leads
from question_bank.pictures.overlaps import Overlaps, overlaps
from question_bank.pictures.searches import search_tree
from question_bank.pictures.series import Sizes, Weights, pairs, sizes, weights
from question_bank.pictures.units import UnitPicture, unit_picture


@dataclass(frozen=True)
class Pictures:
    """What there is to see of a run; None, or nothing, for what there is not."""

    graph: GraphPicture | None = None
    search: GraphPicture | None = None
    unit: UnitPicture | None = None
    overlaps: Overlaps | None = None
    weights: Weights | None = None
    sizes: Sizes | None = None
    figures: tuple[Plot, ...] = ()


def is_pictured(topic: str, run: Run, record: Derivation, asked: Sequence[Name], lines: Sequence[Step]) -> bool:
    """Whether there is anything to see of a run; nearly always there is a graph, which is soon known."""
    return leads(record, asked) or run_pictures(topic, run, record, asked, lines) != Pictures()


def run_pictures(topic: str, run: Run, record: Derivation, asked: Sequence[Name], lines: Sequence[Step]) -> Pictures:
    """The pictures of a run up to what is asked; ``lines`` are the steps of the derivation that stands beside them."""
    return Pictures(
        graph=graph_picture(record, asked, lines),
        search=search_tree(record.steps, record.digits),
        unit=unit_picture(topic, run, record, asked),
        overlaps=overlaps(lines, run.inputs),
        weights=weights(record, run) or pairs(lines),
        sizes=sizes(record, run, lines),
        figures=figures(topic, run, record),
    )
