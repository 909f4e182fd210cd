"""The table of operations: every entry computes, says what it needs, and refuses what does not fit."""

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine
from question_bank.bank import Bank
from question_bank.feedback.lines import line_id
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import convention_text
from question_bank.model.computed import Formulas, Numeric
from question_bank.operations import operations
from question_bank.operations.checking import BadInputError, check
from question_bank.operations.computing import Computation, json_values
from question_bank.operations.fields import most
from question_bank.operations.filling import example_values, largest_values, random_values, size_letters
from question_bank.operations.operation import Operation
from question_bank.operations.typed import read_field, read_form, written
from tests.question_bank.budget import portion

EVERY = pytest.mark.parametrize("operation", operations().values(), ids=operations())
SOME = pytest.mark.parametrize("operation", portion(operations().values(), 16), ids=lambda operation: operation.id)


def conventions_of(operation: Operation) -> Iterator[dict[str, Any]]:
    """The defaults, and each other value of each convention on its own."""
    yield {}
    for c in operation.conventions:
        for value in c.values:
            yield {c.name: value}


@EVERY
def test_the_example_computes_under_every_convention(operation: Operation) -> None:
    for conventions in conventions_of(operation):
        values = example_values(operation, conventions)
        computation = Computation(operation, check(operation, values, conventions))
        names = {step.name[0] for step in computation.steps}
        assert set(operation.results) & names
        assert operation.loss in names or not operation.loss
        assert computation.not_finite == ()
        assert len(computation.lines) == len(computation.steps)
        assert all(sentence for _, value, sentence in computation.used if value != ())


@EVERY
def test_results_and_gradients_name_steps_that_exist(operation: Operation) -> None:
    found: set[str] = set()
    for conventions in conventions_of(operation):
        checked = check(operation, example_values(operation, conventions), conventions)
        found |= {step.name[0] for step in Computation(operation, checked).steps}
    assert set(operation.results) <= found
    assert {symbol for symbol in operation.gradients.values() if symbol} - found <= {"dc_h"}


@pytest.mark.parametrize("seed", [1, 2])
@EVERY
def test_gradients_agree_with_central_differences(operation: Operation, seed: int) -> None:
    for conventions in conventions_of(operation):
        if conventions.get("f") == "relu":  # not differentiable where a draw is exactly 0
            continue
        checked = check(operation, random_values(operation, conventions, seed), conventions)
        for comparison in Computation(operation, checked).comparisons:
            assert comparison.numeric.shape == np.shape(checked.values[comparison.field])
            if comparison.engine is not None and not operation.constant:
                np.testing.assert_allclose(comparison.engine, comparison.numeric, rtol=1e-6, atol=1e-7)


@EVERY
def test_the_script_gives_the_results(operation: Operation) -> None:
    for conventions in conventions_of(operation):
        for values in (example_values(operation, conventions), random_values(operation, conventions, 4)):
            computation = Computation(operation, check(operation, values, conventions))
            printed: list[tuple[str, Any]] = []
            with np.errstate(divide="ignore"):  # ln 0 = -inf is how a precision of 0 makes BLEU 0
                exec(computation.snippet.ja, {"print": lambda *parts, found=printed: found.append(parts)})
            assert len(printed) == len(computation.results)
            for (name, value), result in zip(printed, computation.results, strict=True):
                assert name.startswith(result.name[0])
                np.testing.assert_allclose(value, result.value, rtol=1e-9, atol=1e-12)


def test_words_do_not_become_code() -> None:
    operation = operations()["bleu"]
    for words in ('a" + str(1/0) + "b', '\\ \' {x} """', "は #"):
        values = {**operation.example, "candidate": words, "references": [words]}
        computation = Computation(operation, check(operation, values, {"N": 1}))
        printed: list[tuple[str, Any]] = []
        exec(computation.snippet.ja, {"print": lambda *parts, found=printed: found.append(parts)})
        assert printed[-1][1] == pytest.approx(1)


def test_pictures_lead_to_what_can_be_told_apart() -> None:
    def depicted(name: str, chosen: str = "", **sizes: int) -> list[str]:
        operation = operations()[name]
        values = random_values(operation, {}, 1, sizes) if sizes else operation.example
        found = Computation(operation, check(operation, values, {})).depicted(chosen)
        return [line_id(step.name) for step in found]

    assert depicted("gru") == ["h-1", "h-2"]
    assert depicted("gru", "h-1") == ["h-1"]
    assert depicted("lstm", T=6) == ["h-6"]
    assert depicted("bptt") == ["E"]
    assert depicted("bptt", "dW") == ["dW"]
    crowded = operations()["skip-gram"]
    assert Computation(crowded, check(crowded, largest_values(crowded, {}), {})).depicted("") == ()


def test_a_truncated_gradient_differs_from_that_of_the_loss() -> None:
    operation = operations()["truncated-bptt"]
    by_field = {c.field: c for c in Computation(operation, check(operation, operation.example, {})).comparisons}
    assert by_field["W"].largest > 1e-2
    assert by_field["W_out"].largest < 1e-8  # no path through time
    none = Computation(operation, check(operation, operation.example, {"cut": ()})).comparisons
    assert max(c.largest for c in none) < 1e-8


@EVERY
def test_random_values_fit_in_every_size(operation: Operation) -> None:
    letters = size_letters(operation)
    for sizes in ({}, dict.fromkeys(letters, 1), {letter: most(letter) for letter in letters}):
        for conventions in conventions_of(operation):
            if sizes.get("T") == 1 and operation.id == "truncated-bptt":
                conventions["cut"] = ()  # there is no time before the last
            values = random_values(operation, conventions, 3, sizes)
            checked = check(operation, values, conventions)
            assert values == random_values(operation, conventions, 3, sizes)
            assert all(checked.sizes[letter] == sizes.get(letter, length) for letter, length in checked.sizes.items())
    assert random_values(operation, {}, 3) != random_values(operation, {}, 4)


@EVERY
def test_values_survive_being_typed(operation: Operation) -> None:
    for conventions in conventions_of(operation):
        literal = operation.filled(conventions)
        values = random_values(operation, conventions, 5)
        form = {name: written(value) for name, value in (literal | values).items()}
        read, found, problems = read_form(operation, form)
        assert problems == []
        assert found == literal
        assert check(operation, read, found).values == values


NUMBER = st.floats(-1e6, 1e6).map(lambda x: x + 0.0)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(NUMBER, min_size=2, max_size=2), min_size=1, max_size=6))
def test_any_number_survives_being_typed(rows: list[list[float]]) -> None:
    f = operations()["bptt"].field("W_in")
    assert read_field(f, written(rows)) == rows


@pytest.mark.parametrize(
    "typed",
    [
        "0.5 -1; 2 0",
        "0.5, -1\n2, 0",
        "[[0.5, -1], [2, 0]]",
        "０．５　ー１；２　０",
        "［［1/2，−1］，［2，0］］",
        "(.5 -1)\n\n(2 0)",
        "0.5\t-1\r\n2\t0\r\n",
        "W = np.array([[0.5, -1.0], [2.0, 0.0]])",
        r"\begin{pmatrix} \frac{1}{2} & -1 \\ 2 & 0 \end{pmatrix}",
        "5·10^-1 −\u200b1\n2 0",
    ],
)
def test_matrices_are_read_as_people_type_them(typed: str) -> None:
    assert read_field(operations()["bptt"].field("W"), typed) == [[0.5, -1.0], [2.0, 0.0]]


def problems_of(operation: Operation, form: dict[str, str]) -> dict[str, Bilingual]:
    values, conventions, problems = read_form(operation, form)
    try:
        check(operation, values, conventions)
    except BadInputError as error:
        problems = [*problems, *error.problems]
    return {problem.field: problem.message for problem in problems}


@pytest.mark.parametrize(
    ("name", "field", "typed", "said"),
    [
        ("bptt", "W", "0,5 1\n2 0", "小数点には . を"),
        ("bptt", "W", "0,5\t1\n2\t0", "小数点には . を"),
        ("bptt", "W", "0.5\t\n2\t0", "1 行 2 列：数を入力してください。"),
        ("perplexity", "p", "1,234", "数は空白で区切ってください"),
        ("temperature", "tau", "0,5", "小数点には . を"),
        ("temperature", "tau", "0.5 1", "数を 1 つだけ"),
    ],
)
def test_a_comma_and_a_blank_are_named_where_they_stand(name: str, field: str, typed: str, said: str) -> None:
    operation = operations()[name]
    form = {f.name: written(operation.example[f.name]) for f in operation.applying(operation.filled({}))}
    (problem,) = read_form(operation, {**form, field: typed})[2]
    assert problem.field == field
    assert said in problem.message.ja


def test_a_list_may_stand_with_commas() -> None:
    p = operations()["perplexity"].field("p")
    for typed in ("0.5,1,0.25", "0.5, 1, 0.25", "0.5、1、0.25", "[0.5, 1, 0.25]", "0.5\n1\n0.25"):
        assert read_field(p, typed) == [0.5, 1.0, 0.25]
    assert read_field(p, "0,1") == [0.0, 1.0]


BAD: dict[str, Callable[[Any, str], str]] = {
    "nothing": lambda value, text: "",
    "no number": lambda value, text: f"{text} abc",
    "not one number": lambda value, text: f"{text} 1 1\n1 1 1 1",
    "too large": lambda value, text: text.replace(text.split()[0], "2000000", 1),
    "too many": lambda value, text: "\n".join([text] * 60),
    "endless": lambda value, text: "1 " * 3000,
}


@pytest.mark.parametrize("bad", BAD)
@EVERY
def test_what_does_not_fit_is_said_with_field_and_shape(operation: Operation, bad: str) -> None:
    good = {f.name: written(operation.example[f.name]) for f in operation.applying(operation.filled({}))}
    words = {"tokens", "sentences", "references"}
    for name, text in good.items():
        f = operation.field(name)
        if f.optional and bad == "nothing":
            continue
        if (f.kind in words and bad not in {"nothing", "too many"}) or (f.kind, bad) == ("ragged", "not one number"):
            continue
        found = problems_of(operation, {**good, name: BAD[bad](operation.example[name], text)})
        assert found, (name, bad)
        for field, message in found.items():
            assert message.ja.startswith(f"{field}：")
            assert "必要な形は「" in message.ja
            assert message.en.startswith(field)
            assert "Expected: " in message.en
            assert not re.search("[ぁ-んァ-ヶ一-龠]", message.en)


@pytest.mark.parametrize(
    ("name", "field", "value", "said"),
    [
        ("bptt", "W", [[1.0, 2.0, 3.0]], "2 × 2 の数（H × H）"),
        ("bptt", "x", [[1.0, 0.5]] * 9, "T は 8 まで"),
        ("bptt", "W_in", [[0.0] * 2] * 7, "H は 6 まで"),
        ("bptt", "b", [1.0, float("nan")], "±10⁶"),
        ("bptt", "b", [1.0, 1e-301], "10⁻³⁰⁰"),
        ("through-time-power", "k", 101, "1 から 100 まで"),
        ("vae-divergence", "log_var", [1.0, 501.0], "±500"),
        ("noise", "power", 11.0, "0 から 10 まで"),
        ("clipping", "g", [[0.0], [0.0, 0.0]], "すべてを 0"),
        ("clipping", "g", [[1.0] * 37], "36 個まで"),
        ("gru-mix", "z", [[1.5, 0.5]], "0 以上 1 以下"),
        ("perplexity", "p", [0.5, 0.0], "0 より大きく 1 以下"),
        ("vae-bound", "sigma", [1.0, -1.0], "正の数"),
        ("cbow", "target", 4, "1 から 3 まで"),
        ("skip-gram", "context", [1, 1], "異なる整数"),
        ("beam-search", "first", [0.5, 0.5, 0.5], "和が 1"),
        ("beam-search", "tokens", "A B A", "2 度"),
        ("bleu", "references", ["a"] * 13, "文は 1 から 12 まで"),
        ("bleu", "candidate", "a " * 61, "1 から 60"),
        ("bleu-corpus", "references", [["a"]], "必要な数は 2"),
        ("parameters-lstm", "H", 1.5, "1 以上の整数"),
        ("masked-loss", "m", [0.0, 0.0, 0.0], "少なくとも 1 つは 1"),
        ("cosine", "a", [0.0, 0.0, 0.0], "すべてを 0"),
    ],
)
def test_bounds(name: str, field: str, value: Any, said: str) -> None:
    operation = operations()[name]
    with pytest.raises(BadInputError) as refused:
        check(operation, {**operation.example, field: value}, {})
    assert [problem.field for problem in refused.value.problems] == [field]
    assert said in refused.value.problems[0].message.ja


def test_one_hot_targets_are_asked_of_cross_entropy_alone() -> None:
    operation = operations()["bptt"]
    values = {**operation.example, "d": [[0.5], [0.5]]}
    check(operation, values, {"loss": "squared"})
    with pytest.raises(BadInputError, match="one-hot"):
        check(operation, values, {"loss": "cross_entropy"})


@pytest.mark.parametrize("cut", [(2,), (0,), (5,)])
def test_a_cut_lies_before_the_last_time(cut: tuple[int, ...]) -> None:
    operation = operations()["bptt-from-states"]
    with pytest.raises(BadInputError, match="cut"):
        check(operation, operation.example, {"cut": cut})
    check(operation, operation.example, {"cut": (1,)})


def test_what_is_not_finite_is_null_and_said() -> None:
    operation = operations()["through-time-chain"]
    values = {"w": 1e6, "f_prime": [1e6] * 8}
    computation = Computation(operation, check(operation, values, {}))
    assert computation.not_finite == ()
    operation = operations()["through-time-power"]
    computation = Computation(operation, check(operation, {"w": 1e6, "slope": 1e6, "k": 100.0}, {}))
    assert {step.name[0] for step in computation.not_finite} == {"product"}
    assert json_values(computation.steps[1].value) is None
    assert any(r"\infty" in line.value for line in computation.lines)


def test_large_numbers_are_written() -> None:
    operation = operations()["bptt"]
    values = {name: (np.array(value) * 0 + 1e6).tolist() for name, value in operation.example.items()}
    computation = Computation(operation, check(operation, values, {"f": "identity"}))
    assert any(r"\times 10^{" in line.value for line in computation.lines)


def test_the_table_is_whole(bank: Bank) -> None:
    topics = {topic.id for topic in bank.topics.topics}
    assert len({operation.title.ja for operation in operations().values()}) == len(operations())
    for name, operation in operations().items():
        assert name == operation.id
        assert operation.topic in topics
        names = [f.name for f in operation.fields] + [c.name for c in operation.conventions]
        assert len(set(names)) == len(names)
        assert not {"seed", "seen", "example"} & set(names)
        texts = [operation.title, operation.summary, *(f.label for f in operation.fields)]
        assert not any(re.search("[ぁ-んァ-ヶ一-龠]", text.en) for text in texts)
        assert operation.summary.ja.endswith("。")
        for c in operation.conventions:
            for value in c.values:
                assert convention_text(operation.module, c.name, value)


# Engine functions that no operation of its own stands for: parts of one, or of no inputs one would type.
WITHIN = {
    "attention.weighted_sum",
    "bleu.brevity_penalty",
    "bleu.modified_precision",
    "bleu.penalty",
    "clipping.global_norm",
    "dialogue.latent",
    "gru.backward",
    "lstm.backward",
    "lstm.gate",
    "lstm.step_backward",
    "parameter_count.difference",
    "recurrent.error",
    "recurrent.hidden_gradients",
    "recurrent.output",
    "recurrent.update",
    "recurrent.update_some",
    "bleu.score_as_root",
    "language_model.perplexity_as_root",
    "seq2seq.embed",
    "seq2seq.ids",
    "seq2seq.look_up",
    "seq2seq.thought_vector",
    "seq2seq.tokenise",
}


def test_every_engine_function_has_its_place() -> None:
    own = {function for operation in operations().values() for function in operation.functions}
    left = set()
    for path in sorted(Path(engine.__path__[0]).glob("*.py")):
        if path.stem == "around":  # networks made up around a question's given values, for its check
            continue
        module = import_module(f"engine.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if "step" in inspect.signature(function).parameters and function not in own:
                left.add(f"{path.stem}.{name}")
    assert left == WITHIN


def test_a_question_leads_to_the_same_values(bank: Bank) -> None:
    """Bit for bit: the operation computes what the question's own run computes."""
    linked = set()
    for name, card in bank.families.items():
        family = bank.family(name)
        for level, form in card.asks:
            instance = bank.issue(name, level, form, 11)
            problem = family.ask(instance.parameters, form)
            found = bank.operation(instance)
            if found is None:
                continue
            assert isinstance(problem, Numeric | Formulas)
            steps = {step.name: step.value for step in Computation(*found).steps}
            for step, value in problem.run.plain().items():
                np.testing.assert_array_equal(steps[step], value)
            linked.add(name)
    assert len(linked) >= 45
