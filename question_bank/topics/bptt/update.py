"""One update of W or W_in by gradient descent, from δ of every time."""

from typing import Any

import numpy as np

from engine import around, recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, function_replaced, only, replaced, sign_flipped
from question_bank.model.computed import Asked, Check, Numeric, Update
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import LEAST, fitting
from question_bank.model.inputs import network, sequence
from question_bank.model.instance import Rounding

OTHER = "a value of the forward pass: which of them the gradient of a weight takes is the point of the question"

WHOLE = (-2, -1, 1, 2)
TENTHS = (-0.8, -0.5, -0.4, -0.2, 0.2, 0.4, 0.5, 0.8)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: whole numbers, two times. Level 2: tenths, three times."""
    steps, values = (2, WHOLE) if level == 1 else (3, TENTHS)
    weights = WHOLE if level == 1 else (-1, -0.5, 0.5, 1)
    asked = d.pick("asked", ("W", "W_in"))
    row = d.integer("row", 0, 1)
    column = 1 - row  # off the diagonal, where the outer product turned round shows
    epsilon = d.pick("epsilon", (0.1, 0.5) if level == 1 else (0.2, 0.5))

    def drawn(k: int) -> dict[str, Any]:
        return {
            "delta": d.sequence(f"delta {k} ", steps, (2,), values),
            "x": d.sequence(f"x {k} ", steps, (2,), values),
            "z": d.sequence(f"z {k} ", steps + 1, (2,), values),
            asked: d.array("weight", (2, 2), weights),
            "epsilon": epsilon,
        }

    def fits(inputs: dict[str, Any]) -> bool:
        def gradient(name: str, before: int = 0) -> list[float]:
            first = 1 - before if name == "z" else 0  # z holds the state before the first time
            factors = inputs[name][first : first + steps]
            return [e[row] * factor[column] for e, factor in zip(inputs["delta"], factors, strict=True)]

        parts, other = (gradient("z", 1), gradient("x")) if asked == "W" else (gradient("x"), gradient("z"))
        right = sum(parts)
        others = (-right, 0.0, parts[-1], right / steps, sum(other))
        return all(epsilon * abs(right - other) > LEAST for other in others)

    return {"inputs": fitting(drawn, fits), "asked": asked, "entry": [row, column]}


def problem(p: Parameters) -> Numeric:
    """W or W_in after the update."""
    name = p["asked"]
    values = {**network(p["inputs"]), "delta": sequence(p["inputs"]["delta"])}
    layer = {"x": values["x"], "z": values["z"], "delta": values["delta"]}
    others = {"W_in": np.zeros((2, 2)), "W": np.zeros((2, 2)), "b": np.zeros(2)}  # may be anything
    moved = around.weights(**layer, **{**others, name: values[name]}, by=name)
    inputs = {**layer, "parameters": {name: values[name]}, "epsilon": values["epsilon"]}
    last = len(p["inputs"]["x"])
    factors = (
        Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]")),
        Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
    )
    if name == "W_in":
        factors = (
            Slip("state-for-input", "dW_in", replaced("x[t]", "z[t]")),
            Slip("recurrent-gradient-given", "dW_in", replaced("x[t]", "z[t-1]")),
        )
    return Numeric(
        run=Run(recurrent.update_some, recurrent.NOTATION, inputs),
        asked=Asked(f"{name}_new", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(digits=2),
        conventions=("columns", "rnn", "delta", "loss-sum", "descent"),
        slips=(
            Slip("ascent-for-descent", f"{name}_new", sign_flipped("epsilon")),
            Slip("learning-rate-dropped", f"{name}_new", factor_dropped("epsilon")),
            Slip("last-time-only", f"d{name}", only("last")),
            Slip("averaged-over-time", f"d{name}", function_replaced("total", "average")),
            *factors,
        ),
        essential=("ascent-for-descent", "last-time-only", "averaged-over-time", factors[0].id),
        context=dict.fromkeys(("x", f"z[{last}]") if name == "W" else ("z",), OTHER),
        check=Check(moved, "known-deltas", Update((f"d{name}", None), values["epsilon"])),
        words={"name": recurrent.NOTATION.symbols[name], "gradient": recurrent.NOTATION.symbols[f"d{name}"]},
    )


FAMILY = Family(
    id="bptt.update",
    version=3,
    points=("B08", "B09", "B30"),
    asks=((1, "number"), (1, "matrix"), (1, "choice"), (2, "number"), (2, "matrix"), (2, "choice")),
    draw=draw,
    problem=problem,
)
