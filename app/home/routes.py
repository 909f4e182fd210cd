"""Home and topics."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app.db import sittings
from app.dependencies import ServicesDep, VisitorDep, Written
from app.home.example import example
from app.home.search import LONGEST, find
from app.home.views import HomePage, TopicsPage, newcomer, open_quiz
from app.progress import counting
from app.progress.kinds import topic_views
from app.quiz import repository as quizzes
from app.schedule.today import today
from app.web.templating import page

router = APIRouter()
WEAKEST = 3  # so many weak topics are named
FEW, MANY = 1, 100  # unfinished quizzes
SETS = 5  # of classes


@router.get("/")
def home(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    unfinished: Literal["few", "many"] = "few",
    dropped: Written | None = None,
) -> Response:
    """Go on, start, weak topics, every kind. ``dropped`` is the quiz that was just to be left."""
    with services.database.read() as session:
        listed, total = quizzes.unfinished(session, visitor.learner_id, MANY if unfinished == "many" else FEW)
        left = quizzes.find_quiz(session, visitor.learner_id, dropped) if dropped else None
        sets = sittings.ahead(session, visitor.learner_id, services.now(), SETS) if visitor.login.name else []
    topics = {entry.topic.id: entry for entry in topic_views(services, visitor)}
    weak = counting.weak({topic: entry.tally for topic, entry in topics.items()})
    new = not total and not any(entry.tally.answered for entry in topics.values())
    tree = services.bank.topics
    view = HomePage(
        unfinished=[open_quiz(services.bank, quiz, services.now()) for quiz in listed],
        more=total - len(listed),
        all=len(listed) > FEW,
        dropped=left.id if left is not None and left.dropped_at is not None else None,
        over=left.id if left is not None and left.finished_at is not None else None,
        weak=[topics[topic] for topic in weak[:WEAKEST]],
        topics=list(topics.values()),
        tree=tree,
        newcomer=newcomer(tree, example(services.bank)) if new else None,
        today=today(services, visitor),
        sets=sets,
    )
    return page(request, "home/home.html", view)


@router.get("/topics")
def topics(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    query: Annotated[str, Query(alias="q", max_length=LONGEST)] = "",
) -> Response:
    """All topics in the order of the note; or those in which what is asked for stands."""
    views = topic_views(services, visitor)
    return page(
        request, "home/topics.html", TopicsPage(views, services.bank.topics, query.strip(), find(services.bank, query))
    )
