"""The context RNN of HRED: one step per utterance."""

from itertools import product

import numpy as np

from engine import dialogue
from engine.derivation import Array, Run
from engine.derivation.slips import Slip, exchanged, function_dropped, replaced, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import asymmetric
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

TABLED = (-1.5, -1, -0.5, 0.5, 1, 1.5)  # pre-activations whose tanh is printed in the question
STEEPEST = 1.6  # beyond it a slip is lost in the flat ends of tanh
QUARTERS = tuple(k / 4 for k in range(-6, 7))


def draw(d: Draw, level: int) -> Parameters:
    """Level 2: one utterance, the pre-activation one of a printed table. Level 3: two utterances, tanh steep in both.

    The entries of e^n and of s^0 are such that no product with W or U cancels: what is forgotten shows.
    """
    halves = (-1, -0.5, 0.5, 1)
    p: Parameters = {
        "e": [
            [d.pick(f"e{n}", (-0.8, -0.4, 0.4, 0.8)), d.pick(f"e{n}", (-1, -0.6, 0.6, 1), 1)] for n in range(1, level)
        ],
        "W": d.pick("W", asymmetric(halves)),
        "U": d.pick("U", asymmetric(halves)),
        "s0": [d.pick("s0", (-1, -0.5, 0.5, 1)), d.pick("s0", (-0.8, 0.8), 1)],
        "entry": d.integer("entry", 0, 1),
    }
    W, U, e, s0 = array(p["W"]), array(p["U"]), [array(vector) for vector in p["e"]], array(p["s0"])
    if level == 2:
        u = array(d.array("u", (2,), TABLED))
        return {**p, "b": np.round(u - W @ e[0] - U @ s0, 4).tolist()}
    if p["e"][0] == p["e"][1]:  # the same utterance twice would hide which one is used
        e[1] = -e[1]
    first = W @ e[0] + U @ s0
    largest = {b: _largest(W @ e[1], U, first, array(b)) for b in product(QUARTERS, repeat=2)}
    fit = [b for b, u in largest.items() if u <= STEEPEST] or [min(largest, key=lambda b: largest[b])]
    return {**p, "e": [vector.tolist() for vector in e], "b": list(d.pick("b", fit))}


def _largest(second: Array, U: Array, first: Array, b: Array) -> float:
    """The largest pre-activation of both steps with the bias b."""
    return float(max(np.max(np.abs(first + b)), np.max(np.abs(second + U @ np.tanh(first + b) + b))))


def problem(p: Parameters) -> Numeric:
    """S after the last utterance."""
    last = len(p["e"])
    inputs = {"e": sequence(p["e"]), **{name: array(p[name]) for name in ("W", "U", "b", "s0")}}
    return Numeric(
        run=Run(dialogue.context, dialogue.NOTATION, inputs),
        asked=Asked("s", last, (p["entry"],)),
        rounding=Rounding(digits=3),
        essential=("context-forgotten", "utterance-forgotten"),
        conventions=("context-rnn",),
        slips=(
            Slip("context-forgotten", "s", term_dropped("U")),
            Slip("utterance-forgotten", "s", term_dropped("W")),
            Slip("bias-dropped", "s", term_dropped("b")),
            Slip("context-activation-dropped", "s", function_dropped("tanh")),
            Slip("weights-of-input-and-state-exchanged", "s", exchanged("W", "U")),
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
