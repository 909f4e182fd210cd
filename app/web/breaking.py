r"""Where a formula may break on a narrow page: before a relation, a binary plus or minus, or ⊙ in a long term.

Browsers do not break native MathML, but a line may break between two formulas. So a formula is cut into several that
stand side by side as words do. Nothing is cut inside a group (braces, \left…\right, \begin…\end, brackets) but for
one case: a long sum of mere numbers in brackets, which are no taller than the numbers and need not grow together.
"""

import re
from functools import lru_cache

from markupsafe import Markup

from app.web.marking import Targets, marked
from app.web.mathml import to_mathml

_WORD = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_SPACE = re.compile(r"\s+|\\[,:;! ]|\\quad|\\qquad|~")
_SIZED = re.compile(r"\\[bB]igg?[lr]")
_RELATIONS = {"=", r"\approx"}
_SIGNS = {"+", "-"}
_PRODUCTS = {r"\odot"}
_LEFT, _RIGHT = r"\left", r"\right"
_OPENING = {"{", "(", "[", r"\{", r"\begin", _LEFT}
_CLOSING = {"}", ")", "]", r"\}", r"\end", _RIGHT}
# After these, a plus or minus is a sign.
_LEADING = (
    _RELATIONS | _SIGNS | _PRODUCTS | _OPENING | {r"\times", r"\cdot", r"\leq", r"\geq", r"\neq", r"\pm", "<", ">"}
)
_LEADING |= {",", ":", ";", "/", "^", "_", "&", r"\\", r"\not", r"\mid", r"\to", r"\in", r"\propto", r"\sim"}
_TALL = re.compile(r"\\begin|\\d?frac|\\sum|\\prod|[\^_]")
_UNSEEN = re.compile(r"\\(?:begin|end)\{\w+\}|\\(?:left|right|mathrm|text|operatorname|quad)\b|\\[,;:!]|[{}_^&\s]")
_LONG = 16  # characters as printed; with the room around operators, more may not fit on a phone


def _length(latex: str) -> int:
    """About how many characters a formula prints; a matrix counts with all its rows."""
    return len(re.sub(r"\\[A-Za-z]+", "x", _UNSEEN.sub("", latex)))


def _cut(latex: str, at: set[str], within: int = 0) -> list[str]:
    """The formula cut before each of these operators that joins two things ``within`` at most so many groups."""
    pieces, depth, begin, before = [], 0, 0, ""  # before: the last word that prints
    delimiter = False
    for match in _WORD.finditer(latex):
        word = match[0]
        if _SPACE.fullmatch(word):
            continue
        if delimiter:  # the bracket of \left or \right, which was counted with it
            delimiter = False
            continue
        delimiter = word in {_LEFT, _RIGHT} or _SIZED.fullmatch(word) is not None
        if word in _OPENING or (delimiter and word.endswith("l")):
            depth += 1
        elif word in _CLOSING or delimiter:
            depth -= 1
        if depth < 0:
            return [latex]
        if depth <= within and word in at and before and not (word in _SIGNS and before in _LEADING):
            pieces.append(latex[begin : match.start()])
            begin = match.start()
        if latex[: match.end()].strip() not in {"{", "{}"}:  # the empty group of "{} = …" is no left side
            before = word
    return [*pieces, latex[begin:]] if depth == 0 else [latex]


def parts(latex: str) -> tuple[str, ...]:
    r"""The formula as pieces that join to it again, each but the first beginning with the operator before it.

    Of a short formula there is one piece. A group that does not close is not cut.
    """
    if _length(latex) < _LONG:
        return (latex,)
    pieces: list[str] = []
    for term in _cut(latex, _RELATIONS | _SIGNS):
        if _length(term) < _LONG:
            pieces.append(term)
        elif _TALL.search(term):
            pieces += _cut(term, _PRODUCTS)
        else:
            pieces += _cut(term, _SIGNS, within=1)
    return tuple(pieces)


def _complete(piece: str) -> str:
    r"""A piece as a formula: what its brackets lack is added unseen, and before its operator stands an empty group."""
    excess = piece.count(_LEFT) - piece.count(_RIGHT)
    return r"\left. " * -excess + "{} " + piece + r" \right." * excess


@lru_cache(maxsize=4096)
def broken(latex: str, *, display: bool = False, targets: Targets = ()) -> Markup:
    """A formula as MathML that breaks where it must; what cannot break scrolls in a region of its own.

    There is no role around the pieces: each begins with its operator, so that read one after another they are the
    formula, while a role above them would have it announced twice. ``targets`` name their values as ``marked`` does.
    """
    written = Markup()
    for number, piece in enumerate(parts(latex)):
        whole = _complete(piece) if number else piece + r" \right." * (piece.count(_LEFT) - piece.count(_RIGHT))
        math = marked(whole, targets) if targets else to_mathml(whole, display=display)
        written += Markup('<span class="scroll">{}</span>').format(math) if _length(piece) >= _LONG else math
    return Markup('<span class="formula">{}</span>').format(written)
