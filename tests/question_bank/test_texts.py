"""Texts: both languages everywhere, every sentence used, the Japanese in one voice."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.settings import ROOT
from app.web.mathml import to_mathml
from question_bank.bank import Bank, load_bank
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.model.catalogue import (
    convention_box,
    convention_sentences,
    convention_text,
    rewriting_texts,
    slip_texts,
)
from question_bank.model.data import shared_data, topic_data
from question_bank.model.instance import Form
from question_bank.model.texts import function_table, render, title
from question_bank.operations import operations
from question_bank.proof.authoring import LONGEST, plain_name
from question_bank.proof.wording import voice_problems
from tests.question_bank.budget import tried

pytestmark = pytest.mark.unmeasured  # every text of the bank, by the same lines

ASKS = [(card.id, level, form) for card in load_bank().families.values() for level, form in card.asks]
SEEDS = range(40)


def seen_until(missing: set[str], seen: Callable[[str, int, Form, int], set[str]]) -> set[str]:
    """What is still missing after the questions of all families were looked at, seed by seed until nothing is."""
    for seed in SEEDS:
        for family, level, form in ASKS:
            missing = missing - seen(family, level, form, seed)
        if not missing:
            break
    return missing


def test_every_slip_has_its_sentence_and_every_sentence_its_slip(bank: Bank) -> None:
    """Wrong choices of statements are claims, with reasons of their own."""
    named = {
        slip
        for slip, families in bank.slip_families.items()
        if not all(family.endswith(".statements") for family in families)
    }
    assert named == set(slip_texts())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_mistakes_have_one_name(language: Language) -> None:
    texts = {**slip_texts(), **rewriting_texts()}
    by_name: dict[str, list[str]] = {}
    for slip, text in texts.items():
        by_name.setdefault(plain_name(text.name.in_language(language)), []).append(slip)
    assert [ids for ids in by_name.values() if len(ids) > 1] == []


def test_a_slip_lies_with_the_one_topic_that_names_it_or_with_those_that_are_shared(bank: Bank) -> None:
    shared = set(shared_data("model", "slips.toml"))
    for slip, families in bank.slip_families.items():
        topics = {family.split(".")[0] for family in families}
        assert (slip in shared) == (len(topics) > 1), (slip, topics)
        if len(topics) == 1:
            assert slip in topic_data(topics.pop(), "slips.toml"), slip


def test_what_is_missing_is_said_with_its_file_and_what_there_is() -> None:
    with pytest.raises(KeyError, match=r"no slip 'bias-droped': add it to .*slips\.toml; there are bias-dropped"):
        slip_texts()["bias-droped"]
    with pytest.raises(KeyError, match=r"no convention 'recurrent\.f\.tan': add it to .*recurrent\.f\.tanh"):
        convention_box(None, ["recurrent.f.tan"])


def test_every_convention_is_used(bank: Bank) -> None:
    known = {sentence.ja for sentence in convention_sentences().values() if "[[value]]" not in sentence.ja}
    of_operations = {
        convention_text(operation.module, c.name, value).ja
        for operation in operations().values()
        for c in operation.conventions
        for value in c.values
    }

    def used(family: str, level: int, form: Form, seed: int) -> set[str]:
        return {sentence.ja for sentence in bank.issue(family, level, form, seed).conventions}

    assert seen_until(known - of_operations, used) == set()


def test_slip_names_are_short_enough_for_a_table() -> None:
    for language, most in LONGEST.items():
        assert all(len(text.name.in_language(language)) <= most for text in slip_texts().values())


@pytest.mark.parametrize(("family", "level", "form"), [ask for ask in ASKS if ask[0] in tried()])
def test_the_stem_says_what_is_asked_in_one_voice(bank: Bank, family: str, level: int, form: str) -> None:
    instance = bank.issue(family, level, form, 1)  # type: ignore[arg-type]
    assert list(voice_problems(instance.stem)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_differ_within_the_bank(bank: Bank, language: str) -> None:
    titles = [card.title.in_language(language) for card in bank.families.values()]  # type: ignore[arg-type]
    assert len(set(titles)) == len(titles)


def test_a_missing_value_and_a_missing_title_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    from jinja2 import UndefinedError

    from question_bank.model import texts

    with pytest.raises(UndefinedError):
        render("perplexity", "sequence", {})
    untitled = texts._environment().from_string("no title")
    monkeypatch.setattr(texts, "_template", lambda *_: untitled)
    with pytest.raises(ValueError, match="does not begin with a title"):
        render("perplexity", "sequence", {"asked": "x", "given": "y"})


def test_a_sentence_that_ends_a_line_runs_on_without_a_space(bank: Bank) -> None:
    stem = bank.issue("bptt.recurrent-weight-gradient", 3, "number", 1).stem
    assert "してください。勾配" in stem.ja


def test_function_table_prints_four_decimals() -> None:
    assert r"* $\tanh(0.5) \approx 0.4621$" in function_table("tanh", 0.5, 1)
    assert function_table("sigmoid", 0, 1) == "* $\\sigma(0) = 0.5$\n* $\\sigma(1) \\approx 0.7311$"
    assert function_table("exp", -1) == r"* $e^{-1} \approx 0.3679$"
    assert function_table("tanh tanh2", 1).splitlines()[1] == r"* $\tanh^2(1) \approx 0.5800$"
    assert title("lstm", "cell-state").en == "Cell of an LSTM"


def test_a_convention_without_text_is_an_error(bank: Bank) -> None:
    with pytest.raises(KeyError):
        convention_box(None, ["no such sentence"])
    assert bank.slip_names["backward-transpose-dropped"].ja == "転置を忘れる"


def test_the_vendored_font_draws_every_character_of_the_formulas(bank: Bank) -> None:
    font = TTFont(ROOT / "static" / "vendor" / "edrill-math" / "edrill-math.woff2")
    drawn = set(font.getBestCmap()) | {
        0x2061,
        0x2063,
        0x332,
    }  # invisible, or a bar that browsers draw
    missing: set[str] = set()
    for family, level, form in ASKS:
        instance = bank.issue(family, level, form, 4)
        review = bank.review(instance, UNKNOWN)
        formulas = [line.symbolic for line in review.lines] + [line.symbol for line in review.lines]
        formulas += [instance.format.label, *review.given]
        for formula in filter(None, formulas):
            text = re.sub(r"<mtext>.*?</mtext>|<[^>]+>|&\w+;", "", str(to_mathml(formula)))
            missing |= {character for character in text if ord(character) not in drawn and not character.isspace()}
    assert not missing


_LETTER = r"(?:(?<![A-Za-z_\\])[xzhyuvCpsr]|\\(?:delta|gamma)|\\over(?:right|left)arrow\{h\}|\\mathrm\{(?:enc|dec)\}\})"
_BARE_TIME = re.compile(rf"(?<!1 - ){_LETTER}\^\{{?\d|(?<![σ‖)\d])[xyzhesuvC][⁰¹²³⁴](?!⁾)")
SOURCES = sorted(
    path
    for ending in ("md", "toml")
    for path in (ROOT / "question_bank").rglob(f"*.{ending}")
    if path.name != "points.toml"  # for authors, never shown
)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_time_that_is_a_number_stands_in_parentheses(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\\\", "\\")
    assert _BARE_TIME.findall(text.replace("$z^2$", "")) == []  # where it is said that this is a square


def test_a_time_without_parentheses_is_found_and_a_power_is_none() -> None:
    for text in ("z^2", "x^{1}", "h³", r"\delta^1", r"h_{\mathrm{dec}}^0"):
        assert _BARE_TIME.search(text), text
    for text in ("1 - z^2", "z^{(2)}", "σ²", r"\sigma_p^2", "z⁽²⁾", r"\tanh^2"):
        assert not _BARE_TIME.search(text), text
