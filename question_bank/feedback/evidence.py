"""What a counted value was counted from: told as a table, and counted again in plain Python.

A topic that counts has a module ``evidence`` with ``EVIDENCE``: of each kind of evidence that the engine gives, how it
is told. Here a kind of evidence is only looked up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

from engine.derivation import Step
from engine.derivation.digits import ON_PAPER, Digits
from engine.derivation.formula import UnwritableError
from engine.derivation.numpy_code import Counted
from question_bank.model.bilingual import Bilingual
from question_bank.model.data import remembered, topic_ids

Inputs: TypeAlias = Mapping[str, Any]  # of the run


@dataclass(frozen=True)
class Told:
    """How one kind of evidence is told.

    ``table`` says what was counted, in both languages; None where the line itself shows it. ``python`` counts it from
    the inputs of the run. ``whole`` says that the value is a count, and no number that was found by a search.
    """

    table: Callable[[Any, Digits], Bilingual] | None
    python: Callable[[Step, Inputs], Counted]
    whole: bool = True


def _ratio(step: Step, inputs: Inputs) -> Counted:
    """A ratio of counts of which there are none."""
    if not isinstance(step.evidence, Fraction):
        raise TypeError(f"{step.evidence!r} is no ratio")
    return Counted((), {}, repr(float(step.evidence)))


@remembered
def _kinds() -> Mapping[type, Told]:
    """Every kind of evidence; raises ``LookupError`` where two topics tell one."""
    found: dict[type, Told] = {Fraction: Told(None, _ratio, whole=False)}
    for topic in topic_ids():
        name = f"question_bank.topics.{topic.replace('-', '_')}.evidence"
        if find_spec(name) is None:
            continue
        for kind, told in import_module(name).EVIDENCE.items():
            if kind in found:
                raise LookupError(f"{name} tells {kind.__name__}, which is told already")
            found[kind] = told
    return found


def describe(evidence: object, digits: Digits = ON_PAPER) -> Bilingual | None:
    """The table of an evidence; None for evidence that the line itself shows, and for none."""
    told = _kinds().get(type(evidence))
    return None if told is None or told.table is None else told.table(evidence, digits)


def is_count(evidence: object) -> bool:
    """Whether what is counted from an evidence is a whole number; so is what has none."""
    told = _kinds().get(type(evidence))
    return told is None or told.whole


def counted(step: Step, inputs: Inputs) -> Counted:
    """A counted step in plain Python; raises ``UnwritableError`` for evidence that no topic tells."""
    told = _kinds().get(type(step.evidence))
    if told is None:
        kind = type(step.evidence).__name__
        raise UnwritableError(f"no topic has {kind} among its EVIDENCE, from which {step.name} was counted")
    return told.python(step, inputs)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def tables(ja: Sequence[str], en: Sequence[str], rows: Sequence[Sequence[object]]) -> Bilingual:
    """A table whose rows read alike in both languages."""
    return Bilingual(ja=table(ja, rows), en=table(en, rows))
