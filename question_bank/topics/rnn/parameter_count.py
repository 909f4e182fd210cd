"""Parameters of a plain RNN with an output layer: H (D + H + 1) + O (H + 1), whatever the length."""

from engine import parameter_count
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Sizes that multiply well by hand."""
    D, H, O = d.pick("D", (3, 4, 5, 8, 10)), d.pick("H", (4, 5, 6, 10, 20)), d.integer("O", 2, 6)  # noqa: E741
    return {"D": D, "H": H, "O": O, "T": d.pick("T", (5, 8, 10, 12))}


def problem(p: Parameters) -> Numeric:
    """N of both layers."""
    return Numeric(
        run=Run(
            parameter_count.recurrent, parameter_count.NOTATION, {name: array(p[name]) for name in ("D", "H", "O")}
        ),
        asked=Asked("N"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("one-bias",),
        slips=(
            Slip("count-bias-dropped", "N_hidden", formula(lambda v, _: v("H") * (v("D") + v("H")))),
            Slip("count-recurrent-dropped", "N_hidden", formula(lambda v, _: v("H") * (v("D") + 1))),
            Slip("two-biases-counted", "N_hidden", formula(lambda v, _: v("H") * (v("D") + v("H") + 2))),
            Slip("count-times-length", "N", formula(lambda v, _: p["T"] * (v("N_hidden") + v("N_output")))),
            Slip("count-output-dropped", "N", term_dropped("N_output")),
            Slip("count-output-bias-dropped", "N_output", formula(lambda v, _: v("O") * v("H"))),
        ),
        essential=("count-recurrent-dropped", "count-times-length"),
        words={name: p[name] for name in ("D", "H", "O", "T")},
    )


FAMILY = Family(
    id="rnn.parameter-count",
    version=2,
    points=("R04", "R05"),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
)
