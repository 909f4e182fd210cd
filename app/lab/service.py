"""What an address of the lab says: the fields as typed, as drawn from a seed, or those of the example."""

import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from app.lab.views import LabPage
from app.web.addresses import SEEN
from app.web.asked import brought_within, filled_in, no_such, not_usable, unknown, without_use
from question_bank.model.bilingual import Bilingual
from question_bank.operations.checking import BadInputError, Checked, Problem, check
from question_bank.operations.fields import Literals, most
from question_bank.operations.filling import drawn_value, example_values, random_values, size_letters, sizes_of
from question_bank.operations.operation import Operation, Sizes
from question_bank.operations.typed import read_conventions, read_form, written

SEED, SIZE = "seed", "size-"  # beside the fields in an address: random values, and the lengths they are drawn with
LARGEST_SEED = 10**9


def open_page(operation: Operation, sent: Mapping[str, str]) -> LabPage:
    """The page of an operation for what was sent: nothing gives the example, a seed random values."""
    told = left_out(operation, sent)
    conventions = read_conventions(operation, sent)[0]
    written_conventions = {c.name: sent.get(c.name, written(conventions[c.name])) for c in operation.conventions}
    seed = _number(sent.get(SEED), LARGEST_SEED)
    if any(f.name in sent for f in operation.fields):
        values = {f.name: sent[f.name] for f in operation.fields if f.name in sent}
        form, drawn = _completed(operation, conventions, written_conventions | values)
        told = (*told, filled_in(drawn)) if drawn else told
        seed = None
    elif seed is not None:
        random = random_values(operation, conventions, seed, _sizes(operation, sent))
        form = written_conventions | {name: written(value) for name, value in random.items()}
    else:
        example = example_values(operation, conventions)
        form = written_conventions | {name: written(value) for name, value in example.items()}
    made = _page(operation, form, seed, sent.get(SEEN, ""))
    if made.seen and made.computation is not None and made.seen not in made.computation.names:
        told = (*told, not_usable(SEEN, made.seen))
    return replace(made, left_out=told)


def left_out(operation: Operation, sent: Mapping[str, str]) -> tuple[Bilingual, ...]:
    """What was sent that the operation does not know, or that cannot be used as it is."""
    fields = {f.name for f in operation.fields}
    sizes = {SIZE + letter: most(letter) for letter in size_letters(operation)}
    conventions = {c.name: [written(value) for value in c.values] for c in operation.conventions}
    told = [no_such(name) for name in unknown(sent, {*fields, *sizes, *conventions, SEED, SEEN})]
    told += [
        not_usable(name, sent[name])
        for name, known in conventions.items()
        if known and sent.get(name, known[0]) not in known
    ]
    seeded = not fields & sent.keys() and _number(sent.get(SEED), LARGEST_SEED) is not None
    for name, low, high in ((SEED, 0, LARGEST_SEED), *((name, 1, high) for name, high in sizes.items())):
        if name not in sent:
            continue
        number = _number(sent[name], sys.maxsize)
        if number is None:
            told.append(not_usable(name, sent[name]))
        elif not seeded:
            told.append(without_use(name, sent[name]))
        elif not low <= number <= high:
            told.append(brought_within(name, sent[name], min(max(number, low), high), low, high))
    return tuple(told)


def _page(operation: Operation, form: dict[str, str], seed: int | None, seen: str) -> LabPage:
    values, conventions, problems = read_form(operation, form)
    checked: Checked | None = None
    known: list[Problem] = list(problems)
    unread = {problem.field for problem in problems}
    try:
        checked = check(operation, values, conventions)
    except BadInputError as error:
        known += [problem for problem in error.problems if problem.field not in unread]
    sizes = sizes_of(operation, operation.example, conventions) | sizes_of(operation, values, conventions)
    order = [c.name for c in operation.conventions] + [f.name for f in operation.fields]
    known.sort(key=lambda problem: order.index(problem.field))
    return LabPage(operation, form, None if known else checked, tuple(known), seed, sizes, seen=seen)


def _completed(
    operation: Operation, conventions: Literals, form: dict[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fields that the address leaves out get the example's values where these fit the others, else drawn ones.

    Beside the form, the names of those that were drawn.
    """
    missing = [f for f in operation.applying(conventions) if f.name not in form]
    if not missing:
        return form, ()
    given = sizes_of(operation, read_form(operation, form)[0], conventions)
    sizes = sizes_of(operation, operation.example, conventions) | given
    example = example_values(operation, conventions)
    fitting = {
        f.name: example[f.name] for f in missing if _fits(operation, conventions, f.name, example[f.name], sizes)
    }
    others = [f for f in missing if f.name not in fitting]
    drawn = {f.name: drawn_value(operation, f, 1, conventions, _within(sizes)) for f in others}
    return form | {name: written(value) for name, value in (fitting | drawn).items()}, tuple(drawn)


def _fits(operation: Operation, conventions: Literals, name: str, value: object, sizes: Sizes) -> bool:
    """Whether a value has the lengths that the others have."""
    return all(sizes[letter] == length for letter, length in sizes_of(operation, {name: value}, conventions).items())


def _sizes(operation: Operation, sent: Mapping[str, str]) -> Sizes:
    asked = {letter: _number(sent.get(SIZE + letter), most(letter)) for letter in size_letters(operation)}
    return _within({letter: length for letter, length in asked.items() if length is not None})


def _within(sizes: Sizes) -> Sizes:
    return {letter: min(max(length, 1), most(letter)) for letter, length in sizes.items()}


def _number(text: str | None, largest: int) -> int | None:
    """A whole number of an address, None for anything else."""
    plain = "" if text is None or len(text) > 12 else unicodedata.normalize("NFKC", text).strip()
    return min(int(plain), largest) if plain.isascii() and plain.isdigit() else None
