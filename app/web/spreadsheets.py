"""Tables for spreadsheets: UTF-8 with a byte order mark, every cell in quotes, none that is run when it is opened.

A cell that begins like a formula would be run. Such cells, typed numbers as -1.5 among them, get an apostrophe before
them: what was typed is a text there.
"""

import csv
import io
from collections.abc import Iterable, Sequence

BEGINNING = "\ufeff"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")


def guarded(cell: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_RUNS) or cell.startswith(_RUNS) else cell


def lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as they stand in the file."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()
