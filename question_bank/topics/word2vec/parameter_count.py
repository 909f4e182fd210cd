"""Parameters of word2vec: two matrices with one row per word."""

from engine import parameter_count
from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Sizes that multiply well by hand."""
    return {"V": d.pick("V", (50, 80, 100, 200, 500, 800, 1000)), "H": d.pick("H", (5, 10, 20, 30, 40, 50))}


def problem(p: Parameters) -> Numeric:
    """N of CBOW or skip-gram."""
    return Numeric(
        run=Run(parameter_count.embeddings, parameter_count.NOTATION, {"V": array(p["V"]), "H": array(p["H"])}),
        asked=Asked("N"),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("two-embeddings",),
        essential=("one-embedding-counted", "sizes-added"),
        slips=(
            Slip("one-embedding-counted", "N", formula(lambda v, _: v("N_one"))),
            Slip("sizes-added", "N_one", formula(lambda v, _: v("V") + v("H"))),
            Slip("embedding-biases-counted", "N", formula(lambda v, _: 2 * v("N_one") + v("H") + v("V"))),
            Slip("hidden-weights-counted", "N", formula(lambda v, _: 2 * v("N_one") + v("H") * v("H"))),
        ),
        words={"V": p["V"], "H": p["H"]},
    )


FAMILY = Family(
    id="word2vec.parameter-count",
    version=2,
    points=("W11",),
    asks=((1, "number"), (1, "choice")),
    draw=draw,
    problem=problem,
    contents=42,
)
