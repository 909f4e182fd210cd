"""Pools of claims and the teaching part of the topics: whole, in both languages, drawn without contradiction."""

import re
from itertools import product

import pytest

from app.web.markdown import to_inline_html
from app.web.mathml import to_mathml
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.forms.chosen import Selected
from question_bank.kinds.options import Options
from question_bank.kinds.options.passages import passages
from question_bank.kinds.statements import SHOWN, Statements, claims
from question_bank.model.answer import UNKNOWN, Flat
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.topic_pages import topic_page
from question_bank.model.topics import load_topics

TOPICS = tuple(topic.id for topic in load_topics().topics)
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龯]")


def whole(text: Bilingual) -> bool:
    """Whether both languages are there, each in its own script, and render."""
    to_inline_html(text.ja)
    to_inline_html(text.en)
    return bool(JAPANESE.search(text.ja)) and bool(text.en) and not JAPANESE.search(text.en)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_pool_has_sixteen_statements_or_more_each_with_its_reason(topic: str) -> None:
    pool = claims(topic)
    assert 2 * len(pool) >= 16
    texts = [text for claim in pool.values() for text in (claim.right, claim.wrong)]
    assert len({text.ja for text in texts}) == len({text.en for text in texts}) == 2 * len(pool)
    for claim in pool.values():
        assert claim.points
        for text in (claim.right, claim.wrong, claim.right_because, claim.wrong_because):
            assert whole(text)
            assert text.ja.endswith("。")
            assert text.en.endswith(".")
        for statement in (claim.right, claim.wrong):
            assert not re.search(r"(です|ます|でした|ません)。$", statement.ja)  # statements are in である


@pytest.mark.parametrize("topic", TOPICS)
def test_either_form_of_a_claim_has_a_reason_of_its_own(topic: str) -> None:
    for name, claim in claims(topic).items():
        for language in LANGUAGES:
            texts = [
                text.in_language(language)
                for text in (claim.right, claim.wrong, claim.right_because, claim.wrong_because)
            ]
            assert len(set(texts)) == len(texts), (name, language)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_four_passages_or_more_with_four_blanks_each(topic: str) -> None:
    assert len(passages(topic)) >= 4
    for passage in passages(topic).values():
        assert len(passage.blanks) == 4
        for blank in passage.blanks:
            fillings = (blank.right, *blank.wrong)
            assert 3 <= len(fillings) <= 4
            assert len({text.ja for text in fillings}) == len({text.en for text in fillings}) == len(fillings)


# Wrong fillings that the reason for the right one cannot do without: it speaks of the thing, not of the choice.
NEEDED = {
    ("gradients", "causes"): {"0.5"},
    ("perplexity", "meaning"): {"1/k"},
    ("lstm", "cell"): {"o^t", "three", "theinputgate"},
    ("gru", "comparison"): {"thecandidate", "リセットゲート", "theresetgate"},
    ("bidirectional", "sizes"): {"h^2"},
    ("word2vec", "vectors"): {"theinnerproduct"},
    ("seq2seq", "pipeline"): {"sum"},
    ("dialogue", "variety"): {"thecourseofthedialogue"},
    ("autoencoder", "loss"): {"対数周辺尤度", "logmarginallikelihood"},
}


def bare(text: Bilingual, language: Language) -> str:
    """A text without what sets it: blanks, dollars, code marks."""
    return re.sub(r"[\s$`]", "", text.in_language(language)).lower()


@pytest.mark.parametrize("topic", TOPICS)
def test_a_passages_reasons_name_no_filling_that_its_draw_does_not_show(bank: Bank, topic: str) -> None:
    family, needed = bank.family(f"{topic}.passage"), dict[tuple[str, str], set[str]]()
    for name, passage in passages(topic).items():
        for wrong in product(*(range(len(blank.wrong)) for blank in passage.blanks)):
            drawn = [blank.wrong[k] for blank, k in zip(passage.blanks, wrong, strict=True)]
            undrawn = [filling for blank in passage.blanks for filling in blank.wrong if filling not in drawn]
            options = family.ask({"passage": name, "wrong": wrong, "partners": [1, 2, 3, 1]}, "choice")
            assert isinstance(options, Options)
            remarks = [option.remark for option in (options.right, *options.wrong) if option.remark is not None]
            for language in LANGUAGES:
                shown = (passage.text, *drawn, *(blank.right for blank in passage.blanks))
                on_page = " ".join(bare(text, language) for text in shown)
                said = " ".join(bare(text, language) for text in remarks)
                names = (bare(filling, language) for filling in undrawn)
                absent = {term for term in names if len(term) > 2 and term in said and term not in on_page}
                needed.setdefault((topic, name), set()).update(absent)
    found = {where: terms for where, terms in needed.items() if terms}
    assert found == {where: terms for where, terms in NEEDED.items() if where[0] == topic}


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_said_of_a_wrong_filling_is_said_where_it_is_chosen(bank: Bank, topic: str) -> None:
    family = bank.family(f"{topic}.passage")
    for name, passage in passages(topic).items():
        options = family.ask({"passage": name, "wrong": [0, 0, 0, 0], "partners": [1, 2, 3, 1]}, "choice")
        assert isinstance(options, Options)
        for blank in passage.blanks:
            for option in (options.right, *options.wrong):
                assert option.remark is not None
                for number, filling in enumerate(blank.wrong):
                    if filling.because is not None:
                        said = filling.because.ja in option.remark.ja
                        assert said == (number == 0 and filling.ja in option.text.ja and option is not options.right)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_reason_under_a_wrong_filling_begins_with_the_right_one(bank: Bank, topic: str) -> None:
    family = bank.family(f"{topic}.passage")
    for name, passage in passages(topic).items():
        options = family.ask({"passage": name, "wrong": [0, 0, 0, 0], "partners": [1, 2, 3, 1]}, "choice")
        assert isinstance(options, Options)
        for option, off in zip(options.wrong, ([1, 2], [0, 2, 3], [0, 1, 3]), strict=True):
            assert option.remark is not None
            said = [passage.blanks[k].right for k in off]
            for line, right in zip(option.remark.ja.splitlines(), said, strict=True):
                assert line.partition("）\u2060")[2].startswith(f"正しくは「{right.ja}」：")
            for line, right in zip(option.remark.en.splitlines(), said, strict=True):
                assert line.partition(") ")[2].startswith(f"Right is “{right.en}”: ")


_POINTING = re.compile(
    r"^(そのため|こうする|これ|それ|この|ここ|並べ直さ)|^(This|That|It|They|Its|Here|Otherwise|Without them)\b"
)


@pytest.mark.parametrize("topic", TOPICS)
def test_no_reason_begins_by_pointing_at_the_filling(topic: str) -> None:
    reasons = [blank.reason for passage in passages(topic).values() for blank in passage.blanks]
    assert [text for reason in reasons for text in (reason.ja, reason.en) if _POINTING.match(text)] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_no_two_statements_speak_of_the_same_claim_and_one_stands_out(bank: Bank, topic: str) -> None:
    family = bank.family(f"{topic}.statements")
    for seed in range(60):
        instance = bank.issue(family.id, 1, "choice", seed)
        problem = family.ask(instance.parameters, "choice")
        assert isinstance(problem, Statements)
        assert len({shown.claim for shown in problem.shown}) == SHOWN
        assert [shown.holds for shown in problem.shown].count(problem.wanted) == 1
        assert ("正しい記述を 1 つ" in instance.stem.ja) == ("true statement" in instance.stem.en) == problem.wanted


@pytest.mark.parametrize("topic", TOPICS)
def test_every_choice_is_judged_with_its_reason(bank: Bank, topic: str) -> None:
    instance = bank.issue(f"{topic}.statements", 1, "choice", 3)
    review = bank.review(instance, UNKNOWN)
    assert review.lines == ()
    assert not review.drifted
    remarks = [choice.remark for choice in review.choices]
    assert all(remark is not None for remark in remarks)
    said = [remark.ja.startswith("正しい") for remark in remarks if remark is not None]
    assert sorted(said) in ([False, False, False, True], [False, True, True, True])


@pytest.mark.parametrize("topic", TOPICS)
def test_the_page_of_a_topic_is_whole(topic: str) -> None:
    page = topic_page(topic)
    assert page.formulas
    assert page.letters
    assert page.misprints
    for formula in page.formulas:
        to_mathml(formula.latex, display=True)
        assert whole(formula.says)
    for letter in page.letters:
        to_mathml(letter.latex)
        to_inline_html(letter.means.ja)
        assert not JAPANESE.search(letter.means.en)
    for misprint in page.misprints:
        assert to_mathml(misprint.printed) != to_mathml(misprint.right)
        assert whole(misprint.why)


@pytest.mark.parametrize("topic", TOPICS)
def test_all_that_hold_are_the_key_and_nothing_less(bank: Bank, topic: str) -> None:
    for seed in range(20):
        instance = bank.issue(f"{topic}.statements", 1, "select", seed)
        form, chosen = form_of("select"), tuple(map(str, instance.key.chosen))
        assert 0 < len(chosen) < SHOWN
        assert bank.grade(instance, form.answer(Flat(texts=chosen))).correct
        assert bank.grade(instance, form.answer(Flat(texts=chosen[::-1]))).correct
        others = tuple(str(k) for k in range(SHOWN) if str(k) not in chosen)
        assert not bank.grade(instance, form.answer(Flat(texts=chosen[1:] or others[:1]))).correct
        for none in ((), ("9",), ("-1",), ("x",), ("²",), ("٣",)):
            with pytest.raises(ValueError, match="choices"):
                bank.grade(instance, form.answer(Flat(texts=none)))
        assert not bank.grade(instance, Selected((0, 1, 2, 3))).correct
