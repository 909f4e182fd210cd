"""Home and topics."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db.totals import Standing
from app.dependencies import Services, ServicesDep, Visitor, VisitorDep, is_id
from app.errors import NotFoundError
from app.pictures.units import diagram
from app.progress import counting, repository
from app.progress.counting import Tally
from app.quiz import repository as quizzes
from app.web.templating import page
from question_bank.bank import FamilyCard
from question_bank.model.topic_pages import topic_page
from question_bank.model.topics import Topic
from question_bank.operations import operations

router = APIRouter()
LAST_SCORES = 5
FEW, MANY = 3, 100  # unfinished quizzes


@dataclass(frozen=True)
class TopicView:
    """A topic with its families, where each stands, and how the answers went."""

    topic: Topic
    families: tuple[tuple[FamilyCard, Standing], ...]
    tally: Tally

    @property
    def count(self) -> dict[Standing, int]:
        """How many families are in each state."""
        found = [state for _, state in self.families]
        return {state: found.count(state) for state in ("new", "miss", "hit", "combo")}


def _topics(services: Services, visitor: Visitor) -> list[TopicView]:
    with services.database.read() as session:
        totals = repository.families(session, visitor.learner_id)
    standings = counting.standings(totals)
    tallies = counting.by_topic(totals, [topic.id for topic in services.bank.topics.topics])
    cards = services.bank.families.values()
    return [
        TopicView(
            topic,
            tuple((card, standings.get((topic.id, card.id), "new")) for card in cards if card.topic == topic.id),
            tallies[topic.id],
        )
        for topic in services.bank.topics.topics
    ]


@router.get("/")
def home(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    unfinished: Literal["few", "many"] = "few",
    dropped: str = "",
) -> Response:
    """Go on, start, last scores, weak topics. ``dropped`` is the quiz that was just to be left."""
    with services.database.read() as session:
        listed, total = quizzes.unfinished(session, visitor.learner_id, MANY if unfinished == "many" else FEW)
        left = quizzes.find_quiz(session, visitor.learner_id, int(dropped)) if is_id(dropped) else None
        scores = quizzes.scores(session, visitor.learner_id, LAST_SCORES)
    topics = _topics(services, visitor)
    view = {
        "unfinished": listed,
        "more": total - len(listed),
        "all": len(listed) > FEW,
        "dropped": left.id if left is not None and left.dropped_at is not None else None,
        "over": left.id if left is not None and left.finished_at is not None else None,
        "scores": scores,
        "topics": topics,
        "questions": len(services.bank.families),
        "answered": any(entry.tally.answered for entry in topics),
    }
    return page(request, "home/home.html", view)


@router.get("/topics")
def topics(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """All topics in the order of the note."""
    return page(request, "topics/list.html", {"topics": _topics(services, visitor), "tree": services.bank.topics})


@router.get("/topics/{topic}")
def topic(request: Request, services: ServicesDep, visitor: VisitorDep, topic: str) -> Response:
    """One topic: its scope, its families, a quiz."""
    for entry in _topics(services, visitor):
        if entry.topic.id == topic:
            teaching = topic_page(topic)
            view = {"entry": entry, "tree": services.bank.topics, "teaching": teaching}
            own = [operation for operation in operations().values() if operation.topic == topic]
            more = {"diagram": diagram(teaching.picture.under({})), "operations": own}
            return page(request, "topics/topic.html", {**view, **more})
    raise NotFoundError
