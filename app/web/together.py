"""What a line must not break: a formula and the marks around it, a shape like (3, 2), n-gram; in code an index, a sign.

To a browser a formula is a box of its own, before and after which a line may break, even before a mark that must not
begin one, or after a bracket.
"""

import re

from markupsafe import Markup, escape

_OPENING = "（「『(["
_CLOSING = re.compile("[、。，．）」』：；？！…,.;:)?!]+")
_SHAPE = re.compile(r"\([\w+−-]{1,5}(?:, [\w+−-]{1,5}){1,3}\)|(?<![A-Za-z0-9])[A-Za-z0-9]-grams?\b")
# In code an index and a sign belong to what they stand at: dc[:, None, :], -np.outer(…).
_PIECE = re.compile(rf"{_SHAPE.pattern}|\[[^\[\]]{{1,12}}\]|(?<![\w)\]])-[\w.]*\(?(?=\S)")
_BEGIN, _END = "<math", "</math>"
_OPEN, _CLOSE = '<span class="together">', "</span>"


def formulas_with_their_marks(html: str) -> str:
    """HTML in which each formula is one with the brackets right before and the closing marks right behind it."""
    pieces, done, at = [], 0, html.find(_END)
    while at >= 0:
        at += len(_END)
        marks = _CLOSING.match(html, at)
        end = marks.end() if marks else at
        begin = formula = html.rfind(_BEGIN, done, at)
        while done < begin and html[begin - 1] in _OPENING:
            begin -= 1
        if formula >= 0 and end - begin > at - formula and not html.endswith(_OPEN, done, begin):
            pieces += [html[done:begin], _OPEN, html[begin:end], _CLOSE]
            done = end
        at = html.find(_END, at)
    return "".join([*pieces, html[done:]])


def shapes(text: str) -> Markup:
    """Plain text, escaped, in which each shape is one. A wide space leaves no trace at the end of a line."""
    html = str(escape(text)).replace("\u3000", "\xa0\xa0 ")
    return Markup(_SHAPE.sub(rf"{_OPEN}\g<0>{_CLOSE}", html))  # noqa: S704 - escaped just now


def code(text: str) -> Markup:
    """Code within a line, escaped, in which each shape and index is one, and each sign is one with what follows it."""
    return Markup(_PIECE.sub(rf"{_OPEN}\g<0>{_CLOSE}", str(escape(text))))  # noqa: S704 - escaped just now
