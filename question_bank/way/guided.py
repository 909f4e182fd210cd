"""Guided mode: the learner fills in the steps of a derivation, a group at a time.

A fourth reading of the run. A group shows its formulas and asks for their values; ``judging`` says what these are
worth. Where a learner stands is a function of their moves, and the moves are all that is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from engine.derivation import Step, writing
from question_bank.feedback.evidence import is_count
from question_bank.forms import form_of
from question_bank.forms.typed import are
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Numeric, asked_cells, asked_symbol
from question_bank.model.instance import Instance
from question_bank.model.rounding import is_whole
from question_bank.reading import answers
from question_bank.reading.blocks import sides
from question_bank.way.grouping import Group, groups
from question_bank.way.hints import Line, written
from question_bank.way.judging import CREDITED, PASSED, SOUND, Judged, Verdict, Walk

Action = Literal["tried", "shown", "kept"]


@dataclass(frozen=True)
class Move:
    """What a learner did with a group: tried values, had them shown, or went on with what they had.

    ``texts`` are the cells of the steps that were then open, in order; ``verdicts`` are those of every asked step.
    """

    group: int
    action: Action
    texts: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class Record:
    """How much of a way was the learner's own, by what was done first at each value."""

    verdicts: tuple[Verdict, ...]
    helped: bool  # a value was shown, sooner or later

    def count(self, *verdicts: Verdict) -> int:
        """How many values were judged so."""
        return sum(verdict in verdicts for verdict in self.verdicts)

    @property
    def own(self) -> float:
        """The share that was right at once, or right given a recognised slip before it."""
        return self.count("right", "follows") / len(self.verdicts)


def record(moves: Sequence[Move]) -> Record | None:
    """What moves amount to; None where there are none."""
    first = {move.group: move.verdicts for move in reversed(moves)}
    if not first:
        return None
    verdicts = tuple(verdict for group in sorted(first) for verdict in first[group])
    return Record(verdicts, any(move.action == "shown" for move in moves))


@dataclass(frozen=True)
class Explained:
    """The first wrong step of a group: its slip with both formulas, or the right formula with the learner's numbers."""

    symbol: str
    name: Bilingual | None
    sentence: Bilingual | None
    wrong: str
    right: str
    numbers: str


@dataclass(frozen=True)
class Block:
    """One step on the page: its formula, the fields it asks for, and how it was judged."""

    line: Line
    shape: tuple[int, ...]
    first: int | None  # the number of its first field within the group; None where nothing is asked (any more)
    judged: Judged | None

    @property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """Its fields, row by row."""
        if self.first is None:
            return ()
        _, width = sides(self.shape)
        return tuple(tuple(range(k, k + width)) for k in range(self.first, self.first + prod(self.shape), width))


@dataclass(frozen=True)
class Stage:
    """A group as it stands. That of the answer, the last, has no fields of its own."""

    number: int
    blocks: tuple[Block, ...]
    tried: bool = False
    done: bool = False
    kept: bool = False  # gone on from with a wrong value
    explained: Explained | None = None

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of the values that wait to be filled in."""
        return tuple(block.shape for block in self.blocks if block.first is not None)

    @property
    def fields(self) -> int:
        """How many fields wait to be filled in."""
        return sum(map(prod, self.shapes))


class Guide:
    """The way to the answer of one instance."""

    def __init__(self, numeric: Numeric, instance: Instance) -> None:
        self.numeric, self.instance = numeric, instance
        self.trace = numeric.run.trace()
        self.groups: tuple[Group, ...] = groups(self.trace.steps, numeric.asked.name)

    @property
    def last(self) -> int:
        """The number of the group whose value is the answer; 0 where there is no way to be guided on."""
        return len(self.groups) - 1

    @property
    def symbols(self) -> tuple[tuple[str, ...], ...]:
        """LaTeX of what is asked for, by group."""
        notation = self.trace.notation
        before = (tuple(writing.symbol(notation, s.name) for s in group.asked) for group in self.groups[:-1])
        return (*before, (asked_symbol(self.numeric),))

    def whole(self, number: int) -> bool:
        """Whether whole numbers alone are asked for in a group: what is counted, or all of a question that counts."""
        integer = self.numeric.rounding.kind == "integer"
        values = (np.asarray(step.value) for step in self.groups[number].asked)
        return (integer or self._counted(number)) and all(map(is_whole, values))

    def signless(self, number: int) -> bool:
        """Whether nothing in a group can be below 0: counts, or what comes of sizes none of which is."""
        given = [value for value in self.numeric.run.inputs.values() if isinstance(value, np.ndarray)]
        sizes = len(given) == len(self.numeric.run.inputs) and all(value.ndim == 0 and value >= 0 for value in given)
        return self.whole(number) and (sizes or self._counted(number))

    def _counted(self, number: int) -> bool:
        steps = self.groups[number].asked
        return all(step.tree is None and is_count(step.evidence) for step in steps)

    def fits(self, moves: Sequence[Move]) -> bool:
        """Whether moves were made on this way: those made with an older family may not fit today's."""
        sizes = [len(group) for group in self.symbols]
        return all(move.group < len(sizes) and len(move.verdicts) == sizes[move.group] for move in moves)

    def stages(self, moves: Sequence[Move]) -> tuple[Stage, ...]:
        """Every group up to the one that is being worked on."""
        walk = Walk(self.numeric, self.trace)
        found = []
        for number in range(self.last):
            found.append(self._stage(number, [move for move in moves if move.group == number], walk))
            if not found[-1].done:
                return tuple(found)
        final = self.groups[-1].steps
        blocks = tuple(Block(written(self.numeric.run, self.trace, s), np.shape(s.value), None, None) for s in final)
        return (*found, Stage(self.last, blocks))

    def judged(self, moves: Sequence[Move], move: Move) -> Move:
        """The move with a verdict on every asked step of its group, given the moves before it."""
        walk = self.walked([*moves, move])
        verdicts = tuple(walk.judged[step.name].verdict for step in self.groups[move.group].asked)
        return Move(move.group, move.action, move.texts, verdicts)

    def answered(self, moves: Sequence[Move], answer: Answer, correct: bool) -> Verdict:
        """What the answer is worth, given the values before it.

        Whoever got through with three decimals may end beside the key: right, since it follows from their values.
        """
        kind = self.instance.format.rounding
        if correct:
            return "right"
        typed = form_of(self.instance.form).reading(self.instance, answer, scale=False)
        if not typed.cells or kind is None:
            return "wrong"
        walk = self.walked(moves)
        expected = asked_cells(walk.values(), self.numeric.asked).ravel().tolist()
        near = are(kind, expected, typed)
        trust = max(walk.trusted(step) for step in self.groups[-1].steps)
        if not near:
            return "wrong"
        return "right" if trust == SOUND else "follows" if trust == CREDITED else "agrees"

    def slips(self, moves: Sequence[Move]) -> tuple[str, ...]:
        """The named slips recognised at what was tried, each once."""
        walk = Walk(self.numeric, self.trace)
        found: dict[str, None] = {}
        for move in sorted(moves, key=lambda move: move.group):  # stable: the order within a group stays
            self._make(move, walk)
            found |= {judged.slip.id: None for judged in walk.judged.values() if judged.slip and judged.slip.named}
        return tuple(found)

    def walked(self, moves: Sequence[Move]) -> Walk:
        """The way as it was gone, up to the answer."""
        walk = Walk(self.numeric, self.trace)
        for move in sorted(moves, key=lambda move: move.group):
            if move.group < self.last:
                self._make(move, walk)
        return walk

    def _waiting(self, group: Group, walk: Walk) -> list[Step]:
        """The steps that a try is asked for: all at first, then all but those that are right."""
        return [s for s in group.asked if s.name not in walk.judged or walk.judged[s.name].verdict != "right"]

    def _make(self, move: Move, walk: Walk) -> None:
        waiting = self._waiting(self.groups[move.group], walk)
        if move.action == "kept":
            return
        for step in waiting:
            walk.own.pop(step.name, None)
        cells = answers.read(move.texts, [np.shape(step.value) for step in waiting]).cells
        for step in waiting:
            if move.action == "shown":
                walk.reveal(step)
            else:
                size = int(np.size(step.value))
                walk.judge(step, cells[:size])
                cells = cells[size:]

    def _stage(self, number: int, moves: Sequence[Move], walk: Walk) -> Stage:
        group = self.groups[number]
        for move in moves:
            self._make(move, walk)
        kept = any(move.action == "kept" for move in moves)
        passed = all(s.name in walk.judged and walk.judged[s.name].verdict in PASSED for s in group.asked)
        waiting = [] if kept or passed else self._waiting(group, walk)
        blocks, fields = [], 0
        for step in group.steps:
            first = fields if step in waiting else None
            fields += int(np.size(step.value)) if step in waiting else 0
            line = written(self.numeric.run, self.trace, step)
            blocks.append(Block(line, np.shape(step.value), first, walk.judged.get(step.name)))
        return Stage(number, tuple(blocks), bool(moves), kept or passed, kept, self._explained(group, walk))

    def _explained(self, group: Group, walk: Walk) -> Explained | None:
        """What is said of the first wrong step."""
        for step in group.asked:
            judged = walk.judged.get(step.name)
            if judged is None or judged.verdict in PASSED:
                continue
            line = written(self.numeric.run, self.trace, step)
            right = f"{line.symbol} = {line.formula}" if line.formula else ""
            if judged.slip is not None:
                text, formula = judged.slip.text, judged.slip.wrong
                wrong = f"{line.symbol} = {formula}" if formula else ""
                return Explained(line.symbol, text.name, text.sentence, wrong, right, "")
            if step.tree is None:
                return Explained(line.symbol, None, line.words, "", "", "")
            numbers = writing.in_numbers(self.trace.notation, step.tree, walk.values())
            return Explained(line.symbol, None, None, "", right, f"{line.symbol} = {numbers}")
        return None
