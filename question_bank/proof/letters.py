r"""Is every letter explained? What stands in a question's formulas must be given, agreed on, or known from the topic.

What a letter is says ``question_bank.model.letters``.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from question_bank.model.bilingual import Bilingual
from question_bank.model.family import Family
from question_bank.model.instance import Instance
from question_bank.model.letters import MATHS, letters, letters_of, table
from question_bank.model.plots import Figure
from question_bank.model.review import Review
from question_bank.model.topic_pages import Picture, topic_page

_EXPLAINED = "; a letter is given, in a convention of the problem, or among the letters of the topic's page.toml"
_INDEXED = re.compile(r"((?:\\(?:tilde|hat|bar)\{[^{}]*\})|\\[A-Za-z]+|[A-Za-z])_(?:\{([^{}\\]*)\}|([0-9a-z]))")
_TYPED = re.compile("(?<![A-Za-zα-ωΑ-Ω])[A-Za-zα-ωΑ-Ω](?![A-Za-zα-ωΑ-Ω])")
_DECLARED = re.compile(r"\$([^$=]+)\$ は((?:[^。、（）$]|\$[^$]*\$)+)")  # $r$ は候補訳の長さに最も近い参照訳の長さ


def indexed(latex: str) -> frozenset[str]:
    """The letters with an index in a formula: E of E_0. The bare letter is another: the loss, not a part of it."""
    return frozenset(found[1] for found in _INDEXED.finditer(latex))


def _indexed_in(texts: Iterable[Bilingual]) -> frozenset[str]:
    formulas = (found[0] or found[1] for text in texts for found in MATHS.findall(text.ja))
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


def _letters_of(figure: Figure) -> frozenset[str]:
    """The letters in a picture: those of its formulas, or, of a plot, those that are typed by themselves."""
    if isinstance(figure, Picture):
        parts = (part for part in (*figure.nodes, *figure.arrows) if part.latex)
        return frozenset().union(*(letters(part.latex) for part in parts))
    typed = (letter for label in figure.labels() for letter in _TYPED.findall(label.ja))
    return frozenset(letter if letter.isascii() else _greek(letter) for letter in typed)


def _greek(letter: str) -> str:
    _, size, _, name = unicodedata.name(letter).split()
    return f"\\{name.lower() if size == 'SMALL' else name.capitalize()}"


def letter_problems(family: Family, instance: Instance, review: Review, seen: Iterable[Figure] = ()) -> list[str]:
    """Letters that a learner meets before or after the answer and that nothing explains.

    The stem may use what is given, agreed on or in the topic's table; all else may use what the stem names too.
    ``seen`` are the figures that are shown after the answer.
    """
    explained = table(family.topic) | letters_of(instance.conventions)
    explained |= frozenset().union(*(letters(given.partition(" = ")[0]) for given in review.given))
    explained |= letters(instance.format.label)
    every = (*instance.choices, *instance.figures)
    pictures = [choice.picture for choice in every if choice.picture is not None]
    shown = {
        "the stem": letters_of([instance.stem]),
        "a choice": letters_of(choice.text for choice in (*instance.choices, *instance.items, *instance.options)),
        "a picture": frozenset().union(*map(_letters_of, (*pictures, *seen))),
        "a remark": letters_of(said.remark for said in review.choices if said.remark is not None)
        | letters_of(said.reason for said in review.items if said.reason is not None)
        | (letters_of([review.remark]) if review.remark is not None else frozenset()),
        "a line": frozenset().union(*(letters(line.symbol) | letters(line.symbolic) for line in review.lines)),
        "a hint": letters_of(finding.sentence for finding in review.findings),
    }
    problems = []
    for place, found in shown.items():
        missing = found - explained - (letters_of([instance.stem]) if place != "the stem" else frozenset())
        if missing:
            problems.append(f"letters in {place} that nothing explains: {', '.join(sorted(missing))}{_EXPLAINED}")
    known = _indexed_in_table(family.topic) | _indexed_in((*instance.conventions, instance.stem))
    found = frozenset().union(*(indexed(line.symbol) for line in review.lines if _INDEXED.fullmatch(line.symbol)))
    if found - known:
        unnamed = ", ".join(sorted(found - known))
        problems.append(f"letters that are explained without their index: {unnamed}{_EXPLAINED}")
    if twice := declared_twice(instance.conventions):
        problems.append(f"letters that two conventions explain differently: {', '.join(twice)}")
    return problems
