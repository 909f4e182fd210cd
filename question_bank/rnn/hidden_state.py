"""The hidden state of a simple RNN after one or two steps."""

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    exchanged,
    function_dropped,
    replaced,
    term_dropped,
    transpose_added,
)
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, network
from question_bank.instance import Rounding

SIGNS = (-1, 0, 1)
MOSTLY_SIGNED = (-1, -1, 0, 1, 1)  # few zeros: an entry of the answer depends on most of what is given
HALVES = (-1, -0.5, 0.5, 1)
TABLED = (-2, -1, -0.5, 0.5, 1, 2)  # pre-activations whose tanh is printed in the question


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: linear, whole numbers, two steps. Level 2: one step to a tabled tanh. Level 3: two steps of tanh."""
    values = HALVES if level == 3 else MOSTLY_SIGNED
    inputs = {
        "x": d.sequence("x", 1 if level == 2 else 2, (2,), values),
        "W_in": d.array("W_in", (2, 2), values),
        "W": d.array("W", (2, 2), values),
        "b": d.array("b", (2,), HALVES if level == 3 else SIGNS),
        "z0": d.array("z0", (2,), (-1, 1) if level == 1 else HALVES),
    }
    if level == 2:  # work backwards from the table: the bias makes the pre-activation so
        weighted = array(inputs["W_in"]) @ array(inputs["x"][0]) + array(inputs["W"]) @ array(inputs["z0"])
        inputs["b"] = (array(d.array("u", (2,), TABLED)) - weighted).tolist()
    return {"inputs": inputs, "f": "identity" if level == 1 else "tanh", "entry": d.integer("entry", 0, 1)}


def problem(p: Parameters) -> Numeric:
    """z^T of the forward pass."""
    last = len(p["inputs"]["x"])
    linear = p["f"] == "identity"
    return Numeric(
        run=Run(recurrent.forward, recurrent.NOTATION, network(p["inputs"]), {"f": p["f"]}),
        asked=Asked("z", last, (p["entry"],)),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=("columns", "rnn"),
        words={"last": last},
        slips=(
            Slip("recurrent-term-dropped", "u", term_dropped("W")),
            Slip("bias-dropped", "u", term_dropped("b")),
            Slip("activation-dropped", "z", function_dropped("tanh")),
            Slip("input-and-recurrent-weight-exchanged", "u", exchanged("W", "W_in")),
            Slip("recurrent-weight-transposed", "u", transpose_added("W")),
            Slip("input-weight-transposed", "u", transpose_added("W_in")),
            Slip("state-not-advanced", "u", replaced("z[t-1]", "z[t-2]"), at=2),
        ),
    )


FAMILY = Family(
    id="rnn.hidden-state",
    version=3,
    points=("R01", "R08", "R11"),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "vector"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
