"""What happens in a quiz: it is started, a question is shown, an answer comes in, questions come again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.db import GLANCE, NotSavedError, totals
from app.db.models import InstanceRow, RecognisedSlip, Submission
from app.dependencies import Services, Visitor
from app.errors import NotFoundError
from app.quiz import repository
from app.quiz.drawing import draw
from app.quiz.moves import moves
from app.quiz.outcome import outcome
from app.quiz.repository import Item, QuizHead
from app.quiz.selection import Ordering, Slot, candidates, choose, with_slip
from question_bank.forms import form_of
from question_bank.model.instance import Answer, Instance, Question, Reading, SlipFinding

SLIP_QUESTIONS = 5
LONGEST_SITTING = 30 * 60  # seconds; beyond it the question was left lying, and no time is counted


@dataclass(frozen=True)
class Given:
    """What came in with the answer form."""

    texts: tuple[str, ...] = ()
    choices: tuple[int, ...] = ()
    unknown: bool = False
    guessed: bool = False
    instance_id: int | None = None  # of the page it was typed on


@dataclass(frozen=True)
class Unreadable:
    """An answer that cannot be graded: nothing is stored, and no attempt is used. ``reading`` None: nothing chosen."""

    reading: Reading | None


@dataclass(frozen=True)
class Sheet:
    """A question of a quiz together with all the quiz's questions."""

    quiz_id: int
    repeats_id: int | None
    number: int
    items: tuple[Item, ...]
    row: InstanceRow

    @property
    def submission(self) -> Submission | None:
        """The answer, once it is in."""
        return self.row.submission

    def asks(self, instance_id: int | None) -> bool:
        """Whether a page of this instance is still the page of this question; one that names none is."""
        return instance_id in {None, self.row.id}

    @property
    def goes_on(self) -> bool:
        """Whether the answer to another question can be withdrawn until this one is shown."""
        return any(not item.settled for item in self.items if item.number != self.number)


# late: an answer was in already; stale: sent from the page of an instance that was replaced. Neither is stored.
Stored: TypeAlias = Literal["stored", "late", "stale"]


def stored_instance(row: InstanceRow) -> Instance:
    """The instance as it was issued."""
    return Instance.model_validate(row.content)


def stored_question(row: InstanceRow) -> Question:
    """The part of it that may be shown before the answer; what was added to questions since is left at its default."""
    return Question.model_validate({name: row.content[name] for name in Question.model_fields if name in row.content})


def _store(services: Services, head: QuizHead, slots: Sequence[Slot]) -> int:
    # Drawn before the write begins: numbers take milliseconds each, and there is one writer.
    with services.database.read() as session:
        seen = repository.seen_fingerprints(session, head.learner_id)
    drawn = draw(services, slots, seen)
    pairs = [(slot.topic, instance) for slot, instance in zip(slots, drawn, strict=True)]
    with services.database.write() as session:
        return repository.add_quiz(session, head, pairs, services.now())


def start(
    services: Services, visitor: Visitor, topics: Sequence[str], levels: Sequence[int], count: int, ordering: Ordering
) -> int | None:
    """Start a quiz and return its id; None where no question fits the chosen topics and levels."""
    cards = tuple(services.bank.families.values())
    slots = choose(cards, topics, levels, count, ordering, services.random)
    if not slots:
        return None
    return _store(services, QuizHead(visitor.learner_id, tuple(topics), tuple(levels), ordering), slots)


def start_family(services: Services, visitor: Visitor, family: str) -> int:
    """Start a quiz of one family in each of its levels and forms; raises ``NotFoundError`` for an unknown family."""
    card = services.bank.families.get(family)
    if card is None:
        raise NotFoundError
    levels = tuple(sorted({level for level, _ in card.asks}))
    slots = candidates([card], [card.topic], levels)[family]
    return _store(services, QuizHead(visitor.learner_id, (card.topic,), levels, "topic"), slots)


def start_slip(services: Services, visitor: Visitor, slip: str) -> int:
    """Start a quiz of questions in which a named slip can happen; raises ``NotFoundError`` for an unknown one."""
    cards = [services.bank.families[family] for family in services.bank.slip_families.get(slip, ())]
    slots = with_slip(cards, slip, SLIP_QUESTIONS, services.random)
    if not slots:
        raise NotFoundError
    topics = tuple(dict.fromkeys(slot.topic for slot in slots))
    levels = tuple(sorted({slot.level for slot in slots}))
    return _store(services, QuizHead(visitor.learner_id, topics, levels, "mixed"), slots)


def _again(services: Services, visitor: Visitor, quiz_id: int, asked: Sequence[Item]) -> int:
    slots = [
        Slot(item.family, item.topic, item.level, form)
        for item in asked
        if (card := services.bank.families.get(item.family)) is not None
        for level, form in card.asks
        if (level, form) == (item.level, item.form)
    ]
    if not slots:
        raise NotFoundError
    topics = tuple(dict.fromkeys(slot.topic for slot in slots))
    levels = tuple(sorted({slot.level for slot in slots}))
    return _store(services, QuizHead(visitor.learner_id, topics, levels, "again", quiz_id), slots)


def again(services: Services, visitor: Visitor, quiz_id: int, number: int) -> int:
    """The same kind of question with new numbers, as a quiz of its own. It must have been answered."""
    asked = [item for item in quiz_items(services, visitor, quiz_id) if item.number == number]
    if not asked or asked[0].state == "open":
        raise NotFoundError
    return _again(services, visitor, quiz_id, asked)


def wrong_again(services: Services, visitor: Visitor, quiz_id: int) -> int:
    """The questions of a quiz that were not answered right, with new numbers."""
    asked = [item for item in quiz_items(services, visitor, quiz_id) if item.state in {"wrong", "unknown", "shown"}]
    return _again(services, visitor, quiz_id, asked)


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
        quiz = repository.find_quiz(session, visitor.learner_id, quiz_id)
        row = None if quiz is None else repository.find_item(session, quiz_id, number)
        if quiz is None or row is None:
            raise NotFoundError
        return Sheet(quiz_id, quiz.repeats_id, number, tuple(repository.items(session, quiz_id)), row)


def note_shown(services: Services, sheet: Sheet) -> None:
    """Remember when a question was first seen, and that the learner went on from the one before.

    Seeing it again changes nothing. Looking needs no write: where it cannot be noted at once, the next look notes it.
    """
    if sheet.row.shown_at is not None and not sheet.goes_on:
        return
    with suppress(NotSavedError), services.database.write(GLANCE) as session:
        repository.settle(session, sheet.quiz_id, services.now(), but=sheet.row.id)
        row = session.get(InstanceRow, sheet.row.id)
        if row is not None and row.shown_at is None:
            row.shown_at = services.now()


def note_result(services: Services, quiz_id: int, items: Sequence[Item]) -> None:
    """Remember that the learner went on to the result of a quiz; seeing it again changes nothing."""
    if any(not item.settled for item in items):
        with suppress(NotSavedError), services.database.write(GLANCE) as session:
            repository.settle(session, quiz_id, services.now())


def ask_hint(services: Services, sheet: Sheet, number: int, instance_id: int | None = None) -> bool:
    """Count a hint that is asked for: the next one, and only before the answer. Asked twice it counts once.

    False where it cannot be shown, because it is not its turn or there is no such hint.
    """
    if not sheet.asks(instance_id):
        return True  # the page tells that the question has other numbers now
    with services.database.write() as session:
        row = repository.find_item(session, sheet.quiz_id, sheet.number)
        if row is None or row.id != sheet.row.id or row.submission is not None:
            return True  # or that it is answered
        if number == row.hints + 1 <= row.content.get("hints", 0):
            row.hints = number
        return 1 <= number <= row.hints


def submit(services: Services, visitor: Visitor, sheet: Sheet, given: Given) -> Stored | Unreadable:
    """Grade an answer and store it. The first answer counts; one more for the same question changes nothing.

    Nor does one that was typed for an instance whose answer was withdrawn: the question has other numbers now.
    """
    if not sheet.asks(given.instance_id):
        return "stale"
    if sheet.submission is not None:
        return "late"
    instance = stored_instance(sheet.row)
    answer = given_answer(instance, given)
    correct = False
    cells: tuple[bool, ...] = ()
    slips: tuple[str, ...] = ()
    if not given.unknown:
        problem = unreadable(services, instance, answer)
        if problem is not None:
            return problem
        grade = services.bank.grade(instance, answer)
        correct, cells = grade.correct, grade.cells
        if not correct:
            slips = _recognised(services.bank.diagnose(instance, answer))
    now = services.now()
    with services.database.write() as session:
        row = repository.find_item(session, sheet.quiz_id, sheet.number)
        if row is None or row.id != sheet.row.id:
            return "stale"
        if row.submission is not None:
            return "late"
        seconds = None if row.shown_at is None else (now - row.shown_at).total_seconds()
        came = outcome(services.bank, instance, moves(session, row.id, practice=False), answer, correct=correct)
        row.submission = Submission(
            learner_id=row.learner_id,
            topic=row.topic,
            family=row.family,
            kind=came.kind,
            guessed=given.guessed and not given.unknown,
            choice=answer.choice,
            texts=list(answer.texts),
            correct=came.correct,
            cells=[True] * len(cells) if came.correct else list(cells),
            slips=[RecognisedSlip(slip=slip) for slip in dict.fromkeys((*came.slips, *slips))],
            seconds=seconds if seconds is not None and 0 <= seconds <= LONGEST_SITTING else None,
            language=visitor.language,
            own=came.own,
            created_at=now,
            settled_at=None,
            withdrawn_at=None,
        )
        row.quiz.dropped_at = None  # whoever answers is working on it again
        session.flush()
        totals.count(session, row.submission)
        repository.settle(session, sheet.quiz_id, now, but=row.id)
        if next_open(repository.items(session, sheet.quiz_id)) is None:
            row.quiz.finished_at = now
    return "stored"


def is_same(sheet: Sheet, given: Given) -> bool:
    """Whether what was sent is the answer that is in, as a form sent twice is."""
    if sheet.submission is None:
        return False
    answer = given_answer(stored_instance(sheet.row), given)
    return (answer.choice, list(answer.texts)) == (sheet.submission.choice, sheet.submission.texts) and (
        given.unknown or answer.given
    )


def drop(services: Services, visitor: Visitor, quiz_id: int) -> None:
    """Leave the rest of a quiz unanswered; raises ``NotFoundError``. Dropped twice it stays as it is."""
    with services.database.write() as session:
        quiz = repository.find_quiz(session, visitor.learner_id, quiz_id)
        if quiz is None:
            raise NotFoundError
        if quiz.finished_at is None and quiz.dropped_at is None:
            quiz.dropped_at = services.now()


def _recognised(findings: Sequence[SlipFinding]) -> tuple[str, ...]:
    """The slips to count: certain ones, or a named one that alone gives the answer. Other possibilities are not."""
    counted = [finding for finding in findings if finding.certain]
    if not counted and len(findings) == 1 and findings[0].kind == "named" and not findings[0].cells:
        counted = list(findings)
    return tuple(slip for finding in counted for slip in finding.slips)


def given_answer(instance: Instance, given: Given) -> Answer:
    """What was given, as far as the question asks for it."""
    if given.unknown:
        return Answer()
    return form_of(instance.form).taken(instance, given.choices, given.texts)


def unreadable(services: Services, instance: Instance, answer: Answer) -> Unreadable | None:
    """Why an answer cannot be graded; None for one that can."""
    if not form_of(instance.form).complete(instance, answer):
        return Unreadable(None)
    reading = services.bank.read_given(instance, answer.texts)
    return None if reading.readable else Unreadable(reading)
