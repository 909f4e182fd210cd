"""∂E/∂b and ∂E/∂c: sums of δ over time."""

from collections.abc import Mapping

from engine.derivation import total
from engine.derivation.slips import Slip, formula, function_replaced, only
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import FACTOR, LINEAR, backward_draw, check, conventions, full_draw, run
from question_bank.topics.bptt.showing import PATHS, Values, shows
from question_bank.topics.bptt.slips import HALF, SIGMOID, of_delta


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: the forward values are given. Level 3: from the inputs on."""
    entry = d.integer("entry", 0, 1)

    def errors(delta: Values, v: Mapping[str, Values]) -> list[float]:
        return [float(delta[t][entry]) for t in sorted(delta)]

    def times_states(delta: Values, v: Mapping[str, Values]) -> list[float]:
        return [float(delta[t][entry] * v["z"][t][entry]) for t in sorted(delta)]

    def fits(p: Parameters) -> bool:
        return shows(p, errors, times_states)

    return {**(full_draw(d, fits) if level == 3 else backward_draw(d, level, fits)), "entry": entry}


def problem(p: Parameters) -> Numeric:
    """∂E/∂b over the whole sequence."""
    times = range(1, len(p["inputs"]["x"]) + 1)
    whole, linear, given = run(p), p["f"] == "identity", "z" in p["inputs"]
    return Numeric(
        run=whole,
        asked=Asked("db", None, (p["entry"],)),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, whole, ("b", None)),
        slips=(
            Slip("last-time-only", "db", only("last")),
            Slip("averaged-over-time", "db", function_replaced("total", "average")),
            Slip(
                "bias-gradient-times-state",
                "db",
                formula(lambda v, _: total({t: v("delta", t) * v("z", t) for t in times})),
            ),
            *of_delta(linear),
            *HALF,
            *(() if linear else SIGMOID),
        ),
        essential=("last-time-only", "bias-gradient-times-state", *PATHS),
        context={"x": FACTOR, **({"z": LINEAR} if linear else {"z[0]": FACTOR})} if given else {},
    )


FAMILY = Family(
    id="bptt.bias-gradient",
    version=4,
    points=("B05", "B08"),
    asks=((1, "number"), (1, "vector"), (2, "number"), (2, "vector"), (2, "choice"), (3, "number")),
    draw=draw,
    problem=problem,
)
