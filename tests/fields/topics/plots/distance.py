"""The signed distance of a point from a boundary; both are drawn in the question."""

from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.plots import Marks, Plot, axis, boundary
from tests.fields import plots

SIDES = ((3, 4), (4, 3), (-3, 4), (4, -3), (-4, 3), (3, -4))  # of norm 5


def draw(d: Draw, level: int) -> Parameters:
    """Weights of norm 5, a line through the middle of the plot, a point off it."""
    return {
        "w": list(d.pick("w", SIDES)),
        "b": d.pick("b", (-6, -4, -3, -2, 2, 3, 4, 6)),
        "x": [d.pick("x", (-3, -2, -1, 1, 2, 3), k) for k in range(2)],
    }


def problem(p: Parameters) -> Numeric:
    """The distance of the point."""
    across, up = axis(-4, 4, "x₁"), axis(-4, 4, "x₂")
    drawn = Plot(
        title=Bilingual(ja="決定境界と点 x", en="The boundary and the point x"),
        x=across,
        y=up,
        curves=(boundary(p["w"], p["b"], across, up, label=Bilingual(ja="決定境界", en="boundary")),),
        marks=(Marks(places=((p["x"][0], p["x"][1]),), names=("x",)),),
        square=True,
    )
    return Numeric(
        run=Run(plots.distance, plots.NOTATION, {name: array(p[name]) for name in ("w", "x", "b")}),
        asked=Asked("d"),
        slips=(
            Slip("distance-not-divided", "d", formula(lambda v, _: v("u"))),
            Slip("distance-bias-left-out", "u", formula(lambda v, _: v("w") @ v("x"))),
            Slip("distance-bias-subtracted", "u", formula(lambda v, _: v("w") @ v("x") - v("b"))),
        ),
        essential=("distance-not-divided", "distance-bias-left-out"),
        figures=(drawn,),
    )


FAMILY = Family(id="plots.distance", asks=((1, "number"), (1, "choice")), draw=draw, problem=problem)
