"""Drawn questions as Moodle XML (docs.moodle.org, "Moodle XML format").

A value is ``numerical`` with its tolerance, several are ``cloze`` with a numerical field each, choices are
``multichoice``, pairs are ``matching``. An order is ``matching`` of its items with their places, where only one order
is right; where several are, no type of Moodle's grades it, and it is left out.
"""

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence

from app.data.drawing import Drawn
from app.data.written import LETTERS, Written, formula, is_plain
from question_bank.forms import form_of
from question_bank.model import rounding
from question_bank.model.bilingual import Language
from question_bank.model.instance import Rounding


def takes(one: Drawn) -> bool:
    """Whether Moodle has a type for a question."""
    needs = one.instance.key.before
    return not needs or sorted(map(len, needs)) == list(range(len(needs)))


def document(questions: Sequence[Drawn], titles: Mapping[str, str], language: Language) -> bytes:
    """The file; ``titles`` are those of the topics, each a category."""
    quiz = ET.Element("quiz")
    topic = None
    for one in questions:
        if one.topic != topic:
            topic = one.topic
            category = _question(quiz, "category")
            name = titles[topic].replace("/", "//")  # a single one parts categories
            _text(ET.SubElement(category, "category"), f"$course$/top/E資格ドリル/{name}")
        _Asked(quiz, one, language).add()
    ET.indent(quiz)
    written: bytes = ET.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return written


def _question(quiz: ET.Element, kind: str) -> ET.Element:
    return ET.SubElement(quiz, "question", type=kind)


def _text(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "text").text = text


def _html(parent: ET.Element, tag: str, text: str) -> None:
    _text(ET.SubElement(parent, tag, format="html"), text)


def _plain(parent: ET.Element, **values: str) -> None:
    for tag, value in values.items():
        ET.SubElement(parent, tag).text = value


def _percent(share: float) -> str:
    """A share as Moodle's list of fractions has it: 33.33333."""
    return f"{100 * share:.5f}".rstrip("0").rstrip(".")


class _Asked:
    """A question on its way into the file."""

    def __init__(self, quiz: ET.Element, one: Drawn, language: Language) -> None:
        self.quiz = quiz
        self.one = one
        self.written = Written(one, language)
        self.instance = one.instance
        self.language = language

    def add(self) -> None:
        """Add it as what its key holds."""
        key = self.instance.key
        if key.choice is not None:
            self._multichoice({key.choice}, single=True)
        elif key.chosen:
            self._multichoice(set(key.chosen), single=False)
        elif key.pairs:
            self._matching()
        elif key.before:
            self._places()
        elif len(key.cells) == 1:
            self._numerical()
        else:
            self._cloze()

    def _begin(self, kind: str, text: str) -> ET.Element:
        question = _question(self.quiz, kind)
        _text(ET.SubElement(question, "name"), f"{self.written.title} {self.one.number}")
        _html(question, "questiontext", text)
        _html(question, "generalfeedback", self.written.answer + "\n" + self.written.derivation)
        if kind != "cloze":
            _plain(question, defaultgrade="1")
        _plain(question, penalty="0.3333333", hidden="0", idnumber=f"edrill.{self.one.name}.{self.language}")
        return question

    def _multichoice(self, right: set[int], *, single: bool) -> None:
        """Of all that hold, as many as there are can be ticked, also where it is one: how many they are is not told."""
        question = self._begin("multichoice", self.written.stem)
        _plain(question, single=str(single).lower(), shuffleanswers="true", answernumbering="123")
        _plain(question, showstandardinstruction="0")  # how many are to be chosen is said in the text
        texts, said = self.written.choices, self.one.review.choices
        others = len(texts) - len(right)
        for place, text in enumerate(texts):
            wrong = "0" if single or not others else f"-{_percent(1 / others)}"
            answer = ET.SubElement(
                question, "answer", fraction=_percent(1 / len(right)) if place in right else wrong, format="html"
            )
            _text(answer, text)
            remark = said[place].remark if place < len(said) else None
            _html(answer, "feedback", "" if remark is None else self.written.inline(remark))

    def _matching(self) -> None:
        options = [self.written.local(option.text) for option in self.instance.options]
        plain = all(map(is_plain, options))  # a list to pick from shows no formulas
        names = options if plain else list(LETTERS[: len(options)])
        pairs = self.instance.key.pairs
        question = self._begin("matching", self.written.stem + ("" if plain else "\n" + self.written.options))
        _plain(question, shuffleanswers="true")
        left = [name for place, name in enumerate(names) if place not in pairs]
        texts = self.written.lines(self.instance.items)
        self._subquestions(
            question, [*zip(texts, (names[k] for k in pairs), strict=True), *(("", name) for name in left)]
        )

    def _places(self) -> None:
        question = self._begin("matching", self.written.stem)
        _plain(question, shuffleanswers="true")
        places = form_of(self.instance.form).right(self.instance).flat.texts
        self._subquestions(question, [*zip(self.written.lines(self.instance.items), places, strict=True)])

    @staticmethod
    def _subquestions(question: ET.Element, pairs: Sequence[tuple[str, str]]) -> None:
        for text, answer in pairs:
            part = ET.SubElement(question, "subquestion", format="html")
            _text(part, text)
            _text(ET.SubElement(part, "answer"), answer)

    @property
    def _rounding(self) -> Rounding:
        asked = self.instance.format.rounding
        if asked is None:
            raise ValueError(f"{self.instance.family}: values without a rounding")
        return asked

    def _accepted(self, cell: float) -> list[tuple[str, str]]:
        """The values that are right, each with its tolerance: the key as it is shown, and before rounding."""
        values = dict.fromkeys((rounding.rounded(cell, self._rounding), cell))
        return [(_number(value), _number(rounding.tolerance(self._rounding, value))) for value in values]

    def _numerical(self) -> None:
        question = self._begin("numerical", self.written.stem)
        (cell,) = self.instance.key.cells
        for value, tolerance in self._accepted(cell):
            self._value(question, "100", value, tolerance, "")
        for text, (wrong,) in self.one.slipped.values():
            shown = _number(rounding.rounded(wrong, self._rounding))
            near = _number(rounding.unit(self._rounding, wrong) / 2)
            self._value(question, "0", shown, near, self.written.inline(text))

    @staticmethod
    def _value(question: ET.Element, fraction: str, value: str, tolerance: str, feedback: str) -> None:
        answer = ET.SubElement(question, "answer", fraction=fraction, format="moodle_auto_format")
        _text(answer, value)
        _html(answer, "feedback", feedback)
        _plain(answer, tolerance=tolerance)

    def _cloze(self) -> None:
        held = form_of(self.instance.form)
        cells = self.instance.key.cells
        rows = "".join(
            f"<tr>{''.join(f'<td>{self._field(cells[place])}</td>' for place in row)}</tr>"
            for row in held.rows(self.instance)
        )
        self._begin(
            "cloze", f"{self.written.stem}\n<p>{formula(self.instance.format.label)} =</p><table>{rows}</table>"
        )

    def _field(self, cell: float) -> str:
        return "{1:NUMERICAL:" + "~".join(f"={value}:{near}" for value, near in self._accepted(cell)) + "}"


def _number(value: float) -> str:
    return f"{value:.12g}"
