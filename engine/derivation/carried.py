"""A run with somebody else's values at some of its steps: error carried forward.

Where a value is given, the steps after it are evaluated from it, by their recorded trees. So a step can be judged by
what follows from the values that stand before it, whether these are right or not.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.derivation.recorder import Derivation, Step
from engine.derivation.slips import Slip
from engine.derivation.term import Name, Tree, evaluate, leaves


def follow(trace: Derivation, own: Mapping[Name, Any]) -> dict[Name, Any]:
    """Every named value of a run: where ``own`` has it, that; else what its tree makes of the values before it.

    Counted steps keep their count. A value that nothing of ``own`` reaches is the recorded one, bit for bit; so is one
    that cannot be made of what ``own`` says (a place outside a vocabulary).
    """
    values: dict[Name, Any] = dict(trace.given)
    changed: set[Name] = set()
    with np.errstate(all="ignore"):
        for step in trace.steps:
            if step.name in own:
                values[step.name] = own[step.name]
                changed.add(step.name)
            elif step.tree is not None and changed.intersection(leaves(step.tree)):
                values[step.name] = _followed(step.tree, values, step.carried)
                changed.add(step.name)
            else:
                values[step.name] = step.carried
    return values


def _followed(tree: Tree, values: Mapping[Name, Any], recorded: Any) -> Any:
    try:
        return evaluate(tree, values)
    except ValueError:
        return recorded


def slipped(step: Step, slip: Slip, values: Mapping[Name, Any]) -> tuple[Any, Tree | None] | None:
    """What one step becomes with a slip in it, from the values before it; the wrong tree beside it where it has one.

    None where the slip does not happen at this step, changes nothing, or does not fit in shape.
    """
    if not slip.hits(step):
        return None
    if slip.counted is not None:
        return slip.counted(step.evidence), None
    if slip.rewrite is None or step.tree is None:
        return None
    with np.errstate(all="ignore"):
        try:
            tree = slip.rewrite(step.tree, step.index, values)
            value = None if tree is step.tree else evaluate(tree, values)
        except (ValueError, KeyError):  # shapes that do not fit, a leaf before the first index
            return None
    return None if value is None or np.shape(value) != np.shape(step.carried) else (value, tree)
