"""What is said after the value of a run was asked for: derivation, the slip behind a wrong value, check, script."""

import numpy as np

from engine.derivation import Array, Derivation
from question_bank.feedback.check import gradient_check
from question_bank.feedback.findings import finding, suspects
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


def findings(instance: Instance, numeric: Numeric, answer: Answer) -> tuple[SlipFinding, ...]:
    """The slips behind a wrong answer."""
    trace = numeric.run.trace()
    found = suspects(instance, numeric, trace, answer)
    record = numeric.run.derivation()
    return tuple(finding(numeric, record, suspect) for suspect in found)


def _given_cells(instance: Instance, numeric: Numeric, trace: Derivation, answer: Answer) -> Array | None:
    """The values of a wrong answer: those that were typed, or those that the slip of a choice gives."""
    place = place_chosen(answer)
    if place is None:
        return typed_cells(instance, answer)
    slip = instance.key.slips[place]
    return next((wrong.cells for wrong in live_slips(numeric, trace) if wrong.slip.id == slip), None)


def review(
    instance: Instance, numeric: Numeric, answer: Answer, found: tuple[SlipFinding, ...], *, correct: bool
) -> Review:
    """Everything, with what was ``found`` behind a wrong answer; a stored key beyond ``WHOLE`` has drifted."""
    record, trace = numeric.run.derivation(), numeric.run.trace()
    key = asked_cells(trace.values, numeric.asked)
    stored = np.array(instance.key.cells).reshape(key.shape)
    wrong = not correct and answer.given
    moved = _given_cells(instance, numeric, trace, answer) if wrong and numeric.check is not None else None
    return Review(
        key=key_text(instance.format.label, stored, numeric.rounding),
        given=given_values(record),
        given_names=tuple(map(line_id, record.given)),
        lines=answer_lines(record, numeric, stored),
        choices=slip_remarks(instance),
        findings=found,
        unexplained=wrong and not found,
        drifted=bool(np.any(np.abs(key - stored) > WHOLE * np.maximum(1, np.abs(stored)))),
        remark=None,
        check=gradient_check(numeric, trace, moved),
        snippet=numeric_snippet(numeric, trace),
    )
