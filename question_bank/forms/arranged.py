"""Items to be arranged: put in an order, or each given one of lettered options. Read, graded, and told by the key.

An order is right if every item stands after all that it needs; where the needs leave room, several orders are.
"""

import unicodedata
from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from question_bank.forms.fields import FieldsForm, Filled
from question_bank.model.answer import Answer, Cell, Grade, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Instance, Question
from question_bank.model.review import ItemReview, Review
from question_bank.reading.numerals import visible

LETTERS = "ABCDEFGH"
KANA = "アイウエオカキク"
LONGEST = 8


@dataclass(frozen=True)
class Placed(Filled):
    """For each item its place in the order, counted from 1."""


@dataclass(frozen=True)
class Lettered(Filled):
    """For each item the letter of the option it is given."""


def late(given: Sequence[int], needs: Sequence[int], item: int) -> tuple[int, ...]:
    """What an item needs and that was put after it."""
    return tuple(other for other in needs if given[other] > given[item])


def stands(given: Sequence[int], before: Sequence[Sequence[int]]) -> tuple[bool, ...]:
    """Of each item, whether it may stay: wrong are those that would be moved if as few as possible were.

    Where either of two could be moved, as after an exchange, both are wrong.
    """
    crossed = [{item, other} for item, needs in enumerate(before) for other in late(given, needs, item)]
    moves: list[set[int]] = []
    for size in range(len(before) + 1):
        moves = [
            set(some) for some in combinations(range(len(before)), size) if all(pair & set(some) for pair in crossed)
        ]
        if moves:
            break
    moved = set().union(*moves)
    return tuple(item not in moved for item in range(len(before)))


class Arranged(FieldsForm):
    """What both have in common: a value for each item, none twice."""

    def __init__(self, name: Form, called: Bilingual, sent: str, missing: Bilingual) -> None:
        self.name = self.widget = name
        self.called = called
        self.sent = sent
        self.missing = missing

    @abstractmethod
    def mark(self, item: int) -> Bilingual:
        """What an item is called."""

    @abstractmethod
    def repeated(self, text: str) -> Bilingual:
        """What is said of a value that is given twice."""

    @abstractmethod
    def holding(self, instance: Instance, given: Sequence[int]) -> tuple[bool, ...]:
        """Of each item whether it is right."""

    @abstractmethod
    def told(self, instance: Instance, given: Sequence[int] | None) -> tuple[Bilingual, list[ItemReview]]:
        """The key in one line, and each item where it belongs."""

    def fields(self, question: Question) -> int:
        """One an item."""
        return len(question.items)

    def read(self, question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
        """Read a value for each item; empty, unknown and repeated ones are matters of form, never an error."""
        width, known = self.fields(question), self.values(question)
        padded = [*texts[:width], *[""] * (width - len(texts))]
        plain = [unicodedata.normalize("NFKC", visible(text)).strip().upper() for text in padded]
        repeated = Counter(plain)
        cells = []
        for raw, text in zip(padded, plain, strict=True):
            problem = None
            if text not in known:
                problem = self.missing
            elif repeated[text] > 1:
                problem = self.repeated(text)
            if problem is None:
                cells.append(Cell(raw=text, value=float(known.index(text)), shown=text))
            else:
                cells.append(Cell(raw=raw[:LONGEST], problem=problem))
        return Reading(cells=tuple(cells))

    def given(self, instance: Instance, answer: Answer) -> list[int] | None:
        """The value of each item, counted from 0; None where one has none of its own."""
        reading = self.reading(instance, answer)
        if not reading.readable:
            return None
        return [int(cell.value) for cell in reading.cells if cell.value is not None]

    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Grade item by item."""
        given = self.given(instance, answer)
        if given is None:
            raise ValueError("an item without a place or a letter of its own")
        cells = self.holding(instance, given)
        return Grade(correct=all(cells), cells=cells)

    def stored_review(self, instance: Instance, answer: Answer) -> Review:
        """Where each item belongs, and what stands in the wrong place."""
        key, items = self.told(instance, self.given(instance, answer))
        return Review(
            key=key, given=(), lines=(), choices=(), findings=(), items=tuple(items), drifted=False, remark=None
        )

    def field_name(self, question: Question, field: int) -> Bilingual:
        """Its item."""
        return self.mark(field)

    def example(self, question: Question) -> Answer:
        """The values as they come."""
        return self.holds(self.values(question)[: self.fields(question)])

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """The right one, turned by one place, two, …: each item is given each value."""
        right = self.right(instance).flat.texts
        return tuple(self.holds((*right[turn:], *right[:turn])) for turn in range(len(right)))


def _sorted(instance: Instance) -> list[int]:
    """The items in a right order: what is needed, directly or not, is always needed by more than it needs itself."""
    before = instance.key.before
    return sorted(range(len(before)), key=lambda item: (len(before[item]), item))


class InOrder(Arranged):
    """A place for each item, counted from 1."""

    holds = Placed

    def mark(self, item: int) -> Bilingual:
        """A letter."""
        return Bilingual(ja=KANA[item], en=LETTERS[item])

    def values(self, question: Question) -> tuple[str, ...]:
        """A place from 1."""
        return tuple(str(place + 1) for place in range(len(question.items)))

    def repeated(self, text: str) -> Bilingual:
        """A place that is taken."""
        return Bilingual(ja=f"{text} 番目が 2 つ以上あります。", en=f"Place {text} is given more than once.")

    def holding(self, instance: Instance, given: Sequence[int]) -> tuple[bool, ...]:
        """Whether it may stay."""
        return stands(given, instance.key.before)

    def right(self, instance: Instance) -> Answer:
        """One right order."""
        places = {item: place for place, item in enumerate(_sorted(instance), start=1)}
        return Placed(tuple(str(places[item]) for item in range(len(instance.items))))

    def told(self, instance: Instance, given: Sequence[int] | None) -> tuple[Bilingual, list[ItemReview]]:
        """A right order: the given one where it is right."""
        before = instance.key.before
        shown = _sorted(instance)
        if given is not None and all(stands(given, before)):
            shown = sorted(range(len(instance.items)), key=given.__getitem__)
        marks = [self.mark(item) for item in shown]
        items = [
            ItemReview(
                item=item,
                right=str(place),
                reason=None,
                missing=() if given is None else late(given, before[item], item),
                overtaken=() if given is None else _overtaken(before, given, item),
            )
            for place, item in enumerate(shown, start=1)
        ]
        return Bilingual(ja=" → ".join(mark.ja for mark in marks), en=" → ".join(mark.en for mark in marks)), items

    def expected(self, question: Question) -> Bilingual:
        """Places."""
        count = self.fields(question)
        return Bilingual(ja=f"{count} 個の順番（1 … {count}）", en=f"{count} places, 1 … {count}, each once")


def _overtaken(before: Sequence[Sequence[int]], given: Sequence[int], item: int) -> tuple[int, ...]:
    """What needs an item and was put before it."""
    return tuple(other for other, needs in enumerate(before) if item in needs and given[other] < given[item])


class Matched(Arranged):
    """The letter of an option for each item."""

    holds = Lettered

    def mark(self, item: int) -> Bilingual:
        """A number."""
        return Bilingual(ja=str(item + 1), en=str(item + 1))

    def values(self, question: Question) -> tuple[str, ...]:
        """The letter of an option."""
        return tuple(LETTERS[: len(question.options)])

    def repeated(self, text: str) -> Bilingual:
        """A letter that is taken."""
        return Bilingual(
            ja=f"記号 {text} が 2 回以上使われています。", en=f"The letter {text} is given more than once."
        )

    def holding(self, instance: Instance, given: Sequence[int]) -> tuple[bool, ...]:
        """Whether it is given its own option."""
        return tuple(mine == right for mine, right in zip(given, instance.key.pairs, strict=True))

    def right(self, instance: Instance) -> Answer:
        """The option of each."""
        return Lettered(tuple(LETTERS[option] for option in instance.key.pairs))

    def told(self, instance: Instance, given: Sequence[int] | None) -> tuple[Bilingual, list[ItemReview]]:
        """The letter of each."""
        pairs = [f"{item + 1} – {LETTERS[option]}" for item, option in enumerate(instance.key.pairs)]
        items = [
            ItemReview(item=item, right=LETTERS[option], reason=None) for item, option in enumerate(instance.key.pairs)
        ]
        return Bilingual(ja="、".join(pairs), en=", ".join(pairs)), items

    def expected(self, question: Question) -> Bilingual:
        """Letters."""
        count, known = self.fields(question), self.values(question)
        letters = f"{known[0]} … {known[-1]}"
        return Bilingual(ja=f"{count} 個の記号（{letters}）", en=f"{count} letters, {letters}, none twice")


IN_ORDER = InOrder(
    "order",
    Bilingual(ja="並べ替え", en="order"),
    "`texts` holds for each of `question.items`, as they are listed, its place in the order, counted from 1.",
    Bilingual(ja="順番を選んでください。", en="Choose its place."),
)
MATCHED = Matched(
    "match",
    Bilingual(ja="組み合わせ", en="matching"),
    "`texts` holds for each of `question.items`, as they are listed, the letter of one of `question.options`: "
    "A is the first. No letter twice.",
    Bilingual(ja="記号を選んでください。", en="Choose a letter."),
)
FORMS = (IN_ORDER, MATCHED)
