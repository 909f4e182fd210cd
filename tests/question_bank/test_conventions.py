"""Of what is agreed on, a question prints what its answer needs: parts of a sentence go by the steps they serve."""

import re

import pytest

from question_bank.bank import Bank
from question_bank.kinds.numeric.agreement import example_runs
from question_bank.model.catalogue import Convention, convention_box, convention_sentences
from question_bank.model.computed import Numeric
from question_bank.model.instance import Form

IN_PARTS = [name for name, sentence in convention_sentences().items() if sentence.parts]


@pytest.fixture(scope="module")
def steps() -> set[str]:
    """Every step of the engine."""
    return {f"{run.module}.{step.symbol}" for run in example_runs() for step in run.trace().steps}


@pytest.mark.parametrize("name", IN_PARTS)
def test_the_parts_are_the_sentence_and_serve_steps_that_there_are(name: str, steps: set[str]) -> None:
    sentence = convention_sentences()[name]
    for language in ("ja", "en"):
        rest = getattr(sentence, language)
        for part in sentence.parts:
            assert getattr(part, language) in rest
            rest = rest.replace(getattr(part, language), "", 1)
        assert re.fullmatch(r"[、。,; ]*", rest)
    served = {step for part in sentence.parts for step in part.serves}
    assert served <= steps
    assert set(sentence.steps) <= served, "what a formula of it works out goes with the formula"


def test_a_sentence_is_said_as_far_as_it_serves() -> None:
    both = convention_sentences()["lstm"]
    assert both.needed(None) == both.needed({"lstm.C", "lstm.h"}) == both.text
    one = both.needed({"lstm.C", "lstm.u_f"})
    assert one is not None
    assert (one.ja, one.en) == (both.parts[0].ja, both.parts[0].en)
    assert both.needed({"gru.h"}) is None
    whole = Convention(ja="一つ", en="one")
    assert whole.needed(set()) == whole.text


@pytest.mark.parametrize(
    ("family", "level", "form", "left_out", "said"),
    [
        ("rnn.hidden-state", 1, "number", "$f'$ は", "恒等関数"),
        ("bptt.output-weight-gradient", 2, "number", r"\tanh", r"\delta^{\mathrm{out},t}"),
        ("bptt.output-weight-gradient", 2, "choice", r"u^t", r"v^t = W_{\mathrm{out}}"),
        ("bptt.update", 1, "matrix", r"\delta^{T+1}", r"\delta^t = \partial E / \partial u^t"),
        ("lstm.cell-state", 2, "vector", r"h^t = o^t", r"C^t = "),
    ],
)
def test_what_only_repeats_a_definition_the_question_does_not_need_is_left_out(
    bank: Bank, family: str, level: int, form: Form, left_out: str, said: str
) -> None:
    instance = bank.issue(family, level, form, 3)
    problem = bank.family(family).ask(instance.parameters, instance.form)
    assert isinstance(problem, Numeric)
    agreed = convention_box(problem.run, problem.conventions)
    assert any(left_out in text.ja for text in agreed)
    assert not any(left_out in text.ja for text in instance.conventions)
    assert any(said in text.ja for text in instance.conventions)


def test_what_the_answer_takes_is_said_in_full(bank: Bank) -> None:
    """The same kinds where all of it is worked out, and the steps between."""
    for family, level in (("bptt.delta", 1), ("lstm.hidden-state", 2)):
        instance = bank.issue(family, level, "number", 3)
        problem = bank.family(family).ask(instance.parameters, instance.form)
        assert instance.conventions == convention_box(problem.example(), problem.conventions)
