"""The cell of an LSTM: C^t = f ⊙ C^{t-1} + i ⊙ a."""

from engine import lstm
from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    exchanged,
    factor_dropped,
    formula,
    function_replaced,
    replaced,
    term_dropped,
)
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, network
from question_bank.model.instance import Rounding
from question_bank.topics.lstm.cell import SIGNED, inputs, unlike, whole_cell

GATES = ("i", "f", "a", "o")
CELLS = (-2, -1.5, -1, 1, 1.5, 2)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: the gates of one step are given. Level 2: of two steps. Level 3: one unit, from the weights on."""
    if level == 3:
        return {"inputs": whole_cell(d), "whole": True, "last": 1}
    i, f, o = zip(*(unlike(d, f"gates at {t}", 2) for t in range(1, level + 1)), strict=True)
    a = d.sequence("a", level, (2,), SIGNED)
    written = array(i[0]) * array(a[0])
    fit = [
        [C for C in CELLS if abs(f[0][k] * C + written[k]) >= 0.2] for k in (0, 1)
    ]  # else f of time 2 would not show
    return {
        "inputs": {
            **{"i": list(i), "f": list(f), "a": a, "o": list(o)},
            "C0": [d.pick("C0", fit[k], k) for k in (0, 1)],
        },
        "whole": False,
        "last": level,
        "entry": d.integer("entry", 0, 1),
    }


def problem(p: Parameters) -> Numeric:
    """C of the last time."""
    unused = ("W_o", "U_o", "b_o") if p["whole"] else ("o",)
    if p["whole"]:
        run = Run(lstm.forward, lstm.NOTATION, inputs(p["inputs"]), {"peephole": False})
    else:
        run = Run(lstm.cell_step, lstm.NOTATION, network(p["inputs"], GATES))
    return Numeric(
        run=run,
        asked=Asked("C", p["last"], None if p["whole"] else (p["entry"],)),
        rounding=Rounding(digits=3 if p["whole"] else 2),
        conventions=("lstm", "lstm-gates") if p["whole"] else ("lstm",),
        slips=(
            Slip("gates-exchanged", "C", exchanged("i[t]", "f[t]")),
            Slip("memory-dropped", "C", term_dropped("C[t-1]")),
            Slip("forget-gate-dropped", "C", factor_dropped("f[t]")),
            Slip("input-gate-dropped", "C", factor_dropped("i[t]")),
            Slip(
                "coupled-gates",
                "C",
                formula(lambda v, t: v("f", t) * v("C", _before(t)) + (1 - v("f", t)) * v("a", t)),
            ),
            Slip("output-gate-in-cell", "C", replaced("i[t]", "o[t]")),
            *((Slip("candidate-sigmoid", "a", function_replaced("tanh", "sigmoid")),) if p["whole"] else ()),
        ),
        essential=("gates-exchanged", "forget-gate-dropped", "input-gate-dropped"),
        context=dict.fromkeys(unused, "whoever takes the output gate for one of the cell's has it at hand"),
        words={"last": p["last"], "whole": p["whole"]},
    )


def _before(t: object) -> int:
    return int(str(t)) - 1


FAMILY = Family(
    id="lstm.cell-state",
    points=("L03", "L05", "L08"),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "vector"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=4,
)
