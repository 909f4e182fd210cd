"""Finds superscripts that cannot be read: on a fraction, a function, a sign or another superscript."""

import re

_BEFORE = re.compile(r"(?P<closed>\}|\\right\)|\\right\\rVert|\\end\{pmatrix\})\s*\^\{")
_FUNCTION = re.compile(r"(\\(exp|tanh|sigma|ln|min|max)|\\operatorname\{\w+\})\s*$")
_SIGNED = re.compile(r"(?<![\w.)}])-\d+(\.\d+)?\^\{")


def unreadable(latex: str) -> list[str]:
    """The bases of superscripts in a formula that need parentheses and have none."""
    found = [match[0] for match in _SIGNED.finditer(latex) if not latex[: match.start()].rstrip().endswith((")", "}"))]
    for match in _BEFORE.finditer(latex):
        end = match.end("closed")
        start = _opening(latex, end)
        before = latex[:start]
        if match["closed"] == "}":
            numerator = before.endswith("}") and before[: _opening(before, len(before))].endswith(r"\frac")
            bad = numerator or before.endswith("^")
        elif match["closed"] == r"\end{pmatrix}":
            bad = _FUNCTION.search(before) is not None
        else:
            bad = match["closed"] == r"\right)" and _FUNCTION.search(before) is not None
        if bad:
            found.append(latex[max(0, start - 10) : match.end()])
    return found


def _opening(latex: str, end: int) -> int:
    """Where the group that ends at ``end`` begins."""
    pairs = ((r"\right)", r"\left("), (r"\right\rVert", r"\left\lVert"), (r"\end{pmatrix}", r"\begin{pmatrix}"))
    close, open_ = next(((c, o) for c, o in pairs if latex[:end].endswith(c)), ("}", "{"))
    depth, place = 0, end
    while True:
        closing, opening = latex.rfind(close, 0, place), latex.rfind(open_, 0, place)
        place = max(closing, opening)
        if place < 0:
            raise ValueError(f"no beginning of what ends at {end} in {latex}")
        depth += 1 if place == closing else -1
        if depth == 0:
            return place
