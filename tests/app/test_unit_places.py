"""Places of a unit's picture that stand for one index: drawn where the run has it, and what is left out is said."""

import re
from collections.abc import Iterator

import pytest

from engine.derivation import Derivation
from question_bank.bank import Bank
from question_bank.model.computed import Formulas, Numeric
from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.fields import most
from question_bank.operations.filling import random_values, size_letters
from question_bank.operations.operation import Operation
from question_bank.operations.typed import written
from question_bank.pictures.units import UnitPicture
from tests.app.site import Site
from tests.app.test_pictures import FAMILIES, instances
from tests.question_bank.budget import some
from tests.question_bank.test_operations import SOME

NUMBERED = re.compile(r"(\w+)\[(\d+)\]")


def _of_family(bank: Bank, family: str) -> Iterator[tuple[UnitPicture, Derivation]]:
    """The unit of a family over some seeds."""
    for instance in instances(bank, family):
        problem = bank.family(family).ask(instance.parameters, instance.form)
        assert isinstance(problem, Numeric | Formulas)
        if (unit := bank.pictures(instance).unit) is not None:
            yield unit, problem.run.derivation()


def _of_operation(operation: Operation) -> Iterator[tuple[UnitPicture, Derivation]]:
    """The unit of an operation with one time, two and the most."""
    for size in (1, 2, 9):
        sizes = {letter: min(size, most(letter)) for letter in size_letters(operation)}
        conventions = {"cut": ()} if operation.id == "truncated-bptt" else {}
        checked = check(operation, random_values(operation, conventions, 3, sizes), conventions)
        computation = Computation(operation, checked)
        if (unit := computation.pictures().unit) is not None:
            yield unit, computation.record


def _ends(units: Iterator[tuple[UnitPicture, Derivation]]) -> set[tuple[str, int, int]]:
    """Where pictures end before the run does; raises where a place is empty or left out in silence."""
    ends = set()
    for unit, record in units:
        places = {
            (read[1], int(read[2]))
            for node in unit.picture.nodes
            if (read := NUMBERED.fullmatch(node.value)) is not None
        }
        assert places <= set(record.written)
        symbols = {symbol for symbol, _ in places}
        of_the_run = {(s, k) for s, k in record.written if s in symbols and isinstance(k, int) and k > 0}
        assert (unit.cut is not None) == (of_the_run > places)
        if unit.cut is not None:
            ends.add((unit.cut.letter, unit.cut.drawn, unit.cut.last))
    return ends


@pytest.mark.parametrize("family", some(FAMILIES))
def test_no_place_of_a_question_is_empty_and_none_is_left_out_in_silence(bank: Bank, family: str) -> None:
    """No h₂ without a value beside a₁ = 1, and no picture that ends at p⁽⁴⁾ as if that were the last."""
    _ends(_of_family(bank, family))


@SOME
def test_no_place_of_the_lab_is_empty_and_none_is_left_out_in_silence(operation: Operation) -> None:
    _ends(_of_operation(operation))


def test_a_picture_that_ends_before_the_run_is_found() -> None:
    found = {end for operation in operations().values() for end in _ends(_of_operation(operation))}
    assert {("j", 3, most("n")), ("t", 4, most("T"))} <= found


def test_the_page_says_where_the_picture_ends(site: Site) -> None:
    values = random_values(operations()["masked-loss"], {}, 1, {"T": 6})
    query = "&".join(f"{name}={written(value).replace(' ', '+')}" for name, value in values.items())
    assert "t = 4 までを描いています（値は t = 6 まであります）。" in site.get(f"/lab/masked-loss?{query}", "ja").text
    assert "Drawn up to t = 4; the values go on to t = 6." in site.get(f"/lab/masked-loss?{query}", "en").text
