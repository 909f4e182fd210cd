"""A unit unrolled over three times: z^3 as a function of the inputs."""

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, function_dropped, replaced, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import network
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """One ReLU unit, whole numbers; level 2 has four times.

    Worked backwards from the pre-activations: the unit is cut off once, and early, so that the last state still
    depends on an earlier one.
    """
    steps = 2 + level
    off = d.integer("off", 1, steps - 2)
    W_in, W, b = d.pick("W_in", (-1, 1)), d.pick("W", (-2, -1, 1, 2)), d.pick("b", (-1, 1))
    z0 = z = d.pick("z0", (1, 2))
    x = []
    for t in range(1, steps + 1):
        u = d.integer("u below zero", -3, -1) if t == off else d.integer("u", 1, 3, t)
        x.append([float(W_in * (u - W * z - b))])  # W_in is its own inverse
        z = max(0, u)
    return {"x": x, "W_in": [[W_in]], "W": [[W]], "b": [b], "z0": [z0]}


def problem(p: Parameters) -> Numeric:
    """The state of the last time."""
    last = len(p["x"])
    return Numeric(
        run=Run(recurrent.forward, recurrent.NOTATION, network(p), {"f": "relu"}),
        asked=Asked("z", last),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("rnn",),
        slips=(
            Slip("activation-dropped", "z", function_dropped("relu")),
            Slip("recurrent-term-dropped", "u", term_dropped("W")),
            Slip("bias-dropped", "u", term_dropped("b")),
            Slip("input-and-state-exchanged", "u", replaced("z[t-1]", "x[t]")),
            Slip("recurrent-added-unweighted", "u", replaced("W", "W_in")),
        ),
        words={"last": last},
    )


FAMILY = Family(
    id="rnn.unrolled",
    version=3,
    points=("R01", "R07", "R11"),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
)
