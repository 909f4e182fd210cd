"""The topics, each read from the ``topic.toml`` of its folder, with their place in the exam's syllabus."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from question_bank.model.bilingual import Bilingual
from question_bank.model.data import Known, remembered, shared_data, topic_data, topic_ids

Area = Literal["mathematics", "machine-learning", "deep-learning", "environment"]


class Topic(BaseModel):
    """One topic: its names, its place in the exam's syllabus and among the others, its section of the study note.

    ``families`` is the order in which its page lists its families, by name; one that is not in it comes last.
    ``builds_on`` names the topics that a learner should know before this one, ``after`` for a family those of the topic
    that come before it, all by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    place: int
    area: Area
    section: str = ""  # of the syllabus; "" where it names no such thing
    title: Bilingual
    summary: Bilingual
    note_section: str = ""
    scope: Literal["syllabus", "option", "course"]
    syllabus: Bilingual  # where in the syllabus, or why not
    families: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    after: Mapping[str, tuple[str, ...]] = {}


class TopicTree(BaseModel):
    """All topics in order, and the version of the syllabus that their scope refers to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    syllabus_version: str
    topics: tuple[Topic, ...]

    def before(self, topic: Topic) -> tuple[Topic, ...]:
        """The topics that one builds on, in order."""
        return tuple(other for other in self.topics if other.id in topic.builds_on)

    def after(self, topic: Topic) -> tuple[Topic, ...]:
        """The topics that build on one, in order."""
        return tuple(other for other in self.topics if topic.id in other.builds_on)


@remembered
def every_point() -> Mapping[str, str]:
    """What may be asked of all topics, by number: a family of one may cover a point of another."""
    found = {number: said for topic in topic_ids() for number, said in points(topic).items()}
    return Known(found, "point", "question_bank/topics/<topic>/points.toml")


def load_topics() -> TopicTree:
    """Read every topic.

    Raises pydantic's ``ValidationError`` where the data are not of their form, ``ValueError`` where two topics have one
    place, and where one builds on a topic that does not exist or, in the end, on itself.
    """
    topics = sorted(
        (Topic.model_validate({"id": topic, **topic_data(topic, "topic.toml")}) for topic in topic_ids()),
        key=lambda topic: topic.place,
    )
    if len({topic.place for topic in topics}) != len(topics):
        raise ValueError(f"two topics have one place: {[(topic.place, topic.id) for topic in topics]}")
    _refuse_circles({topic.id: topic.builds_on for topic in topics})
    return TopicTree(syllabus_version=shared_data("topics", "syllabus.toml")["version"], topics=tuple(topics))


def _refuse_circles(builds_on: Mapping[str, tuple[str, ...]]) -> None:
    for topic, named in builds_on.items():
        if unknown := [other for other in named if other not in builds_on]:
            raise ValueError(f"{topic}/topic.toml: builds_on names {', '.join(unknown)}, which is no topic")
    known: set[str] = set()  # topics all of whose ground is known
    while ready := {topic for topic, named in builds_on.items() if topic not in known and known.issuperset(named)}:
        known |= ready
    if left := sorted(builds_on.keys() - known):
        raise ValueError(f"builds_on leads in a circle among {', '.join(left)}")


@cache
def points(topic: str) -> dict[str, str]:
    """What may be asked of a topic, by number; none where it lists nothing."""
    try:
        found: dict[str, Any] = topic_data(topic, "points.toml")
    except FileNotFoundError:
        return {}
    return {number: str(said) for number, said in found.items()}
