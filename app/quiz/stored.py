"""Answers as the database keeps them, and what was found behind a wrong one."""

from collections.abc import Sequence
from typing import Any

from app.db.models import Submission
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Answer, Flat
from question_bank.model.instance import Instance
from question_bank.model.review import SlipFinding


def stored_answer(instance: Instance, submission: Submission) -> Answer:
    """The answer of a row."""
    return form_of(instance.form).answer(Flat(submission.choice, tuple(submission.texts)))


def to_keep(bank: Bank, family: str, findings: Sequence[SlipFinding]) -> dict[str, Any]:
    """What was found behind a wrong answer, so that its page need not look for it again."""
    told = [finding.model_dump(mode="json", exclude_defaults=True) for finding in findings]
    return {"edition": bank.edition(family), "findings": told}


def kept(bank: Bank, submission: Submission) -> tuple[SlipFinding, ...] | None:
    """What was found; None where nobody looked, or another edition of the bank did."""
    found = submission.findings
    if found is None or found["edition"] != bank.edition(submission.family):
        return None
    return tuple(map(SlipFinding.model_validate, found["findings"]))
