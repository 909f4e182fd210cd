"""What is said of a recognised slip: its name, a sentence, and where the ways part, wrong beside right."""

from engine.derivation import Derivation, Name
from question_bank.feedback.diagnosis import Suspect, written
from question_bank.feedback.lines import line_id
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import rewriting_texts, slip_texts
from question_bank.model.computed import Numeric
from question_bank.model.instance import Parting, SlipFinding
from question_bank.model.rounding import show_cells


def _parting(trace: Derivation, suspect: Suspect, place: Name) -> Parting:
    wrong, right = written(trace, place, suspect.values, suspect.trees)
    return Parting(step=line_id(place), wrong=wrong, right=right)


def _cell(label: str, place: int, shape: tuple[int, ...]) -> str:
    """LaTeX of one cell of what is asked, counted from 1."""
    at = (place,) if len(shape) < 2 else divmod(place, shape[1])
    return rf"\left( {label} \right)_{{{''.join(str(k + 1) for k in at)}}}"


def finding(numeric: Numeric, trace: Derivation, suspect: Suspect, label: str) -> SlipFinding:
    """A suspect in words; ``label`` is what is asked, for naming its cells."""
    named = suspect.kind != "systematic"
    texts = [(slip_texts() if named else rewriting_texts())[which] for which in suspect.ids]
    return SlipFinding(
        kind=suspect.kind,
        slips=suspect.ids if named else (),
        name=_joined([text.name for text in texts], " ＋ ", " + "),
        names=tuple(text.name for text in texts) if named else (),
        sentence=_joined([text.sentence for text in texts], "", " "),
        partings=tuple(_parting(trace, suspect, place) for place in suspect.places),
        value=show_cells(suspect.cells, numeric.rounding),
        certain=suspect.certain,
        cells=tuple(_cell(label, place, suspect.cells.shape) for place in suspect.explains),
    )


def _joined(texts: list[Bilingual], between_ja: str, between_en: str) -> Bilingual:
    return Bilingual(ja=between_ja.join(text.ja for text in texts), en=between_en.join(text.en for text in texts))
