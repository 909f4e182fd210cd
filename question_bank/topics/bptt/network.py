"""Draws that the BPTT families share: a small network with its forward values given, or from scratch.

Both are built so that what a family asks about shows in the entry that it asks for; see ``showing``.
"""

from itertools import product

from engine import around, recurrent
from engine.derivation import Name, Run
from engine.gradient_check import Slope, Through
from question_bank.model.computed import Check
from question_bank.model.draw import Draw
from question_bank.model.family import Parameters
from question_bank.model.fitting import asymmetric, fitting
from question_bank.model.inputs import network
from question_bank.topics.bptt.showing import Fits

WHOLE = (-2, -1, 1, 2)
SIGNS = (-1, 1)
STATES = (-0.8, -0.6, -0.5, 0.5, 0.6, 0.8)  # 1 - z² has two decimals
HALVES = (-1, -0.5, 0.5, 1)
ERRORS = (-1, -0.5, 0.5, 1)

CONVENTIONS = ("columns", "rnn", "output", "delta")

# Why values that do not move the answer stand among those that are given.
FACTOR = "the forward pass gave it too: which of its values a gradient takes is the point of the question"
LINEAR = "the states of the forward pass are given in every question on δ; of a linear unit f' is 1 whatever they are"


OF_WHOLE, OF_HALVES = asymmetric(WHOLE), asymmetric(HALVES)


def backward_draw(d: Draw, level: int, fits: Fits, steps: int = 2, width: int = 2) -> Parameters:
    """Forward values given: level 1 is a linear RNN with whole numbers, above it a tanh RNN with states of one decimal.

    No two inputs are the same, and the outputs are those of the states, so that one network could have given them;
    the targets lie the drawn errors below. All is drawn so that it ``fits``. ``width`` is D.
    """
    linear = level == 1
    values, errors = (WHOLE, WHOLE) if linear else (STATES, ERRORS)
    points = [list(map(float, point)) for point in product(WHOLE if linear else HALVES, repeat=width)]

    def drawn(k: int) -> Parameters:
        z = d.sequence(f"z {k} ", steps + 1, (2,), values)
        W_out = d.array(f"W_out {k} ", (1, 2), SIGNS)
        c = d.pick("c", (-1, 0, 1) if linear else (-0.5, 0, 0.5), k)
        y = [[round(sum(w * state for w, state in zip(W_out[0], states, strict=True)) + c, 4)] for states in z[1:]]
        error = d.sequence(f"error {k} ", steps, (1,), errors)
        inputs = {
            "x": d.shuffled(f"x {k} ", points)[:steps],
            "z": z,
            "y": y,
            "d": [[round(out - off, 4)] for [out], [off] in zip(y, error, strict=True)],
            "W": d.pick("W", OF_WHOLE if linear else OF_HALVES, k),
            "W_out": W_out,
        }
        return {"inputs": inputs, "f": "identity" if linear else "tanh", "over_time": "sum"}

    return fitting(drawn, fits)


def full_draw(d: Draw, fits: Fits, steps: int = 2) -> Parameters:
    """Everything from the inputs on: one input unit, two hidden tanh units, one output, the start state not zero.

    All is drawn so that it ``fits``.
    """

    def drawn(k: int) -> Parameters:
        inputs = {
            "x": d.sequence(f"x {k} ", steps, (1,), HALVES),
            "d": d.sequence(f"d {k} ", steps, (1,), (-1, 0, 1)),
            "W_in": d.array(f"W_in {k} ", (2, 1), HALVES),
            "W": d.pick("W", OF_HALVES, k),
            "W_out": d.array(f"W_out {k} ", (1, 2), SIGNS),
            "b": d.array(f"b {k} ", (2,), (-0.5, 0, 0.5)),
            "c": d.array(f"c {k} ", (1,), (-0.5, 0, 0.5)),
            "z0": d.array(f"z0 {k} ", (2,), (-0.5, 0.5)),
        }
        return {"inputs": inputs, "f": "tanh", "over_time": "sum"}

    return fitting(drawn, fits)


def run(p: Parameters) -> Run:
    """The run of either draw: the backward pass alone where the forward values are given."""
    if "z" in p["inputs"]:
        conventions = {"f": p["f"], "over_time": p["over_time"]}
        return Run(recurrent.backward, recurrent.NOTATION, network(p["inputs"]), conventions)
    conventions = {"f": p["f"], "loss": "squared", "over_time": p["over_time"]}
    return Run(recurrent.bptt, recurrent.NOTATION, network(p["inputs"]), conventions)


def check(p: Parameters, asked: Run, by: Name) -> Check:
    """E of the run that is asked about, as ``by`` moves; where the forward values are given, around these."""
    if "z" not in p["inputs"]:
        return Check(Slope(Through(asked), ("E", None), by))
    values = network(p["inputs"]) | {name: asked.inputs[name] for name in ("y", "d")}
    through = around.network(**values, **asked.conventions)
    return Check(Slope(through, ("E", None), by), "truncated" if "cut" in asked.conventions else "forward-values")


def conventions(p: Parameters) -> tuple[str, ...]:
    """Sentences of the box; where the forward values are given the loss is named, since no argument brings it."""
    return CONVENTIONS if "W_in" in p["inputs"] else (*CONVENTIONS, "squared")
