"""The right answers on HRED and VHRED, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import states


def context_state(instance: Instance) -> Answer:
    """A plain RNN over the utterances."""
    p = instance.parameters
    return entry_or_all(instance, states(p["e"], p["W"], p["U"], p["b"], p["s0"], "tanh")[-1])


def prior_divergence(instance: Instance) -> Answer:
    """Entry by entry."""
    p = instance.parameters
    total = 0.0
    for m, s, n, r in zip(p["mu_q"], p["sigma_q"], p["mu_p"], p["sigma_p"], strict=True):
        total += math.log(r) - math.log(s) + (s**2 + (m - n) ** 2) / (2 * r**2) - 0.5
    return (total,)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "context-state": context_state,
    "prior-divergence": prior_divergence,
}
