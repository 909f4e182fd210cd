"""How texts are compared where somebody searches."""

import re
import unicodedata

_KATAKANA, _HIRAGANA, _KANA = 0x30A1, 0x3041, 86
_DOUBLED = re.compile("ell(?=ing|ed)")
_AS_HIRAGANA = {_KATAKANA + k: _HIRAGANA + k for k in range(_KANA)}


def folded(text: str) -> str:
    """A text whose width, case, kana and spaces say nothing, nor on which side of the Atlantic it was written.

    ＬＳＴＭ is lstm, ゲート げーと; normalization is normalisation, labeling labelling, as far as they have been typed.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_AS_HIRAGANA).split())
    return _DOUBLED.sub("el", plain.replace("iz", "is").replace("yz", "ys"))
