"""Terms of the glossary in a text: the first time one stands there, it leads to its entry.

Formulas and code are tokens of their own in Markdown, so they are never looked into.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

from question_bank.model.bilingual import Language
from question_bank.model.terms import glossary

ENTRY = "/reference/glossary#{}"
# A word is one with what is of its own script beside it: 勾配 within 勾配消失 is no term, nor is gate within gateway.
_SCRIPTS = ("A-Za-z0-9-", "ァ-ヶー", "一-鿿々")


class _Known(NamedTuple):
    pattern: re.Pattern[str]
    ids: Mapping[str, str]  # by name in small letters, singular


@cache
def _known(language: Language) -> _Known:
    ids: dict[str, str] = {}
    for term in glossary().values():
        if term.linked:
            for name in (term.name.in_language(language), *term.also):
                ids.setdefault(name.lower(), term.id)
    return _Known(re.compile(_any_of(ids), re.IGNORECASE), ids)


def _any_of(names: Iterable[str]) -> str:
    """The longest that stands at a place. What bounds several is written once: a set of letters is slow to compile."""
    bounded = sorted((-len(name), *_bounds(name), name) for name in names)
    found = []
    for before in dict.fromkeys(begins for _, begins, _, _ in bounded):
        own = [(ends, name) for _, begins, ends, name in bounded if begins == before]
        runs = groupby(own, key=itemgetter(0))
        each = "|".join(f"(?:{'|'.join(_written(name) for _, name in run)}){after}" for after, run in runs)
        found.append(f"{before}(?:{each})")
    return "|".join(found)


def _bounds(name: str) -> tuple[str, str]:
    """What may not stand before a name, and what not after it. The scripts are cased as they stand, or need no case."""
    before = next((f"(?-i:(?<![{script}]))" for script in _SCRIPTS if re.match(f"[{script}]", name)), "")
    after = next((f"(?-i:(?![{script}]))" for script in _SCRIPTS if re.search(f"[{script}]$", name)), "")
    return before, after


def _written(name: str) -> str:
    return f"{re.escape(name)}{'s?' if name[-1].isascii() else ''}"


def link_terms(state: StateCore) -> None:
    """Link the terms of the language that the text is read with; without one nothing is linked."""
    language = state.env.get("terms")
    if language is None:
        return
    known, seen = _known(language), set[str]()
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_linked(token.children, known, seen))


def linked_lines(lines: Iterable[str], language: Language) -> list[Markup]:
    """Lines of plain words, as the phrases of a derivation; a term leads to its entry where it first stands in any."""
    known, seen = _known(language), set[str]()
    return [Markup().join(map(_html, _pieces(line, known, seen))) for line in lines]


def _html(piece: Token) -> Markup:
    if piece.type == "link_open":
        return Markup('<a class="{class}" href="{href}">').format(**piece.attrs)
    return Markup("</a>") if piece.type == "link_close" else escape(piece.content)


def _linked(children: Iterable[Token], known: _Known, seen: set[str]) -> Iterator[Token]:
    depth = 0  # within a link
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type == "text" and not depth:
            yield from _pieces(child.content, known, seen)
        else:
            yield child


def _pieces(text: str, known: _Known, seen: set[str]) -> Iterator[Token]:
    done = 0
    for found in known.pattern.finditer(text):
        name = found[0].lower()
        term = known.ids.get(name) or known.ids[name.removesuffix("s")]
        if term in seen:
            continue
        seen.add(term)
        yield _text(text[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"class": "term", "href": ENTRY.format(term)})
        yield _text(found[0])
        yield Token("link_close", "a", -1)
        done = found.end()
    yield _text(text[done:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
