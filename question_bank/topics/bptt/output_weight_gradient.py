"""∂E/∂W_out of a simple RNN: every time of the loss counts, and the factor is the state."""

from engine.derivation.slips import Slip, function_dropped, function_replaced, only, replaced, sides_exchanged
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import LEAST
from question_bank.model.inputs import network
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import FACTOR, backward_draw, check, conventions, full_draw, run
from question_bank.topics.bptt.showing import apart, forward_values


def draw(d: Draw, level: int) -> Parameters:
    """Levels 1 and 2: the outputs are given, for two and three times. Level 3: from the inputs on."""
    column = d.integer("column", 0, 1)
    over_time = d.pick("over time", ("sum", "mean")) if level == 2 else "sum"

    def fits(p: Parameters) -> bool:
        v = forward_values(network(p["inputs"]), p)
        share = len(v["d"]) if over_time == "mean" else 1
        error = {t: float((v["y"][t] - v["d"][t])[0]) / share for t in v["d"]}

        def with_factor(name: str, before: int = 0) -> list[float]:
            return [error[t] * float(v[name][t - before][column]) for t in sorted(error)]

        parts = with_factor("z")
        others = [sum(with_factor("z", 1)), parts[-1], *(() if level == 3 else (sum(with_factor("x")),))]
        counted = (v["z"][t][column] for t in error), (error[t] for t in error)  # by y and d, and by z
        if any(abs(value) <= LEAST for values in counted for value in values):
            return False
        if level == 3:  # c moves all errors alike
            others.append(sum(parts) + sum(float(v["z"][t][column]) for t in error))
        return apart(p, sum(parts), iter(others))

    drawn = full_draw(d, fits) if level == 3 else backward_draw(d, level, fits, steps=1 + level)
    return {**drawn, "over_time": over_time, "entry": [0, column]}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W_out over the whole sequence."""
    mean, given = p["over_time"] == "mean", "z" in p["inputs"]
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
        essential=(
            "last-time-only",
            "state-of-previous-time",
            *(("input-for-state-in-output",) if given else ()),
            *(("mean-forgotten",) if mean else ()),
        ),
        context=dict.fromkeys(("x", "z[0]", "W", "W_out"), FACTOR) if given else {},
    )


FAMILY = Family(
    id="bptt.output-weight-gradient",
    version=4,
    points=("B03", "B10"),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "matrix"), (2, "choice"), (3, "number")),
    draw=draw,
    problem=problem,
)
