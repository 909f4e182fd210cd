"""The summary of a sequence: the state of each direction that has seen all of it."""

from engine import bidirectional
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from engine.functions import joined
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding
from question_bank.topics.bidirectional.joined_output import unlike


def draw(d: Draw, level: int) -> Parameters:
    """States of both directions at three or four times."""
    steps = d.integer("steps", 3, 4)
    return {**unlike(d, steps)}


def problem(p: Parameters) -> Numeric:
    """[f^T; g^1]."""
    last = len(p["f"])
    return Numeric(
        run=Run(bidirectional.join, bidirectional.NOTATION, {"f": sequence(p["f"]), "g": sequence(p["g"])}),
        asked=Asked("summary", None, (0,)),
        rounding=Rounding(digits=2),
        conventions=("bidirectional",),
        slips=(
            Slip("last-output-for-summary", "summary", formula(lambda v, _: joined(v("f", last), v("g", last)))),
            Slip("first-output-for-summary", "summary", formula(lambda v, _: joined(v("f", 1), v("g", 1)))),
            Slip("ends-exchanged", "summary", formula(lambda v, _: joined(v("f", 1), v("g", last)))),
            Slip("backward-state-first", "summary", formula(lambda v, _: joined(v("g", 1), v("f", last)))),
        ),
        essential=("last-output-for-summary", "first-output-for-summary"),
        context=dict.fromkeys("fg", "the states of the other times are there to be told apart from the last ones"),
        words={"last": last},
    )


FAMILY = Family(
    id="bidirectional.summary",
    version=2,
    points=("D05",),
    asks=((1, "vector"), (1, "choice")),
    draw=draw,
    problem=problem,
)
