"""Passages with blanks, and four choices that combine fillings, as the exam asks: ``passages.toml`` of a topic.

Each blank shows its right filling in two of the choices and one tempting wrong filling in the other two. So the
fillings of one blank never give the answer away, and neither does counting which occurs most often.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from math import prod

from question_bank.kinds.options import Option, Options
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.data import topic_data
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.frozen import Frozen

MARKS = Bilingual(ja="あいうえお", en="ABCDE")
SMALL = 100
PARTNERS = (1, 2, 3)  # the wrong choice that shares a blank's right filling with the right one
_BLANK = re.compile(r"\[\[(\d)\]\]")


class Filling(Bilingual):
    """A wrong filling; ``because`` is what there is to say of just this one, said only where it is shown."""

    because: Bilingual | None = None


class Blank(Frozen):
    """A blank: its right filling, tempting wrong ones, and why; the reason speaks of the right filling alone."""

    right: Bilingual
    wrong: tuple[Filling, ...]
    reason: Bilingual


class Passage(Frozen):
    """A text with ``[[1]]``, ``[[2]]`` … where its blanks are."""

    points: tuple[str, ...]
    text: Bilingual
    blanks: tuple[Blank, ...]


@cache
def passages(topic: str) -> Mapping[str, Passage]:
    """The passages of a topic; raises where its file is missing or not of its form."""
    return {name: Passage.model_validate(text) for name, text in topic_data(topic, "passages.toml").items()}


TOGETHER = "\u2060"  # no line may break between a mark and its filling


def _mark(blank: int) -> Bilingual:
    return Bilingual(ja=f"（{MARKS.ja[blank]}）{TOGETHER}", en=f"({MARKS.en[blank]})")


def _gap(blank: int) -> Bilingual:
    """A blank in the text, wide enough to be seen."""
    return Bilingual(ja=f"（\u00a0{MARKS.ja[blank]}\u00a0）", en=f"(\u00a0{MARKS.en[blank]}\u00a0)")


def _both(ja: str, en: str) -> Bilingual:
    return Bilingual(ja=ja, en=en)


def _written(passage: Passage, fillings: Sequence[Bilingual]) -> Bilingual:
    def write(language: Language) -> str:
        text = passage.text.in_language(language)
        return _BLANK.sub(lambda found: fillings[int(found[1]) - 1].in_language(language), text)

    return _both(write("ja"), write("en"))


def with_blanks(passage: Passage) -> Bilingual:
    """The passage with a mark in each blank."""
    return _written(passage, [_gap(k) for k in range(len(passage.blanks))])


def filled(passage: Passage) -> Bilingual:
    """The passage with its right fillings, each beside its mark."""
    pairs = [(MARKS.ja[k], MARKS.en[k], blank.right) for k, blank in enumerate(passage.blanks)]
    return _written(passage, [_both(f"（{ja}：{right.ja}）", f"({en}: {right.en})") for ja, en, right in pairs])


def _draw(topic: str, d: Draw) -> Parameters:
    name = d.pick("passage", sorted(passages(topic)))
    blanks = passages(topic)[name].blanks
    # The first three blanks have partners of their own: each wrong choice is wrong somewhere, and no two are alike.
    partners = [*d.shuffled("partners", PARTNERS), *(d.pick("partner", PARTNERS, k) for k in range(3, len(blanks)))]
    return {
        "passage": name,
        "wrong": [d.integer("wrong", 0, len(blank.wrong) - 1, k) for k, blank in enumerate(blanks)],
        "partners": d.shuffled("places", partners),
    }


def _reason(blank: Blank, filling: Bilingual) -> Bilingual:
    """Why the right filling is right, by its name where another one stands there, and what is wrong with that."""
    if not isinstance(filling, Filling):
        return blank.reason
    right, reason = blank.right, blank.reason
    named = _both(f"正しくは「{right.ja}」：{reason.ja}", f"Right is “{right.en}”: {reason.en}")
    if filling.because is None:
        return named
    return _both(f"{named.ja}{filling.because.ja}", f"{named.en} {filling.because.en}")


def _choice(passage: Passage, p: Parameters, choice: int) -> Option:
    """Choice 0 is the right one; the others are wrong in each blank whose partner they are not."""
    off = [k for k, partner in enumerate(p["partners"]) if choice and choice != partner]
    fillings = [blank.wrong[p["wrong"][k]] if k in off else blank.right for k, blank in enumerate(passage.blanks)]
    marks = [_mark(k) for k in range(len(fillings))]
    text = _both(
        "　".join(f"{mark.ja}{filling.ja}" for mark, filling in zip(marks, fillings, strict=True)),
        "; ".join(f"{mark.en}\u00a0{filling.en}" for mark, filling in zip(marks, fillings, strict=True)),
    )
    reasons = [(marks[k], _reason(passage.blanks[k], fillings[k])) for k in (off or range(len(fillings)))]
    remark = _both(
        "\n".join(f"- {mark.ja}{reason.ja}" for mark, reason in reasons),
        "\n".join(f"- {mark.en} {reason.en}" for mark, reason in reasons),
    )
    wrong_in = " ".join(str(k + 1) for k in off)
    if not off:
        return Option("", text, remark)
    letters = [MARKS.ja[k] for k in off], [MARKS.en[k] for k in off]
    blanks = "".join(f"（{letter}）" for letter in letters[0])
    brief = _both(f"{blanks}が誤りです。", f"Wrong in {', '.join(letters[1])}.")
    return Option(f"wrong in blanks {wrong_in}", text, remark, brief=brief)


def _problem(topic: str, p: Parameters) -> Options:
    passage = passages(topic)[p["passage"]]
    right, *wrong = (_choice(passage, p, choice) for choice in range(4))
    words = {"passage": with_blanks(passage), "filled": filled(passage)}
    return Options(right, tuple(wrong), named=False, words=words)


def _contents(passage: Passage) -> int:
    """How many questions a passage makes: a wrong filling for each blank, and which blanks share a partner."""
    blanks = len(passage.blanks)
    splits: int = (3 ** (blanks - 1) - 2**blanks + 1) // 2  # of the blanks into three groups, none empty
    return splits * prod(len(blank.wrong) for blank in passage.blanks)


def passage_family(topic: str, *, version: int = 1) -> Family:
    """The family that asks for the fillings of a passage on a topic."""
    contents = sum(map(_contents, passages(topic).values()))
    return Family(
        id=f"{topic}.passage",
        version=version,
        asks=((1, "choice"),),
        draw=lambda d, _: _draw(topic, d),
        problem=lambda p: _problem(topic, p),
        contents=contents if contents < SMALL else None,
        points=tuple(sorted({point for passage in passages(topic).values() for point in passage.points})),
    )
