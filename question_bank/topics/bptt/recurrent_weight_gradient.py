"""∂E/∂W of a simple RNN by BPTT."""

from engine.derivation.slips import Slip, function_replaced, only, replaced, sides_exchanged
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import FACTOR, backward_draw, check, conventions, full_draw, run
from question_bank.topics.bptt.showing import PATHS, outer, shows
from question_bank.topics.bptt.slips import HALF, SIGMOID, of_delta


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: the forward values are given. Level 3: from the inputs on."""
    row = d.integer("row", 0, 1)
    entry = (row, 1 - row)  # off the diagonal, where the outer product turned round shows

    def fits(p: Parameters) -> bool:
        others = () if level == 3 else (outer(entry, "x"),)
        return shows(p, outer(entry, "z", 1), outer(entry, "z"), *others)

    return {**(full_draw(d, fits) if level == 3 else backward_draw(d, level, fits)), "entry": list(entry)}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W over the whole sequence; the start state is not zero, so every time counts."""
    whole, linear, given = run(p), p["f"] == "identity", "z" in p["inputs"]
    last = len(p["inputs"]["x"])
    return Numeric(
        run=whole,
        asked=Asked("dW", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, whole, ("W", None)),
        slips=(
            Slip("last-time-only", "dW", only("last")),
            Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
            Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]")),
            Slip("averaged-over-time", "dW", function_replaced("total", "average")),
            Slip("outer-product-reversed", "dW", sides_exchanged("outer")),
            *of_delta(linear),
            *HALF,
            *(() if linear else SIGMOID),
        ),
        essential=("last-time-only", "state-of-same-time", *PATHS, *(("input-for-state",) if given else ())),
        context=({"x": FACTOR} if given else {}) | ({f"z[{last}]": FACTOR} if linear else {}),
    )


FAMILY = Family(
    id="bptt.recurrent-weight-gradient",
    version=4,
    points=("B04", "B06", "B08"),
    asks=((1, "number"), (1, "matrix"), (2, "number"), (2, "choice"), (3, "number")),
    draw=draw,
    problem=problem,
)
