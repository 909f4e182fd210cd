"""What orders and matches share: ids of their items, confusions, and what is said of an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from question_bank.forms.arranged import LETTERS, Arranged
from question_bank.forms.chosen import key_text
from question_bank.forms.combined import COMBINED
from question_bank.kinds.choosing import CHOICES, shuffled
from question_bank.model.answer import Answer
from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.catalogue import told
from question_bank.model.draw import Draw
from question_bank.model.instance import AnswerFormat, Choice, Instance, Key
from question_bank.model.made import Made
from question_bank.model.review import ChoiceReview, ItemReview, Review

Change: TypeAlias = tuple[str, Mapping[int, int]]  # the slip that it shows, and the values that items get
FOUR = 4  # items that two exchanges of two touch
ANOTHER = "another-arrangement"  # a wrong one that no confusion leads to


@dataclass(frozen=True)
class Confusion:
    """A slip that shows in an arrangement.

    In an order: ``first`` stands before ``second``, which it needs. In a match: ``first`` is given what belongs to
    ``second``.
    """

    slip: str
    first: str
    second: str


def named(confusions: Sequence[Confusion], shown: Sequence[str]) -> tuple[str, ...]:
    """The slips that can show among the items."""
    ids = set(shown)
    return tuple(dict.fromkeys(c.slip for c in confusions if {c.first, c.second} <= ids))


def exchanges(confusions: Sequence[Confusion], ids: Sequence[str], right: Sequence[int]) -> list[Change]:
    """Two items exchanged, with the slip that shows; of more than four also three in turn, so that two changes can
    touch them all.
    """
    found: list[Change] = []
    for one, other in combinations(range(len(ids)), 2):
        pair = {ids[one], ids[other]}
        shows = (confusion.slip for confusion in confusions if {confusion.first, confusion.second} == pair)
        found.append((next(shows, ANOTHER), {one: right[other], other: right[one]}))
    for one, two, three in combinations(range(len(ids)), 3) if len(ids) > FOUR else ():
        found.append((ANOTHER, {one: right[two], two: right[three], three: right[one]}))
        found.append((ANOTHER, {one: right[three], two: right[one], three: right[two]}))
    return found


def combined(
    made: Made,
    draw: Draw,
    note: Bilingual,
    right: Sequence[int],
    changes: Sequence[Change],
    holds: Callable[[Sequence[int]], bool],
    text: Callable[[Sequence[int]], Bilingual],
) -> Made:
    """An arrangement asked as a choice: the right one written out among three wrong ones, each with its slip.

    Raises ``RejectedError`` where the changes give too few wrong ones.
    """
    by_confusion = sorted(draw.shuffled("changes", changes), key=lambda change: change[0] == ANOTHER)
    wrong = _wrong(right, by_confusion, holds)
    every = {text(one).ja: tuple(one) for one in (right, *(arrangement for _, arrangement in wrong))}
    choices, chosen = shuffled(draw, Choice(text=text(right)), [(slip, Choice(text=text(one))) for slip, one in wrong])
    told = {"choice": chosen.choice, "slips": chosen.slips, "arrangements": tuple(every[c.text.ja] for c in choices)}
    key: Key = made.key.model_copy(update=told)
    return Made(key, choices, AnswerFormat(label="", note=note), made.content, made.items, made.options)


def _wrong(
    right: Sequence[int], changes: Sequence[Change], holds: Callable[[Sequence[int]], bool]
) -> list[tuple[str, list[int]]]:
    """Two changes and both of them together, so that no choice is nearer to the others than another is.

    Of all such the first that touches the most items: one that is the same in every choice would ask for nothing.
    Where no two can be put together, each change alone.
    """

    def changed(*made: Mapping[int, int]) -> list[int]:
        given = {item: value for change in made for item, value in change.items()}
        return [given.get(item, value) for item, value in enumerate(right)]

    twos = sorted(combinations(changes, 2), key=lambda two: -len({*two[0][1], *two[1][1]}))
    for (slip, first), (other, second) in twos:
        three = [(slip, changed(first)), (other, changed(second)), (slip, changed(first, second))]
        apart = first.keys().isdisjoint(second) and len(set(three[2][1])) == len(right)
        if apart and not any(holds(given) for _, given in three):
            return three
    return [(slip, changed(change)) for slip, change in changes if not holds(changed(change))]


def combined_problems(instance: Instance, right: Callable[[Sequence[int]], bool]) -> list[str]:
    """Of arrangements that are choices exactly the key holds, by the rule that grades what is arranged by hand."""
    if not instance.choices:
        return []
    holding = [place for place, given in enumerate(instance.key.arrangements) if right(given)]
    found = [] if holding == [instance.key.choice] else [f"of the arrangements {holding} hold, not the key alone"]
    if len(instance.key.arrangements) != CHOICES:
        found.append(f"{len(instance.key.arrangements)} arrangements are written out")
    return found


def reviewed(
    form: Arranged,
    instance: Instance,
    answer: Answer,
    ids: Sequence[str],
    reasons: Mapping[str, Bilingual],
    confusions: Sequence[Confusion],
    shows: Callable[[Sequence[int], int, int], bool],
) -> Review:
    """Where each item belongs and why, and the confusions that show in the answer, arranged by hand or chosen.

    ``ids`` are the items as they were shown, empty for one that is known no more; ``shows`` says whether a confusion of
    two items shows in what was given.
    """
    whole = [ChoiceReview(right=slip is None, remark=None) for slip in instance.key.slips]
    answer = COMBINED.arranged(instance, answer) if whole else answer
    said = form.stored_review(instance, answer).model_copy(update={"choices": tuple(whole)})
    items: list[ItemReview] = [item.model_copy(update={"reason": reasons.get(ids[item.item])}) for item in said.items]
    given = form.given(instance, answer)
    if whole:
        said = said.model_copy(update={"key": key_text(instance)})
        if given is not None:
            known, holding = form.values(instance), form.holding(instance, given)
            items = [
                item.model_copy(update={"given": known[given[item.item]], "holds": holding[item.item]})
                for item in items
            ]
    said = said.model_copy(update={"items": tuple(items)})
    if given is None or not all(ids):
        return said
    at = {item: place for place, item in enumerate(ids)}
    slips = (
        confusion.slip
        for confusion in confusions
        if confusion.first in at and confusion.second in at
        if shows(given, at[confusion.first], at[confusion.second])
    )
    return said.model_copy(update={"findings": tuple(told(slip) for slip in dict.fromkeys(slips))})


def problems(instance: Instance) -> list[str]:
    """Items and options: none alike in either language, enough of them."""
    found = []
    for language in LANGUAGES:
        for shown in (instance.items, instance.options):
            if len({choice.text.in_language(language) for choice in shown}) != len(shown):
                found.append(f"two items look alike in {language}")
    if not 3 <= len(instance.items) <= len(LETTERS):
        found.append(f"{len(instance.items)} items")
    return found
