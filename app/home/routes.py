"""Home and topics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.db.models import Standing
from app.dependencies import Services, ServicesDep, Visitor, VisitorDep, is_id
from app.progress import counting, repository
from app.progress.counting import Tally
from app.quiz import repository as quizzes
from app.web.templating import page
from question_bank.bank import FamilyCard
from question_bank.model.topics import Topic, TopicTree

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


@dataclass(frozen=True)
class HomePage:
    """Where one goes on or starts, the last scores, and the topics."""

    unfinished: Sequence[quizzes.Unfinished]
    more: int  # unfinished ones that are not listed
    all: bool  # whether many of them are listed
    dropped: int | None  # the quiz that was just left
    over: int | None  # or that was finished already
    scores: Sequence[quizzes.Score]
    topics: Sequence[TopicView]
    questions: int
    answered: bool


@dataclass(frozen=True)
class TopicsPage:
    """All topics."""

    topics: Sequence[TopicView]
    tree: TopicTree


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
    view = HomePage(
        unfinished=listed,
        more=total - len(listed),
        all=len(listed) > FEW,
        dropped=left.id if left is not None and left.dropped_at is not None else None,
        over=left.id if left is not None and left.finished_at is not None else None,
        scores=scores,
        topics=topics,
        questions=len(services.bank.families),
        answered=any(entry.tally.answered for entry in topics),
    )
    return page(request, "home/home.html", view)


@router.get("/topics")
def topics(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """All topics in the order of the note."""
    return page(request, "home/topics.html", TopicsPage(_topics(services, visitor), services.bank.topics))
