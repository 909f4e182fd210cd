"""The statistics page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.dependencies import ServicesDep, VisitorDep
from app.statistics import counting, repository
from app.statistics.charts import line_chart
from app.web.templating import page

router = APIRouter()
DAYS = 30  # days with an answer, the latest ones


@router.get("/statistics")
def show(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Score over time and by topic, and the slips behind the wrong answers."""
    with services.database.read() as session:
        rows = repository.answers(session, visitor.learner_id)
    bank = services.bank
    topics = {topic.id: topic for topic in bank.topics.topics}
    days = list(counting.by_day(rows).items())[-DAYS:]
    view = {
        "total": counting.tally(rows),
        "families": len(bank.families),
        "seen": len({row.family for row in rows} & set(bank.families)),
        "guessed": sum(row.guessed for row in rows),
        "guided": sum(row.guided for row in rows),
        "topics": [(topics[topic], tally) for topic, tally in counting.by_topic(rows, topics).items()],
        "days": [(f"{day.month}/{day.day}", day.isoformat(), tally) for day, tally in days],
        "chart": line_chart([(f"{day.month}/{day.day}", tally.share or 0.0, tally.answered) for day, tally in days]),
        "slips": [
            (bank.slip_names.get(slip), slip, count, slip in bank.slip_families) for slip, count in counting.slips(rows)
        ],
    }
    return page(request, "statistics/statistics.html", view)
