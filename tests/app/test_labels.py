"""Labels of pictures: set as symbols are, said in words, and nowhere as they are typed."""

import re
from collections.abc import Iterator

import pytest

from app.pictures.drawings import drawings
from app.pictures.labels import said, written
from app.pictures.sketches import draw_sketch
from app.pictures.symbols import LOWERED, RAISED, SCRIPT
from app.quiz.pictures import drawn
from app.web.templating import environment
from question_bank.bank import Bank, load_bank
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.operations import operations
from tests.app.site import Site
from tests.question_bank.budget import some

PAGE = """{% from "partials/pictures.html" import pictures, sketch %}{% from "partials/diagram.html" import svg %}
{{ pictures(seen, (), ()) }}{% if sketched %}{{ sketch(sketched) }}{% endif %}
{% for choice in choices %}{{ svg(choice, "choice-" ~ loop.index, "") }}{% endfor %}"""
# A name as it is typed, LaTeX, an arrow that should stand above its letter, a script in Unicode.
RAW = re.compile(r"\w_|[\\^{}$]|[→←](?=[A-Za-zℎ𝐴-𝑧])|[⁰¹²³⁴-⁹⁺⁻ᵗⁿᵀ₀-₉ₐ-ₜᵢᵣᵤᵥ]")
UNSAID = re.compile(r"\w_|[\\^{}$]|(?<!\S)[→←](?=\w)|[𝐴-𝑧]")


def pages(bank: Bank, site: Site, language: Language, topic: str) -> Iterator[str]:
    """Every page of a topic, or part of one, that has a picture."""
    yield site.get(f"/topics/{topic}", language).text
    for operation in (one for one in operations().values() if one.topic == topic):
        yield site.get(f"/lab/{operation.id}", language).text
    template = environment(language).from_string(PAGE)
    for card in (bank.families[name] for name in some(bank.families) if bank.families[name].topic == topic):
        for level, form in card.asks:
            instance = bank.issue(card.id, level, form, 1)
            seen, choices = drawings(bank.pictures(instance)), drawn(instance.question)
            sketched = None if instance.sketch is None else draw_sketch(instance.sketch)
            yield template.render(seen=seen, choices=choices, sketched=sketched)


@pytest.mark.parametrize("topic", [topic.id for topic in load_bank().topics.topics])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_picture_shows_how_a_symbol_is_typed(bank: Bank, site: Site, language: Language, topic: str) -> None:
    shown: set[str] = set()
    words: set[str] = set()
    for page in pages(bank, site, language, topic):
        for svg in re.findall("<svg.*?</svg>", page, re.DOTALL):
            shown |= {re.sub("<[^>]*>", "", text) for text in re.findall("<text.*?</text>", svg, re.DOTALL)}
            words |= {text for _, text in re.findall(r"<(desc|title)\b[^>]*>(.*?)</\1>", svg, re.DOTALL)}
    assert len(shown) > 9
    assert {text for text in shown if RAW.search(text)} == set()
    assert words
    assert {text for text in words if UNSAID.search(text)} == set()


@pytest.mark.parametrize(
    ("label", "runs"),
    [
        ("→h¹", [("ℎ", 0), ("→", 1), ("1", 1)]),
        ("p_f", [("𝑝", 0), ("𝑓", -1)]),
        ("Wₒᵤₜ", [("𝑊", 0), ("out", -1)]),
        ("xᵗ, hᵗ⁻¹", [("𝑥", 0), ("𝑡", 1), (", ℎ", 0), ("𝑡−1", 1)]),
        ("h⁽²⁾", [("ℎ", 0), ("(2)", 1)]),
        ("x̂", [("𝑥", 0), ("ˆ", 1)]),
        ("忘却 f", [("忘却", 0), (" 𝑓", 0)]),
        ("utt. 1", [("utt.", 0), (" 1", 0)]),
        ("Q Kᵀ", [("𝑄 𝐾", 0), ("⊤", 1)]),
        ("デコーダ", [("デコーダ", 0)]),
    ],
)
def test_a_label_is_set_as_symbols_are(label: str, runs: list[tuple[str, int]]) -> None:
    assert [(run.text, (run.shift > 0) - (run.shift < 0)) for run in written(label).runs] == runs


def test_words_of_a_label_are_told_from_its_symbols() -> None:
    assert [(run.text, run.word) for run in written("出力 o").runs] == [("出力", True), (" 𝑜", False)]


def test_a_label_is_said_in_words() -> None:
    assert said("→h¹", "ja") == "前向きの h¹"
    assert said("←h¹", "en") == "backward h¹"
    assert said("p_f", "ja") == "p f"


def test_the_name_of_a_chart_stands_clear_of_its_scale(bank: Bank) -> None:
    """The name's line is at 14 and the highest power's some pixels below its tick, both of 14: see the template."""
    instance = bank.issue("gradients.power", 3, "number", 1)
    seen = drawings(bank.pictures(instance))
    assert seen.sizes is not None
    chart = seen.sizes[1]
    size, capital = 14, 0.75
    highest = min(y for y, _ in chart.ticks) + 5 - size * (RAISED + SCRIPT * capital)
    lowest = 14 - size * (LOWERED - SCRIPT * 0.25)
    assert highest >= lowest + 3
