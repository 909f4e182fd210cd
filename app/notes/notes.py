"""Notes in the database: read, written once however often they are sent, listed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import category

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.models import InstanceRow, NoteRow, Submission
from app.db.paging import Listed
from app.missing import NotFoundError
from app.quiz.kept import Note, kind_address, note_on_kind, note_on_question, question_address


@dataclass(frozen=True)
class About:
    """What a note is about: a kind, or one question that is answered, of the same kind."""

    family: str
    instance_id: int | None = None
    submission_id: int | None = None

    def note(self, session: Session, learner_id: int) -> Note:
        """The note as it stands."""
        if self.instance_id is None:
            return note_on_kind(session, learner_id, self.family)
        return note_on_question(session, learner_id, self.instance_id)


@dataclass(frozen=True)
class Noted:
    """A note in the list."""

    id: int
    about: About
    note: Note
    changed_at: datetime


def _noted(key: int, family: str, instance_id: int | None, submission_id: int | None, *note: Any) -> Noted:
    text, changed_at = note
    address = kind_address(family) if instance_id is None else question_address(instance_id)
    return Noted(key, About(family, instance_id, submission_id), Note(address, text), changed_at)


LISTED = Listed(
    select(
        NoteRow.id,
        func.coalesce(NoteRow.family, InstanceRow.family),
        NoteRow.instance_id,
        Submission.id,
        NoteRow.text,
        NoteRow.changed_at,
    )
    .outerjoin(InstanceRow, NoteRow.instance_id == InstanceRow.id)
    .outerjoin(Submission, Submission.instance_id == InstanceRow.id),
    (NoteRow.id,),
    NoteRow.learner_id,
    _noted,
)


def answered(session: Session, learner_id: int, instance_id: int) -> About | None:
    """A question of this learner, once it is answered."""
    row = session.execute(
        select(InstanceRow.family, InstanceRow.id, Submission.id)
        .join(Submission, Submission.instance_id == InstanceRow.id)
        .where(InstanceRow.id == instance_id, InstanceRow.learner_id == learner_id)
    ).one_or_none()
    return None if row is None else About(*row)


def withdrawn(session: Session, about: About) -> bool:
    """Whether a note is on an answer that was taken back: its place in the quiz shows another question."""
    taken_back = Submission.id == about.submission_id, Submission.withdrawn_at.is_not(None)
    return session.scalar(select(Submission.id).where(*taken_back)) is not None


def cleaned(text: str) -> str:
    """A text as it is stored: as typed, without characters that cannot be seen and blank lines at its ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in lines if letter in "\n\t" or (letter >= " " and letter != "\x7f"))
    seen = any(not (letter.isspace() or category(letter) == "Cf") for letter in kept)  # more than spaces of no width
    return kept.strip("\n").rstrip() if seen else ""


def save(session: Session, learner_id: int, about: About, text: str, seen: str | None, now: datetime) -> bool:
    """Write a note, or delete it with an empty text; what stands there already is left as it is.

    False where the note is no longer the one that was ``seen``: it was changed on another page, and stays. Raises
    ``NotFoundError`` for a question that is gone.
    """
    if about.instance_id is not None and answered(session, learner_id, about.instance_id) is None:
        raise NotFoundError  # deleted meanwhile
    stored = about.note(session, learner_id)
    if text == stored.text:
        return True
    if seen not in {None, stored.seen}:
        return False
    if not stored.text:
        family = about.family if about.instance_id is None else None
        fresh = {"family": family, "instance_id": about.instance_id, "text": text}
        session.add(NoteRow(learner_id=learner_id, created_at=now, changed_at=now, **fresh))
        return True
    on_one = NoteRow.family == about.family if about.instance_id is None else NoteRow.instance_id == about.instance_id
    row = session.scalars(select(NoteRow).where(NoteRow.learner_id == learner_id, on_one)).one()
    if text:
        row.text, row.changed_at = text, now
    else:
        session.delete(row)
    return True
