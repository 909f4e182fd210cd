"""What home and the list of topics show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from app.db.derived import Standing
from app.db.sittings import OpenSet
from app.home.example import Example
from app.home.search import Hit
from app.progress.kinds import STANDINGS, TopicView
from app.quiz.repository import Unfinished
from app.schedule.today import Today
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Area, Topic, TopicTree

FEW_TOPICS = 3  # so many of a quiz are named
Ago: TypeAlias = tuple[Literal["minutes", "hours", "days"], int]
_HOUR, _DAY = 3600, 86_400


def ago(now: datetime, then: datetime) -> Ago:
    """How long ago something was, in the largest unit of which it is a whole one."""
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < _HOUR:
        return "minutes", seconds // 60
    return ("hours", seconds // _HOUR) if seconds < _DAY else ("days", seconds // _DAY)


@dataclass(frozen=True)
class OpenQuiz:
    """A quiz that one can go on with: what it is about, what comes next in it, and since when."""

    quiz: Unfinished
    topics: tuple[Bilingual, ...]  # none where there are too many to name
    count: int
    next: Bilingual | None  # the kind of the question that is asked next
    ago: Ago

    @property
    def others(self) -> int:
        """How many other kinds are still to come."""
        return max(0, len(self.quiz.left) - 1)


def open_quiz(bank: Bank, quiz: Unfinished, now: datetime) -> OpenQuiz:
    """A quiz with the names of its topics; one that the bank has no more is left out."""
    titles = {topic.id: topic.title for topic in bank.topics.topics}
    named = tuple(titles[topic] for topic in quiz.topics if topic in titles)
    coming = bank.title(quiz.left[0]) if quiz.left else None
    return OpenQuiz(quiz, named if len(named) <= FEW_TOPICS else (), len(named), coming, ago(now, quiz.created_at))


@dataclass(frozen=True)
class Newcomer:
    """What somebody sees who has not begun: what the app does, and what it covers."""

    example: Example
    outside: tuple[Topic, ...]  # topics that the syllabus does not name
    areas: tuple[Area, ...]  # areas of the exam that have questions
    without: tuple[Area, ...]  # and those that have none


def newcomer(tree: TopicTree, example: Example) -> Newcomer:
    """What is covered, from the topics themselves."""
    covered = {topic.area for topic in tree.topics}
    return Newcomer(
        example,
        tuple(topic for topic in tree.topics if topic.scope == "course"),
        tuple(area for area in get_args(Area) if area in covered),
        tuple(area for area in get_args(Area) if area not in covered),
    )


@dataclass(frozen=True)
class HomePage:
    """Where one goes on or starts, what is weak, and where every kind stands."""

    unfinished: Sequence[OpenQuiz]
    more: int  # unfinished ones that are not listed
    all: bool  # whether many of them are listed
    dropped: int | None  # the quiz that was just left
    over: int | None  # or that was finished already
    weak: Sequence[TopicView]
    topics: Sequence[TopicView]
    tree: TopicTree
    newcomer: Newcomer | None
    today: Today
    sets: Sequence[OpenSet] = ()  # of classes, that are still to be answered

    @property
    def kinds(self) -> int:
        """How many kinds of question there are."""
        return sum(len(entry.families) for entry in self.topics)

    @property
    def count(self) -> dict[Standing, int]:
        """How many of them are in each state."""
        return {state: sum(entry.count[state] for entry in self.topics) for state in STANDINGS}


@dataclass(frozen=True)
class TopicsPage:
    """All topics; or those in which something was found."""

    topics: Sequence[TopicView]
    tree: TopicTree
    query: str = ""
    hits: Sequence[Hit] = ()
