"""What is said after the value of a run was asked for: derivation, the slip behind a wrong value, check, script."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.derivation import Array, Derivation
from question_bank.feedback.check import gradient_check
from question_bank.feedback.diagnosis import Suspect, diagnose, located, named_suspect
from question_bank.feedback.findings import finding
from question_bank.feedback.lines import answer_lines, line_id
from question_bank.feedback.live import live_slips
from question_bank.feedback.snippet import numeric_snippet
from question_bank.forms.chosen import place_chosen
from question_bank.forms.typed import WHOLE, key_text, typed_cells
from question_bank.kinds.choosing import slip_remarks
from question_bank.model.answer import Answer
from question_bank.model.computed import Numeric, asked_cells, given_values
from question_bank.model.instance import Instance
from question_bank.model.review import Review, SlipFinding


def _suspects(
    instance: Instance, numeric: Numeric, trace: Derivation, answer: Answer, typed: Array | None
) -> Sequence[Suspect]:
    """What may lie behind a wrong answer: the slip of the chosen choice, or what gives the typed value."""
    place = place_chosen(answer)
    if place is not None:
        slip = instance.key.slips[place]
        chosen = [wrong for wrong in live_slips(numeric, trace) if wrong.slip.id == slip]
        asked, record = numeric.asked.name, numeric.run.derivation()
        return [replace(located(named_suspect(trace, wrong, asked), record, asked), certain=True) for wrong in chosen]
    return () if typed is None else diagnose(numeric, trace, typed)


def findings(instance: Instance, numeric: Numeric, answer: Answer) -> tuple[SlipFinding, ...]:
    """The slips behind a wrong answer."""
    trace = numeric.run.trace()
    suspects = _suspects(instance, numeric, trace, answer, typed_cells(instance, answer))
    record = numeric.run.derivation()
    return tuple(finding(numeric, record, suspect) for suspect in suspects)


def review(instance: Instance, numeric: Numeric, answer: Answer, *, correct: bool) -> Review:
    """Everything; a stored key farther than ``WHOLE`` from today's has drifted."""
    record, trace = numeric.run.derivation(), numeric.run.trace()
    key = asked_cells(trace.values, numeric.asked)
    stored = np.array(instance.key.cells).reshape(key.shape)
    suspects: Sequence[Suspect] = ()
    typed = None
    if wrong := not correct and answer.given:
        typed = typed_cells(instance, answer)
        suspects = _suspects(instance, numeric, trace, answer, typed)
    moved = suspects[0].cells if typed is None and suspects else typed
    return Review(
        key=key_text(instance.format.label, stored, numeric.rounding),
        given=given_values(record),
        given_names=tuple(map(line_id, record.given)),
        lines=answer_lines(record, numeric, stored),
        choices=slip_remarks(instance),
        findings=tuple(finding(numeric, record, suspect) for suspect in suspects),
        unexplained=wrong and not suspects,
        drifted=bool(np.any(np.abs(key - stored) > WHOLE * np.maximum(1, np.abs(stored)))),
        remark=None,
        check=gradient_check(numeric, trace, moved),
        snippet=numeric_snippet(numeric, trace),
    )
