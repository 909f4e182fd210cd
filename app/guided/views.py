"""What the page of guided mode shows: formulas of the groups that were reached, values only of those that are done."""

from dataclasses import dataclass

from app.dependencies import Services
from app.guided.service import Course
from app.quiz.feedback import Sent
from app.quiz.forms import AnswerForm
from app.quiz.places import Answering, Place, place, problems, seen_for, topic_of
from app.quiz.submitting import Given, Unreadable
from app.quiz.way import Way, way_of
from question_bank.forms import form_of
from question_bank.forms.typed import cell_name
from question_bank.model.answer import Cell
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import given_values
from question_bank.model.instance import Question
from question_bank.model.topic_pages import Letter
from question_bank.model.topics import Topic
from question_bank.way.guided import Block, Stage

_VALUE = Bilingual(ja="値", en="Value")


@dataclass(frozen=True)
class GuidedPage(Answering):
    """The groups up to the one that is being worked on, with what was typed there."""

    place: Place
    topic: Topic
    question: Question
    practice: bool
    stages: tuple[Stage, ...]
    total: int
    ordinal: int
    at_answer: bool
    finished: bool
    cells: tuple[Cell, ...]
    given: Given
    problems: tuple[tuple[str, Bilingual], ...]
    draft: str
    mark: str
    replaces: bool  # another one, whose answer was withdrawn
    significant: bool
    whole: bool  # nothing but whole numbers is asked for in this group
    letters: tuple[Letter, ...]  # of the group that is being worked on, where the question does not explain them
    signless: bool  # nor anything below 0
    values: tuple[str, ...]  # LaTeX of what is given, where the question has scrolled out of sight
    way: Way | None
    since: int | None  # seconds since the question was first seen; none after the answer
    kept: str  # what was typed on the page of the question, as the query of its address
    sent: Sent | None = None  # what was sent from a page on which the learner no longer stands
    stale: bool = False  # because of what was done on another one
    elsewhere: bool = False  # or because it was of another question

    def field_name(self, block: Block, cell: int) -> Bilingual:
        """What a field of a step is called, beside the symbol of the step."""
        if not block.shape or block.first is None:
            return _VALUE
        return cell_name(block.shape, cell - block.first)

    def answer_name(self, cell: int) -> Bilingual:
        """What a field of the answer is called."""
        shape = self.question.format.shape
        return cell_name(shape, cell) if shape else _VALUE

    def wrong(self, block: Block, cell: int) -> bool:
        """Whether a field holds what was found to be wrong."""
        if block.judged is None or block.first is None or not block.judged.texts:
            return False
        k = cell - block.first
        return not block.judged.cells[k] and self.cells[cell].raw == block.judged.texts[k]


def _typed(stage: Stage) -> tuple[Cell, ...]:
    """What stands in the fields of a group: what was tried last."""
    texts: list[str] = []
    for block in stage.blocks:
        if block.first is not None:
            tried = () if block.judged is None else block.judged.texts
            texts += tried or [""] * sum(len(row) for row in block.rows)
    return tuple(Cell(raw=text) for text in texts)


def _problems(at: Course, unreadable: Unreadable) -> tuple[tuple[str, Bilingual], ...]:
    if at.at_answer:
        return problems(at.instance, unreadable)
    cells = enumerate(unreadable.reading.cells)
    return tuple((f"cell-{k}", cell.problem) for k, cell in cells if cell.problem is not None)


def guided_page(
    services: Services,
    at: Course,
    before: AnswerForm,
    given: Given | None = None,
    unreadable: Unreadable | None = None,
    *,
    typed: bool = False,
) -> GuidedPage:
    """Where a learner stands; with ``given``, once more, with what is wrong with it – or only as it was ``typed``.

    What was typed ``before``, on the page of the question, stands in the fields of the answer, which are the same.
    """
    if given is None and at.at_answer and not at.practice and at.sheet.asks(before.instance):
        given, typed = before.given(), True
    question = at.instance.question
    form = form_of(question.form)
    cells = (Cell(raw=""),) * form.fields(question) if at.at_answer else _typed(at.now)
    wrong: tuple[tuple[str, Bilingual], ...] = ()
    if unreadable is not None:
        cells, wrong = unreadable.reading.cells, _problems(at, unreadable)
    elif given is not None and typed:
        cells = tuple(Cell(raw=text) for text in [*given.texts, *[""] * len(cells)][: len(cells)])
    kind = at.guide.numeric.rounding.kind
    return GuidedPage(
        place(at.sheet),
        topic_of(services, at.sheet.row.topic),
        question,
        at.practice,
        at.stages,
        at.guide.last + 1,
        at.ordinal,
        at.at_answer,
        at.finished,
        cells,
        given or Given(),
        wrong,
        f"{at.sheet.row.fingerprint}-{at.now.number}-{at.ordinal}",
        at.sheet.mark,
        at.sheet.row.replaces_id is not None,
        kind == "significant",
        not at.finished and at.guide.whole(at.now.number),
        () if at.finished else services.bank.meanings(at.instance, [block.line for block in at.now.blocks]),
        not at.finished and at.guide.signless(at.now.number),
        given_values(at.guide.trace) if at.now.number else (),
        way_of(at.guide, at.moves) if at.finished else None,
        None if at.practice else seen_for(services, at.sheet),
        "" if at.practice else before.typed(),
    )
