"""The state of a GRU from gate and candidate, under a stated meaning of z."""

from typing import get_args

from engine import gru
from engine.derivation import Run
from engine.derivation.slips import Slip, formula, term_dropped
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: one time. Level 2: two times. No candidate is near the state before, else its share would not show."""
    h0, update = d.array("h0", (2,), (-1, -0.5, 0.5, 1)), d.pick("update", get_args(gru.Update))
    z = d.sequence("z", level, (2,), (0.1, 0.2, 0.25, 0.4, 0.6, 0.7, 0.8, 0.9))
    h, candidates = array(h0), []
    for t, share in enumerate(z):
        fit = [[n for n in (-0.8, -0.6, -0.4, 0.4, 0.6, 0.8) if abs(n - old) >= 0.1] for old in h.tolist()]
        candidates.append([d.pick(f"h_tilde{t + 1}", fit[k], k) for k in (0, 1)])
        h = gru.mix(array(share), h, array(candidates[-1]), update)
    return {"z": z, "h_tilde": candidates, "h0": h0, "update": update, "entry": d.integer("entry", 0, 1)}


def problem(p: Parameters) -> Numeric:
    """H of the last time."""
    last, new = len(p["z"]), p["update"] == "new"
    inputs = {"z": sequence(p["z"]), "h_tilde": sequence(p["h_tilde"]), "h0": array(p["h0"])}
    return Numeric(
        run=Run(gru.new_state, gru.NOTATION, inputs, {"update": p["update"]}),
        asked=Asked("h", last, (p["entry"],)),
        rounding=Rounding(digits=3),
        essential=("update-gate-reversed", "shares-not-complementary"),
        slips=(
            Slip(
                "update-gate-reversed",
                "h",
                formula(lambda v, t: gru.mix(v("z", t), v("h", t - 1), v("h_tilde", t), "keep" if new else "new")),
            ),
            Slip("old-state-dropped", "h", term_dropped("h[t-1]")),
            Slip("candidate-dropped", "h", term_dropped("h_tilde[t]")),
            Slip(
                "shares-not-complementary",
                "h",
                formula(lambda v, t: v("z", t) * v("h", t - 1) + v("z", t) * v("h_tilde", t)),
            ),
            Slip(
                "state-and-candidate-added",
                "h",
                formula(lambda v, t: v("h", t - 1) + (v("z", t) if new else 1 - v("z", t)) * v("h_tilde", t)),
            ),
        ),
        words={"last": last},
    )


FAMILY = Family(
    id="gru.new-state",
    version=2,
    points=("U03", "U06", "U09"),
    asks=((1, "number"), (1, "vector"), (1, "choice"), (2, "number"), (2, "vector")),
    draw=draw,
    problem=problem,
)
