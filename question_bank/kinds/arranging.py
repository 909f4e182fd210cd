"""Items to be arranged: put in an order, or each given one of lettered options. Issued, read, graded, reviewed.

An order is right if every item stands after all that it needs; where the needs leave room, several orders are.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import combinations, count

from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import told
from question_bank.model.draw import Draw
from question_bank.model.earlier import item_ids
from question_bank.model.family import Match, Order
from question_bank.model.instance import (
    Answer,
    AnswerFormat,
    Cell,
    Choice,
    Form,
    Grade,
    Instance,
    ItemReview,
    Key,
    Question,
    Reading,
    Review,
)
from question_bank.model.made import Made
from question_bank.reading.numerals import visible

ARRANGED_FORMS: frozenset[Form] = frozenset({"order", "match"})
LETTERS = "ABCDEFGH"
KANA = "アイウエオカキク"
LONGEST = 8

_PLACES = Bilingual(ja="それぞれの順番を選んでください", en="Choose the place of each")
_LETTERS = Bilingual(ja="それぞれに当てはまる記号を選んでください", en="Choose the letter that belongs to each")
_NO_PLACE = Bilingual(ja="順番を選んでください。", en="Choose its place.")
_NO_LETTER = Bilingual(ja="記号を選んでください。", en="Choose a letter.")


def item_mark(question: Question, item: int) -> Bilingual:
    """What an item is called: a letter where an order is asked for, a number where letters are given."""
    if question.form == "order":
        return Bilingual(ja=KANA[item], en=LETTERS[item])
    return Bilingual(ja=str(item + 1), en=str(item + 1))


def values(question: Question) -> tuple[str, ...]:
    """What an item may be given: its place from 1, or the letter of an option."""
    if question.form == "order":
        return tuple(str(place + 1) for place in range(len(question.items)))
    return tuple(LETTERS[: len(question.options)])


def _late(given: Sequence[int], needs: Sequence[int], item: int) -> tuple[int, ...]:
    """What an item needs and that was put after it."""
    return tuple(other for other in needs if given[other] > given[item])


def _holds(given: Sequence[int], before: Sequence[Sequence[int]]) -> tuple[bool, ...]:
    """Of each item, whether it may stay: wrong are those that would be moved if as few as possible were.

    Where either of two could be moved, as after an exchange, both are wrong.
    """
    crossed = [{item, other} for item, needs in enumerate(before) for other in _late(given, needs, item)]
    moves: list[set[int]] = []
    for size in range(len(before) + 1):
        moves = [
            set(some) for some in combinations(range(len(before)), size) if all(pair & set(some) for pair in crossed)
        ]
        if moves:
            break
    moved = set().union(*moves)
    return tuple(item not in moved for item in range(len(before)))


def order(problem: Order, draw: Draw) -> Made:
    """The items shuffled, never into an order that is right as it stands."""
    for turn in count():
        shown = draw.shuffled(f"order of items {turn}", problem.items)
        at = {item.id: place for place, item in enumerate(shown)}
        before = tuple(tuple(sorted(at[need] for need in item.needs)) for item in shown)
        if not all(_holds(range(len(shown)), before)):
            break
    return Made(
        Key(before=before, ids=tuple(item.id for item in shown)),
        (),
        AnswerFormat(label="", note=_PLACES),
        ["order", sorted(at)],
        items=tuple(Choice(text=item.text) for item in shown),
    )


def match(problem: Match, draw: Draw) -> Made:
    """Both sides shuffled."""
    lefts = draw.shuffled("left sides", problem.pairs)
    options = draw.shuffled("right sides", [*(pair.right for pair in problem.pairs), *problem.spare])
    return Made(
        Key(
            pairs=tuple(options.index(pair.right) for pair in lefts),
            ids=tuple(pair.id for pair in lefts),
        ),
        (),
        AnswerFormat(label="", note=_LETTERS),
        ["match", sorted(pair.id for pair in lefts), sorted(spare.ja for spare in problem.spare)],
        items=tuple(Choice(text=pair.left) for pair in lefts),
        options=tuple(Choice(text=option) for option in options),
    )


def read(question: Question, texts: Sequence[str]) -> Reading:
    """Read a place or a letter for each item; empty, unknown and repeated ones are matters of form, never an error."""
    width, known = len(question.items), values(question)
    padded = [*texts[:width], *[""] * (width - len(texts))]
    plain = [unicodedata.normalize("NFKC", visible(text)).strip().upper() for text in padded]
    repeated = Counter(plain)
    cells = []
    for raw, text in zip(padded, plain, strict=True):
        problem = None
        if text not in known:
            problem = _NO_PLACE if question.form == "order" else _NO_LETTER
        elif repeated[text] > 1:
            problem = _repeated(question, text)
        if problem is None:
            cells.append(Cell(raw=text, value=float(known.index(text)), shown=text))
        else:
            cells.append(Cell(raw=raw[:LONGEST], problem=problem))
    return Reading(cells=tuple(cells))


def _repeated(question: Question, text: str) -> Bilingual:
    if question.form == "order":
        return Bilingual(ja=f"{text} 番目が 2 つ以上あります。", en=f"Place {text} is given more than once.")
    return Bilingual(ja=f"記号 {text} が 2 回以上使われています。", en=f"The letter {text} is given more than once.")


def _given(instance: Instance, reading: Reading) -> list[int]:
    if not reading.readable:
        raise ValueError("an item without a place or a letter of its own")
    return [int(cell.value) for cell in reading.cells if cell.value is not None]


def grade(instance: Instance, reading: Reading) -> Grade:
    """Grade by the stored key, item by item; raises ``ValueError`` where one has no place or letter of its own."""
    given = _given(instance, reading)
    if instance.form == "order":
        cells = _holds(given, instance.key.before)
    else:
        cells = tuple(mine == right for mine, right in zip(given, instance.key.pairs, strict=True))
    return Grade(correct=all(cells), cells=cells)


def right_texts(instance: Instance) -> tuple[str, ...]:
    """An answer that is right."""
    if instance.form == "match":
        return tuple(LETTERS[option] for option in instance.key.pairs)
    places = {item: place for place, item in enumerate(_sorted(instance), start=1)}
    return tuple(str(places[item]) for item in range(len(instance.items)))


def _sorted(instance: Instance) -> list[int]:
    """The items in a right order: what is needed, directly or not, is always needed by more than it needs itself."""
    before = instance.key.before
    return sorted(range(len(before)), key=lambda item: (len(before[item]), item))


def _key(instance: Instance, shown: Sequence[int]) -> Bilingual:
    if instance.form == "order":
        marks = [item_mark(instance, item) for item in shown]
        return Bilingual(ja=" → ".join(mark.ja for mark in marks), en=" → ".join(mark.en for mark in marks))
    pairs = [f"{item + 1} – {LETTERS[option]}" for item, option in enumerate(instance.key.pairs)]
    return Bilingual(ja="、".join(pairs), en=", ".join(pairs))


def _overtaken(instance: Instance, given: Sequence[int], item: int) -> tuple[int, ...]:
    """What needs an item and was put before it."""
    return tuple(
        other for other, needs in enumerate(instance.key.before) if item in needs and given[other] < given[item]
    )


def stored_review(instance: Instance, answer: Answer | None, reasons: Sequence[Bilingual | None] = ()) -> Review:
    """What the stored key tells; the reason of each item where today's data have one."""
    reading = None if answer is None or not answer.texts else read(instance, answer.texts)
    given = None if reading is None or not reading.readable else _given(instance, reading)
    shown = list(range(len(instance.items)))
    if instance.form == "order":
        right = given is not None and all(_holds(given, instance.key.before))
        shown = sorted(shown, key=given.__getitem__) if right and given is not None else _sorted(instance)
    items = []
    for place, item in enumerate(shown):
        needs = instance.key.before[item] if instance.form == "order" else ()
        items.append(
            ItemReview(
                item=item,
                right=str(place + 1) if instance.form == "order" else LETTERS[instance.key.pairs[item]],
                reason=reasons[item] if reasons else None,
                missing=() if given is None else _late(given, needs, item),
                overtaken=() if given is None else _overtaken(instance, given, item),
            )
        )
    return Review(
        key=_key(instance, shown),
        given=(),
        lines=(),
        choices=(),
        findings=(),
        items=tuple(items),
        drifted=False,
        remark=None,
    )


def _drifted(instance: Instance, problem: Order | Match, ids: Sequence[str]) -> bool:
    """Whether today's data would give another key: an item needs another one, or belongs to another option."""
    at = {item: place for place, item in enumerate(ids) if item}
    if isinstance(problem, Match):
        right = {pair.id: pair.right.ja for pair in problem.pairs}
        shown = [option.text.ja for option in instance.options]
        return any(
            right[item] in shown and shown.index(right[item]) != instance.key.pairs[place]
            for item, place in at.items()
            if item in right
        )
    needs = {item.id: {at[need] for need in item.needs if need in at} for item in problem.items}
    everywhere = set(at.values())
    return any(
        needs[item] != set(instance.key.before[place]) & everywhere for item, place in at.items() if item in needs
    )


def review(instance: Instance, problem: Order | Match, answer: Answer | None) -> Review:
    """Where each item belongs and why, and the confusions that show in the answer."""
    ids = item_ids(instance)
    entries = problem.items if isinstance(problem, Order) else problem.pairs
    reasons = {entry.id: entry.reason for entry in entries}
    said = stored_review(instance, answer, [reasons.get(item) for item in ids])
    said = said.model_copy(update={"drifted": _drifted(instance, problem, ids)})
    if isinstance(problem, Order) and problem.run is not None:
        before = instance.key.before
        items = (item.model_copy(update={"needs": before[item.item]}) for item in said.items)
        said = said.model_copy(update={"items": tuple(items)})
    if answer is None or not all(ids):
        return said
    at = {item: place for place, item in enumerate(ids)}
    given = _given(instance, read(instance, answer.texts))
    slips = (
        confusion.slip
        for confusion in problem.confusions
        if confusion.first in at and confusion.second in at
        if _shows(instance, given, at[confusion.first], at[confusion.second])
    )
    return said.model_copy(update={"findings": tuple(told(slip) for slip in dict.fromkeys(slips))})


def _shows(instance: Instance, given: Sequence[int], first: int, second: int) -> bool:
    if instance.form == "order":
        return given[first] < given[second] and second in instance.key.before[first]
    return given[first] == instance.key.pairs[second]
