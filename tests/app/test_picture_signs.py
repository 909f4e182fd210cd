"""In pictures and their tables ``=`` stands before a value that is printed whole, ``≈`` before a rounded one."""

import re

import numpy as np
import pytest

from app.pictures.drawings import drawings
from app.web.templating import environment
from engine.derivation import Derivation
from engine.seq2seq import Search
from question_bank.bank import Bank
from question_bank.feedback.lines import line_id
from question_bank.model.computed import Formulas, Numeric
from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.filling import random_values
from question_bank.operations.operation import Operation
from question_bank.pictures.run import Pictures
from question_bank.way.guided import Guide
from question_bank.way.judging import Walk
from tests.app.test_pictures import FAMILIES, PAGE, instances
from tests.engine.latex_numbers import value
from tests.question_bank.budget import some
from tests.question_bank.test_operations import SOME, conventions_of

END = re.compile(r"</(?:text|td|th|li|desc|title|dd|h3|figcaption)>")
TAG = re.compile(r"<[^>]+>")
SIGNED = re.compile(r"([=≈])((?:\s*[-−]?\s*\d+(?:\.\d+)?(?![\d.]))+)")
NUMBER = re.compile(r"([-−]?)\s*(\d+\.\d+)")


def page_of(pictures: Pictures) -> str:
    """The text of the pictures and tables, without what marks it up."""
    return TAG.sub(" ", END.sub("|", environment("en").from_string(PAGE).render(drawn=drawings(pictures))))


def after_sign(page: str, sign: str) -> list[float]:
    """Numbers with decimals that stand after a sign, those of a vector or matrix one by one."""
    found = [match[2] for match in SIGNED.finditer(page) if match[1] == sign]
    return [float(number) * (-1 if minus else 1) for text in found for minus, number in NUMBER.findall(text)]


def known(trace: Derivation) -> np.ndarray:
    """Every number of a run at full precision."""
    searches = [step.evidence for step in trace.steps if isinstance(step.evidence, Search)]
    weighed = [np.array([probability for _, probability in search.candidates]) for search in searches]
    return np.concatenate([*(np.ravel(np.asarray(value, dtype=float)) for value in trace.values.values()), *weighed])


def check_signs(pictures: Pictures, trace: Derivation) -> tuple[int, int]:
    """Raise where a rounded number is called equal; how many numbers stand after either sign."""
    page, numbers = page_of(pictures), known(trace)
    equal = after_sign(page, "=")
    for number in equal:
        assert np.min(np.abs(numbers - number)) <= 1e-9 * max(1.0, abs(number)), number
    whole = {line_id(name): value for name, value in trace.values.items()}
    for vertex in () if pictures.graph is None else pictures.graph.vertices:
        printed, exact = read(vertex.value.latex), np.asarray(whole[vertex.id], dtype=float)
        same = printed.size == exact.size and np.allclose(
            printed, exact.ravel(), rtol=1e-12, atol=1e-14, equal_nan=True
        )
        assert (vertex.value.sign == "=") == same, (vertex.symbol, vertex.value.latex)
    return len(equal), len(after_sign(page, "≈"))


def read(latex: str) -> np.ndarray:
    """The numbers of a printed value, row by row."""
    return np.ravel(np.asarray(value(latex), dtype=float))


@pytest.mark.parametrize("family", some(FAMILIES))
def test_no_rounded_number_of_a_question_is_called_equal(bank: Bank, family: str) -> None:
    for instance in instances(bank, family):
        problem = bank.family(family).ask(instance.parameters, instance.form)
        assert isinstance(problem, Numeric | Formulas)
        with np.errstate(all="ignore"):
            check_signs(bank.pictures(instance), problem.run.trace())


@SOME
def test_no_rounded_number_of_the_lab_is_called_equal(operation: Operation) -> None:
    for conventions in conventions_of(operation):
        for seed in (1, 2):
            checked = check(operation, random_values(operation, conventions, seed), conventions)
            computation = Computation(operation, checked)
            with np.errstate(all="ignore"):
                check_signs(computation.pictures(), computation.trace)


def test_both_signs_are_found_where_they_stand() -> None:
    """Or the tests above would hold of pages that nothing was read from."""
    found = []
    for operation in operations().values():
        computation = Computation(operation, check(operation, random_values(operation, {}, 1), {}))
        with np.errstate(all="ignore"):
            found.append(check_signs(computation.pictures(), computation.trace))
    equal, near = np.sum(found, axis=0)
    assert equal > 50
    assert near > 50


@pytest.mark.parametrize("family", some(FAMILIES))
def test_a_step_that_is_shown_says_whether_it_was_rounded(bank: Bank, family: str) -> None:
    for instance in instances(bank, family):
        problem = bank.family(family).ask(instance.parameters, instance.form)
        if not isinstance(problem, Numeric):
            continue
        guide = Guide(problem, instance)
        walk = Walk(problem, guide.trace)
        for step in guide.trace.steps:
            walk.reveal(step)
            judged = walk.judged[step.name]
            printed = np.reshape(value(judged.shown), np.shape(step.value))
            whole = np.allclose(printed, np.asarray(step.carried, dtype=float), rtol=1e-9, atol=1e-11)
            assert (judged.sign == "=") == whole, (step.name, judged.shown, step.value)
