"""A unit unrolled over three times: z^3 as a function of the inputs."""

from engine import recurrent
from engine.derivation import Array, Run
from engine.derivation.slips import Slip, function_dropped, replaced, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import array, network
from question_bank.model.instance import Rounding

BIASES = (-2, -1, 1, 2)
CUT = "the unit is cut off later: that nothing before then counts any more is what its ReLU does"


def draw(d: Draw, level: int) -> Parameters:
    """One ReLU unit, whole numbers; level 2 has four times.

    Worked backwards from the pre-activations: the unit is cut off once, and early, so that the last state still
    depends on an earlier one.
    """
    steps = 2 + level
    off = d.integer("off", 1, steps - 2)

    def drawn(k: int) -> Parameters:
        W_in, W, b = d.pick("W_in", (-1, 1), k), d.pick("W", (-2, -1, 1, 2), k), d.pick("b", BIASES, k)
        z0 = z = d.pick("z0", (1, 2), k)
        x = []
        for t in range(1, steps + 1):
            u = d.integer(f"u below zero {k} ", -3, -1) if t == off else d.integer(f"u {k} ", 1, 3, t)
            x.append([float(W_in * (u - W * z - b))])  # W_in is its own inverse
            z = max(0, u)
        return {"x": x, "W_in": [[W_in]], "W": [[W]], "b": [b], "z0": [z0]}

    return fitting(drawn, _counts)


def _counts(p: Parameters) -> bool:
    """Whether another bias and the other weight of the input end in another state, and both weights are told apart."""
    given = network(p)

    def end(**changed: Array) -> float:
        return float(recurrent.forward(**{**given, **changed}, f="relu")[len(p["x"])][0])

    biases = [array([value]) for value in (0, *BIASES) if value != p["b"][0]]
    weights = [{"W_in": -given["W_in"]}, {"W": given["W_in"]}]
    return all(end() != end(**changed) for changed in (*weights, *({"b": bias} for bias in biases)))


def problem(p: Parameters) -> Numeric:
    """The state of the last time."""
    last = len(p["x"])
    run = Run(recurrent.forward, recurrent.NOTATION, network(p), {"f": "relu"})
    states = recurrent.forward(**network(p), f="relu")
    before = [f"x[{t}]" for t in range(1, max(t for t in states if states[t][0] == 0) + 1)]
    return Numeric(
        run=run,
        asked=Asked("z", last),
        rounding=Rounding(kind="integer", digits=0),
        conventions=("rnn",),
        slips=(
            Slip("activation-dropped", "z", function_dropped("relu")),
            Slip("recurrent-term-dropped", "u", term_dropped("W")),
            Slip("bias-dropped", "u", term_dropped("b")),
            Slip("input-and-state-exchanged", "u", replaced("z[t-1]", "x[t]")),
            Slip("recurrent-added-unweighted", "u", replaced("W", "W_in")),
        ),
        essential=("activation-dropped", "recurrent-term-dropped"),
        context=dict.fromkeys(("z[0]", *before), CUT),
        words={"last": last},
    )


FAMILY = Family(
    id="rnn.unrolled",
    version=4,
    points=("R01", "R07", "R11"),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
)
