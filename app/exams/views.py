"""What the pages of an open exam show, and the page where exams begin."""

from dataclasses import dataclass, replace
from typing import Literal, get_args

from pydantic import BaseModel

from app.db.exams import ExamLength, ExamScope
from app.db.learners import learner_of
from app.db.models import Extra
from app.dependencies import Services, Visitor
from app.exams import results
from app.exams.areas import Covered, asked_kinds, covered, exam_areas, pools
from app.exams.composing import expected
from app.exams.results import Past
from app.exams.sitting import Paper, Sitting, entries, open_exam
from app.exams.starting import LENGTHS, Wish
from app.quiz.places import Answering, topic_of
from app.quiz.submitting import Given
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Question
from question_bank.model.topics import Topic

Show = Literal["all", "open", "flagged"]
NO_TOPIC = Bilingual(ja="分野を 1 つ以上選んでください。", en="Choose at least one topic.")
NOT_ON_OFFER = Bilingual(
    ja="選べない値が送られました。選び直してください。", en="A value that is not on offer was sent. Choose again."
)


class StartForm(BaseModel):
    """The form that starts an exam; what is left out is as in a fresh one: so much time as the settings say."""

    length: str = "full"
    extra: str | None = None
    scope: str = "areas"
    topic: list[str] = []


class StartQuery(StartForm):
    """The same in an address, where what does not fit is told and left out."""

    length: ExamLength = "full"
    extra: Literal["100", "125", "150"] | None = None
    scope: ExamScope = "areas"


@dataclass(frozen=True)
class AreaRow:
    """An area on the start page: its part of the weights that the bank covers, and questions in each length."""

    covered: Covered
    share: float | None
    questions: tuple[int, ...]


@dataclass(frozen=True)
class StartPage:
    """Where an exam is begun or gone on with, and past ones are compared."""

    areas: tuple[AreaRow, ...]
    source: Bilingual
    topics: tuple[tuple[Topic, int], ...]  # with how many kinds can be asked
    length: ExamLength
    extra: Extra
    scope: ExamScope
    ticked: tuple[str, ...]
    sitting: Sitting | None
    past: tuple[Past, ...]
    problems: tuple[tuple[str, Bilingual], ...] = ()

    @property
    def lengths(self) -> tuple[tuple[ExamLength, int, int], ...]:
        """Each length with its questions and its minutes, with what is added to them."""
        return tuple(
            (name, count, round(usual.total_seconds() * self.extra / 100 / 60))
            for name, (count, usual) in LENGTHS.items()
        )

    @property
    def extras(self) -> tuple[Extra, ...]:
        """How much time there may be."""
        return get_args(Extra)

    @property
    def wish(self) -> Wish:
        """What the form asks for."""
        return Wish(self.length, self.extra, self.scope, self.ticked)


def _areas(services: Services) -> tuple[AreaRow, ...]:
    every = covered(services.bank)
    there = [part for part in every if part.topics]
    asked = [expected(pools(services.bank), count) for count, _ in LENGTHS.values()]
    of = sum(part.area.weight for part in there)
    return tuple(
        AreaRow(
            part,
            part.area.weight / of if part.topics else None,
            tuple(counts[there.index(part)] if part.topics else 0 for counts in asked),
        )
        for part in every
    )


def start_page(services: Services, visitor: Visitor, form: StartForm) -> StartPage:
    """The form with what was asked for, and what is wrong with it."""
    kinds = asked_kinds(services.bank)
    topics = tuple((topic, len(kinds[topic.id])) for topic in services.bank.topics.topics if kinds[topic.id])
    known = {topic.id for topic, _ in topics}
    with services.database.read() as session:
        exam = open_exam(session, visitor.learner_id)
        sitting = None if exam is None else Sitting(exam, entries(session, exam), services.now())
        before = results.past(session, visitor.learner_id)
        usual = learner_of(session, visitor.learner_id).exam_extra
    length: ExamLength = next((one for one in get_args(ExamLength) if one == form.length), "full")
    scope: ExamScope = next((one for one in get_args(ExamScope) if one == form.scope), "areas")
    asked = str(usual) if form.extra is None else form.extra
    extra: Extra = next((one for one in get_args(Extra) if str(one) == asked), usual)
    ticked = tuple(topic.id for topic, _ in topics if topic.id in form.topic)
    odd = (form.length, form.scope, asked) != (length, scope, str(extra)) or not known.issuperset(form.topic)
    problems: tuple[tuple[str, Bilingual], ...] = (("length-full", NOT_ON_OFFER),) if odd else ()
    return StartPage(
        _areas(services), exam_areas().source, topics, length, extra, scope, ticked, sitting, before, problems
    )


def asked_for(view: StartPage) -> StartPage:
    """The form as it was sent: an exam by topics needs topics."""
    if view.scope == "topics" and not view.ticked:
        return replace(view, problems=(*view.problems, (f"topic-{view.topics[0][0].id}", NO_TOPIC)))
    return view


@dataclass(frozen=True)
class QuestionPage(Answering):
    """A question of an open exam."""

    sitting: Sitting
    number: int
    topic: Topic
    question: Question
    given: Given
    shown: int | None  # the choice that is kept
    mark: str
    paper: Paper
    problems: tuple[tuple[str, Bilingual], ...] = ()

    @property
    def address(self) -> str:
        """Its page."""
        return f"/exams/{self.sitting.quiz_id}/items/{self.number}"

    @property
    def before(self) -> int | None:
        """The question before it."""
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The question after it."""
        return self.number + 1 if self.number < self.sitting.total else None


def question_page(
    services: Services, at: Paper, typed: Given | None = None, problem: Bilingual | None = None
) -> QuestionPage:
    """A question with the answer that is kept; or with what was ticked on its page and is not kept yet."""
    kept = Given(at.kept.texts, () if at.kept.choice is None else (at.kept.choice,))
    given = typed if typed is not None and typed.anything else kept
    problems = () if problem is None else (("choice-0", problem),)
    return QuestionPage(
        at.sitting,
        at.entry.number,
        topic_of(services, at.entry.topic),
        at.question,
        given,
        at.kept.choice,
        at.mark,
        at,
        problems,
    )


@dataclass(frozen=True)
class ReviewPage:
    """All questions of an open exam, or those that are left open or flagged."""

    sitting: Sitting
    show: Show
    topics: dict[str, Bilingual]


@dataclass(frozen=True)
class FinishPage:
    """Whether an exam is really to be ended."""

    sitting: Sitting
