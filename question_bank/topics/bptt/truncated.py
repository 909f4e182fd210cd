"""Truncated BPTT: the forward states are carried on, the gradient is cut."""

from engine.derivation.slips import Slip, formula, only, replaced
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from question_bank.topics.bptt.network import FACTOR, backward_draw, check, conventions, run
from question_bank.topics.bptt.showing import outer, shows
from question_bank.topics.bptt.slips import SIGMOID, of_delta


def draw(d: Draw, level: int) -> Parameters:
    """Three times, cut behind the first or the second; the forward values are given. Level 1 is linear.

    Level 2 asks for one entry by hand, level 3 for the whole matrix with a calculator.
    """
    cut = d.pick("cut", (1, 2))
    row = d.integer("row", 0, 1)
    entry = (row, 1 - row)  # off the diagonal, where the outer product turned round shows

    def fits(p: Parameters) -> bool:
        return shows(p, outer(entry, "z", 1), outer(entry, "z"), outer(entry, "x"), cut=(cut,), cuts=((), (1, 2)))

    return {**backward_draw(d, level, fits, steps=3), "cut": cut, "entry": list(entry)}


def problem(p: Parameters) -> Numeric:
    """∂E/∂W with the path cut at one state."""
    cut = p["cut"]
    whole, linear = run(p), p["f"] == "identity"
    wrong_cut = 3 - cut
    asked = type(whole)(whole.function, whole.notation, whole.inputs, {**whole.conventions, "cut": (cut,)})
    return Numeric(
        run=asked,
        asked=Asked("dW", None, (p["entry"][0], p["entry"][1])),
        rounding=Rounding(kind="integer", digits=0) if linear else Rounding(digits=2),
        conventions=conventions(p),
        check=check(p, asked, ("W", None)),
        slips=(
            Slip(
                "not-truncated",
                "delta",
                formula(
                    lambda v, t: v("f_prime", t) * (v("W_out").T @ v("delta_out", t) + v("W").T @ v("delta", t + 1))
                ),
                at=cut,
            ),
            Slip(
                "cut-elsewhere-too",
                "delta",
                formula(lambda v, t: v("f_prime", t) * (v("W_out").T @ v("delta_out", t))),
                at=wrong_cut,
            ),
            Slip("last-time-only", "dW", only("last")),
            Slip("input-for-state", "dW", replaced("z[t-1]", "x[t]")),
            Slip("state-of-same-time", "dW", replaced("z[t-1]", "z[t]")),
            *of_delta(linear)[:-3],
            *(() if linear else SIGMOID),
        ),
        essential=("not-truncated", "cut-elsewhere-too", "last-time-only", "backward-transpose-dropped"),
        context={"x": FACTOR, **({"z[3]": FACTOR} if linear else {})},
        words={"cut": cut},
    )


FAMILY = Family(
    id="bptt.truncated",
    version=4,
    points=("B22", "B23"),
    asks=((1, "number"), (1, "matrix"), (2, "number"), (2, "choice"), (3, "matrix")),
    draw=draw,
    problem=problem,
)
