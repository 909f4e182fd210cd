"""A column of numbers in one line of text: (1, −0.5)ᵀ; what does not fit a line stays as it is."""

import re

_COLUMN = re.compile(r"\\begin\{pmatrix\} ([^&\\]*(?:\\\\[^&\\]*)+) \\end\{pmatrix\}")
_LONGEST = 26  # characters: with its symbol before it, a line of a phone


def in_a_row(latex: str) -> str:
    """A value as a transposed row, where it is a column that is short enough."""
    column = _COLUMN.fullmatch(latex)
    if column is None:
        return latex
    entries = [entry.strip() for entry in column[1].split(r"\\")]
    if len(", ".join(entries)) > _LONGEST:
        return latex
    row = r",\,".join(f"{{{entry}}}" for entry in entries)
    return rf"{{({row})}}^{{\top}}"
