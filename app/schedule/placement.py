"""What the placement quiz showed, and where practice begins by it. Pure functions over the answers to it.

Nothing of this is stored: an answer that is withdrawn, or rated otherwise, places otherwise. Only what was never asked
is placed; where a kind stands after its first answer says the ladder.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from app.db.models import Grade
from app.schedule.memory import AGAIN
from app.schedule.ratings import Evidence, rated
from question_bank.model.teaching import SCOPES
from question_bank.model.topics import Topic, TopicTree


@dataclass(frozen=True)
class Shown:
    """What an answer showed of its topic: known without any help, not known, or neither (None)."""

    topic: str
    level: int
    known: bool | None


@dataclass(frozen=True)
class Beginning:
    """Where practice begins.

    The new kinds of the topics in ``first`` come before others. Those of ``known`` topics come after them, and at one
    level higher, if the level at which the topic was shown to be known reaches it.
    """

    first: Set[str] = frozenset()
    known: Mapping[str, int] = field(default_factory=dict)  # topic to level


def shown(topic: str, evidence: Evidence, chosen: Grade | None = None) -> Shown:
    """What an answer showed, and what its learner says of it."""
    grade, why = rated(evidence)
    grade = chosen or grade
    known = None if why in {"hints", "guided"} else True
    return Shown(topic, evidence.level, False if grade == AGAIN else known)


def beginning(tree: TopicTree, answers: Iterable[Shown]) -> Beginning:
    """Where practice begins after these answers, of which the last one of each topic says what is known of it.

    Whoever knows a topic knows what it builds on, unless that was asked too and was not known. Whoever does not begins
    with what it builds on, as far as that was not shown.
    """
    last = {answer.topic: answer for answer in answers}
    known: dict[str, int] = {}
    for answer in last.values():
        if answer.known:
            for topic in (answer.topic, *_ground(tree, answer.topic)):
                if topic not in last or last[topic].known:
                    known[topic] = max(known.get(topic, 0), answer.level)
    failed = {answer.topic for answer in last.values() if answer.known is False}
    ground = {topic for one in failed for topic in _ground(tree, one)}
    return Beginning(frozenset(failed | (ground - known.keys())), known)


def _ground(tree: TopicTree, topic: str) -> list[str]:
    """All that a topic builds on, and what that builds on."""
    by_id = {one.id: one for one in tree.topics}
    found: list[str] = []
    left = list(by_id[topic].builds_on) if topic in by_id else []
    while left:
        one = left.pop()
        if one not in found:
            found.append(one)
            left.extend(by_id[one].builds_on)
    return found


def in_order(teaching: Sequence[str], topics: Mapping[str, Topic], begins: Beginning) -> list[str]:
    """All families in the order in which they are to be met, which is ``teaching`` where nothing was shown.

    ``topics`` is the topic of each. What the exam asks stays before what only a course asks.
    """

    def rank(family: str) -> tuple[int, int]:
        topic = topics[family]
        turn = 0 if topic.id in begins.first else 2 if topic.id in begins.known else 1
        return SCOPES.index(topic.scope), turn

    return sorted(teaching, key=rank)


def first_level(levels: Sequence[int], topic: str, begins: Beginning) -> int:
    """The level at which a kind of a topic begins."""
    lowest = min(levels)
    above = min((level for level in levels if level > lowest), default=lowest)
    return above if above <= begins.known.get(topic, 0) else lowest
