r"""A drawn question as plain HTML for other programs: formulas as MathJax reads them, \( … \), nothing of our pages."""

import re
from collections.abc import Sequence
from html import escape

import numpy as np
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.data.drawing import Drawn
from question_bank.forms import form_of
from question_bank.model import rounding
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.instance import Choice
from question_bank.model.review import DerivationLine

LETTERS = "ABCDEFGHIJ"
_MORE_THAN_TEXT = re.compile(r"[$`*\\]")


def formula(latex: str) -> str:
    """A formula among words."""
    return rf"\({escape(latex.strip(), quote=False)}\)"


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .use(dollarmath_plugin, allow_digits=True, double_inline=False)
)
_MARKDOWN.add_render_rule("math_inline", lambda self, tokens, i, o, e: formula(tokens[i].content))
_MARKDOWN.add_render_rule("math_block", lambda self, tokens, i, o, e: rf"<p>\[{escape(tokens[i].content)}\]</p>")


def html(text: str) -> str:
    """Markdown as blocks."""
    written: str = _MARKDOWN.render(text)
    return written.strip()


def line(text: str) -> str:
    """One line of Markdown."""
    written: str = _MARKDOWN.renderInline(text)
    return written


def is_plain(text: str) -> bool:
    """Whether a text has neither formulas nor marks."""
    return _MORE_THAN_TEXT.search(text) is None


class Written:
    """The parts of a drawn question in one language."""

    def __init__(self, drawn: Drawn, language: Language) -> None:
        self.drawn = drawn
        self.instance, self.review = drawn.instance, drawn.review
        self.language = language

    def local(self, text: Bilingual) -> str:
        """A text in the language."""
        return text.in_language(self.language)

    def say(self, ja: str, en: str) -> str:
        """A word of ours."""
        return ja if self.language == "ja" else en

    def inline(self, text: Bilingual) -> str:
        """A line in the language."""
        return line(self.local(text))

    @property
    def title(self) -> str:
        """What is asked, and at which level, as plain text."""
        return self.local(self.instance.title)

    @property
    def stem(self) -> str:
        """The question, with what it takes for granted and what is to be given."""
        parts = [html(self.local(self.instance.stem))]
        if self.instance.conventions:
            said = self.say("、", "; ").join(line(self.local(one)) for one in self.instance.conventions)
            parts.append(f"<p>{self.say('前提：', 'Conventions: ')}{said}</p>")
        asked = formula(self.instance.format.label) + " " if form_of(self.instance.form).typed else ""
        parts.append(f"<p>{asked}{line(self.local(self.instance.format.note))}</p>")
        return "\n".join(parts)

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices, each a line."""
        return self.lines(self.instance.choices)

    def lines(self, choices: Sequence[Choice]) -> tuple[str, ...]:
        """Some choices, each a line."""
        return tuple(line(self.local(choice.text)) for choice in choices)

    @property
    def listed(self) -> str:
        """All there is to choose from, as it is numbered or lettered in the answer."""
        items = self.lines(self.instance.items)
        marks = [self.local(form_of(self.instance.form).field_name(self.instance, k)) for k in range(len(items))]
        marked = [f"{escape(mark)}　{text}<br />" for mark, text in zip(marks, items, strict=True)]
        lists = [numbered(self.choices), f"<p>{''.join(marked)}</p>" if marked else "", self.options]
        return "\n".join(part for part in lists if part)

    @property
    def options(self) -> str:
        """What the items of a match are given, by letter."""
        texts = self.lines(self.instance.options)
        lettered = [f"{letter}　{text}<br />" for letter, text in zip(LETTERS, texts, strict=False)]
        return f"<p>{''.join(lettered)}</p>" if lettered else ""

    @property
    def answer(self) -> str:
        """The right answer."""
        return html(self.local(self.review.key))

    @property
    def derivation(self) -> str:
        """The way to it, step by step, and what to take away."""
        steps = "".join(f"<li>{self._step(one)}</li>" for one in self.review.lines)
        remark = html(self.local(self.review.remark)) if self.review.remark else ""
        reasons = numbered([line(self.local(item.reason)) for item in self.review.items if item.reason])
        return "\n".join(part for part in (f"<ol>{steps}</ol>" if steps else "", reasons, remark) if part)

    def _step(self, step: DerivationLine) -> str:
        sides = [f"{step.symbol} = {step.symbolic}" if step.symbolic else step.symbol]
        sides += [f"{step.opening} {step.numeric}"] if step.numeric else []
        sides += [f"{step.relation} {step.value}"] if step.value else []
        evidence = html(self.local(step.evidence)) if step.evidence else ""
        return f"{line(self.local(step.phrase))}<br />{'<br />'.join(formula(side) for side in sides)}{evidence}"

    @property
    def slips(self) -> tuple[tuple[str, str], ...]:
        """Wrong answers, each with the slip that leads to it."""
        said = [
            (self.choices[place], line(self.local(one.remark)))
            for place, one in enumerate(self.review.choices)
            if one.remark is not None and not one.right
        ]
        return (
            *said,
            *((formula(self.shown(cells)), line(self.local(text))) for text, cells in self.drawn.slipped.values()),
        )

    def shown(self, cells: Sequence[float]) -> str:
        """Values as the question asks for them, in LaTeX."""
        asked = self.instance.format
        if asked.rounding is None:
            raise ValueError(f"{self.instance.family}: values without a rounding")
        return rounding.show_cells(np.array(cells).reshape(asked.shape), asked.rounding)


def numbered(texts: Sequence[str]) -> str:
    """A numbered list."""
    return f"<ol>{''.join(f'<li>{text}</li>' for text in texts)}</ol>" if texts else ""
