"""Is this value right, given what was written before it? Error carried forward, a step at a time.

A step is compared with what its recorded tree makes of the learner's own values, so one slip spoils one step and not
all that come after. Credit follows a wrong value only if that value is a recognised slip – a named one, or a rewrite
of the step that few values would match by chance: zeros everywhere would be consistent too, and harvest it.

Tolerance: one unit of the third decimal – whoever writes four decimals, or three, rounded or cut off, gets through –
and where significant digits are asked, one unit of the third of these. What is counted is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import takewhile
from typing import Any, Literal

import numpy as np

from engine.derivation import Array, Derivation, Name, Step, Tree, decimals, writing
from engine.derivation.carried import follow, slipped
from engine.derivation.decimals import Relation
from engine.derivation.systematic import Rewriting, rewritings
from engine.derivation.term import evaluate
from question_bank.feedback.diagnosis import CHANCE, Suspect, coincidence
from question_bank.model import rounding
from question_bank.model.answer import Cell
from question_bank.model.catalogue import SlipText, rewriting_texts, slip_texts
from question_bank.model.computed import Numeric
from question_bank.model.instance import Rounding
from question_bank.model.rounding import show_cells

# right; right given a recognised slip before it; consistent with values that nothing explains; a recognised slip;
# wrong; shown on request
Verdict = Literal["right", "follows", "agrees", "slip", "wrong", "shown"]
PASSED: frozenset[Verdict] = frozenset({"right", "follows", "agrees", "shown"})
SOUND, CREDITED, UNSOUND = range(3)  # how far a value can be trusted; of several the largest rules

_WITHIN = 1e-3
_DIGITS = Rounding(kind="significant", digits=3)
_SHOWN = Rounding(kind="significant", digits=4)
_NOISE = 1 + 1e-6
_WHOLE = Rounding(kind="integer", digits=0)  # how finely values that are guessed would lie
_HUNDREDTHS = Rounding(digits=2)


@dataclass(frozen=True)
class Recognised:
    """What gave a wrong value: a named slip, or a kind of rewrite; the wrong formula, where there is one."""

    named: bool
    id: str
    wrong: str  # LaTeX

    @property
    def text(self) -> SlipText:
        """Its name and what is said of it."""
        return (slip_texts() if self.named else rewriting_texts())[self.id]


@dataclass(frozen=True)
class Judged:
    """One step as it stands: its verdict, the value as it was read or shown, and which entries of it hold."""

    verdict: Verdict
    shown: str  # LaTeX
    cells: tuple[bool, ...]
    texts: tuple[str, ...] = ()  # as typed
    slip: Recognised | None = None
    sign: Relation = "="  # before what is shown: ``=`` where that is the whole value, or what is wrongly said of it


@dataclass
class Walk:
    """A way through a run: what the learner wrote so far, how far each value can be trusted, and how it was judged."""

    numeric: Numeric
    trace: Derivation
    own: dict[Name, Any] = field(default_factory=dict)
    trust: dict[Name, int] = field(default_factory=dict)
    judged: dict[Name, Judged] = field(default_factory=dict)

    def values(self) -> dict[Name, Any]:
        """Every value of the run as it follows from what was written."""
        return follow(self.trace, self.own)

    def trusted(self, step: Step) -> int:
        """How far the values that a step uses can be trusted, through mere copies."""
        found = SOUND
        for name in step.uses:
            if name in self.trust:
                found = max(found, self.trust[name])
            elif name not in self.trace.given:
                found = max(found, self.trusted(self.trace.step(*name)))
        return found

    def judge(self, step: Step, cells: Sequence[Cell]) -> None:
        """Judge the cells of a step, go on with them. What cannot be read is wrong."""
        self.own.pop(step.name, None)
        value = np.array([np.nan if cell.value is None else cell.value for cell in cells]).reshape(np.shape(step.value))
        values, base = self.values(), self.trusted(step)
        expected = values[step.name]
        near, true = self._near(step, value, expected), self._near(step, value, step.carried)
        slip: Recognised | None = None
        verdict: Verdict
        if all(true) or (base == SOUND and all(near)):
            verdict, trust = "right", SOUND
        elif all(near):
            verdict, trust = "follows" if base == CREDITED else "agrees", base
        else:
            slip = self._slip(step, value, values) or self._rewriting(step, value, values)
            verdict, trust = ("wrong", UNSOUND) if slip is None else ("slip", max(base, CREDITED))
        held = (True,) * len(near) if verdict in PASSED else near if base == SOUND else true
        self.own[step.name], self.trust[step.name] = value, trust
        texts = tuple(cell.raw for cell in cells)
        sign = _sign(value, step.carried if all(true) else expected) if verdict in PASSED else "="
        self.judged[step.name] = Judged(verdict, _latex(cells, value.shape), held, texts, slip, sign)

    def agrees(self, values: Mapping[Name, Any]) -> bool:
        """Whether values of the run are those that were written, as near as they are judged."""
        return all(
            all(self._near(self.trace.step(*name), np.asarray(own, dtype=float), values[name]))
            for name, own in self.own.items()
            if name in values
        )

    def reveal(self, step: Step) -> None:
        """Go on with the right value as it is printed; a ratio of counts stays exact."""
        value: Any = step.carried
        sign: Relation = "="
        if isinstance(step.evidence, Fraction):
            shown = decimals.array(step.evidence)
        elif self.numeric.rounding.kind == "significant":
            shown = show_cells(np.asarray(value), _SHOWN)
            sign = _sign([rounding.rounded(entry, _SHOWN) for entry in np.ravel(value).tolist()], value)
        else:
            sign = _sign(decimals.printed(value), value)
            value, shown = decimals.printed(value), decimals.array(value)
        self.own[step.name], self.trust[step.name] = value, SOUND
        self.judged[step.name] = Judged("shown", shown, (True,) * int(np.size(value)), sign=sign)

    def _slip(self, step: Step, value: Array, values: Mapping[Name, Any]) -> Recognised | None:
        """The named slip that gives this value here. Nothing but zeros is what is typed for want of a value."""
        if np.any(value):
            for slip in self.numeric.slips:
                made = slipped(step, slip, values)
                if made is not None and all(self._near(step, value, made[0])):
                    return Recognised(True, slip.id, self._written(made[1]))
        return None

    def _rewriting(self, step: Step, value: Array, values: Mapping[Name, Any]) -> Recognised | None:
        """The rewrite of the step that gives this value, unless so many do something near that any value might."""
        if step.tree is None or not np.any(value):
            return None
        before = dict(takewhile(lambda entry: entry[0] != step.name, values.items()))
        made = [s for r in rewritings([step], before) if (s := _rewritten(step, r, before)) is not None]
        found = next((suspect for suspect in made if all(self._near(step, value, suspect.cells))), None)
        expected = np.asarray(values[step.name], dtype=float)
        kind = _WHOLE if np.array_equal(expected, np.round(expected)) else _HUNDREDTHS
        if found is None or coincidence(expected, made, kind) > CHANCE:
            return None
        return Recognised(False, found.ids[0], self._written(found.trees[step.name]))

    def _written(self, tree: Tree | None) -> str:
        return "" if tree is None else writing.in_symbols(self.trace.notation, tree)

    def _near(self, step: Step, value: Array, reference: Any) -> tuple[bool, ...]:
        pairs = zip(value.ravel().tolist(), np.asarray(reference, dtype=float).ravel().tolist(), strict=True)
        return tuple(abs(own - right) <= self._tolerance(step, right) for own, right in pairs)

    def _tolerance(self, step: Step, right: float) -> float:
        if step.tree is None and right.is_integer():
            return 0.0
        if self.numeric.rounding.kind == "significant":
            return rounding.unit(_DIGITS, right) * _NOISE
        return _WITHIN * _NOISE


def _rewritten(step: Step, rewriting: Rewriting, values: Mapping[Name, Any]) -> Suspect | None:
    tree = rewriting.trees[step.name]
    with np.errstate(all="ignore"):
        try:
            cells = np.asarray(evaluate(tree, values), dtype=float)
        except (ValueError, KeyError):  # shapes that do not fit
            return None
    fits = cells.shape == np.shape(step.value) and bool(np.all(np.isfinite(cells)))
    return Suspect("systematic", (rewriting.kind,), cells, {}, rewriting.trees) if fits else None


def _sign(printed: Any, value: Any) -> Relation:
    """``=`` where the printed numbers are the value, up to float noise."""
    one, other = np.ravel(np.asarray(printed, dtype=float)), np.ravel(np.asarray(value, dtype=float))
    return "=" if np.allclose(one, other, rtol=1e-12, atol=1e-14) else r"\approx"


def _latex(cells: Sequence[Cell], shape: tuple[int, ...]) -> str:
    """The typed cells as they were read, in their shape (one alone as a number); of a fraction the fraction alone."""
    texts = [cell.shown.split(r" \approx ")[0] for cell in cells]
    return decimals.laid_out(texts, shape)
