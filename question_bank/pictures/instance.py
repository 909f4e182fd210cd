"""All pictures of an instance, from its stored parameters."""

from dataclasses import dataclass

from engine.derivation import needed
from question_bank.family import Family, Formulas, Numeric
from question_bank.instance import Instance
from question_bank.pictures.graphs import GraphPicture, graph_picture
from question_bank.pictures.overlaps import Overlaps, overlaps
from question_bank.pictures.searches import search_tree
from question_bank.pictures.series import Sizes, Weights, pairs, sizes, weights
from question_bank.pictures.units import UnitPicture, unit_picture


@dataclass(frozen=True)
class Pictures:
    """What there is to see of an instance once it is answered."""

    graph: GraphPicture | None = None
    search: GraphPicture | None = None
    unit: UnitPicture | None = None
    overlaps: Overlaps | None = None
    weights: Weights | None = None
    sizes: Sizes | None = None


def pictures(family: Family, instance: Instance) -> Pictures:
    """The pictures of a run; none for code and statements, which have none."""
    problem = family.ask(instance.parameters, instance.form)
    if not isinstance(problem, Numeric | Formulas):
        return Pictures()
    run, record = problem.run, problem.run.derivation()
    asked = problem.asked.name if isinstance(problem, Numeric) else problem.step
    steps = needed(record.steps, asked)
    return Pictures(
        graph=graph_picture(record, asked),
        search=search_tree(record.steps),
        unit=unit_picture(family.topic, run, record, asked),
        overlaps=overlaps(steps, run.inputs),
        weights=weights(record, run) or pairs(steps),
        sizes=sizes(record, run, steps),
    )
