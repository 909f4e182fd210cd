"""Markdown with formulas and code to safe HTML: CommonMark without raw HTML, tables, $…$ and $$…$$."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.web.breaking import broken
from app.web.givens import FUNCTION, VALUES, function_html, lists_of_values, values_html
from app.web.mathml import to_mathml
from app.web.terms import link_terms
from app.web.together import code, formulas_with_their_marks, shapes
from question_bank.model.bilingual import Language

_CODE = Markup('<code translate="no">{}</code>')
_LISTING = Markup('<pre translate="no"><code>{}</code></pre>\n')
_FORMULA = re.compile(r"\$([^$]+)\$")


def _formula(content: str, options: Mapping[str, Any]) -> str:
    return str(to_mathml(content.strip(), display=bool(options.get("display_mode"))))


def _table_open(*_: Any) -> str:
    return '<div class="scroll"><table>\n'


def _table_close(*_: Any) -> str:
    return "</table></div>\n"


def _formulas_with_a_line_of_their_own(state: StateCore) -> None:
    """Tell the formula that is a whole paragraph, or item of a list, from one among words."""
    for before, token in pairwise(state.tokens):
        alone = before.type == "paragraph_open" and token.type == "inline" and len(token.children or ()) == 1
        if alone and token.children and token.children[0].type == "math_inline":
            token.children[0].type = "math_line"


def _captioned_tables(state: StateCore) -> None:
    """Make the caption of a table of a line in italics right above it, and heads of its rows of what is bold there."""
    tokens, place = state.tokens, 0
    while place < len(tokens):
        if tokens[place].type == "table_open" and _is_caption(tokens[place - 3 : place]):
            caption = tokens[place - 2]
            caption.children = (caption.children or [])[1:-1]
            opened, closed = Token("caption_open", "caption", 1), Token("caption_close", "caption", -1)
            tokens[place - 3 : place + 1] = [tokens[place], opened, caption, closed]
            _name_rows(tokens, place + 1)
        place += 1


def _is_caption(before: Sequence[Token]) -> bool:
    if [token.type for token in before] != ["paragraph_open", "inline", "paragraph_close"]:
        return False
    inside = [token.type for token in before[1].children or ()]
    return inside[:1] == ["em_open"] and inside.index("em_close") == len(inside) - 1


def _name_rows(tokens: Sequence[Token], place: int) -> None:
    """The first cell of each row heads it where it is bold; each head says what it heads."""
    while tokens[place].type != "table_close":
        kind = tokens[place].type
        inside = [token for token in tokens[place + 1].children or () if token.type != "text" or token.content]
        if kind == "th_open" and inside:
            tokens[place].meta["scope"] = "col"
        bold = [token.type for token in inside[:1]] == ["strong_open"] and inside[-1].type == "strong_close"
        if kind == "td_open" and tokens[place - 1].type == "tr_open" and bold:
            tokens[place].type, tokens[place + 2].tag = "th_open", "th"
            tokens[place].meta["scope"], tokens[place + 1].children = "row", inside[1:-1]
        place += 1


def _cell_open(cell: str) -> Callable[..., str]:
    def opened(_: Any, tokens: Sequence[Token], place: int, *__: Any) -> str:
        scope = tokens[place].meta.get("scope")
        return f'<{cell} scope="{scope}">' if scope else f"<{cell}>"

    return opened


def _make() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.use(dollarmath_plugin, renderer=_formula, allow_digits=True, double_inline=False)
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    # Alignment would be an inline style; our tables need none.
    for cell in ("th", "td"):
        markdown.add_render_rule(f"{cell}_open", _cell_open(cell))
    markdown.add_render_rule("text", lambda self, tokens, i, o, e: shapes(tokens[i].content))
    markdown.add_render_rule("code_inline", lambda self, tokens, i, o, e: _CODE.format(code(tokens[i].content)))
    for block in ("fence", "code_block"):
        markdown.add_render_rule(block, lambda self, tokens, i, o, e: _LISTING.format(tokens[i].content))
    markdown.core.ruler.push("lists_of_values", lists_of_values)
    for kind, written in ((VALUES, values_html), (FUNCTION, function_html)):
        markdown.add_render_rule(
            kind, lambda self, tokens, i, o, e, written=written: written(tokens[i].meta["formulas"])
        )
    markdown.core.ruler.push("math_line", _formulas_with_a_line_of_their_own)
    markdown.core.ruler.push("captioned_table", _captioned_tables)
    markdown.core.ruler.push("terms", link_terms)
    markdown.add_render_rule("math_line", lambda self, tokens, i, o, e: str(broken(tokens[i].content.strip())))
    markdown.add_render_rule("math_inline", lambda self, tokens, i, o, e: _formula(tokens[i].content, {}))
    markdown.add_render_rule(
        "math_block",
        lambda self, tokens, i, o, e: (
            f'<div class="scroll">{_formula(tokens[i].content, {"display_mode": True})}</div>'
        ),
    )
    return markdown


_MARKDOWN = _make()


@lru_cache(maxsize=512)
def to_html(text: str, terms: Language | None = None) -> Markup:
    """Markdown as HTML blocks; the terms of a language lead to the glossary, each where it stands first."""
    html = _MARKDOWN.render(text, {"terms": terms}).replace("<th></th>", "<td></td>")  # an empty corner heads nothing
    return Markup(formulas_with_their_marks(html))  # noqa: S704 - raw HTML is off, everything else is escaped


@lru_cache(maxsize=512)
def to_inline_html(text: str) -> Markup:
    """One line of Markdown without a paragraph around it."""
    return Markup(formulas_with_their_marks(_MARKDOWN.renderInline(text)))  # noqa: S704 - as above


def to_line_html(text: str) -> Markup:
    """As ``to_inline_html``, where the text has its lines to itself: if it is one formula, it may break."""
    formula = _FORMULA.fullmatch(text)
    return broken(formula[1].strip()) if formula else to_inline_html(text)
