"""One update of W or W_in by gradient descent, from δ of every time."""

from engine import around, recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, function_replaced, only, replaced, sign_flipped
from question_bank.draw import Draw
from question_bank.family import Asked, Check, Family, Numeric, Parameters, Update
from question_bank.inputs import network, sequence
from question_bank.instance import Rounding

WHOLE = (-2, -1, 1, 2)
TENTHS = (-0.8, -0.5, -0.4, -0.2, 0.2, 0.4, 0.5, 0.8)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: whole numbers, two times. Level 2: tenths, three times."""
    steps, values = (2, WHOLE) if level == 1 else (3, TENTHS)
    weights = WHOLE if level == 1 else (-1, -0.5, 0.5, 1)
    inputs = {
        "delta": d.sequence("delta", steps, (2,), values),
        "x": d.sequence("x", steps, (2,), values),
        "z": d.sequence("z", steps + 1, (2,), values),
        "W_in": d.array("W_in", (2, 2), weights),
        "W": d.array("W", (2, 2), weights),
        "b": d.array("b", (2,), weights),
        "epsilon": d.pick("epsilon", (0.1, 0.5) if level == 1 else (0.1, 0.2)),
    }
    asked = d.pick("asked", ("W", "W_in"))
    return {"inputs": inputs, "asked": asked, "entry": [d.integer("row", 0, 1), d.integer("column", 0, 1)]}


def problem(p: Parameters) -> Numeric:
    """W or W_in after the update."""
    name = p["asked"]
    inputs = {**network(p["inputs"]), "delta": sequence(p["inputs"]["delta"])}
    moved = around.weights(**{key: value for key, value in inputs.items() if key != "epsilon"}, by=name)
    other = Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]"))
    if name == "W_in":
        other = Slip("state-for-input", "dW_in", replaced("x[t]", "z[t]"))
    return Numeric(
        run=Run(recurrent.update_hidden_layer, recurrent.NOTATION, inputs),
        asked=Asked(f"{name}_new", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(digits=2),
        conventions=("columns", "rnn", "delta", "loss-sum", "descent"),
        slips=(
            Slip("ascent-for-descent", f"{name}_new", sign_flipped("epsilon")),
            Slip("learning-rate-dropped", f"{name}_new", factor_dropped("epsilon")),
            Slip("last-time-only", f"d{name}", only("last")),
            Slip("averaged-over-time", f"d{name}", function_replaced("total", "average")),
            other,
            Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
        ),
        check=Check(moved, "known-deltas", Update((f"d{name}", None), inputs["epsilon"])),
        words={"name": recurrent.NOTATION.symbols[name], "gradient": recurrent.NOTATION.symbols[f"d{name}"]},
    )


FAMILY = Family(
    id="bptt.update",
    version=2,
    points=("B08", "B09", "B30"),
    asks=((1, "number"), (1, "matrix"), (1, "choice"), (2, "number"), (2, "matrix"), (2, "choice")),
    draw=draw,
    problem=problem,
)
