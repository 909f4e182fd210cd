"""The output of a bidirectional RNN at one time: both states, one below the other."""

from engine import bidirectional
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from engine.functions import joined
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import sequence
from question_bank.instance import Rounding

LENGTH = 4
STATES = (-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8)


def draw(d: Draw, level: int) -> Parameters:
    """States of both directions at four times; one of the inner ones is asked for."""
    return {
        "f": d.sequence("f", LENGTH, (2,), STATES),
        "g": d.sequence("g", LENGTH, (2,), STATES),
        "time": d.integer("time", 2, LENGTH - 1),
    }


def problem(p: Parameters) -> Numeric:
    """The output at the asked time."""
    time = p["time"]
    return Numeric(
        run=Run(bidirectional.join, bidirectional.NOTATION, {"f": sequence(p["f"]), "g": sequence(p["g"])}),
        asked=Asked("y", time, (0,)),
        rounding=Rounding(digits=1),
        conventions=("bidirectional",),
        slips=(
            Slip("backward-state-first", "y", formula(lambda v, t: joined(v("g", t), v("f", t))), at=time),
            Slip(
                "backward-state-of-mirrored-time",
                "y",
                formula(lambda v, t: joined(v("f", t), v("g", LENGTH + 1 - time))),
                at=time,
            ),
            Slip("forward-state-of-last-time", "y", formula(lambda v, t: joined(v("f", LENGTH), v("g", t))), at=time),
            Slip("forward-state-twice", "y", formula(lambda v, t: joined(v("f", t), v("f", t))), at=time),
            Slip("backward-state-of-first-time", "y", formula(lambda v, t: joined(v("f", t), v("g", 1))), at=time),
        ),
        words={"length": LENGTH, "time": time},
    )


FAMILY = Family(
    id="bidirectional.joined-output",
    points=("D02",),
    asks=((1, "vector"), (1, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
