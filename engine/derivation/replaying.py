"""A recorded run gone through again with some of its steps changed: only what follows from the change is computed.

Nothing of the engine runs again: the steps downstream are evaluated from their recorded trees.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.derivation.recorder import Derivation, needed
from engine.derivation.term import Name, Tree, evaluate, evaluating


class Replay:
    """The way to one value of a recorded run, ready to be gone many times, each time with other formulas on it."""

    def __init__(self, trace: Derivation, asked: Name) -> None:
        self.asked = asked
        self.steps = needed(trace.steps, asked)
        self.values = dict(trace.values)  # of a dict a copy is made at once, of any other mapping name by name
        self._anew = [None if step.tree is None else evaluating(step.tree) for step in self.steps]
        self._after: dict[Name, frozenset[int]] = {}  # of each step the places of it and of what comes of it
        for place in reversed(range(len(self.steps))):
            step = self.steps[place]
            after = (self._after[later.name] for later in self.steps[place + 1 :] if step.name in later.uses)
            self._after[step.name] = frozenset([place]).union(*after)

    def of(self, trees: Mapping[Name, Tree]) -> Mapping[Name, Any] | None:
        """Values of the run with these formulas at these steps, at the trace's precision.

        None where a formula does not fit in shape, names a value that does not exist yet, or changes nothing.
        """
        values = dict(self.values)
        changed: set[Name] = set()
        with np.errstate(all="ignore"):
            for place in sorted(frozenset().union(*(self._after.get(name, ()) for name in trees))):
                step, anew = self.steps[place], self._anew[place]
                tree = trees.get(step.name)
                try:
                    if tree is not None:
                        value = evaluate(tree, values)
                    elif anew is not None and not changed.isdisjoint(step.uses):
                        value = anew(values)
                    else:
                        continue
                except (ValueError, KeyError):
                    return None
                before = values[step.name]
                if np.shape(value) != np.shape(before):
                    return None
                if _is_same(value, before):
                    continue
                values[step.name] = value
                changed.add(step.name)
        return values if self.asked in changed else None


def _is_same(value: Any, before: Any) -> bool:
    """Whether two values of one shape are equal entry by entry."""
    same = value == before
    return bool(same.all()) if isinstance(same, np.ndarray) else bool(same)
