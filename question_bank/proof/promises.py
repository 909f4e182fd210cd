"""What the page of a question promises, proven of every instance; each check returns what is wrong, in words.

The tolerance beside the box, that the mistakes a question is about are wrong, that a line says what is so, and that
every letter is explained. What only one kind of problem promises is proven in its room.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from engine.derivation import Run
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.kinds.registry import kind_of
from question_bank.model import rounding
from question_bank.model.answer import UNKNOWN, Flat
from question_bank.model.family import Family
from question_bank.model.instance import Choice, Instance, Rounding
from question_bank.model.phrases import written_in
from question_bank.model.plots import Figure, Plot
from question_bank.model.problem import Problem
from question_bank.model.review import DerivationLine, Review
from question_bank.proof.letters import letter_problems
from question_bank.proof.wording import phrase_problems

LEAST_ESSENTIAL = 2
_STATED = re.compile(r"±([0-9.]+)")


def _stated(instance: Instance, kind: Rounding, shown: float) -> float:
    """The tolerance as the page states it: ±0.01 beside the box, or one in the last significant digit."""
    said = _STATED.search(instance.format.note.ja)
    return 0.0 if said is None else rounding.unit(kind, shown) if kind.kind == "significant" else float(said[1])


def tolerance_problems(bank: Bank, instance: Instance) -> list[str]:
    """What lies within the stated tolerance of the shown key or of the full value is right; beyond both it is wrong.

    Every live slip, typed in full or as it is rounded, is wrong.
    """
    kind, form = instance.format.rounding, form_of(instance.form)
    if kind is None or not form.rows(instance):
        return []
    problems: list[str] = []
    key = list(instance.key.cells)
    for cell, full in enumerate(key):
        shown = rounding.rounded(full, kind)
        stated = _stated(instance, kind, shown)
        inside = [shown, full, *(centre + sign * stated for centre in (shown, full) for sign in (-1, 1))]
        far = max(abs(shown - full), 0.0) + stated + max(0.02 * stated, 1e-6 * abs(full), 1e-6)
        outside = [shown + far + abs(shown - full), shown - far - abs(shown - full)]
        for value, right in [*((value, True) for value in inside), *((value, False) for value in outside)]:
            texts = [f"{value if place == cell else other:.15g}" for place, other in enumerate(key)]
            answer = form.answer(Flat(texts=tuple(texts)))
            if not form.reading(
                instance, answer
            ).readable:  # beyond 0 or 1 where a probability is asked: a matter of form
                continue
            if bank.grade(instance, answer).correct is not right:
                verdict = "refused" if right else "accepted"
                problems.append(f"{value:.15g} is {verdict}, ±{stated} of {full:.15g}, shown as {shown:.15g}")
    return problems


def essential_problems(family: Family, instance: Instance) -> list[str]:
    """The slips a question is about: two or more, each wrong in this instance, one among the wrong choices."""
    problem = family.ask(instance.parameters, instance.form)
    kind = kind_of(problem)
    essential = kind.essential(problem)
    if essential is None:
        return []
    problems = kind.misnamed(problem)
    if len(set(essential)) < LEAST_ESSENTIAL:
        problems.append(
            f"the question is about {sorted(essential)}: at least two slips are to be named as essential, of"
            f" {', '.join(kind.named(problem))}"
        )
    problems += [f"the essential slip {slip} scores as right" for slip in kind.unfit(problem)]
    if instance.choices and not set(instance.key.slips) & set(essential):
        problems.append("no wrong choice is what the question is about")
    return problems


def _sides(line: DerivationLine) -> Iterator[tuple[str, str]]:
    parts = [line.symbol, line.symbolic, line.numeric, line.value]
    shown = [part for part in parts if part]
    yield from pairwise(shown)


def _bare(latex: str) -> str:
    """A formula without its brackets and spaces."""
    return re.sub(r"\\left|\\right|\\,|[()\s]", "", latex)


_ROOT_OF_SQUARE = re.compile(r"\\sqrt\{(.+)\^\{2\}\}$")
_SUM_OF_ONE = re.compile(r"\\operatorname\{sum\}\s*\\left\(\s*-?[\d.]+\s*\\right\)")


def line_problems(review: Review) -> list[str]:
    """No line is its own copy; nothing is said to equal numbers that were rounded before."""
    problems = []
    near: set[str] = set()  # names whose digits are not the whole value
    for line in review.lines:
        for left, right in _sides(line):
            root = _ROOT_OF_SQUARE.match(right.strip())
            if _bare(left) == _bare(right) or (root is not None and _bare(root[1]) == _bare(left)):
                problems.append(f"a line that shows nothing: {left} = {right}")
        if _SUM_OF_ONE.search(line.numeric):
            problems.append(f"a sum of one number: {line.numeric}")
        rests = any(use.name in near for use in line.uses)
        if rests and (line.opening if line.numeric else line.relation) == "=" and line.value and line.id != "answer":
            problems.append(f"{line.id} says = after a value that was rounded")
        if rests or line.relation != "=":
            near.add(line.id)
    return problems


def step_problems(run: Run | None, review: Review) -> list[str]:
    """Every line of the derivation says in words what is done."""
    where = "question_bank/feedback/lines.py" if run is None else f"{written_in(run)}, phrases of the NOTATION"
    return [f"{where}, {line.id}: {said}" for line in review.lines for said in phrase_problems(line.phrase)]


def table_problems(problem: Problem, instance: Instance) -> list[str]:
    """Every table stands in the stem in both languages, and is stored as it stands there."""
    problems = []
    if tuple(tabled.table for tabled in problem.tables) != instance.tables:
        problems.append("the tables that are stored are not those of the problem")
    for tabled in problem.tables:
        name, words = tabled.table.name, tabled.table.in_words()
        if words.ja not in instance.stem.ja or words.en not in instance.stem.en:
            problems.append(f"the table {name} does not stand in the stem")
    return problems


def figure_problems(problem: Problem, instance: Instance) -> list[str]:
    """The figures are stored as the problem has them; none is a choice, nor names the right one alone."""
    problems = []
    if tuple(figure.picture for figure in instance.figures) != problem.figures:
        problems.append("the figures that are stored are not those of the problem")
    for figure in instance.figures:
        for choice in instance.choices:
            if choice.picture == figure.picture or (choice.picture and choice.text == figure.text):
                problems.append("a figure of the question is one of its choices")
    named = [place for place, choice in enumerate(instance.choices) if _said_in(choice, problem.figures)]
    if named and named == [instance.key.choice]:
        problems.append("a figure of the question names the right choice and no other")
    return problems


def _said_in(choice: Choice, figures: Iterable[Figure]) -> bool:
    """Whether a plot has the text of a choice for a label, or in one."""
    labels = [label for figure in figures if isinstance(figure, Plot) for label in figure.labels()]
    return any(choice.text.ja in label.ja or choice.text.en in label.en for label in labels)


def promise_problems(bank: Bank, family: Family, instance: Instance, *, every: bool = False) -> list[str]:
    """All of these for one instance, and what its kind promises; ``every``: the long checks too."""
    problem = family.ask(instance.parameters, instance.form)
    review = bank.review(instance, UNKNOWN)
    return [
        *tolerance_problems(bank, instance),
        *essential_problems(family, instance),
        *kind_of(problem).proof(family, problem, instance, every=every),
        *table_problems(problem, instance),
        *figure_problems(problem, instance),
        *line_problems(review),
        *step_problems(kind_of(problem).run(problem), review),
        *letter_problems(family, instance, review, bank.pictures(instance).figures),
    ]
