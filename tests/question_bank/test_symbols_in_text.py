"""No symbol is typed raw: in sentences it is a formula or code, in titles and names it is set as one."""

import re

import pytest

from app.web.mathml import to_mathml
from app.web.naming import named
from app.web.titles import plain_title
from question_bank.bank import Bank, load_bank
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import LANGUAGES
from question_bank.model.catalogue import slip_texts
from question_bank.proof.proof import texts_shown
from tests.question_bank.budget import among

FAMILIES = tuple(load_bank().families)
SET = re.compile(r"\$\$.+?\$\$|\$[^$]+\$|```.*?```|`[^`]*`", re.DOTALL)
RAW = re.compile(r"[A-Za-zα-ω][_^][A-Za-z0-9({]")
PARENTHESISED = re.compile(r"_\{?\(")  # W_(in): what stands below a letter has no parentheses


@pytest.mark.parametrize("family", among(FAMILIES))
def test_no_symbol_of_a_question_is_typed_raw(bank: Bank, family: str) -> None:
    for level, form in bank.families[family].asks:
        instance = bank.issue(family, level, form, 1)
        pictures = {choice.text.ja for choice in instance.choices if choice.picture is not None}  # labels are set
        for text in texts_shown(instance, bank.review(instance, UNKNOWN)):
            for language in LANGUAGES:
                written = text.in_language(language)
                assert not PARENTHESISED.search(written), written
                if text is instance.title:
                    written = plain_title(written)
                if text.ja not in pictures:
                    assert not RAW.search(SET.sub(" ", written)), written


@pytest.mark.parametrize("slip", sorted(slip_texts()))
def test_no_symbol_of_a_slip_is_typed_raw(slip: str) -> None:
    for language in LANGUAGES:
        assert "_" not in plain_title(slip_texts()[slip].name.in_language(language))
        sentence = slip_texts()[slip].sentence.in_language(language)
        assert not RAW.search(SET.sub(" ", sentence))
        assert not PARENTHESISED.search(sentence)


@pytest.mark.parametrize("latex", [r"W_{\mathrm{in}} x^{t}", r"\sum_{t=1}^{T} \delta^t", r"d_k", r"C^{(1)}_{1}"])
def test_a_formula_is_named_without_underscores(latex: str) -> None:
    (said,) = re.findall(r'aria-label="([^"]*)"', named(to_mathml(latex), "ja"))
    assert "_" not in said
