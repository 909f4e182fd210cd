"""The script of a code question, to run and to change: the function with the right line, and a call."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.derivation.formula import UnwritableError
from engine.derivation.numpy_code import listed, literal
from question_bank.feedback.snippet import assembled
from question_bank.kinds.code.problem import Code
from question_bank.kinds.code.running import source
from question_bank.model.bilingual import Bilingual

_CALL = Bilingual(ja="この問題の数値で実行する", en="run on the numbers of this question")


def code_snippet(code: Code) -> Bilingual:
    """The function of a code question as it should be, the arguments of this instance, and a call."""
    made = dict.fromkeys(text for value in code.arguments.values() for text in _maker(value))
    arguments = code.arguments.items()
    given = [f"{name} = {_argument(value)}" for name, value in arguments if _named(value) != name]
    call = f"print({code.function.__name__}({', '.join(inspect.signature(code.function).parameters)}))"
    return assembled(["import numpy as np"], [*made, source(code.function)], [(_CALL, [*given, call])])


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
