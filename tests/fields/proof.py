"""The bank's own proof, of a family that lies with the tests: over a few draws, other ones with each commit.

With ``EDRILL_TRY_ALL`` in the environment, as ``make verify`` sets it, over as many as of a topic that has changed.
"""

from collections.abc import Callable, Iterator

import numpy as np

from app.pictures.graphs import draw_graph
from app.web.mathml import to_mathml
from engine.derivation import needed
from engine.derivation.batched import values_of_cases
from engine.derivation.carried import follow
from engine.derivation.elements import elements
from engine.derivation.term import evaluate
from engine.derivation.wholeness import unsure
from engine.derivation.writing import line
from question_bank.bank import Bank
from question_bank.forms.typed import Typed
from question_bank.kinds.registry import kind_of
from question_bank.model.answer import UNKNOWN
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance
from question_bank.proof.verify import verify_family
from question_bank.way.guided import Move
from tests.engine.latex_numbers import value
from tests.engine.test_printed_lines import FIRST_RELATION, SIDE_BY_SIDE, holds, sides
from tests.oracles import precise
from tests.oracles.found import Oracle
from tests.question_bank import budget


def proven(family: str, oracle: Oracle) -> None:
    """What is proven of a family of the bank: key, slips, choices, promises, texts, every formula."""
    first, draws = budget.first_seed(), budget.examples(budget.MANY, budget.FEW // 2)
    row = verify_family(family, range(first, first + draws), oracle, to_mathml, every=True)
    assert row.failures == [], "\n".join(map(str, row.failures[:9]))


def each(bank: Bank, family: str, seeds: int = 6) -> Iterator[tuple[Instance, Numeric]]:
    """Some instances of a family, with what is asked."""
    found = bank.family(family)
    for level, form in found.asks:
        for seed in range(seeds):
            instance = bank.issue(family, level, form, seed)
            problem = found.ask(instance.parameters, instance.form)
            assert isinstance(problem, Numeric)
            yield instance, problem


def lines_hold(problem: Numeric) -> None:
    """Every printed line, and every entry of one, is true of its own digits."""
    derivation = problem.run.derivation()
    for step in needed(derivation.steps, problem.asked.name):
        printed = line(derivation, step)
        assert not SIDE_BY_SIDE.search(printed.numeric), printed.latex
        if printed.numeric:
            assert holds(value(printed.numeric), printed.relation, value(printed.value)), printed.latex
        for latex, entry in zip(elements(derivation, step), np.ravel(step.value), strict=False):
            left, relation, shown = sides(latex)
            parts = FIRST_RELATION.split(left, maxsplit=1)
            assert holds(value(shown), r"\approx", entry), latex
            assert holds(value(parts[1] if len(parts) == 2 else shown), relation, value(shown)), latex


def script_runs(bank: Bank, instance: Instance, printed: Callable[[str], str]) -> None:
    """The script prints the key, in full and as it is asked."""
    snippet = bank.review(instance, UNKNOWN).snippet
    assert snippet is not None
    shown = printed(snippet.en).replace("[", " ").replace("]", " ").split()
    cells = list(map(float, shown[: len(instance.key.cells)]))
    np.testing.assert_allclose(cells, instance.key.cells, rtol=1e-6, atol=1e-9)


def ran(script: str) -> str:
    """What a script prints."""
    lines: list[str] = []
    exec(script, {"print": lambda *parts: lines.append(" ".join(map(str, parts)))})
    return " ".join(lines)


def way_is_walked(bank: Bank, instance: Instance) -> None:
    """Guided mode leads to the answer by right values, and every group of it has its hint."""
    guide = bank.guide(instance)
    hints = bank.hints(instance)
    assert hints
    assert len(hints) == instance.hints
    if guide is None:
        return
    moves: list[Move] = []
    while len(stages := guide.stages(moves)) <= guide.last:
        group = guide.groups[len(stages) - 1]
        cells = [cell for step in group.asked for cell in np.ravel(np.asarray(step.value, dtype=float)).tolist()]
        move = guide.judged(moves, Move(len(stages) - 1, "tried", tuple(f"{cell:.6f}" for cell in cells)))
        assert set(move.verdicts) == {"right"}, (group, cells)
        moves.append(move)
    assert guide.fits(moves)


def is_carried(problem: Numeric) -> None:
    """From a value that is the learner's own everything after it follows; what is not reached stays."""
    trace = problem.run.trace()
    steps = needed(trace.steps, problem.asked.name)
    if len(steps) > 1:
        own = {steps[0].name: np.asarray(steps[0].value, dtype=float) + 1.0}
        values = follow(trace, own)
        assert not np.array_equal(values[steps[0].name], steps[0].value)
        assert set(values) == set(trace.values)


def is_computed_alike(problem: Numeric) -> None:
    """Every step at fifty digits; and for many inputs at once as for each alone."""
    trace = problem.run.trace()
    for step in needed(trace.steps, problem.asked.name):
        if step.tree is not None:
            assert unsure(step.tree, trace.values, {}).shape in {(), np.shape(step.value)}
            sought = precise.value(step.tree, {name: precise.exact(v) for name, v in trace.values.items()})
            for at in np.ndindex(np.shape(step.value)):
                assert precise.holds(float(np.asarray(step.value)[at]), sought[at])
    if all(step.tree is not None for step in needed(trace.steps, problem.asked.name)):
        rng = np.random.default_rng(1)
        cases = {
            name: np.asarray(value) + rng.normal(size=(3, *np.shape(value))) for name, value in trace.given.items()
        }
        together = values_of_cases(trace, problem.asked.name, cases)
        for case in range(3):
            values = {name: moved[case] for name, moved in cases.items()}
            for step in trace.steps:
                assert step.tree is not None
                values[step.name] = evaluate(step.tree, values)
            np.testing.assert_allclose(together[case], values[problem.asked.name], rtol=1e-12, atol=1e-12)


def is_pictured(bank: Bank, instance: Instance, problem: Numeric) -> None:
    """The graph leads from every given that is used to what is asked."""
    graph = kind_of(problem).pictures(instance.family.partition(".")[0], problem).graph
    if len(needed(problem.run.trace().steps, problem.asked.name)) == 1 and not problem.run.trace().given:
        assert graph is None  # a count alone
        return
    assert graph is not None
    assert sum(vertex.asked for vertex in graph.vertices) == 1
    used = {name for step in needed(problem.run.trace().steps, problem.asked.name) for name in step.uses}
    drawn = len(graph.parameters) + sum(not vertex.framed for vertex in graph.vertices)
    assert drawn == len(used & problem.run.trace().given.keys())
    assert len(draw_graph(graph, rise=14).nodes) >= 1


def is_whole(bank: Bank, family: str) -> None:
    """Lines, script, hints, guided way, carried values and graph of some instances."""
    for instance, problem in each(bank, family):
        lines_hold(problem)
        script_runs(bank, instance, ran)
        way_is_walked(bank, instance)
        is_carried(problem)
        is_computed_alike(problem)
        is_pictured(bank, instance, problem)


def answered_wrong(bank: Bank, instance: Instance, *cells: float) -> tuple[str, ...]:
    """The kinds of findings behind a typed answer."""
    texts = tuple(f"{cell:.10g}" for cell in cells)
    return tuple(finding.kind for finding in bank.review(instance, Typed(texts)).findings)
