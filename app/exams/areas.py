"""The areas of the exam with their weights, and how much of each the bank has questions of."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.exams.composing import Pool
from question_bank.bank import Bank, FamilyCard
from question_bank.forms import form_of
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Topic


class Item(Bilingual):
    """An item of a section, and the topics of the bank that are about it."""

    topics: tuple[str, ...] = ()


class Section(Bilingual):
    """A section of the syllabus that is examined; with items where the bank has but some of them."""

    number: str
    items: tuple[Item, ...] = ()


class Area(BaseModel):
    """An area of the exam: a chapter of the syllabus, and its part of the questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    chapter: str
    weight: float = Field(gt=0)
    title: Bilingual
    sections: tuple[Section, ...]


class Areas(BaseModel):
    """All areas, and where their weights come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Bilingual
    areas: tuple[Area, ...]


@cache
def exam_areas() -> Areas:
    """The areas as the file tells them."""
    return Areas.model_validate(tomllib.loads(Path(__file__).with_name("areas.toml").read_text(encoding="utf-8")))


def area_of(topic: Topic) -> Area | None:
    """The area that a topic is examined in; None for one that the syllabus does not name."""
    chapter = topic.section.partition(".")[0]
    return next((area for area in exam_areas().areas if area.chapter == chapter), None)


def asked_kinds(bank: Bank) -> Mapping[str, Sequence[FamilyCard]]:
    """Of each topic the kinds that can be asked as the exam asks, by choosing one of several, in these forms alone."""
    found: dict[str, list[FamilyCard]] = {topic.id: [] for topic in bank.topics.topics}
    for card in bank.families.values():
        asks = tuple(ask for ask in card.asks if form_of(ask[1]).field == "choice")
        if asks:
            found[card.topic].append(FamilyCard(card.id, card.version, card.topic, card.title, asks))
    return found


@dataclass(frozen=True)
class Covered:
    """An area, the topics of the bank that are examined in it, and what of it the bank has nothing of."""

    area: Area
    topics: tuple[Topic, ...]
    without: tuple[Bilingual, ...]
    kinds: int


def _without(section: Section, topics: Sequence[Topic]) -> Sequence[Bilingual]:
    """What of a section no topic is about: all of it, or some items."""
    within = {topic.id for topic in topics if topic.section == section.number}
    if not within:
        return [Bilingual(ja=f"{section.number} {section.ja}", en=f"{section.number} {section.en}")]
    missing = [item for item in section.items if within.isdisjoint(item.topics)]
    return [Bilingual(ja=f"{section.number} {item.ja}", en=f"{section.number} {item.en}") for item in missing]


def covered(bank: Bank) -> tuple[Covered, ...]:
    """What the bank has of each area of the exam."""
    kinds = asked_kinds(bank)
    found = []
    for area in exam_areas().areas:
        topics = tuple(t for t in bank.topics.topics if t.scope == "syllabus" and area_of(t) == area and kinds[t.id])
        without = tuple(part for section in area.sections for part in _without(section, topics))
        found.append(Covered(area, topics, without, sum(len(kinds[topic.id]) for topic in topics)))
    return tuple(found)


def pools(bank: Bank, topics: Sequence[str] = ()) -> list[Pool]:
    """What an exam is put together from: the areas by their weights, or these topics, each by its number of kinds."""
    kinds = asked_kinds(bank)
    if topics:
        return [Pool(1.0, {topic: kinds[topic] for topic in topics if kinds[topic]})]
    return [Pool(part.area.weight, {t.id: kinds[t.id] for t in part.topics}) for part in covered(bank) if part.topics]
