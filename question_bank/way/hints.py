"""Hints: the steps on the way to an answer, what each does and its formula in symbols, one group at a time.

A hint says what to work out next, never what it comes to. What is counted has no formula; its hint is a sentence. A
question whose answer is itself a formula, a line of code or a statement has none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.derivation import Derivation, Run, Step, writing
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Numeric
from question_bank.model.data import gathered, remembered
from question_bank.model.instance import Question
from question_bank.model.letters import names, names_in
from question_bank.model.phrases import phrase
from question_bank.model.topic_pages import Letter, TopicPage
from question_bank.way.grouping import groups


@dataclass(frozen=True)
class Line:
    """A step without its value: what is done, then symbol = formula in LaTeX, or in words what is counted."""

    phrase: Bilingual
    symbol: str
    formula: str  # "" where the step is counted
    words: Bilingual | None


@remembered
def _counted() -> Mapping[str, Mapping[str, Bilingual]]:
    return gathered("counted.toml", dict[str, Bilingual])


def written(run: Run, trace: Derivation, step: Step) -> Line:
    """A step in symbols; its sentence where it was counted and one is known."""
    said, symbol = phrase(run, step.symbol), writing.symbol(trace.notation, step.name)
    if step.tree is not None:
        return Line(said, symbol, writing.in_symbols(trace.notation, step.tree), None)
    module = run.module
    return Line(said, symbol, "", _counted().get(module, {}).get(step.symbol))


def meanings(question: Question, page: TopicPage, lines: Iterable[Line]) -> tuple[Letter, ...]:
    """What the page of the topic says of the letters in lines that a question itself does not explain."""
    texts = (question.stem, *question.conventions)
    known = names(question.format.label).union(*(names_in(text.ja) for text in texts))
    used = frozenset().union(*(names(line.symbol) | names(line.formula) for line in lines))
    found: dict[str, Letter] = {}
    for letter in page.letters:
        for name in names(letter.latex) & (used - known):
            found.setdefault(name, letter)  # q(z | x) is said of q, not of z
    return tuple(letter for letter in page.letters if letter in found.values())


def hints(problem: Numeric) -> tuple[tuple[Line, ...], ...]:
    """The hints of a problem in order, each a few lines; steps of which nothing can be said are left out."""
    trace = problem.run.trace()
    return tuple(_said_once(written(problem.run, trace, step) for step in steps) for steps in _told(problem))


def count(problem: Numeric) -> int:
    """How many hints a problem has; none is written for it, as with each draw it would be."""
    return len(_told(problem))


def _told(problem: Numeric) -> list[list[Step]]:
    """The steps of each group of which something can be said."""
    known = _counted().get(problem.run.module, {})
    all_groups = groups(problem.run.trace().steps, problem.asked.name)
    told = ([step for step in group.steps if step.tree is not None or step.symbol in known] for group in all_groups)
    return [steps for steps in told if steps]


def _said_once(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Steps of which the same is said one after the other, as of the ids of all words, in one line."""
    found: list[Line] = []
    for line in lines:
        if found and line.words is not None and line.words == found[-1].words:
            found[-1] = replace(found[-1], symbol=rf"{found[-1].symbol}, \; {line.symbol}")
        else:
            found.append(line)
    return tuple(found)
