"""What the pages of a quiz show before the answer.

A question that is not answered yet is shown from ``Question``, which holds no key: what is not there cannot leak.
"""

from dataclasses import dataclass

from app.dependencies import Services
from app.pictures.graphs import Drawing
from app.pictures.sketches import draw_sketch
from app.quiz.feedback import Sent, sent_elsewhere
from app.quiz.moves import moves
from app.quiz.places import Answering, Place, place, problems, seen_for, topic_of
from app.quiz.sheets import Sheet, stored_instance, stored_question
from app.quiz.submitting import Given, Unreadable
from app.schedule.telling import Came, came
from question_bank.forms import form_of
from question_bank.model.answer import Cell
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Question
from question_bank.model.topic_pages import Letter
from question_bank.model.topics import Topic
from question_bank.way.hints import Line


@dataclass(frozen=True)
class QuestionPage(Answering):
    """A question that waits for its answer, with what was typed where that could not be read."""

    place: Place
    topic: Topic
    question: Question
    given: Given
    cells: tuple[Cell, ...]  # one per field, in row-major order
    problems: tuple[tuple[str, Bilingual], ...]  # (id of the field, message)
    draft: str  # under this name the browser keeps what is being typed
    mark: str  # what names the instance in the form
    replaces: bool  # another one, whose answer was withdrawn
    elsewhere: bool  # something was sent just now from the page of another question, which is not this one
    sent: Sent | None  # what that was
    hints: tuple[tuple[tuple[Line, ...], tuple[Letter, ...]], ...]  # those that were asked for, with their letters
    since: int | None  # seconds since it was first seen; none where it was left lying
    guided: bool  # a step of it was tried or shown in guided mode, which its answer is told by
    helped: bool  # a value was shown there: its answer does not count as right
    sketch: Drawing | None = None
    came: Came | None = None  # why it is asked
    turn: bool = False  # a hint was asked for whose turn it is not, or that there is not
    unseen: bool = False  # it was fetched ahead: its page says when it is seen


def _hints(services: Services, sheet: Sheet) -> tuple[tuple[tuple[Line, ...], tuple[Letter, ...]], ...]:
    """The hints that were asked for, each with the letters that it is the first to need an explanation of."""
    if not sheet.row.hints:
        return ()
    instance, said = stored_instance(sheet.row), set[str]()
    found = []
    for lines in services.bank.hints(instance)[: sheet.row.hints]:
        letters = [letter for letter in services.bank.meanings(instance, lines) if letter.latex not in said]
        said.update(letter.latex for letter in letters)
        found.append((lines, tuple(letters)))
    return tuple(found)


def question_page(
    services: Services, sheet: Sheet, given: Given, unreadable: Unreadable | None = None, *, elsewhere: bool = False
) -> QuestionPage:
    """A question to be answered, with what was typed so far and, if that was sent, what is wrong with it.

    What was sent ``elsewhere``, from the page of another question, is told and put into no field.
    """
    sent = sent_elsewhere(given) if elsewhere else None
    given = Given() if elsewhere else given
    question = stored_question(sheet.row)
    if sheet.held:  # guided mode would show values that others are asked for
        question = question.model_copy(update={"stages": 0})
    if unreadable is not None:
        cells, wrong = unreadable.reading.cells, problems(question, unreadable)
    else:
        count = form_of(question.form).fields(question)
        cells, wrong = tuple(Cell(raw=text) for text in [*given.texts, *[""] * count][:count]), ()
    with services.database.read() as session:
        made = moves(session, sheet.row.id, practice=False)
        why = came(session, sheet.row, services.now())
    return QuestionPage(
        place(sheet),
        topic_of(services, sheet.row.topic),
        question,
        given,
        cells,
        wrong,
        sheet.row.fingerprint,
        sheet.mark,
        sheet.row.replaces_id is not None,
        elsewhere,
        sent,
        _hints(services, sheet),
        seen_for(services, sheet),
        bool(made),
        any(move.action == "shown" for move in made),
        None if question.sketch is None else draw_sketch(question.sketch),
        why,
    )
