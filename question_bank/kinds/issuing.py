"""From a family and a seed to an instance: draw, let its kind make it or reject the draw, write it down."""

import hashlib
import json
from collections import Counter
from typing import Any

from engine import VERSION
from question_bank.kinds.registry import kind_of
from question_bank.model.catalogue import convention_box
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Choice, Form, Instance
from question_bank.model.made import ExhaustedError, HarmlessError, RejectedError
from question_bank.model.problem import Problem
from question_bank.model.tables import marked
from question_bank.model.texts import Texts, render

MOST_ATTEMPTS = 400
CLEAR_TRIES = 6  # fit draws that are looked at for one in which every named slip does harm


def problem_texts(family: Family, level: int, problem: Problem, form: Form) -> Texts:
    """The texts of a problem, with its values in them."""
    own = {"level": level, "form": form, "tables": marked(problem.tables)}
    words: dict[str, Any] = {**own, **problem.words, **kind_of(problem).words(problem)}
    return render(family.topic, family.name, words)


def attempt(family: Family, level: int, form: Form, seed: int, number: int, *, clear: bool = True) -> Instance:
    """One attempt at an instance; raises ``RejectedError`` where the draw is not fit to be asked.

    With ``clear`` it also raises ``HarmlessError`` where a slip that the family names gives the right answer.
    """
    draw = Draw(family.id, seed, number)
    parameters: Parameters = family.draw(draw, level)
    problem = family.ask(parameters, form)
    kind = kind_of(problem)
    made = kind.make(family, problem, form, draw, clear=clear)
    agreed = convention_box(problem.example(), problem.conventions)
    texts = problem_texts(family, level, problem, form)
    content = json.dumps([family.id, made.content, [c.ja for c in agreed]], sort_keys=True, ensure_ascii=False)
    return Instance(
        family=family.id,
        version=family.version,
        engine_version=VERSION,
        level=level,
        form=form,
        seed=seed,
        parameters=parameters,
        fingerprint=hashlib.sha256(content.encode()).hexdigest()[:32],
        title=texts.title,
        stem=texts.stem,
        conventions=convention_box(problem.example(), problem.conventions, problem.way()),
        choices=made.choices,
        items=made.items,
        options=made.options,
        format=made.format,
        hints=kind.hinted(problem),
        stages=kind.stages(problem),
        key=made.key,
        sketch=kind.sketch(problem, texts.stem.ja),
        tables=tuple(tabled.table for tabled in problem.tables),
        figures=tuple(Choice(text=figure.in_words(), picture=figure) for figure in problem.figures),
    )


def drawn(family: Family, level: int, form: Form, seed: int) -> tuple[Instance, int]:
    """The instance of a family at a seed, and how many attempts before it were not fit to be asked.

    It is the first that is fit and in which every named slip does harm; of a few that are fit, the one in which the
    fewest do none. Raises ``KeyError`` for a pair the family is not asked in, ``ExhaustedError`` past the bound.
    """
    if (level, form) not in family.asks:
        raise KeyError((family.id, level, form))
    rejected = 0
    reasons: Counter[str] = Counter()
    fit: list[tuple[int, int]] = []
    for number in range(MOST_ATTEMPTS):
        try:
            return attempt(family, level, form, seed, number), rejected
        except HarmlessError as harmless:
            fit.append((harmless.count, number))
        except RejectedError as reason:
            rejected += 1
            reasons[str(reason)] += 1
        if len(fit) == CLEAR_TRIES or (fit and number + 1 == MOST_ATTEMPTS):
            for _, spare in sorted(fit):
                try:
                    return attempt(family, level, form, seed, spare, clear=False), rejected
                except RejectedError:  # choices that look alike
                    rejected += 1
            fit = []
    why = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common(3))
    raise ExhaustedError(f"{family.id} level {level}: no fit draw in {MOST_ATTEMPTS} attempts at seed {seed} ({why})")


def make_instance(family: Family, level: int, form: Form, seed: int) -> Instance:
    """The instance of a family at a seed; see ``drawn``."""
    return drawn(family, level, form, seed)[0]
