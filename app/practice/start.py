"""The form that starts a quiz: topics, levels, how many questions, in which order."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args
from urllib.parse import urlencode

from pydantic import BaseModel

from app.quiz.selection import Ordering
from app.web.asked import no_such, not_usable, unknown
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Topic

COUNTS = (5, 10, 20)
LONGEST_VALUE = 40  # of what is not on offer, where it is said
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
    level: list[str] = []
    count: str = "10"
    ordering: str = "mixed"
    kept: bool = False  # the whole form, so that nothing is ticked where nothing is named

    def impossible(self, topics: Collection[str]) -> list[tuple[str, str]]:
        """Names with a value that is not on offer."""
        offered: dict[str, Collection[str]] = {
            "topic": topics,
            "level": [str(level) for level in LEVELS],
            "count": [str(count) for count in COUNTS],
            "ordering": get_args(Ordering),
        }
        sent = {"topic": self.topic, "level": self.level, "count": [self.count], "ordering": [self.ordering]}
        return [(name, value) for name, known in offered.items() for value in sent[name] if value not in known]

    def chosen_count(self) -> int:
        """How many questions; ten where the number is not on offer."""
        return next((count for count in COUNTS if str(count) == self.count), 10)

    def chosen_ordering(self) -> Ordering:
        """In which order; mixed where it is not on offer."""
        return "topic" if self.ordering == "topic" else "mixed"


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
    left_out: tuple[Bilingual, ...] = ()  # what the address names and the form has not

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


def start_page(bank: Bank, ticked: TickedForm | None = None, names: Iterable[str] = ()) -> StartPage:
    """A fresh form, every topic and level ticked; or those that an address names, as far as they exist.

    ``names`` are all that the address gives a value to.
    """
    asked = ticked or TickedForm()
    known = tuple(entry.id for entry in bank.topics.topics)
    return StartPage(
        bank.topics.topics,
        _levels(bank),
        tuple(topic for topic in known if topic in asked.topic) or (() if asked.kept else known),
        tuple(level for level in LEVELS if str(level) in asked.level) or (() if asked.kept else LEVELS),
        asked.chosen_count(),
        asked.chosen_ordering(),
        left_out=(
            *(not_usable(name, value) for name, value in asked.impossible(known)),
            *(no_such(name) for name in unknown(names, TickedForm.model_fields)),
        ),
    )


def _not_on_offer(name: str, value: str) -> Bilingual:
    said = f"{name}={value[:LONGEST_VALUE]}"
    return Bilingual(ja=f"「{said}」は選べません。", en=f"“{said}” is not on offer.")


def checked(bank: Bank, form: StartForm) -> StartPage:
    """The form with its problems: what is not on offer is one, and is left out."""
    fresh = start_page(bank)
    if form.quick:
        return fresh
    topics: Sequence[str] = [topic for topic in fresh.topics if topic in form.topic]
    levels = [level for level in LEVELS if str(level) in form.level]
    at = {"topic": f"topic-{fresh.all_topics[0].id}", "level": "level-1", "count": "count", "ordering": "ordering"}
    problems = [(at[name], _not_on_offer(name, value)) for name, value in form.impossible(fresh.topics)]
    if not topics:
        problems.append((f"topic-{fresh.all_topics[0].id}", NO_TOPIC))
    if not levels:
        problems.append(("level-1", NO_LEVEL))
    return replace(
        fresh,
        topics=tuple(topics),
        levels=tuple(levels),
        count=form.chosen_count(),
        ordering=form.chosen_ordering(),
        problems=tuple(problems),
    )
