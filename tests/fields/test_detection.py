"""Counts and decisions that a topic of its own tells: its tables, its Python, its hints."""

from itertools import product

from question_bank.bank import Bank
from question_bank.feedback.evidence import describe, is_count
from question_bank.model.instance import Instance
from tests.fields import detection
from tests.fields.proof import answered_wrong
from tests.oracles.found import Oracle
from tests.oracles.given import Answer


def f_measure(instance: Instance) -> Answer:
    """Without a matrix: twice the hits over all that is of the class or taken for it."""
    p = instance.parameters
    name = "abc"[p["c"] - 1]
    hits = sum(one == other == name for one, other in zip(p["actual"], p["predicted"], strict=True))
    return (2 * hits / (p["actual"].count(name) + p["predicted"].count(name)),)


def matrix(instance: Instance) -> Answer:
    """Pair by pair."""
    found = dict.fromkeys(product("abc", repeat=2), 0.0)
    for pair in zip(instance.parameters["actual"], instance.parameters["predicted"], strict=True):
        found[pair] += 1
    return tuple(found.values())


def kept(instance: Instance) -> Answer:
    """All boxes are of one size and height: their overlap follows from how far they lie apart."""
    p = instance.parameters
    width = p["boxes"][0][2] - p["boxes"][0][0]
    left: list[int] = []
    for k in sorted(range(len(p["boxes"])), key=lambda k: p["scores"][k], reverse=True):
        apart = [min(width, abs(p["boxes"][k][0] - p["boxes"][other][0])) for other in left]
        if all((width - d) / (width + d) <= p["threshold"] for d in apart):
            left.append(k)
    return tuple(float(k in left) for k in range(len(p["boxes"])))


ORACLES: dict[str, Oracle] = {"detection.f-measure": f_measure, "detection.matrix": matrix, "detection.kept": kept}


def test_a_topic_tells_its_own_counts(bank: Bank) -> None:
    labels = detection.Labels(("a", "b", "b"), ("a", "b", "c"))
    told = describe(labels)
    assert told is not None
    assert told.en.splitlines()[2:] == [
        "| `a` | $1$ | $0$ | $0$ |",
        "| `b` | $0$ | $1$ | $1$ |",
        "| `c` | $0$ | $0$ | $0$ |",
    ]
    assert is_count(labels)
    assert describe(object()) is None


def test_a_slip_of_what_is_decided_is_recognised(bank: Bank) -> None:
    instance = bank.issue("detection.kept", 1, "vector", 0)
    evidence = detection.Suppression(
        tuple(map(tuple, instance.parameters["boxes"])), tuple(instance.parameters["scores"]), 0.4
    )
    wrong = detection.flags(evidence.by(evidence.order, all_of_them=True))
    assert answered_wrong(bank, instance, *wrong.tolist()) == ("named",)
