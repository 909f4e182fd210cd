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
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import network
from question_bank.model.instance import Rounding
from question_bank.topics.lstm.cell import FIFTHS, SIGNED, before, inputs, whole_cell

TABLED = (-1.5, -1, -0.5, 0.5, 1, 1.5)  # cells whose tanh is printed in the question
GATES = ("i", "f", "a", "o")


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: the gates are given, and C^0 makes the new cell one of a printed table. Level 3: all of it."""
    if level == 3:
        return {"inputs": whole_cell(d, shown=True), "whole": True}
    a, f = d.array("a", (2,), SIGNED), d.array("f", (2,), (0.4, 0.5, 0.8))
    o = [d.pick("o", [gate for gate in FIFTHS[1:] if gate != f[k]], k) for k in (0, 1)]
    i = [d.pick("i", [gate for gate in FIFTHS if gate not in (f[k], o[k])], k) for k in (0, 1)]
    C0 = [before(d, f"C0 {k}", f[k], i[k] * a[k], TABLED, a[k]) for k in (0, 1)]
    values = {"i": [i], "f": [f], "a": [a], "o": [o], "C0": C0}
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
        rounding=Rounding(digits=3),
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
        essential=("cell-tanh-dropped", "output-gate-dropped"),
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
