"""What happens in guided mode: a learner looks where they stand, tries a group, has it shown, goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from app.db.models import Submission
from app.dependencies import Services, Visitor
from app.missing import NotFoundError
from app.quiz import moves as repository
from app.quiz import repository as quizzes
from app.quiz import sheets, submitting
from app.quiz.sheets import Sheet
from app.quiz.submitting import Given, Unreadable
from question_bank.model.answer import Answer, Reading
from question_bank.model.instance import Instance
from question_bank.model.rounding import asks_whole
from question_bank.reading import answers
from question_bank.way.guided import Action, Guide, Move, Stage
from question_bank.way.judging import PASSED


@dataclass(frozen=True)
class Course:
    """Where a learner stands on the way to one answer.

    Before the answer is in, the moves lead to it; after it they are practice and leave the score alone.
    """

    sheet: Sheet
    instance: Instance
    guide: Guide
    moves: tuple[Move, ...]
    stages: tuple[Stage, ...]

    @property
    def practice(self) -> bool:
        """Whether the answer is in already."""
        return self.sheet.submission is not None

    @property
    def now(self) -> Stage:
        """The group that is being worked on."""
        return self.stages[-1]

    @property
    def at_answer(self) -> bool:
        """Whether only the answer is left."""
        return self.now.number == self.guide.last

    @property
    def ordinal(self) -> int:
        """Which move in the group is the next one."""
        return sum(move.group == self.now.number for move in self.moves)

    def read(self, texts: Sequence[str]) -> Reading:
        """What is typed into the fields that wait; a comma in it may be a decimal one, unless all is counted."""
        return answers.read(texts, self.now.shapes, whole=asks_whole(self.instance.format.rounding))

    @property
    def finished(self) -> bool:
        """Whether the practice has come to its end."""
        final = [move for move in self.moves if move.group == self.guide.last]
        return bool(final) and final[-1].verdicts[0] in PASSED


@dataclass(frozen=True)
class Stale:
    """A move from a page on which the learner no longer stands: it is not stored.

    ``elsewhere``: the page was of another question, which this one replaced or which another database had.
    """

    elsewhere: bool = False


@dataclass(frozen=True)
class Answered:
    """A move on the way to an answer that is in already: it is not stored. ``repeated``: it was that answer itself."""

    sheet: Sheet
    submission: Submission
    repeated: bool


@dataclass(frozen=True)
class Overtaken:
    """A move that was made where the learner stood, until another page's was stored before it."""


@dataclass(frozen=True)
class Made:
    """A move as it was made: in which group, which one there, and whether the page was one of practice."""

    action: Action
    stage: int
    ordinal: int
    practice: bool


Stored: TypeAlias = None


def course(services: Services, visitor: Visitor, quiz_id: int, number: int) -> Course:
    """The way to the answer of a question; raises ``NotFoundError`` where there is no way to be guided on."""
    sheet = sheets.open_sheet(services, visitor, quiz_id, number)
    instance = sheets.stored_instance(sheet.row)
    guide = services.bank.guide(instance)
    if guide is None:
        raise NotFoundError
    with services.database.read() as session:
        moves = repository.moves(session, sheet.row.id, practice=sheet.submission is not None)
    if not guide.fits(moves):
        raise NotFoundError
    return Course(sheet, instance, guide, moves, guide.stages(moves))


def move(
    services: Services, visitor: Visitor, at: Course, made: Made, given: Given
) -> Stored | Unreadable | Stale | Answered:
    """Make one move. One that was made for another place than where the learner now stands changes nothing.

    Nor does one that was made for an instance whose answer was withdrawn since, or before an answer that is in now.
    """
    outcome = _move(services, visitor, at, made, given)
    if isinstance(outcome, Overtaken):  # what it comes to goes by what is stored now, which may be the same move
        now = course(services, visitor, at.sheet.quiz_id, at.sheet.number)
        outcome = (
            _move(services, visitor, now, made, given) if now.sheet.row.id == at.sheet.row.id else Stale(elsewhere=True)
        )
    return Stale() if isinstance(outcome, Overtaken) else outcome


def _move(
    services: Services, visitor: Visitor, at: Course, made: Made, given: Given
) -> Stored | Unreadable | Stale | Answered | Overtaken:
    action, stage, ordinal = made.action, made.stage, made.ordinal
    if not at.sheet.asks(given.instance):
        return Stale(elsewhere=True)
    if at.sheet.submission is not None and not made.practice:
        return Answered(at.sheet, at.sheet.submission, stage == at.guide.last and submitting.is_same(at.sheet, given))
    if (stage, ordinal) != (at.now.number, at.ordinal) or at.finished:
        return None if action != "tried" or _is_repeated(at, stage, ordinal, given) else Stale()
    if at.at_answer:
        return _answer(services, visitor, at, action, given)
    texts: tuple[str, ...] = ()
    if action == "tried":
        reading = submitting.fitting(given.texts, at.read(given.texts))
        if not reading.readable:
            return Unreadable(reading)
        texts = given.texts
    if action == "kept" and not at.now.tried:
        return None
    return _store(services, at, at.guide.judged(at.moves, Move(stage, action, texts)))


def is_now(at: Course, made: Made, given: Given) -> bool:
    """Whether a move would be made where the learner now stands."""
    here = (at.now.number, at.ordinal, at.practice)
    return at.sheet.asks(given.instance) and not at.finished and (made.stage, made.ordinal, made.practice) == here


def is_missed(services: Services, at: Course, made: Made, given: Given) -> bool:
    """Whether something was typed on a page on which the learner no longer stands, and is not stored."""
    if not given.anything or is_now(at, made, given):
        return False
    with services.database.read() as session:
        moves = repository.moves(session, at.sheet.row.id, practice=made.practice)
    return not _is_repeated(replace(at, moves=moves), made.stage, made.ordinal, given)


def _is_repeated(at: Course, stage: int, ordinal: int, given: Given) -> bool:
    """Whether a move is stored already, as that of a form sent twice is."""
    texts = given.texts
    if stage == at.guide.last:
        if submitting.is_same(at.sheet, given):
            return True
        texts = submitting.given_answer(at.instance, given).flat.as_texts
    there = [move for move in at.moves if move.group == stage]
    return 0 <= ordinal < len(there) and (there[ordinal].action, there[ordinal].texts) == ("tried", texts)


def _answer(
    services: Services, visitor: Visitor, at: Course, action: Action, given: Given
) -> Stored | Unreadable | Overtaken:
    """The last group: the answer itself. It is never shown before it is in."""
    if not at.practice:
        outcome = submitting.submit(services, visitor, at.sheet, given) if action == "tried" else "stored"
        return outcome if isinstance(outcome, Unreadable) else None if outcome == "stored" else Overtaken()
    if action == "shown":
        return _store(services, at, Move(at.guide.last, "shown", (), ("shown",)))
    if action == "tried":
        answer = submitting.given_answer(at.instance, given)
        unreadable = submitting.unreadable(services, at.instance, answer, given)
        return unreadable or _store(services, at, _judged(services, at, answer))
    return None


def _judged(services: Services, at: Course, answer: Answer) -> Move:
    correct = services.bank.grade(at.instance, answer).correct
    before = [move for move in at.moves if move.group < at.guide.last]
    return Move(at.guide.last, "tried", answer.flat.as_texts, (at.guide.answered(before, answer, correct),))


def _store(services: Services, at: Course, move: Move) -> Stored | Overtaken:
    with services.database.write(whose=at.sheet.row.learner_id) as session:
        row = quizzes.find_item(session, at.sheet.quiz_id, at.sheet.number)
        if row is None or not at.sheet.is_on(row) or (row.submission is not None) != at.practice:
            return Overtaken()  # the answer came in meanwhile, on another page, or was withdrawn there
        moves = repository.moves(session, row.id, practice=at.practice)
        if moves != at.moves:
            return Overtaken()  # by the same move, sent twice, or by another one
        repository.add(session, row.id, moves, move, practice=at.practice, now=services.now())
    return None
