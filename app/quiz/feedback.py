"""What a page says of an answer, within a quiz and in the history."""

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from app.db.models import InstanceRow, Submission
from app.dependencies import Services
from app.pictures.drawings import Drawings, drawings
from app.pictures.figures import Laid
from app.quiz import withdrawing
from app.quiz.holding import refuse_held
from app.quiz.marks import mark
from app.quiz.moves import moves
from app.quiz.opened import Opened, Reading, opened
from app.quiz.origin import Origin, origin
from app.quiz.pictures import drawn
from app.quiz.places import Answering, Place, place, topic_of
from app.quiz.regraded import Regraded, regraded
from app.quiz.sheets import Sheet, stored_instance
from app.quiz.states import Result, result
from app.quiz.stored import kept, stored_answer
from app.quiz.submitting import Given
from app.quiz.way import Way, gone
from app.schedule.telling import Coming, coming
from app.web.addresses import address_of_instance
from app.web.widths import is_short
from question_bank.forms import form_of
from question_bank.model.answer import Answer, Cell
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Question
from question_bank.model.review import Review
from question_bank.model.topics import Topic
from question_bank.pictures.run import Pictures
from question_bank.reading.numerals import is_as_shown
from question_bank.way.guided import Move

BRIEF = 14  # half-width characters: two of that length and what they are stand in a line of a phone


@dataclass(frozen=True)
class Feedback(Answering):
    """An answered question: what was given, whether it holds, why, and the derivation."""

    topic: Topic
    question: Question
    submission: Submission
    answer: Answer
    cells: tuple[Cell, ...]
    review: Review
    hints: int  # how many were asked for
    way: Way | None  # of a guided answer
    opened: Opened
    drawings: Drawings  # none while another reading is open
    lab: str  # where to change its numbers; empty where there is no such place
    origin: Origin
    otherwise: bool = False  # today's rules would judge the answer otherwise than it was judged

    @property
    def retyped(self) -> str:
        """What was typed in the only field, where it says more than how it was read: 1e-3, 40%."""
        (cell,) = self.cells
        return "" if is_as_shown(cell) else cell.raw

    @property
    def pictures(self) -> tuple[Laid, ...]:
        """The choices as pictures, each with what differs from the right one marked; none where they are texts."""
        return drawn(self.question, self.key[0] if self.key else None)

    @property
    def regraded(self) -> Regraded | None:
        """Whether its verdict is another one than that of its time."""
        answer = self.submission
        return regraded(answer.regraded, answer.kind, answer.correct, answer.cells)

    @property
    def unanswered(self) -> bool:
        """Whether an exam ended without an answer to it."""
        return self.submission.id is None

    @property
    def result(self) -> Result:
        """How it turned out."""
        return result(self.submission.kind, self.submission.correct)

    @property
    def ticked(self) -> tuple[int, ...]:
        """The choices that were chosen."""
        return form_of(self.question.form).ticked(self.answer)

    @property
    def others(self) -> tuple[int, ...]:
        """The choices that are neither right nor were chosen."""
        told = enumerate(self.review.choices)
        return tuple(place for place, said in told if not said.right and place not in self.ticked)

    @property
    def key(self) -> tuple[int, ...]:
        """The choices that are right."""
        return tuple(place for place, said in enumerate(self.review.choices) if said.right)

    def is_brief(self, place: int) -> bool:
        """Whether what a choice says has room in the line of the verdict."""
        text = self.question.choices[place].text
        return not self.pictures and "matrix" not in text.ja and is_short(text, BRIEF)

    def remark(self, place: int) -> Bilingual | None:
        """What is left to say of a choice where the slip behind it is told already."""
        remark = self.review.choices[place].remark
        for told in (found.sentence for found in self.review.findings):
            if remark is not None and remark.ja.startswith(told.ja) and remark.en.startswith(told.en):
                ja, en = remark.ja.removeprefix(told.ja).strip(), remark.en.removeprefix(told.en).strip()
                return Bilingual(ja=ja, en=en) if ja and en else None
        return remark

    def names_of(self, fields: tuple[int, ...]) -> Bilingual:
        """What several fields are called."""
        marks = [self.name_of(field) for field in fields]
        return Bilingual(ja="、".join(mark.ja for mark in marks), en=", ".join(mark.en for mark in marks))


@dataclass(frozen=True)
class Sent:
    """An answer that came too late to count: what stood in the fields, by their names, or which choices."""

    unknown: bool
    cells: tuple[tuple[Bilingual | None, str], ...]
    choices: tuple[int, ...]
    step: bool = False  # values of a step on the way to it


@dataclass(frozen=True)
class FeedbackPage:
    """Feedback within a quiz, and the answer that was sent although one was in."""

    place: Place
    feedback: Feedback
    withdrawable: bool
    mark: str  # what names the answer in the form that takes it back
    too_late: bool = False  # it was to be withdrawn, and cannot be any more
    sent: Sent | None = None
    elsewhere: bool = False  # it was sent from the page of another question
    coming: Coming | None = None  # when the kind comes again


def sent(question: Question, given: Given) -> Sent:
    """What was sent, as far as the question asks for it."""
    form = form_of(question.form)
    count = form.fields(question)
    names = [None if count == 1 else form.field_name(question, k) for k in range(count)]
    return Sent(
        given.unknown,
        tuple(zip(names, given.texts, strict=False)),
        tuple(k for k in given.choices if k < len(question.choices)),
    )


def sent_step(given: Given) -> Sent:
    """What was sent of a step on the way to an answer that is in already."""
    return Sent(False, tuple((None, text) for text in given.texts), given.choices, step=True)


def sent_elsewhere(given: Given) -> Sent | None:
    """What was sent from the page of another question, whose fields have names of their own."""
    if not given.anything:
        return None
    return Sent(given.unknown, tuple((None, text) for text in given.texts), given.choices)


def _moves(services: Services, row: InstanceRow) -> tuple[Move, ...]:
    with services.database.read() as session:
        return moves(session, row.id, practice=False)


def _readings(review: Review, *, pictured: bool) -> Iterator[Reading]:
    """Which readings of its run a question has."""
    if review.lines:
        yield "derivation"
    if pictured:
        yield "picture"
    if review.check is not None:
        yield "check"
    if review.snippet is not None:
        yield "numpy"


def feedback(
    services: Services, row: InstanceRow, submission: Submission, query: QueryParams | None = None, address: str = ""
) -> Feedback:
    """Everything there is to say about an answer; computed again from the stored parameters.

    ``query`` is what the address of its page asks to be open; ``address`` is named where it is shown at another one.
    """
    refuse_held(services, row)
    instance = stored_instance(row)
    answer = stored_answer(instance, submission)
    cells = services.bank.read_stored(instance, answer).cells if answer.given else ()
    guided = submission.own is not None
    before = _moves(services, row) if guided else ()
    review = services.bank.review(instance, answer, before, kept(services.bank, submission))
    way = gone(services.bank, instance, before, answer) if guided else None
    lab = address_of_instance(services.bank, instance)
    today = services.bank.verdict(instance, answer) if answer.given else None
    turned_out = result(submission.kind, submission.correct)
    shown = opened(
        review, turned_out, set(_readings(review, pictured=services.bank.is_pictured(instance))), query, address
    )
    otherwise = turned_out != "shown" and today is not None and today != submission.correct
    return Feedback(
        topic_of(services, row.topic),
        instance.question,
        submission,
        answer,
        cells,
        review,
        row.hints,
        way,
        shown,
        drawings(services.bank.pictures(instance) if shown.reading == "picture" else Pictures()),
        lab,
        origin(instance),
        otherwise,
    )


def feedback_page(
    services: Services,
    sheet: Sheet,
    submission: Submission,
    query: QueryParams | None = None,
    *,
    address: str = "",
    too_late: bool = False,
    sent: Sent | None = None,
    elsewhere: bool = False,
) -> FeedbackPage:
    """Feedback on the answer to a question of a quiz; ``query`` and ``address`` as for ``feedback``."""
    withdrawable = withdrawing.possible(services, submission, sheet.row)
    told = feedback(services, sheet.row, submission, query, address)
    named = mark(submission.id or 0, sheet.row)
    late = too_late and not withdrawable
    with services.database.read() as session:
        again = None if told.unanswered else coming(session, submission, services.now())
    return FeedbackPage(place(sheet), told, withdrawable, named, late, sent, elsewhere, again)
