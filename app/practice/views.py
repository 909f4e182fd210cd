"""What the pages of a quiz show.

A question that is not answered yet is shown from ``Question``, which holds no key: what is not there cannot leak.
"""

from dataclasses import dataclass
from math import prod

from app.db.models import InstanceRow, Submission
from app.dependencies import Services
from app.pictures.choices import Diagram
from app.pictures.drawings import Drawings, drawings
from app.pictures.graphs import Drawing
from app.pictures.sketches import draw_sketch
from app.practice.service import Given, Sheet, Unreadable, next_open, stored_instance, stored_question
from app.quiz import withdrawing
from app.quiz.pictures import drawn
from app.quiz.repository import Item
from app.quiz.way import Way, gone
from app.web.addresses import address_of_instance
from question_bank.forms import form_of
from question_bank.model import rounding
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Answer, Cell, Question, Review
from question_bank.model.topics import Topic
from question_bank.reading.numerals import is_as_shown
from question_bank.way.hints import Line


@dataclass(frozen=True)
class Place:
    """Where in the quiz a page is."""

    quiz_id: int
    number: int
    items: tuple[Item, ...]
    onward: int | None  # the next question without an answer
    repeats_id: int | None

    @property
    def total(self) -> int:
        """How many questions the quiz has."""
        return len(self.items)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(item.state != "open" for item in self.items)


@dataclass(frozen=True)
class QuestionPage:
    """A question that waits for its answer, with what was typed where that could not be read."""

    place: Place
    topic: Topic
    question: Question
    given: Given
    cells: tuple[Cell, ...]  # one per field, in row-major order
    problems: tuple[tuple[str, Bilingual], ...]  # (id of the field, message)
    draft: str  # under this name the browser keeps what is being typed
    instance_id: int
    replaces: bool  # another one, whose answer was withdrawn
    stale: bool  # an answer to that one was sent just now
    hints: tuple[tuple[Line, ...], ...]  # those that were asked for
    sketch: Drawing | None = None
    turn: bool = False  # a hint was asked for whose turn it is not, or that there is not

    @property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The fields of the answer as rows of their numbers."""
        return grid(self.question)

    @property
    def judged(self) -> Bilingual | None:
        """From where the tolerance is measured; nothing where there is none."""
        return judged(self.question)

    def cell_name(self, cell: int) -> Bilingual:
        """What a field of a vector or matrix is called: 1 行 2 列."""
        return form_of(self.question.form).field_name(self.question, cell)

    @property
    def values(self) -> tuple[str, ...]:
        """What an item to be arranged may be given."""
        return form_of(self.question.form).values(self.question)

    @property
    def pictures(self) -> tuple[Diagram, ...]:
        """The choices as pictures; none where they are texts."""
        return drawn(self.question)


@dataclass(frozen=True)
class Feedback:
    """An answered question: what was given, whether it holds, why, and the derivation."""

    topic: Topic
    question: Question
    submission: Submission
    cells: tuple[Cell, ...]
    review: Review
    hints: int  # how many were asked for
    way: Way | None  # of a guided answer
    drawings: Drawings
    lab: str  # where to change its numbers; empty where there is no such place
    otherwise: bool = False  # today's rules would judge the answer otherwise than it was judged

    @property
    def retyped(self) -> str:
        """What was typed in the only field, where it says more than how it was read: 1e-3, 40%."""
        (cell,) = self.cells
        return "" if is_as_shown(cell) else cell.raw

    @property
    def pictures(self) -> tuple[Diagram, ...]:
        """The choices as pictures, each with what differs from the right one marked; none where they are texts."""
        right = [place for place, said in enumerate(self.review.choices) if said.right]
        return drawn(self.question, right[0] if right else None)

    def mark(self, item: int) -> Bilingual:
        """What an item that was to be arranged is called."""
        return form_of(self.question.form).field_name(self.question, item)

    def marks(self, items: tuple[int, ...]) -> Bilingual:
        """What several of them are called."""
        marks = [self.mark(item) for item in items]
        return Bilingual(ja="、".join(mark.ja for mark in marks), en=", ".join(mark.en for mark in marks))

    @property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The fields of the answer as rows of their numbers."""
        return grid(self.question)


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
    too_late: bool = False  # it was to be withdrawn, and cannot be any more
    sent: Sent | None = None


NOTHING_CHOSEN = Bilingual(ja="選択肢を選んでください。", en="Choose an answer.")


def grid(question: Question) -> tuple[tuple[int, ...], ...]:
    """The fields of a typed answer, row by row: a vector is a column."""
    if question.choices or question.items:
        return ()
    width = question.format.shape[1] if len(question.format.shape) == 2 else 1
    count = prod(question.format.shape)
    return tuple(tuple(range(start, start + width)) for start in range(0, count, width))


def judged(question: Question) -> Bilingual | None:
    """From where the tolerance of a typed answer is measured; nothing where there is none."""
    asked = question.format
    return None if asked.rounding is None or question.choices else rounding.judged(asked.rounding, asked.shape)


def named(question: Question, cell: int, problem: Bilingual) -> Bilingual:
    """What is wrong with a field, with its name where there are several."""
    if prod(question.format.shape) == 1 and not question.items:
        return problem
    name = form_of(question.form).field_name(question, cell)
    return Bilingual(ja=f"{name.ja}：{problem.ja}", en=f"{name.en}: {problem.en}")


def topic_of(services: Services, topic_id: str) -> Topic:
    """A topic by id."""
    return next(topic for topic in services.bank.topics.topics if topic.id == topic_id)


def place(sheet: Sheet) -> Place:
    """Where a sheet stands in its quiz."""
    return Place(sheet.quiz_id, sheet.number, sheet.items, next_open(sheet.items, sheet.number), sheet.repeats_id)


def question_page(
    services: Services, sheet: Sheet, given: Given, unreadable: Unreadable | None = None, *, stale: bool = False
) -> QuestionPage:
    """A question to be answered, with what was typed so far and, if that was sent, what is wrong with it."""
    question = stored_question(sheet.row)
    count = question.entries
    problems: tuple[tuple[str, Bilingual], ...] = ()
    cells = tuple(Cell(raw=text) for text in [*given.texts, *[""] * count][:count])
    if unreadable is not None and unreadable.reading is not None:
        cells = unreadable.reading.cells
        problems = tuple(
            (f"cell-{k}", named(question, k, cell.problem)) for k, cell in enumerate(cells) if cell.problem is not None
        )
    elif unreadable is not None:
        problems = (("choice-0", NOTHING_CHOSEN),)
    return QuestionPage(
        place(sheet),
        topic_of(services, sheet.row.topic),
        question,
        given,
        cells,
        problems,
        sheet.row.fingerprint,
        sheet.row.id,
        sheet.row.replaces_id is not None,
        stale and sheet.row.replaces_id is not None,
        services.bank.hints(stored_instance(sheet.row))[: sheet.row.hints] if sheet.row.hints else (),
        None if question.sketch is None else draw_sketch(question.sketch),
    )


def sent(question: Question, given: Given) -> Sent:
    """What was sent, as far as the question asks for it."""
    count = len(question.items) or (0 if question.choices else prod(question.format.shape))
    names = [None if count == 1 else form_of(question.form).field_name(question, k) for k in range(count)]
    return Sent(
        given.unknown,
        tuple(zip(names, given.texts, strict=False)),
        tuple(k for k in given.choices if k < len(question.choices)),
    )


def sent_step(given: Given) -> Sent:
    """What was sent of a step on the way to an answer that is in already."""
    return Sent(False, tuple((None, text) for text in given.texts), given.choices, step=True)


def feedback(services: Services, row: InstanceRow, submission: Submission) -> Feedback:
    """Everything there is to say about an answer; computed again from the stored parameters."""
    instance = stored_instance(row)
    answer = Answer(choice=submission.choice, texts=tuple(submission.texts))
    cells = services.bank.read_stored(instance, answer.texts).cells if answer.texts and not instance.choices else ()
    review = services.bank.review(instance, answer)
    way = None if submission.own is None else gone(services, row.id, instance, answer)
    lab = address_of_instance(services, instance)
    seen = drawings(services.bank.pictures(instance))
    today = services.bank.verdict(instance, answer) if answer.given else None
    otherwise = submission.kind != "shown" and today is not None and today != submission.correct
    return Feedback(
        topic_of(services, row.topic),
        instance.question,
        submission,
        cells,
        review,
        row.hints,
        way,
        seen,
        lab,
        otherwise,
    )


def feedback_page(
    services: Services,
    sheet: Sheet,
    submission: Submission,
    *,
    too_late: bool = False,
    sent: Sent | None = None,
) -> FeedbackPage:
    """Feedback on the answer to a question of a quiz."""
    withdrawable = withdrawing.possible(services, submission, sheet.row)
    told = feedback(services, sheet.row, submission)
    return FeedbackPage(place(sheet), told, withdrawable, too_late and not withdrawable, sent)


@dataclass(frozen=True)
class ResultPage:
    """How a quiz went."""

    quiz_id: int
    items: tuple[tuple[Item, Bilingual], ...]  # with the title of the family
    onward: int | None
    repeats_id: int | None

    @property
    def right(self) -> int:
        """Questions answered right."""
        return sum(item.state == "right" for item, _ in self.items)

    @property
    def wrong(self) -> int:
        """Questions answered, but not right."""
        return sum(item.state in {"wrong", "unknown", "shown"} for item, _ in self.items)

    @property
    def guessed(self) -> int:
        """Right answers that were guesses."""
        return sum(item.state == "right" and bool(item.guessed) for item, _ in self.items)

    @property
    def seconds(self) -> float | None:
        """Mean time per question, over those with a time."""
        times = [item.seconds for item, _ in self.items if item.seconds is not None]
        return sum(times) / len(times) if times else None
