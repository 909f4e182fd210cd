"""Question texts: one Markdown file per family and language, with LaTeX between dollar signs.

    # The title
    The stem, with [[ values ]] and [% if level == 1 %] parts [% endif %].
    ---
    What to take away, shown after the answer (may be missing).

Square brackets mark values and blocks, since braces belong to LaTeX.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined, Template, UndefinedError

from engine.derivation import Array, decimals
from engine.functions import sigmoid
from question_bank.model.bilingual import LANGUAGES, Bilingual, Language
from question_bank.model.data import topic_folder

_BREAK = re.compile(r"。\n(?=[^\n\s|-])")


@dataclass(frozen=True)
class Texts:
    """What a family says: its title, the stem of this instance, and the remark after the answer."""

    title: Bilingual
    stem: Bilingual
    remark: Bilingual | None


TABLED: dict[str, tuple[str, Callable[[Array], Array]]] = {
    "tanh": (r"\tanh({})", np.tanh),
    "tanh2": (r"\tanh^2({})", lambda u: np.square(np.tanh(u))),
    "sigmoid": (r"\sigma({})", sigmoid),
    "exp": ("e^{{{}}}", np.exp),
    "ln": (r"\ln {}", np.log),
}


UNWRITTEN: Mapping[Language, tuple[str, str]] = {  # stand in new texts until somebody writes them
    "ja": ("（問題文）", "（覚えておくこと）"),
    "en": ("(The stem.)", "(What to take away.)"),
}


def function_table(names: str, *points: float) -> str:
    """Values of functions to four decimals, for questions that are done by hand: a list that breaks at the page's end.

    Its marker differs from that of the given values, so that the two lists stay apart.
    """
    lines = []
    for name in names.split():
        if name not in TABLED:
            raise KeyError(f"function_table: no function {name!r}; there are {', '.join(TABLED)}")
        form, function = TABLED[name]
        values = function(np.array(points, dtype=float)).tolist()
        lines += [
            f"* ${form.format(decimals.number(point))} {decimals.relation(value)} {decimals.number(value)}$"
            for point, value in zip(points, values, strict=True)
        ]
    return "\n".join(lines)


FUNCTIONS: Mapping[str, Callable[..., str]] = {
    "function_table": function_table,
    "number": decimals.number,
    "array": decimals.array,
}


@cache
def _environment() -> Environment:
    environment = Environment(
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - the result is Markdown, made safe where it is turned into HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(FUNCTIONS)
    return environment


@cache
def source(topic: str, name: str, language: Language) -> str:
    """The file of a family's texts in one language; raises ``FileNotFoundError``."""
    file = topic_folder(topic) / f"{name}.{language}.md"
    if not file.is_file():
        raise FileNotFoundError(f"{file} is missing: a family has its texts in {' and '.join(LANGUAGES)}")
    return file.read_text(encoding="utf-8")


@cache
def _template(topic: str, name: str, language: Language) -> Template:
    environment = _environment()
    file = str(topic_folder(topic) / f"{name}.{language}.md")  # of which errors tell the line
    code = environment.compile(source(topic, name, language), name, file)
    return Template.from_code(environment, code, environment.make_globals(None))


def render(topic: str, name: str, words: Mapping[str, Any]) -> Texts:
    """The texts of a family with the values of one instance.

    Raises ``FileNotFoundError`` for a missing language, jinja2's ``UndefinedError`` for a missing value, which tells
    those that there are, and ``ValueError`` for a file that does not begin with a title.
    """
    parts: dict[Language, tuple[str, str, str]] = {}
    for language in LANGUAGES:
        try:
            rendered = _template(topic, name, language).render(words, language=language)
        except UndefinedError as error:
            known = ", ".join((*words, "language", *FUNCTIONS))
            raise UndefinedError(f"{error.message} in {name}.{language}.md; there are {known}").with_traceback(
                error.__traceback__
            ) from None
        head, _, rest = rendered.partition("\n")
        if not head.startswith("# "):
            raise ValueError(f"{topic}/{name}.{language}.md does not begin with a title")
        if language == "ja":  # a line break after a Japanese sentence is no space
            rest = _BREAK.sub("。", rest)
        stem, _, remark = rest.partition("\n---\n")
        parts[language] = head[2:].strip(), stem.strip(), remark.strip()
    heading, body, takeaway = (Bilingual(ja=parts["ja"][k], en=parts["en"][k]) for k in range(3))
    return Texts(heading, body, takeaway if takeaway.ja or takeaway.en else None)


def title(topic: str, name: str) -> Bilingual:
    """The title of a family, which holds no values."""
    heads = {language: source(topic, name, language).partition("\n")[0][2:].strip() for language in LANGUAGES}
    return Bilingual(**heads)
