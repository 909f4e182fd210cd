"""What an address asks for that its page cannot use: it is told on the page, and the rest of the address holds.

Some names are added to addresses by others – mail programs, search engines, old links of ours – and say nothing to the
page; they stay quiet, for the API as well.
"""

from collections.abc import Collection, Iterable

from question_bank.model.bilingual import Bilingual
from question_bank.reading.numerals import visible

HARMLESS = frozenset({"_", "fbclid", "gclid", "hl", "kept", "lang", "next", "once", "page", "ref", "source", "to"})
HARMLESS_PREFIXES = ("utm_",)
_LONGEST = 40


def unknown(names: Iterable[str], known: Collection[str]) -> list[str]:
    """The names that are neither known nor harmless, each once."""
    odd = (name for name in names if name not in known and name not in HARMLESS)
    return list(dict.fromkeys(name for name in odd if not name.startswith(HARMLESS_PREFIXES)))


def _short(text: str) -> str:
    plain = " ".join(visible(text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _named(name: str, value: str) -> str:
    return f"{_short(name)}={_short(value)}"


def no_such(name: str) -> Bilingual:
    """That a page knows nothing of this name."""
    said = _short(name)
    return Bilingual(
        ja=f"指定された項目「{said}」はありません。使わずに表示しています。",
        en=f"There is no “{said}” here; it was not used.",
    )


def not_usable(name: str, value: str) -> Bilingual:
    """That a name is known, but not with this value."""
    said = _named(name, value)
    return Bilingual(
        ja=f"指定された「{said}」は選べない値です。使わずに表示しています。",
        en=f"“{said}” is not possible here; it was not used.",
    )


def repeated(name: str, value: str) -> Bilingual:
    """That a name stands in the address more than once, and which value was used."""
    said = _named(name, value)
    return Bilingual(
        ja=f"「{_short(name)}」が 2 回以上指定されています。最後の「{said}」を使っています。",
        en=f"“{_short(name)}” is given more than once; the last one, “{said}”, was used.",
    )


def filled_in(names: Iterable[str]) -> Bilingual:
    """That fields without a value were filled in."""
    listed = list(names)
    return Bilingual(
        ja=f"値の指定がない {'、'.join(listed)} には、ほかの入力に合う値を入れました。",
        en=f"{', '.join(listed)} had no value and {'was' if len(listed) == 1 else 'were'} filled in to fit the others.",
    )


def without_use(name: str, value: str) -> Bilingual:
    """That what else is asked for leaves this without a use."""
    said = _named(name, value)
    return Bilingual(
        ja=f"指定された「{said}」は、ほかの指定があるため使っていません。",
        en=f"“{said}” was not used, because of what else was asked for.",
    )


def brought_within(name: str, value: str, used: int, low: int, high: int) -> Bilingual:
    """That a number was too small or too large, and which one was used."""
    said = _named(name, value)
    return Bilingual(
        ja=f"指定された「{said}」は {low} から {high} までの範囲にないため、{used} として表示しています。",
        en=f"“{said}” is not within {low} to {high}; {used} was used.",
    )
