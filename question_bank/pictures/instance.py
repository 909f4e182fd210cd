"""All pictures of an instance, from its stored parameters."""

from dataclasses import dataclass

from question_bank.family import Family, Formulas, Numeric
from question_bank.instance import Instance
from question_bank.pictures.graphs import GraphPicture, graph_picture


@dataclass(frozen=True)
class Pictures:
    """What there is to see of an instance once it is answered."""

    graph: GraphPicture | None = None


def pictures(family: Family, instance: Instance) -> Pictures:
    """The pictures of a run; none for code and statements, which have none."""
    problem = family.ask(instance.parameters, instance.form)
    if not isinstance(problem, Numeric | Formulas):
        return Pictures()
    record = problem.run.derivation()
    asked = problem.asked.name if isinstance(problem, Numeric) else problem.step
    return Pictures(graph=graph_picture(record, asked))
