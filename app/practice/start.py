"""The form that starts a quiz: topics, levels, how many questions, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from pydantic import BaseModel

from app.practice.selection import Ordering
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Topic

COUNTS = (5, 10, 20)
LEVELS: tuple[int, ...] = (1, 2, 3)
NO_TOPIC = Bilingual(ja="分野を 1 つ以上選んでください。", en="Choose at least one topic.")
NO_LEVEL = Bilingual(ja="レベルを 1 つ以上選んでください。", en="Choose at least one level.")
NO_QUESTION = Bilingual(
    ja="選んだ分野には、選んだレベルの問題がありません。レベルか分野を増やしてください。",
    en="The chosen topics have no questions of the chosen levels. Add a level or a topic.",
)


class TickedForm(BaseModel):
    """What an address ticks; what is left out is as in a fresh form."""

    topic: list[str] = []
    level: list[int] = []
    count: int = 10
    ordering: Ordering = "mixed"


class StartForm(TickedForm):
    """The form as sent. A quick start sends nothing: every topic, every level, ten questions."""

    quick: bool = False


@dataclass(frozen=True)
class StartPage:
    """The start form with what is ticked, and what is wrong with it."""

    all_topics: tuple[Topic, ...]
    offered: dict[str, tuple[int, ...]]  # the levels that each topic has
    topics: tuple[str, ...]
    levels: tuple[int, ...]
    count: int = 10
    ordering: Ordering = "mixed"
    counts: tuple[int, ...] = COUNTS
    all_levels: tuple[int, ...] = LEVELS
    problems: tuple[tuple[str, Bilingual], ...] = field(default=())

    def ticked(self) -> str:
        """What is ticked, as the query of an address."""
        chosen = {"topic": self.topics, "level": self.levels, "count": self.count, "ordering": self.ordering}
        return urlencode(chosen, doseq=True)

    def without_questions(self) -> "StartPage":
        """The same form, told that nothing fits."""
        return replace(self, problems=(("level-1", NO_QUESTION),))


def _levels(bank: Bank) -> dict[str, tuple[int, ...]]:
    offered: dict[str, set[int]] = {topic.id: set() for topic in bank.topics.topics}
    for card in bank.families.values():
        offered[card.topic] |= {level for level, _ in card.asks}
    return {topic: tuple(sorted(levels)) for topic, levels in offered.items()}


def start_page(bank: Bank, ticked: TickedForm | None = None) -> StartPage:
    """A fresh form, every topic and level ticked; or those that an address names, as far as they exist."""
    asked = ticked or TickedForm()
    known = tuple(entry.id for entry in bank.topics.topics)
    return StartPage(
        bank.topics.topics,
        _levels(bank),
        tuple(topic for topic in known if topic in asked.topic) or known,
        tuple(level for level in LEVELS if level in asked.level) or LEVELS,
        asked.count if asked.count in COUNTS else 10,
        asked.ordering,
    )


def checked(bank: Bank, form: StartForm) -> StartPage:
    """The form with its problems; what is not on offer is left out."""
    fresh = start_page(bank)
    if form.quick:
        return fresh
    topics: Sequence[str] = [topic for topic in fresh.topics if topic in form.topic]
    levels = [level for level in LEVELS if level in form.level]
    problems = []
    if not topics:
        problems.append((f"topic-{fresh.all_topics[0].id}", NO_TOPIC))
    if not levels:
        problems.append(("level-1", NO_LEVEL))
    return replace(
        fresh,
        topics=tuple(topics),
        levels=tuple(levels),
        count=form.count if form.count in COUNTS else 10,
        ordering=form.ordering,
        problems=tuple(problems),
    )
