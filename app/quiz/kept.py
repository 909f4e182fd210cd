"""What the learner keeps with a question: whether it is flagged, the notes on it and on its kind."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from app.db.models import LONGEST_NOTE, FlagRow, InstanceRow, NoteRow
from app.quiz.marks import mark


@dataclass(frozen=True)
class Note:
    """A note as it is stored, with its own page; the text is empty where there is none."""

    address: str
    text: str
    longest: int = LONGEST_NOTE

    @property
    def seen(self) -> str:
        """Which edition of it a page shows: one that was changed since is not written over unseen."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Kept:
    """A question, and what is kept with it."""

    instance_id: int
    mark: str
    flagged: bool
    on_kind: Note
    on_question: Note


def kind_address(family: str) -> str:
    """The page of the note on a kind."""
    return f"/notes/kinds/{family}"


def question_address(instance_id: int) -> str:
    """The page of the note on one question."""
    return f"/notes/questions/{instance_id}"


def _notes(learner_id: int, family: str, instance_id: int) -> tuple[Select[str], Select[str]]:
    mine = select(NoteRow.text).where(NoteRow.learner_id == learner_id)
    return mine.where(NoteRow.family == family), mine.where(NoteRow.instance_id == instance_id)


def note_on_kind(session: Session, learner_id: int, family: str) -> Note:
    """The learner's note on a kind of question."""
    asked, _ = _notes(learner_id, family, 0)
    return Note(kind_address(family), session.scalar(asked) or "")


def note_on_question(session: Session, learner_id: int, instance_id: int) -> Note:
    """The learner's note on one question."""
    _, asked = _notes(learner_id, "", instance_id)
    return Note(question_address(instance_id), session.scalar(asked) or "")


def kept_with(session: Session, row: InstanceRow) -> Kept:
    """What is kept with a question. A note on it alone is only there once it is answered."""
    flag = exists().where(FlagRow.instance_id == row.id)
    found = select(flag, *(asked.scalar_subquery() for asked in _notes(row.learner_id, row.family, row.id)))
    flagged, on_kind, on_question = session.execute(found).one()
    return Kept(
        row.id,
        mark(row.id, row),
        bool(flagged),
        Note(kind_address(row.family), on_kind or ""),
        Note(question_address(row.id), on_question or ""),
    )
