"""Statements to judge: for each topic a pool of claims, each with a true and a false form and a reason for either.

A question shows one form of each of four claims, so no two of its statements speak of the same thing: none contradicts
or gives away another. One of them is the right one to choose, the true one or the false one; or all that hold are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict

from question_bank.forms.chosen import key_text
from question_bank.kinds.choosing import CHOOSE, shuffled
from question_bank.kinds.kind import Kind, Slips
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.data import topic_data
from question_bank.model.draw import Draw
from question_bank.model.earlier import claims_shown
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import AnswerFormat, Choice, Form, Instance, Key
from question_bank.model.made import Made
from question_bank.model.problem import Problem
from question_bank.model.review import ChoiceReview, Review

SHOWN = 4
_SELECT = Bilingual(ja="当てはまるものをすべて選んでください", en="Choose all that hold")


@dataclass(frozen=True)
class Statement:
    """One form of a claim: what it says, whether it holds, and why."""

    claim: str
    text: Bilingual
    holds: bool
    reason: Bilingual


@dataclass(frozen=True)
class Statements(Problem):
    """A problem whose answer is the one statement of ``shown`` that holds (``wanted``), or the one that does not.

    Asked to select, it is all of ``many`` that hold.
    """

    shown: tuple[Statement, ...]
    wanted: bool
    many: tuple[Statement, ...]


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


def _judged(shown: Statement) -> Bilingual:
    ja, en = ("正しい記述です。", "This is true.") if shown.holds else ("誤った記述です。", "This is false.")
    return Bilingual(ja=f"{ja}{shown.reason.ja}", en=f"{en} {shown.reason.en}")


class StatementsKind(Kind[Statements]):
    """What is asked is which of four statements holds, or does not; or all that hold."""

    problem = Statements

    def make(self, family: Family, problem: Statements, form: Form, draw: Draw, *, clear: bool) -> Made:
        """Four statements in a random order."""
        return self._selected(problem, draw) if form == "select" else self._one(problem, draw)

    @staticmethod
    def _selected(statements: Statements, draw: Draw) -> Made:
        order = draw.shuffled("order of choices", statements.many)
        slips = tuple(None if shown.holds else shown.claim for shown in order)
        chosen = tuple(place for place, shown in enumerate(order) if shown.holds)
        content = ["select", sorted((shown.claim, shown.holds) for shown in statements.many)]
        choices = tuple(Choice(text=shown.text) for shown in order)
        ids = tuple(shown.claim for shown in order)
        return Made(Key(chosen=chosen, slips=slips, ids=ids), choices, AnswerFormat(label="", note=_SELECT), content)

    @staticmethod
    def _one(statements: Statements, draw: Draw) -> Made:
        (right,) = [shown for shown in statements.shown if shown.holds == statements.wanted]
        wrong = [(shown.claim, Choice(text=shown.text)) for shown in statements.shown if shown is not right]
        choices, key = shuffled(draw, Choice(text=right.text), wrong)
        key = key.model_copy(update={"ids": tuple(right.claim if slip is None else slip for slip in key.slips)})
        content = [statements.wanted, right.claim, sorted(shown.claim for shown in statements.shown)]
        return Made(key, choices, AnswerFormat(label="", note=CHOOSE), content)

    def review(self, instance: Instance, problem: Statements, answer: Answer, *, correct: bool) -> Review:
        """Of each statement whether it holds, and why."""
        by_claim = {shown.claim: shown for shown in (problem.many if instance.form == "select" else problem.shown)}
        choices = []
        for slip, claim in zip(instance.key.slips, claims_shown(instance), strict=True):
            shown = by_claim.get(claim)
            choices.append(ChoiceReview(right=slip is None, remark=None if shown is None else _judged(shown)))
        return Review(
            key=key_text(instance),
            given=(),
            lines=(),
            choices=tuple(choices),
            findings=(),
            drifted=False,
            remark=None,
        )

    def slips(self, problem: Statements, instance: Instance) -> Slips:
        """The claims that are not the answer."""
        claims = tuple(shown.claim for shown in problem.shown if shown.holds != problem.wanted)
        return Slips(claims, claims)

    def tells(self, problem: Statements) -> bool:
        """No slip: each statement has its reason."""
        return False


KIND = StatementsKind()
