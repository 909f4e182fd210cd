"""∂E/∂W_out of a simple RNN: every time of the loss counts, and the factor is the state."""

from engine.derivation.slips import Slip, function_dropped, function_replaced, only, replaced, sides_exchanged
from question_bank.bptt.network import backward_draw, check, conventions, full_draw, run
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: the outputs are given, for two and three times. Level 3: from the inputs on."""
    drawn = full_draw(d) if level == 3 else backward_draw(d, level, steps=1 + level)
    drawn["over_time"] = d.pick("over time", ("sum", "mean")) if level == 2 else "sum"
    return {**drawn, "entry": [0, d.integer("column", 0, 1)]}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W_out over the whole sequence."""
    mean = p["over_time"] == "mean"
    whole = run(p)
    return Numeric(
        run=whole,
        asked=Asked("dW_out", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(kind="integer", digits=0) if p["f"] == "identity" else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, whole, ("W_out", None)),
        slips=(
            Slip("last-time-only", "dW_out", only("last")),
            Slip("input-for-state-in-output", "dW_out", replaced("z[t]", "x[t]")),
            Slip("state-of-previous-time", "dW_out", replaced("z[t]", "z[t-1]")),
            Slip("averaged-over-time", "dW_out", function_replaced("total", "average")),
            Slip("output-for-output-error", "dW_out", replaced("delta_out[t]", "y[t]")),
            Slip("output-error-sign", "delta_out", sides_exchanged("subtract")),
            *((Slip("mean-forgotten", "delta_out", function_dropped("divide")),) if mean else ()),
        ),
    )


FAMILY = Family(
    id="bptt.output-weight-gradient",
    version=3,
    points=("B03", "B10"),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "matrix"), (2, "choice"), (3, "number")),
    draw=draw,
    problem=problem,
)
