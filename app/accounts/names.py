"""Names of accounts: anything that can be read and typed, told apart without regard to case."""

from unicodedata import normalize

from app.db.accounts import LONGEST_NAME
from question_bank.model.bilingual import Bilingual

_PROBLEM = Bilingual(
    ja=f"名前は 1 文字から {LONGEST_NAME} 文字までの文字と数字、. _ - で入力してください。",
    en=f"Enter a name of 1 to {LONGEST_NAME} letters, digits and . _ -",
)
TAKEN = Bilingual(ja="この名前はすでに使われています。", en="This name is taken.")


def shown(typed: str) -> str:
    """A name as it is stored and shown."""
    return normalize("NFKC", typed).strip()


def known_as(typed: str) -> str:
    """What a name is looked for by."""
    return normalize("NFKC", shown(typed).casefold())


def problem(typed: str) -> Bilingual | None:
    """Why a name is not taken."""
    name = shown(typed)
    readable = all(letter.isalnum() or letter in "._-" for letter in name)
    return None if 1 <= len(name) <= LONGEST_NAME and readable else _PROBLEM
