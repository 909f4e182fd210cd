"""The worked derivation of a run: a line a step, each use with the number of the line it leads to."""

from collections.abc import Mapping
from typing import Literal

import numpy as np

from engine.derivation import Array, Derivation, Name, Run, Step, decimals, elements, needed, writing
from question_bank.feedback.evidence import describe
from question_bank.model import rounding
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Numeric, asked_cells, asked_symbol
from question_bank.model.phrases import phrase
from question_bank.model.review import DerivationLine, Use

# What the closing line does with the value of the last step.
PICKED = Bilingual(ja="求める成分を取り出す", en="Take the entry that is asked for")
ROUNDED = Bilingual(ja="答えの桁に丸める", en="Round to the digits of the answer")
PICKED_AND_ROUNDED = Bilingual(ja="求める成分を取り出し、丸める", en="Take the entry that is asked for, and round it")


def line_id(name: Name) -> str:
    """The id of a step's line in the derivation: dW, z-2, m-1-2."""
    word, index = name
    places = () if index is None else index if isinstance(index, tuple) else (index,)
    return "-".join([word, *map(str, places)])


def _sign(relation: str) -> Literal["=", r"\approx"]:
    return "=" if relation == "=" else r"\approx"


def _line(
    run: Run, record: Derivation, step: Step, asked: Name | None, places: Mapping[str, int], told: set[str]
) -> DerivationLine:
    """A step; each use with the number of the line it leads to. Evidence that was ``told`` stands once."""
    line, evidence = writing.line(record, step), describe(step.evidence, record.digits)
    if evidence is not None and evidence.ja in told:  # two counts from one table
        evidence = None
    elif evidence is not None:
        told.add(evidence.ja)
    used = [(writing.symbol(record.notation, name), line_id(name)) for name in step.uses]
    return DerivationLine(
        id=line_id(step.name),
        phrase=phrase(run, step.symbol),
        symbol=line.symbol,
        symbolic=line.symbolic,
        numeric=line.numeric,
        opening=_sign(line.opening),
        relation=_sign(line.relation),
        value=line.value,
        elements=elements.elements(record, step),
        evidence=evidence,
        asked=step.name == asked,
        uses=tuple(Use(symbol=symbol, name=name, step=places.get(name, 0)) for symbol, name in used),
    )


def derivation_lines(run: Run, record: Derivation, asked: Name | None) -> tuple[DerivationLine, ...]:
    """The printed steps of a run on the way to what is asked; all of them where nothing is."""
    steps, told = record.steps if asked is None else needed(record.steps, asked), set[str]()
    places = {line_id(step.name): place for place, step in enumerate(steps, start=1)}
    return tuple(_line(run, record, step, asked, places, told) for step in steps)


def answer_lines(record: Derivation, numeric: Numeric, key: Array) -> tuple[DerivationLine, ...]:
    """The steps on the way to what is asked, ending in exactly the asked number."""
    lines = derivation_lines(numeric.run, record, numeric.asked.name)
    paper = asked_cells(record.values, numeric.asked)
    rounded = [rounding.rounded(entry, numeric.rounding) for entry in paper.ravel().tolist()]
    shown, last = rounding.show_cells(key, numeric.rounding), lines[-1]
    whole = numeric.asked.entry is None
    exact = np.array_equal(rounded, paper.ravel())
    # A rounded operand need not matter: the maximum of 0 and a rounded negative value is 0, in full precision too.
    equal = exact and (not record.is_rounded(numeric.asked.name) or np.array_equal(rounded, key.ravel()))
    if whole and (equal or shown == last.value):
        return lines
    printed = decimals.array(record.written[numeric.asked.name]) if whole else decimals.number(float(paper))
    closing = DerivationLine(
        id="answer",
        phrase=ROUNDED if whole else PICKED if equal else PICKED_AND_ROUNDED,
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
