"""The right answers on perplexity, from the stored parameters alone, in scalar Python."""

from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles import counting
from tests.oracles.given import Answer


def perplexity(instance: Instance) -> Answer:
    """PP."""
    return (counting.perplexity(instance.parameters["p"]),)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "sequence": perplexity,
}
