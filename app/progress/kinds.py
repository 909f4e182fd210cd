"""Where a learner stands in every topic, kind by kind."""

from dataclasses import dataclass

from app.db.derived import Standing
from app.dependencies import Services, Visitor
from app.progress import counting, repository
from app.progress.counting import Tally
from question_bank.bank import FamilyCard
from question_bank.model.topics import Topic

STANDINGS: tuple[Standing, ...] = ("combo", "hit", "miss", "new")


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
        return {state: found.count(state) for state in STANDINGS}


def topic_views(services: Services, visitor: Visitor) -> list[TopicView]:
    """All topics in the order of the note."""
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
