"""Tables among what is given: named rows and columns, whose cells are values of the run's inputs.

A family builds them from the inputs of its run, so what is read in them is what is computed with. A text places one by
its name, ``[[ tables.data.ja ]]``: it stands in the stem as Markdown, with its caption above it and the heads of its
rows in bold. The data are stored beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from engine.derivation import decimals
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language

NOTHING = Bilingual(ja="", en="")


class Table(BaseModel):
    """A table as it is shown: a head for each column, one for each row unless there are none, numbers or words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    caption: Bilingual
    corner: Bilingual = NOTHING  # what the heads of the rows are, or what the rows and the columns are
    columns: tuple[Bilingual, ...]
    heads: tuple[Bilingual, ...] = ()
    cells: tuple[tuple[float | Bilingual, ...], ...]

    def in_words(self) -> Bilingual:
        """The table as Markdown: its caption, a line of its own in italics, and below it the rows."""
        return Bilingual(**{language: self._markdown(language) for language in LANGUAGES})

    def _markdown(self, language: Language) -> str:
        top = [[self.corner.in_language(language)]] if self.heads else [[]]
        rows = [top[0] + [column.in_language(language) for column in self.columns]]
        for k, cells in enumerate(self.cells):
            head = [f"**{self.heads[k].in_language(language)}**"] if self.heads else []
            rows.append(head + [_written(cell, language) for cell in cells])
        if bad := [cell for row in rows for cell in row if "|" in cell or "\n" in cell]:
            raise ValueError(f"a cell of a table has no place for a stroke or a second line: {bad[0]}")
        lines = [f"| {' | '.join(row)} |" for row in rows]
        rule = f"|{'---|' * len(rows[0])}"
        return "\n".join([f"*{self.caption.in_language(language)}*", "", lines[0], rule, *lines[1:]])


def _written(cell: float | Bilingual, language: Language) -> str:
    return cell.in_language(language) if isinstance(cell, Bilingual) else f"${decimals.number(cell)}$"


@dataclass(frozen=True)
class Place:
    """Where a value lies among the inputs of a run: the input, and the keys and indices that lead into it."""

    input: str
    path: tuple[Any, ...] = ()

    def value(self, inputs: Mapping[str, Any]) -> Any:
        """The value there; raises ``KeyError`` or ``IndexError`` where there is none."""
        found = inputs[self.input]
        for key in self.path:
            found = found[key]
        return found

    def replaced(self, inputs: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """The inputs with another value there."""
        return {**inputs, self.input: _replaced(inputs[self.input], self.path, value)}

    def told(self, inputs: Mapping[str, Any]) -> tuple[str, ...]:
        """What it may be called: p, p[2], p[*][1], p[2][1]. Places in an array or list count from 1."""
        keys, within = [], inputs[self.input]
        for key in self.path:
            keys.append(str(key) if isinstance(within, Mapping) else str(key + 1))
            within = within[key]
        names = ["".join([self.input, *(f"[{key}]" for key in keys[:count])]) for count in range(len(keys) + 1)]
        if len(keys) > 1:
            names.insert(-1, "".join([f"{self.input}[*]", *(f"[{key}]" for key in keys[1:])]))
        return tuple(names)


def _replaced(whole: Any, path: Sequence[Any], value: Any) -> Any:
    if not path:
        return value
    inner = _replaced(whole[path[0]], path[1:], value)
    if isinstance(whole, Mapping):
        return {**whole, path[0]: inner}
    if isinstance(whole, np.ndarray):
        changed = whole.copy()
        changed[path[0]] = inner
        return changed
    return [*whole[: path[0]], inner, *whole[path[0] + 1 :]]


@dataclass(frozen=True)
class Tabled:
    """A table of a problem, and where the value of each cell lies.

    ``groups`` are the cells that count together: each by itself, or, where every row is one of many records, those of a
    column.
    """

    table: Table
    places: tuple[tuple[Place, ...], ...]
    groups: tuple[tuple[Place, ...], ...]
    terms: tuple[Mapping[Any, Bilingual], ...]  # by column

    def shown(self, inputs: Mapping[str, Any]) -> tuple[tuple[float | Bilingual, ...], ...]:
        """The cells as these inputs have them."""
        return _cells(inputs, self.places, self.terms)


@dataclass(frozen=True)
class Column:
    """A column of records: an input, the one of a sequence under ``key``, or the ``entry`` of each row, from 1.

    ``terms`` says in words what the values of a category are.
    """

    input: str
    head: Bilingual
    key: Any = None
    entry: int | None = None
    terms: Mapping[Any, Bilingual] = field(default_factory=dict)


def _cells(
    inputs: Mapping[str, Any], places: Sequence[Sequence[Place]], terms: Sequence[Mapping[Any, Bilingual]]
) -> tuple[tuple[float | Bilingual, ...], ...]:
    def cell(place: Place, words: Mapping[Any, Bilingual]) -> float | Bilingual:
        value = place.value(inputs)
        known = value if isinstance(value, str) else float(value)
        return words[known] if words else float(known)

    return tuple(tuple(cell(place, terms[k]) for k, place in enumerate(row)) for row in places)


def grid(
    name: str,
    inputs: Mapping[str, Any],
    caption: Bilingual,
    *,
    rows: Sequence[Bilingual],
    columns: Sequence[Bilingual],
    corner: Bilingual = NOTHING,
    of: Sequence[Sequence[str]] = (),
) -> Tabled:
    """A table in which every cell is a value of its own: a joint distribution, a confusion matrix.

    Its cells are those of the input ``name``, a matrix or rows by index; or each is the input that ``of`` names there.
    """
    if of:
        places = tuple(tuple(Place(part) for part in row) for row in of)
    else:
        whole = inputs[name]
        keys = list(whole) if isinstance(whole, Mapping) else range(len(whole))
        places = tuple(tuple(Place(name, (key, k)) for k in range(len(whole[key]))) for key in keys)
    terms: tuple[Mapping[Any, Bilingual], ...] = ({},) * len(columns)
    table = Table(
        name=name,
        caption=caption,
        corner=corner,
        columns=tuple(columns),
        heads=tuple(rows),
        cells=_cells(inputs, places, terms),
    )
    _fits(table)
    return Tabled(table, places, tuple((place,) for row in places for place in row), terms)


def _of_column(inputs: Mapping[str, Any], column: Column) -> list[Place]:
    way = () if column.key is None else (column.key,)
    whole = Place(column.input, way).value(inputs)
    keys = list(whole) if isinstance(whole, Mapping) else range(len(whole))
    end = () if column.entry is None else (column.entry - 1,)
    return [Place(column.input, (*way, key, *end)) for key in keys]


def records(
    name: str,
    inputs: Mapping[str, Any],
    caption: Bilingual,
    columns: Sequence[Column],
    *,
    heads: Sequence[Bilingual] = (),
    corner: Bilingual = NOTHING,
) -> Tabled:
    """A table of which every row is a record: features and a label, scores of items."""
    of = [_of_column(inputs, column) for column in columns]
    places = tuple(zip(*of, strict=True))
    terms = tuple(column.terms for column in columns)
    table = Table(
        name=name,
        caption=caption,
        corner=corner,
        columns=tuple(column.head for column in columns),
        heads=tuple(heads),
        cells=_cells(inputs, places, terms),
    )
    _fits(table)
    return Tabled(table, places, tuple(map(tuple, of)), terms)


def _fits(table: Table) -> None:
    """Raise ``ValueError`` where the heads are not as many as the rows and columns."""
    wide = {len(row) for row in table.cells}
    if wide != {len(table.columns)} or (table.heads and len(table.heads) != len(table.cells)):
        size = f"{len(table.cells)} rows of {sorted(wide)} cells"
        raise ValueError(f"{table.name}: {size}, {len(table.heads)} and {len(table.columns)} heads")


def marked(tables: Sequence[Tabled]) -> dict[str, Bilingual]:
    """The tables of a problem as a text places them, by name."""
    return {tabled.table.name: tabled.table.in_words() for tabled in tables}
