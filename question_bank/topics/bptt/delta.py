"""δ^t = ∂E/∂u^t: the recursion backwards in time."""

from functools import partial

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, replaced
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import network, sequence
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import LINEAR, backward_draw, check, conventions
from question_bank.topics.bptt.showing import PATHS, shows
from question_bank.topics.bptt.slips import HALF, SIGMOID, of_delta


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: two times, forward values given. Level 3: three times."""
    entry = d.integer("entry", 0, 1)
    fits = partial(shows, terms=lambda delta, v: [float(delta[1][entry])])
    return {**backward_draw(d, level, fits, steps=3 if level == 3 else 2), "entry": entry}


def problem(p: Parameters) -> Numeric:
    """δ^1 of the sequence; neither x nor z^0 is on the way to it."""
    values, linear = network(p["inputs"]), p["f"] == "identity"
    inputs = {"z": sequence(p["inputs"]["z"][1:]), **{name: values[name] for name in ("y", "d", "W", "W_out")}}
    asked = Run(recurrent.deltas, recurrent.NOTATION, inputs, {"f": p["f"], "over_time": p["over_time"]})
    return Numeric(
        run=asked,
        asked=Asked("delta", 1, (p["entry"],)),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, asked, ("u", 1)),
        slips=(
            *of_delta(linear),
            *HALF,
            Slip("output-error-of-next-time", "delta", replaced("delta_out[t]", "delta_out[t+1]"), at=1),
            *(() if linear else SIGMOID),
        ),
        essential=PATHS if linear else (*PATHS, "derivative-dropped"),
        context={"z": LINEAR} if linear else {},
    )


FAMILY = Family(
    id="bptt.delta",
    version=4,
    points=("B06", "B07"),
    asks=((1, "number"), (1, "vector"), (2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
