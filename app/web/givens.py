"""What a question gives, as it is set: values in rows like a line of a textbook, those of a function as a small table.

In the text both are lists of formulas, one an item; the marker tells them apart (``function_table`` of the bank).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.web.breaking import broken
from app.web.mathml import to_mathml

VALUES, FUNCTION = "givens", "function"
_ITEM = ["list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close"]
_TABLED = re.compile(r"((?:e\^|\\(?:tanh|sigma|ln)\b).+?) (?:=|\\approx) (-?[\d.]+)")
_TIME, _NUMBER = re.compile(r"\(\d+\)"), re.compile(r"_\{?\d+\}?")


def lists_of_values(state: StateCore) -> None:
    """Make one token of each list of nothing but formulas: values, or a table of a function's."""
    tokens, place = state.tokens, 0
    while place < len(tokens):
        if tokens[place].type == "bullet_list_open" and (formulas := _formulas(tokens, place + 1)):
            table = tokens[place].markup == "*" and all(_TABLED.fullmatch(formula) for formula in formulas)
            made = Token(FUNCTION if table else VALUES, "", 0, meta={"formulas": formulas})
            tokens[place : place + 2 + len(_ITEM) * len(formulas)] = [made]
        place += 1


def _formulas(tokens: Sequence[Token], begin: int) -> list[str]:
    """The formulas of a list, or nothing where an item holds anything else."""
    found = []
    while tokens[begin].type != "bullet_list_close":
        item = tokens[begin : begin + len(_ITEM)]
        inside = item[2].children or () if [token.type for token in item] == _ITEM else ()
        if len(inside) != 1 or inside[0].type != "math_inline":
            return []
        found.append(inside[0].content.strip())
        begin += len(_ITEM)
    return found


def _kind(formula: str) -> str:
    """What a value belongs with: the others of its sequence; values that are numbered by nothing belong together."""
    symbol = formula.partition("=")[0]
    numbered = _NUMBER.sub("_#", _TIME.sub("(#)", symbol))
    return "" if numbered == symbol else numbered


def values_html(formulas: Sequence[str]) -> str:
    """Values in groups, each of one kind, in the order in which they are given."""

    def groups() -> Iterator[str]:
        for _, group in groupby(formulas, _kind):
            items = "".join(f"<li>{broken(formula)}</li>" for formula in group)
            yield f"<ul>{items}</ul>"

    return f'<div class="{VALUES}">{"".join(groups())}</div>\n'


def function_html(formulas: Sequence[str]) -> str:
    """The values of a function below its arguments; of two functions, two tables."""

    def tables() -> Iterator[str]:
        found = [match.groups() for match in map(_TABLED.fullmatch, formulas) if match]
        for _, group in groupby(found, lambda pair: re.split(r"[({ ]", pair[0])[0]):
            pairs = list(group)
            # No heads of columns: one that is a formula and nothing else is read as an empty one.
            heads = "".join(f'<td class="argument">{to_mathml(head)}</td>' for head, _ in pairs)
            cells = "".join(f"<td>{to_mathml(value)}</td>" for _, value in pairs)
            yield f'<div class="scroll"><table class="{FUNCTION}"><tr>{heads}</tr><tr>{cells}</tr></table></div>'

    return "".join(tables()) + "\n"
