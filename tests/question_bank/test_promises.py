"""The proof of what a page promises sees what it is there to see: each planted fault is reported."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.bank import Bank
from question_bank.kinds.numeric import agreement, cancelling, idle
from question_bank.kinds.numeric import promises as computed
from question_bank.model import rounding
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import Convention
from question_bank.model.computed import Numeric
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Instance, Rounding
from question_bank.model.letters import letters as letters_of
from question_bank.model.letters import letters_of as letters_in
from question_bank.model.letters import table
from question_bank.model.problem import Problem
from question_bank.model.review import DerivationLine, Review, Use
from question_bank.model.topic_pages import topic_page
from question_bank.model.topics import load_topics
from question_bank.proof import letters, promises
from tests.question_bank import sentences


def asked_of(family: Family, instance: Instance) -> Numeric:
    """The problem of an instance."""
    problem = family.ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    return problem


def idle_problems(family: Family, instance: Instance) -> list[str]:
    """What the proof says of givens that do not count."""
    return idle.idle_problems(family, asked_of(family, instance), instance)


def cancelling_problems(family: Family, instance: Instance) -> list[str]:
    """What the proof says of terms that do not count."""
    return cancelling.cancelling_problems(asked_of(family, instance))


def altered(family: Family, change: Callable[[Numeric], Numeric]) -> Family:
    """The family with each of its problems changed."""

    def problem(p: Parameters) -> Problem:
        asked = family.problem(p)
        assert isinstance(asked, Numeric)
        return change(asked)

    return replace(family, problem=problem)


@pytest.fixture
def family(bank: Bank) -> Family:
    """A family of values whose gates and cells are given."""
    return bank.family("lstm.cell-state")


@pytest.fixture
def instance(bank: Bank) -> Instance:
    """A number of it."""
    return bank.issue("lstm.cell-state", 1, "number", 4)


def test_a_rule_narrower_than_the_page_says_is_seen(
    bank: Bank, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = instance.model_copy(update={"key": instance.key.model_copy(update={"cells": (0.3663,)})})
    assert promises.tolerance_problems(bank, shown) == []

    def only_full(kind: Rounding, key: float, answer: float) -> bool:
        return abs(answer - key) <= rounding.tolerance(kind, key) + 1e-12

    monkeypatch.setattr(rounding, "is_right", only_full)
    assert any("0.38 is refused" in problem for problem in promises.tolerance_problems(bank, shown))
    monkeypatch.setattr(rounding, "is_right", lambda kind, key, answer: abs(answer - key) < 0.1)
    assert any("is accepted" in problem for problem in promises.tolerance_problems(bank, shown))


def test_an_essential_slip_that_scores_as_right_is_seen(family: Family, instance: Instance) -> None:
    harmless = Slip("memory-dropped", "C", formula(lambda v, t: v("f", t) * v("C", t - 1) + v("i", t) * v("a", t)))

    def about(asked: Numeric) -> Numeric:
        return replace(asked, slips=(*asked.slips[2:], harmless), essential=("memory-dropped", "coupled-gates"))

    found = promises.essential_problems(altered(family, about), instance)
    assert "the essential slip memory-dropped scores as right" in found


def test_too_few_and_unknown_essential_slips_are_seen(family: Family, instance: Instance) -> None:
    one = altered(family, lambda asked: replace(asked, essential=("gates-exchanged",)))
    assert any("at least two" in problem for problem in promises.essential_problems(one, instance))
    unknown = altered(family, lambda asked: replace(asked, essential=("gates-exchanged", "no-such-slip")))
    assert any("none of the problem's" in problem for problem in promises.essential_problems(unknown, instance))


def test_choices_without_what_the_question_is_about_are_seen(bank: Bank, family: Family) -> None:
    chosen = bank.issue("lstm.cell-state", 1, "choice", 3)
    without = chosen.model_copy(update={"key": chosen.key.model_copy(update={"slips": (None, "a", "b", "c")})})
    assert "no wrong choice is what the question is about" in promises.essential_problems(family, without)


def test_an_idle_given_is_seen_unless_it_is_declared(family: Family, instance: Instance) -> None:
    def with_one_more(asked: Numeric) -> Numeric:
        inputs = {**asked.run.inputs, "d": {1: np.array([1.0, 2.0])}}
        return replace(
            asked, run=replace(asked.run, inputs=inputs, function=_ignoring(asked.run)), context={"o": "shown"}
        )

    found = idle_problems(altered(family, with_one_more), instance)
    assert [one.partition(":")[0] for one in found] == ["the given d[1] does not move the answer"]
    assert 'context={"d[1]": "why it stands there"}' in found[0]

    def declared(asked: Numeric) -> Numeric:
        return replace(with_one_more(asked), context={"o": "shown", "d": "shown as well"})

    assert idle_problems(altered(family, declared), instance) == []


def test_an_idle_sentence_is_seen_unless_it_is_declared(bank: Bank) -> None:
    family = bank.family("bleu.modified-precision")
    instance = bank.issue("bleu.modified-precision", 1, "number", 3)
    assert idle_problems(family, instance) == []
    foreign = ["nothing", "of", "it", "matches"]

    def with_one_more(asked: Numeric) -> Numeric:
        inputs = {**asked.run.inputs, "references": [[*asked.run.inputs["references"][0], foreign]]}
        return replace(asked, run=replace(asked.run, inputs=inputs, function=_of_two_references(asked.run)))

    found = idle_problems(altered(family, with_one_more), instance)
    assert [one.partition(":")[0] for one in found] == ["the given references[1][3] does not move the answer"]

    def declared(asked: Numeric) -> Numeric:
        return replace(with_one_more(asked), context={"references[1][3]": "shown", "references[2]": "unknown"})

    found = idle_problems(altered(family, declared), instance)
    assert [one.partition(";")[0] for one in found] == ["the context references[2] is not given"]
    assert "there are candidates[1], references[1][1]" in found[0]


def _of_two_references(run: Run) -> Callable[..., object]:
    def function(candidates: object, references: list[list[object]], n: int, **steps: object) -> object:
        return run.function(candidates, [references[0][:2]], n, **steps)

    function.__module__ = run.function.__module__
    return function


@pytest.mark.parametrize(
    ("name", "argument", "constant", "given"),
    [
        ("word2vec.pairs", "window", 2, "window"),
        ("bleu.modified-precision", "n", 1, "n"),
        ("seq2seq.ids", "text", "we sell milk", "text"),
        ("seq2seq.ids", "vocabulary", ("<eos>", "<unk>", "we"), "vocabulary"),
    ],
)
def test_idle_numbers_and_texts_are_seen(bank: Bank, name: str, argument: str, constant: object, given: str) -> None:
    family = bank.family(name)
    form = family.asks[0][1]
    instance = next(one for one in (bank.issue(name, 1, form, seed) for seed in range(60)) if _is_fit(family, one))

    def fixed(asked: Numeric) -> Numeric:
        def function(**inputs: object) -> object:
            return asked.run.function(**{**inputs, argument: constant})

        function.__module__ = asked.run.function.__module__
        return replace(asked, run=replace(asked.run, function=function))

    assert idle_problems(family, instance) == []
    found = idle_problems(altered(family, fixed), instance)
    assert f"the given {given} does not move the answer" in {one.partition(":")[0] for one in found}


def _is_fit(family: Family, instance: Instance) -> bool:
    """Of single words, where it is told by n what is asked."""
    return bool(instance.parameters.get("n", 1) == 1)


def test_a_row_of_a_table_that_a_search_does_not_follow_is_context(bank: Bank) -> None:
    family = bank.family("seq2seq.beam")
    instance = bank.issue("seq2seq.beam", 1, "number", 3)
    assert idle_problems(family, instance) == []
    found = idle_problems(altered(family, lambda asked: replace(asked, context={})), instance)
    assert found
    assert all(re.fullmatch(r"the given model\[after\]\[[ABC]\] does not move the answer:.*", one) for one in found)


@pytest.mark.parametrize(
    ("log_var", "told"),
    [
        ([0.4, -1.6], []),
        ([0.9, 1.1], ["two terms of ('KL', None) can be left out together"]),  # Σ 1 = Σ μ²
        ([0.9, -0.9], ["a term of ('KL', None) can be left out"]),
    ],
)
def test_terms_that_are_nothing_or_cancel_are_seen(bank: Bank, log_var: list[float], told: list[str]) -> None:
    family = bank.family("autoencoder.divergence")
    instance = bank.issue(family.id, 3, "number", 1).model_copy(
        update={"parameters": {"mu": [1.0, -1.0] if told else [2.0, -1.0], "log_var": log_var}}
    )
    assert set(told) <= set(cancelling_problems(family, instance))
    assert told or cancelling_problems(family, instance) == []


def test_terms_of_weighted_inputs_may_cancel(bank: Bank) -> None:
    family = bank.family("rnn.unrolled")
    drawn = (bank.issue(family.id, 1, "number", seed) for seed in range(10))
    assert [problem for instance in drawn for problem in cancelling_problems(family, instance)] == []


def _with_d(asked: Numeric) -> Numeric:
    """The problem with one more given value, which nothing uses."""
    inputs = {**asked.run.inputs, "d": {1: np.array([1.0, 2.0])}}
    return replace(asked, run=replace(asked.run, inputs=inputs, function=_ignoring(asked.run)))


def _ignoring(run: Run) -> Callable[..., object]:
    def function(d: object, **inputs: object) -> object:
        return run.function(**inputs)

    function.__module__ = run.function.__module__
    return function


def test_given_values_that_contradict_a_printed_formula_are_seen(family: Family, instance: Instance) -> None:
    assert agreement.agreement_problems(asked_of(altered(family, _with_d), instance)) == []
    stated = list(agreement.formulas()["lstm.C"])
    problem = family.ask(instance.parameters, "vector")
    assert isinstance(problem, Numeric)
    trace = problem.run.trace()
    agreeing = trace.given | {("C", 1): trace.values["C", 1]}
    assert list(agreement._contradictions(agreeing, stated)) == []
    assert len(list(agreement._contradictions(agreeing | {("C", 1): trace.values["C", 1] + 0.01}, stated))) == 1


def test_every_equation_of_a_convention_is_a_step_or_a_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sentences.sentence_problems() == []
    stray = {
        "stray": Convention(ja="$u = W x$", en="$u = W x$"),
        "odd": Convention(ja="和", en="sum", steps=("no.step",)),
    }
    monkeypatch.setattr(sentences, "convention_sentences", lambda: stray)
    assert len(sentences.sentence_problems()) == 3


def line(
    line_id: str, symbolic: str, numeric: str, value: str, *, near: bool = False, uses: tuple[str, ...] = ()
) -> DerivationLine:
    """A line of a derivation."""
    return DerivationLine(
        id=line_id,
        phrase=Bilingual(ja="値を求める", en="Find the value"),
        symbol=line_id,
        symbolic=symbolic,
        numeric=numeric,
        relation=r"\approx" if near else "=",
        value=value,
        elements=(),
        evidence=None,
        asked=False,
        uses=tuple(Use(symbol=use, name=use, step=1) for use in uses),
    )


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ((line("E", "", "E", "0.5"),), "shows nothing"),
        ((line(r"\lVert a \rVert", r"\sqrt{\left\lVert a \right\rVert^{2}}", r"\sqrt{5}", "2.2361"),), "shows nothing"),
        ((line("K", "s", r"\operatorname{sum}\left( 0.9319 \right)", "0.9319"),), "a sum of one number"),
        (
            (line("a", "b", "1/3", "0.3333", near=True), line("c", "2 a", "2 0.3333", "0.6666", uses=("a",))),
            "says = after",
        ),
    ],
)
def test_a_line_that_says_what_is_not_so_is_seen(lines: tuple[DerivationLine, ...], problem: str) -> None:
    review = Review(
        key=Bilingual(ja="", en=""), given=(), lines=lines, choices=(), findings=(), drifted=False, remark=None
    )
    found = promises.line_problems(review)
    assert len(found) == 1
    assert problem in found[0]


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        (r"W_{\mathrm{in}} x^t + W z^{t-1}", {"W_in", "W", "x", "z", "t"}),
        (r"\tilde{h}^{(1)} \odot \sigma(u_r)", {r"\tilde{h}", r"\sigma", "u", "r"}),
        (r"\operatorname{softmax}\left( v \right) \begin{pmatrix} 1 \end{pmatrix} \ln \frac{1}{2}", {"v"}),
        (r"h_{\mathrm{dec}}^{(0)} = e^{-x}", {"h_dec", "x"}),
    ],
)
def test_letters_are_found(latex: str, found: set[str]) -> None:
    assert letters_of(latex) == found


def test_a_letter_that_nothing_explains_is_seen(bank: Bank, family: Family, instance: Instance) -> None:
    review = bank.review(instance, UNKNOWN)
    stem = Bilingual(ja=f"{instance.stem.ja} $\\Psi$", en=f"{instance.stem.en} $\\Psi$")
    asked = instance.model_copy(update={"stem": stem})
    found = letters.letter_problems(family, asked, review)
    assert [one.partition(";")[0] for one in found] == [r"letters in the stem that nothing explains: \Psi"]


def test_an_indexed_letter_is_not_explained_by_the_bare_one(bank: Bank) -> None:
    family = bank.family("word2vec.negative-sampling")
    instance = bank.issue(family.id, 2, "number", 1)
    review = bank.review(instance, UNKNOWN)
    assert letters.letter_problems(family, instance, review) == []
    line = review.lines[0].model_copy(update={"symbol": r"\sigma_{0}"})
    other = review.model_copy(update={"lines": (line, *review.lines[1:])})
    told = letters.letter_problems(family, instance, other)
    assert [one.partition(";")[0] for one in told] == [r"letters that are explained without their index: \sigma"]


def test_a_letter_of_two_meanings_in_one_question_is_seen() -> None:
    one = Bilingual(ja="$r$ は参照訳の長さ、$c$ は候補訳の長さ", en="")
    other = Bilingual(ja="比率は $r$ で、$r$ は $c / 2$ に等しい比率", en="")
    assert letters.declared_twice([one, one]) == []
    assert letters.declared_twice([one, other]) == ["r"]


@pytest.mark.parametrize("topic", [topic.id for topic in load_topics().topics])
def test_a_table_of_letters_holds_each_once(topic: str) -> None:
    entries = [
        part.strip() for letter in topic_page(topic).letters for part in re.split(r",(?![^()]*\))", letter.latex)
    ]
    assert len(entries) == len(set(entries))


def page_letters(topic: str) -> frozenset[str]:
    """The letters of a topic page's formulas, misprints and picture."""
    page = topic_page(topic)
    shown = [formula.latex for formula in page.formulas]
    shown += [latex for misprint in page.misprints for latex in (misprint.printed, misprint.right)]
    shown += [part.latex for part in (*page.picture.nodes, *page.picture.arrows) if part.latex]
    said = [formula.says for formula in page.formulas] + [misprint.why for misprint in page.misprints]
    return frozenset().union(*map(letters_of, shown)) | letters_in(said)


@pytest.mark.parametrize("topic", [topic.id for topic in load_topics().topics])
def test_every_letter_of_a_topics_page_stands_in_its_table(topic: str) -> None:
    assert page_letters(topic) - table(topic) == set()


def test_a_live_slip_that_is_graded_as_right_is_seen(
    family: Family, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = family.ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    assert computed.slip_tolerance_problems(problem) == []
    monkeypatch.setattr(computed, "scores_as_right", lambda key, cells, kind: True)
    assert computed.slip_tolerance_problems(problem)
