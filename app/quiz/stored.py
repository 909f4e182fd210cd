"""Answers as the database keeps them."""

from app.db.models import Submission
from question_bank.forms import form_of
from question_bank.model.answer import Answer, Flat
from question_bank.model.instance import Instance


def stored_answer(instance: Instance, submission: Submission) -> Answer:
    """The answer of a row."""
    return form_of(instance.form).answer(Flat(submission.choice, tuple(submission.texts)))
