"""Formulas of the bank's steps and of every slip of it can be read one way only."""

from collections.abc import Iterator

import pytest

from engine.derivation import Derivation, Notation, Tree, writing
from engine.derivation.slips import replay
from engine.derivation.term import Index
from question_bank.bank import Bank, load_bank
from question_bank.model.computed import Formulas, Numeric, ends
from question_bank.model.draw import Draw
from tests.engine.superscripts import unreadable
from tests.question_bank.budget import among

SEEDS = 3


def _formulas(bank: Bank, family_id: str) -> Iterator[tuple[str, Notation, Tree, Index, Derivation]]:
    family = bank.family(family_id)
    for level in sorted({level for level, _ in family.asks}):
        for seed in range(SEEDS):
            problem = family.problem(family.draw(Draw(family_id, seed), level))
            if not isinstance(problem, Numeric | Formulas):
                return
            trace = problem.run.trace()
            notation = problem.run.notation
            yield from (("right", notation, s.tree, s.name[1], trace) for s in trace.steps if s.tree is not None)
            for slip in problem.slips:
                slipped = replay(trace, slip)
                trees = {} if slipped is None else slipped.trees
                yield from ((slip.id, notation, tree, name[1], trace) for name, tree in trees.items())


@pytest.mark.parametrize("family_id", among(load_bank().families))
def test_no_superscript_stands_on_what_needs_brackets(bank: Bank, family_id: str) -> None:
    for slip, notation, tree, index, trace in _formulas(bank, family_id):
        lines = (
            writing.in_symbols(notation, tree),
            writing.in_numbers(notation, tree, trace.values),
            writing.in_general(notation, tree, index, ends(trace)),
        )
        for latex in lines:
            assert unreadable(latex) == [], (slip, latex)
