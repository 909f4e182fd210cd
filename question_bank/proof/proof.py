"""What must hold of every instance before a learner may see it; each check returns what is wrong, in words."""

import re
from collections.abc import Callable, Iterator

import numpy as np

from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.forms.chosen import place_chosen
from question_bank.kinds.choosing import CHOICES
from question_bank.kinds.issuing import make_instance
from question_bank.kinds.registry import kind_of
from question_bank.model.answer import UNKNOWN
from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.family import Family
from question_bank.model.instance import Instance
from question_bank.model.review import Review
from question_bank.proof.wording import differing, voice_problems

CLOSE = 1e-9  # between key and oracle, relative to max(1, |key|)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)
_UNDRAWABLE = re.compile(r"\\(boxed|cancel|vec|underbrace)\b")  # nothing or rubbish in native MathML


def key_problems(bank: Bank, family: Family, instance: Instance) -> list[str]:
    """The key: finite, reproducible, right when given back as it is asked for."""
    problems = []
    if make_instance(family, instance.level, instance.form, instance.seed) != instance:
        problems.append("another draw at the same seed differs")
    if Instance.model_validate_json(instance.model_dump_json()) != instance:
        problems.append("storing it changes it")
    if not np.all(np.isfinite(instance.key.cells)):
        problems.append("the key is not finite")
    right = form_of(instance.form).right(instance)
    if not bank.grade(instance, right).correct:
        problems.append(f"the key, given back as {right}, is graded wrong")
    return problems


def arrangement(instance: Instance) -> str:
    """The key of an arrangement in words, a line each: what stands after what, or which belongs to which."""
    texts = [item.text.ja for item in instance.items]
    if instance.options:
        lines = [f"{text} = {instance.options[k].text.ja}" for text, k in zip(texts, instance.key.pairs, strict=True)]
    else:
        lines = [f"{texts[item]} > {texts[need]}" for item, needs in enumerate(instance.key.before) for need in needs]
    return "\n".join(sorted(lines))


def choice_problems(instance: Instance) -> list[str]:
    """The choices: four, one of them right, no two alike; where all that hold are asked for, some hold and some not."""
    if not instance.choices:
        return []
    problems = []
    for language in LANGUAGES:
        if len({choice.text.in_language(language) for choice in instance.choices}) != CHOICES:
            problems.append(f"two choices look alike in {language}")
    holding = tuple(place for place, slip in enumerate(instance.key.slips) if slip is None)
    if instance.key.chosen:
        fits = len(holding) < CHOICES and holding == instance.key.chosen
        return problems if fits else [*problems, "not exactly the choices that hold are right"]
    return problems if holding == (instance.key.choice,) else [*problems, "not exactly one choice is right"]


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
    key = kind_of(problem).values(problem, instance)
    if len(key) != len(expected):
        return [f"the key has {len(key)} cells, the oracle {len(expected)}"]
    if any(abs(mine - other) > CLOSE * max(1.0, abs(other)) for mine, other in zip(key, expected, strict=True)):
        return [f"the key is {key}, the oracle says {expected}"]
    return []


def texts_placed(instance: Instance, review: Review) -> Iterator[tuple[str, Bilingual]]:
    """Every text of a question and of what is said after it, each with the file it is written in."""
    topic, _, name = instance.family.partition(".")
    folder = f"question_bank/topics/{topic.replace('-', '_')}"
    file = f"{folder}/{name}.<language>.md"
    yield f"{file}, the title", instance.title
    yield f"{file}, the stem", instance.stem
    yield "the note at the box", instance.format.note
    yield "the key", review.key
    for convention in instance.conventions:
        yield f"{folder}/conventions.toml (or question_bank/model)", convention
    for choice in (*instance.choices, *instance.items, *instance.options):
        yield "a choice", choice.text
    for reason in (item.reason for item in review.items if item.reason is not None):
        yield "the reason of an item", reason
    for remark in (said.remark for said in review.choices if said.remark is not None):
        yield f"{folder}/slips.toml, or the data of the choice", remark
    for evidence in (line.evidence for line in review.lines if line.evidence is not None):
        yield f"{folder}/evidence.py", evidence
    for finding in review.findings:
        for text in (finding.name, finding.sentence):
            yield f"{folder}/slips.toml (or question_bank/model), [{' + '.join(finding.slips)}]", text
    if review.check is not None and review.check.says is not None:
        yield f"{folder}/checks.toml", review.check.says
    if review.remark is not None:
        yield f"{file}, what to take away below ---", review.remark


def texts_shown(instance: Instance, review: Review) -> Iterator[Bilingual]:
    """Every text of a question and of what is said after it."""
    yield from (text for _, text in texts_placed(instance, review))


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
        if finding.matched is not None:
            yield finding.matched.line
        for parting in finding.partings:
            yield from (parting.wrong, parting.right)
    if review.check is not None:
        yield from (review.check.watched, review.check.by, review.check.h)
        for entry in review.check.entries:
            yield from (entry.label, entry.value, entry.difference, entry.gap)
        if (moved := review.check.moved) is not None:
            yield from (moved.value, moved.by, moved.watched, moved.implied, moved.real, moved.answer, moved.key)


def _text_problems(place: str, text: Bilingual) -> Iterator[str]:
    for language in LANGUAGES:
        written, at = text.in_language(language), place.replace("<language>", language)
        if not written.strip():
            yield f"{at}: an empty text in {language}"
        if "[[" in re.sub(r"`[^`]*`|```.*?```", "", written, flags=re.DOTALL) or "[%" in written:
            yield f"{at}: a template left in {language}: {written[:60]}"
        if _FORMULA.sub("", re.sub(r"```.*?```|`[^`]*`", "", written, flags=re.DOTALL)).count("$"):
            yield f"{at}: a lone dollar in {language}: {written[:60]}"


def _wording_problems(instance: Instance, review: Review) -> Iterator[str]:
    """One voice in the stem; the same formulas in both languages of it and of a convention."""
    for place, text in texts_placed(instance, review):
        stem = text is instance.stem
        said = [*voice_problems(text), *differing(text)] if stem else ()
        if "conventions.toml" in place:
            said = list(differing(text))
        yield from (f"{place.replace('<language>', language)}: in {language}, {what}" for language, what in said)


def page_problems(bank: Bank, instance: Instance, convert: Callable[[str], object] | None) -> list[str]:
    """All that is shown, after every answer there is: in both languages, every formula convertible, the slip named."""
    form = form_of(instance.form)
    problems: list[str] = []
    formulas: set[str] = set()
    problem = bank.family(instance.family).ask(instance.parameters, instance.form)
    kind = kind_of(problem)
    derived = kind.run(problem) is not None
    for answer in (UNKNOWN, *form.every(instance)):
        review = bank.review(instance, answer)
        if review.drifted:
            problems.append("a fresh instance is said to have drifted")
        if sum(line.asked for line in review.lines) != derived:
            problems.append("not exactly one line of the derivation is the asked one")
        place = place_chosen(answer)
        if place is not None and kind.tells(problem):
            slip = instance.key.slips[place]
            if [finding.slips for finding in review.findings] != ([] if slip is None else [(slip,)]):
                problems.append(f"choosing {slip} is told as {review.findings}")
        for place_of, text in texts_placed(instance, review):
            problems += _text_problems(place_of, text)
        if answer == UNKNOWN:
            problems += _wording_problems(instance, review)
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
