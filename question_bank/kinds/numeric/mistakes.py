"""What is wrong in every draw of a computed question: inputs that no formula can name, slips without a place."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np

from engine.derivation import Derivation
from engine.derivation.recorder import listed
from engine.derivation.slips import Slip, replay
from engine.derivation.term import Call, Tree, unfused
from question_bank.model.computed import Numeric


def mistaken(problems: Sequence[Numeric], more: Iterator[Numeric]) -> Iterator[str]:
    """Inputs that no derivation names, and slips that happen in none of the draws."""
    wrong = dict.fromkeys(said for problem in problems if not _runs(problem) for said in _inputs(problem))
    if wrong:
        yield from wrong
        return
    lost: dict[str, str] = {}
    happened: set[str] = set()
    for problem in chain(problems, more):
        trace = problem.run.trace()
        for slip in (slip for slip in problem.slips if slip.id not in happened):
            if replay(trace, slip) is None:
                lost[slip.id] = _why(slip, trace)
            else:
                happened.add(slip.id)
        if lost.keys() <= happened:
            break
    yield from (said for slip, said in lost.items() if slip not in happened)


def _runs(problem: Numeric) -> bool:
    """Whether a run can be recorded: a list that is only counted from is as good as an array."""
    try:
        problem.run.trace()
    except Exception:  # told where it happens
        return False
    return True


def _inputs(problem: Numeric) -> Iterator[str]:
    for name, value in problem.run.inputs.items():
        if isinstance(value, np.generic) or (isinstance(value, list | tuple) and value and _is_numbers(value)):
            yield (
                f"the run's input {name} is a {type(value).__name__} of numbers, which no formula can name: give"
                f" array(p[{name!r}]), or sequence(p[{name!r}]) where the engine takes it by index"
                " (question_bank/model/inputs.py)"
            )


def _is_numbers(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_is_numbers, value))
    return isinstance(value, int | float | np.generic | np.ndarray)


def _operations(whole: Tree) -> set[str]:
    tree = unfused(whole)
    return {tree.operation}.union(*map(_operations, tree.arguments)) if isinstance(tree, Call) else set()


def _why(slip: Slip, trace: Derivation) -> str:
    hit = [step for step in trace.steps if slip.hits(step)]
    steps = slip.step if isinstance(slip.step, str) else ", ".join(slip.step)
    if not hit:
        at = "" if slip.at == "every" else f" at {slip.at}"
        known = listed(step.name for step in trace.steps)
        return f"slip {slip.id} rewrites {steps}{at}, which no draw has; the steps are {known}"
    trees = [step.tree for step in hit if step.tree is not None]
    if not trees:
        return f"slip {slip.id} happens in no draw: {steps} is counted and has no formula, so it is counted=… instead"
    uses = listed(dict.fromkeys(name for step in hit for name in step.uses))
    by = ", ".join(sorted(set().union(*map(_operations, trees))))
    return (
        f"slip {slip.id} happens in no draw: its rewrite finds nothing to change in {steps}, or makes what has no value"
        f" or another shape; the formula is made of {uses} by {by}"
    )
