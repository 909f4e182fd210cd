"""Where in a quiz a page is, and the fields of its answer."""

from dataclasses import dataclass
from math import prod

from app.dependencies import Services
from app.quiz.repository import Item
from app.quiz.sheets import Sheet, next_open
from question_bank.forms import form_of
from question_bank.model import rounding
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Question
from question_bank.model.topics import Topic


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


NOTHING_CHOSEN = Bilingual(ja="選択肢を選んでください。", en="Choose an answer.")
SEVERAL_CHOSEN = Bilingual(ja="選択肢は 1 つだけ選んでください。", en="Choose only one answer.")


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
