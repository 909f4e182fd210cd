"""Where in a quiz a page is, and the fields of its answer."""

from dataclasses import dataclass

from app.dependencies import Services
from app.pictures.figures import Laid
from app.quiz.kept import Kept
from app.quiz.pictures import drawn, figures
from app.quiz.repository import Item
from app.quiz.sheets import Sheet, next_open
from app.quiz.submitting import LONGEST_SITTING, Unreadable
from app.web.widths import is_short
from question_bank.forms import form_of
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
    kept: Kept  # with the question

    @property
    def total(self) -> int:
        """How many questions the quiz has."""
        return len(self.items)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(item.state != "open" for item in self.items)


class Answering:
    """What a page knows of the form of its question; the rest is in the form's template."""

    question: Question

    @property
    def figures(self) -> tuple[Laid, ...]:
        """What stands below the text of the question."""
        return figures(self.question)

    @property
    def pictures(self) -> tuple[Laid, ...]:
        """The choices as pictures; none where they are texts."""
        return drawn(self.question)

    @property
    def widget(self) -> str:
        """The template that asks for the answer and shows what became of it."""
        return f"forms/{form_of(self.question.form).widget}.html"

    @property
    def beside(self) -> bool:
        """Whether the answer stands beside the question where there is room: numbers, and choices that are short."""
        short = (choice.picture is None and is_short(choice.text) for choice in self.question.choices)
        return min(short, default=bool(self.rows))

    @property
    def longest(self) -> int:
        """Seconds after which a question was left lying, and its clock stands for nothing."""
        return LONGEST_SITTING

    @property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """The fields that numbers are typed into, row by row."""
        return form_of(self.question.form).rows(self.question)

    @property
    def offered(self) -> tuple[str, ...]:
        """What a field may be given, where that can be listed."""
        return form_of(self.question.form).values(self.question)

    @property
    def judged(self) -> Bilingual | None:
        """From where the tolerance is measured; nothing where there is none."""
        return form_of(self.question.form).judged(self.question)

    def name_of(self, field: int) -> Bilingual:
        """What a field of the answer is called: 1 行 2 列; or the item it belongs to."""
        return form_of(self.question.form).field_name(self.question, field)


def named(question: Question, cell: int, problem: Bilingual) -> Bilingual:
    """What is wrong with a field, with its name where there are several."""
    form = form_of(question.form)
    if form.fields(question) == 1:
        return problem
    name = form.field_name(question, cell)
    return Bilingual(ja=f"{name.ja}：{problem.ja}", en=f"{name.en}: {problem.en}")


def problems(question: Question, unreadable: Unreadable) -> tuple[tuple[str, Bilingual], ...]:
    """What is wrong with an answer that was sent, each with the id of its field."""
    if unreadable.refused is not None:
        return (("choice-0", unreadable.refused),)
    cells = enumerate(unreadable.reading.cells)
    return tuple((f"cell-{k}", named(question, k, cell.problem)) for k, cell in cells if cell.problem is not None)


def topic_of(services: Services, topic_id: str) -> Topic:
    """A topic by id; of one that old answers, or those of a newer version, have and the bank does not, its id."""
    found = next((topic for topic in services.bank.topics.topics if topic.id == topic_id), None)
    if found is not None:
        return found
    name = Bilingual(ja=topic_id, en=topic_id)
    said = Bilingual(ja="この版にはない分野です。", en="This version has no such topic.")
    return Topic(id=topic_id, place=0, area="deep-learning", title=name, summary=said, scope="option", syllabus=said)


def place(sheet: Sheet) -> Place:
    """Where a sheet stands in its quiz."""
    onward = None if sheet.exam else next_open(sheet.items, sheet.number)
    return Place(sheet.quiz_id, sheet.number, sheet.items, onward, sheet.repeats_id, sheet.kept)


def seen_for(services: Services, sheet: Sheet) -> int | None:
    """Whole seconds since a question was first seen, which may be now; nothing where it was left lying since."""
    shown = sheet.row.shown_at
    seconds = 0 if shown is None else int((services.now() - shown).total_seconds())
    return seconds if 0 <= seconds <= LONGEST_SITTING else None
