"""What orders and matches share: ids of their items, confusions, and what is said of an answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from question_bank.forms.arranged import LETTERS, Arranged
from question_bank.model.answer import Answer
from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.catalogue import told
from question_bank.model.instance import Instance
from question_bank.model.review import ItemReview, Review


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


def reviewed(
    form: Arranged,
    instance: Instance,
    answer: Answer,
    ids: Sequence[str],
    reasons: Mapping[str, Bilingual],
    confusions: Sequence[Confusion],
    shows: Callable[[Sequence[int], int, int], bool],
) -> Review:
    """Where each item belongs and why, and the confusions that show in the answer.

    ``ids`` are the items as they were shown, empty for one that is known no more; ``shows`` says whether a confusion of
    two items shows in what was given.
    """
    said = form.stored_review(instance, answer)
    items: list[ItemReview] = [item.model_copy(update={"reason": reasons.get(ids[item.item])}) for item in said.items]
    said = said.model_copy(update={"items": tuple(items)})
    given = form.given(instance, answer)
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
