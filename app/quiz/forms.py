"""An answer as a page sends it."""

from urllib.parse import parse_qs, urlencode

from pydantic import BaseModel, ValidationError

from app.quiz.marks import Mark
from app.quiz.submitting import Given
from question_bank.reading.answers import choice_number

LONGEST_QUERY = 4096


class AnswerForm(BaseModel):
    """An answer as sent: typed cells in row-major order, or numbers of choices, or neither with ``unknown``."""

    cell: list[str] = []
    choice: list[str] = []
    unknown: bool = False
    guessed: bool = False
    instance: Mark | None = None  # the one that the page showed

    def given(self) -> Given:
        """The answer as the service takes it; what is no number counts as none."""
        numbers = (number for sent in self.choice if (number := choice_number(sent)) is not None)
        return Given(tuple(self.cell), tuple(dict.fromkeys(numbers)), self.unknown, self.guessed, self.instance)

    def typed(self, **more: str) -> str:
        """What is typed, as the query of an address; empty where nothing is, or where it is longer than any answer.

        With the instance that it was typed for: nothing of it is shown under other numbers. ``more`` stands behind it.
        """
        ticked = {name: "1" for name, on in (("guessed", self.guessed), ("unknown", self.unknown)) if on}
        typed = {"cell": self.cell if any(self.cell) else [], "choice": self.choice, **ticked}
        if not any(typed.values()):
            return ""
        instance = {} if self.instance is None else {"instance": self.instance}
        query = urlencode({**typed, **instance, **more}, doseq=True)
        return f"?{query}" if len(query) <= LONGEST_QUERY else ""


def typed_before(query: str) -> AnswerForm:
    """What was typed on another page, as the query that ``typed`` made of it; nothing where it is no such query."""
    sent = parse_qs(query.removeprefix("?"), keep_blank_values=True)
    named = {"cell": sent.get("cell", []), "choice": sent.get("choice", []), "guessed": "guessed" in sent}
    try:
        return AnswerForm.model_validate({**named, "instance": sent.get("instance", [None])[0]})
    except ValidationError:
        return AnswerForm()
