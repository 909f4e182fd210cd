"""What a slip gives and where it is shown, against the mistake worked out in scalar Python."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from question_bank.bank import Bank
from question_bank.feedback.diagnosis import located, named_suspect
from question_bank.feedback.live import wrong_slips
from question_bank.model.computed import Numeric
from question_bank.model.family import Parameters


def l1(*entries: float) -> float:
    """Σ |a|."""
    return sum(map(abs, entries))


def dot(a: list[float], b: list[float]) -> float:
    """Σ a b."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def softplus(x: float) -> float:
    """-ln σ(-x)."""
    return math.log1p(math.exp(x))


def cosine(p: Parameters) -> float:
    """The inner product over both L1 norms."""
    return dot(p["a"], p["b"]) / (l1(*p["a"]) * l1(*p["b"]))


def clipped(p: Parameters) -> float:
    """An entry scaled to an L1 norm of the threshold."""
    norm = l1(*(entry for gradient in p["g"] for entry in gradient))
    rate: float = min(1.0, p["theta"] / norm)
    return rate * float(p["g"][p["gradient"] - 1][p["entry"]])


def of_deviation(p: Parameters) -> float:
    """KL with σ in the place of σ², from ln σ² or σ."""
    sigma: list[float] = p.get("sigma") or [math.exp(value / 2) for value in p["log_var"]]
    mu: list[float] = p["mu"]
    return -sum(1 + 2 * math.log(s) - m * m - s for m, s in zip(mu, sigma, strict=True)) / 2


def bound(p: Parameters) -> float:
    """The loss or the bound with that divergence."""
    error: float = sum((x - y) ** 2 for x, y in zip(p["x"], p["x_hat"], strict=True)) / 2
    return (error + of_deviation(p)) * (1 if p["asked"] == "L" else -1)


def exchanged(p: Parameters) -> float:
    """The right word's score turned and the negatives' left."""
    scores = [dot(row, p["h"]) for row in p["v"]]
    return softplus(scores[0]) + sum(softplus(-score) for score in scores[1:])


def by(power: Callable[[float], float]) -> Callable[[Parameters], float]:
    """An entry of a gradient of the divergence, as a function of σ."""
    return lambda p: power(math.exp(p["log_var"][p["entry"]] / 2))


CASES: list[tuple[str, int, str, Callable[[Parameters], float], set[str]]] = [
    ("gradients.norm", 3, "l1-for-l2", lambda p: l1(*(x for g in p["g"] for x in g)), {"norm"}),
    ("gradients.clipping", 3, "l1-for-l2", clipped, {"norm"}),
    ("word2vec.cosine", 3, "l1-for-l2", cosine, {"a_norm"}),
    ("word2vec.negative-sampling", 3, "signs-exchanged", exchanged, {"E_k"}),
    ("autoencoder.divergence", 3, "deviation-for-variance", of_deviation, {"variance"}),
    ("autoencoder.bound", 3, "deviation-for-variance", bound, {"KL"}),
    ("autoencoder.divergence-gradient", 3, "gradient-by-deviation", by(lambda s: s - 1 / s), {"dlog_var"}),
    ("autoencoder.divergence-gradient", 3, "gradient-by-variance", by(lambda s: (1 - 1 / s**2) / 2), {"dlog_var"}),
    ("autoencoder.divergence-gradient", 3, "gradient-by-log-deviation", by(lambda s: s * s - 1), {"dlog_var"}),
    ("autoencoder.divergence-gradient", 3, "deviation-for-variance", by(lambda s: (s - 1) / 2), {"variance"}),
]


@pytest.mark.parametrize(("family_id", "level", "slip", "expected", "shown"), CASES)
def test_a_slip_gives_what_the_mistake_gives(
    bank: Bank, family_id: str, level: int, slip: str, expected: Any, shown: set[str]
) -> None:
    family = bank.family(family_id)
    form = next(form for asked, form in family.asks if asked == level)
    found = 0
    for seed in range(12):
        instance = bank.issue(family_id, level, form, seed)
        problem = family.ask(instance.parameters, form)
        assert isinstance(problem, Numeric)
        trace = problem.run.trace()
        for wrong in wrong_slips(problem, trace):
            if wrong.slip.id == slip:
                assert float(wrong.cells) == pytest.approx(expected(instance.parameters), abs=1e-9)
                record = problem.run.derivation()
                suspect = located(named_suspect(trace, wrong, problem.asked.name), record, problem.asked.name)
                assert {symbol for symbol, _ in suspect.places} == shown
                found += 1
    assert found >= 8
