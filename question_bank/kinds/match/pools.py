"""Pairs to be matched: pools in a topic's ``match.toml``, or read from an engine run.

A question shows some left sides and one right side more, that of another pair or one that belongs to none, so that the
last is never free. What is left over must be true of nothing shown: ``also`` names the pairs whose right side is true
of another left side too.
"""

from collections.abc import Mapping
from functools import cache
from itertools import combinations
from typing import Self

from pydantic import Field, model_validator

from question_bank.kinds.arranging import Confusion
from question_bank.kinds.match import Match, Pair
from question_bank.model.bilingual import Bilingual
from question_bank.model.data import topic_data
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.frozen import Frozen

LEFT = 4
SMALL = 100
Drawn = tuple[tuple[str, ...], str]


class Partners(Frozen):
    """Two things that belong together, and why."""

    left: Bilingual
    right: Bilingual
    reason: Bilingual


class Mistake(Frozen):
    """A known confusion: ``first`` is given what belongs to ``second``."""

    slip: str
    first: str
    second: str


class Pool(Frozen):
    """Pairs, right sides that belong to none of them, and confusions. ``left`` is how many pairs a question shows.

    ``also`` names, of a pair, the other left sides of which its right side is true as well.
    """

    points: tuple[str, ...]
    pairs: dict[str, Partners]
    decoys: dict[str, Bilingual] = Field(default={})
    also: dict[str, tuple[str, ...]] = Field(default={})
    mistakes: tuple[Mistake, ...] = ()
    left: int = LEFT

    @model_validator(mode="after")
    def _of_its_pairs(self) -> Self:
        """Raises where what is said to be true elsewhere, or of what, is no pair."""
        if unknown := {*self.also, *(name for others in self.also.values() for name in others)} - set(self.pairs):
            raise ValueError(f"also: no pair {', '.join(sorted(unknown))}; there are {', '.join(self.pairs)}")
        return self


@cache
def pools(topic: str) -> Mapping[str, Pool]:
    """The pools of a topic; raises where its file is missing or not of its form."""
    return {name: Pool.model_validate(text) for name, text in topic_data(topic, "match.toml").items()}


def drawn(pool: Pool) -> list[Drawn]:
    """All that may be shown: the pairs, and whose right side is left over, which is true of none of them."""
    return [
        (chosen, spare)
        for chosen in combinations(pool.pairs, min(pool.left, len(pool.pairs)))
        for spare in (*(other for other in pool.pairs if other not in chosen), *pool.decoys)
        if not set(pool.also.get(spare, ())) & set(chosen)
    ]


def _problem(pool: Pool, p: Parameters) -> Match:
    pairs = tuple(
        Pair(pair, pool.pairs[pair].left, pool.pairs[pair].right, pool.pairs[pair].reason) for pair in p["pairs"]
    )
    spare = pool.pairs[p["spare"]].right if p["spare"] in pool.pairs else pool.decoys[p["spare"]]
    shown = set(p["pairs"])
    confusions = tuple(Confusion(m.slip, m.first, m.second) for m in pool.mistakes if {m.first, m.second} <= shown)
    return Match(pairs, (spare,), confusions)


def pool_family(topic: str, name: str, pool: Pool, level: int = 1, *, version: int = 1) -> Family:
    """The family ``<topic>.<name>`` that asks for the pairs of a pool."""
    every = drawn(pool)

    def draw(d: Draw, _: int) -> Parameters:
        pairs, spare = d.pick("shown", every)
        return {"pairs": list(pairs), "spare": spare}

    return Family(
        id=f"{topic}.{name}",
        version=version,
        asks=((level, "match"), (level, "combination")),
        draw=draw,
        problem=lambda p: _problem(pool, p),
        contents=len(every) if len(every) < SMALL else None,
        points=pool.points,
    )


def match_family(topic: str, which: str, *, version: int = 1) -> Family:
    """The family ``<topic>.<which>-match`` of a pool in the topic's file."""
    return pool_family(topic, f"{which}-match", pools(topic)[which], version=version)
