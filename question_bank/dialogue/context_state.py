"""The context RNN of HRED: one step an utterance."""

import numpy as np

from engine import dialogue
from engine.derivation import Run
from engine.derivation.slips import Slip, function_dropped, replaced, term_dropped
from question_bank.draw import Draw
from question_bank.family import Asked, Family, Numeric, Parameters
from question_bank.inputs import array, sequence
from question_bank.instance import Rounding

TABLED = (-2, -1, -0.5, 0.5, 1, 2)  # pre-activations whose tanh is printed in the question


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: one utterance, the pre-activation one of a printed table. Level 3: two utterances."""
    halves = (-1, -0.5, 0.5, 1)
    p = {
        "e": d.sequence("e", level - 1, (2,), (-0.8, -0.4, 0.4, 0.8)),
        "W": d.array("W", (2, 2), halves),
        "U": d.array("U", (2, 2), halves),
        "b": d.array("b", (2,), (-0.5, 0, 0.5)),
        "s0": d.array("s0", (2,), (-1, -0.5, 0.5, 1)),
        "entry": d.integer("entry", 0, 1),
    }
    if level == 3 and p["e"][0] == p["e"][1]:  # the same utterance twice would hide which one is used
        p["e"][1] = [-entry for entry in p["e"][1]]
    if level == 2:
        seen = array(p["W"]) @ array(p["e"][0]) + array(p["U"]) @ array(p["s0"])
        p["b"] = np.round(array(d.array("u", (2,), TABLED)) - seen, 4).tolist()
    return p


def problem(p: Parameters) -> Numeric:
    """S after the last utterance."""
    last = len(p["e"])
    inputs = {"e": sequence(p["e"]), **{name: array(p[name]) for name in ("W", "U", "b", "s0")}}
    return Numeric(
        run=Run(dialogue.context, dialogue.NOTATION, inputs),
        asked=Asked("s", last, (p["entry"],)),
        rounding=Rounding(digits=2),
        conventions=("context-rnn",),
        slips=(
            Slip("context-forgotten", "s", term_dropped("U")),
            Slip("utterance-forgotten", "s", term_dropped("W")),
            Slip("bias-dropped", "s", term_dropped("b")),
            Slip("context-activation-dropped", "s", function_dropped("tanh")),
            Slip("utterance-and-context-exchanged", "s", replaced("s[n-1]", "e[n]")),
        ),
        words={"last": last},
    )


FAMILY = Family(
    id="dialogue.context-state",
    points=("H02",),
    asks=((2, "number"), (2, "vector"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
    version=3,
)
