"""What other programs read: cards of Anki, questions of Moodle, each by a reader of its own."""

import html
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from app.data import drawing
from app.data.drawing import Drawn, drawn
from app.data.moodle import takes
from app.data.written import Written
from app.quiz.origin import origin
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model import rounding
from question_bank.model.bilingual import LANGUAGES, Language
from tests.app.owner import KINDS, lived, practised
from tests.app.site import Site

__all__ = ["lived", "practised"]  # fixtures

FAMILIES = tuple(dict.fromkeys(KINDS.values()))


@pytest.fixture(scope="module")
def some(bank: Bank) -> list[Drawn]:
    """Questions of every form."""
    return drawn(bank, FAMILIES, 4)


def address(target: str, language: str, each: int = 4) -> str:
    families = "&".join(f"family={family}" for family in FAMILIES)
    return f"/data/questions/file?{families}&each={each}&target={target}&written={language}"


def test_the_page_says_how_much_can_be_taken(site: Site, some: list[Drawn]) -> None:
    families = "&".join(f"family={family}" for family in FAMILIES)
    told = site.get(f"/data/questions?{families}&each=4&target=moodle&made=1").text
    shown = [one for one in some if not one.pictured]
    assert f"{sum(map(takes, shown))} 問を用意しました" in told
    assert html.unescape(re.findall(r'href="(/data/questions/file[^"]*)"', told)[0]) == address("moodle", "ja")
    pictured = site.get("/data/questions?topic=gradients&topic=lstm&each=2&target=moodle&made=1").text
    assert "図がないと解けない" in pictured
    assert "正しい順番が 2 つ以上ある" in pictured


def test_bounds_are_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    every = "&".join(f"topic={topic.id}" for topic in site.services.bank.topics.topics)
    response = site.get(f"/data/questions?{every}&each=20&made=1")
    assert response.status_code == 422
    assert f"一度に {drawing.MOST} 問まで" in response.text
    assert "分野か問題の種類を" in site.get("/data/questions?each=2&made=1").text
    odd = site.get("/data/questions?each=21&made=1&family=rnn.output")
    assert odd.status_code == 200
    assert "each=21" in odd.text  # told; it is made without it
    assert "3 問を用意しました" in odd.text
    for query, made in (("family=nothing&family=rnn.output", True), ("family=nothing", False)):
        odd = site.get(f"/data/questions?{query}&each=1&made=1")
        assert odd.status_code == 200
        assert odd.text.count("「family=nothing」") == 1
        assert ("問を用意しました" in odd.text) is made
    assert site.get("/data/questions/file?family=nothing").headers["location"].startswith("/data/questions?made=1")
    monkeypatch.setattr(drawing, "PATIENCE", -1.0)
    assert "20 問中 1 問" in site.get("/data/questions?family=rnn.output&each=20&made=1").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_formulas_are_written_for_mathjax(some: list[Drawn], language: Language) -> None:
    for one in some:
        written = Written(one, language)
        parts = [
            written.stem,
            written.listed,
            written.answer,
            written.derivation,
            *(text for pair in written.slips for text in pair),
        ]
        for part in parts:
            assert "<math" not in part
            assert "$" not in re.sub(r"<code>.*?</code>|<pre>.*?</pre>", "", part, flags=re.DOTALL), part
            assert part.count(r"\(") == part.count(r"\)")
            ET.fromstring(f"<div>{part}</div>")  # every tag is closed, every sign escaped


# Anki.


def collection(content: bytes, folder: Path) -> sqlite3.Connection:
    """The collection of a package, as Anki opens it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        archive.extract("collection.anki2", folder)
    return sqlite3.connect(folder / "collection.anki2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_holds_a_note_a_question(site: Site, some: list[Drawn], tmp_path: Path, language: Language) -> None:
    response = site.get(address("anki", language))
    assert 'filename="edrill.apkg"' in response.headers["content-disposition"]
    opened = collection(response.content, tmp_path)
    notes = opened.execute("SELECT guid, mid, flds, tags, id FROM notes").fetchall()
    cards = opened.execute("SELECT nid, did, ord FROM cards").fetchall()
    (models,), (decks,) = (
        opened.execute("SELECT models FROM col").fetchone(),
        opened.execute("SELECT decks FROM col").fetchone(),
    )
    opened.close()
    shown = [one for one in some if not one.pictured]
    assert len(notes) == len({note[0] for note in notes}) == len(cards) == len(shown)
    (model,) = json.loads(models).values()
    assert [field["name"] for field in model["flds"]] == [
        "Title",
        "Question",
        "Choices",
        "Answer",
        "Derivation",
        "Slips",
        "Origin",
    ]
    assert len(model["css"]) < 1000
    assert {deck for _, deck, _ in cards} <= set(map(int, json.loads(decks)))
    assert {note[1] for note in notes} == {int(model["id"])}
    by_address = {origin(one.instance).address: one for one in shown}
    # Anki marks notes with the same first field as duplicates.
    assert len({note[2].split("\x1f")[0] for note in notes}) == len(notes)
    for note in notes:
        fields = note[2].split("\x1f")
        assert len(fields) == 7
        one = by_address.pop(fields[6])
        assert fields[0] == html.escape(f"{one.instance.title.in_language(language)} {one.number}")
        assert fields[3]
        assert bool(one.review.lines or one.review.remark or one.review.items) == bool(fields[4])
        assert one.topic in note[3].split()
    assert sum(bool(note[2].split("\x1f")[5]) for note in notes) > len(notes) / 3


def test_a_second_package_has_the_same_notes(site: Site, tmp_path: Path) -> None:
    guids = []
    for turn, language in enumerate(("ja", "ja", "en")):
        folder = tmp_path / str(turn)
        folder.mkdir()
        opened = collection(site.get(address("anki", language)).content, folder)
        guids.append([row[0] for row in opened.execute("SELECT guid FROM notes")])
        opened.close()
        site.clock.go(86_400)
    assert guids[0] == guids[1]
    assert set(guids[0]).isdisjoint(guids[2])


# Moodle, read by its documentation (docs.moodle.org, Moodle XML format).

ALLOWED = {
    "multichoice": {"single", "shuffleanswers", "answernumbering", "showstandardinstruction", "answer"},
    "numerical": {"answer"},
    "matching": {"shuffleanswers", "subquestion"},
    "cloze": set(),
}
COMMON = {"name", "questiontext", "generalfeedback", "penalty", "hidden", "idnumber"}
# The shares that Moodle accepts: others are refused, or taken for the nearest, as its import is set.
SHARES = {
    "100",
    "90",
    "83.33333",
    "80",
    "75",
    "70",
    "66.66667",
    "60",
    "50",
    "40",
    "33.33333",
    "30",
    "25",
    "20",
    "16.66667",
} | {*("14.28571", "12.5", "11.11111", "10", "5", "0")}
FIELD = re.compile(r"\{(\d+):NUMERICAL:([^{}]*)\}")


def text_of(element: ET.Element | None) -> str:
    """What stands in the one <text> of an element."""
    assert element is not None
    (found,) = element.findall("text")
    return found.text or ""


def questions_of(content: bytes) -> list[ET.Element]:
    """The questions of a file whose structure is as documented."""
    root = ET.fromstring(content)
    assert root.tag == "quiz"
    assert all(child.tag == "question" for child in root)
    found = []
    for question in root:
        kind = question.attrib["type"]
        if kind == "category":
            (category,) = question
            assert re.fullmatch(r"\$course\$/top/E資格ドリル/[^/]+(//[^/]+)*", text_of(category))
            continue
        tags = {child.tag for child in question}
        assert tags == COMMON | ALLOWED[kind] | ({"defaultgrade"} if kind != "cloze" else set())
        for name in ("questiontext", "generalfeedback"):
            part = question.find(name)
            assert part is not None
            assert part.attrib == {"format": "html"}
            ET.fromstring(f"<div>{text_of(part)}</div>")
        assert 0 < len(text_of(question.find("name"))) <= 255
        assert 0 < len(question.findtext("idnumber") or "") <= 100
        assert question.findtext("hidden") == "0"
        found.append(question)
    return found


def accepts(answers: list[tuple[str, float, float]], value: float) -> bool:
    """Whether Moodle's numerical question takes a value for right: the first answer that it is near to decides."""
    for share, expected, tolerance in answers:
        near = tolerance + 1e-14  # as PHP adds with its 14 digits
        if expected - near <= value <= expected + near:
            return share == "100"
    return False


def values_right(one: Drawn, answers: list[tuple[str, float, float]], cell: float) -> None:
    """What Moodle takes for right is what the app does."""
    asked = one.instance.format.rounding
    assert asked is not None
    unit = rounding.unit(asked, cell)
    shown = rounding.rounded(cell, asked)
    for units in (-1, 0, 1):  # what is typed with the asked places, up to the very edge
        typed = float(f"{shown + units * unit:.12g}")
        assert accepts(answers, typed) is rounding.is_right(asked, cell, typed), (one.name, units)
    for step in (-3, -1.6, -0.9, -0.5, 0.5, 0.9, 1.6, 3):
        value = cell + step * unit
        near_edge = abs(abs(step) - 1) < 0.55  # of the shown value, which is half a unit off at most
        if not near_edge:
            assert accepts(answers, value) is rounding.is_right(asked, cell, value), (one.name, step)


@pytest.mark.parametrize("language", LANGUAGES)
def test_moodle_reads_the_questions(site: Site, some: list[Drawn], language: Language) -> None:
    response = site.get(address("moodle", language))
    questions = questions_of(response.content)
    taken = [one for one in some if not one.pictured and takes(one)]
    assert len(questions) == len(taken)
    assert len({question.findtext("idnumber") for question in questions}) == len(questions)
    assert {question.attrib["type"] for question in questions} == set(ALLOWED)
    by_number = {f"edrill.{one.name}.{language}": one for one in taken}
    for question in questions:
        one = by_number.pop(question.findtext("idnumber") or "")
        key, kind = one.instance.key, question.attrib["type"]
        answers = question.findall("answer")
        shares = [answer.attrib["fraction"] for answer in answers]
        assert {share.removeprefix("-") for share in shares} <= SHARES
        if kind == "multichoice":
            right = {place for place, share in enumerate(shares) if float(share) > 0}
            assert right == ({key.choice} if key.choice is not None else set(key.chosen))
            assert sum(float(share) for share in shares if float(share) > 0) == pytest.approx(100, abs=1e-3)
            assert question.findtext("single") == ("true" if key.choice is not None else "false")
            assert question.findtext("showstandardinstruction") == "0"
            assert len(answers) >= 2  # else Moodle stops reading
            assert len({text_of(answer) for answer in answers}) == len(one.instance.choices)
            if one.review.choices:
                told = [bool(text_of(answer.find("feedback"))) for answer in answers]
                assert told == [bool(said.remark) for said in one.review.choices]
        elif kind == "numerical":
            read = [(a.attrib["fraction"], float(text_of(a)), float(a.findtext("tolerance") or "x")) for a in answers]
            values_right(one, read, key.cells[0])
            assert sum(bool(text_of(answer.find("feedback"))) for answer in answers) == len(one.slipped)
            assert one.instance.format.rounding is not None
            for _, (wrong,) in one.slipped.values():
                assert not accepts(read, rounding.rounded(wrong, one.instance.format.rounding))
        elif kind == "cloze":
            fields = FIELD.findall(text_of(question.find("questiontext")))
            assert len(fields) == len(key.cells)
            for (weight, field), cell in zip(fields, key.cells, strict=True):
                assert weight == "1"
                parts = [part.removeprefix("=").split(":") for part in field.split("~")]
                values_right(one, [("100", float(value), float(near)) for value, near in parts], cell)
        else:
            pairs = [(text_of(part), text_of(part.find("answer"))) for part in question.findall("subquestion")]
            asked = [(text, answer) for text, answer in pairs if text]
            assert len(asked) >= 2  # with fewer, or fewer than three answers, Moodle stops reading
            assert len(pairs) >= 3
            assert len(asked) == len(one.instance.items)
            assert all(answer and not re.search(r"[<$\\]", answer) for _, answer in pairs)
            given = [answer for _, answer in asked]
            right_texts = form_of(one.instance.form).right(one.instance).flat.texts
            if key.before:
                assert tuple(given) == right_texts
            else:
                assert len(pairs) == len(one.instance.options)
                options = [option.text.in_language(language) for option in one.instance.options]
                assert given in ([options[k] for k in key.pairs], ["ABCDEFGH"[k] for k in key.pairs])


def test_the_reader_notices_what_is_wrong(site: Site) -> None:
    """Planted faults: a share that Moodle does not know, a tag that it does not read."""
    content = site.get(address("moodle", "ja")).content
    assert b"33.33333" in content or b'fraction="50"' in content
    with pytest.raises(AssertionError):
        questions_of(content.replace(b"<hidden>", b"<hiden>").replace(b"</hidden>", b"</hiden>"))
    with pytest.raises(ET.ParseError):
        questions_of(content[:-20])


def test_an_order_with_several_right_ones_is_left_out(some: list[Drawn], bank: Bank) -> None:
    orders = [
        one for one in drawn(bank, ["gradients.training-order", "rnn.addition-order"], 1) if one.instance.key.before
    ]
    assert [takes(one) for one in orders] == [False, True] or [takes(one) for one in orders] == [True, False]
