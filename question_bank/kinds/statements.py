"""Statements to judge: for each topic a pool of claims, each with a true and a false form and a reason for either.

A question shows one form of each of four claims, so no two of its statements speak of the same thing: none contradicts
or gives away another. One of them is the right one to choose, the true one or the false one; or all that hold are.
"""

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from question_bank.model.bilingual import Bilingual
from question_bank.model.data import topic_data
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters, Statement, Statements

SHOWN = 4


class Claim(BaseModel):
    """One thing that is so: said rightly and said wrongly, each with a reason that makes sense after just that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: tuple[str, ...] = ()
    right: Bilingual
    wrong: Bilingual
    right_because: Bilingual
    wrong_because: Bilingual

    def statement(self, claim: str, *, holds: bool) -> Statement:
        """The true or the false form."""
        if holds:
            return Statement(claim, self.right, True, self.right_because)
        return Statement(claim, self.wrong, False, self.wrong_because)


@cache
def claims(topic: str) -> Mapping[str, Claim]:
    """The pool of a topic by id; raises where a file is missing or not of its form."""
    return {claim: Claim.model_validate(text) for claim, text in topic_data(topic, "statements.toml").items()}


def _draw(topic: str, d: Draw) -> Parameters:
    shown = d.shuffled("claims", sorted(claims(topic)))[:SHOWN]
    holds = d.integer("holding", 1, 2**SHOWN - 2)  # as bits: at least one of them, and not all
    return {
        "claims": shown,
        "holding": [bool(holds >> k & 1) for k in range(SHOWN)],
        "wanted": bool(d.integer("wanted", 0, 1)),
        "odd": d.integer("odd", 0, SHOWN - 1),
    }


def _problem(topic: str, p: Parameters) -> Statements:
    pool, wanted = claims(topic), p["wanted"]
    shown = tuple(
        pool[claim].statement(claim, holds=wanted if place == p["odd"] else not wanted)
        for place, claim in enumerate(p["claims"])
    )
    many = tuple(
        pool[claim].statement(claim, holds=holds) for claim, holds in zip(p["claims"], p["holding"], strict=True)
    )
    return Statements(shown, wanted, many, words={"wanted": wanted})


def statements_family(topic: str, *, version: int = 2) -> Family:
    """The family that asks for the one true, or the one false, of four statements on a topic."""
    return Family(
        id=f"{topic}.statements",
        version=version,
        asks=((1, "choice"), (1, "select")),
        draw=lambda d, _: _draw(topic, d),
        problem=lambda p: _problem(topic, p),
        points=tuple(sorted({point for claim in claims(topic).values() for point in claim.points if len(point) == 3})),
    )
