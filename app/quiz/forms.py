"""An answer as a page sends it."""

from urllib.parse import urlencode

from pydantic import BaseModel

from app.quiz.submitting import Given
from question_bank.reading.answers import choice_number

LONGEST_QUERY = 4096


class AnswerForm(BaseModel):
    """An answer as sent: typed cells in row-major order, or numbers of choices, or neither with ``unknown``."""

    cell: list[str] = []
    choice: list[str] = []
    unknown: bool = False
    guessed: bool = False
    instance: int | None = None  # the one that the page showed

    def given(self) -> Given:
        """The answer as the service takes it; what is no number counts as none."""
        numbers = (number for sent in self.choice if (number := choice_number(sent)) is not None)
        return Given(tuple(self.cell), tuple(dict.fromkeys(numbers)), self.unknown, self.guessed, self.instance)

    def typed(self) -> str:
        """What is typed, as the query of an address; empty where nothing is, or where it is longer than any answer."""
        guessed = {"guessed": "1"} if self.guessed else {}
        typed = urlencode({"cell": self.cell if any(self.cell) else [], "choice": self.choice, **guessed}, doseq=True)
        return f"?{typed}" if 0 < len(typed) <= LONGEST_QUERY else ""
