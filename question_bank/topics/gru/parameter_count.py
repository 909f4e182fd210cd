"""Parameters of a GRU, and how many fewer than an LSTM's."""

from engine import parameter_count
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Sizes that multiply well by hand; the GRU's own count, or the difference."""
    return {
        "D": d.pick("D", (3, 4, 5, 8, 10, 12, 20)),
        "H": d.pick("H", (4, 5, 6, 8, 10, 20, 30)),
        "difference": bool(d.integer("difference", 0, 1)),
    }


def problem(p: Parameters) -> Numeric:
    """N."""
    sizes = {"D": array(p["D"]), "H": array(p["H"])}
    if p["difference"]:
        run = Run(parameter_count.difference, parameter_count.NOTATION, sizes)
        slips: tuple[Slip, ...] = (
            Slip("gru-has-two-sets", "N_gru", formula(lambda v, _: 2 * (v("H") * (v("D") + v("H") + 1)))),
            Slip("gru-counted-for-difference", "N", formula(lambda v, _: v("N_gru"))),
            Slip("count-bias-dropped", "N", formula(lambda v, _: v("H") * (v("D") + v("H")))),
            Slip("count-recurrent-dropped", "N", formula(lambda v, _: v("H") * (v("D") + 1))),
            Slip("two-biases-counted", "N", formula(lambda v, _: v("H") * (v("D") + v("H") + 2))),
        )
    else:
        run = Run(parameter_count.gated, parameter_count.NOTATION, {**sizes, "G": 3.0})
        slips = (
            Slip("gru-has-two-sets", "N", formula(lambda v, _: 2 * v("N_one"))),
            Slip("gru-has-four-sets", "N", formula(lambda v, _: 4 * v("N_one"))),
            Slip("count-bias-dropped", "N_one", formula(lambda v, _: v("H") * (v("D") + v("H")))),
            Slip("count-recurrent-dropped", "N_one", formula(lambda v, _: v("H") * (v("D") + 1))),
            Slip("two-biases-counted", "N_one", formula(lambda v, _: v("H") * (v("D") + v("H") + 2))),
        )
    return Numeric(
        run=run,
        asked=Asked("N"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("one-bias-each",),
        slips=slips,
        essential=("gru-has-two-sets", "gru-counted-for-difference" if p["difference"] else "gru-has-four-sets"),
        words={name: p[name] for name in ("D", "H", "difference")},
    )


FAMILY = Family(
    id="gru.parameter-count",
    points=("U05", "U07"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
    contents=98,
    version=3,
)
