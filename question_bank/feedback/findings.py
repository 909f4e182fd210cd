"""What is said of a recognised slip: its name, a sentence, and where the ways part, wrong beside right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from engine.derivation import Array, Derivation, needed, writing
from question_bank.feedback.diagnosis import Fits, Suspect, diagnose, located, named_suspect, way_of
from question_bank.feedback.lines import line_id
from question_bank.feedback.live import live_slips
from question_bank.feedback.parting import side
from question_bank.forms.chosen import place_chosen
from question_bank.forms.typed import typed_cells
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import rewriting_texts, slip_texts
from question_bank.model.computed import Numeric, asked_symbol
from question_bank.model.instance import Instance
from question_bank.model.review import Matched, Parting, SlipFinding
from question_bank.model.rounding import show_cells


def suspects(
    instance: Instance, numeric: Numeric, trace: Derivation, answer: Answer, fits: Fits | None = None
) -> Sequence[Suspect]:
    """What may lie behind a wrong answer: the slip of the chosen choice, or what gives the typed value and fits."""
    place = place_chosen(answer)
    if place is not None:
        slip = instance.key.slips[place]
        chosen = [wrong for wrong in live_slips(numeric, trace) if wrong.slip.id == slip]
        asked, record = numeric.asked.name, numeric.run.derivation()
        return [replace(located(named_suspect(trace, wrong, asked), record, asked), certain=True) for wrong in chosen]
    typed = typed_cells(instance, answer)
    return () if typed is None else diagnose(numeric, trace, typed, fits)


def _partings(record: Derivation, suspect: Suspect, numeric: Numeric) -> tuple[Parting, ...]:
    way = way_of(suspect, record, numeric.asked.name)
    found = []
    for place in suspect.places:
        wrong, right = way.sides(place)
        found.append(Parting(step=line_id(place), wrong=wrong.latex, right=right.latex))
    return tuple(found)


def finding(numeric: Numeric, record: Derivation, suspect: Suspect) -> SlipFinding:
    """A suspect in words; ``record`` is the derivation as it is printed."""
    if suspect.kind == "step":
        return _of_another_step(numeric, record, suspect)
    named = suspect.kind != "systematic"
    texts = [(slip_texts() if named else rewriting_texts())[which] for which in suspect.ids]
    return SlipFinding(
        kind=suspect.kind,
        slips=suspect.ids if named else (),
        name=_joined([text.name for text in texts], " ＋ ", " + "),
        names=tuple(text.name for text in texts) if named else (),
        sentence=_joined([text.sentence for text in texts], "", " "),
        partings=_partings(record, suspect, numeric),
        value=show_cells(suspect.cells, numeric.rounding),
        certain=suspect.certain,
        in_full=suspect.in_full,
        cells=_cells(numeric, suspect.cells, suspect.explains),
    )


def _cells(numeric: Numeric, cells: Array, places: Sequence[int]) -> tuple[str, ...]:
    """LaTeX of cells of what is asked, as they are written everywhere."""
    at = (tuple(map(int, np.unravel_index(k, cells.shape))) for k in places)
    return tuple(writing.entry_symbol(numeric.run.notation, numeric.asked.name, place) for place in at)


def _of_another_step(numeric: Numeric, record: Derivation, suspect: Suspect) -> SlipFinding:
    """That the answer is the value of another step, which is shown as it stands in the derivation."""
    ((place,),) = suspect.at
    way = [step.name for step in needed(record.steps, numeric.asked.name)]
    text = rewriting_texts()[suspect.ids[0] if place in way else f"{suspect.ids[0]}-beyond"]
    entry = numeric.asked.entry
    notation = record.notation
    symbol = writing.symbol(notation, place) if entry is None else writing.entry_symbol(notation, place, entry)
    said = {
        "number": str(way.index(place) + 1) if place in way else "",
        "other": symbol,
        "asked": asked_symbol(numeric),
    }
    return SlipFinding(
        kind="step",
        slips=(),
        name=text.name,
        sentence=_filled(text.sentence, said),
        partings=(),
        matched=Matched(step=line_id(place), line=side(record, place).latex),
        value=show_cells(suspect.cells, numeric.rounding),
        certain=False,
    )


def _filled(text: Bilingual, said: Mapping[str, str]) -> Bilingual:
    ja, en = text.ja, text.en
    for name, value in said.items():
        ja, en = (written.replace(f"[[{name}]]", value) for written in (ja, en))
    return Bilingual(ja=ja, en=en)


def _joined(texts: list[Bilingual], between_ja: str, between_en: str) -> Bilingual:
    return Bilingual(ja=between_ja.join(text.ja for text in texts), en=between_en.join(text.en for text in texts))
