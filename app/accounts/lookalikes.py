"""Names that look like another's: which scripts may stand together in one, and what a name is taken for at a glance.

After Unicode's UTS 39, as far as it concerns short names that people read in a list: letters of one script, or of those
that are written together, and a skeleton by which two names are compared. The names of characters tell their scripts.
"""

from unicodedata import category, name

_TOGETHER = (
    frozenset({"LATIN", "CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),  # as Japanese is written
    frozenset({"LATIN", "CJK", "IDEOGRAPHIC", "HANGUL"}),
    frozenset({"LATIN", "CJK", "IDEOGRAPHIC", "BOPOMOFO"}),
    *(frozenset({script}) for script in ("GREEK", "CYRILLIC", "HEBREW", "ARABIC", "THAI")),
)
_PHONETIC = (range(0x180, 0x1E00), range(0x1F00, 0x110000))  # of the Latin letters those that no name is written with

# Letters that are drawn alike, each row taken for its first; capitals stand where they differ from the small ones.
_ALIKE = (
    "aАаΑα",
    "bВвЬьΒβ",
    "cСсϹϲ",
    "dԀԁ",
    "eЕеΕε",
    "fϜϝ",
    "gɡԌ",
    "hНһҺΗн",
    "iіıι",
    "jЈјϳͿ",
    "kКкΚκĸ",
    "l1IІӀӏΙ|",
    "mМмΜ",
    "nпηΝ",
    "o0ОоΟοσՕօ〇",
    "pРрΡρ",
    "qԚԛ",
    "rг",
    "sЅѕ",
    "tТтΤτ",
    "uυ",
    "vѴѵν",
    "wԜԝω",
    "xХхΧχ",
    "yУуΥγ",
    "zΖ",
    "3ЗзӠ",
    "đĐÐð",
    # Kana and characters
    "一ー",
    "カ力",
    "ロ口囗",
    "エ工",
    "ハ八",
    "ト卜",
    "タ夕",
    "ニ二",
    "ミ三",
    "チ千",
    "オ才",
    "ネ礻",
    "へヘ",
    "べベ",
    "ぺペ",
    "りリ",
    "ヒ匕",
    "ム厶",
    "ノ丿",
    "メ乂",
)
_FIRST = str.maketrans({letter: row[0] for row in _ALIKE for letter in row[1:]})


def is_mixed(shown: str) -> bool:
    """Whether a name has letters of scripts that are not written together, or digits other than 0 to 9."""
    letters = [letter for letter in shown if not letter.isascii() or letter.isalpha()]
    if any(category(letter) in {"Nd", "No"} for letter in letters):
        return True
    scripts = {_script(letter) for letter in letters}
    return bool(scripts) and not any(scripts <= together for together in _TOGETHER)


def _script(letter: str) -> str:
    called = name(letter, "")
    script = called.partition(" ")[0]
    phonetic = script == "LATIN" and any(ord(letter) in block for block in _PHONETIC)
    return "" if phonetic or "FILLER" in called else script  # a filler is a letter that cannot be seen


def skeleton(shown: str) -> str:
    """What a name is taken for at a glance: two that have the same cannot be told apart in a list."""
    return shown.translate(_FIRST).casefold().translate(_FIRST).replace("rn", "m")
