"""A finished question with a recognised slip, for who has not answered any yet: what the app does, as it does it."""

from dataclasses import dataclass
from functools import cache

from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.instance import Question
from question_bank.model.review import Review

FAMILY, LEVEL, SEED = "rnn.hidden-state", 2, 1
TYPED = "0.46"  # what one gets who transposes W


@dataclass(frozen=True)
class Example:
    """A question, what was answered, and what is told of it."""

    question: Question
    answer: str
    review: Review


@cache
def example(bank: Bank) -> Example:
    """The example, drawn and told as any other question; it is stored nowhere."""
    made = bank.issue(FAMILY, LEVEL, "number", SEED)
    answer = form_of(made.form).answer(Flat(texts=(TYPED,)))
    return Example(made.question, TYPED, bank.review(made, answer))
