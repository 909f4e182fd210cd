"""A unit unrolled over three times: z^3 as a function of the inputs."""

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, function_dropped, replaced, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import network
from question_bank.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """One ReLU unit, whole numbers and halves; level 2 has four times."""
    return {
        "x": d.sequence("x", 2 + level, (1,), (-2, -1, 1, 2, 3)),
        "W_in": d.array("W_in", (1, 1), (-2, -1, 1, 2)),
        "W": d.array("W", (1, 1), (-1, 0.5, 2, -2)),
        "b": d.array("b", (1,), (-1, 1, 2)),
        "z0": d.array("z0", (1,), (1, 2)),
    }


def problem(p: Parameters) -> Numeric:
    """The state of the last time."""
    last = len(p["x"])
    return Numeric(
        run=Run(recurrent.forward, recurrent.NOTATION, network(p), {"f": "relu"}),
        asked=Asked("z", last),
        rounding=Rounding(digits=2),
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
    points=("R01", "R07", "R11"),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
)
