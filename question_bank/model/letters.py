r"""The letters of a formula: Latin or Greek ones with their accent and the words below them.

``W_{\mathrm{in}}``, ``\tilde{h}``, ``d_k``. Times and numbers around a letter do not count: z^{t-1} is z. Words set
upright (tanh, softmax) are no letters.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.topic_pages import topic_page

MATHS = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_UPRIGHT = re.compile(r"\\(?:mathrm|operatorname|text|mathbf|mathbb|begin|end)\{[^{}]*\}")
_NAMES = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi varphi"
    " chi psi omega ell Delta Theta Lambda Sigma Phi Psi Omega"
)
_GREEK = frozenset(_NAMES.split())
_ACCENTS = frozenset({"tilde", "hat", "bar", "overrightarrow", "overleftarrow"})
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z]|[{}_^]|.", re.DOTALL)
_PLAIN = re.compile(r"_(?:\{[A-Za-z0-9,]+\}|[A-Za-z0-9])")  # an index that is no word
_NAMED = re.compile(r"\\(?:operatorname|mathrm)\{(onehot|sum)\}|\\,(;)\\,")
_EVERYWHERE = frozenset({"e"})  # Euler's number


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


def names(latex: str) -> frozenset[str]:
    """The letters of a formula, each with the sign of an index where it has one, and functions that need a word.

    E of E_0 is another than the bare letter: a part of the loss, not the loss.
    """
    indexed = _PLAIN.sub(r"_{\\mathrm{#}}", latex)
    return letters(indexed) | frozenset("".join(found) for found in _NAMED.findall(latex))


def names_in(text: str) -> frozenset[str]:
    """Those of all formulas in a text; code is left out."""
    plain = _CODE.sub(" ", text)
    return frozenset().union(*(names(found[0] or found[1]) for found in MATHS.findall(plain)))


def letters_in(text: str) -> frozenset[str]:
    """The letters of all formulas in a text; code is left out."""
    plain = _CODE.sub(" ", text)
    return frozenset().union(*(letters(found[0] or found[1]) for found in MATHS.findall(plain)))


def letters_of(texts: Iterable[Bilingual]) -> frozenset[str]:
    """The letters of all formulas in texts of either language."""
    return frozenset().union(*(letters_in(text.in_language(language)) for text in texts for language in LANGUAGES))


@cache
def table(topic: str) -> frozenset[str]:
    """The letters that a topic's page explains, in its table and in what that says."""
    page = topic_page(topic)
    known = (letters(letter.latex) for letter in page.letters)
    return frozenset().union(*known, *(letters_of([letter.means]) for letter in page.letters))
