"""What is said after an answer: the key, the worked derivation, what each choice is, and the slip that was recognised.

All of it is computed from the stored parameters, never stored: it may grow better after the answer was given.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from engine.derivation import Array, Derivation, Name, Step, decimals, elements, needed, writing
from question_bank import arranging, rounding
from question_bank.answers import read_for
from question_bank.bilingual import Bilingual
from question_bank.catalogue import slip_texts, told
from question_bank.check import gradient_check
from question_bank.code import outcome, returned
from question_bank.code import told as ran_otherwise
from question_bank.diagnosis import Suspect, diagnose, located, named_suspect
from question_bank.earlier import claims_shown
from question_bank.evidence import describe
from question_bank.family import Code, Family, Formulas, Match, Numeric, Options, Order, Statement, Statements
from question_bank.findings import finding, line_id
from question_bank.instance import (
    Answer,
    ChoiceReview,
    DerivationLine,
    Instance,
    Parting,
    Review,
    Rounding,
    SlipFinding,
    Use,
)
from question_bank.issue import asked_symbol, given_values, problem_texts, show_cells
from question_bank.live import asked_cells, last_index, live_slips, wrong_outcome
from question_bank.snippet import code_snippet, numeric_snippet

_PARENTHESISED = re.compile(r"\^\{\((\d+)\)\}")  # a time, which older questions wrote without parentheses
DRIFT = 1e-9  # a stored key farther than this from today's is said on the page


def _sign(relation: str) -> Literal["=", r"\approx"]:
    return "=" if relation == "=" else r"\approx"


def _line(record: Derivation, step: Step, asked: Name | None) -> DerivationLine:
    line = writing.line(record, step)
    return DerivationLine(
        id=line_id(step.name),
        symbol=line.symbol,
        symbolic=line.symbolic,
        numeric=line.numeric,
        opening=_sign(line.opening),
        relation=_sign(line.relation),
        value=line.value,
        elements=elements.elements(record, step),
        evidence=describe(step.evidence, record.digits),
        asked=step.name == asked,
    )


def _uses(record: Derivation, step: Step) -> tuple[Use, ...]:
    """What a step goes on with: given values and earlier steps."""
    symbols = [(writing.symbol(record.notation, name), line_id(name)) for name in step.uses]
    return tuple(Use(symbol=symbol, name=name, step=0) for symbol, name in symbols)


def _numbered(lines: Iterable[DerivationLine]) -> tuple[DerivationLine, ...]:
    """The lines of a derivation as they stand, each use with the number of the line it leads to."""
    listed = tuple(lines)
    places = {line.id: place for place, line in enumerate(listed, start=1)}

    def use(one: Use) -> Use:
        return one.model_copy(update={"step": places.get(one.name, 0)})

    return tuple(line.model_copy(update={"uses": tuple(map(use, line.uses))}) for line in listed)


def derivation_lines(record: Derivation, asked: Name | None) -> tuple[DerivationLine, ...]:
    """The printed steps on the way to what is asked; all of them where nothing is."""
    lines, shown = [], set()
    for step in record.steps if asked is None else needed(record.steps, asked):
        line = _line(record, step, asked).model_copy(update={"uses": _uses(record, step)})
        if line.evidence is not None and line.evidence.ja in shown:  # two counts from one table: it stands once
            line = line.model_copy(update={"evidence": None})
        elif line.evidence is not None:
            shown.add(line.evidence.ja)
        lines.append(line)
    return _numbered(lines)


def _lines(record: Derivation, numeric: Numeric, key: Array) -> tuple[DerivationLine, ...]:
    """The steps on the way to what is asked, ending in exactly the asked number."""
    lines = derivation_lines(record, numeric.asked.name)
    paper = asked_cells(record.values, numeric.asked)
    rounded = [rounding.rounded(entry, numeric.rounding) for entry in paper.ravel().tolist()]
    shown, last = show_cells(key, numeric.rounding), lines[-1]
    whole = numeric.asked.entry is None
    exact = np.array_equal(rounded, paper.ravel())
    # A rounded operand need not matter: the maximum of 0 and a rounded negative value is 0, in full precision too.
    equal = exact and (not record.is_rounded(numeric.asked.name) or np.array_equal(rounded, key.ravel()))
    if whole and (equal or shown == last.value):
        return lines
    printed = decimals.array(record.written[numeric.asked.name]) if whole else decimals.number(float(paper))
    closing = DerivationLine(
        id="answer",
        symbol=asked_symbol(numeric),
        symbolic="",
        numeric="" if exact else printed,
        opening=_sign("=" if not record.is_rounded(numeric.asked.name) else r"\approx"),
        relation="=" if equal else r"\approx",
        value=printed if equal else shown,
        elements=(),
        evidence=None,
        asked=True,
    )
    return (*(line.model_copy(update={"asked": False}) for line in lines), closing)


def _both(text: str) -> Bilingual:
    return Bilingual(ja=text, en=text)


def _key(label: str, cells: Array, kind: Rounding) -> Bilingual:
    """The right answer as it is to be given; ``=`` only where these digits are the whole value."""
    whole = all(
        abs(rounding.rounded(cell, kind) - cell) <= DRIFT * max(1, abs(cell)) for cell in cells.ravel().tolist()
    )
    return _both(f"${label} {'=' if whole else chr(92) + 'approx'} {show_cells(cells, kind)}$")


def _chosen_key(instance: Instance) -> Bilingual:
    """The text of the right choice, or a Markdown list of those of all that hold."""
    if instance.key.choice is not None:
        return instance.choices[instance.key.choice].text
    texts = [instance.choices[place].text for place in instance.key.chosen]
    return Bilingual(ja="\n".join(f"- {text.ja}" for text in texts), en="\n".join(f"- {text.en}" for text in texts))


def _choice_reviews(instance: Instance) -> tuple[ChoiceReview, ...]:
    texts = slip_texts()
    return tuple(
        ChoiceReview(right=slip is None, remark=texts[slip].sentence if slip is not None and slip in texts else None)
        for slip in instance.key.slips
    )


def _typed(instance: Instance, answer: Answer | None) -> Array | None:
    if answer is None or not answer.texts:
        return None
    reading = read_for(instance, answer.texts, scale=False)
    if not reading.readable:
        return None
    return np.array([cell.value for cell in reading.cells], dtype=float).reshape(instance.format.shape)


def _suspects(instance: Instance, numeric: Numeric, trace: Derivation, answer: Answer) -> Sequence[Suspect]:
    """What may lie behind a wrong answer: the slip of the chosen choice, or what gives the typed value."""
    if answer.choice is not None:
        slip = instance.key.slips[answer.choice]
        chosen = [wrong for wrong in live_slips(numeric, trace) if wrong.slip.id == slip]
        asked = numeric.asked.name
        return [replace(located(named_suspect(trace, wrong, asked), trace, asked), certain=True) for wrong in chosen]
    typed = _typed(instance, answer)
    return () if typed is None else diagnose(numeric, trace, typed)


def _numeric(instance: Instance, numeric: Numeric, answer: Answer | None, correct: bool) -> Review:
    record, trace = numeric.run.derivation(), numeric.run.trace()
    key = asked_cells(trace.values, numeric.asked)
    stored = np.array(instance.key.cells).reshape(key.shape)
    wrong = not correct and answer is not None
    suspects = _suspects(instance, numeric, trace, answer) if wrong and answer is not None else ()
    typed = _typed(instance, answer) if wrong else None
    given = suspects[0].cells if typed is None and suspects else typed
    return Review(
        key=_key(instance.format.label, stored, numeric.rounding),
        given=given_values(record),
        given_names=tuple(map(line_id, record.given)),
        lines=_lines(record, numeric, stored),
        choices=_choice_reviews(instance),
        findings=tuple(finding(numeric, trace, suspect, instance.format.label) for suspect in suspects),
        unexplained=wrong and not suspects,
        drifted=bool(np.any(np.abs(key - stored) > DRIFT * np.maximum(1, np.abs(stored)))),
        remark=None,
        check=gradient_check(numeric, trace, given),
        snippet=numeric_snippet(numeric, trace),
    )


def _formulas(instance: Instance, formulas: Formulas, answer: Answer | None) -> Review:
    record, trace = formulas.run.derivation(), formulas.run.trace()
    notation = trace.notation
    tree = trace.step(*formulas.step).tree
    right = "" if tree is None else writing.in_general(notation, tree, formulas.step[1], last_index(trace))
    index = instance.key.choice
    shown = "" if index is None else instance.choices[index].text.ja.strip("$")
    symbol = writing.general_symbol(notation, formulas.step, last_index(trace))
    return Review(
        key=_both(f"${symbol} = {shown}$"),
        given=given_values(record),
        given_names=tuple(map(line_id, record.given)),
        lines=derivation_lines(record, formulas.step),
        choices=_choice_reviews(instance),
        findings=_chosen_slip(instance, answer, symbol, shown),
        drifted=_PARENTHESISED.sub(r"^{\1}", right) != _PARENTHESISED.sub(r"^{\1}", shown),
        remark=None,
    )


def _chosen_slip(instance: Instance, answer: Answer | None, symbol: str, right: str) -> tuple[SlipFinding, ...]:
    """The slip behind a wrongly chosen formula or line of code, with both written side by side."""
    if answer is None or answer.choice is None or instance.key.slips[answer.choice] not in slip_texts():
        return ()
    slip = str(instance.key.slips[answer.choice])
    written = instance.choices[answer.choice].text.ja.strip("$")
    sides = (Parting(step="", wrong=f"{symbol} = {written}", right=f"{symbol} = {right}"),) if symbol else ()
    return (told(slip, *sides),)


def _code(instance: Instance, code: Code, answer: Answer | None) -> Review:
    expected = outcome(code.function, code.arguments)
    texts = slip_texts()
    choices = []
    for slip in instance.key.slips:
        if slip is None:
            choices.append(ChoiceReview(right=True, remark=None))
            continue
        if slip not in texts or code.wrong.get(slip) is None:
            choices.append(ChoiceReview(right=False, remark=None))
            continue
        said, ran = texts[slip].sentence, ran_otherwise(wrong_outcome(code, slip), expected, returned(code.function))
        remark = Bilingual(ja=f"{said.ja}{ran.ja}", en=f"{said.en} {ran.en}")
        choices.append(ChoiceReview(right=False, remark=remark))
    return Review(
        key=_chosen_key(instance),
        given=(),
        lines=(),
        choices=tuple(choices),
        findings=_chosen_slip(instance, answer, "", ""),
        drifted=False,
        remark=None,
        snippet=code_snippet(code),
    )


def _statements(instance: Instance, statements: Statements) -> Review:
    by_claim = {shown.claim: shown for shown in (statements.many if instance.form == "select" else statements.shown)}
    choices = []
    for slip, claim in zip(instance.key.slips, claims_shown(instance), strict=True):
        shown = by_claim.get(claim)
        choices.append(ChoiceReview(right=slip is None, remark=None if shown is None else _judged(shown)))
    return Review(
        key=_chosen_key(instance), given=(), lines=(), choices=tuple(choices), findings=(), drifted=False, remark=None
    )


def _judged(shown: Statement) -> Bilingual:
    ja, en = ("正しい記述です。", "This is true.") if shown.holds else ("誤った記述です。", "This is false.")
    return Bilingual(ja=f"{ja}{shown.reason.ja}", en=f"{en} {shown.reason.en}")


def _options(instance: Instance, options: Options, answer: Answer | None) -> Review:
    known = {option.id: option for option in options.wrong}
    found = [options.right if slip is None else known.get(slip) for slip in instance.key.slips]
    chosen = None if answer is None else answer.choice
    choices = []
    for place, (slip, option) in enumerate(zip(instance.key.slips, found, strict=True)):
        remark = None if option is None else option.remark if place == chosen else option.brief or option.remark
        choices.append(ChoiceReview(right=slip is None, remark=remark))
    return Review(
        key=_chosen_key(instance),
        given=(),
        lines=(),
        choices=tuple(choices),
        findings=_chosen_slip(instance, answer, "", "") if options.named else (),
        drifted=False,
        remark=None,
    )


def stored_only(instance: Instance, answer: Answer | None = None) -> Review:
    """What can be said of an answer to a family that the bank no longer holds: the stored key."""
    if instance.items:
        return arranging.stored_review(instance, answer)
    kind = instance.format.rounding
    if kind is None:
        key = _chosen_key(instance)
    else:
        cells = np.array(instance.key.cells).reshape(instance.format.shape)
        key = _key(instance.format.label, cells, kind)
    choices = tuple(ChoiceReview(right=slip is None, remark=None) for slip in instance.key.slips)
    return Review(key=key, given=(), lines=(), choices=choices, findings=(), drifted=False, remark=None)


def diagnosis(family: Family, instance: Instance, answer: Answer) -> tuple[SlipFinding, ...]:
    """The slips that are recognised behind a wrong answer, without the rest of a review."""
    problem = family.ask(instance.parameters, instance.form)
    match problem:
        case Numeric():
            trace = problem.run.trace()
            suspects = _suspects(instance, problem, trace, answer)
            return tuple(finding(problem, trace, suspect, instance.format.label) for suspect in suspects)
        case Formulas():
            return _formulas(instance, problem, answer).findings
        case Code():
            return _chosen_slip(instance, answer, "", "")
        case Options():
            return _chosen_slip(instance, answer, "", "") if problem.named else ()
        case Order() | Match():
            return arranging.review(instance, problem, answer).findings
        case Statements():
            return ()


def review(family: Family, instance: Instance, answer: Answer | None, correct: bool) -> Review:
    """All that is shown once an instance has been answered; ``answer`` None for 'I do not know'."""
    problem = family.ask(instance.parameters, instance.form)
    match problem:
        case Numeric():
            result = _numeric(instance, problem, answer, correct)
        case Formulas():
            result = _formulas(instance, problem, answer)
        case Code():
            result = _code(instance, problem, answer)
        case Statements():
            result = _statements(instance, problem)
        case Options():
            result = _options(instance, problem, answer)
        case Order() | Match():
            result = arranging.review(instance, problem, answer)
    texts = problem_texts(family, instance.level, problem, instance.form)
    return result.model_copy(update={"remark": texts.remark})
