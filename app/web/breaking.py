r"""Where a formula may break on a narrow page: before a relation, a binary plus or minus, or ⊙ in a long term.

Browsers do not break native MathML, but a line may break between two formulas. So a formula is cut into several that
stand side by side as words do. Nothing is cut inside a group (braces, \begin…\end, brackets) with one exception: in a
term that is still long, the sum in its \left( … \right) is cut, and both brackets stay as tall as the whole sum.
"""

import re
from functools import lru_cache

from markupsafe import Markup

from app.web.marking import Targets, marked
from app.web.mathml import to_mathml

_WORD = re.compile(r"\\[A-Za-z]+|\\.|[A-Za-z0-9][A-Za-z0-9.]*|\s+|.", re.DOTALL)
_SPACES = {r"\,", r"\:", r"\;", r"\!", r"\ ", r"\quad", r"\qquad", "~"}
_SIZED = re.compile(r"\\[bB]igg?[lr]")
_RELATIONS = {"=", r"\approx"}
_SIGNS = {"+", "-"}
_PRODUCTS = {r"\odot"}
_LEFT, _RIGHT = r"\left", r"\right"
_OPENING = {"{", "(", "[", r"\{", r"\begin", _LEFT}
_CLOSING = {"}", ")", "]", r"\}", r"\end", _RIGHT}
_GROUPING = _OPENING | _CLOSING
# After these, a plus or minus is a sign.
_LEADING = (
    _RELATIONS | _SIGNS | _PRODUCTS | _OPENING | {r"\times", r"\cdot", r"\leq", r"\geq", r"\neq", r"\pm", "<", ">"}
)
_LEADING |= {",", ":", ";", "/", "^", "_", "&", r"\\", r"\not", r"\mid", r"\to", r"\in", r"\propto", r"\sim"}
_BRACKET = re.compile(r"\\(?:left|right)\b")
_UNSEEN = re.compile(r"\\(?:begin|end)\{\w+\}|\\(?:left|right|mathrm|text|operatorname|quad)\b|\\[,;:!]|[{}_^&\s]")
_NOTHING = "<mo>\N{INVISIBLE SEPARATOR}</mo>"  # what stands for the bracket of \left. and would be copied
_LONG = 16  # characters as printed; with the room around operators, more may not fit on a phone

Term = tuple[str, ...]


@lru_cache(maxsize=1024)  # of a formula, its terms, their parts: each is asked for several times
def _length(latex: str) -> int:
    """About how many characters a formula prints; a matrix counts with all its rows."""
    return len(re.sub(r"\\[A-Za-z]+", "x", _UNSEEN.sub("", latex)))


def _cut(latex: str, at: set[str], group: str = "") -> list[str]:
    r"""The formula cut before each of these operators that joins two things at the top, or within one ``group``."""
    pieces, begin, before = [], 0, ""  # before: the last word that prints
    opened: list[str] = []
    inside = [group] if group else []
    group_start, cut_groups = 0, set()
    delimiter = False
    for match in _WORD.finditer(latex):
        word = match[0]
        if word in _SPACES or word.isspace():
            continue
        if delimiter:  # the bracket of \left or \right, which was counted with it
            delimiter = False
            if opened and opened[-1] == _LEFT and word == "(":
                opened[-1] = group or _LEFT
            continue
        if len(opened) > len(inside) and word not in _GROUPING and word[0] != "\\":  # a number of a matrix: many are
            before = word
            continue
        delimiter = word in {_LEFT, _RIGHT} or (word[:2].lower() == "\\b" and _SIZED.fullmatch(word) is not None)
        if word in _OPENING or (delimiter and word.endswith("l")):
            opened.append(word)
            group_start = match.start() if len(opened) == 1 else group_start
        elif word in _CLOSING or delimiter:
            if not opened:
                return [latex]
            opened.pop()
        if opened == inside and word in at and before and not (word in _SIGNS and before in _LEADING):
            pieces.append(latex[begin : match.start()])
            begin = match.start()
            cut_groups.add(group_start)
        if before or latex[: match.end()].strip() not in {"{", "{}"}:  # the empty group of "{} = …" is no left side
            before = word
    alone = not group or len(cut_groups) == 1
    return [*pieces, latex[begin:]] if alone and not opened else [latex]


def parts(latex: str) -> tuple[Term, ...]:
    r"""The terms of a formula, each but the first beginning with the operator before it; all join to it again.

    A term is one piece, or several if it is a long one with a sum in \left( … \right). Of a short formula there is one
    term. A group that does not close is not cut.
    """
    if _length(latex) < _LONG:
        return ((latex,),)
    terms: list[Term] = []
    for term in _cut(latex, _RELATIONS | _SIGNS):
        factors = _cut(term, _PRODUCTS) if _length(term) >= _LONG else [term]
        terms += [tuple(_cut(f, _SIGNS, "()")) if _length(f) >= _LONG else (f,) for f in factors]
    return tuple(terms)


def _outer(piece: str, bracket: str) -> tuple[str, str]:
    r"""What stands before and after the \left( or \right) of a cut piece that has no partner in it."""
    depth = 0
    found = list(_BRACKET.finditer(piece))
    for match in found if bracket == _RIGHT else found[::-1]:
        depth += 1 if match[0] == bracket else -1
        if depth == 1:
            return piece[: match.start()], piece[match.end() :].lstrip().removeprefix("(").removeprefix(")")
    return piece, piece


def _height(latex: str) -> tuple[int, bool, bool]:
    return max(row.count(r"\\") for row in latex.split(r"\end")), r"\frac" in latex, "^" in latex or "_" in latex


def _whole(term: Term) -> list[str]:
    """The pieces of a term as formulas of their own: each bracket gets an unseen partner and the height of the sum."""
    if len(term) == 1:
        return list(term)
    first, *middle, last = term
    summands = [_outer(first, _LEFT)[1], *middle, _outer(last, _RIGHT)[0]]
    tallest = max(map(_height, summands))
    strut = rf" \vphantom{{{next(s for s in summands if _height(s) == tallest)}}} "
    beginning = "" if _height(summands[0]) == tallest else strut
    ending = "" if _height(summands[-1]) == tallest else strut
    return [rf"{first}{beginning} \right.", *("{} " + piece for piece in middle), rf"\left. {ending} {{}} {last}"]


@lru_cache(maxsize=1024)
def broken(latex: str, *, display: bool = False, targets: Targets = ()) -> Markup:
    """A formula as MathML that breaks where it must; what cannot break scrolls in a region of its own.

    There is no role around the pieces: each begins with its operator, so that read one after another they are the
    formula, while a role above them would have it announced twice. ``targets`` name their values as ``marked`` does.
    """
    lines = ""
    for number, term in enumerate(parts(latex)):
        pieces = ""
        for k, (piece, written) in enumerate(zip(term, _whole(term), strict=True)):
            # Before an operator something stands, or it were a sign.
            shown = "{} " + written if number and not k else written
            math = str(marked(shown, targets) if targets else to_mathml(shown, display=display)).replace(_NOTHING, "")
            pieces += f'<span class="scroll">{math}</span>' if _length(piece) >= _LONG else math
        lines += f'<span class="breaks">{pieces}</span>' if len(term) > 1 else pieces
    return Markup(f'<span class="breaks">{lines}</span>')  # noqa: S704 - made of MathML alone
