"""Which questions an exam asks, set by set. Pure functions.

As many of each area as its weight says, as far as there are kinds; what one area cannot give, the others do. A set is
three or four kinds of one topic; no kind comes again while there is another one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from random import Random

from app.quiz.selection import Slot
from question_bank.bank import FamilyCard

LARGEST = 4  # kinds in a set
ALONE = (1, 2, 5)  # what is no sum of sets of three and four


@dataclass(frozen=True)
class Pool:
    """The topics of an area with their kinds, and the weight of the area."""

    weight: float
    topics: Mapping[str, Sequence[FamilyCard]]

    @property
    def kinds(self) -> int:
        """How many kinds it has."""
        return sum(map(len, self.topics.values()))

    @property
    def sizes(self) -> set[int]:
        """How many of its kinds can be asked in whole sets."""
        reached = {0}
        for cards in self.topics.values():
            reached = {before + more for before in reached for more in whole(len(cards))}
        return reached


def whole(kinds: int) -> list[int]:
    """How many kinds of a topic can be asked in sets of three and four; all of them in any case."""
    return [count for count in range(kinds + 1) if count not in ALONE or count == kinds]


def split(count: int) -> list[int]:
    """Sets of so many questions, as alike as can be."""
    sets = ceil(count / LARGEST)
    return [(count + sets - 1 - place) // sets for place in range(sets)]


def remaining(sets: Sequence[int], topics: Sequence[str]) -> list[int]:
    """The sets of an exam as they stand, from the topics of its questions in order.

    Once some were deleted nothing tells which set lost them: what lies together of one topic is a set, or some.
    """
    if sum(sets) == len(topics):
        return list(sets)
    return [size for _, run in groupby(topics) for size in split(len(list(run)))]


def shares(total: int, weights: Sequence[float], most: Sequence[int]) -> list[float]:
    """A total, divided by weights where none can get more than its most: what one cannot take, the others share."""
    given = [0.0] * len(weights)
    full: set[int] = set()
    while len(full) < len(weights):
        left = total - sum(most[place] for place in full)
        of = sum(weight for place, weight in enumerate(weights) if place not in full)
        wish = {place: left * weight / of for place, weight in enumerate(weights) if place not in full}
        over = {place for place, share in wish.items() if share > most[place]}
        given = [float(most[place]) if place in full else wish[place] for place in range(len(weights))]
        if not over:
            break
        full |= over
    return [min(share, top) for share, top in zip(given, most, strict=True)]


def nearest(total: int, wishes: Sequence[float], sizes: Sequence[Collection[int]]) -> list[int] | None:
    """One of its sizes for each, which sum up to the total and are nearest to the wishes; None where none do."""
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for wish, allowed in zip(wishes, sizes, strict=True):
        found: dict[int, tuple[float, tuple[int, ...]]] = {}
        for before, (cost, taken) in best.items():
            for size in allowed:
                if before + size > total:
                    continue
                now = (cost + (size - wish) ** 2, (*taken, size))
                if before + size not in found or now < found[before + size]:
                    found[before + size] = now
        best = found
    return list(best[total][1]) if total in best else None


def _divided(total: int, wishes: Sequence[float], sizes: Sequence[Collection[int]], most: Sequence[int]) -> list[int]:
    """As ``nearest``; where whole sets do not sum up to the total, one of them is smaller."""
    found = nearest(total, wishes, sizes) or nearest(total, wishes, [range(top + 1) for top in most])
    if found is None:
        raise ValueError(f"{total} questions of {sum(most)}")
    return found


def parts(pools: Sequence[Pool], total: int) -> list[int]:
    """How many questions of a total each area gets, where every kind comes once at most."""
    most = [pool.kinds for pool in pools]
    wishes = shares(total, [pool.weight for pool in pools], most)
    return _divided(total, wishes, [pool.sizes for pool in pools], most)


def expected(pools: Sequence[Pool], length: int) -> list[int]:
    """How many questions of an exam are of each area."""
    sums = [0] * len(pools)
    for total in _rounds(pools, length):
        sums = [before + more for before, more in zip(sums, parts(pools, total), strict=True)]
    return sums


def _rounds(pools: Sequence[Pool], length: int) -> list[int]:
    """An exam that is longer than there are kinds asks all of them before one comes again."""
    every = sum(pool.kinds for pool in pools)
    if not every:
        return []
    return [every] * (length // every) + ([length % every] if length % every else [])


def compose(pools: Sequence[Pool], length: int, random: Random) -> list[list[Slot]]:
    """The sets of an exam in their order, no two of one topic behind each other as long as there is another one."""
    sets: list[list[Slot]] = []
    for total in _rounds(pools, length):
        for pool, part in zip(pools, parts(pools, total), strict=True):
            sets += _sets(pool, part, random)
    random.shuffle(sets)
    return _apart(sets)


def _sets(pool: Pool, part: int, random: Random) -> list[list[Slot]]:
    """So many questions of an area: its topics by their number of kinds and by chance, then kinds by chance."""
    owners = [topic for topic, cards in pool.topics.items() for _ in cards]
    picked = random.sample(owners, part)
    wishes = [float(picked.count(topic)) for topic in pool.topics]
    most = [len(cards) for cards in pool.topics.values()]
    counts = _divided(part, wishes, [whole(top) for top in most], most)
    found = []
    for cards, count in zip(pool.topics.values(), counts, strict=True):
        kinds = random.sample(list(cards), count)
        for size in split(count) if count else ():
            found.append(sorted((_slot(card, random) for card in kinds[:size]), key=lambda slot: slot.level))
            kinds = kinds[size:]
    return found


def _slot(card: FamilyCard, random: Random) -> Slot:
    level, form = random.choice(card.asks)
    return Slot(card.id, card.topic, level, form)


def _apart(sets: Sequence[list[Slot]]) -> list[list[Slot]]:
    """The sets with those of one topic kept apart: the topic that has most of them left comes as soon as it may."""
    left, ordered = list(sets), list[list[Slot]]()
    while left:
        last = ordered[-1][0].topic if ordered else None
        counts = {topic: sum(one[0].topic == topic for one in left) for topic in {one[0].topic for one in left}}
        pressing = [topic for topic, count in counts.items() if 2 * count > len(left) and topic != last]
        others = [one for one in left if one[0].topic != last and (not pressing or one[0].topic in pressing)]
        chosen = (others or left)[0]
        left.remove(chosen)
        ordered.append(chosen)
    return ordered


def asked_again(
    kinds: Mapping[str, Sequence[FamilyCard]], sets: Sequence[Sequence[Slot]], random: Random
) -> list[list[Slot]]:
    """The same sets once more. What the bank asks no more is replaced by another kind of its topic, or left out."""
    known = {card.id: card for cards in kinds.values() for card in cards}
    used = {slot.family for one in sets for slot in one}
    found = []
    for one in sets:
        slots = []
        for slot in one:
            card = known.get(slot.family)
            if card is not None:
                same = (slot.level, slot.form) in card.asks
                slots.append(Slot(slot.family, card.topic, slot.level, slot.form) if same else _slot(card, random))
                continue
            others = [other for other in kinds.get(slot.topic, ()) if other.id not in used]
            if others:
                instead = random.choice(others)
                used.add(instead.id)
                slots.append(_slot(instead, random))
        if slots:
            found.append(slots)
    return found
