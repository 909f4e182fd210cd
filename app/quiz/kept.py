"""What the learner keeps with a question: whether it is flagged, the notes on it and on its kind."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select
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


_MINE = select(NoteRow.text).where(NoteRow.learner_id == bindparam("learner"))
_ON_KIND = _MINE.where(NoteRow.family == bindparam("kind"))
_ON_QUESTION = _MINE.where(NoteRow.instance_id == bindparam("question"))
_FLAG = exists().where(FlagRow.instance_id == bindparam("question"))
_ALL = select(_FLAG, _ON_KIND.scalar_subquery(), _ON_QUESTION.scalar_subquery())


def note_on_kind(session: Session, learner_id: int, family: str) -> Note:
    """The learner's note on a kind of question."""
    return Note(kind_address(family), session.scalar(_ON_KIND, {"learner": learner_id, "kind": family}) or "")


def note_on_question(session: Session, learner_id: int, instance_id: int) -> Note:
    """The learner's note on one question."""
    mine = {"learner": learner_id, "question": instance_id}
    return Note(question_address(instance_id), session.scalar(_ON_QUESTION, mine) or "")


def kept_with(session: Session, row: InstanceRow) -> Kept:
    """What is kept with a question. A note on it alone is only there once it is answered."""
    mine = {"learner": row.learner_id, "kind": row.family, "question": row.id}
    flagged, on_kind, on_question = session.execute(_ALL, mine).one()
    return Kept(
        row.id,
        mark(row.id, row),
        bool(flagged),
        Note(kind_address(row.family), on_kind or ""),
        Note(question_address(row.id), on_question or ""),
    )
