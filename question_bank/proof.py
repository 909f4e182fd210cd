"""What must hold of every instance before a learner may see it; each check returns what is wrong, in words."""

import re
from collections.abc import Callable, Iterator

import numpy as np

from engine.derivation import Array
from question_bank import arranging, rounding
from question_bank.bank import Bank
from question_bank.bilingual import LANGUAGES, Bilingual
from question_bank.check import disagreements
from question_bank.code import outcome
from question_bank.family import Code, Family, Formulas, Match, Numeric, Options, Order, Statements
from question_bank.instance import CHOICE_FORMS, Answer, Instance, Review, Rounding
from question_bank.issue import CHOICES, make_instance
from question_bank.live import asked_cells, live_slips, wrong_outcome

CLOSE = 1e-9  # between key and oracle, relative to max(1, |key|)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_UNDRAWABLE = re.compile(r"\\(boxed|cancel|vec|underbrace)\b")  # nothing or rubbish in native MathML


def _typed(value: float, kind: Rounding) -> str:
    shown = rounding.rounded(value, kind)
    return f"{shown:.12f}".rstrip("0").rstrip(".") if abs(shown) >= 1e-4 or shown == 0 else f"{shown:.6e}"


def key_problems(bank: Bank, family: Family, instance: Instance) -> list[str]:
    """The key: finite, reproducible, right when typed as advertised, the same on paper as in full precision."""
    problems = []
    if make_instance(family, instance.level, instance.form, instance.seed) != instance:
        problems.append("another draw at the same seed differs")
    if Instance.model_validate_json(instance.model_dump_json()) != instance:
        problems.append("storing it changes it")
    if not np.all(np.isfinite(instance.key.cells)):
        problems.append("the key is not finite")
    kind = instance.format.rounding
    if instance.form in CHOICE_FORMS:
        right = Answer(choice=instance.key.choice)
    elif instance.form == "select":
        right = Answer(texts=tuple(map(str, instance.key.chosen)))
    elif instance.items:
        right = Answer(texts=arranging.right_texts(instance))
        problems += arrangement_problems(family, instance)
    elif kind is None:
        return [*problems, "a typed question without a rounding"]
    else:
        right = Answer(texts=tuple(_typed(cell, kind) for cell in instance.key.cells))
    if not bank.grade(instance, right).correct:
        problems.append(f"the key, given back as {right}, is graded wrong")
    problem = family.ask(instance.parameters, instance.form)
    if isinstance(problem, Numeric):
        paper = asked_cells(problem.run.on_paper(), problem.asked).ravel().tolist()
        rounded = [rounding.rounded(cell, problem.rounding) for cell in instance.key.cells]
        if rounded != [rounding.rounded(cell, problem.rounding) for cell in paper]:
            problems.append(f"on paper {paper}, in full {instance.key.cells}")
        problems += disagreements(problem, problem.run.trace())
    return problems


def arrangement_problems(family: Family, instance: Instance) -> list[str]:
    """Items and options: none alike in either language, enough of them, not right as they stand."""
    problems = []
    for language in LANGUAGES:
        for shown in (instance.items, instance.options):
            if len({choice.text.in_language(language) for choice in shown}) != len(shown):
                problems.append(f"two items look alike in {language}")
    if not 3 <= len(instance.items) <= len(arranging.LETTERS):
        problems.append(f"{len(instance.items)} items")
    problem = family.ask(instance.parameters, instance.form)
    if isinstance(problem, Match) and len(instance.options) <= len(instance.items):
        problems.append("the last item's option is free")
    if isinstance(problem, Order):
        as_shown = Answer(texts=arranging.values(instance))
        if arranging.grade(instance, arranging.read(instance, as_shown.texts)).correct:
            problems.append("the items lie in a right order as they are shown")
        if any(need in instance.key.before[other] for need, others in _needs(instance) for other in others):
            problems.append("two items need each other")
    return problems


def _needs(instance: Instance) -> Iterator[tuple[int, tuple[int, ...]]]:
    yield from enumerate(instance.key.before)


def arrangement(instance: Instance) -> str:
    """The key of an arrangement in words, a line each: what stands after what, or which belongs to which."""
    texts = [item.text.ja for item in instance.items]
    if instance.form == "match":
        lines = [f"{text} = {instance.options[k].text.ja}" for text, k in zip(texts, instance.key.pairs, strict=True)]
    else:
        lines = [f"{texts[item]} > {texts[need]}" for item, needs in _needs(instance) for need in needs]
    return "\n".join(sorted(lines))


def _alike(one: Array, other: Array, kind: Rounding) -> bool:
    """Whether two answers lie within the tolerance of each other, in every cell."""
    larger = np.maximum(np.abs(one), np.abs(other)).tolist()
    return bool(np.all(np.abs(one - other) <= [rounding.tolerance(kind, cell) for cell in larger]))


def choice_problems(family: Family, instance: Instance) -> list[str]:
    """The choices: four, one of them right, no two alike; of code, exactly one passes when all are run."""
    if not instance.choices:
        return []
    problems = []
    for language in LANGUAGES:
        if len({choice.text.in_language(language) for choice in instance.choices}) != CHOICES:
            problems.append(f"two choices look alike in {language}")
    if instance.form == "select":
        holding = tuple(place for place, slip in enumerate(instance.key.slips) if slip is None)
        return problems if 0 < len(holding) < CHOICES and holding == instance.key.chosen else [*problems, "the key"]
    if instance.key.slips.count(None) != 1 or instance.key.slips[instance.key.choice or 0] is not None:
        problems.append("not exactly one choice is right")
    problem = family.ask(instance.parameters, instance.form)
    if isinstance(problem, Numeric):
        live = {wrong.slip.id: wrong.cells for wrong in live_slips(problem, problem.run.trace())}
        values = [
            np.array(instance.key.cells),
            *(live[slip].ravel() for slip in instance.key.slips if slip is not None),
        ]
        for k, value in enumerate(values):
            if any(_alike(value, other, problem.rounding) for other in values[:k]):
                problems.append("two choices are within the tolerance of each other")
    if isinstance(problem, Code):
        expected = outcome(problem.function, problem.arguments)
        passing = [slip for slip in instance.key.slips if slip is None or wrong_outcome(problem, slip).agrees(expected)]
        if passing != [None]:
            problems.append(f"these choices pass: {passing}")
    return problems


def oracle_problems(family: Family, instance: Instance, expected: "tuple[float, ...] | str") -> list[str]:
    """The key against an independent answer: numbers, or the text of the right choice."""
    if instance.items:
        shown = arrangement(instance)
        return [] if shown == expected else [f"the key is {shown}, the oracle says {expected}"]
    if isinstance(expected, str):
        holding = (c.text.ja for c, s in zip(instance.choices, instance.key.slips, strict=True) if s is None)
        shown = "\n".join(sorted(holding))
        return [] if shown == expected else [f"the key is {shown}, the oracle says {expected}"]
    problem = family.ask(instance.parameters, instance.form)
    key = outcome(problem.function, problem.arguments).numbers if isinstance(problem, Code) else instance.key.cells
    if len(key) != len(expected):
        return [f"the key has {len(key)} cells, the oracle {len(expected)}"]
    if any(abs(mine - other) > CLOSE * max(1.0, abs(other)) for mine, other in zip(key, expected, strict=True)):
        return [f"the key is {key}, the oracle says {expected}"]
    return []


def texts_shown(instance: Instance, review: Review) -> Iterator[Bilingual]:
    """Every text of a question and of what is said after it."""
    yield from (instance.title, instance.stem, instance.format.note, review.key, *instance.conventions)
    yield from (choice.text for choice in (*instance.choices, *instance.items, *instance.options))
    yield from (said.reason for said in review.items if said.reason is not None)
    yield from (said.remark for said in review.choices if said.remark is not None)
    yield from (line.evidence for line in review.lines if line.evidence is not None)
    for finding in review.findings:
        yield from (finding.name, finding.sentence)
    if review.check is not None and review.check.says is not None:
        yield review.check.says
    if review.remark is not None:
        yield review.remark


def _latex(instance: Instance, review: Review) -> Iterator[str]:
    for text in texts_shown(instance, review):
        for language in LANGUAGES:
            yield from (found[0] or found[1] for found in _FORMULA.findall(text.in_language(language)))
    if instance.format.label:
        yield instance.format.label
    yield from review.given
    for line in review.lines:
        for sign, right in (("=", line.symbolic), (line.opening, line.numeric), (line.relation, line.value)):
            if right:
                yield f"{line.symbol} {sign} {right}"
        yield from line.elements
    for finding in review.findings:
        yield finding.value
        yield from finding.cells
        for parting in finding.partings:
            yield from (parting.wrong, parting.right)
    if review.check is not None:
        yield from (review.check.watched, review.check.by, review.check.h)
        for entry in review.check.entries:
            yield from (entry.label, entry.value, entry.difference, entry.gap)
        if (moved := review.check.moved) is not None:
            yield from (moved.value, moved.by, moved.watched, moved.implied, moved.real, moved.answer, moved.key)


def _text_problems(text: Bilingual) -> Iterator[str]:
    for language in LANGUAGES:
        written = text.in_language(language)
        if not written.strip():
            yield f"an empty text in {language}"
        if "[[" in re.sub(r"`[^`]*`|```.*?```", "", written, flags=re.DOTALL) or "[%" in written:
            yield f"a template left in {language}: {written[:60]}"
        if _FORMULA.sub("", re.sub(r"```.*?```|`[^`]*`", "", written, flags=re.DOTALL)).count("$"):
            yield f"a lone dollar in {language}: {written[:60]}"


def page_problems(bank: Bank, instance: Instance, convert: Callable[[str], object] | None) -> list[str]:
    """All that is shown, after every answer there is: in both languages, every formula convertible, the slip named."""
    answers: list[Answer | None] = [None]
    if instance.form in CHOICE_FORMS:
        answers += [Answer(choice=k) for k in range(len(instance.choices))]
    elif instance.form == "select":
        answers += [Answer(texts=(str(k),)) for k in range(len(instance.choices))]
    elif instance.items:  # the right one, and turned by one place, two, …: each item is given each value
        right = arranging.right_texts(instance)
        answers += [Answer(texts=(*right[turn:], *right[:turn])) for turn in range(len(right))]
    problems: list[str] = []
    formulas: set[str] = set()
    problem = bank.family(instance.family).ask(instance.parameters, instance.form)
    for answer in answers:
        review = bank.review(instance, answer)
        if review.drifted:
            problems.append("a fresh instance is said to have drifted")
        if isinstance(problem, Numeric | Formulas) and sum(line.asked for line in review.lines) != 1:
            problems.append("not exactly one line of the derivation is the asked one")
        named = not isinstance(problem, Statements) and (not isinstance(problem, Options) or problem.named)
        if answer is not None and answer.choice is not None and named:
            slip = instance.key.slips[answer.choice]
            if [finding.slips for finding in review.findings] != ([] if slip is None else [(slip,)]):
                problems.append(f"choosing {slip} is told as {review.findings}")
        for text in texts_shown(instance, review):
            problems += _text_problems(text)
        formulas.update(_latex(instance, review))
    for formula in formulas:
        if _UNDRAWABLE.search(formula):
            problems.append(f"browsers cannot draw {formula}")
        if convert is not None:
            try:
                convert(formula)
            except ValueError as error:
                problems.append(f"{formula} does not convert: {error}")
    return problems
