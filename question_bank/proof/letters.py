r"""Is every letter explained? What stands in a question's formulas must be given, agreed on, or known from the topic.

A letter is a Latin or Greek one with its accent and the words below it: ``W_{\mathrm{in}}``, ``\tilde{h}``, ``d_k``.
Times and numbers around it do not count: z^{t-1} is z. Words set upright (tanh, softmax) are no letters.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.family import Family
from question_bank.model.instance import Instance, Review
from question_bank.model.topic_pages import topic_page

_MATHS = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_UPRIGHT = re.compile(r"\\(?:mathrm|operatorname|text|mathbf|mathbb|begin|end)\{[^{}]*\}")
_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi varphi"
    " chi psi omega ell Delta Theta Lambda Sigma Phi Psi Omega"
)
_GREEK = frozenset(_NAMES.split())
_ACCENTS = frozenset({"tilde", "hat", "bar", "overrightarrow", "overleftarrow"})
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|[{}_^]|.", re.DOTALL)
_EVERYWHERE = frozenset({"e"})  # Euler's number
_INDEXED = re.compile(r"((?:\\(?:tilde|hat|bar)\{[^{}]*\})|\\[A-Za-z]+|[A-Za-z])_(?:\{([^{}\\]*)\}|([0-9a-z]))")
_DECLARED = re.compile(r"\$([^$=]+)\$ は((?:[^。、（）$]|\$[^$]*\$)+)")  # $r$ は候補訳の長さに最も近い参照訳の長さ


def letters(latex: str) -> frozenset[str]:
    """The letters of a formula."""
    upright = re.sub(r"(?<=_)\{?\(?\\mathrm\{([^{}]*)\}\)?\}?", r"{\\word \1}", latex)
    return frozenset(_read(_TOKEN.findall(_UPRIGHT.sub(" ", upright)))) - _EVERYWHERE


def _read(tokens: list[str]) -> Iterator[str]:
    place = 0
    while place < len(tokens):
        mark = tokens[place]
        place += 1
        if mark == "^":  # what stands above is read by itself: a time, a power, or a formula
            continue
        if mark == "_" and tokens[place : place + 2] == ["{", "\\word"]:  # below a word: Count_clip is no letter
            _, place = _group(tokens, place)
            continue
        if mark.startswith("\\") and mark[1:] in _ACCENTS:
            group, place = _group(tokens, place)
            yield from (f"\\{mark[1:]}{{{inner}}}" for inner in _read(group))
        elif (len(mark) == 1 and mark.isascii() and mark.isalpha()) or mark[1:] in _GREEK:
            below, after = _below(tokens, place)
            place = after
            yield mark if below is None else f"{mark}_{below}"


def _group(tokens: list[str], place: int) -> tuple[list[str], int]:
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    if place >= len(tokens) or tokens[place] != "{":
        return tokens[place : place + 1], place + 1
    depth, end = 1, place + 1
    while end < len(tokens) and depth:
        depth += {"{": 1, "}": -1}.get(tokens[end], 0)
        end += 1
    return tokens[place + 1 : end - 1], end


def _below(tokens: list[str], place: int) -> tuple[str | None, int]:
    """The word below a letter, where it is one; an index is read by itself."""
    if place >= len(tokens) or tokens[place] != "_":
        return None, place
    group, after = _group(tokens, place + 1)
    if group and group[0] == "\\word":
        return "".join(group[1:]).strip(), after
    return None, place


def letters_in(text: str) -> frozenset[str]:
    """The letters of all formulas in a text; code is left out."""
    plain = _CODE.sub(" ", text)
    return frozenset().union(*(letters(found[0] or found[1]) for found in _MATHS.findall(plain)))


def _of(texts: Iterable[Bilingual]) -> frozenset[str]:
    return frozenset().union(*(letters_in(text.in_language(language)) for text in texts for language in LANGUAGES))


@cache
def table(topic: str) -> frozenset[str]:
    """The letters that a topic's page explains, in its table and in what that says."""
    page = topic_page(topic)
    known = (letters(letter.latex) for letter in page.letters)
    return frozenset().union(*known, *(_of([letter.means]) for letter in page.letters))


def page_letters(topic: str) -> frozenset[str]:
    """The letters of a topic page's formulas, misprints and picture."""
    page = topic_page(topic)
    shown = [formula.latex for formula in page.formulas]
    shown += [latex for misprint in page.misprints for latex in (misprint.printed, misprint.right)]
    shown += [part.latex for part in (*page.picture.nodes, *page.picture.arrows) if part.latex]
    said = [formula.says for formula in page.formulas] + [misprint.why for misprint in page.misprints]
    return frozenset().union(*map(letters, shown)) | _of(said)


def indexed(latex: str) -> frozenset[str]:
    """The letters with an index in a formula: E of E_0. The bare letter is another: the loss, not a part of it."""
    return frozenset(found[1] for found in _INDEXED.finditer(latex))


def _indexed_in(texts: Iterable[Bilingual]) -> frozenset[str]:
    formulas = (found[0] or found[1] for text in texts for found in _MATHS.findall(text.ja))
    return frozenset().union(*map(indexed, formulas))


@cache
def _indexed_in_table(topic: str) -> frozenset[str]:
    page = topic_page(topic)
    return _indexed_in(letter.means for letter in page.letters).union(*(indexed(one.latex) for one in page.letters))


def declared_twice(conventions: Iterable[Bilingual]) -> list[str]:
    """Letters of which two conventions of one question say that they are different things."""
    meanings: dict[str, set[str]] = {}
    for convention in conventions:
        for letter, meaning in _DECLARED.findall(convention.ja):
            meanings.setdefault(letter.strip(), set()).add(meaning.strip())
    return sorted(letter for letter, found in meanings.items() if len(found) > 1)


def _picture_letters(instance: Instance) -> frozenset[str]:
    pictures = [choice.picture for choice in instance.choices if choice.picture is not None]
    parts = [part for picture in pictures for part in (*picture.nodes, *picture.arrows)]
    return frozenset().union(*(letters(part.latex) for part in parts if part.latex))


def letter_problems(family: Family, instance: Instance, review: Review) -> list[str]:
    """Letters that a learner meets before or after the answer and that nothing explains.

    The stem may use what is given, agreed on or in the topic's table; all else may use what the stem names too.
    """
    explained = table(family.topic) | _of(instance.conventions)
    explained |= frozenset().union(*(letters(given.partition(" = ")[0]) for given in review.given))
    explained |= letters(instance.format.label)
    shown = {
        "the stem": _of([instance.stem]),
        "a choice": _of(choice.text for choice in (*instance.choices, *instance.items, *instance.options)),
        "a picture": _picture_letters(instance),
        "a remark": _of(said.remark for said in review.choices if said.remark is not None)
        | _of(said.reason for said in review.items if said.reason is not None)
        | (_of([review.remark]) if review.remark is not None else frozenset()),
        "a line": frozenset().union(*(letters(line.symbol) | letters(line.symbolic) for line in review.lines)),
        "a hint": _of(finding.sentence for finding in review.findings),
    }
    problems = []
    for place, found in shown.items():
        missing = found - explained - (_of([instance.stem]) if place != "the stem" else frozenset())
        if missing:
            problems.append(f"letters in {place} that nothing explains: {', '.join(sorted(missing))}")
    known = _indexed_in_table(family.topic) | _indexed_in((*instance.conventions, instance.stem))
    found = frozenset().union(*(indexed(line.symbol) for line in review.lines if _INDEXED.fullmatch(line.symbol)))
    if found - known:
        problems.append(f"letters that are explained without their index: {', '.join(sorted(found - known))}")
    if twice := declared_twice(instance.conventions):
        problems.append(f"letters that two conventions explain differently: {', '.join(twice)}")
    return problems
