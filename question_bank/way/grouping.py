"""The steps on the way to an answer, in groups that a person would do together.

The last group is the asked step alone (its value is the answer). Before it, a step joins the group it follows if the
group has room and

* both are of one symbol and neither uses the other: e_1, e_2 – or δ_out^3, δ_out^2, δ_out^1;
* or both are of one index, and the step either uses the group (u^1, z^1) or finds in it nothing that belongs together
  yet (m_1, ℓ_1, then p_1; f', δ_out, then δ).

So time steps and directions stay apart. A step that only repeats a value under another name (z = u, y = v) is written
where that value is, and nobody is asked for it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.derivation import Name, Step, needed
from engine.derivation.term import Named

MOST_STEPS = 3
MOST_ALIKE = 5  # of one symbol, each a number on its own


@dataclass(frozen=True)
class Group:
    """Steps done together: those that are asked for, and those that are only written beside them."""

    steps: tuple[Step, ...]  # in their order
    asked: tuple[Step, ...]

    def __contains__(self, name: Name) -> bool:
        return any(step.name == name for step in self.steps)


def is_copy(step: Step) -> bool:
    """Whether a step only repeats a named value."""
    return isinstance(step.tree, Named)


def _joins(group: list[Step], step: Step) -> bool:
    names = {earlier.name for earlier in group}
    uses = bool(names.intersection(step.uses))
    if all(earlier.symbol == step.symbol for earlier in group):
        return not uses and len(group) < (MOST_ALIKE if np.ndim(step.value) == 0 else MOST_STEPS)
    loose = not any(names.intersection(earlier.uses) for earlier in group)
    return len(group) < MOST_STEPS and all(earlier.index == step.index for earlier in group) and (uses or loose)


def groups(steps: Sequence[Step], asked: Name) -> tuple[Group, ...]:
    """The groups on the way to ``asked``, in order; one alone where it takes a single step."""
    way = needed(list(steps), asked)
    final = {asked}  # the asked step, and the one it merely repeats
    for step in reversed(way):
        if step.name in final and is_copy(step):
            final.update(step.uses)
    found: list[tuple[list[Step], list[Step]]] = []  # all steps of a group, and those asked for
    first: list[Step] = []  # copies of inputs, before anything has been worked out
    for step in (step for step in way if step.name not in final):
        if is_copy(step):
            (found[-1][0] if found else first).append(step)
        elif found and _joins(found[-1][1], step):
            found[-1][0].append(step)
            found[-1][1].append(step)
        else:
            found.append(([*first, step], [step]))
            first = []
    last = (*first, *(step for step in way if step.name in final))
    return (*(Group(tuple(all_of), tuple(some)) for all_of, some in found), Group(last, last[-1:]))
