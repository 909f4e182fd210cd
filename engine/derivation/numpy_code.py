"""A recorded run as a NumPy script: the inputs, then one assignment a step, read from the same trees as the LaTeX.

Names are made of symbol and index: ``W_in``, ``x1``, ``delta_out2``. What NumPy does not have is defined at the top. A
step without a tree was counted; how that is written is the caller's to say.
"""

import keyword
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.derivation import places
from engine.derivation.formula import UnwritableError, lacking
from engine.derivation.operation import ATOM, Listed, Over
from engine.derivation.operations import OPERATIONS
from engine.derivation.recorder import Derivation, Step, needed
from engine.derivation.term import Call, Constant, Fused, Index, Name, Named, Places, Tree, evaluate, unfused

WIDTH = 76  # a longer sum stands on lines of its own,
_LONG = 60  # and so do the rows of a longer value

# Functions that NumPy has not; their source is theirs in the engine, in fewer words.
SOURCES: Mapping[str, str] = {name: operation.source for name, operation in OPERATIONS.items() if operation.source}


@dataclass(frozen=True)
class Counted:
    """How a counted step is written: definitions and inputs that it needs above, and the expression that counts."""

    definitions: tuple[str, ...]
    inputs: Mapping[str, str]  # literal of each by name
    expression: str


@dataclass(frozen=True)
class Script:
    """A run as parts of a script, each a list of lines of Python; ``asked`` are the names of what is asked for."""

    imports: tuple[str, ...]
    definitions: tuple[str, ...]
    given: tuple[str, ...]
    steps: tuple[str, ...]
    asked: tuple[str, ...]


def script(derivation: Derivation, asked: Sequence[Name], counted: Callable[[Step], Counted]) -> Script:
    """The steps on the way to what is asked and the inputs they use.

    Raises ``UnwritableError`` for an operation without a rule.
    """
    steps = needed(derivation.steps, *asked)
    counts = {step.name: counted(step) for step in steps if step.tree is None}
    leaves = {name for step in steps for name in step.uses}
    used = [name for name in derivation.given if name in leaves]
    inputs = {name: text for count in counts.values() for name, text in count.inputs.items()}
    names = identifiers([*used, *(step.name for step in steps)], taken=inputs)
    lines: list[str] = []
    operations: set[str] = set()
    for step in steps:
        if step.tree is None:
            lines.append(f"{names[step.name]} = {counts[step.name].expression}")
        else:
            tree = computable(step.tree, derivation.values)
            lines += _assignment(names[step.name], tree, names)
            operations |= _operations(tree)
    definitions = [SOURCES[name] for name in SOURCES if name in operations]
    definitions += dict.fromkeys(text for count in counts.values() for text in count.definitions)
    imports = ["import numpy as np"]
    if any("Counter(" in text for text in definitions):
        imports = ["from collections import Counter", "", *imports]
    given = [f"{name} = {text}" for name, text in inputs.items()]
    write = _count if all(_is_whole(derivation.given[name]) for name in used) else literal
    given += [f"{names[name]} = {write(derivation.given[name])}" for name in used]
    wanted = tuple(names[name] for name in asked)
    return Script(tuple(imports), tuple(definitions), tuple(given), tuple(lines), wanted)


def identifiers(names: Iterable[Name], taken: Iterable[str] = ()) -> dict[Name, str]:
    """A valid name for each, no two alike: symbol and index, x1, p1_2; an underscore more where that is taken."""
    found: dict[Name, str] = {}
    used = {"np", "print", "sum", "min", "max", "len", "zip", "range", "sorted", "float", *SOURCES, *taken}
    for name in names:
        text = name[0] + _index(name[1])
        while text in used or keyword.iskeyword(text) or not text.isidentifier():
            text += "_"
        used.add(text)
        found[name] = text
    return found


def _index(index: Index) -> str:
    if index is None:
        return ""
    return "_".join(map(str, index)) if isinstance(index, tuple) else str(index)


def literal(value: Any) -> str:
    """Python text of a given value, a long list row by row; raises ``UnwritableError`` for a kind that has none."""
    if isinstance(value, np.ndarray):
        return f"np.array({literal(value.tolist())})" if value.ndim else repr(value.item())
    if isinstance(value, np.generic) or not isinstance(value, list | tuple | dict | str | int | float):
        raise UnwritableError(f"no literal for a {type(value).__name__}")
    text = repr(value)
    if len(text) <= _LONG or isinstance(value, str | int | float):
        return text
    rows = [f"{k!r}: {v!r}" for k, v in value.items()] if isinstance(value, dict) else map(repr, value)
    return listed(rows, text[0], text[-1])


def _is_whole(value: Any) -> bool:
    """Whether a given value is one whole number. Where all are, they are counts, or as good as counts: no 5.0."""
    return np.ndim(value) == 0 and float(value).is_integer()


def _count(value: Any) -> str:
    return repr(int(value))


def listed(texts: Iterable[str], opening: str = "[", closing: str = "]") -> str:
    """Python texts between brackets, each on a line of its own; one of several lines is indented as a whole."""
    inner = (text.replace("\n", "\n    ") for text in texts)
    return "\n".join([opening, *(f"    {text}," for text in inner), closing])


def computable(tree: Tree, values: Mapping[Name, Any]) -> Tree:
    """A tree without its better ways where the formula as it is written has the same value, with them where not."""
    if isinstance(tree, Fused):
        with np.errstate(all="ignore"):
            plainly, well = evaluate(tree.formula, values), evaluate(tree, values)
        return computable(tree.formula if np.array_equal(plainly, well, equal_nan=True) else tree.way, values)
    if isinstance(tree, Call):
        return Call(tree.operation, tuple(computable(a, values) for a in tree.arguments), tree.indices)
    return tree


def expression(whole: Tree, names: Mapping[Name, str], need: int = 0) -> str:
    """A tree as a Python expression, in brackets where it binds less tightly than ``need``."""
    tree = unfused(whole)
    if isinstance(tree, Named):
        return names[tree.name]
    if isinstance(tree, Constant):
        text = repr(int(tree.value) if float(tree.value).is_integer() else float(tree.value))
        return f"({text})" if text.startswith("-") and need > 4 else text
    if isinstance(tree, Places):
        return places.python(tree.value)
    text, strength = _call(tree, names)
    return f"({text})" if strength < need else text


def _call(tree: Call, names: Mapping[Name, str]) -> tuple[str, int]:
    if tree.operation not in OPERATIONS:
        raise lacking(tree.operation, "record")
    if (over := OPERATIONS[tree.operation].over) is not None:
        text = over.numpy.format(over.between.join(_terms(tree, names, over)))
        return (f"{text} / {len(tree.arguments)}", 3) if over.share else (text, over.strength)
    rule = OPERATIONS[tree.operation].numpy
    if rule is None:
        raise lacking(tree.operation, "NumPy")
    if isinstance(rule, Listed):
        return rule.text.format(rule.between.join(expression(a, names) for a in tree.arguments)), ATOM
    written = [expression(a, names, need) for a, need in zip(tree.arguments, rule.needs, strict=True)]
    return rule.text.format(*written), rule.strength


def _terms(tree: Call, names: Mapping[Name, str], over: Over) -> list[str]:
    return [expression(argument, names, over.need if place else 0) for place, argument in enumerate(tree.arguments)]


def _summed(whole: Tree, names: Mapping[Name, str]) -> list[str]:
    """The terms of a sum over an index and of what is added to it; none of any other formula."""
    tree = unfused(whole)
    if not isinstance(tree, Call):
        return []
    if tree.operation == "total":
        return _terms(tree, names, Over(""))
    before = _summed(tree.arguments[0], names) if tree.operation == "add" else []
    return [*before, expression(tree.arguments[1], names, 2)] if before else []


def _assignment(name: str, tree: Tree, names: Mapping[Name, str]) -> list[str]:
    line = f"{name} = {expression(tree, names)}"
    terms = _summed(tree, names) if len(line) > WIDTH else []
    if not terms:
        return [line]
    first, *others = terms
    return [f"{name} = (", f"    {first}", *(f"    + {term}" for term in others), ")"]


def _operations(tree: Tree) -> set[str]:
    if not isinstance(tree, Call):
        return set()
    return {tree.operation}.union(*(_operations(argument) for argument in tree.arguments))
