"""A NumPy script that computes the key of an instance or the results of a run, for a learner to run and to change.

Another reading of the recorded run (``engine.derivation.numpy_code``); what was counted is counted from its inputs.
Of a code question it is the function itself with the right line, and a call.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from engine.derivation import Derivation, Name
from engine.derivation.numpy_code import listed, literal, script
from engine.derivation.writing import UnwritableError
from question_bank.feedback.counting import counted
from question_bank.kinds.code import source
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.family import Code, Numeric
from question_bank.model.instance import Rounding

_SIGNIFICANT = """\
def significant(value, digits):
    return float(f"{value:.{digits - 1}e}")"""

_GIVEN = Bilingual(ja="与えられた値", en="given")
_STEPS = Bilingual(ja="導出の手順", en="the steps of the derivation")
_ASKED = Bilingual(ja="求める値（丸める前、丸めた値）", en="what is asked, before and after rounding")
_RESULTS = Bilingual(ja="結果", en="results")
_CALL = Bilingual(ja="この問題の数値で実行する", en="run on the numbers of this question")


def numeric_snippet(numeric: Numeric, trace: Derivation) -> Bilingual:
    """The script of a question about values: it prints the asked value in full, then rounded as asked."""
    inputs = numeric.run.inputs
    written = script(trace, [numeric.asked.name], lambda step: counted(step, inputs))
    entry = numeric.asked.entry
    asked = written.asked[0] + ("" if entry is None else f"[{', '.join(map(str, entry))}]")
    kind = numeric.rounding
    definitions = [*written.definitions, *([_SIGNIFICANT] if kind.kind == "significant" else [])]
    end = [f"print({asked})", f"print({_rounded(asked, kind)})"]
    return _assembled(written.imports, definitions, [(_GIVEN, written.given), (_STEPS, written.steps), (_ASKED, end)])


def run_snippet(trace: Derivation, asked: Sequence[Name], inputs: Mapping[str, Any]) -> Bilingual:
    """The script of a run: it prints each of its results under its name, in full."""
    written = script(trace, asked, lambda step: counted(step, inputs))
    end = [f'print("{name} =", {name})' for name in written.asked]
    blocks = [(_GIVEN, written.given), (_STEPS, written.steps), (_RESULTS, end)]
    return _assembled(written.imports, written.definitions, blocks)


def code_snippet(code: Code) -> Bilingual:
    """The function of a code question as it should be, the arguments of this instance, and a call."""
    made = dict.fromkeys(text for value in code.arguments.values() for text in _maker(value))
    arguments = code.arguments.items()
    given = [f"{name} = {_argument(value)}" for name, value in arguments if _named(value) != name]
    call = f"print({code.function.__name__}({', '.join(inspect.signature(code.function).parameters)}))"
    return _assembled(["import numpy as np"], [*made, source(code.function)], [(_CALL, [*given, call])])


def _assembled(
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


def _argument(value: Any) -> str:
    if isinstance(value, np.ufunc):
        return f"np.{value.__name__}"
    if not callable(value):
        return literal(value)
    maker, cells = _closure(value)
    given = [f"{name}={literal(cell)}" for name, cell in cells.items()]
    return f"{maker.__name__}({', '.join(given)})" if len(given) == 1 else listed(given, f"{maker.__name__}(", ")")


def _named(value: Any) -> str | None:
    """The name a function is defined under in the script itself; None for any other argument."""
    defined = callable(value) and not isinstance(value, np.ufunc) and "<locals>" not in value.__qualname__
    return str(value.__name__) if defined else None


def _maker(value: Any) -> tuple[str, ...]:
    """The source an argument needs: of a function, or of the one that makes it."""
    if not callable(value) or isinstance(value, np.ufunc):
        return ()
    return (source(value if _named(value) else _closure(value)[0]),)


def _closure(function: Callable[..., Any]) -> tuple[Callable[..., Any], Mapping[str, Any]]:
    """The module's function that made a function, and the arguments it was made of.

    Raises ``UnwritableError`` where these are not all that it is made of.
    """
    maker = function.__globals__[function.__qualname__.partition(".")[0]]
    cells = dict(inspect.getclosurevars(function).nonlocals)
    parameters = list(inspect.signature(maker).parameters)
    if set(parameters) != set(cells):
        raise UnwritableError(f"{function.__qualname__} is not made of its maker's arguments")
    return maker, {name: cells[name] for name in parameters}
