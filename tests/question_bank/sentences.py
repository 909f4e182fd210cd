"""The equations in the sentences of conventions, held against the steps of the engine."""

import re

from question_bank.kinds.numeric.agreement import example_runs
from question_bank.model.catalogue import Convention, convention_sentences

_MATHS = re.compile(r"\$([^$]+)\$")
_GROUP = re.compile(r"\{[^{}]*\}")


def known_steps() -> frozenset[str]:
    """``module.symbol`` of every step that the examples record, sums over time too."""
    return frozenset(f"{run.module}.{step.symbol}" for run in example_runs() for step in run.trace().steps)


def equations(sentence: Convention) -> int:
    """How many equations a sentence prints; the bound of a sum is none."""
    count = 0
    for formula in _MATHS.findall(sentence.ja):
        outer = formula
        while (inner := _GROUP.sub("", outer)) != outer:
            outer = inner
        count += outer.count("=")
    return count


def sentence_problems() -> list[str]:
    """Sentences with an equation that is tied to no step and said to define nothing, and steps that do not exist."""
    steps = known_steps()
    problems = []
    for name, sentence in convention_sentences().items():
        if len(sentence.steps) + sentence.defines < equations(sentence):
            problems.append(f"{name}: an equation that names no engine step and is no definition")
        if equations(sentence) == 0 and (sentence.steps or sentence.defines):
            problems.append(f"{name}: names steps, but prints no equation")
        problems += [f"{name}: no engine step {step}" for step in sentence.steps if step not in steps]
    return problems
