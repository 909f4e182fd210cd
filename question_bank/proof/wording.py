"""How the texts of a question are written: in the signs of these templates, in one voice, alike in both languages."""

import re
from collections.abc import Iterator

from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.letters import MATHS, names_in
from question_bank.model.phrases import LONGEST
from question_bank.model.texts import UNWRITTEN

_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_BRACES = re.compile(r"\{\{\s*(\w+)\s*\}\}|\{%")
_JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
_PLAIN_FORM = re.compile(r"(である|だ|する|なる|る|ない|(?<!まし)(?<!でし)た)。$")
_ASKS = re.compile(r"\b([Ff]ind|[Gg]ive|[Ww]hich|[Cc]hoose|[Pp]ut)\b")
_ASKS_JA = re.compile(r"(ください|ですか)。")
_FORMULA = re.compile(r"[$\\_^{}=+*/0-9²₀-₉⁰-⁹Α-Ωα-ω∂Σ]")  # a formula begins so; a phrase has no number either
_VERB = re.compile(r"[うくぐすつぬぶむる]$")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


def source_problems(text: str) -> Iterator[str]:
    """What is wrong with a file of texts as it stands, line by line."""
    for number, line in enumerate(_CODE.sub(lambda code: "\n" * code[0].count("\n"), text).split("\n"), start=1):
        if braces := _BRACES.search(line):
            word = braces[1]
            instead = f"[[ {word} ]]" if word else "[% … %]"
            yield f", line {number}: {braces[0]} is printed as it stands; values and blocks are written {instead}"
        if left := [sign for signs in UNWRITTEN.values() for sign in signs if sign in line]:
            yield f", line {number}: {left[0]} waits to be written"
        if control := _CONTROL.search(line):
            yield f", line {number}: the sign {control[0]!r}, where spaces or a backslash belong"


def voice_problems(stem: Bilingual) -> Iterator[tuple[str, str]]:
    """Stems ask politely in Japanese, and say in English what is to be done; by language."""
    ja, en = _CODE.sub("", stem.ja), stem.en
    if not _ASKS_JA.search(ja.partition("\n\n")[0]):
        yield "ja", "the stem's first paragraph asks nothing: it has 〜てください。 or 〜ですか。"
    for sentence in re.findall(r"[^。\n]+。", ja):
        if _PLAIN_FORM.search(sentence):
            yield "ja", f"stems are in です・ます, and this is plain form: {sentence.strip()}"
    if not _ASKS.search(en):
        yield "en", "the stem asks nothing: it has Find, Give, Choose, Put or Which"
    if found := _JAPANESE.search(en):
        yield "en", f"Japanese in the English stem: {en[max(0, found.start() - 10) : found.start() + 20]}"


def phrase_problems(phrase: Bilingual) -> Iterator[str]:
    """What is wrong with a step's phrase: a heading in both languages that says what is done, in words alone."""
    for language in LANGUAGES:
        text = phrase.in_language(language)
        if not text.strip():
            yield f"no phrase in {language}"
        elif len(text) > LONGEST[language]:
            yield f"the phrase has {len(text)} signs in {language}, at most {LONGEST[language]} fit: {text}"
        if found := _FORMULA.search(text):
            yield f"a phrase is words alone, without {found[0]!r}: {text}"
    if phrase.ja.strip() and not _VERB.search(phrase.ja):
        yield f"a Japanese phrase ends in a verb in its plain form, as 〜を求める: {phrase.ja}"
    if phrase.en.strip() and not re.match(r"[A-Z][a-z]+ .*\w$", phrase.en):
        yield f"an English phrase begins with a verb, as Find …, and has no full stop: {phrase.en}"
    if found := _JAPANESE.search(phrase.en):
        yield f"Japanese in the English phrase: {phrase.en}"


def _formulas(text: str) -> frozenset[str]:
    return frozenset((found[0] or found[1]).strip() for found in MATHS.findall(_CODE.sub(" ", text)))


def differing(text: Bilingual) -> Iterator[tuple[str, str]]:
    """Formulas that stand in one language alone, with that which lacks them.

    A single letter that the other has within a formula, or a number that it has as a word, is none.
    """
    for has, lacks in (LANGUAGES, LANGUAGES[::-1]):
        own, other = text.in_language(has), text.in_language(lacks)
        alone = _formulas(own) - _formulas(other)
        missing = sorted(f for f in alone if len(f) > 1 or not (f.isdigit() or names_in(f"${f}$") <= names_in(other)))
        if missing:
            yield lacks, f"{', '.join(f'${formula}$' for formula in missing)} stands in {has} alone"
