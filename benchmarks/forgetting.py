"""Learners to try a schedule on, who do not forget as the schedule believes: a strength that decays, or traces.

What a learner knows is true of them and nothing else: no schedule can look. Three curves, none of which is FSRS:
exponential decay, a power law with an exponent of one's own, and the traces of Pavlik and Anderson (2005), where every
time that a kind is seen leaves one, which decays the faster the fresher the kind was. In all of them practice that is
spaced holds longer. What is unknown is read in the derivation after the answer, and is understood the better the more
is known of the topics that this one builds on. Kinds of a topic, and those it builds on, help to work one out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from random import Random
from typing import Literal, Protocol, TypeAlias

from app.quiz.selection import Slot
from app.schedule.ratings import PACE, Evidence
from question_bank.bank import Bank
from question_bank.forms import form_of

Curve: TypeAlias = Literal["exponential", "power", "traces"]

SLIP = 0.05  # of what is known, and yet answered wrongly
LUCK = 1 / 4  # of the guesses that are right, wherever nothing is typed; orders and pairs give less
LEVEL = 0.85  # of what is known at a level, that is known at the next
OWN, GROUND = 0.25, 0.1  # how often the topic, and those it builds on, lead to what was forgotten, if wholly known
UNREADY = 0.6  # of the strength that a kind has after it was read, where nothing is known of what it builds on
INATTENTIVE = 0.5  # of the same, where the answer was right by luck


class Skill(Protocol):
    """What is known of a kind. Days are counted from the first day; a day that is negative was before it."""

    def recall(self, day: float) -> float:
        """The chance that it comes to mind."""

    def recalled(self, day: float) -> None:
        """It came to mind."""

    def read(self, day: float, ready: float) -> None:
        """It did not, and was read; ``ready`` says how well it was understood, 1 for wholly."""


@dataclass
class Exponential:
    """e^(-t/S). What comes to mind after t days adds to S what grows with t: the later, the better."""

    ease: float
    strength: float = 0.0
    last: float = 0.0

    def recall(self, day: float) -> float:
        """The chance that it comes to mind."""
        return exp(-(day - self.last) / self.strength) if self.strength else 0.0

    def recalled(self, day: float) -> None:
        """It came to mind."""
        self.strength += self.ease * (0.3 + 1.2 * (day - self.last))
        self.last = day

    def read(self, day: float, ready: float) -> None:
        """What is left of the old strength, or as good as new."""
        self.strength, self.last = max(0.6 * self.strength, 6.0 * self.ease * ready), day


@dataclass
class Power:
    """(1 + t/S)^(-ψ). What comes to mind multiplies S, the more the less likely it was."""

    ease: float
    exponent: float
    strength: float = 0.0
    last: float = 0.0

    def recall(self, day: float) -> float:
        """The chance that it comes to mind."""
        return float((1 + (day - self.last) / self.strength) ** -self.exponent) if self.strength else 0.0

    def recalled(self, day: float) -> None:
        """It came to mind."""
        self.strength *= 1.05 + 2.4 * self.ease * (1 - self.recall(day))
        self.last = day

    def read(self, day: float, ready: float) -> None:
        """What is left of the old strength, or as good as new."""
        self.strength, self.last = max(0.5 * self.strength, 2.5 * self.ease * ready), day


@dataclass
class Traces:
    """1/(1 + e^((τ - m)/s)) with m = ln Σ w·t^(-d): each time leaves a trace, with d = c·e^m + a of that moment."""

    ease: float
    seen: list[tuple[float, float, float]] = field(default_factory=list)  # day, decay, weight

    def _sum(self, day: float) -> float:
        return float(sum(weight * max(day - seen, 0.25) ** -decay for seen, decay, weight in self.seen))

    def recall(self, day: float) -> float:
        """The chance that it comes to mind."""
        return 1 / (1 + exp((-0.4 - 0.5 * log(self.ease) - log(self._sum(day))) / 0.255)) if self.seen else 0.0

    def recalled(self, day: float) -> None:
        """It came to mind."""
        self._leave(day, 1.0)

    def read(self, day: float, ready: float) -> None:
        """A trace as good as it was understood."""
        self._leave(day, ready)

    def _leave(self, day: float, weight: float) -> None:
        self.seen.append((day, min(1.0, 0.3 + 0.35 * self._sum(day)), weight))


def skill_of(curve: Curve, ease: float, exponent: float) -> Skill:
    """A kind that was not met yet; the exponent is that of the power law."""
    if curve == "exponential":
        return Exponential(ease)
    return Power(ease, exponent) if curve == "power" else Traces(ease)


class Learner:
    """Somebody with a curve of their own, who knows ``start`` of the topics when the first day begins.

    ``guesses`` is how often they guess where there is something to choose from and they do not know; else they say so.
    """

    def __init__(self, bank: Bank, curve: Curve, start: float, guesses: float, random: Random) -> None:
        self._random, self._guesses = random, guesses
        self._grounds = {topic.id: topic.builds_on for topic in bank.topics.topics}
        self._lowest = {card.id: card.levels[0] for card in bank.families.values()}
        self._topic = {card.id: card.topic for card in bank.families.values()}
        able, exponent = random.lognormvariate(0, 0.25), random.uniform(0.4, 0.9)
        self._skills = {
            family: skill_of(curve, able * random.lognormvariate(0, 0.4), exponent) for family in bank.teaching
        }
        before = {topic for topic in self._grounds if random.random() < start}
        for family, skill in self._skills.items():
            if self._topic[family] in before and random.random() < 0.8:
                skill.read(random.uniform(-90, -60), 1.0)
                skill.recalled(random.uniform(-50, -30))
                skill.recalled(random.uniform(-25, -5))
        self._day: int | None = None
        self._of_topic: Mapping[str, float] = {}

    def recall(self, day: int) -> float:
        """The share of all kinds that the learner can do on a day, at their lowest levels, without luck or slips."""
        self._wake(day)
        known = [self.known(family, self._lowest[family], day) for family in self._skills]
        return sum(known) / len(known)

    def answer(self, slot: Slot, day: int) -> Evidence:
        """Answer a question, and read what the feedback says."""
        self._wake(day)
        known = self.known(slot.family, slot.level, day)
        skill = self._skills[slot.family]
        if self._random.random() < known:
            skill.recalled(day)
            slow = self._random.random() < 0.5 * (1 - known)
            right = self._random.random() >= SLIP
            return Evidence("answered", right, False, 0, (2.5 if slow else 0.8) * PACE * slot.level, slot.level)
        typed = form_of(slot.form).typed
        guessed = not typed and self._random.random() < self._guesses
        right = guessed and self._random.random() < LUCK
        ready = UNREADY + (1 - UNREADY) * self._ground(slot.topic, 1.0)
        skill.read(day, ready * (INATTENTIVE if right else 1))
        return Evidence("answered" if guessed else "unknown", right, False, 0, PACE, slot.level)

    def _wake(self, day: int) -> None:
        """What of each topic is known when a day begins; what the day adds helps from the next one on."""
        if day != self._day:
            by_topic: dict[str, list[float]] = {topic: [] for topic in self._grounds}
            for family, skill in self._skills.items():
                by_topic[self._topic[family]].append(skill.recall(day))
            self._of_topic = {topic: _mean(found) for topic, found in by_topic.items()}
            self._day = day

    def _ground(self, topic: str, otherwise: float) -> float:
        grounds = self._grounds[topic]
        return _mean([self._of_topic[ground] for ground in grounds]) if grounds else otherwise

    def known(self, family: str, level: int, day: int) -> float:
        """The chance that a question can be done: it comes to mind, or what is akin leads to it."""
        topic = self._topic[family]
        help_ = OWN * self._of_topic[topic] + GROUND * self._ground(topic, 0.0)
        whole = 1 - (1 - self._skills[family].recall(day)) * (1 - help_)
        return float(whole * LEVEL ** (level - self._lowest[family]))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
