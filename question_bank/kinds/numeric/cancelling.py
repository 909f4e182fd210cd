"""Whether every term of a formula counts, and no two cancel: else whoever forgets them gets the right answer.

Asked of sums whose terms are functions of single values, as 1 + ln σ² - μ² - σ². In sums of weighted inputs two terms
may cancel: nobody forgets just these two.
"""

from collections.abc import Iterator
from itertools import combinations

from engine.derivation import Tree, needed
from engine.derivation.slips import Slip, replay
from engine.derivation.term import Call, Constant, unfused
from question_bank.feedback.live import scores_as_right
from question_bank.model.computed import Numeric, asked_cells

SIGNS = {"add": 1, "subtract": -1}
LEAST_TERMS = 3  # of two terms that cancel nothing is left to be asked
FUNCTIONS = {"square", "log", "exp", "sqrt", "power", "divide"}
PRODUCTS = {"matmul", "inner", "outer", "multiply"}


def cancelling_problems(problem: Numeric) -> list[str]:
    """No term of a formula on the way to the answer can be left out without harm, and no two together."""
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)

    def harmless(step: str, index: object, *dropped: Tree) -> bool:
        slip = Slip("left-out", step, lambda tree, *_: _without(tree, dropped), at=index)  # type: ignore[arg-type]
        slipped = replay(trace, slip)
        if slipped is None:
            return False
        return scores_as_right(key, asked_cells(slipped.values, problem.asked), problem.rounding)

    found = []
    for step in needed(trace.steps, problem.asked.name):
        for sum_of in () if step.tree is None else _sums(step.tree):
            if any(harmless(*step.name, one) for one in sum_of):
                found.append(f"a term of {step.name} can be left out")
            if any(harmless(*step.name, *pair) for pair in combinations(sum_of, 2)):
                found.append(f"two terms of {step.name} can be left out together")
    return found


def _sums(whole: Tree) -> Iterator[list[Tree]]:
    """The terms of every sum in a tree that has enough of them."""
    tree = unfused(whole)
    if isinstance(tree, Call):
        terms = list(_terms(tree))
        operations = {operation for term in terms for operation in _operations(term)}
        if len(terms) >= LEAST_TERMS and operations & FUNCTIONS and not operations & PRODUCTS:
            yield terms
        for inner in terms if tree.operation in SIGNS else tree.arguments:
            yield from _sums(inner)


def _terms(whole: Tree) -> Iterator[Tree]:
    tree = unfused(whole)
    if isinstance(tree, Call) and tree.operation in SIGNS:
        for argument in tree.arguments:
            yield from _terms(argument)
    else:
        yield tree


def _operations(whole: Tree) -> Iterator[str]:
    tree = unfused(whole)
    if isinstance(tree, Call):
        yield tree.operation
        for argument in tree.arguments:
            yield from _operations(argument)


def _without(whole: Tree, dropped: tuple[Tree, ...]) -> Tree:
    """The tree with some terms, told by being the same object, left out of its sums."""
    tree = unfused(whole)
    if any(tree is one for one in dropped):
        return Constant(0.0)
    if isinstance(tree, Call):
        inner = tuple(_without(argument, dropped) for argument in tree.arguments)
        if any(new is not unfused(old) for new, old in zip(inner, tree.arguments, strict=True)):
            return Call(tree.operation, inner, tree.indices)
    return tree
