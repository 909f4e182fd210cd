"""Forms whose answer is what stands in fields. What cannot be read is kept as it was given."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.forms.form import AnswerForm
from question_bank.model.answer import UNKNOWN, Answer, Flat, Reading
from question_bank.model.instance import Question


@dataclass(frozen=True)
class Filled(Answer):
    """What stood in each field, as it was typed or put there."""

    texts: tuple[str, ...]

    @property
    def flat(self) -> Flat:
        """The texts."""
        return Flat(texts=self.texts)


class FieldsForm(AnswerForm):
    """What they have in common: as many texts as there are fields."""

    field = "texts"
    holds: type[Filled]

    @abstractmethod
    def fields(self, question: Question) -> int:
        """How many there are."""

    @abstractmethod
    def read(self, question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
        """Read them; fields not sent count as empty."""

    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """The texts, no more than there are fields."""
        return self.holds(tuple(texts[: self.fields(question)]))

    def answer(self, flat: Flat) -> Answer:
        """The texts."""
        return self.holds(flat.texts) if flat.texts else UNKNOWN

    def most_texts(self, question: Question) -> int:
        """One a field."""
        return self.fields(question)

    def reading(self, question: Question, answer: Answer, *, scale: bool = True) -> Reading:
        """The texts, as they are read; of any other answer every field is empty."""
        return self.read(question, answer.texts if isinstance(answer, self.holds) else (), scale=scale)
