"""The statistics page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db.totals import day as utc_day
from app.dependencies import ServicesDep, VisitorDep
from app.progress import counting, repository
from app.progress.counting import Tally
from app.progress.kinds import topic_views
from app.progress.repository import Family
from app.quiz import repository as quizzes
from app.schedule.planning import predicted
from app.schedule.today import Today, today
from app.statistics import repository as kept
from app.statistics import series
from app.statistics.charts import Value, bar_chart, line_chart
from app.statistics.repository import Prediction
from app.statistics.slips import ranked
from app.statistics.views import AreaRows, Details, Foreseen, Row, StatisticsPage, paced
from app.web.templating import page
from question_bank.model.topics import Area, Topic

router = APIRouter()
DAYS = 30  # days with an answer, the latest ones
QUIZZES = 5  # the last ones
LATELY = 30  # days, against all before


def _row(totals: Sequence[Family], lately: Mapping[str, tuple[int, int]]) -> Row:
    whole = counting.tally(totals)
    few = [lately.get(total.family, (0, 0)) for total in totals]
    levels, timed = sum(total.levels for total in totals), sum(total.timed for total in totals)
    details = Details(
        whole.seconds,
        paced(levels, timed),
        sum(total.several for total in totals),
        sum(total.parts for total in totals),
        sum(total.parts_right for total in totals),
    )
    return Row(whole, Tally(sum(answered for answered, _ in few), sum(right for _, right in few), None), details)


def _areas(topics: Iterable[Topic], totals: Sequence[Family], lately: Mapping[str, tuple[int, int]]) -> list[AreaRows]:
    """The topics that were asked, by the areas of the exam."""
    by_topic: dict[str, list[Family]] = {}
    for total in totals:
        if total.answered:
            by_topic.setdefault(total.topic, []).append(total)
    areas: dict[Area, list[Topic]] = {area: [] for area in get_args(Area)}
    for topic in topics:
        if topic.id in by_topic:
            areas[topic.area].append(topic)
    return [
        AreaRows(
            area,
            _row([total for topic in own for total in by_topic[topic.id]], lately),
            [(topic, _row(by_topic[topic.id], lately)) for topic in own],
        )
        for area, own in areas.items()
        if own
    ]


def _foreseen(before: Sequence[Prediction], now: Today, tenths: Sequence[kept.Tenth]) -> Foreseen:
    """What was predicted up to yesterday, and what is today."""
    met, today_ = sum(kind.memory is not None for kind in now.kinds), now.calendar.today
    days = [one for one in before if one.day < today_]
    if met:
        days.append(Prediction(today_, now.calendar.target, now.predicted, met))
    values = [Value(one.day, one.recall, 0, one.recall) for one in days]
    return Foreseen(line_chart(values) if len(values) > 1 else None, days, tenths)


@router.get("/statistics")
def show(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """Every figure: scores, predictions, reviews ahead, and the slips behind the wrong answers."""
    bank, learner_id = services.bank, visitor.learner_id
    now = today(services, visitor)
    since = utc_day(services.now()) - timedelta(days=LATELY - 1)
    with services.database.read() as session:
        totals = repository.families(session, learner_id)
        quarters = repository.latest_quarters(session, learner_id, DAYS)
        made = repository.slips(session, learner_id)
        lately = kept.families_since(session, learner_id, since)
        few = kept.slips_since(session, learner_id, since)
        last, newest = kept.last_made(session, learner_id), kept.newest(session, learner_id)
        foreseen = _foreseen(kept.predictions(session, learner_id), now, kept.tenths(session, learner_id))
        scores = quizzes.scores(session, learner_id, QUIZZES)
    days = counting.by_day(quarters, DAYS, now.where)
    lines = series.smoothed(days)
    values = [
        Value(day, tally.share or 0.0, tally.answered, lines[day].share or 0.0, lines[day].interval)
        for day, tally in days.items()
    ]
    asked = ({family: answered for family, (answered, _) in lately.items()}, {t.family: t.answered for t in totals})
    slips = [
        (slip, bank.slip_names.get(slip.id)) for slip in ranked(made, few, asked, last, newest, bank.slip_families)
    ]
    met = [kind for kind in now.kinds if kind.memory is not None]
    tried = {total.topic for total in totals if total.answered}
    ahead = series.ahead(now.kinds, now.calendar)
    view = StatisticsPage(
        whole=_row(totals, lately),
        families=len(bank.families),
        seen=len({total.family for total in totals if total.answered} & set(bank.families)),
        guessed=sum(total.guessed for total in totals),
        guided=sum(total.guided for total in totals),
        today=now,
        met=predicted(met, now.calendar) if met else None,
        foreseen=foreseen,
        ahead=ahead,
        reviews=bar_chart(ahead),
        days=[(day, tally, lines[day]) for day, tally in days.items()],
        chart=line_chart(values) if len(values) > 1 else None,
        weeks=series.weeks(days, now.calendar.today),
        areas=_areas(bank.topics.topics, totals, lately),
        untried=[topic for topic in bank.topics.topics if topic.id not in tried],
        kinds=topic_views(services, visitor),
        slips=[entry for entry in slips if not entry[0].overcome],
        overcome=[entry for entry in slips if entry[0].overcome],
        scores=scores,
    )
    return page(request, "statistics/statistics.html", view)
