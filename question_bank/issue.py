"""From a family and a seed to an instance: draw, run, reject what is not fit to be asked, write it down."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from engine import VERSION
from engine.derivation import Array, Derivation, writing
from question_bank import arranging, rounding
from question_bank.bilingual import Bilingual
from question_bank.catalogue import convention_box
from question_bank.code import blanked, outcome
from question_bank.draw import Draw
from question_bank.family import (
    Code,
    Family,
    Formulas,
    Match,
    Numeric,
    Options,
    Order,
    Parameters,
    Problem,
    Statements,
)
from question_bank.grouping import groups
from question_bank.hints import hints
from question_bank.instance import AnswerFormat, Choice, Form, Instance, Key, Rounding
from question_bank.live import (
    APART,
    HarmlessError,
    RejectedError,
    Wrong,
    apart,
    asked_cells,
    formula_choices,
    harmless_slips,
    last_index,
    live_code,
    live_slips,
    unfit_formulas,
    unfit_values,
)
from question_bank.made import Made
from question_bank.pictures.sketch import sketch
from question_bank.texts import Texts, render

CHOICES = 4
LEAST_LIVE_SLIPS = 3
MOST_ATTEMPTS = 400
CLEAR_TRIES = 6  # fit draws that are looked at for one in which every named slip does harm


class ExhaustedError(RuntimeError):
    """No draw within the bound was fit to be asked: the family must be mended."""


def asked_symbol(numeric: Numeric) -> str:
    """LaTeX of what is asked: a step, or an entry of it."""
    notation, asked = numeric.run.notation, numeric.asked
    if asked.entry is None:
        return writing.symbol(notation, asked.name)
    return writing.entry_symbol(notation, asked.name, asked.entry)


def _refuse(unfit: Sequence[str]) -> None:
    if unfit:
        raise RejectedError(f"what the question is about does not show: {', '.join(unfit)}")


def _whole(cells: Array) -> bool:
    return bool(np.all(np.abs(cells - np.round(cells)) < 1e-9))


def _distinct(key: Array, live: Sequence[Wrong], kind: Rounding) -> list[Wrong]:
    """Slips to choose from, apart from the key and one another; where a whole number is asked, whole ones if enough."""
    chosen: list[Wrong] = []
    for wrong in live:
        if all(apart(other, wrong.cells, kind) for other in (key, *(w.cells for w in chosen))):
            chosen.append(wrong)
    whole = [wrong for wrong in chosen if _whole(wrong.cells)]
    return whole if kind.kind == "integer" and len(whole) >= CHOICES - 1 else chosen


def _check_key(numeric: Numeric, key: Array, paper: Array) -> None:
    kind = numeric.rounding
    if not np.all(np.isfinite(key)):
        raise RejectedError("not finite")
    for full, written in zip(key.ravel().tolist(), paper.ravel().tolist(), strict=True):
        if rounding.near_tie(full, kind):
            raise RejectedError("a rounding tie")
        if rounding.rounded(full, kind) != rounding.rounded(written, kind):
            raise RejectedError("rounds differently on paper")
    if numeric.zero_is_the_point:
        return
    largest = float(np.max(np.abs(key)))
    if largest == 0 or (kind.kind == "decimal" and largest < APART * rounding.unit(kind, largest)):
        raise RejectedError("too near to zero")


def show_cells(cells: Array, kind: Rounding) -> str:
    """LaTeX of an answer at the asked rounding: a number, a column or a matrix.

    What a slip gives where a whole number is asked need not be one; it is shown to two places then, not as another.
    """
    if kind.kind == "integer" and not _whole(cells):
        kind = Rounding(digits=2)
    if cells.size == 1:
        return rounding.show(float(cells.item()), kind)
    rows = cells.reshape(len(cells), -1).tolist()
    body = r" \\ ".join(" & ".join(rounding.show(entry, kind) for entry in row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _formula(text: str) -> Choice:
    return Choice(text=Bilingual(ja=f"${text}$", en=f"${text}$"))


def _code_line(text: str) -> Choice:
    code = f"`{text.strip()}`"
    return Choice(text=Bilingual(ja=code, en=code))


def _shuffle(
    draw: Draw, right: Choice, wrong: Sequence[tuple[str, Choice]], essential: Sequence[str] = ()
) -> tuple[tuple[Choice, ...], Key]:
    """Right and wrong choices in a random order: the key's position is uniform.

    Where slips are essential, one of them is among the wrong choices.
    """
    every = draw.shuffled("wrong choices", wrong)
    picked = every[: CHOICES - 1]
    if essential and not any(slip in essential for slip, _ in picked):
        needed = [entry for entry in every if entry[0] in essential][:1]
        if not needed:
            raise RejectedError("what the question is about is no choice")
        picked = [*picked[:-1], *needed]
    order = draw.shuffled("order of choices", [(None, right), *picked])
    shown = [choice.text.ja for _, choice in order]
    if len(order) < CHOICES or len(set(shown)) < CHOICES:
        raise RejectedError("choices that look alike")
    slips = tuple(slip for slip, _ in order)
    return tuple(choice for _, choice in order), Key(choice=slips.index(None), slips=slips)


_CHOOSE = Bilingual(ja="1 つ選んでください", en="Choose one")


def _one_first(live: Sequence[Wrong], essential: Sequence[str]) -> list[Wrong]:
    """One essential slip before the others, so that none too near it takes its place among the choices."""
    first = [wrong for wrong in live if wrong.slip.id in essential][:1]
    return [*first, *(wrong for wrong in live if wrong not in first)]


def _numeric(numeric: Numeric, form: Form, draw: Draw, *, clear: bool) -> Made:
    trace = numeric.run.trace()
    asked, kind = numeric.asked, numeric.rounding
    key = asked_cells(trace.values, asked)
    _check_key(numeric, key, asked_cells(numeric.run.on_paper(), asked))
    _refuse(unfit_values(numeric, trace))
    live = live_slips(numeric, trace)
    if len(live) < LEAST_LIVE_SLIPS:
        raise RejectedError("fewer than three live slips")
    if clear and (count := len(harmless_slips(numeric, trace))):
        raise HarmlessError(count)
    cells = tuple(key.ravel().tolist())
    content = [
        _canonical(numeric.run.inputs),
        _canonical(numeric.run.conventions),
        asked.step,
        asked.index,
        asked.entry,
    ]
    label = asked_symbol(numeric)
    if form == "choice":
        wrong = _one_first(draw.shuffled("slips", live), numeric.essential)
        if numeric.probability:  # a choice that can be no probability is none
            wrong = [w for w in wrong if np.all((w.cells >= 0) & (w.cells <= 1))]
        options = [(w.slip.id, _formula(show_cells(w.cells, kind))) for w in _distinct(key, wrong, kind)]
        choices, right = _shuffle(draw, _formula(show_cells(key, kind)), options, numeric.essential)
        return Made(
            right.model_copy(update={"cells": cells}), choices, AnswerFormat(label=label, note=_CHOOSE), content
        )
    shape = key.shape
    note = rounding.words(kind, shape)
    answer = AnswerFormat(label=label, shape=shape, rounding=kind, probability=numeric.probability, note=note)
    return Made(Key(cells=cells), (), answer, content)


def _formulas(formulas: Formulas, draw: Draw) -> Made:
    trace = formulas.run.trace()
    right, wrong = formula_choices(formulas, trace)
    unique = list({text: (slip, _formula(text)) for slip, text in wrong if text != right}.values())
    if len(unique) < LEAST_LIVE_SLIPS:
        raise RejectedError("fewer than three live slips")
    _refuse(unfit_formulas(formulas, trace))
    choices, key = _shuffle(draw, _formula(right), unique, formulas.essential)
    label = writing.general_symbol(formulas.run.notation, formulas.step, last_index(trace))
    content = [label, sorted(choice.text.ja for choice in choices), _canonical(formulas.run.conventions)]
    return Made(key, choices, AnswerFormat(label=label, note=_CHOOSE), content)


def _code(family: Family, code: Code, draw: Draw) -> Made:
    if outcome(code.function, code.arguments).error:
        raise ValueError(f"the right choice of {family.id} raises")
    live = live_code(code)
    if len(live) < LEAST_LIVE_SLIPS:
        raise RejectedError("fewer than three live slips")
    _refuse([slip for slip in code.essential if slip not in live])
    lines = [(slip, _code_line(code.wrong[slip])) for slip in live]
    choices, key = _shuffle(draw, _code_line(code.line), lines, code.essential)
    content = [blanked(code.function, code.line), sorted(choice.text.ja for choice in choices)]
    return Made(key, choices, AnswerFormat(label=r"\square", note=_CHOOSE), content)


_SELECT = Bilingual(ja="当てはまるものをすべて選んでください", en="Choose all that hold")


def _selected(statements: Statements, draw: Draw) -> Made:
    order = draw.shuffled("order of choices", statements.many)
    slips = tuple(None if shown.holds else shown.claim for shown in order)
    chosen = tuple(place for place, shown in enumerate(order) if shown.holds)
    content = ["select", sorted((shown.claim, shown.holds) for shown in statements.many)]
    choices = tuple(Choice(text=shown.text) for shown in order)
    ids = tuple(shown.claim for shown in order)
    return Made(Key(chosen=chosen, slips=slips, ids=ids), choices, AnswerFormat(label="", note=_SELECT), content)


def _statements(statements: Statements, draw: Draw) -> Made:
    (right,) = [shown for shown in statements.shown if shown.holds == statements.wanted]
    wrong = [(shown.claim, Choice(text=shown.text)) for shown in statements.shown if shown is not right]
    choices, key = _shuffle(draw, Choice(text=right.text), wrong)
    key = key.model_copy(update={"ids": tuple(right.claim if slip is None else slip for slip in key.slips)})
    content = [statements.wanted, right.claim, sorted(shown.claim for shown in statements.shown)]
    return Made(key, choices, AnswerFormat(label="", note=_CHOOSE), content)


def _options(options: Options, draw: Draw) -> Made:
    wrong = [(option.id, Choice(text=option.text, picture=option.picture)) for option in options.wrong]
    choices, key = _shuffle(draw, Choice(text=options.right.text, picture=options.right.picture), wrong)
    content = sorted(choice.text.ja for choice in choices)
    return Made(key, choices, AnswerFormat(label="", note=_CHOOSE), content)


def given_values(record: Derivation) -> tuple[str, ...]:
    """LaTeX of every input of a run: x^{1} = …"""
    notation, digits = record.notation, record.digits
    return tuple(
        f"{writing.symbol(notation, name)} {digits.relation_of_input(value)} {digits.put_in(value)}"
        for name, value in record.given.items()
    )


def problem_texts(family: Family, level: int, problem: Problem, form: Form) -> Texts:
    """The texts of a problem, with its values in them."""
    words: dict[str, Any] = {"level": level, "form": form, **problem.words}
    if isinstance(problem, Code):
        words["code"] = f"```python\n{blanked(problem.function, problem.line)}\n```"
    elif isinstance(problem, Numeric | Formulas):
        trace = problem.run.trace()
        words["given"] = "\n".join(f"- ${entry}$" for entry in given_values(trace))
        words["inputs"] = problem.run.inputs
        if isinstance(problem, Numeric):
            words["asked"] = asked_symbol(problem)
        else:
            words["asked"] = writing.general_symbol(problem.run.notation, problem.step, last_index(trace))
    return render(family.topic, family.name, words)


def _canonical(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value):
        return {field.name: _canonical(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _canonical(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(entry) for entry in value]
    return value


def attempt(family: Family, level: int, form: Form, seed: int, number: int, *, clear: bool = True) -> Instance:
    """One attempt at an instance; raises ``RejectedError`` where the draw is not fit to be asked.

    With ``clear`` it also raises ``HarmlessError`` where a slip that the family names gives the right answer.
    """
    draw = Draw(family.id, seed, number)
    parameters: Parameters = family.draw(draw, level)
    problem = family.ask(parameters, form)
    match problem:
        case Numeric():
            made = _numeric(problem, form, draw, clear=clear)
        case Formulas():
            made = _formulas(problem, draw)
        case Code():
            made = _code(family, problem, draw)
        case Statements():
            made = _selected(problem, draw) if form == "select" else _statements(problem, draw)
        case Options():
            made = _options(problem, draw)
        case Order():
            made = arranging.order(problem, draw)
        case Match():
            made = arranging.match(problem, draw)
    run = problem.run if isinstance(problem, Numeric | Formulas | Order) else None
    conventions = convention_box(run, problem.conventions)
    texts = problem_texts(family, level, problem, form)
    content = json.dumps([family.id, made.content, [c.ja for c in conventions]], sort_keys=True, ensure_ascii=False)
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
        conventions=conventions,
        choices=made.choices,
        items=made.items,
        options=made.options,
        format=made.format,
        hints=len(hints(problem)),
        stages=len(groups(problem.run.trace().steps, problem.asked.name)) if isinstance(problem, Numeric) else 0,
        key=made.key,
        sketch=sketch(problem, texts.stem.ja),
    )


def drawn(family: Family, level: int, form: Form, seed: int) -> tuple[Instance, int]:
    """The instance of a family at a seed, and how many attempts before it were not fit to be asked.

    It is the first that is fit and in which every named slip does harm; of a few that are fit, the one in which the
    fewest do none. Raises ``KeyError`` for a pair the family is not asked in, ``ExhaustedError`` past the bound.
    """
    if (level, form) not in family.asks:
        raise KeyError((family.id, level, form))
    rejected = 0
    fit: list[tuple[int, int]] = []
    for number in range(MOST_ATTEMPTS):
        try:
            return attempt(family, level, form, seed, number), rejected
        except HarmlessError as harmless:
            fit.append((harmless.count, number))
        except RejectedError:
            rejected += 1
        if len(fit) == CLEAR_TRIES or (fit and number + 1 == MOST_ATTEMPTS):
            for _, spare in sorted(fit):
                try:
                    return attempt(family, level, form, seed, spare, clear=False), rejected
                except RejectedError:  # choices that look alike
                    rejected += 1
            fit = []
    raise ExhaustedError(f"{family.id} level {level}: no fit draw in {MOST_ATTEMPTS} attempts at seed {seed}")


def make_instance(family: Family, level: int, form: Form, seed: int) -> Instance:
    """The instance of a family at a seed; see ``drawn``."""
    return drawn(family, level, form, seed)[0]
