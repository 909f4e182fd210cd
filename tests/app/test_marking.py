"""Symbols of a formula name their values; within another symbol nothing is marked; the formula stays what it was."""

import re

import pytest

from app.web.marking import marked
from app.web.mathml import to_mathml
from question_bank.bank import Bank
from question_bank.model.answer import UNKNOWN
from tests.app.test_pictures import FAMILIES, instances
from tests.question_bank.budget import some


def marks(latex: str, *targets: tuple[str, str]) -> list[str]:
    return re.findall(r'data-mark="([^"]+)"', marked(latex, targets))


W_OUT = (r"W_{\mathrm{out}}", "W_out")
W = ("W", "W")


def test_each_occurrence_names_its_value() -> None:
    inside = r"W_{\mathrm{out}}^{\top} \, \delta^{\mathrm{out},(2)} + W^{\top} \, \delta^{(3)}"
    formula = rf"{{}} = f'(u^{{(2)}}) \odot \left( {inside} \right)"
    targets = (("f'(u^{(2)})", "slope"), W_OUT, (r"\delta^{\mathrm{out},(2)}", "error"), W, (r"\delta^{(3)}", "later"))
    assert marks(formula, *targets) == ["slope", "W_out", "error", "W", "later"]


def test_a_letter_within_another_symbol_is_no_use_of_it() -> None:
    assert marks(r"W_{\mathrm{out}} z^{(1)}", W, ("z^{(1)}", "z")) == ["z"]
    assert marks(r"\frac{\partial E}{\partial h^{(1)}} \odot o^{(1)}", ("h^{(1)}", "h"), ("o^{(1)}", "o")) == ["h", "o"]
    assert marks(r"\hat{x}", ("x", "x")) == []
    assert marks(r"x^{1}", ("1", "one")) == []


def test_the_longest_symbol_wins() -> None:
    whole = r"\frac{\partial E}{\partial h^{(1)}}"
    assert marks(rf"{whole} \odot h^{{(1)}}", ("h^{(1)}", "h"), (whole, "dh")) == ["dh", "h"]


def test_a_power_is_no_part_of_the_symbol() -> None:
    assert marks(r"\sigma_q^{2} + \sigma_p^{2}", (r"\sigma_q", "q"), (r"\sigma_p", "p")) == ["q", "p"]
    assert marks("z^{2}", ("z", "z")) == ["z"]


def test_nothing_else_changes() -> None:
    latex = r"{} = 1 - z^{(1)} \odot z^{(1)}"
    written = str(marked(latex, (("z^{(1)}", "z"),))).replace("<mrow />", "<mrow></mrow>")
    bare = re.sub(r'<mrow class="sym" data-mark="z">(<msup>.*?</msup>)</mrow>', r"\1", written)
    assert bare == str(to_mathml(latex, display=True))


@pytest.mark.parametrize("family", some(FAMILIES))
def test_every_used_value_is_marked_in_its_line(bank: Bank, family: str) -> None:
    """What the list beside a step names is found in the formula of the step."""
    for instance in instances(bank, family)[:2]:
        for line in bank.review(instance, UNKNOWN).lines:
            if line.symbolic and line.symbolic != r"\mathbf{1}":  # the slope of the identity uses no digit of z
                found = marks("{} = " + line.symbolic, *((use.symbol, use.name) for use in line.uses))
                assert set(found) == {use.name for use in line.uses}, line.symbolic
