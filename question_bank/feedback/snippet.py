"""A NumPy script that computes the key of an instance or the results of a run, for a learner to run and to change.

Another reading of the recorded run (``engine.derivation.numpy_code``); what was counted is counted from its inputs.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.derivation import Derivation, Name
from engine.derivation.numpy_code import script
from question_bank.feedback.evidence import counted
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.computed import Numeric
from question_bank.model.instance import Rounding

_SIGNIFICANT = """\
def significant(value, digits):
    return float(f"{value:.{digits - 1}e}")"""

_GIVEN = Bilingual(ja="与えられた値", en="given")
_STEPS = Bilingual(ja="導出の手順", en="the steps of the derivation")
_ASKED = Bilingual(ja="求める値（丸める前、丸めた値）", en="what is asked, before and after rounding")
_RESULTS = Bilingual(ja="結果", en="results")


def numeric_snippet(numeric: Numeric, trace: Derivation) -> Bilingual:
    """The script of a question about values: it prints the asked value in full, then rounded as asked."""
    inputs = numeric.run.inputs
    written = script(trace, [numeric.asked.name], lambda step: counted(step, inputs))
    entry = numeric.asked.entry
    asked = written.asked[0] + ("" if entry is None else f"[{', '.join(map(str, entry))}]")
    kind = numeric.rounding
    definitions = [*written.definitions, *([_SIGNIFICANT] if kind.kind == "significant" else [])]
    end = [f"print({asked})", f"print({_rounded(asked, kind)})"]
    return assembled(written.imports, definitions, [(_GIVEN, written.given), (_STEPS, written.steps), (_ASKED, end)])


def run_snippet(trace: Derivation, asked: Sequence[Name], inputs: Mapping[str, Any]) -> Bilingual:
    """The script of a run: it prints each of its results under its name, in full."""
    written = script(trace, asked, lambda step: counted(step, inputs))
    end = [f'print("{name} =", {name})' for name in written.asked]
    blocks = [(_GIVEN, written.given), (_STEPS, written.steps), (_RESULTS, end)]
    return assembled(written.imports, written.definitions, blocks)


def assembled(
    imports: Sequence[str], definitions: Sequence[str], blocks: Sequence[tuple[Bilingual, Sequence[str]]]
) -> Bilingual:
    """The parts of a script, two blank lines around each definition and one between blocks under their comments."""

    def text(language: Language) -> str:
        body = "\n\n".join(f"# {says.in_language(language)}\n" + "\n".join(lines) for says, lines in blocks if lines)
        head = "\n".join(imports)
        return "\n\n\n".join([head, *definitions, body]) if definitions else f"{head}\n\n{body}"

    return Bilingual(ja=text("ja"), en=text("en"))


def _rounded(expression: str, kind: Rounding) -> str:
    match kind.kind:
        case "significant":
            return f"significant({expression}, {kind.digits})"
        case "integer":
            return f"np.round({expression})"
        case "decimal":
            return f"np.round({expression}, {kind.digits})"
