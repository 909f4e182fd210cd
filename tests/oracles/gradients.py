"""The right answers on vanishing gradients and clipping, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles.given import Answer, entry_or_all


def clipping(instance: Instance) -> Answer:
    """One gradient after clipping by the global norm."""
    p = instance.parameters
    norm = math.sqrt(sum(entry**2 for gradient in p["g"] for entry in gradient))
    rate = min(1.0, p["theta"] / norm)
    return entry_or_all(instance, [rate * entry for entry in p["g"][p["gradient"] - 1]])


def power(instance: Instance) -> Answer:
    """The factor, multiplied on k times."""
    p = instance.parameters
    product = 1.0
    for _ in range(int(p["k"])):
        product *= p["slope"] * p["w"]
    return (product,)


def chain(instance: Instance) -> Answer:
    """Slopes times weights."""
    p = instance.parameters
    return (math.prod(slope * p["w"] for slope in p["f_prime"]),)


def norm(instance: Instance) -> Answer:
    """The length of all entries."""
    return (math.hypot(*(value for gradient in instance.parameters["g"] for value in gradient)),)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "clipping": clipping,
    "power": power,
    "chain": chain,
    "norm": norm,
}
