"""Hints say what to work out, never what it comes to."""

import re

import pytest

from engine.derivation import decimals, writing
from engine.derivation.term import Call, Constant, Tree, unfused
from question_bank.bank import Bank, load_bank
from question_bank.model.computed import Numeric
from question_bank.model.letters import names, names_in
from question_bank.way.grouping import groups
from question_bank.way.hints import Line, written
from tests.question_bank.budget import among, examples

FAMILIES = tuple(load_bank().families)
NUMBER = re.compile(r"\d+(?:\.\d+)?")
SEEDS = range(examples(4, 2))


def constants(tree: Tree) -> list[str]:
    """The numbers that stand in a formula itself."""
    if isinstance(tree, Constant):
        return NUMBER.findall(decimals.number(tree.value))
    return [number for argument in getattr(tree, "arguments", ()) for number in constants(argument)]


def columns(tree: Tree) -> int:
    """How many columns a formula sets up of its own entries: they alone are written in brackets in a hint."""
    written = unfused(tree)
    inner = sum(map(columns, written.arguments)) if isinstance(written, Call) else 0
    return inner + (isinstance(written, Call) and written.operation == "stacked")


def allowed(numeric: Numeric, line: Line) -> list[str]:
    """The numbers that a hint may hold: indices of the symbols in it, constants of the formula, and its exponents."""
    trace = numeric.run.trace()
    step = next(step for step in trace.steps if writing.symbol(trace.notation, step.name) == line.symbol)
    symbols = [line.symbol, *(writing.symbol(trace.notation, name) for name in step.uses)]
    fixed = ["2", "1", "0"]  # squares, 𝟏 and the bound of an indicator, which the writer sets
    return [
        *fixed,
        *(number for text in symbols for number in NUMBER.findall(text)),
        *(constants(step.tree) if step.tree is not None else ()),
    ]


def stated(numeric: Numeric, line: Line) -> int:
    """The columns of the step that a hint tells."""
    trace = numeric.run.trace()
    trees = [step.tree for step in trace.steps if writing.symbol(trace.notation, step.name) == line.symbol]
    return sum(columns(tree) for tree in trees if tree is not None)


@pytest.mark.parametrize("family", among(FAMILIES))
def test_no_hint_holds_a_value(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        for seed in SEEDS:
            instance = bank.issue(family, level, form, seed)
            problem = bank.family(family).ask(instance.parameters, form)
            hints = bank.hints(instance)
            assert len(hints) == instance.hints
            if not isinstance(problem, Numeric):
                assert hints == ()
                continue
            for line in (line for lines in hints for line in lines):
                assert not line.formula or set(NUMBER.findall(line.formula)) <= set(allowed(problem, line)), line
                assert line.formula.count(r"\begin") <= stated(problem, line)
                assert line.formula or line.words is not None
                if line.words is not None:
                    assert not NUMBER.findall(line.words.en)
                    assert set(NUMBER.findall(line.words.ja)) <= {"1"}  # 1 つの参照訳


@pytest.mark.parametrize("family", among(FAMILIES))
def test_hints_differ_between_instances_only_where_the_formulas_do(bank: Bank, family: str) -> None:
    """Numbers of the draw never enter: two draws whose steps are the same have the same hints, letter by letter."""
    seen: dict[object, object] = {}
    for level, form in bank.families[family].asks:
        for seed in SEEDS:
            instance = bank.issue(family, level, form, seed)
            problem = bank.family(family).ask(instance.parameters, form)
            if not isinstance(problem, Numeric):
                continue
            trace = problem.run.trace()
            way = [step for group in groups(trace.steps, problem.asked.name) for step in group.steps]
            trees = tuple((step.name, step.tree) for step in way)
            assert seen.setdefault(trees, bank.hints(instance)) == bank.hints(instance)


@pytest.mark.parametrize("family", among(FAMILIES))
def test_every_step_has_a_formula_or_a_sentence_that_says_what_is_done(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        instance = bank.issue(family, level, form, 1)
        problem = bank.family(family).ask(instance.parameters, form)
        if isinstance(problem, Numeric):
            trace = problem.run.trace()
            for step in trace.steps:
                line = written(problem.run, trace, step)
                assert line.formula or line.words is not None, line.symbol


@pytest.mark.parametrize("family", among(FAMILIES))
def test_every_letter_of_a_hint_is_explained_by_the_question_or_beside_it(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        instance = bank.issue(family, level, form, 1)
        texts = (instance.stem, *instance.conventions)
        known = names(instance.format.label).union(*(names_in(text.ja) for text in texts))
        for lines in bank.hints(instance):
            used = frozenset().union(*(names(line.symbol) | names(line.formula) for line in lines))
            said = frozenset().union(*(names(letter.latex) for letter in bank.meanings(instance, lines)))
            assert used - known - said == frozenset()


@pytest.mark.parametrize("family", among(FAMILIES))
def test_no_letter_is_explained_beside_a_hint_that_lacks_it(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        for seed in SEEDS:
            instance = bank.issue(family, level, form, seed)
            for lines in bank.hints(instance):
                used = frozenset().union(*(names(line.symbol) | names(line.formula) for line in lines))
                for letter in bank.meanings(instance, lines):
                    for part in re.split(r"(?<!\\), ", letter.latex):  # not at the \, of \,;\,
                        assert names(part) & used, f"{letter.latex} beside {lines}"


def test_a_letter_that_the_question_explains_is_not_explained_again(bank: Bank) -> None:
    instance = bank.issue("attention.additive", *bank.families["attention.additive"].asks[0], 1)
    said = [letter.latex for lines in bank.hints(instance) for letter in bank.meanings(instance, lines)]
    assert "u_j" in said
    assert not {"s", "W, W_h, W_s, w"} & set(said)


def test_what_is_counted_is_said_in_words(bank: Bank) -> None:
    first = bank.hints(bank.issue("bleu.sentence", 3, "number", 1))[0]
    assert [line.symbol for line in first] == ["m_{1}", r"\ell_{1}", "p_{1}"]
    assert first[0].words is not None
    assert "参照訳" in first[0].words.ja
    assert first[2].formula == r"\frac{m_{1}}{\ell_{1}}"


def test_what_is_said_of_several_steps_is_said_once(bank: Bank) -> None:
    (line,) = bank.hints(bank.issue("seq2seq.ids", 1, "vector", 1))[0]
    assert line.symbol == r"k^{(1)}, \; k^{(2)}, \; k^{(3)}, \; k^{(4)}, \; k^{(5)}"
    assert line.words is not None
    assert "語彙の中から探し" in line.words.ja


def test_counts_are_said_for_a_corpus_too(bank: Bank) -> None:
    instance = bank.issue("bleu.corpus", 1, "number", 1)
    assert any("全文で足した" in said.ja for said in instance.conventions)
    said = [line.words for lines in bank.hints(instance) for line in lines if line.words is not None]
    assert said
    assert all("全文で足します" in words.ja and "added up" in words.en for words in said)


@pytest.mark.parametrize("family", [family for family in FAMILIES if family.endswith(".parameter-count")])
def test_the_stem_names_the_sizes_that_a_count_uses(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        instance = bank.issue(family, level, form, 1)
        problem = bank.family(family).ask(instance.parameters, form)
        assert isinstance(problem, Numeric)
        sizes = {name for name in problem.run.inputs if name in {"D", "H", "O", "V"}}
        assert sizes
        for text in (instance.stem.ja, instance.stem.en):
            assert [name for name in sizes if f"${name} = " not in text] == []


def test_formulas_code_and_statements_have_none(bank: Bank) -> None:
    for family in ("bptt.formula", "lstm.cell-code", "lstm.statements"):
        level, form = bank.families[family].asks[0]
        instance = bank.issue(family, level, form, 1)
        assert (instance.hints, instance.stages, bank.hints(instance)) == (0, 0, ())


def test_the_picture_of_the_context_rnn_shows_no_decoder_that_the_question_lacks(bank: Bank) -> None:
    level, form = bank.families["dialogue.context-state"].asks[0]
    unit = bank.pictures(bank.issue("dialogue.context-state", level, form, 1)).unit
    assert unit is not None
    shown = {part.latex for part in (*unit.picture.nodes, *unit.picture.arrows)}
    assert "U" in shown
    assert "V" not in shown
