"""The output of a simple RNN: read-out of a state, with the identity or with softmax."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import numpy as np

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, function_dropped, function_replaced, replaced, term_dropped
from engine.functions import ActivationName, softmax
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import asymmetric, fitting, moved
from question_bank.model.inputs import array, network
from question_bank.model.instance import Rounding

SIGNS = (-1, 0, 1)
HALVES = (-1, -0.5, 0.5, 1)
LOGITS = (0, 1, 2, 3)  # whose exponentials are printed; none is negative, so that a share of them may be a probability
OF_SIGNS, OF_HALVES = asymmetric(SIGNS), asymmetric(HALVES)
NEAR = 0.006  # of probabilities of three decimals

SOFTMAX_SLIPS = (
    Slip("sigmoid-for-softmax", "y", function_replaced("softmax", "sigmoid")),
    Slip("share-without-exponential", "y", formula(lambda v, t: v("v", t) / np.sum(v("v", t)))),
    Slip("softmax-not-normalised", "y", function_replaced("softmax", "exp")),
)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: one linear step and read-out. Level 2: softmax of a given state. Level 3: a tanh step and softmax."""
    if level == 2:
        return _read_out(d)
    linear = level == 1
    f: Literal["identity", "tanh"] = "identity" if linear else "tanh"
    g: Literal["identity", "softmax"] = "identity" if linear else "softmax"
    entry = d.integer("entry", 0, 1 if linear else 2)
    values, outputs = (SIGNS, 2) if linear else (HALVES, 3)

    def drawn(k: int) -> Parameters:
        return {
            "x": d.sequence(f"x {k} ", 1, (2,), values),
            "W_in": d.array(f"W_in {k} ", (2, 2), values),
            "W": d.pick("W", OF_SIGNS if linear else OF_HALVES, k),
            "W_out": d.array(f"W_out {k} ", (outputs, 2), values),
            "b": d.array(f"b {k} ", (2,), values),
            "c": d.array(f"c {k} ", (outputs,), values),
            "z0": d.array(f"z0 {k} ", (2,), values),
        }

    def fits(inputs: Parameters) -> bool:
        given = network(inputs)

        def value(changed: Mapping[str, Any], f: ActivationName = f) -> float:
            return float(recurrent.predict(**changed, f=f, g=g)[1][entry])

        def others() -> Iterator[float]:
            yield value({**given, "c": np.zeros(outputs)})
            for read in (given["z0"], given["x"][1]):
                yield float(recurrent.output({1: read}, given["W_out"], given["c"], g=g)[1][entry])
            yield from () if linear else (value(given, "identity"),)
            yield from map(value, moved(given))

        key = value(given)
        return abs(key) > NEAR and all(abs(other - key) > NEAR for other in others())

    return {"inputs": fitting(drawn, fits), "f": f, "g": g, "entry": entry}


def _read_out(d: Draw) -> Parameters:
    """A state that is given, worked backwards from logits whose exponentials are printed."""
    entry = d.integer("entry", 0, 2)

    def drawn(k: int) -> Parameters:
        z, W_out = d.array(f"z {k} ", (2,), HALVES), d.array(f"W_out {k} ", (3, 2), (-2, -1, 1, 2))
        v = array(d.array(f"v {k} ", (3,), LOGITS))
        return {"z": [[0.0, 0.0], z], "W_out": W_out, "c": (v - array(W_out) @ array(z)).tolist()}

    def fits(inputs: Parameters) -> bool:
        z, W_out, c = array(inputs["z"][1]), array(inputs["W_out"]), array(inputs["c"])
        v = W_out @ z + c
        if not v.any():
            return False
        answers = [softmax(v), 1 / (1 + np.exp(-v)), v / np.sum(v), softmax(W_out @ z), softmax(c)]
        key, *others = (float(answer[entry]) for answer in answers)
        return all(abs(other - key) > NEAR for other in others)

    return {"inputs": fitting(drawn, fits), "f": "", "g": "softmax", "entry": entry}


def problem(p: Parameters) -> Numeric:
    """y^1 from the inputs, or from the state where it is given."""
    linear = p["g"] == "identity"
    asked = Asked("y", 1, (p["entry"],))
    inputs = network(p["inputs"])
    if p["f"]:
        run = Run(recurrent.predict, recurrent.NOTATION, inputs, {"f": p["f"], "g": p["g"]})
    else:
        run = Run(recurrent.output, recurrent.NOTATION, {**inputs, "z": {1: inputs["z"][1]}}, {"g": p["g"]})
    return Numeric(
        run=run,
        asked=asked,
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=3),
        probability=not linear,
        conventions=("columns", "rnn", "output") if p["f"] else ("columns", "output"),
        slips=(
            Slip("output-bias-dropped", "v", term_dropped("c")),
            Slip("state-replaced-by-previous", "v", replaced("z[t]", "z[t-1]")),
            Slip("hidden-bias-dropped", "u", term_dropped("b")),
            Slip("recurrent-term-dropped", "u", term_dropped("W")),
            Slip("activation-dropped", "z", function_dropped("tanh")),
            Slip("input-read-out", "v", replaced("z[t]", "x[t]")),
            *(() if linear else SOFTMAX_SLIPS),
        ),
        essential=(
            *(("output-bias-dropped", "state-replaced-by-previous", "input-read-out") if linear else ()),
            *(() if linear else ("sigmoid-for-softmax", "softmax-not-normalised", "output-bias-dropped")),
            *(("activation-dropped",) if p["f"] == "tanh" else ("share-without-exponential",) if not linear else ()),
        ),
    )


FAMILY = Family(
    id="rnn.output",
    version=4,
    points=("R02",),
    asks=((1, "number"), (1, "vector"), (2, "number"), (2, "choice"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
