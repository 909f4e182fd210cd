"""The topic tree of the study note with its scope, read from ``topics.toml``."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from question_bank.model.bilingual import Bilingual
from question_bank.model.data import shared_data


class Topic(BaseModel):
    """One topic: its section of the note, its place in the exam's syllabus, its names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: Bilingual
    summary: Bilingual
    note_section: str
    scope: Literal["syllabus", "option", "course"]
    syllabus: Bilingual  # where in the syllabus, or why not


class TopicTree(BaseModel):
    """All topics in the order of the note, and the version of the syllabus their scope refers to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    syllabus_version: str
    topics: tuple[Topic, ...]


def load_topics() -> TopicTree:
    """Read the topic tree; raises pydantic's ``ValidationError`` where the data are not of its form."""
    return TopicTree.model_validate(shared_data("model", "topics.toml"))
