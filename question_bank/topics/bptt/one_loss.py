"""The loss at one time only: which way the error goes, and the gradient it leaves in W."""

from engine.derivation.slips import Slip, function_replaced, only, replaced, sides_exchanged
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import FACTOR, backward_draw, check, conventions, run
from question_bank.topics.bptt.showing import outer, shows
from question_bank.topics.bptt.slips import SIGMOID, of_delta


def draw(d: Draw, level: int) -> Parameters:
    """Forward values given; the loss is that of the last time. By hand with tanh there are two times, else three."""
    steps = 2 if level == 2 else 3
    row = d.integer("row", 0, 1)
    entry = (row, 1 - row)  # off the diagonal, where the outer product turned round shows

    def fits(p: Parameters) -> bool:
        return shows(p, outer(entry, "z", 1), outer(entry, "z"), outer(entry, "x"), losses=(steps,))

    return {**backward_draw(d, level, fits, steps=steps), "entry": list(entry)}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W of the loss at the last time."""
    whole, linear = run(p), p["f"] == "identity"
    last = max(whole.inputs["d"])
    inputs = {**whole.inputs, "d": {last: whole.inputs["d"][last]}, "y": {last: whole.inputs["y"][last]}}
    later = {"future-path-dropped", "output-path-dropped"}
    without_later = tuple(slip for slip in of_delta(linear) if slip.id not in later)
    asked = type(whole)(whole.function, whole.notation, inputs, {"f": p["f"]})
    return Numeric(
        run=asked,
        asked=Asked("dW", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=(*conventions(p), "last-loss"),
        check=check(p, asked, ("W", None)),
        slips=(
            Slip("last-time-only", "dW", only("last")),
            Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
            Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]")),
            Slip("averaged-over-time", "dW", function_replaced("total", "average")),
            Slip("outer-product-reversed", "dW", sides_exchanged("outer")),
            *without_later,
            *(() if linear else SIGMOID),
        ),
        essential=("last-time-only", "backward-transpose-dropped", "state-of-same-time", "input-for-state"),
        context={"x": FACTOR, **({f"z[{last}]": FACTOR} if linear else {})},
        words={"last": last},
    )


FAMILY = Family(
    id="bptt.one-loss",
    version=4,
    points=("B07", "B10", "B28"),
    asks=((1, "number"), (1, "matrix"), (2, "number"), (2, "choice"), (3, "number"), (3, "matrix"), (3, "choice")),
    draw=draw,
    problem=problem,
)
