"""The picture of a topic's unit with the values of a run at its nodes and on its wires."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.derivation import Derivation, Name, Run
from question_bank.feedback.lines import line_id
from question_bank.model.topic_pages import Picture, topic_page
from question_bank.pictures.shown import Shown, shown_of

_SPEC = re.compile(r"(\w+)(?:\[(t|t-1|\d+)\])?")


@dataclass(frozen=True)
class Valued:
    """A value in the picture: its name on the page, its print, and itself where it is a number (as a weight is)."""

    id: str
    value: Shown
    number: float | None
    asked: bool


@dataclass(frozen=True)
class Cut:
    """A run that goes on beyond the picture: the letter of its index, the last that is drawn, and the last of all."""

    letter: str
    drawn: int
    last: int


@dataclass(frozen=True)
class UnitPicture:
    """A unit as the run's conventions have it, and the values by what the picture calls them."""

    picture: Picture
    values: Mapping[str, Valued]
    at: str  # the index it is shown at, as t = 2; "" where it has none
    cut: Cut | None = None


def _name(spec: str, now: int) -> Name:
    read = _SPEC.fullmatch(spec)
    if read is None:
        raise ValueError(f"not a value of a run: {spec}")
    symbol, index = read[1], read[2]
    return symbol, None if index is None else now if index == "t" else now - 1 if index == "t-1" else int(index)


def unit_picture(topic: str, run: Run, record: Derivation, asked: Sequence[Name]) -> UnitPicture | None:
    """The unit of a topic with the run's values, at the last index that is asked for.

    None where the run has not more than half of those the picture shows.
    """
    picture = topic_page(topic).picture.under(run.conventions)
    now = next((index for _, index in reversed(asked) if isinstance(index, int)), 1)
    written = record.written
    values = {}
    for part in (*picture.nodes, *picture.arrows):
        name = _name(part.value, now) if part.value else None
        if name is not None and name in written:
            number = float(np.asarray(written[name])) if np.ndim(written[name]) == 0 else None
            values[part.value] = Valued(
                line_id(name), shown_of(record, name), number, name in asked and not part.value.endswith("[t-1]")
            )
    shown = picture.having(values)
    wanted = {node.value for node in shown.nodes if node.value}
    if not wanted or 2 * len(wanted & set(values)) <= len(wanted):
        return None
    moving = any(value.endswith(("[t]", "[t-1]")) for value in values)
    at = f"{record.notation.running} = {now}" if moving else ""
    return UnitPicture(shown, values, at, _cut(picture, record))


def _cut(picture: Picture, record: Derivation) -> Cut | None:
    """Where the places of a picture that stand for single indices are fewer than the run has."""
    drawn: dict[str, int] = {}
    for part in (*picture.nodes, *picture.arrows):
        read = _SPEC.fullmatch(part.value)
        if read is not None and read[2] is not None and read[2].isdigit():
            drawn[read[1]] = max(drawn.get(read[1], 0), int(read[2]))
    for symbol, most in drawn.items():
        last = max((index for name, index in record.written if name == symbol and isinstance(index, int)), default=0)
        if last > most:
            return Cut(record.notation.running_of(symbol), most, last)
    return None
