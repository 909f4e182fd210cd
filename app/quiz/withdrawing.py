"""Taking back an answer: it is kept and counts nowhere, and its question comes again with numbers not seen yet."""

from typing import Literal, TypeAlias

from sqlalchemy.orm import Session

from app.db import totals
from app.db.models import InstanceRow, Submission
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.marks import read_mark
from app.quiz.selection import Slot, candidates
from app.schedule import log

# late: the learner went on, and the answer stays; stale: it was pressed on the page of another question's answer.
Withdrawn: TypeAlias = Literal["withdrawn", "late", "stale"]


def possible(services: Services, submission: Submission, row: InstanceRow) -> bool:
    """Whether an answer can be taken back: until the learner goes on, and while the bank asks such questions."""
    return submission.settled_at is None and submission.withdrawn_at is None and _slot(services, row) is not None


def _slot(services: Services, row: InstanceRow) -> Slot | None:
    """What is drawn in place of a question: the same kind, level and form; None where the bank has it no more."""
    card = services.bank.families.get(row.family)
    if card is None:
        return None
    slots = candidates([card], [card.topic], [row.level]).get(card.id, [])
    return next((slot for slot in slots if slot.form == row.form), None)


def withdraw(services: Services, visitor: Visitor, quiz_id: int, number: int, sent: str) -> Withdrawn:
    """Take back an answer to a question of a quiz; ``sent`` is its mark.

    One that was taken back before stays so, whatever was answered since. Raises ``NotFoundError`` for an answer that is
    none to this question, unless its page was of another one that has the same number.
    """
    submission_id, content = read_mark(sent)
    asked = (visitor.learner_id, quiz_id, number, submission_id)
    with services.database.read() as session:
        submission = repository.find_submission(session, *asked)
        if submission is None and not content:
            raise NotFoundError
        if submission is None or not submission.instance.fingerprint.startswith(content):
            return "stale"
        row = submission.instance
        slot = _slot(services, row)
        seen = repository.seen_fingerprints(session, visitor.learner_id)
    if submission.withdrawn_at is not None:
        return "withdrawn"
    if slot is None or not possible(services, submission, row):
        return "late"
    (instance,) = draw(services, [slot], seen)  # before the write begins, as for a new quiz
    with services.database.write(whose=visitor.learner_id) as session:
        submission = _found(session, *asked)
        if submission.withdrawn_at is None and submission.settled_at is None:
            _replace(
                session,
                submission,
                repository.new_row(visitor.learner_id, number, row.topic, instance, row.reason),
                services,
            )
        return "late" if submission.withdrawn_at is None else "withdrawn"


def _found(session: Session, learner_id: int, quiz_id: int, number: int, submission_id: int) -> Submission:
    found = repository.find_submission(session, learner_id, quiz_id, number, submission_id)
    if found is None:
        raise NotFoundError
    return found


def _replace(session: Session, submission: Submission, fresh: InstanceRow, services: Services) -> None:
    now = services.now()
    submission.withdrawn_at = now
    submission.instance.replaced_at = now
    session.flush()  # the place in the quiz is free before the fresh one takes it
    totals.withdraw(session, submission)
    log.forget(session, services.bank, submission)
    fresh.quiz_id, fresh.replaces_id = submission.instance.quiz_id, submission.instance_id
    session.add(fresh)
    quiz = submission.instance.quiz
    quiz.finished_at = quiz.dropped_at = None  # whoever takes an answer back is working on it again
