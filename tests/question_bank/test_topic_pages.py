"""What a topic's page is written from: purpose, formulas with their letters, place among the others, terms."""

import re
from collections import Counter

import pytest

from question_bank.bank import Bank
from question_bank.kinds.registry import kind_of
from question_bank.model.beside import beside, tells
from question_bank.model.bilingual import LANGUAGES
from question_bank.model.letters import letters
from question_bank.model.terms import Term, glossary
from question_bank.model.topic_pages import TopicPage, topic_page
from question_bank.model.topics import TopicTree, _refuse_circles, load_topics

TREE: TopicTree = load_topics()
TOPICS = [topic.id for topic in TREE.topics]
JAPANESE = re.compile("[ぁ-んァ-ヶ一-鿿]")
LEAST_TERMS = 8
LONGEST = {"ja": 60, "en": 130}


def untold(page: TopicPage, latex: str) -> set[str]:
    """The letters of a formula that nothing beside it tells."""
    return set(letters(latex)).difference(*map(tells, beside(page, latex)))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_letter_of_every_formula_is_told_beside_it(topic: str) -> None:
    page = topic_page(topic)
    for formula in page.formulas:
        assert untold(page, formula.latex) == set(), formula.latex
        assert all(letters(entry.latex) or "mathrm" in entry.latex for entry in beside(page, formula.latex))


def test_a_letter_that_the_table_lacks_is_missed() -> None:
    page = topic_page("rnn")
    without = page.model_copy(update={"letters": tuple(entry for entry in page.letters if "f, g" not in entry.latex)})
    assert untold(page, "z^t = f(u^t)") == set()
    assert untold(without, "z^t = f(u^t)") == {"f"}


@pytest.mark.parametrize(
    ("topic", "latex", "told"),
    [
        ("attention", r"\mathrm{FFN}(x) = \max(0, x W_1 + b_1) \, W_2 + b_2", ["x", "W_1, b_1, W_2, b_2"]),
        ("attention", r"e_j = s^{\top} h_j", [r"h_j, \; j = 1, \dots, n", "s", "e_j, a_j"]),
        ("seq2seq", r"p_i = \frac{e^{s_i / \tau}}{\sum_j e^{s_j / \tau}}", ["i, j", r"s_i, p_i, \tau"]),
        ("lstm", r"N = 4H(D + H + 1)", ["D, H, N"]),
        ("autoencoder", r"\sigma = \exp\left( \frac{1}{2} \ln \sigma^2 \right)", [r"\mu, \sigma"]),
        ("autoencoder", r"p(z) = N(0, I)", ["z", r"q(z \mid x), p(z)", r"N(\mu, \mathrm{diag}(\sigma^2)), I"]),
        (
            "gradients",
            r"\hat{g}_k = \min\left(1, \frac{\theta}{\lVert g \rVert}\right) g_k",
            [r"\theta", r"g, g_k, \hat{g}_k"],
        ),
    ],
)
def test_each_letter_has_the_entry_that_is_meant(topic: str, latex: str, told: list[str]) -> None:
    assert [entry.latex for entry in beside(topic_page(topic), latex)] == told


@pytest.mark.parametrize("topic", TOPICS)
def test_a_purpose_is_two_sentences(topic: str) -> None:
    purpose = topic_page(topic).purpose
    assert purpose.ja.count("。") == 2
    assert purpose.ja.endswith("。")
    assert len(re.findall(r"\.(?: |$)", purpose.en)) == 2
    assert not JAPANESE.search(purpose.en)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_example_of_a_topic_can_be_worked_out(topic: str, bank: Bank) -> None:
    shown = topic_page(topic).example
    assert shown is not None
    instance, review = bank.example(f"{topic}.{shown.family}", shown.level, shown.seed)
    assert instance.level == shown.level
    assert review.lines
    assert not review.drifted


def test_what_a_topic_builds_on_exists_and_comes_before_it() -> None:
    for topic in TREE.topics:
        assert all(other.place < topic.place or other.id == "autoencoder" for other in TREE.before(topic))
        assert all(topic in TREE.before(other) for other in TREE.after(topic))
    assert [other.id for other in TREE.before(next(t for t in TREE.topics if t.id == "bptt"))] == ["rnn"]


@pytest.mark.parametrize(
    ("built", "said"),
    [
        ({"a": ("b",), "b": ("c",), "c": ("a",), "d": ()}, "circle among a, b, c"),
        ({"a": ("a",)}, "circle among a"),
        ({"a": ("nothing",)}, r"a/topic\.toml: builds_on names nothing"),
    ],
)
def test_circles_and_unknown_topics_are_refused(built: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _refuse_circles(built)


def test_a_family_has_worked_examples_where_its_answer_is_derived(bank: Bank) -> None:
    worked = [family for family in bank.families if bank.is_worked(family)]
    assert len(worked) > 50
    for family, card in bank.families.items():
        assert (bank.purpose(family) == "computing") <= bank.is_worked(family)
        if bank.is_worked(family):
            assert all(bank.example(family, level, 1)[1].lines for level in card.levels), family
        else:
            level, form = card.asks[0]
            instance = bank.issue(family, level, form, 1)
            kind = kind_of(bank.family(family).ask(instance.parameters, form))
            assert not kind.worked
            with pytest.raises(KeyError):
                bank.example(family, level, 1)


def test_every_topic_has_its_terms() -> None:
    counted = Counter(term.topic for term in glossary().values())
    assert set(counted) == set(TOPICS)
    assert min(counted.values()) >= LEAST_TERMS


def test_no_term_stands_twice() -> None:
    for language in LANGUAGES:
        names = Counter(term.name.in_language(language).lower() for term in glossary().values())
        assert [name for name, times in names.items() if times > 1] == []
    every = ({name.lower() for name in (term.name.ja, term.name.en, *term.also)} for term in glossary().values())
    names = Counter(name for names in every for name in names)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("term", glossary().values(), ids=lambda term: term.id)
def test_a_term_is_told_in_a_sentence_of_either_language(term: Term) -> None:
    assert re.fullmatch("[ぁ-んー]+", term.reading)
    assert term.means.ja.endswith("。")
    assert term.means.ja.count("。") == 1
    assert term.means.en.endswith(".")
    assert term.means.en[0].isupper()
    assert not JAPANESE.search(term.means.en + term.name.en)
    assert JAPANESE.search(term.means.ja)
    for language in LANGUAGES:
        assert 5 < len(term.means.in_language(language)) <= LONGEST[language], term.means.in_language(language)
