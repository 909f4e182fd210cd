"""The statistics page."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dependencies import ServicesDep, VisitorDep
from app.progress import counting, repository
from app.progress.counting import Tally
from app.quiz import repository as quizzes
from app.statistics.charts import LineChart, line_chart
from app.web.templating import page
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Topic

router = APIRouter()
DAYS = 30  # days with an answer, the latest ones
QUIZZES = 5  # the last ones


@dataclass(frozen=True)
class StatisticsPage:
    """Scores over all, by topic and by day, and the slips with how often they were made."""

    total: Tally
    families: int
    seen: int
    guessed: int
    guided: int
    topics: Sequence[tuple[Topic, Tally]]
    days: Sequence[tuple[str, str, Tally]]
    chart: LineChart | None
    slips: Sequence[tuple[Bilingual | None, str, int, bool]]
    scores: Sequence[quizzes.Score]


@router.get("/statistics")
def show(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Score over time and by topic, and the slips behind the wrong answers."""
    with services.database.read() as session:
        totals = repository.families(session, visitor.learner_id)
        quarters = repository.latest_quarters(session, visitor.learner_id, DAYS)
        slips = repository.slips(session, visitor.learner_id)
        scores = quizzes.scores(session, visitor.learner_id, QUIZZES)
    bank = services.bank
    topics = {topic.id: topic for topic in bank.topics.topics}
    days = list(counting.by_day(quarters, DAYS, request.state.where).items())
    view = StatisticsPage(
        total=counting.tally(totals),
        families=len(bank.families),
        seen=len({total.family for total in totals if total.answered} & set(bank.families)),
        guessed=sum(total.guessed for total in totals),
        guided=sum(total.guided for total in totals),
        topics=[(topics[topic], tally) for topic, tally in counting.by_topic(totals, topics).items()],
        days=[(f"{day.month}/{day.day}", day.isoformat(), tally) for day, tally in days],
        chart=line_chart([(f"{day.month}/{day.day}", tally.share or 0.0, tally.answered) for day, tally in days]),
        slips=[(bank.slip_names.get(slip), slip, count, slip in bank.slip_families) for slip, count in slips],
        scores=scores,
    )
    return page(request, "statistics/statistics.html", view)
