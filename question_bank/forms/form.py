"""What every form of an answer can do. A form is one of the ``FORMS`` of a module here; its page is a template.

Its name stands in ``model.instance.Form``, the type of what families ask and the API takes.

Nothing else tells forms apart: what the bank, the pages or the API need to know of one, they ask it.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal

from question_bank.model.answer import Answer, Flat, Grade, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Instance, Question
from question_bank.model.review import Review


class AnswerForm(ABC):
    """One way of answering: read what was given, grade it by the stored key, say what the key was."""

    name: Form
    called: Bilingual  # what a learner knows it by
    widget: str  # the template that asks for an answer and shows what became of it: templates/forms/<widget>.html
    sent: str  # how an answer is sent, for the description of the API
    field: Literal["choice", "texts"]  # in which of the two an answer is stored and sent
    typed: bool = False  # whether numbers are typed; all else is chosen from what is there

    @abstractmethod
    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """What was given on a page, as far as the form asks for it: ticked choices, or typed texts."""

    @abstractmethod
    def answer(self, flat: Flat) -> Answer:
        """An answer that was stored, or sent as JSON; raises ``ValueError`` for what cannot be one in this form."""

    @abstractmethod
    def most_texts(self, question: Question) -> int:
        """How many texts an answer has at most."""

    @abstractmethod
    def reading(self, question: Question, answer: Answer, *, scale: bool = True) -> Reading:
        """Read an answer as ``read`` does; of a form without fields there is nothing to read."""

    @abstractmethod
    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Grade by the stored key; raises ``ValueError`` for what is no answer to the question."""

    @abstractmethod
    def right(self, instance: Instance) -> Answer:
        """An answer that is right, as the question asks for it."""

    @abstractmethod
    def stored_review(self, instance: Instance, answer: Answer) -> Review:
        """What the stored instance alone tells after an answer."""

    @abstractmethod
    def example(self, question: Question) -> Answer:
        """An answer that can be graded; whether it is right is not known here."""

    @abstractmethod
    def expected(self, question: Question) -> Bilingual:
        """What an answer consists of, in words."""

    def refused(self, question: Question, choices: Sequence[int]) -> Bilingual | None:
        """What is wrong with what was ticked, so that there is nothing to grade; of fields their reading says it."""
        return None

    def fields(self, question: Question) -> int:
        """How many fields there are to fill in, one a number or an item; none where choices are ticked."""
        return 0

    def rows(self, question: Question) -> tuple[tuple[int, ...], ...]:
        """The fields that numbers are typed into, row by row; none where something else is asked for."""
        return ()

    def read(self, question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
        """Read what was typed or put, field by field; what cannot be read is said, and nothing is graded.

        Without ``scale`` a value that is no probability is read where one is asked: an answer that was taken is read as
        it was taken.
        """
        return Reading(cells=())

    def values(self, question: Question) -> tuple[str, ...]:
        """What a field may be given; nothing where anything may be typed."""
        return ()

    def field_name(self, question: Question, field: int) -> Bilingual:
        """What a field of an answer is called; only of a form that has fields."""
        raise LookupError(f"{self.name} has no fields")

    def judged(self, question: Question) -> Bilingual | None:
        """From where the tolerance of an answer is measured; nothing where there is none."""
        return None

    def ticked(self, answer: Answer) -> tuple[int, ...]:
        """The places of the choices that were chosen."""
        return ()

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """Answers that together show all that can be said after one; none where that cannot be listed."""
        return ()
