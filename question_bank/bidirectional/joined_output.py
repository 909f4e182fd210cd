"""The output of a bidirectional RNN at one time: both states, one below the other."""

from engine import bidirectional
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, replaced
from engine.functions import joined
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import sequence
from question_bank.instance import Rounding

STATES = (-0.8, -0.6, -0.4, -0.2, 0.2, 0.4, 0.6, 0.8)


def draw(d: Draw, level: int) -> Parameters:
    """States of both directions at three times; the middle one is asked for."""
    return {
        "f": d.sequence("f", 3, (2,), STATES),
        "g": d.sequence("g", 3, (2,), STATES),
    }


def problem(p: Parameters) -> Numeric:
    """y^2."""
    return Numeric(
        run=Run(bidirectional.join, bidirectional.NOTATION, {"f": sequence(p["f"]), "g": sequence(p["g"])}),
        asked=Asked("y", 2, (0,)),
        rounding=Rounding(digits=1),
        conventions=("bidirectional",),
        slips=(
            Slip("backward-state-first", "y", formula(lambda v, t: joined(v("g", t), v("f", t))), at=2),
            Slip("backward-state-of-mirrored-time", "y", replaced("g[t]", "g[t+1]"), at=2),
            Slip("forward-state-of-last-time", "y", replaced("f[t]", "f[t+1]"), at=2),
            Slip("forward-state-twice", "y", formula(lambda v, t: joined(v("f", t), v("f", t))), at=2),
            Slip("backward-state-of-first-time", "y", replaced("g[t]", "g[t-1]"), at=2),
        ),
    )


FAMILY = Family(
    id="bidirectional.joined-output", points=("D02",), asks=((1, "vector"), (1, "choice")), draw=draw, problem=problem
)
