"""Which slip gives the number that was typed? The answer is compared with what each slip of the instance gives.

First the family's named slips, then every one-step rewrite on the way to what is asked, then pairs of named slips. A
vector or matrix is compared as a whole before cell by cell. A single named slip is told as the cause only where few
answers near the key would be told as one; everything else is told as a possibility.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.derivation import Array, Derivation, Name, Tree, needed
from engine.derivation.replaying import Replay
from engine.derivation.slips import Slip, Slipped, replay
from engine.derivation.systematic import rewritings
from question_bank import rounding
from question_bank.family import Numeric
from question_bank.instance import Rounding
from question_bank.issue import Wrong, apart, asked_cells, live_slips

Kind: TypeAlias = Literal["named", "systematic", "pair"]

MOST_SHOWN = 2  # of rewrites and pairs, and of slips that explain only some cells
CHANCE = 0.05  # of a coincidence, beyond which a named slip is told as a possibility only


@dataclass(frozen=True)
class Suspect:
    """Something that may have gone wrong, and what follows from it.

    ``ids`` are named slips, or the one kind of a rewrite; ``places`` the first step of each at which the ways part.
    ``explains`` are the cells it explains, where those are not all.
    """

    kind: Kind
    ids: tuple[str, ...]
    cells: Array
    values: Mapping[Name, Any]
    trees: Mapping[Name, Tree]
    places: tuple[Name, ...]
    certain: bool = False
    explains: tuple[int, ...] = ()


def parting(trace: Derivation, slip: Slip, slipped: Slipped, asked: Name) -> Name | None:
    """The first step on the way to what is asked at which a slip shows."""
    for step in needed(trace.steps, asked):
        if slip.hits(step) and (step.name in slipped.trees or slip.counted is not None):
            return step.name
    return None


def named_suspect(trace: Derivation, wrong: Wrong, asked: Name) -> Suspect:
    """A live slip of the family as a suspect."""
    place = parting(trace, wrong.slip, wrong.slipped, asked)
    places = () if place is None else (place,)
    return Suspect("named", (wrong.slip.id,), wrong.cells, wrong.slipped.values, wrong.slipped.trees, places)


def _rewrites(numeric: Numeric, trace: Derivation) -> Iterator[Suspect]:
    replayed = Replay(trace, numeric.asked.name)
    for rewriting in rewritings(replayed.steps, trace.given):
        values = replayed.of(rewriting.trees)
        if values is None:
            continue
        first = next(step.name for step in replayed.steps if step.name in rewriting.trees)
        cells = asked_cells(values, numeric.asked)
        yield Suspect("systematic", (rewriting.kind,), cells, values, rewriting.trees, (first,))


def _pairs(numeric: Numeric, trace: Derivation) -> Iterator[Suspect]:
    asked = numeric.asked
    for one, other in combinations(numeric.slips, 2):
        if one.id == other.id:
            continue
        slipped = replay(trace, one, other)
        if slipped is None:
            continue
        places = (parting(trace, one, slipped, asked.name), parting(trace, other, slipped, asked.name))
        if places[0] == places[1] or None in places:  # the second rewrite of a step may have undone the first
            continue
        cells = asked_cells(slipped.values, asked)
        where = tuple(place for place in places if place is not None)
        yield Suspect("pair", (one.id, other.id), cells, slipped.values, slipped.trees, where)


def _close(typed: Array, suspect: Suspect, kind: Rounding) -> Array:
    """Per cell, whether the typed value is the suspect's, within half a unit of the last asked place.

    Where whole numbers are asked, half a unit would reach from 1 to 1.5: it is the suspect's value, or that rounded.
    """
    with np.errstate(invalid="ignore"):
        finite = np.where(np.isfinite(suspect.cells), suspect.cells, np.inf).ravel()
        if kind.kind == "integer":
            whole = np.array([rounding.rounded(w, kind) if np.isfinite(w) else w for w in finite.tolist()])
            return np.asarray(np.minimum(np.abs(typed.ravel() - finite), np.abs(typed.ravel() - whole)) <= 1e-6)
        units = np.array([rounding.unit(kind, w) if np.isfinite(w) else 0.0 for w in finite.tolist()])
        return np.asarray(np.abs(typed.ravel() - finite) <= (0.5 + 1e-6) * units)


def coincidence(key: Array, suspects: Sequence[Suspect], kind: Rounding) -> float:
    """The share of all answers within key ± max(1, |key|), written to the asked places, that a suspect would match."""
    reach = np.maximum(1.0, np.abs(key)).ravel()
    units = np.array([rounding.unit(kind, cell) for cell in key.ravel().tolist()])
    one = float(np.prod(1 / (2 * np.floor(reach / units) + 1)))
    near = {
        tuple(np.round(s.cells.ravel() / units).tolist())
        for s in suspects
        if np.all(np.abs(s.cells.ravel() - key.ravel()) <= reach)
    }
    return len(near) * one


def _unlike(found: Iterable[Suspect], most: int) -> list[Suspect]:
    """The first suspects, no two of the same kind at the same step."""
    kept: dict[tuple[Any, ...], Suspect] = {}
    for suspect in found:
        kept.setdefault((suspect.ids, tuple(place[0] for place in suspect.places)), suspect)
        if len(kept) == most:
            break
    return list(kept.values())


def diagnose(numeric: Numeric, trace: Derivation, typed: Array) -> list[Suspect]:
    """What may lie behind a wrong answer, the likeliest first; empty where nothing gives it.

    ``typed`` has the shape of the asked value. Named slips, where one matches, stand alone.
    """
    kind = numeric.rounding
    key = asked_cells(trace.values, numeric.asked)
    named = [named_suspect(trace, wrong, numeric.asked.name) for wrong in live_slips(numeric, trace)]
    whole = [suspect for suspect in named if np.all(_close(typed, suspect, kind))]
    if whole:
        certain = len(whole) == 1 and coincidence(key, named, kind) <= CHANCE
        return [replace(suspect, certain=certain) for suspect in whole]
    others = [s for s in _rewrites(numeric, trace) if apart(key, s.cells, kind)]
    pairs = [s for s in _pairs(numeric, trace) if apart(key, s.cells, kind)]
    for suspects in (others, pairs):
        whole = _unlike((s for s in suspects if np.all(_close(typed, s, kind))), MOST_SHOWN)
        if whole:
            return whole
    return _in_part(key, typed, (*named, *others), kind) if key.size > 1 else []


def _in_part(key: Array, typed: Array, suspects: Sequence[Suspect], kind: Rounding) -> list[Suspect]:
    """Suspects that explain some of the wrong cells, those that explain the most first."""
    pairs = zip(key.ravel().tolist(), typed.ravel().tolist(), strict=True)
    wrong = np.array([not rounding.is_right(kind, k, t) for k, t in pairs])
    found = []
    for suspect in suspects:
        explained = np.flatnonzero(_close(typed, suspect, kind) & wrong)
        if explained.size:
            found.append(replace(suspect, explains=tuple(explained.tolist())))
    most = max((len(suspect.explains) for suspect in found), default=0)
    return _unlike((suspect for suspect in found if len(suspect.explains) == most), MOST_SHOWN)
