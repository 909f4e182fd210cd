"""What every form of an answer can do."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Answer, Form, Grade, Instance, Question, Reading, Review


class AnswerForm(ABC):
    """One way of answering: read what was given, grade it by the stored key, say what the key was."""

    name: Form
    sent: str  # how an answer is sent, for the description of the API
    one_choice: bool = False  # the answer is the place of one choice; else it is texts

    @abstractmethod
    def read(self, question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
        """Read what was typed or put, cell by cell; what cannot be read is said, and nothing is graded.

        Without ``scale`` a value that is no probability is read where one is asked: an answer that was taken is read as
        it was taken.
        """

    @abstractmethod
    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Grade by the stored key; raises ``ValueError`` for what is no answer to the question."""

    @abstractmethod
    def right(self, instance: Instance) -> Answer:
        """An answer that is right, as the question asks for it."""

    @abstractmethod
    def stored_review(self, instance: Instance, answer: Answer | None) -> Review:
        """What the stored instance alone tells after an answer."""

    @abstractmethod
    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """What was given, as far as the form asks for it: ticked choices, or typed texts."""

    @abstractmethod
    def complete(self, question: Question, answer: Answer) -> bool:
        """Whether there is something to read or to grade."""

    @abstractmethod
    def example(self, question: Question) -> Answer:
        """An answer that can be graded; whether it is right is not known here."""

    @abstractmethod
    def expected(self, question: Question) -> Bilingual:
        """What an answer consists of, in words."""

    def values(self, question: Question) -> tuple[str, ...]:
        """What a field may be given; nothing where anything may be typed."""
        return ()

    def field_name(self, question: Question, field: int) -> Bilingual:
        """What a field of an answer is called; only of a form that has fields."""
        raise LookupError(f"{self.name} has no fields")

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """Answers that together show all that can be said after one; none where that cannot be listed."""
        return ()
