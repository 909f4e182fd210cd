"""Recovery codes: ten, each of which opens its account once, without mail and without questions.

A code has a hundred random bits: no slow hash would make it safer, and ten of them would hold everybody up who signs
up together with a class.
"""

import secrets
from unicodedata import normalize

COUNT = 10
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # without those that are taken for others: Crockford's
_MEANT = str.maketrans({"i": "1", "l": "1", "o": "0", "u": "v"})
_LENGTH, _GROUP = 20, 5


def new_codes() -> tuple[str, ...]:
    """Ten codes, as they are shown."""
    return tuple(_grouped("".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))) for _ in range(COUNT))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def read(typed: str) -> str:
    """A code as it was shown, whatever of its hyphens, spaces and letters was typed otherwise."""
    letters = normalize("NFKC", typed[: 4 * _LENGTH]).lower().translate(_MEANT)
    return _grouped("".join(letter for letter in letters if letter in _LETTERS))
