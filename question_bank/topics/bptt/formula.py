"""Which formula is it? δ^t and the five gradients, in symbols."""

from engine.derivation.slips import (
    Slip,
    factor_dropped,
    function_replaced,
    only,
    replaced,
    sides_exchanged,
    term_dropped,
    transpose_dropped,
)
from question_bank.model.computed import Formulas
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.topics.bptt.network import backward_draw, conventions, run

# Per step, its slips; all act on the formula of the step itself.
SLIPS: dict[str, tuple[Slip, ...]] = {
    "delta": (
        Slip("backward-transpose-dropped", "delta", transpose_dropped("W")),
        Slip("derivative-dropped", "delta", factor_dropped("f_prime[t]")),
        Slip("activation-for-derivative", "delta", replaced("f_prime[t]", "z[t]")),
        Slip("future-path-dropped", "delta", term_dropped("delta[t+1]")),
        Slip("output-path-dropped", "delta", term_dropped("delta_out[t]")),
    ),
    "dW": (
        Slip("last-time-only", "dW", only("last")),
        Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
        Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]")),
        Slip("averaged-over-time", "dW", function_replaced("total", "average")),
        Slip("outer-product-reversed", "dW", sides_exchanged("outer")),
    ),
    "dW_in": (
        Slip("last-time-only", "dW_in", only("last")),
        Slip("state-for-input", "dW_in", replaced("x[t]", "z[t]")),
        Slip("averaged-over-time", "dW_in", function_replaced("total", "average")),
        Slip("outer-product-reversed", "dW_in", sides_exchanged("outer")),
    ),
    "dW_out": (
        Slip("last-time-only", "dW_out", only("last")),
        Slip("input-for-state-in-output", "dW_out", replaced("z[t]", "x[t]")),
        Slip("state-of-previous-time", "dW_out", replaced("z[t]", "z[t-1]")),
        Slip("output-for-output-error", "dW_out", replaced("delta_out[t]", "y[t]")),
        Slip("averaged-over-time", "dW_out", function_replaced("total", "average")),
    ),
}


# What each formula is about.
ESSENTIAL = {
    "delta": ("backward-transpose-dropped", "derivative-dropped", "future-path-dropped"),
    "dW": ("last-time-only", "state-of-same-time", "input-for-state"),
    "dW_in": ("last-time-only", "state-for-input"),
    "dW_out": ("last-time-only", "input-for-state-in-output"),
}


def draw(d: Draw, level: int) -> Parameters:
    """Which formula is asked for, and an example that shows it in numbers."""
    return {**backward_draw(d, 2, lambda _: True, steps=3), "step": d.pick("step", tuple(SLIPS))}


def problem(p: Parameters) -> Formulas:
    """The formula of one step for any time t, or over all of them."""
    step = p["step"]
    return Formulas(
        run=run(p),
        step=(step, 2 if step == "delta" else None),
        slips=SLIPS[step],
        essential=ESSENTIAL[step],
        conventions=conventions(p),
        words={"general": step == "delta"},
    )


FAMILY = Family(
    id="bptt.formula",
    version=4,
    points=("B02", "B06"),
    asks=((1, "choice"),),
    draw=draw,
    problem=problem,
    contents=34,  # sets of three wrong formulas: 10 for δ, 10, 4 and 10 for the gradients
)
