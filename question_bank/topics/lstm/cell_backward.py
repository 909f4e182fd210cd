"""One step back through an LSTM: the errors at the cell and at the gates."""

import numpy as np

from engine import around, lstm
from engine.derivation import Run
from engine.derivation.slips import Slip, factor_dropped, formula, replaced, term_dropped
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding
from question_bank.topics.lstm.cell import FIFTHS, before

GATES = ("i", "f", "a", "o")


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: the new cell is one of a printed table of tanh and its square. Level 3: any cell.

    C^0 is what leads to it, and the two errors that reach the cell do not cancel.
    """
    cells = (-2, -1, -0.5, 0.5, 1, 2) if level == 2 else (-1.5, -0.8, -0.3, 0.3, 0.8, 1.5)
    a, f = d.array("a", (2,), (-0.8, -0.5, 0.5, 0.8)), d.array("f", (2,), (0.4, 0.5, 0.8))
    i, o = (d.array(gate, (2,), FIFTHS) for gate in "io")
    C0 = [before(d, f"C0 {k}", f[k], i[k] * a[k], cells, a[k]) for k in (0, 1)]
    C1 = np.round(array(f) * array(C0) + array(i) * array(a), 4)
    dh = d.array("dh", (2,), (-2, -1, 1, 2))
    through = array(dh) * array(o) * (1 - np.square(np.tanh(C1)))
    return {
        **{"i": i, "f": f, "a": a, "o": o, "C": [C0, C1.tolist()], "dh": dh},
        "gamma": [
            d.pick("gamma", [g for g in (-1, -0.5, 0.5, 1) if abs(e + g) >= 0.25], k) for k, e in enumerate(through)
        ],
        "asked": d.pick("asked", ("dC", "delta_f", "delta_i", "delta_a")),
        "entry": d.integer("entry", 0, 1),
    }


def problem(p: Parameters) -> Numeric:
    """The error at the cell, or at one pre-activation."""
    inputs = {name: sequence([p[name]]) for name in (*GATES, "dh", "gamma")}
    asked = p["asked"]
    through_output = formula(lambda v, t: v("dh", t) * v("o", t) + v("gamma", t))
    own = {
        "dC": (Slip("output-path-not-differentiated", "dC", formula(lambda v, t: v("dh", t) + v("gamma", t)), at=1),),
        "delta_f": (
            Slip("candidate-for-old-cell", "delta_f", replaced("C[t-1]", "a[t]")),
            Slip("gate-slope-dropped", "delta_f", formula(lambda v, t: v("dC", t) * v("C", t - 1))),
        ),
        "delta_i": (
            Slip(
                "old-cell-for-candidate",
                "delta_i",
                formula(lambda v, t: v("dC", t) * v("C", t - 1) * (v("i", t) * (1 - v("i", t)))),
            ),
            Slip("gate-slope-dropped", "delta_i", formula(lambda v, t: v("dC", t) * v("a", t))),
        ),
        "delta_a": (
            Slip(
                "candidate-slope-of-gate",
                "delta_a",
                formula(lambda v, t: v("dC", t) * v("i", t) * (v("a", t) * (1 - v("a", t)))),
            ),
            Slip("gate-slope-dropped", "delta_a", formula(lambda v, t: v("dC", t) * v("i", t))),
        ),
    }[asked]
    C = sequence(p["C"], 0)
    gates = {gate: array(p[gate]) for gate in GATES}
    by = ("C" if asked == "dC" else asked.replace("delta", "u"), 1)
    return Numeric(
        run=Run(lstm.step_backward, lstm.NOTATION, {**inputs, "C": C}),
        asked=Asked(asked, 1, (p["entry"],)),
        rounding=Rounding(digits=3),
        conventions=("lstm", "lstm-errors"),
        slips=(
            *own,
            Slip("later-cell-error-dropped", "dC", term_dropped("gamma"), at=1),
            Slip("cell-tanh-slope-dropped", "dC", through_output, at=1),
            Slip("output-gate-not-passed", "dC", factor_dropped("o[t]"), at=1),
            Slip(
                "tanh-not-squared",
                "dC",
                formula(lambda v, t: v("dh", t) * v("o", t) * (1 - np.tanh(v("C", t))) + v("gamma", t)),
                at=1,
            ),
        ),
        check=Check(around.lstm_step(gates, C, array(p["dh"]), array(p["gamma"]), by), "known-cell-errors"),
        essential=("later-cell-error-dropped", "cell-tanh-slope-dropped")
        if asked == "dC"
        else tuple(slip.id for slip in own),
        context=dict.fromkeys(
            {"dC": ("i", "f", "a", "C"), "delta_f": ("i", "a"), "delta_i": ("f", "C"), "delta_a": ("f", "C")}[asked],
            "the forward pass of the step is given whole",
        ),
        words={"asked_name": asked},
    )


FAMILY = Family(
    id="lstm.cell-backward",
    points=("L16", "L17", "L18"),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
