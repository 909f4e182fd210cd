"""Names and titles as they are kept: one line of what can be seen, in the order in which it is written."""

from unicodedata import category

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters that show nothing
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def one_line(typed: str) -> str:
    """Without what nobody sees, or what turns round the order of the rest."""
    seen = (" " if sign in _BLANK or (sign != "\u200d" and category(sign) in _UNSEEN) else sign for sign in typed)
    found = " ".join("".join(seen).split())
    return found if found.strip("\u200d ") else ""
