"""The output of a bidirectional RNN at one time: both states, one below the other."""

from engine import bidirectional
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from engine.functions import joined
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding

LENGTH = 4
STATES = (-0.91, -0.74, -0.52, -0.35, 0.18, 0.43, 0.66, 0.87)


def unlike(d: Draw, steps: int) -> dict[str, list[list[float]]]:
    """States f and g of both directions at some times: no two entries of one place are alike, so each state shows."""
    entries = [d.shuffled(f"entry {k}", STATES) for k in (0, 1)]
    rows = [list(row) for row in zip(*entries, strict=True)]
    return {"f": rows[:steps], "g": rows[steps : 2 * steps]}


def draw(d: Draw, level: int) -> Parameters:
    """States of both directions at four times; one of the inner ones is asked for."""
    return {
        **unlike(d, LENGTH),
        "time": d.integer("time", 2, LENGTH - 1),
    }


def problem(p: Parameters) -> Numeric:
    """The output at the asked time."""
    time = p["time"]
    return Numeric(
        run=Run(bidirectional.join, bidirectional.NOTATION, {"f": sequence(p["f"]), "g": sequence(p["g"])}),
        asked=Asked("y", time, (0,)),
        rounding=Rounding(digits=2),
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
        essential=("backward-state-of-mirrored-time", "backward-state-first"),
        context=dict.fromkeys("fg", "the states of the other times are there to be told apart from those of this one"),
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
