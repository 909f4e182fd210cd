"""Which slip gives the number that was typed? The answer is compared with what each slip of the instance gives.

First the family's named slips, then the values of other steps of the run, then every one-step rewrite on the way to
what is asked, then pairs of named slips. A vector or matrix is compared as a whole before cell by cell. A single named
slip is told as the cause only where few answers near the key would be told as one; everything else is told as a
possibility.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal, TypeAlias

import numpy as np

from engine.derivation import Array, Derivation, Name, Tree, needed
from engine.derivation.replaying import Replay
from engine.derivation.slips import Slip, Slipped, replay
from engine.derivation.systematic import rewritings
from question_bank.feedback.live import Wrong, scores_as_right, wrong_slips
from question_bank.feedback.parting import OtherWay, other_way
from question_bank.model import rounding
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.instance import Rounding

Fits: TypeAlias = Callable[["Suspect"], bool]
Kind: TypeAlias = Literal["named", "step", "systematic", "pair"]

OTHER_STEP = "other-step"
MOST_SHOWN = 2  # of rewrites and pairs, and of slips that explain only some cells
_SAME = 1e-6  # between a whole number and a value that is that number
CHANCE = 0.05  # of a coincidence, beyond which a named slip is told as a possibility only


@dataclass(frozen=True)
class Suspect:
    """Something that may have gone wrong, and what follows from it.

    ``ids`` are named slips, or the one kind of a rewrite; ``at`` the steps that each may change, ``places`` the first
    of these at which the ways part. Where the answer is the value of another step, ``at`` is that step, and nothing
    parts. ``explains`` are the cells it explains, where those are not all; ``certain`` a named slip that is told as the
    cause; ``in_full`` what gives the answer itself, not only after rounding to a whole number.
    """

    kind: Kind
    ids: tuple[str, ...]
    cells: Array
    values: Mapping[Name, Any]
    trees: Mapping[Name, Tree]
    at: tuple[frozenset[Name], ...] = ()
    places: tuple[Name, ...] = ()
    certain: bool = False
    explains: tuple[int, ...] = ()
    in_full: bool = True

    @property
    def kind_and_steps(self) -> tuple[Any, ...]:
        """What tells it from others: the same rewrite at another time of the same step is no other suspect."""
        return self.ids, tuple(frozenset(symbol for symbol, _ in at) for at in self.at)


def way_of(suspect: Suspect, record: Derivation, asked: Name) -> OtherWay:
    """The way of a suspect as it is written on paper."""
    return other_way(record, asked, suspect.values, suspect.trees, frozenset().union(*suspect.at))


def located(suspect: Suspect, record: Derivation, asked: Name) -> Suspect:
    """The suspect with the steps at which its way and the right one part, as they are printed."""
    if suspect.kind == "step":
        return suspect
    way = way_of(suspect, record, asked)
    found = (way.first(at) for at in suspect.at)
    return replace(suspect, places=tuple(dict.fromkeys(place for place in found if place is not None)))


def _hits(slip: Slip, slipped: Slipped, way: Collection[Name]) -> frozenset[Name]:
    """The steps on the way to what is asked, of those that a slip happens at, that it changes."""
    return frozenset(name for name in way if name in slipped.trees or slip.counted is not None)


def named_suspect(trace: Derivation, wrong: Wrong, asked: Name) -> Suspect:
    """A live slip of the family as a suspect."""
    way = [step.name for step in needed(trace.steps, asked) if wrong.slip.hits(step)]
    at = _hits(wrong.slip, wrong.slipped, way)
    return Suspect("named", (wrong.slip.id,), wrong.cells, wrong.slipped.values, wrong.slipped.trees, (at,))


def rewrites(numeric: Numeric, trace: Derivation) -> Iterator[Suspect]:
    """Every rewrite of one step on the way to what is asked, with what follows from it."""
    replayed = Replay(trace, numeric.asked.name)
    for rewriting in rewritings(replayed.steps, trace.given):
        values = replayed.of(rewriting.trees)
        if values is None:
            continue
        cells = asked_cells(values, numeric.asked)
        yield Suspect("systematic", (rewriting.kind,), cells, values, rewriting.trees, (frozenset(rewriting.trees),))


@dataclass(frozen=True)
class _Alone:
    """A named slip by itself: the steps on the way that it happens at, and what follows, where anything does."""

    slip: Slip
    at: frozenset[Name]
    slipped: Slipped | None

    def meets(self, other: "_Alone") -> bool:
        """Whether both rewrite one step on the way, as far as each alone tells: then they are no pair."""
        if self.slipped is None or other.slipped is None:
            return False
        rewritten = self.slipped.trees.keys() | other.slipped.trees.keys()
        return not rewritten.isdisjoint(self.at & other.at)


def pairs(numeric: Numeric, trace: Derivation) -> Iterator[Suspect]:
    """Every two named slips made together, with what follows from them."""
    asked = numeric.asked
    replayed = Replay(trace, asked.name)
    ways = [(slip, frozenset(step.name for step in replayed.steps if slip.hits(step))) for slip in numeric.slips]
    each = [_Alone(slip, at, replay(trace, slip)) for slip, at in ways]
    for one, other in combinations(each, 2):
        if one.slip.id == other.slip.id or one.meets(other):
            continue
        slipped = _together(trace, replayed, one, other)
        if slipped is None:
            continue
        first, second = (_hits(alone.slip, slipped, alone.at) for alone in (one, other))
        if not first or not second or first & second:  # the second rewrite of a step may have undone the first
            continue
        cells = asked_cells(slipped.values, asked)
        yield Suspect("pair", (one.slip.id, other.slip.id), cells, slipped.values, slipped.trees, (first, second))


def _together(trace: Derivation, replayed: Replay, one: _Alone, other: _Alone) -> Slipped | None:
    """What follows from two slips. Where each writes steps of its own, these are as each writes them alone."""
    known = [alone.slipped.trees for alone in (one, other) if alone.slipped is not None and alone.slip.counted is None]
    if len(known) < 2:
        return replay(trace, one.slip, other.slip)
    trees = {**known[0], **known[1]}
    values = replayed.of(trees)
    return None if values is None else Slipped(values, trees)


def _close(typed: Array, suspect: Suspect, kind: Rounding) -> Array:
    """Per cell, whether the typed value is the suspect's, within half a unit of the last asked place.

    Where whole numbers are asked, half a unit would reach from 1 to 1.5: it is the suspect's value, or of a named slip
    that rounded – but a share of 1 is never rounded to 0.
    """
    with np.errstate(invalid="ignore"):
        finite = np.where(np.isfinite(suspect.cells), suspect.cells, np.inf).ravel()
        if kind.kind == "integer":
            exact = np.abs(typed.ravel() - finite) <= _SAME
            if suspect.kind != "named":
                return np.asarray(exact)
            whole = np.array([rounding.rounded(w, kind) if 1 <= abs(w) < np.inf else w for w in finite.tolist()])
            return np.asarray(exact | (np.abs(typed.ravel() - whole) <= _SAME))
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


def other_steps(numeric: Numeric, trace: Derivation) -> list[Suspect]:
    """The other values of the run of the asked shape, the likeliest to be mistaken for the asked one first.

    The same letter at another index, then the steps on the way from the last on, then those beyond. As many of them as
    leave an answer near the key unlikely to be one by chance.
    """
    asked = numeric.asked.name
    key = asked_cells(trace.values, numeric.asked)
    way = [step.name for step in needed(trace.steps, asked)]
    names = [*reversed(way), *(step.name for step in trace.steps if step.name not in way)]
    names.sort(key=lambda name: name[0] != asked[0])
    found: list[Suspect] = []
    for name in names:
        if name == asked or np.shape(trace.values[name]) != np.shape(trace.values[asked]):
            continue
        cells = asked_cells({asked: trace.values[name]}, numeric.asked)
        if scores_as_right(key, cells, numeric.rounding) or not np.any(cells) or not np.all(np.isfinite(cells)):
            continue
        if any(np.array_equal(cells, other.cells) for other in found):  # a copy
            continue
        found.append(Suspect("step", (OTHER_STEP,), cells, trace.values, {}, (frozenset([name]),)))
        if coincidence(key, found, numeric.rounding) > CHANCE:
            return found[:-1]
    return found


def _unlike(found: Iterable[Suspect], record: Derivation, asked: Name, most: int = MOST_SHOWN) -> list[Suspect]:
    """The first suspects with where they part, no two of the same kind at the same step or written alike."""
    kept: list[Suspect] = []
    seen: set[Any] = set()
    for suspect in found:
        if suspect.kind_and_steps in seen:
            continue
        placed = located(suspect, record, asked)
        way = way_of(placed, record, asked)
        lines = tuple(way.sides(place) for place in placed.places), suspect.explains
        if lines not in seen or not placed.places:
            kept.append(placed)
        seen |= {suspect.kind_and_steps, lines}
        if len(kept) == most:
            break
    return kept


def diagnose(numeric: Numeric, trace: Derivation, typed: Array, fits: Fits | None = None) -> list[Suspect]:
    """What may lie behind a wrong answer, the likeliest first; empty where nothing gives it.

    ``typed`` has the shape of the asked value; ``fits`` says what else is known of the way to it. Named slips, where
    one matches, stand alone.
    """
    kind, record, asked = numeric.rounding, numeric.run.derivation(), numeric.asked.name
    fits = fits or (lambda _: True)
    key = asked_cells(trace.values, numeric.asked)
    named = [named_suspect(trace, wrong, asked) for wrong in wrong_slips(numeric, trace)]
    whole = [suspect for suspect in named if fits(suspect) and np.all(_close(typed, suspect, kind))]
    if whole:
        certain = len(whole) == 1 and coincidence(key, named, kind) <= CHANCE
        told = (replace(s, certain=certain, in_full=_in_full(typed, s, kind)) for s in whole)
        return [located(suspect, record, asked) for suspect in told]  # each has a name to practise, lines alike or not
    others: list[Suspect] = []  # kept: some of them may yet explain a part

    def rewritten() -> Iterator[Suspect]:
        for suspect in rewrites(numeric, trace):
            others.append(suspect)
            yield suspect

    def gives(suspect: Suspect) -> bool:
        close = bool(np.all(_close(typed, suspect, kind)))
        return close and not scores_as_right(key, suspect.cells, kind) and fits(suspect)

    for suspects in (other_steps(numeric, trace), rewritten(), pairs(numeric, trace)):
        if whole := _unlike(filter(gives, suspects), record, asked):
            return whole
    if key.size == 1:
        return []
    wrong = (suspect for suspect in others if not scores_as_right(key, suspect.cells, kind))
    fitting = [suspect for suspect in (*named, *wrong) if fits(suspect)]
    return _unlike(_in_part(key, typed, fitting, kind), record, asked)


def _in_full(typed: Array, suspect: Suspect, kind: Rounding) -> bool:
    """Whether a suspect that gives an answer gives it as it is: a 2 may be its 1.68, rounded."""
    return kind.kind != "integer" or bool(np.all(np.abs(typed - suspect.cells) <= _SAME))


def _in_part(key: Array, typed: Array, suspects: Sequence[Suspect], kind: Rounding) -> Iterator[Suspect]:
    """Suspects that explain some of the wrong cells, those that explain the most."""
    pairs = zip(key.ravel().tolist(), typed.ravel().tolist(), strict=True)
    wrong = np.array([not rounding.is_right(kind, k, t) for k, t in pairs])
    found = []
    for suspect in suspects:
        explained = np.flatnonzero(_close(typed, suspect, kind) & wrong)
        if explained.size:
            found.append(replace(suspect, explains=tuple(explained.tolist())))
    most = max((len(suspect.explains) for suspect in found), default=0)
    return (suspect for suspect in found if len(suspect.explains) == most)
