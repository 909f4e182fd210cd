"""An answer comes in: it is read, graded, diagnosed and stored once; before it, hints may be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from app.db import totals
from app.db.models import RecognisedSlip, Submission
from app.dependencies import Services, Visitor
from app.quiz import device, holding, repository
from app.quiz.moves import moves
from app.quiz.outcome import outcome
from app.quiz.sheets import Sheet, stored_instance
from app.quiz.stored import stored_answer, to_keep
from app.schedule import log
from question_bank.forms import form_of
from question_bank.model.answer import UNKNOWN, Answer, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Instance
from question_bank.model.review import SlipFinding
from question_bank.way.guided import Move

_LISTED, _LISTED_LENGTH = 64, 40  # how many of the values sent are repeated, and how much of each
LONGEST_SITTING = 30 * 60  # seconds; beyond it the question was left lying, and no time is counted


@dataclass(frozen=True)
class Given:
    """What came in with the answer form."""

    texts: tuple[str, ...] = ()
    choices: tuple[int, ...] = ()
    unknown: bool = False
    guessed: bool = False
    instance: str | None = None  # the mark of the one it was typed for
    seen: datetime | None = None  # by the clock of a device without a network
    answered: datetime | None = None

    @property
    def anything(self) -> bool:
        """Whether there is something to be told of it, where it is not taken."""
        return any(self.texts) or bool(self.choices) or self.unknown


@dataclass(frozen=True)
class Unreadable:
    """An answer that cannot be graded: nothing is stored, and no attempt is used.

    What is wrong is said of its fields, or of what was ticked: it is ``refused``.
    """

    reading: Reading
    refused: Bilingual | None = None


# late: an answer was in already; stale: sent from the page of an instance that was replaced. Neither is stored.
Stored: TypeAlias = Literal["stored", "late", "stale"]


def ask_hint(services: Services, sheet: Sheet, number: int, instance: str | None = None) -> bool:
    """Count a hint that is asked for: the next one, and only before the answer. Asked twice it counts once.

    False where it cannot be shown, because it is not its turn or there is no such hint.
    """
    if not sheet.asks(instance):
        return True  # the page tells that the question has other numbers now
    with services.database.write(whose=sheet.row.learner_id) as session:
        row = repository.find_item(session, sheet.quiz_id, sheet.number)
        if row is None or not sheet.is_on(row) or row.submission is not None:
            return True  # or that it is answered
        if number == row.hints + 1 <= row.content.get("hints", 0):
            row.hints = number
        return 1 <= number <= row.hints


def submit(services: Services, visitor: Visitor, sheet: Sheet, given: Given) -> Stored | Unreadable:
    """Grade an answer and store it. The first answer counts; one more for the same question changes nothing.

    Nor does one that was typed for an instance whose answer was withdrawn: the question has other numbers now.
    """
    if not sheet.asks(given.instance):
        return "stale"
    if sheet.submission is not None:
        return "late"
    instance = stored_instance(sheet.row)
    answer = given_answer(instance, given)
    correct = False
    cells: tuple[bool, ...] = ()
    found: tuple[SlipFinding, ...] = ()
    before: tuple[Move, ...] = ()
    if not given.unknown:
        problem = unreadable(services, instance, answer, given)
        if problem is not None:
            return problem
        grade = services.bank.grade(instance, answer)
        correct, cells = grade.correct, grade.cells
        if not correct:
            with services.database.read() as session:
                before = moves(session, sheet.row.id, practice=False)
            found = services.bank.diagnose(instance, answer, before)
    now = services.now()
    with services.database.write(whose=sheet.row.learner_id) as session:
        row = repository.find_item(session, sheet.quiz_id, sheet.number)
        if row is None or not sheet.is_on(row):
            return "stale"
        if row.submission is not None:
            return "late"
        row.shown_at, at = device.times(row, given.seen, given.answered, now)
        due = holding.due(services, session, sheet.quiz_id)
        if due is not None and now >= due:
            at = now  # no clock of a device makes it earlier: by now the keys are told
        seconds = None if row.shown_at is None else (at - row.shown_at).total_seconds()
        came = outcome(services.bank, instance, moves(session, row.id, practice=False), answer, correct=correct)
        looked = not given.unknown and not correct and bool(before) == (came.own is not None)
        row.submission = Submission(
            learner_id=row.learner_id,
            topic=row.topic,
            family=row.family,
            kind=came.kind,
            guessed=given.guessed and not given.unknown,
            choice=answer.flat.choice,
            texts=list(answer.flat.texts),
            correct=came.correct,
            cells=[True] * len(cells) if came.correct else list(cells),
            slips=[RecognisedSlip(slip=slip, made_at=at) for slip in dict.fromkeys((*came.slips, *recognised(found)))],
            seconds=seconds if seconds is not None and 0 <= seconds <= LONGEST_SITTING else None,
            language=visitor.language,
            own=came.own,
            created_at=at,
            settled_at=None if due is None else now,  # what is given in a set is given
            withdrawn_at=None,
            findings=to_keep(services.bank, row.family, found) if looked else None,
        )
        row.quiz.dropped_at = None  # whoever answers is working on it again
        session.flush()
        totals.count(session, row.submission)
        log.note(session, services.bank, row.submission)
        repository.settle(session, row.learner_id, sheet.quiz_id, now, but=row.id)
        repository.finish(session, sheet.quiz_id)
    return "stored"


def is_same(sheet: Sheet, given: Given) -> bool:
    """Whether what was sent is the answer that is in, as a form sent twice is."""
    if sheet.submission is None:
        return False
    instance = stored_instance(sheet.row)
    answer = given_answer(instance, given)
    return answer == stored_answer(instance, sheet.submission) and (given.unknown or answer.given)


def recognised(findings: Sequence[SlipFinding]) -> tuple[str, ...]:
    """The slips to count: certain ones, or a named one that alone gives the answer. Other possibilities are not."""
    counted = [finding for finding in findings if finding.certain]
    if not counted and len(findings) == 1 and findings[0].kind == "named" and not findings[0].cells:
        counted = list(findings)
    return tuple(slip for finding in counted for slip in finding.slips)


def given_answer(instance: Instance, given: Given) -> Answer:
    """What was given, as far as the question asks for it."""
    if given.unknown:
        return UNKNOWN
    return form_of(instance.form).taken(instance, given.choices, given.texts)


def fitting(texts: Sequence[str], reading: Reading) -> Reading:
    """The reading of what was sent; with more values than there are fields it is no answer, and the last field says it.

    No page sends more, so nobody knows which of them are meant.
    """
    count = len(reading.cells)
    if not 0 < count < len(texts):
        return reading
    listed = ", ".join(text[:_LISTED_LENGTH] for text in texts[:_LISTED])
    more = ", …" if len(texts) > _LISTED else ""
    problem = Bilingual(
        ja=f"{count} 個の欄に {len(texts)} 個の値が送られました。どの値が解答かを決められません。"
        f"送られた値: {listed}{more}",
        en=f"{len(texts)} values were sent for {count} field{'s' * (count > 1)}, so it is not known which of them are "
        f"the answer. The values sent: {listed}{more}",
    )
    return Reading(cells=(*reading.cells[:-1], reading.cells[-1].model_copy(update={"problem": problem})))


def unreadable(services: Services, instance: Instance, answer: Answer, given: Given) -> Unreadable | None:
    """Why what was given, or the answer made of it, cannot be graded; None for one that can."""
    refused = form_of(instance.form).refused(instance, given.choices)
    reading = fitting(given.texts, services.bank.read_given(instance, answer))
    return None if reading.readable and refused is None else Unreadable(reading, refused)
