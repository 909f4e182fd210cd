"""A question of a quiz as it stands, with the quiz's other questions."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.db import GLANCE, NotSavedError
from app.db.models import InstanceRow, Submission
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.holding import is_held
from app.quiz.kept import Kept, kept_with
from app.quiz.marks import mark, read_mark
from app.quiz.repository import Item
from question_bank.model.instance import Instance, Question


@dataclass(frozen=True)
class Sheet:
    """A question of a quiz together with all the quiz's questions."""

    quiz_id: int
    repeats_id: int | None
    number: int
    items: tuple[Item, ...]
    row: InstanceRow
    kept: Kept
    exam: bool  # one that is closed: while it is open none of this is reached
    held: bool = False  # of a class's set that keeps its keys back

    @property
    def told(self) -> Submission | None:
        """The answer that is told of. A question that an exam ended without one has none, as if it was not known."""
        if self.submission is not None or not self.exam:
            return self.submission
        return Submission(
            instance_id=self.row.id,
            kind="unknown",
            guessed=False,
            choice=None,
            texts=[],
            correct=False,
            cells=[],
            seconds=None,
            own=None,
            created_at=self.row.quiz.finished_at or self.row.quiz.created_at,
            settled_at=self.row.quiz.finished_at,
            withdrawn_at=None,
        )

    @property
    def submission(self) -> Submission | None:
        """The answer, once it is in."""
        return self.row.submission

    @property
    def mark(self) -> str:
        """What its page names it by."""
        return mark(self.row.id, self.row)

    def asks(self, sent: str | None) -> bool:
        """Whether a page of the instance with this mark is still the page of this question; one that names none is."""
        if sent is None:
            return True
        number, content = read_mark(sent)
        return number == self.row.id and self.row.fingerprint.startswith(content)

    def is_on(self, row: InstanceRow | None) -> bool:
        """Whether a question that is found at its place is still this one.

        Meanwhile it may have been replaced or deleted, and its number given to another one, perhaps of another learner.
        """
        return row is not None and (row.id, row.uid) == (self.row.id, self.row.uid)

    @property
    def goes_on(self) -> bool:
        """Whether the answer to another question can be withdrawn until this one is shown."""
        return any(not item.settled for item in self.items if item.number != self.number)


def stored_instance(row: InstanceRow) -> Instance:
    """The instance as it was issued."""
    return Instance.model_validate(row.content)


def stored_question(row: InstanceRow) -> Question:
    """The part of it that may be shown before the answer; what was added to questions since is left at its default."""
    return Question.model_validate({name: row.content[name] for name in Question.model_fields if name in row.content})


def quiz_items(services: Services, visitor: Visitor, quiz_id: int) -> list[Item]:
    """The questions of a quiz; raises ``NotFoundError`` for a quiz that is not this learner's."""
    with services.database.read() as session:
        if repository.find_quiz(session, visitor.learner_id, quiz_id) is None:
            raise NotFoundError
        return repository.items(session, quiz_id)


def next_open(items: Sequence[Item], after: int = 0) -> int | None:
    """The next question without an answer, going round; None once all are answered."""
    unanswered = [item.number for item in items if item.state == "open"]
    return next((number for number in unanswered if number > after), unanswered[0] if unanswered else None)


def open_sheet(services: Services, visitor: Visitor, quiz_id: int, number: int) -> Sheet:
    """A question as it stands; raises ``NotFoundError``."""
    with services.database.read() as session:
        row = repository.find_item(session, quiz_id, number)
        if row is None or row.quiz.learner_id != visitor.learner_id:
            raise NotFoundError
        items = tuple(repository.items(session, quiz_id))
        held, kept = is_held(services, session, quiz_id), kept_with(session, row)
        exam = row.quiz.purpose == "exam"
        return Sheet(quiz_id, row.quiz.repeats_id, number, items, row, kept, exam, held)


def note_shown(services: Services, sheet: Sheet) -> None:
    """Remember it as ``tell_shown`` does. Looking needs no write: what cannot be noted now, the next look notes."""
    with suppress(NotSavedError):
        tell_shown(services, sheet, GLANCE)


def tell_shown(services: Services, sheet: Sheet, patience: float | None = None) -> None:
    """Remember when a question was first seen, and that the learner went on from the one before.

    Seeing it again changes nothing. Raises ``NotSavedError`` where it cannot be noted within ``patience`` seconds.
    """
    if sheet.row.shown_at is not None and not sheet.goes_on:
        return
    with services.database.write(patience, whose=sheet.row.learner_id) as session:
        repository.settle(session, sheet.row.learner_id, sheet.quiz_id, services.now(), but=sheet.row.id)
        repository.show(session, sheet.row, services.now())


def note_result(services: Services, visitor: Visitor, quiz_id: int, items: Sequence[Item]) -> None:
    """Remember that the learner went on to the result of a quiz; seeing it again changes nothing."""
    if any(not item.settled for item in items):
        with suppress(NotSavedError), services.database.write(GLANCE, whose=visitor.learner_id) as session:
            repository.settle(session, visitor.learner_id, quiz_id, services.now())
