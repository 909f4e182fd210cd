"""One unit whose slope differs from time to time: the product along the chain."""

from functools import reduce
from operator import mul

from engine import around, through_time
from engine.derivation import Run, decimals, total
from engine.derivation.slips import Slip, factor_dropped, formula
from question_bank.model import rounding
from question_bank.model.computed import Asked, Check, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import array, sequence
from question_bank.model.instance import Rounding

SIGNIFICANT = Rounding(kind="significant", digits=3)


def draw(d: Draw, level: int) -> Parameters:
    """Level 1: slopes of one decimal that multiply by hand. Level 2: the states of tanh units are given."""
    if level == 1:

        def drawn(k: int) -> Parameters:
            slopes = [d.pick(f"f {k} ", (0.1, 0.2, 0.25, 0.5), t) for t in (1, 2, 3)]
            return {"w": d.pick("w", (-2.0, 0.5, 2.0, 3.0), k), "f_prime": slopes}

        return fitting(drawn, _whole_on_paper)
    z = [d.pick("z", (-0.8, -0.6, -0.5, 0.5, 0.6, 0.8), t) for t in (1, 2)]
    return {
        "w": d.pick("w", (-2.0, -1.5, 0.5, 1.5, 2.0)),
        "f_prime": [round(1 - state * state, 4) for state in z],
        "z": z,
    }


def _whole_on_paper(p: Parameters) -> bool:
    """Whether four decimals hold each product on the way, and the last has no digit to round, or none at a tie."""
    passed = [1.0]
    for slope in p["f_prime"]:
        passed.append(passed[-1] * p["w"] * slope)
    return all(decimals.is_exact(value) for value in passed) and not rounding.near_tie(passed[-1], SIGNIFICANT)


def problem(p: Parameters) -> Numeric:
    """∂z^T/∂z^0."""
    last = len(p["f_prime"])
    times = range(1, last + 1)
    w, slopes = array(p["w"]), sequence(p["f_prime"])
    if "z" in p:
        check = Check(around.tanh_unit(w, sequence(p["z"])), "tanh-unit")
    else:
        check = Check(around.unit(w, slopes), "linear-unit")
    # Over two steps this is the same as leaving the weight out of the last one.
    not_raised = Slip(
        "weight-not-raised",
        "passed",
        formula(lambda v, _: v("w") * reduce(mul, [v("f_prime", t) for t in times])),
        at=last,
    )
    return Numeric(
        run=Run(through_time.chain, through_time.NOTATION, {"w": w, "f_prime": slopes}),
        asked=Asked("passed", last),
        rounding=SIGNIFICANT,
        conventions=("slopes",),
        slips=(
            Slip("weight-only-once", "passed", formula(lambda v, t: v("f_prime", t) * v("passed", t - 1)), at=last),
            Slip("derivative-left-out", "passed", factor_dropped("f_prime[t]"), at=last),
            Slip(
                "sum-for-product",
                "passed",
                formula(lambda v, _: total({t: v("f_prime", t) * v("w") for t in times})),
                at=last,
            ),
            *((not_raised,) if last > 2 else ()),
            Slip("first-step-left-out", "passed", formula(lambda v, t: v("f_prime", t) * v("w")), at=last),
        ),
        essential=("sum-for-product", "weight-not-raised" if last > 2 else "weight-only-once"),
        check=check,
        words={"last": last, "z": p.get("z", [])},
    )


FAMILY = Family(
    id="gradients.chain",
    version=3,
    points=("B18", "B19"),
    asks=((1, "number"), (1, "choice"), (2, "number"), (2, "choice")),
    draw=draw,
    problem=problem,
)
