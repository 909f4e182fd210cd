"""What the page of a topic teaches: the correct formulas, their letters, and misprints to learn from."""

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from question_bank.bilingual import Bilingual


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Formula(_Frozen):
    """A formula in LaTeX and what it says."""

    latex: str
    says: Bilingual


class Letter(_Frozen):
    """Letters of the formulas and what they mean."""

    latex: str
    means: Bilingual


class Misprint(_Frozen):
    """A formula as it is sometimes printed, the right one, and why the other is wrong."""

    printed: str
    right: str
    why: Bilingual


class Node(_Frozen):
    """A box of a picture, at a place of its grid."""

    id: str
    column: int
    row: int
    label: Bilingual


class Arrow(_Frozen):
    """An arrow between two boxes, perhaps with a word on it."""

    start: str
    end: str
    label: Bilingual


class Picture(_Frozen):
    """A picture of the unit."""

    title: Bilingual
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


class TopicPage(_Frozen):
    """The teaching part of a topic's page."""

    formulas: tuple[Formula, ...]
    letters: tuple[Letter, ...]
    misprints: tuple[Misprint, ...]
    picture: Picture


@cache
def topic_page(topic: str) -> TopicPage:
    """The page of a topic; raises where its file is missing or not of its form."""
    with (files("question_bank") / topic.replace("-", "_") / "page.toml").open("rb") as source:
        return TopicPage.model_validate(tomllib.load(source))
