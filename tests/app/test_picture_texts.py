"""Texts of pictures stand clear of each other and of boxes that are not theirs, a node's of edges; all can be read."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations

import pytest

from app.pictures.drawings import drawings
from app.pictures.fitting import READABLE
from app.pictures.sketches import draw_sketch
from app.pictures.symbols import text
from app.pictures.units import diagram
from app.quiz.pictures import drawn, figures
from app.web.templating import environment
from question_bank.bank import Bank, load_bank
from question_bank.model.bilingual import LANGUAGES, Language
from question_bank.model.topic_pages import topic_page
from question_bank.operations import operations
from question_bank.operations.checking import check
from question_bank.operations.computing import Computation
from question_bank.operations.filling import random_values
from tests.app.drawn import Space, pictures_of, space_of, texts_of

PAGE = """{% from "partials/pictures.html" import pictures, sketch %}{% from "partials/figure.html" import svg %}
{{ pictures(seen, (), ()) }}{% if sketched %}{{ sketch(sketched) }}{% endif %}
{% for choice in choices %}{{ svg(choice, "choice-" ~ loop.index, "") }}{% endfor %}"""
UNIT = '{% from "partials/unit.html" import draw %}{{ draw(unit) }}'
TOPICS = [topic.id for topic in load_bank().topics.topics]


def pictures(bank: Bank, topic: str, language: Language) -> Iterator[tuple[str, ET.Element]]:
    """Every picture of a topic: of its page, its questions before and after the answer, and its operations."""
    made = environment(language)
    unit = diagram(topic_page(topic).picture.under({}))
    yield from ((f"/topics/{topic}", found) for found in pictures_of(made.from_string(UNIT).render(unit=unit)))
    page = made.from_string(PAGE)
    for card in (card for card in bank.families.values() if card.topic == topic):
        for level, form in card.asks:
            instance = bank.issue(card.id, level, form, 1)
            rendered = page.render(
                seen=drawings(bank.pictures(instance)),
                choices=(*drawn(instance.question), *figures(instance.question)),
                sketched=None if instance.sketch is None else draw_sketch(instance.sketch),
            )
            yield from ((f"{card.id} {level} {form}", found) for found in pictures_of(rendered))
    for operation in (one for one in operations().values() if one.topic == topic):
        computation = Computation(operation, check(operation, random_values(operation, {}, 1), {}))
        seen = drawings(computation.pictures())
        rendered = page.render(seen=seen, choices=(), sketched=None)
        yield from ((f"/lab/{operation.id}", found) for found in pictures_of(rendered))


def boxes(picture: ET.Element) -> Iterator[tuple[ET.Element, Space]]:
    """The frame of each node, with what holds the node's own texts."""
    for holder in picture.iter():
        for box in holder.findall("rect"):
            if box.get("class") not in {"plate", "pill"}:
                x, y, width, height = (float(box.get(name, 0)) for name in ("x", "y", "width", "height"))
                yield holder, Space("", x, x + width, y, y + height)


def points(d: str) -> Iterator[tuple[float, float]]:
    """Points along a way of straight stretches and curves."""
    x = y = 0.0
    for command, rest in re.findall(r"([MLVHC])([^MLVHC]*)", d):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        ends = [(numbers[k], numbers[k + 1]) for k in range(0, len(numbers) - 1, 2)]
        if command in "VH":
            ends = [(x, numbers[0]) if command == "V" else (numbers[0], y)]
        if command == "M":
            (x, y), *ends = ends
            continue
        start = (x, y)
        curve = [start, *ends] if command == "C" else [start, start, ends[-1], ends[-1]]
        for k in range(41):
            s, t = 1 - k / 40, k / 40
            shares = s**3, 3 * s * s * t, 3 * s * t * t, t**3
            yield (
                sum(f * a for f, (a, _) in zip(shares, curve, strict=True)),
                sum(f * b for f, (_, b) in zip(shares, curve, strict=True)),
            )
        x, y = curve[-1]


def faults(picture: ET.Element) -> Iterator[str]:
    """What stands in the way of what."""
    texts = texts_of(picture)
    width, height = map(float, picture.get("viewBox", "").split()[2:])
    for one, other in combinations(texts, 2):
        if one.overlap(other) > 0.5:
            yield f"{one.words} on {other.words}"
    for one in texts:
        if one.left < -0.5 or one.right > width + 0.5 or one.top < -0.5 or one.bottom > height + 0.5:
            yield f"{one.words} beyond the picture"
    framed = list(boxes(picture))
    own = {id(found): holder for holder in picture.iter("g") for found in holder.iter("text")}
    edges = [
        point for path in picture.iter("path") if "edge" in path.get("class", "") for point in points(path.get("d", ""))
    ]
    for found in picture.iter("text"):
        space = space_of(found)
        for holder, box in framed:
            within = box.left <= space.left + 0.5 and space.right <= box.right + 0.5 and box.top <= space.top + 0.5
            if own.get(id(found)) is not holder and space.overlap(box) > 1 and not within:
                yield f"{space.words} on the box of {[space_of(t).words for t in holder.findall('text')][:2]}"
        if id(found) in own and any(space.holds(x, y) for x, y in edges):
            yield f"an edge through {space.words}"


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_picture_stands_on_another_or_is_cut(bank: Bank, language: Language, topic: str) -> None:
    found: dict[str, list[str]] = {}
    for place, picture in pictures(bank, topic, language):
        if wrong := list(faults(picture)):
            found.setdefault(place, []).extend(wrong)
    assert found == {}


def test_what_stands_in_the_way_is_found() -> None:
    svg = '<svg role="img" viewBox="0 0 99 99">{}</svg>'
    node = '<g><rect x="0" y="0" width="60" height="40"/><text x="5" y="20">{}</text></g>'
    wrong = {
        node.format("abcd") + '<text x="10" y="22">x</text>': 1,
        node.format("abcd") + '<path class="edge" d="M0 30L60 10"/>': 1,
        node.format("abcd") + '<text x="80" y="22">abcdefgh</text>': 1,
        node.format("abcd") + '<text x="55" y="35">abc</text>': 1,
        node.format("abcd") + '<path class="edge" d="M0 60H60"/><text x="5" y="80">abc</text>': 0,
    }
    for inside, number in wrong.items():
        (picture,) = pictures_of(svg.format(inside))
        assert len(list(faults(picture))) == number, list(faults(picture))


def test_a_picture_is_never_so_narrow_that_its_letters_cannot_be_read(bank: Bank) -> None:
    """The least width of each, by what its letters measure on the page."""
    seen = 0
    for family in ("bptt.update", "lstm.hidden-state", "gradients.power", "attention.dot-context", "seq2seq.beam"):
        level, form = bank.families[family].asks[-1]
        instance = bank.issue(family, level, form, 1)
        page = (
            environment("ja")
            .from_string(PAGE)
            .render(seen=drawings(bank.pictures(instance)), choices=(), sketched=None)
        )
        least = [int(width) for width in re.findall(r'class="least" width="(\d+)"', page)]
        for picture, width in zip(pictures_of(page), least, strict=True):
            scale = width / float(picture.get("viewBox", "").split()[2])
            letters = min(space.least for space in texts_of(picture))
            assert READABLE <= letters * scale < READABLE + 0.2, family
            seen += 1
    assert seen > 5


def test_two_scripts_of_a_letter_stand_one_above_the_other() -> None:
    both, one = text(r"W_{\mathrm{in}}^{\mathrm{new}}"), text(r"W^{\mathrm{new}}")
    assert both.width == pytest.approx(one.width)
    wider = text(r"C^{(1)}_{1} + b")
    assert wider.width == pytest.approx(text("C^{(1)}").width + text("+ b").width)
