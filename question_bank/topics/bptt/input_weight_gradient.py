"""∂E/∂W_in of a simple RNN by BPTT."""

from engine.derivation.slips import Slip, function_replaced, only, replaced, sides_exchanged
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import FACTOR, LINEAR, backward_draw, check, conventions, full_draw, run
from question_bank.topics.bptt.showing import PATHS, outer, shows
from question_bank.topics.bptt.slips import HALF, SIGMOID, of_delta


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: the forward values are given. Level 3: from the inputs on, with one input unit."""
    row = d.integer("row", 0, 1)
    # Off the diagonal, where the outer product turned round shows.
    entry = (row, 0 if level == 3 else 1 - row)

    def fits(p: Parameters) -> bool:
        others = () if level == 3 else (outer(entry, "z"), outer(entry, "z", 1))
        return shows(p, outer(entry, "x"), *others)

    return {**(full_draw(d, fits) if level == 3 else backward_draw(d, level, fits)), "entry": list(entry)}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W_in over the whole sequence."""
    whole, linear, given = run(p), p["f"] == "identity", "z" in p["inputs"]
    return Numeric(
        run=whole,
        asked=Asked("dW_in", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, whole, ("W_in", None)),
        slips=(
            Slip("last-time-only", "dW_in", only("last")),
            Slip("state-for-input", "dW_in", replaced("x[t]", "z[t]")),
            Slip("recurrent-gradient-given", "dW_in", replaced("x[t]", "z[t-1]")),
            Slip("averaged-over-time", "dW_in", function_replaced("total", "average")),
            Slip("outer-product-reversed", "dW_in", sides_exchanged("outer")),
            *of_delta(linear),
            *HALF,
            *(() if linear else SIGMOID),
        ),
        essential=("last-time-only", *PATHS, *(("state-for-input", "recurrent-gradient-given") if given else ())),
        context={"z": LINEAR} if linear else {"z[0]": FACTOR} if given else {},
    )


FAMILY = Family(
    id="bptt.input-weight-gradient",
    version=4,
    points=("B02", "B06", "B08"),
    asks=((1, "number"), (1, "matrix"), (2, "number"), (2, "matrix"), (2, "choice"), (3, "number")),
    draw=draw,
    problem=problem,
)
