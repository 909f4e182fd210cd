"""From a run to an instance that asks for a value of it; rejected where the key or the slips are not fit for that."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from engine.derivation import Array
from question_bank.feedback.live import APART, Wrong, apart, harmless_slips, live_slips, unfit_values
from question_bank.kinds.choosing import CHOICES, CHOOSE, LEAST_LIVE_SLIPS, formula_choice, refuse, shuffled
from question_bank.kinds.numeric.secrecy import readable
from question_bank.model import rounding
from question_bank.model.computed import Numeric, asked_cells, asked_symbol
from question_bank.model.draw import Draw
from question_bank.model.instance import AnswerFormat, Form, Key, Rounding
from question_bank.model.made import HarmlessError, Made, RejectedError


def canonical(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value):
        return {field.name: canonical(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): canonical(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(entry) for entry in value]
    return value


def _distinct(key: Array, live: Sequence[Wrong], kind: Rounding) -> list[Wrong]:
    """Slips to choose from, apart from the key and one another; where a whole number is asked, whole ones if enough."""
    chosen: list[Wrong] = []
    for wrong in live:
        if all(apart(other, wrong.cells, kind) for other in (key, *(w.cells for w in chosen))):
            chosen.append(wrong)
    whole = [wrong for wrong in chosen if rounding.is_whole(wrong.cells)]
    return whole if kind.kind == "integer" and len(whole) >= CHOICES - 1 else chosen


def _check_key(numeric: Numeric, key: Array, paper: Array) -> None:
    kind = numeric.rounding
    if not np.all(np.isfinite(key)):
        raise RejectedError("not finite")
    for full, written in zip(key.ravel().tolist(), paper.ravel().tolist(), strict=True):
        if rounding.near_tie(full, kind):
            raise RejectedError("a rounding tie")
        if rounding.rounded(full, kind) != rounding.rounded(written, kind):
            raise RejectedError("rounds differently on paper")
    if numeric.zero_is_the_point:
        return
    largest = float(np.max(np.abs(key)))
    if largest == 0 or (kind.kind == "decimal" and largest < APART * rounding.unit(kind, largest)):
        raise RejectedError("too near to zero")


def _one_first(live: Sequence[Wrong], essential: Sequence[str]) -> list[Wrong]:
    """One essential slip before the others, so that none too near it takes its place among the choices."""
    first = [wrong for wrong in live if wrong.slip.id in essential][:1]
    return [*first, *(wrong for wrong in live if wrong not in first)]


def make(numeric: Numeric, form: Form, draw: Draw, *, clear: bool) -> Made:
    """The key, and choices where they are asked for."""
    trace = numeric.run.trace()
    asked, kind = numeric.asked, numeric.rounding
    key = asked_cells(trace.values, asked)
    _check_key(numeric, key, asked_cells(numeric.run.on_paper(), asked))
    refuse(unfit_values(numeric, trace))
    if shown := readable(numeric):
        raise RejectedError(shown[0])
    live = live_slips(numeric, trace)
    if len(live) < LEAST_LIVE_SLIPS:
        raise RejectedError("fewer than three live slips")
    if clear and (count := len(harmless_slips(numeric, trace))):
        raise HarmlessError(count)
    cells = tuple(key.ravel().tolist())
    content = [
        canonical(numeric.run.inputs),
        canonical(numeric.run.conventions),
        asked.step,
        asked.index,
        asked.entry,
    ]
    label = asked_symbol(numeric)
    if form == "choice":
        wrong = _one_first(draw.shuffled("slips", live), numeric.essential)
        if numeric.probability:  # a choice that can be no probability is none
            wrong = [w for w in wrong if np.all((w.cells >= 0) & (w.cells <= 1))]
        options = [(w.slip.id, formula_choice(rounding.show_cells(w.cells, kind))) for w in _distinct(key, wrong, kind)]
        right = formula_choice(rounding.show_cells(key, kind))
        choices, placed = shuffled(draw, right, options, numeric.essential)
        return Made(
            placed.model_copy(update={"cells": cells}), choices, AnswerFormat(label=label, note=CHOOSE), content
        )
    shape = key.shape
    note = rounding.words(kind, shape)
    answer = AnswerFormat(label=label, shape=shape, rounding=kind, probability=numeric.probability, note=note)
    return Made(Key(cells=cells), (), answer, content)
