"""∂E/∂W of a simple RNN by BPTT."""

from engine.derivation.slips import Slip, function_replaced, only, replaced, sides_exchanged
from question_bank.bptt.network import backward_draw, check, conventions, full_draw, run
from question_bank.bptt.slips import DELTA
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: the forward values are given. Level 3: from the inputs on."""
    drawn = full_draw(d) if level == 3 else backward_draw(d, level)
    return {**drawn, "entry": [d.integer("row", 0, 1), d.integer("column", 0, 1)]}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W over the whole sequence; the start state is not zero, so every time counts."""
    whole = run(p)
    return Numeric(
        run=whole,
        asked=Asked("dW", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(kind="integer", digits=0) if p["f"] == "identity" else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, whole, ("W", None)),
        slips=(
            Slip("last-time-only", "dW", only("last")),
            Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
            Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]")),
            Slip("averaged-over-time", "dW", function_replaced("total", "average")),
            Slip("outer-product-reversed", "dW", sides_exchanged("outer")),
            *DELTA,
        ),
    )


FAMILY = Family(
    id="bptt.recurrent-weight-gradient",
    version=3,
    points=("B04", "B06", "B08"),
    asks=((1, "number"), (1, "matrix"), (2, "number"), (2, "choice"), (3, "number")),
    draw=draw,
    problem=problem,
)
