"""How texts are compared where somebody searches."""

import unicodedata

_KATAKANA, _HIRAGANA, _KANA = 0x30A1, 0x3041, 86
_AS_HIRAGANA = {_KATAKANA + k: _HIRAGANA + k for k in range(_KANA)}


def folded(text: str) -> str:
    """A text whose width, case, kana and spaces say nothing: ＬＳＴＭ as lstm, ゲート as げーと."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_AS_HIRAGANA).split())
