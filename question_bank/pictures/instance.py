"""All pictures of an instance, from its stored parameters."""

from engine.derivation import needed
from question_bank.family import Family, Formulas, Numeric
from question_bank.instance import Instance
from question_bank.pictures.run import Pictures, run_pictures


def pictures(family: Family, instance: Instance) -> Pictures:
    """The pictures of a run; none for code and statements, which have none."""
    problem = family.ask(instance.parameters, instance.form)
    if not isinstance(problem, Numeric | Formulas):
        return Pictures()
    run, record = problem.run, problem.run.derivation()
    record.exact = run.trace().values
    asked = problem.asked.name if isinstance(problem, Numeric) else problem.step
    return run_pictures(family.topic, run, record, [asked], needed(record.steps, asked))
