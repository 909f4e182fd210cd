"""Slips of the backward pass that several families share."""

from engine.derivation.slips import (
    Slip,
    factor_dropped,
    formula,
    replaced,
    sides_exchanged,
    term_dropped,
    transpose_dropped,
)

DELTA = (
    Slip("backward-transpose-dropped", "delta", transpose_dropped("W")),
    Slip("derivative-dropped", "delta", factor_dropped("f_prime[t]")),
    Slip("activation-for-derivative", "delta", replaced("f_prime[t]", "z[t]")),
    Slip("future-path-dropped", "delta", term_dropped("delta[t+1]")),
    Slip("output-path-dropped", "delta", term_dropped("delta_out[t]")),
    Slip("output-error-sign", "delta_out", sides_exchanged("subtract")),
)
# E = ½‖y - d‖² differentiated as if the ½ were not there.
HALF = (Slip("half-not-cancelled", "delta_out", formula(lambda v, t: 2 * (v("y", t) - v("d", t)))),)
# Of a tanh unit; a linear one has no derivative to be mistaken in.
SIGMOID = (Slip("sigmoid-derivative", "f_prime", formula(lambda v, t: v("z", t) * (1 - v("z", t)))),)


def of_delta(linear: bool) -> tuple[Slip, ...]:
    """The slips of δ that can do harm: of a linear unit f' = 1 may be left out."""
    return tuple(slip for slip in DELTA if not linear or slip.id != "derivative-dropped")
