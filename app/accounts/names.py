"""Names of accounts: anything that can be read and typed, told apart without regard to case.

A new name must also be told apart from every other one at a glance: nobody passes for somebody else in a list. Names
that were taken before that was asked still open their accounts.
"""

from unicodedata import normalize

from app.accounts.lookalikes import is_mixed, skeleton
from app.db.accounts import LONGEST_NAME
from question_bank.model.bilingual import Bilingual

_PROBLEM = Bilingual(
    ja=f"名前は 1 文字から {LONGEST_NAME} 文字までの文字と数字、. _ - で入力してください。",
    en=f"Enter a name of 1 to {LONGEST_NAME} letters, digits and . _ -",
)
_MIXED = Bilingual(
    ja="見分けにくい名前になるため、この文字の組み合わせは使えません。"
    "漢字・かな・英字は混ぜて使えます。ほかの文字は 1 種類だけにし、数字は 0 から 9 を使ってください。",
    en="These letters cannot stand together in one name, since it would be hard to tell from another. "
    "Use letters of one script – Japanese and Latin letters may be mixed – and the digits 0 to 9.",
)
TAKEN = Bilingual(ja="この名前はすでに使われています。", en="This name is taken.")
ALIKE = Bilingual(
    ja="この名前は、すでにある名前と見分けがつきません。ほかの名前にしてください。",
    en="This name looks like one that is taken. Choose another one.",
)


def shown(typed: str) -> str:
    """A name as it is stored and shown."""
    return normalize("NFKC", typed).strip()


def known_as(typed: str) -> str:
    """What a name is looked for by."""
    return normalize("NFKC", shown(typed).casefold())


def looks_like(typed: str) -> str:
    """What a name is held against others by."""
    return skeleton(shown(typed))


def is_readable(typed: str) -> bool:
    """Whether a name is one at all."""
    name = shown(typed)
    return 1 <= len(name) <= LONGEST_NAME and all(letter.isalnum() or letter in "._-" for letter in name)


def problem(typed: str) -> Bilingual | None:
    """Why a new name is not taken."""
    if not is_readable(typed):
        return _PROBLEM
    return _MIXED if is_mixed(shown(typed)) else None
