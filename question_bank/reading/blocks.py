r"""Reading several numbers at once, as they are pasted: from a spreadsheet, NumPy, Matlab, LaTeX, our own pages.

A block keeps its rows, its columns and its blanks. A comma separates inside brackets, before a space, and where it can
do nothing else: in 1,2,3, and in lines of as many numbers each, of which one at least could not be a single number
with a decimal comma or with its thousands in groups (0.5,1.5 over 2,3). Elsewhere it belongs to its number, since 0,5
may be somebody's 0.5. What an entry is worth is for ``numerals`` to say.
"""

import re
from collections.abc import Sequence
from math import prod

from question_bank.model.bilingual import Bilingual
from question_bank.reading.numerals import from_calls, from_latex, read_number, visible

_PLAIN = str.maketrans(
    {
        **dict(zip("［］（）｛｝【】；，、｜", "[](){}[];,,|", strict=True)),
        **dict.fromkeys("⎡⎢⎣⎛⎜⎝⎧⎨⎩┌└╭╰", "["),
        **dict.fromkeys("⎤⎥⎦⎞⎟⎠⎫⎬⎭┐┘╮╯", "]"),
        **dict.fromkeys("│┃║⎪", "|"),
        **dict.fromkeys('"＂', ""),
        **dict.fromkeys("　\xa0\u2002\u2003\u2007\u2009\u202f", " "),
    }
)
_SPACES = re.compile(" {2,}")
_LINE_END = re.compile(r" ?\n ?")
_LINES = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_LATEX_ROW = re.compile(r"\\\\(?:\[[^\]]{0,20}\])?|\\cr(?![a-zA-Z])")
_LATEX_FRAME = re.compile(
    r"\\begin\s*\{array\}\s*\{[^{}]*\}|\\(?:begin|end)\s*\{[a-zA-Z]*\*?\}|\\hline|\\[\[\]]|\\(?:left|right)\s*[.|]"
)
_CALL = re.compile(r"\b(?:[a-zA-Z]+\.)?(?:as)?(?:array|Array|tensor|matrix|mat|Matrix|Tensor|constant)\s*(?=[\[(])")
_KEYWORD = re.compile(r",\s*[a-z_]+\s*=\s*(?:<[^>]{0,80}>|'[^']{0,40}'|\([\d, ]{0,40}\)|[\w.:]+)")
_TENSOR = re.compile(r"<tf\.Tensor:[^\[\]]{0,80}numpy=|>\s*\Z")
_BETWEEN_ROWS = re.compile(r"[\])}]\s*[,;]?\s*[\[({]")
_BRACKET = re.compile(r"[\[\](){}|]")
_SIGN = re.compile(r"(^|[\s\[({,;&])([-+−‐–—ー－＋])\s+(?=[\d.０-９．])")
_EXPONENT = re.compile(r"(\^|\*\*)\s*[({]\s*([-+−]?)\s*(\d+)\s*[)}]")
_TIMES = re.compile(r"(?<!\s)\s*([×✕✖·⋅∙•・xX*])\s*10\s*(\^|\*\*)\s*([-+−]?)\s*(\d+)")
_FLATTENED = re.compile(r"(?<!\s)\s*[×✕✖]\s*10\s+([-+−]?)\s*(\d+)")
_SLASH = re.compile(r"(?<=\d)[ ]*/[ ]*(?=[-+−]?\d)")
_ABOUT = re.compile(r"[ ]*([≈≒])[ ]*")
_NAMED = re.compile(r"^[^=≈≒]*[≈≒]\s*(?=[\[({])")
_PIECE = re.compile(r"(?:[-+−‐–—ー－＋]?(?:\d+(?:[.．]\d*)?|[.．]\d+)(?:[eEｅＥ][-+−－＋]?\d+|[/／]\d+)?)?")
_COMMA = re.compile(r" ?, ?")
_MIXED = re.compile(r"(?<=\d)[ ]+(?=[¼½¾⅐-⅞↉])")
_QUOTED = re.compile('(?<=["＂]) ?[,;，；] ?| ?[,;，；] ?(?=["＂])')
_BOOKKEEPING = re.compile(r"(?<![^\s,;&|\[{])\(\s*(?:\d[\d.,]*(?<!,)|\.\d+)\s*\)")

DOUBTFUL = Bilingual(
    ja="1 つの数か、コンマで区切った数かを決められません。小数点には . を使い、数は空白で区切ってください。",
    en="This may be one number or several. Use . for the decimal point, and put spaces between numbers.",
)
BOOKKEEPING = Bilingual(
    ja="かっこで囲んだ数（1）は、負の数とも読めます。負の数には - を付け、ほかの数はかっこを外してください。",
    en="A number in parentheses, (1), may mean a negative one. Type - before it, or leave the parentheses out.",
)
Rows = tuple[tuple[str, ...], ...]


def split(text: str, *, listed: bool = False) -> Rows:
    """The entries of a text, row by row, as they are written; never raises.

    ``listed``: a list is expected, so that 0,1 are two numbers.
    """
    text = _prepared(text)
    if "&" in text:
        lines = text.replace("\n", " ").split(";") if ";" in text else text.split("\n")
        return _kept([[_stripped(entry) for entry in line.split("&")] for line in lines])
    if "\t" in text:
        lines = text.strip("\n").split("\n")
        if len(lines) == 1:  # a field of one line has blanks for the breaks
            pieces = re.split(" +", lines[0].strip(" "))
            even = len({piece.count("\t") for piece in pieces}) == 1
            lines = pieces if even else [lines[0].replace(" ", "\t")]
        return _kept([[_stripped(entry) for entry in line.split("\t")] for line in lines])
    bracketed = bool(_BRACKET.search(text))
    if _BETWEEN_ROWS.search(text):
        text = _BETWEEN_ROWS.sub(";", _SPACES.sub(" ", text.replace("\n", " ")))
    text = re.sub(r",\s*\n", ", ", text)  # a row that goes on
    lines = re.split(r"[\n;]", _BRACKET.sub(" ", text))
    if not bracketed and _is_csv(lines):
        return _kept([_COMMA.split(line.strip()) for line in lines if line.strip()])
    alone = not re.search(r"[\s;]", text.strip())
    found = [_entries(line.strip(), bracketed, alone, listed) if line.strip() else [] for line in lines]
    if not bracketed and max(map(len, found)) == 1:  # a column: an empty line is a blank
        return _kept([row or [""] for row in found])
    return _kept([row for row in found if row])


def may_be_one(line: str) -> bool:
    """Whether commas may belong to one number: a decimal comma, or groups of thousands."""
    return read_number(line).value is not None or (
        line.count(",") == 1 and read_number(line.replace(",", ".")).value is not None
    )


def _is_csv(lines: Sequence[str]) -> bool:
    """Whether commas separate the numbers of lines: they can do nothing else."""
    rows = [line.strip() for line in lines if line.strip()]
    if len(rows) < 2 or len({row.count(",") for row in rows}) > 1 or "," not in rows[0]:
        return False
    pieces = (piece for row in rows for piece in _COMMA.split(row))
    return all(map(_PIECE.fullmatch, pieces)) and not all(map(may_be_one, rows))


def _prepared(text: str) -> str:
    """The text without what only frames the numbers, each number without spaces in it."""
    text = _QUOTED.sub("\t", _LINES.sub("\n", visible(text))).translate(_PLAIN)
    text = _closed_up(text)
    if "\\" in text or "$" in text:
        text = _closed_up(from_latex(_LATEX_FRAME.sub(" ", _LATEX_ROW.sub(";", text))))
    if "<tf." in text:
        text = _TENSOR.sub("", text)
    text = _KEYWORD.sub("", _CALL.sub("", from_calls(text)))
    _, equals, after = text.partition("=")
    if equals and "=" not in after:
        text = after
    text = _NAMED.sub("", text)
    text = _SIGN.sub(r"\1\2", text)
    text = _TIMES.sub(r"\g<1>10\2\3\4", _EXPONENT.sub(r"\1\2\3", text))
    text = _FLATTENED.sub(r"×10^\1\2", text)
    text = _ABOUT.sub(r"\1", _SLASH.sub("/", text))
    return _MIXED.sub("", text).strip(" \n")


def _closed_up(text: str) -> str:
    """The text with single spaces: in long runs the patterns here would lose themselves."""
    return _LINE_END.sub("\n", _SPACES.sub(" ", text))


def _stripped(entry: str) -> str:
    return _BRACKET.sub(" ", entry).strip(" ,;\n")


def _entries(line: str, bracketed: bool, alone: bool, listed: bool) -> list[str]:
    if bracketed:
        return re.split(r"\s*,\s*|\s+", line.strip(", "))
    if not alone:
        return [part.strip(",") for part in line.split() if part.strip(",")]
    if read_number(line).value is not None or (not listed and may_be_one(line)):
        return [line]
    return line.strip(",").split(",")


def _kept(rows: Sequence[Sequence[str]]) -> Rows:
    """The rows but for empty ones at the end."""
    kept = [tuple(row) for row in rows]
    while kept and not any(kept[-1]):
        kept.pop()
    return tuple(kept)


def is_doubtful(text: str, rows: Rows) -> bool:
    """Whether each of several lines may be one number with a comma in it, or several numbers: 1,2 over 3,4."""
    return "\t" not in text and len(rows) > 1 and all(len(row) == 1 and "," in row[0] for row in rows)


def has_bookkeeping(text: str) -> bool:
    """Whether one of several numbers stands in parentheses of its own, as bookkeeping writes a negative one."""
    return bool(_BOOKKEEPING.search(_prepared(text)))


def is_block(rows: Rows) -> bool:
    """Whether there is more than one entry."""
    return sum(map(len, rows)) > 1


def sides(shape: Sequence[int]) -> tuple[int, int]:
    """Rows and columns of the fields of a shape: a vector is a column; slices stand one below the other."""
    width = shape[-1] if len(shape) > 1 else 1
    return prod(shape) // width, width


def placed(rows: Rows, shape: Sequence[int], at: int = 0) -> dict[int, str] | Bilingual:
    """Which field (in row-major order) each entry goes into, from the field ``at`` on; in words, why they do not fit.

    A block as large as the grid fills it wherever it was pasted. In a single column or row of fields a list goes on in
    either direction; in a matrix it has the direction it was pasted in, and no other.
    """
    height, width = sides(shape)
    tall, wide = len(rows), max(map(len, rows), default=0)
    full = [[*row, *[""] * (wide - len(row))] for row in rows]
    flat = [entry for row in full for entry in row]
    if (tall, wide) == (height, width):
        return dict(enumerate(flat))
    down, right = divmod(at, width)
    if down + tall <= height and right + wide <= width:
        return {(down + r) * width + right + c: entry for r, row in enumerate(full) for c, entry in enumerate(row)}
    if 1 in {tall, wide} and 1 in {height, width}:
        if len(flat) == height * width:
            return dict(enumerate(flat))
        if at + len(flat) <= height * width:
            return dict(enumerate(flat, start=at))
    return Bilingual(
        ja=f"貼り付けた値（{tall} 行 {wide} 列）は、ここから {height} 行 {width} 列の欄に収まりません。",
        en=f"The pasted values ({tall} × {wide}) do not fit from here into the {height} × {width} fields.",
    )
