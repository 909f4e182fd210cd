"""How much of a change of the cell survives: the product of the forget gates."""

from collections.abc import Callable
from typing import Any

from engine import around, through_time
from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from engine.functions import ones_like
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Forget gates of three times, two units; level 2 has four times."""
    return {"f": d.sequence("f", 2 + level, (2,), (0.2, 0.4, 0.5, 0.6, 0.8, 0.9)), "entry": d.integer("entry", 0, 1)}


def _passed_on(v: Callable[..., Any], t: int, factor: Any) -> Any:
    return factor if t == 1 else factor * v("kept", t - 1)


def problem(p: Parameters) -> Numeric:
    """The diagonal of ∂C^T/∂C^0 on the direct path."""
    last = len(p["f"])
    times = range(1, last + 1)
    return Numeric(
        run=Run(through_time.cell_chain, through_time.NOTATION, {"f": sequence(p["f"])}),
        asked=Asked("kept", last, (p["entry"],)),
        rounding=Rounding(digits=3),
        conventions=("direct-path",),
        slips=(
            Slip("gates-not-multiplied", "kept", formula(lambda v, t: v("f", t)), at=last),
            Slip("gates-averaged", "kept", formula(lambda v, _: total({t: v("f", t) for t in times}) / last), at=last),
            Slip("first-gate-left-out", "kept", formula(lambda v, t: v("f", t) * v("f", t - 1)), at=last),
            Slip(
                "sigmoid-derivative-instead",
                "kept",
                formula(lambda v, t: _passed_on(v, t, v("f", t) * (1 - v("f", t)))),
            ),
            Slip("carousel-without-forget-gate", "kept", formula(lambda v, t: ones_like(v("f", t)))),
            Slip("forgotten-instead-of-kept", "kept", formula(lambda v, t: _passed_on(v, t, 1 - v("f", t)))),
        ),
        check=Check(around.cells(sequence(p["f"])), "held-gates"),
        essential=("gates-not-multiplied", "gates-averaged"),
        words={"last": last},
    )


FAMILY = Family(
    id="lstm.carousel",
    points=("L01", "L10", "L11"),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
