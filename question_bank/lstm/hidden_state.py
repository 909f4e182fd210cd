"""The output of an LSTM: h^t = o ⊙ tanh(C^t)."""

import numpy as np

from engine import lstm
from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    exchanged,
    factor_dropped,
    formula,
    function_dropped,
    replaced,
    term_dropped,
)
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, network
from question_bank.instance import Rounding
from question_bank.lstm.cell import SIGNED, inputs, whole_cell

TABLED = (-2, -1, -0.5, 0.5, 1, 2)  # cells whose tanh is printed in the question
GATES = ("i", "f", "a", "o")


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: the gates are given, and C^0 makes the new cell one of a printed table. Level 3: all of it."""
    if level == 3:
        return {"inputs": whole_cell(d), "whole": True}
    f, i, o = (array(d.array(name, (2,), (0.2, 0.4, 0.5, 0.8))) for name in "fio")
    a, target = array(d.array("a", (2,), SIGNED)), array(d.array("target", (2,), TABLED))
    C0 = np.round((target - i * a) / f, 4)
    values = {"i": [i.tolist()], "f": [f.tolist()], "a": [a.tolist()], "o": [o.tolist()], "C0": C0.tolist()}
    return {"inputs": values, "whole": False, "entry": d.integer("entry", 0, 1)}


def problem(p: Parameters) -> Numeric:
    """H of the first time."""
    if p["whole"]:
        run = Run(lstm.forward, lstm.NOTATION, inputs(p["inputs"]), {"peephole": False})
    else:
        run = Run(lstm.cell_step, lstm.NOTATION, network(p["inputs"], GATES))
    return Numeric(
        run=run,
        asked=Asked("h", 1, None if p["whole"] else (p["entry"],)),
        rounding=Rounding(digits=2),
        conventions=("lstm", "lstm-gates") if p["whole"] else ("lstm",),
        slips=(
            Slip("cell-tanh-dropped", "h", function_dropped("tanh")),
            Slip("tanh-outside", "h", formula(lambda v, t: np.tanh(v("o", t) * v("C", t)))),
            Slip("output-gate-dropped", "h", factor_dropped("o[t]")),
            Slip("previous-cell-read-out", "h", replaced("C[t]", "C[t-1]")),
            Slip("gates-exchanged", "C", exchanged("i[t]", "f[t]")),
            Slip("memory-dropped", "C", term_dropped("C[t-1]")),
            Slip("forget-gate-dropped", "C", factor_dropped("f[t]")),
        ),
        words={"whole": p["whole"]},
    )


FAMILY = Family(
    id="lstm.hidden-state",
    points=("L04", "L09", "L28"),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
