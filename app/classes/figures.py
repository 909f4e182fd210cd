"""From what was counted to figures of a class and of a member. Pure functions.

A figure of several is shown of five or more, and of fewer none: not of the class, not of a set, not of a kind. Those
who do not agree are not among what was counted, so no figure changes with what they do, and nothing of them comes out
of two figures by taking one from the other: whoever is in one and not in the other agreed to be seen alone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.classes.counting import Agreeing, Answers, Counted

LEAST = 5  # members, for a figure of several
SHARED = 2  # members who made a slip, for it to be one that the class shares


@dataclass(frozen=True)
class Sums:
    """How many answers, how many right, and the mean time."""

    answered: int
    right: int
    seconds: float | None
    late: int = 0

    @property
    def percent(self) -> int | None:
        """The share that is right; None without an answer."""
        return round(100 * self.right / self.answered) if self.answered else None


@dataclass(frozen=True)
class KindFigure:
    """A kind: of how many members, and how they answered; without sums where they are too few."""

    topic: str
    family: str
    members: int
    sums: Sums | None


@dataclass(frozen=True)
class SlipFigure:
    """A slip: how many made it, of those who answered a question in which it can happen."""

    slip: str
    made: int
    members: int


@dataclass(frozen=True)
class SetFigure:
    """A set: how many started it, how many answered all of it, how they answered; nothing where they are too few."""

    set_id: int
    started: int
    done: int
    sums: Sums


@dataclass(frozen=True)
class MemberFigure:
    """A member who agrees: how much of the sets is answered, and how."""

    member: Agreeing
    sums: Sums
    sets: int  # that they started


@dataclass(frozen=True)
class ClassFigures:
    """The figures of a class; without members enough only those of each member."""

    agreeing: int
    sums: Sums | None
    kinds: tuple[KindFigure, ...]
    slips: tuple[SlipFigure, ...]
    sets: Mapping[int, SetFigure]
    members: tuple[MemberFigure, ...]
    least: int = LEAST


def sums(answers: Iterable[Answers]) -> Sums:
    """Add up."""
    kept = list(answers)
    timed = sum(one.timed for one in kept)
    return Sums(
        sum(one.answered for one in kept),
        sum(one.right for one in kept),
        sum(one.seconds for one in kept) / timed if timed else None,
        sum(one.late for one in kept),
    )


def _of(members: Iterable[int]) -> int:
    return len(set(members))


def _kinds(answers: Sequence[Answers], least: int) -> tuple[KindFigure, ...]:
    found = []
    for topic, family in sorted({(one.topic, one.family) for one in answers}):
        own = [one for one in answers if (one.topic, one.family) == (topic, family)]
        count = _of(one.member for one in own)
        found.append(KindFigure(topic, family, count, sums(own) if count >= least else None))
    return tuple(found)


def _slips(counted: Counted, happens: Mapping[str, Collection[str]]) -> tuple[SlipFigure, ...]:
    """The slips, the most widespread first; ``happens`` says in which families each can."""
    found = []
    for slip in sorted({one.slip for one in counted.slips}):
        made = {one.member for one in counted.slips if one.slip == slip}
        where = {*happens.get(slip, ()), *(one.family for one in counted.slips if one.slip == slip)}
        asked = made | {one.member for one in counted.answers if one.family in where}
        if len(asked) >= LEAST and len(made) >= SHARED:
            found.append(SlipFigure(slip, len(made), len(asked)))
    return tuple(sorted(found, key=lambda one: (-one.made / one.members, -one.made, one.slip)))


def _sets(counted: Counted, sizes: Mapping[int, int]) -> dict[int, SetFigure]:
    found = {}
    for set_id, size in sizes.items():
        own = [one for one in counted.answers if one.set_id == set_id]
        by_member = {one.member: 0 for one in own}
        for one in own:
            by_member[one.member] += one.answered
        if len(by_member) >= LEAST:
            done = sum(answered >= size for answered in by_member.values())
            found[set_id] = SetFigure(set_id, len(by_member), done, sums(own))
    return found


def class_figures(counted: Counted, sizes: Mapping[int, int], happens: Mapping[str, Collection[str]]) -> ClassFigures:
    """The figures of a class, of whose sets ``sizes`` says how many questions each has."""
    own = {one.id: [answers for answers in counted.answers if answers.member == one.id] for one in counted.members}
    members = tuple(
        MemberFigure(one, sums(own[one.id]), _of(answers.set_id for answers in own[one.id])) for one in counted.members
    )
    agreeing = len(counted.members)
    if agreeing < LEAST or _of(one.member for one in counted.answers) < LEAST:
        return ClassFigures(agreeing, None, (), (), {}, members)
    return ClassFigures(
        agreeing,
        sums(counted.answers),
        _kinds(counted.answers, LEAST),
        _slips(counted, happens),
        _sets(counted, sizes),
        members,
    )


@dataclass(frozen=True)
class OwnFigures:
    """The figures of one member who agrees."""

    sums: Sums
    kinds: tuple[KindFigure, ...]
    slips: tuple[tuple[str, int], ...]  # with how often each was made
    sets: Mapping[int, Sums]


def own_figures(counted: Counted, member: int) -> OwnFigures | None:
    """The figures of a member; None for one who does not agree."""
    if member not in {one.id for one in counted.members}:
        return None
    answers = [one for one in counted.answers if one.member == member]
    made: dict[str, int] = {}
    for one in counted.slips:
        if one.member == member:
            made[one.slip] = made.get(one.slip, 0) + one.times
    sets = {one.set_id: sums(other for other in answers if other.set_id == one.set_id) for one in answers}
    often = tuple(sorted(made.items(), key=lambda pair: (-pair[1], pair[0])))
    return OwnFigures(sums(answers), _kinds(answers, 1), often, sets)
