"""Finding topics and kinds by a title, a letter or a term, in either language."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from app.web.folding import folded
from question_bank.bank import Bank, FamilyCard
from question_bank.model.bilingual import Bilingual
from question_bank.model.terms import glossary
from question_bank.model.topic_pages import Letter, topic_page
from question_bank.model.topics import Topic

LONGEST = 100  # of what is searched for
MOST_TEXTS = 2  # that are shown of a topic
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_SILENT = {"mathrm", "mathbf", "tilde", "hat", "bar", "overline", "overrightarrow", "overleftarrow", "left", "right"}


@dataclass(frozen=True)
class Hit:
    """A topic that was found: the letters, the sentences of its page and the kinds in which it was."""

    topic: Topic
    letters: tuple[Letter, ...]
    texts: tuple[Bilingual, ...]
    families: tuple[FamilyCard, ...]


@dataclass(frozen=True)
class _Indexed:
    """A topic with what is searched, made comparable."""

    topic: Topic
    name: str
    letters: tuple[tuple[Letter, frozenset[str]], ...]
    texts: tuple[tuple[Bilingual, str], ...]
    families: tuple[tuple[FamilyCard, str], ...]


def _said(text: Bilingual) -> str:
    return folded(f"{text.ja}\n{text.en}")


def _greek(command: str) -> str:
    """A Greek letter by its command in LaTeX; empty for any other command."""
    plain = command.removeprefix("var")
    kind = "CAPITAL" if plain[:1].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {kind} LETTER {plain.upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        return ""


def _as_letter(command: "re.Match[str]") -> str:
    return "" if command[1] in _SILENT else _greek(command[1]) or command[1]


def _as_word(command: "re.Match[str]") -> str:
    return "" if command[1] in _SILENT else command[1].removeprefix("var")


def spellings(latex: str) -> frozenset[str]:
    """How one may type the letters of a LaTeX list: W_in, δ, delta; with what stands above them and without."""
    found: set[str] = set()
    for part in re.split(r",(?![^{]*\})", latex):
        for spelled in (_COMMAND.sub(_as_letter, part), _COMMAND.sub(_as_word, part)):
            plain = folded(re.sub(r"[\\{}\s]", "", spelled))
            found |= {plain, plain.partition("^")[0], plain.partition("=")[0]}
    return frozenset(found - {""})


@cache
def _index(bank: Bank) -> tuple[_Indexed, ...]:
    found, terms = [], glossary().values()
    for topic in bank.topics.topics:
        page = topic_page(topic.id)
        texts = (
            topic.summary,
            topic.syllabus,
            *(formula.says for formula in page.formulas),
            *(misprint.why for misprint in page.misprints),
        )
        own = (term for term in terms if term.topic == topic.id)
        names = (Bilingual(ja="、".join((term.name.ja, *term.also)), en=term.name.en) for term in own)
        cards = [card for card in bank.families.values() if card.topic == topic.id]
        found.append(
            _Indexed(
                topic,
                _said(topic.title),
                tuple((letter, spellings(letter.latex)) for letter in page.letters),
                tuple((text, _said(text)) for text in (*texts, *(letter.means for letter in page.letters), *names)),
                tuple((card, _said(card.title)) for card in cards),
            )
        )
    return tuple(found)


def find(bank: Bank, query: str) -> list[Hit]:
    """The topics in which every word of a query stands, those first in whose title one does.

    A single letter is looked for among the letters of formulas alone: in a text it would be everywhere.
    """
    words = folded(query).split()
    if not words:
        return []
    hits = [(entry, hit) for entry in _index(bank) if (hit := _hit(entry, words)) is not None]
    return [hit for _, hit in sorted(hits, key=lambda found: not _any(words, found[0].name))]


def _any(words: Iterable[str], text: str) -> bool:
    return any(_stands(word, text) for word in words)


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text; a single Latin or Greek letter stands in none."""
    alone = len(word) == 1 and not unicodedata.name(word, "").startswith(("CJK", "HIRAGANA", "KATAKANA"))
    return not alone and word in text


def _hit(entry: _Indexed, words: Sequence[str]) -> Hit | None:
    letters = [letter for letter, spelled in entry.letters if spelled.intersection(words)]
    spelled = frozenset[str]().union(*(spelled for _, spelled in entry.letters))
    every = "\n".join((entry.name, *(text for _, text in entry.texts), *(text for _, text in entry.families)))
    if not all(word in spelled or _stands(word, every) for word in words):
        return None
    texts = [text for text, said in entry.texts if _any(words, said)]
    families = [card for card, said in entry.families if _any(words, said)]
    return Hit(entry.topic, tuple(letters), tuple(texts[:MOST_TEXTS]), tuple(families))
