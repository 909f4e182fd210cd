"""Whether every given counts: arrays, numbers, sentences, vocabularies and the tables of a search.

A given is idle where no value that other draws give it changes the answer. What stands there only so that the learner
has to choose from it is declared as the context of the problem.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from engine.derivation import Array, Name, Run
from engine.derivation.recorder import called
from question_bank.feedback.live import scores_as_right
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import Instance
from question_bank.model.tables import Place

OTHER_DRAWS = 60  # in which another value of a given one is looked for
Path: TypeAlias = tuple[Any, ...]  # to a part of what is given: an argument, then places, keys and fields


def idle_problems(family: Family, problem: Numeric, instance: Instance) -> list[str]:
    """Every given, unless it is declared context, has another value that the draw allows and that counts."""
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)
    other_draws = _others(family, instance.level, instance.form)
    given: list[tuple[str, set[str], Iterator[Run]]] = []  # how it is told, its names as context, runs with another
    for name in trace.given:  # all of a sequence, or one of it
        names = {name[0], f"{name[0]}[{name[1]}]", called(name)}
        given.append((called(name), names, _with_other_array(problem.run, name, trace.given[name], other_draws)))
    for path in _parts(_data(problem.run)):
        given.append((_told(path), {path[0], _told(path)}, _with_other_part(problem.run, path, other_draws)))
    known = set().union(*(names for _, names, _ in given))
    for group in (group for tabled in problem.tables for group in tabled.groups):
        shared = _shared(problem.run, group)
        if shared[-1] not in known:  # else it is asked of already
            given.append((shared[-1], set(shared), _with_other_cells(problem.run, group, other_draws)))
    known |= set().union(*(names for _, names, _ in given))
    problems = [
        f"the context {name} is not given; there are {', '.join(told for told, _, _ in given)}"
        for name in problem.context
        if name not in known
    ]
    for told, names, runs in given:
        if names.isdisjoint(problem.context) and not any(_moves(problem, key, run) for run in runs):
            problems.append(
                f"the given {told} does not move the answer: make it count, leave it out of the run, or declare"
                f' context={{"{told}": "why it stands there"}} of the problem'
            )
    return problems


@lru_cache(maxsize=64)
def _others(family: Family, level: int, form: str) -> tuple[tuple[Run, Mapping[Name, Any]], ...]:
    """Runs of other draws of a family, with their given values."""
    found = []
    for seed in range(OTHER_DRAWS):
        problem = family.ask(family.draw(Draw(family.id, -1 - seed), level), form)  # type: ignore[arg-type]
        if isinstance(problem, Numeric):
            found.append((problem.run, problem.run.trace().given))
    return tuple(found)


def _moves(problem: Numeric, key: Array, run: Run) -> bool:
    try:
        with np.errstate(all="ignore"):
            values = run.plain()
        if problem.asked.name not in values:  # it decides what is asked, as the n of p_n
            return True
        cells = asked_cells(values, problem.asked)
    except (ValueError, KeyError, IndexError):
        return False
    return cells.shape != key.shape or not scores_as_right(key, cells, problem.rounding)


def _with_other_array(
    run: Run, name: Name, value: Array, other_draws: Sequence[tuple[Run, Mapping[Name, Any]]]
) -> Iterator[Run]:
    others = [given[name] for _, given in other_draws if name in given]
    others = [other for other in others if np.shape(other) == np.shape(value) and not np.array_equal(other, value)]
    # One that is the same in every draw is moved a little: it must still count.
    for other in others or [np.asarray(value) + 1.0, np.asarray(value) * 1.5]:
        yield _with(run, name, np.asarray(other))


def _shared(run: Run, group: Sequence[Place]) -> list[str]:
    """What all cells of a group may be called, the narrowest name last: X, X[*][2]."""
    first, *others = (place.told(run.inputs) for place in group)
    return [name for name in first if all(name in names for names in others)]


def _with_other_cells(
    run: Run, group: Sequence[Place], other_draws: Sequence[tuple[Run, Mapping[Name, Any]]]
) -> Iterator[Run]:
    """The run with the cells of a table as other draws have them; those that are the same in all moved a little."""
    own = [place.value(run.inputs) for place in group]
    others: list[list[Any]] = []
    for other, _ in other_draws:
        try:
            others.append([place.value(other.inputs) for place in group])
        except (KeyError, IndexError, TypeError):  # a smaller table
            continue
    others = [cells for cells in others if cells != own]
    if not others and not any(isinstance(cell, str) for cell in own):
        others = [[cell + 1 for cell in own], [1.5 * cell for cell in own]]
    for cells in others:
        inputs: Mapping[str, Any] = run.inputs
        for place, cell in zip(group, cells, strict=True):
            inputs = place.replaced(inputs, cell)
        yield replace(run, inputs=inputs)


def _with(run: Run, name: Name, value: Array) -> Run:
    """The run with one given array replaced."""
    inputs: dict[str, Any] = dict(run.inputs)
    for key, entry in run.inputs.items():
        if isinstance(entry, Mapping) and all(isinstance(inner, str) for inner in entry):
            if name[0] in entry and name[1] is None:
                inputs[key] = {**entry, name[0]: value}
        elif isinstance(entry, Mapping):
            if key == name[0] and name[1] in entry:
                inputs[key] = {**entry, name[1]: value}
        elif isinstance(entry, np.ndarray) and run.notation.initial.get(key, (key, None)) == name:
            inputs[key] = value
    return replace(run, inputs=inputs)


def _data(run: Run) -> dict[str, Any]:
    """What a run is given beside arrays."""

    def holds_arrays(value: Any) -> bool:
        inner = value.values() if isinstance(value, Mapping) else ()
        return isinstance(value, np.ndarray) or any(map(holds_arrays, inner))

    return {name: value for name, value in run.inputs.items() if not holds_arrays(value)}


def _is_whole(value: Any) -> bool:
    """Whether a given is replaced as a whole: a number, a text, the tokens of a sentence, a distribution."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return not is_dataclass(value) and all(isinstance(entry, str | int | float) for entry in inner)


def _inside(value: Any) -> Mapping[Any, Any]:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return value if isinstance(value, Mapping) else dict(enumerate(value, start=1))


def _parts(value: Any, path: Path = ()) -> Iterator[Path]:
    """The ways to all that is given as a whole: one sentence of several, one row of a table."""
    if path and _is_whole(value):
        if isinstance(value, int | float) or value:  # an empty one gives nothing
            yield path
    else:
        for place, inner in _inside(value).items():
            yield from _parts(inner, (*path, place))


def _at(value: Any, path: Path) -> Any:
    return _at(_inside(value)[path[0]], path[1:]) if path else value


def _placed(value: Any, path: Path, part: Any) -> Any:
    """A given with another part in it."""
    if not path:
        return part
    inner = {**_inside(value), path[0]: _placed(_inside(value)[path[0]], path[1:], part)}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **inner)
    return inner if isinstance(value, Mapping) else type(value)(inner.values())


def _told(path: Path) -> str:
    """A part as it is told and declared: references[1][2], model[after][A]."""
    places = ("".join(place) if isinstance(place, tuple) else place for place in path[1:])
    return str(path[0]) + "".join(f"[{place}]" for place in places)


def _with_other_part(run: Run, path: Path, other_draws: Sequence[tuple[Run, Mapping[Name, Any]]]) -> Iterator[Run]:
    own, above = _at(run.inputs, path), _at(run.inputs, path[:-1])
    others: list[Any] = []
    for other, _ in other_draws:
        try:  # in a list any of its parts may stand at any place
            of = _at(other.inputs, path[:-1])
            others += of if isinstance(above, list) else [_inside(of)[path[-1]]]
        except (KeyError, TypeError):  # a list is shorter there
            continue
    others = [other for other in others if other != own]
    if isinstance(own, int | float):  # one that is the same in every draw
        others = others or [own + 1, own - 1]
    yield from (replace(run, inputs=_placed(run.inputs, path, other)) for other in others)
