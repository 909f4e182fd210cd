"""The hidden state of a simple RNN after one or two steps."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine import recurrent
from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    exchanged,
    function_dropped,
    replaced,
    term_dropped,
    transpose_added,
)
from engine.functions import ActivationName
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import LEAST, asymmetric, fitting, moved
from question_bank.model.inputs import array, network
from question_bank.model.instance import Rounding

SIGNS = (-1, 0, 1)
HALVES = (-1, -0.5, 0.5, 1)
TABLED = (-2, -1.5, -1, 1, 1.5, 2)  # pre-activations whose tanh is printed in the question, and is not near them
OF_SIGNS, OF_HALVES = asymmetric(SIGNS), asymmetric(HALVES)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: linear, whole numbers, two steps. Level 2: one step to a tabled tanh. Level 3: two steps of tanh."""
    values = HALVES if level == 3 else SIGNS
    f: ActivationName = "identity" if level == 1 else "tanh"
    entry = d.integer("entry", 0, 1)

    def drawn(k: int) -> Parameters:
        inputs = {
            "x": d.sequence(f"x {k} ", 1 if level == 2 else 2, (2,), values),
            "W_in": d.array(f"W_in {k} ", (2, 2), values),
            "W": d.pick("W", OF_HALVES if level == 3 else OF_SIGNS, k),
            "b": d.array(f"b {k} ", (2,), values),
            "z0": d.array(f"z0 {k} ", (2,), (-1, 1) if level == 1 else HALVES),
        }
        if level == 2:  # work backwards from the table: the bias makes the pre-activation so
            weighted = array(inputs["W_in"]) @ array(inputs["x"][0]) + array(inputs["W"]) @ array(inputs["z0"])
            inputs["b"] = (array(d.array(f"u {k} ", (2,), TABLED)) - weighted).tolist()
        return inputs

    return {"inputs": fitting(drawn, lambda inputs: shows(inputs, f, entry)), "f": f, "entry": entry}


def shows(inputs: Parameters, f: ActivationName, entry: int) -> bool:
    """Whether in the asked entry each weight in its place, the bias, f and all that is given count."""
    given = network(inputs)
    nothing = {name: np.zeros_like(given[name]) for name in ("W", "b")}

    def value(changed: Mapping[str, Any], f: ActivationName = f) -> float:
        z = recurrent.forward(**changed, f=f)
        return float(z[max(z)][entry])

    def others() -> Iterator[float]:
        yield from (value({**given, name: nothing[name]}) for name in nothing)
        yield value({**given, "W": given["W_in"], "W_in": given["W"]})
        yield from () if f == "identity" else (value(given, "identity"),)
        yield from map(value, moved(given))

    key = value(given)
    return abs(key) > LEAST and all(abs(other - key) > LEAST for other in others())


def problem(p: Parameters) -> Numeric:
    """z^T of the forward pass."""
    last = len(p["inputs"]["x"])
    linear = p["f"] == "identity"
    return Numeric(
        run=Run(recurrent.forward, recurrent.NOTATION, network(p["inputs"]), {"f": p["f"]}),
        asked=Asked("z", last, (p["entry"],)),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=("columns", "rnn"),
        words={"last": last},
        slips=(
            Slip("recurrent-term-dropped", "u", term_dropped("W")),
            Slip("bias-dropped", "u", term_dropped("b")),
            Slip("activation-dropped", "z", function_dropped("tanh")),
            Slip("input-and-recurrent-weight-exchanged", "u", exchanged("W", "W_in")),
            Slip("recurrent-weight-transposed", "u", transpose_added("W")),
            Slip("input-weight-transposed", "u", transpose_added("W_in")),
            Slip("state-not-advanced", "u", replaced("z[t-1]", "z[t-2]"), at=2),
        ),
        essential=(
            "recurrent-term-dropped",
            "bias-dropped",
            "input-and-recurrent-weight-exchanged",
            *(() if linear else ("activation-dropped",)),
        ),
    )


FAMILY = Family(
    id="rnn.hidden-state",
    version=4,
    points=("R01", "R08", "R11"),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "vector"), (3, "number"), (3, "choice")),
    draw=draw,
    problem=problem,
)
