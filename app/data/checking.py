"""An exported file is looked through: against the format, within itself, and each answer against its question."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TextIO

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.data.format import FORMAT, VERSION, Head, InstanceRecord, QuizRecord
from app.data.reading import BrokenError, Piece, pieces
from app.web.markdown import to_html, to_inline_html
from app.web.mathml import to_mathml
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import UNKNOWN, Flat
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Instance

LONG = "quizzes"
MOST_FAULTS = 5  # that are told
LONGEST_VALUE = 40  # characters of a value that does not fit

Why = Literal[
    "broken",
    "foreign",
    "newer",
    "missing",
    "unknown",
    "value",
    "twice",
    "reference",
    "answer",
    "elsewhere",
    "clash",
    "unshown",
]
_WHY: dict[str, Why] = {"missing": "missing", "extra_forbidden": "unknown"}


_TOLD: dict[Why, Bilingual] = {
    "broken": Bilingual(ja="JSON として読めません", en="this is no JSON"),
    "foreign": Bilingual(
        ja="このアプリが書き出したファイルではありません", en="this is no file that this app exported"
    ),
    "newer": Bilingual(ja="このアプリより新しい形式です", en="the format is newer than this app"),
    "missing": Bilingual(ja="あるはずの項目がありません", en="something that must be there is missing"),
    "unknown": Bilingual(ja="形式にない項目です", en="the format has no such thing"),
    "value": Bilingual(ja="ここに入る値ではありません", en="the value does not fit here"),
    "twice": Bilingual(ja="同じものが前にもあります", en="the same is there before"),
    "reference": Bilingual(
        ja="指す相手がファイルの中にないか、指せないものです",
        en="what it refers to is not in the file, or no such thing",
    ),
    "elsewhere": Bilingual(ja="同じものがここでは別の演習にあります", en="the same is in another quiz here"),
    "clash": Bilingual(ja="ここにあるデータと両立しません", en="it does not go together with what is here"),
    "unshown": Bilingual(ja="表示できない問題です", en="this question cannot be shown"),
    "answer": Bilingual(ja="問題の形式に合わない解答です", en="the answer is none to its question"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file: in which line, where in it, why; and the value, where that helps."""

    line: int
    place: str
    why: Why
    value: str = ""

    @property
    def told(self) -> Bilingual:
        """Why, in words."""
        return _TOLD[self.why]


class FaultyError(ValueError):
    """A file that nothing is taken from; ``more`` says that it has other faults."""

    def __init__(self, faults: Sequence[Fault], *, more: bool) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)
        self.more = more


class _Seen:
    """The uids that came before in the file, and of the questions that are here already, in which quiz each is."""

    def __init__(self, here: Mapping[str, str]) -> None:
        self.here = here
        self.quizzes: set[str] = set()
        self.instances: set[str] = set()


def looked_through(bank: Bank, file: TextIO, here: Mapping[str, str]) -> Head:
    """The head of a file in which everything is as it should be; raises ``FaultyError``.

    ``here`` has the uid of each question of the learner's that is here already, with that of its quiz.
    """
    faults: list[Fault] = []
    heads: dict[str, Piece] = {}
    seen = _Seen(here)
    try:
        for piece in pieces(file, LONG):
            if piece.place is None:
                heads[piece.name] = piece
            else:
                faults += _quiz_faults(bank, piece, seen)
            if len(faults) > MOST_FAULTS:  # what comes after is not read: a head that is missing may be there
                raise FaultyError(faults[:MOST_FAULTS], more=True)
    except BrokenError as error:
        faults.append(Fault(error.line, "", "broken"))
    head, wrong = _head(heads)
    every = [*wrong, *faults]
    if head is None or every:
        raise FaultyError(every[:MOST_FAULTS], more=len(every) > MOST_FAULTS)
    return head


def _head(heads: dict[str, Piece]) -> tuple[Head | None, list[Fault]]:
    """The head, or what is wrong with it: first of all, whether it is one of ours and not of a newer version."""
    plain = {name: piece.text for name, piece in heads.items() if name != LONG}
    kind, version = plain.get("format", ""), plain.get("version", "")
    if kind != json.dumps(FORMAT):
        return None, [Fault(1, "format", "foreign", kind[:LONGEST_VALUE])]
    if version != str(VERSION) and version.isdecimal():
        return None, [Fault(heads["version"].line, "version", "newer", version[:LONGEST_VALUE])]
    missing = [] if LONG in heads else [Fault(1, LONG, "missing")]
    whole = "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in plain.items()) + "}"
    try:
        return Head.model_validate_json(whole, strict=True), missing
    except ValidationError as error:
        lines = {name: piece.line for name, piece in heads.items()}
        return None, [_fault(one, lines.get(str((*one["loc"], "")[0]), 1), "") for one in error.errors()] + missing


def _fault(error: ErrorDetails, line: int, before: str) -> Fault:
    found = error["input"]
    shown = str(found)[:LONGEST_VALUE] if isinstance(found, str | int | float | None) else ""
    why = _WHY.get(error["type"], "value")
    place = _path(before, error["loc"])
    return Fault(line, place, why, "" if why == "missing" else shown)


def _path(before: str, parts: Sequence[str | int]) -> str:
    """A place as one would write it: quizzes[2].instances[0].content."""
    path = before
    for part in parts:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _quiz_faults(bank: Bank, piece: Piece, seen: _Seen) -> Iterator[Fault]:
    """What is wrong with a quiz: in itself, beside those before it and what is here, and with its answers."""
    at = f"{LONG}[{piece.place}]"
    try:
        quiz = QuizRecord.model_validate_json(piece.text, strict=True)
    except ValidationError as error:
        yield from (_fault(one, piece.line, at) for one in error.errors())
        return
    if quiz.repeats is not None and quiz.repeats not in seen.quizzes:
        yield Fault(piece.line, f"{at}.repeats", "reference", quiz.repeats)
    if quiz.uid in seen.quizzes:
        yield Fault(piece.line, f"{at}.uid", "twice", quiz.uid)
    seen.quizzes.add(quiz.uid)
    free = set[str]()  # whose answer was withdrawn, and whose place nothing took yet
    for number, row in enumerate(quiz.instances):
        here = f"{at}.instances[{number}]"
        if row.uid in seen.instances:
            yield Fault(piece.line, f"{here}.uid", "twice", row.uid)
        elif seen.here.get(row.uid, quiz.uid) != quiz.uid:
            yield Fault(piece.line, f"{here}.uid", "elsewhere", row.uid)
        seen.instances.add(row.uid)
        if row.replaces is not None and row.replaces not in free:
            yield Fault(piece.line, f"{here}.replaces", "reference", row.replaces)
        free.discard(row.replaces or "")
        if row.replaced_at is not None:
            free.add(row.uid)
        if not _shows(bank, row.content):
            yield Fault(piece.line, f"{here}.content", "unshown")
        elif not _fits(bank, row):
            yield Fault(piece.line, f"{here}.submission", "answer")


def _drawn(bank: Bank, instance: Instance) -> bool:
    """Whether a question is one that the bank draws today, which is proven to be fit to be shown."""
    card = bank.families.get(instance.family)
    if card is None or card.version != instance.version or (instance.level, instance.form) not in card.asks:
        return False
    return bank.issue(instance.family, instance.level, instance.form, instance.seed) == instance


def _shows(bank: Bank, instance: Instance) -> bool:
    """Whether a page can show a question and what there is to say of it."""
    blocks = [instance.stem]
    lines = [instance.title, instance.format.note, *instance.conventions]
    lines += [one.text for one in (*instance.choices, *instance.items, *instance.options, *instance.figures)]
    try:
        if _drawn(bank, instance):
            return True
        for text in blocks:
            to_html(text.ja), to_html(text.en)
        for text in lines:
            to_inline_html(text.ja), to_inline_html(text.en)
        to_mathml(instance.format.label)
        bank.review(instance, UNKNOWN)
    except Exception:  # whatever it is: a page would fail on it as well
        return False
    return True


def _fits(bank: Bank, row: InstanceRecord) -> bool:
    """Whether an answer can be one to its question. A number that today's rules cannot read is left as it was read."""
    if row.submission is None:
        return True
    held, instance, cells = form_of(row.content.form), row.content, row.submission.cells
    flat = Flat(row.submission.choice, row.submission.texts)
    try:
        answer = held.answer(flat)
        if answer.flat != flat or len(flat.texts) > held.most_texts(instance):
            return False
        if not answer.given:
            return not cells
        reading = bank.read_stored(instance, answer)
        if held.typed and not reading.readable:
            return len(cells) == held.fields(instance)
        return len(held.grade(instance, answer, reading).cells) == len(cells)
    except Exception:  # whatever it is: a page would fail on it as well
        return False
