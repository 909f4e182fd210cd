"""The codes of invitations: eight letters that can be read out and typed, none of which is taken for another."""

import secrets
from unicodedata import normalize

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
LENGTH, _GROUP = 8, 4


def new_code() -> str:
    """A code, as it is stored."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def shown(code: str) -> str:
    """A code as it is shown: in two groups."""
    return f"{code[:_GROUP]}-{code[_GROUP:]}"


def read(typed: str) -> str:
    """A code as it is stored, whatever of its hyphen, spaces and letters was typed otherwise; empty for no code."""
    letters = normalize("NFKC", typed[: 4 * LENGTH]).upper().translate(_MEANT)
    found = "".join(letter for letter in letters if letter in _LETTERS)
    return found if len(found) == LENGTH else ""
