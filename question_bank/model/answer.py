"""What a learner gave, how it was read, and the verdict on it.

Each form of answer has a type of its own for what it holds, beside the form in ``question_bank.forms``. Only there are
these told apart; everything else asks the form.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from question_bank.model.bilingual import Bilingual
from question_bank.model.frozen import Frozen


class Cell(Frozen):
    """How one typed text was read. ``problem`` says, in words, why it could not be."""

    raw: str
    value: float | None = None
    shown: str = ""  # LaTeX of the value as it was read
    problem: Bilingual | None = None


class Reading(Frozen):
    """How a typed answer was read, cell by cell in row-major order."""

    cells: tuple[Cell, ...]

    @property
    def readable(self) -> bool:
        """Whether every cell was read as a number, so that the answer can be graded."""
        return all(cell.problem is None for cell in self.cells)


class Grade(Frozen):
    """The verdict on an answer; ``cells`` per typed cell or arranged item, empty for a choice."""

    correct: bool
    cells: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Flat:
    """An answer of any form as it is stored and sent as JSON: a choice, or texts; neither for 'I do not know'.

    A form says which of the two it takes, makes an answer of it, and an answer says what it is.
    """

    choice: int | None = None
    texts: tuple[str, ...] = ()

    @property
    def as_texts(self) -> tuple[str, ...]:
        """Everything as texts, as a move of guided mode keeps it."""
        return self.texts if self.choice is None else (str(self.choice),)


@dataclass(frozen=True)
class Answer(ABC):
    """What a learner gave."""

    @property
    @abstractmethod
    def flat(self) -> Flat:
        """As it is stored."""

    @property
    def given(self) -> bool:
        """Whether there is anything to grade."""
        return True


@dataclass(frozen=True)
class Unknown(Answer):
    """'I do not know', or nothing chosen."""

    @property
    def flat(self) -> Flat:
        """Neither."""
        return Flat()

    @property
    def given(self) -> bool:
        """Never."""
        return False


UNKNOWN = Unknown()
