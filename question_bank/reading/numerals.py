"""Reading one typed number. Every typed number of the product is read here: answers, guided steps, the lab.

Japanese keyboards produce full-width digits, long-vowel marks for minus signs, 。 for the point: all are read. So is
what the product itself writes – 1.5 × 10⁻³, 1/3 ≈ 0.3333, LaTeX – and what NumPy prints: np.float64(0.5). What cannot
be read is not a wrong answer: the cell says what is wrong with it.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction

from engine.derivation import decimals
from question_bank.model.answer import Cell
from question_bank.model.bilingual import Bilingual

LONGEST = 40
LONGEST_KEPT = 1000  # characters of what cannot be read that come back to the page
_LARGEST = 10**15
_LARGEST_POWER = 300
_MOST_DIGITS = 3  # of an exponent

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+")
_MIXED_NUMBER = re.compile(r"\d\s*[¼½¾⅐-⅞↉]")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_MINUS = re.compile(r"[‐‑‒–—―−ー－ｰ﹣﹘˗➖⁃]")
_PLAIN = str.maketrans({**dict.fromkeys("×✕✖⨯", "x"), **dict.fromkeys("·⋅∙•・", "*"), **dict.fromkeys("⁄÷∕", "/")})
_BRACKETS = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
_NAMED = re.compile(r"^(?:[^\W\d_]\w*\s*)?[=≈≒]\s*")  # W = 0.5, as far as it is a name
_ABOUT = re.compile(r"^(?P<exact>[^≈≒]+)[≈≒](?P<about>[^≈≒]+)$")

_SCALAR = re.compile(
    r"\b(?:[a-zA-Z]+\.)?(?:u?int|float|longdouble|double|single|half|bfloat|array|Array|tensor)\d{0,3}_?"
    r"\(\s*\[{0,3}([^()\[\]{},]{1,60})\]{0,3}\s*(?:,\s*[a-z_]+\s*=\s*(?:<[^>]{0,80}>|[\w.:']+))*\)"
)

_WHOLE = r"[+-]?\d+"
_DECIMAL = r"(?:\d+(?:\.\d*)?|\.\d+|[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?)"
_TEN = rf"10\s*(?:(?:\^|\*\*)\s*(?:\(\s*(?P<bracketed>{_WHOLE})\s*\)|(?P<raised>{_WHOLE}))|(?P<flat>[+-]\d+))"
_NUMBER = re.compile(rf"(?P<mantissa>[+-]?{_DECIMAL})(?:[eE](?P<exponent>{_WHOLE})|\s*[x*]\s*{_TEN})?")
_DECIMALS = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_POWER = re.compile(rf"(?P<sign>[+-]?)10\s*(?:\^|\*\*)\s*(?:\(\s*(?P<bracketed>{_WHOLE})\s*\)|(?P<raised>{_WHOLE}))")
_LONE_GROUP = re.compile(r"(?<![\d,.])[1-9]\d{0,2},\d{3}(?![\d,.])")
_FRACTION = re.compile(rf"(?P<top>[+-]?{_DECIMAL})\s*/\s*(?P<bottom>[+-]?{_DECIMAL})")

_LATEX = (
    (re.compile(r"\\[dt]?frac\s*(?:\{([^{}]*)\}|(\d))\s*(?:\{([^{}]*)\}|(\d)(?!\d))"), r"\1\2/\3\4"),
    (re.compile(r"\\(?:times|cdot|ast)(?![a-zA-Z])"), "×"),
    (re.compile(r"\\approx(?![a-zA-Z])"), "≈"),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\\(?:left|right|displaystyle|mathrm|quad|qquad)(?![a-zA-Z])|\\[,;:! ()]|\$"), " "),
    (re.compile(r"\^\s*\{([^{}]*)\}"), r"^(\1)"),
)

_EMPTY = Bilingual(ja="数を入力してください。", en="Type a number.")
_TOO_LONG = Bilingual(ja="長すぎます。数だけを入力してください。", en="Too long: type only the number.")
_UNREADABLE = Bilingual(
    ja="数として読み取れません。0.25、-1.5、1/3、1e-3 のように入力してください。",
    en="This cannot be read as a number. Type it like 0.25, -1.5, 1/3 or 1e-3.",
)
_MIXED = Bilingual(
    ja="帯分数は読み取れません。1.5 や 3/2 のように入力してください。",
    en="Mixed numbers cannot be read. Type 1.5 or 3/2.",
)
_COMMA = Bilingual(
    ja="コンマは 3 桁ごとの区切り（1,234）とみなします。小数点には . を、数の区切りには空白を使ってください。",
    en="A comma is read only between groups of three digits. Use . for the decimal point and spaces between numbers.",
)
_POINT_OR_GROUPS = Bilingual(
    ja="コンマが桁区切りか小数点かを決められません。桁区切りのコンマは付けず、小数点には . を使ってください。",
    en="The comma may group thousands or be a decimal point. Leave out the grouping, and use . for the decimal point.",
)
_PERCENT = Bilingual(
    ja="ここでは % は使えません。50% なら 0.5 のように入力してください。",
    en="Percentages are not taken here: type 0.5 for 50%.",
)
_SEVERAL = Bilingual(ja="数を 1 つだけ入力してください。", en="Type only one number.")
_BY_ZERO = Bilingual(ja="分母が 0 です。", en="The denominator is 0.")
_TOO_LARGE = Bilingual(ja="大きすぎる数です。", en="This number is too large.")
_TOO_SMALL = Bilingual(ja="0 に近すぎる数です。", en="This number is too near to 0.")


class _UnreadableError(ValueError):
    def __init__(self, problem: Bilingual) -> None:
        super().__init__(problem.en)
        self.problem = problem


def visible(text: str) -> str:
    """The text without what cannot be seen: zero-width and direction marks, soft hyphens, variation selectors."""
    return _SELECTORS.sub("", "".join(c for c in text if unicodedata.category(c) != "Cf"))


def from_calls(text: str) -> str:
    """The numbers of calls that hold one, as NumPy 2 and PyTorch print them: np.float64(0.5), tensor(2., dtype=…)."""
    return _SCALAR.sub(r"\1", text) if "(" in text else text


def from_latex(text: str) -> str:
    r"""The LaTeX of numbers as one would type them: ``\frac{1}{3}`` as 1/3, ``1.5 \times 10^{-3}`` as 1.5 × 10^(-3)."""
    for pattern, plain in _LATEX:
        text = pattern.sub(plain, text)
    return text


def _bare(text: str) -> str:
    """The text without brackets around all of it."""
    while len(text) > 1 and _BRACKETS.get(text[0]) == text[-1]:
        text = text[1:-1].strip()
    return text


def _normalised(text: str) -> str:
    """Text in plain ASCII as far as it is a number: superscripts and vulgar fractions before NFKC, then signs."""
    text = from_latex(visible(text)).strip()
    if _MIXED_NUMBER.search(text):
        raise _UnreadableError(_MIXED)
    text = _SUPERSCRIPTS.sub(lambda match: "^" + match.group().translate(_SUPERSCRIPT), text)
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    text = _MINUS.sub("-", text)
    text = text.replace("。", ".").replace("、", ",").replace("^^", "^")
    text = _NAMED.sub("", text.strip())
    if about := _ABOUT.match(text):  # as the product says it: 1/3 ≈ 0.3333
        _exact(_bare(about["about"].strip()))
        text = about["exact"].strip()
    return re.sub(r"(?<=[+-])\s+", "", _bare(text))


def _decimal(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def _raised(sign: str, digits: str) -> Fraction:
    """A power of ten."""
    if len(digits.lstrip("0")) > _MOST_DIGITS or (sign != "-" and int(digits) > _LARGEST_POWER):
        raise _UnreadableError(_TOO_SMALL if sign == "-" else _TOO_LARGE)
    return Fraction(10) ** (-int(digits) if sign == "-" else int(digits))


def _exact(text: str) -> Fraction:
    """The value of normalised text."""
    if fraction := _FRACTION.fullmatch(text):
        bottom = _decimal(fraction["bottom"])
        if bottom == 0:
            raise _UnreadableError(_BY_ZERO)
        return _decimal(fraction["top"]) / bottom
    if power := _POWER.fullmatch(text):
        mantissa, exponent = Fraction(-1 if power["sign"] == "-" else 1), power["bracketed"] or power["raised"]
    elif number := _NUMBER.fullmatch(text):
        mantissa = _decimal(number["mantissa"])
        exponent = number["exponent"] or number["bracketed"] or number["raised"] or number["flat"] or "0"
    else:
        raise _UnreadableError(_why_unreadable(text))
    return mantissa * _raised(exponent[0], exponent.lstrip("+-"))


def _why_unreadable(text: str) -> Bilingual:
    def is_number(part: str) -> bool:
        return any(pattern.fullmatch(part) for pattern in (_NUMBER, _POWER, _FRACTION))

    if "," in text and any(is_number(text.replace(",", instead)) for instead in (".", "")):
        return _COMMA
    if text.endswith("%") and is_number(text[:-1].rstrip()):
        return _PERCENT
    parts = [part for part in re.split(r"[\s,;]+", text) if part]
    return _SEVERAL if len(parts) > 1 and all(map(is_number, parts)) else _UNREADABLE


def _value(text: str, whole: bool) -> Fraction:
    text = from_calls(text)
    if len(visible(text).strip()) > LONGEST:
        raise _UnreadableError(_TOO_LONG)
    text = _normalised(text)
    if not text:
        raise _UnreadableError(_EMPTY)
    if not text.isascii() or "_" in text:
        raise _UnreadableError(_UNREADABLE)
    exact = _exact(text)
    if not whole and _LONE_GROUP.search(text):
        raise _UnreadableError(_POINT_OR_GROUPS)
    if abs(exact) > _LARGEST:
        raise _UnreadableError(_TOO_LARGE)
    if exact and not float(exact):
        raise _UnreadableError(_TOO_SMALL)
    return exact


def _without_percent(text: str) -> tuple[str, Fraction]:
    plain = visible(text).strip()
    return (plain[:-1], Fraction(1, 100)) if plain.endswith(("%", "％", "﹪")) else (text, Fraction(1))


def read_number(text: str, *, percent: bool = False, whole: bool = True) -> Cell:
    """Read one typed text; never raises. ``shown`` repeats the value as it was read.

    ``percent``: 40% is read as 0.4. ``whole``: a whole number is asked for, so that 1,234 can only be 1234; else its
    comma may be a decimal one, and it is refused.
    """
    number, part = _without_percent(text) if percent else (text, Fraction(1))
    try:
        exact = _value(number, whole) * part
    except _UnreadableError as error:
        return Cell(raw=text[:LONGEST_KEPT], problem=error.problem)
    return Cell(raw=text, value=float(exact), shown=_shown(exact))


def is_as_shown(cell: Cell) -> bool:
    """Whether a typed number says no more than ``shown`` does: signs, widths, zeros and brackets are no difference."""
    try:
        typed, shown = _normalised(from_calls(cell.raw)), _normalised(cell.shown)
    except _UnreadableError:
        return False
    if typed == shown:
        return True
    plain = all(map(_DECIMALS.fullmatch, (typed, shown)))
    return plain and Fraction(typed) == Fraction(shown)


def _shown(exact: Fraction) -> str:
    """LaTeX of a value as it was read: a decimal, a fraction with its decimals, or a power of ten where it is tiny."""
    if 0 < abs(exact) < Fraction(5, 10**5):
        digits, _, exponent = f"{Decimal(exact.numerator) / Decimal(exact.denominator):.5e}".partition("e")
        return rf"{digits.rstrip('0').rstrip('.')} \times 10^{{{int(exponent)}}}"
    plain = f"{float(exact):.10f}".rstrip("0").rstrip(".")
    if Fraction(plain) == exact or exact.denominator > 10_000:
        return plain
    return rf"{decimals.number(exact)} \approx {decimals.number(float(exact))}"
