"""The form that starts a quiz: which kinds are asked, how many questions, in which order.

All of it is the query of an address; so it is kept when it is remembered.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args
from urllib.parse import parse_qs, urlencode

from pydantic import BaseModel, ValidationError

from app.db.derived import Standing
from app.quiz.selection import Answers, Ordering, State, candidates, narrowed
from question_bank.bank import Bank, FamilyCard
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Area, Topic

COUNTS = (5, 10, 20)
LONGEST_VALUE = 40  # of what is not on offer, where it is said
LEVELS: tuple[int, ...] = (1, 2, 3)
SCOPES = ("all", "syllabus")
EVERY, NONE = "all", "none"  # beside the areas
NO_TOPIC = Bilingual(ja="分野を 1 つ以上選んでください。", en="Choose at least one topic.")
NO_LEVEL = Bilingual(ja="レベルを 1 つ以上選んでください。", en="Choose at least one level.")
NO_QUESTION = Bilingual(
    ja="選んだ条件に合う問題がありません。分野やレベルを増やすか、絞り込みを外してください。",
    en="No question fits these choices. Add topics or levels, or remove a filter.",
)


class TickedForm(BaseModel):
    """What an address ticks; what is left out is as in a fresh form.

    ``area`` is what its buttons choose at one press: the topics of one area, all topics or none of them.
    """

    topic: list[str] = []
    area: str = ""
    level: list[str] = []
    form: str = "all"
    state: str = "all"
    scope: str = "all"
    count: str = "10"
    ordering: str = "mixed"
    kept: bool = False  # the whole form, so that nothing is ticked where nothing is named

    def impossible(self, topics: Collection[str]) -> list[tuple[str, str]]:
        """Names with a value that is not on offer."""
        offered: dict[str, tuple[list[str], Collection[str]]] = {
            "topic": (self.topic, topics),
            "area": ([self.area], ("", EVERY, NONE, *get_args(Area))),
            "level": (self.level, [str(level) for level in LEVELS]),
            "form": ([self.form], get_args(Answers)),
            "state": ([self.state], get_args(State)),
            "scope": ([self.scope], SCOPES),
            "count": ([self.count], [str(count) for count in COUNTS]),
            "ordering": ([self.ordering], get_args(Ordering)),
        }
        return [(name, value) for name, (sent, known) in offered.items() for value in sent if value not in known]

    def chosen_topics(self, topics: Iterable[Topic]) -> tuple[str, ...]:
        """The topics that are ticked, in their order."""
        areas = {EVERY: get_args(Area), NONE: ()}.get(self.area, (self.area,))
        by_area = self.area in (EVERY, NONE, *get_args(Area))
        return tuple(topic.id for topic in topics if (topic.area in areas if by_area else topic.id in self.topic))

    def chosen_levels(self) -> tuple[int, ...]:
        """The levels that are ticked."""
        return tuple(level for level in LEVELS if str(level) in self.level)


class StartForm(TickedForm):
    """The form as sent. A quick start chooses topics at most: every level, ten questions; it is not remembered."""

    quick: bool = False
    once: bool = False  # pressed twice, it starts one quiz


@dataclass(frozen=True)
class Kinds:
    """What there is to ask of: the families of the bank, and where each stands."""

    cards: tuple[FamilyCard, ...]
    standings: Mapping[tuple[str, str], Standing]


@dataclass(frozen=True)
class StartPage:
    """The start form with what is ticked, and what is wrong with it."""

    kinds: Kinds
    all_topics: tuple[Topic, ...]
    offered: dict[str, tuple[int, ...]]  # the levels that each topic has
    topics: tuple[str, ...]
    levels: tuple[int, ...]
    answers: Answers = "all"
    state: State = "all"
    scope: str = "all"
    count: int = 10
    ordering: Ordering = "mixed"
    counts: tuple[int, ...] = COUNTS
    all_levels: tuple[int, ...] = LEVELS
    problems: tuple[tuple[str, Bilingual], ...] = field(default=())

    @property
    def areas(self) -> dict[Area, tuple[Topic, ...]]:
        """The topics by area."""
        found: dict[Area, tuple[Topic, ...]] = {}
        for topic in self.all_topics:
            found[topic.area] = (*found.get(topic.area, ()), topic)
        return found

    @property
    def asked(self) -> tuple[str, ...]:
        """The ticked topics that are within the scope."""
        within = {topic.id for topic in self.all_topics if self.scope == "all" or topic.scope != "course"}
        return tuple(topic for topic in self.topics if topic in within)

    @property
    def cards(self) -> tuple[FamilyCard, ...]:
        """The families that are in the wanted state, with the wanted forms."""
        return narrowed(self.kinds.cards, self.answers, self.state, self.kinds.standings)

    @property
    def fitting(self) -> int:
        """How many families there are to ask of."""
        return len(candidates(self.cards, self.asked, self.levels))

    def ticked(self, *, briefly: bool = False) -> str:
        """What is ticked, as the query of an address; ``briefly`` without what is as in a fresh form.

        So a topic that the bank is given later is ticked where all topics were.
        """
        every = tuple(topic.id for topic in self.all_topics)
        chosen = {"topic": self.topics, "level": self.levels, "count": self.count, "ordering": self.ordering}
        fresh = {"topic": every, "level": LEVELS, "count": 10, "ordering": "mixed"}
        narrowing = {"form": self.answers, "state": self.state, "scope": self.scope}
        kept = {name: value for name, value in chosen.items() if not briefly or value != fresh[name]}
        return urlencode({**kept, **{k: value for k, value in narrowing.items() if value != "all"}}, doseq=True)

    def without_questions(self) -> "StartPage":
        """The same form, told that nothing fits."""
        return replace(self, problems=(("level-1", NO_QUESTION),))


def _levels(bank: Bank) -> dict[str, tuple[int, ...]]:
    offered: dict[str, set[int]] = {topic.id: set() for topic in bank.topics.topics}
    for card in bank.families.values():
        offered[card.topic] |= {level for level, _ in card.asks}
    return {topic: tuple(sorted(levels)) for topic, levels in offered.items()}


def remembered(query: str | None) -> TickedForm:
    """What was chosen last; a fresh form before the first time."""
    found = parse_qs(query or "")
    lists = {name: values for name, values in found.items() if name in ("topic", "level")}
    singles = {name: values[-1] for name, values in found.items() if name in TickedForm.model_fields}
    try:
        return TickedForm.model_validate({**singles, **lists})
    except ValidationError:  # from elsewhere, or of another version
        return TickedForm()


def start_page(bank: Bank, standings: Mapping[tuple[str, str], Standing], ticked: TickedForm) -> StartPage:
    """The form as far as what is ticked exists; where no topic or no level is named, all of them are."""
    known = bank.topics.topics
    nothing = ticked.kept or ticked.area == NONE
    return replace(
        _page(bank, standings, ticked),
        topics=ticked.chosen_topics(known) or (() if nothing else tuple(topic.id for topic in known)),
        levels=ticked.chosen_levels() or (() if ticked.kept else LEVELS),
    )


def _page(bank: Bank, standings: Mapping[tuple[str, str], Standing], form: TickedForm) -> StartPage:
    """The form with just what is ticked and on offer."""
    answers: Answers = "chosen" if form.form == "chosen" else "all"
    state: State = "new" if form.state == "new" else "miss" if form.state == "miss" else "all"
    return StartPage(
        Kinds(tuple(bank.families.values()), standings),
        bank.topics.topics,
        _levels(bank),
        form.chosen_topics(bank.topics.topics),
        form.chosen_levels(),
        answers,
        state,
        form.scope if form.scope in SCOPES else "all",
        next((count for count in COUNTS if str(count) == form.count), 10),
        "topic" if form.ordering == "topic" else "mixed",
    )


def _not_on_offer(name: str, value: str) -> Bilingual:
    said = f"{name}={value[:LONGEST_VALUE]}"
    return Bilingual(ja=f"「{said}」は選べません。", en=f"“{said}” is not on offer.")


def checked(bank: Bank, standings: Mapping[tuple[str, str], Standing], form: StartForm) -> StartPage:
    """The form with its problems: what is not on offer is one, and is left out."""
    known = [topic.id for topic in bank.topics.topics]
    if form.quick:
        return start_page(bank, standings, TickedForm(topic=form.topic))
    page = _page(bank, standings, form)
    first_topic = f"topic-{known[0]}"
    at = {"topic": first_topic, "area": first_topic, "level": "level-1"}
    problems = [(at.get(name, name), _not_on_offer(name, value)) for name, value in form.impossible(known)]
    if not page.topics:
        problems.append((first_topic, NO_TOPIC))
    if not page.levels:
        problems.append(("level-1", NO_LEVEL))
    return replace(page, problems=tuple(problems))
