"""A value that knows the expression that made it.

``Term`` follows NumPy's protocols, so an engine function written in ordinary NumPy can be run on terms: the value that
arrives carries its own tree. Only the operations listed here can be traced; everything else raises at once, so that no
operation is lost silently.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from engine.derivation.decimals import printed
from engine.derivation.operation import Operation
from engine.derivation.operations import OPERATIONS, average_of, largest_of, total_of
from engine.derivation.places import Key, key_of

Array: TypeAlias = NDArray[np.float64]
Index: TypeAlias = int | tuple[int, ...] | None
Terms: TypeAlias = Mapping[Any, Array]  # what is summed, by its index or indices
Name: TypeAlias = tuple[str, Index]  # a named value: its symbol in the engine and its index
P = ParamSpec("P")
AGREEING = 1e-12  # relative difference up to which two ways to a value are one


@dataclass(frozen=True, slots=True)
class Named:
    """A leaf: an input or an earlier step."""

    symbol: str
    index: Index = None

    @property
    def name(self) -> Name:
        """The key of its value in an environment."""
        return self.symbol, self.index


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that stands in the formula itself, as the 1 in 1 - z."""

    value: float


@dataclass(frozen=True, slots=True)
class Places:
    """Which entries a part takes: the second argument of the operation ``part``."""

    value: Key


@dataclass(frozen=True, slots=True)
class Call:
    """An operation on trees. ``indices`` gives each argument of a sum over an index, or several, its own."""

    operation: str
    arguments: tuple["Tree", ...]
    indices: tuple[int, ...] | tuple[tuple[int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Fused:
    """A formula as it is written, beside a ``way`` to the same value that neither overflows nor loses digits.

    ``past`` are steps that the way passes by, each with the tree it was made of: the way leads to the value only where
    they have the values that these trees give. Whoever changes the formula changes it alone, and without its way.
    """

    formula: "Formula"
    way: "Tree"
    past: tuple[tuple[Name, "Tree"], ...] = ()


Formula: TypeAlias = Named | Constant | Places | Call
Tree: TypeAlias = Formula | Fused


class UntraceableError(TypeError):
    """An operation that cannot be traced was applied to a traced value."""


def compute(operation: str) -> Callable[..., Any]:
    """What an operation computes; raises ``UntraceableError`` for one that is not listed."""
    record = OPERATIONS.get(operation)
    value = None if record is None else record.value
    if value is None:
        raise UntraceableError(f"{operation} is no listed operation: there are {', '.join(sorted(OPERATIONS))}")
    return value


def traceable() -> tuple[str, ...]:
    """What an engine function may apply to its inputs and steps: functions of NumPy, and of the engine's own."""
    numpy = (f"np.{function.__name__}" for function in _TRACED_BY_NUMPY if hasattr(np, function.__name__))
    own = {name for name, operation in OPERATIONS.items() if operation.value is not None} - _BELOW
    return (*sorted(numpy), *sorted(own), "total", "largest")


def _untraceable(what: str) -> UntraceableError:
    return UntraceableError(
        f"{what} cannot be traced; what can be are + - * / @ **, .T, a part [i, j:k], {', '.join(traceable())}"
    )


_BELOW = frozenset(
    name for name, operation in OPERATIONS.items() if operation.value is not None
)  # before functions join
_COMPARISONS = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}
_NO_BRANCH = (
    "a traced value cannot decide a branch: make the decision a step with its evidence, or use np.maximum, np.minimum"
    " or positive"
)
_TRACED_BY_NUMPY: dict[Callable[..., Any], str] = {
    operation.value: name
    for name, operation in OPERATIONS.items()
    if operation.value is not None and name not in {"scale", "inner"} and operation.over is None
}


class Term(NDArrayOperatorsMixin):
    """A value and the tree that made it. Operators and NumPy functions on it give terms again."""

    __slots__ = ("tree", "value")

    def __init__(self, value: Any, tree: Tree) -> None:
        self.value = value
        self.tree = tree

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return np.shape(self.value)

    @property
    def T(self) -> "Term":
        """The transpose; of a vector it would change nothing and is refused."""
        if np.ndim(self.value) != 2:
            raise UntraceableError("only a matrix is transposed; write np.outer or @ for vectors")
        return Term(self.value.T, Call("transpose", (self.tree,)))

    def __getitem__(self, places: Any) -> "Term":
        """Some entries of the value, by numbers and slices as NumPy reads them; others raise ``UntraceableError``."""
        try:
            key = key_of(places, self.shape)
        except (TypeError, IndexError) as error:
            raise UntraceableError(str(error)) from error
        return Term(compute("part")(self.value, key), Call("part", (self.tree, Places(key))))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> "Term":
        if "out" in keywords:
            raise UntraceableError("no in-place operators on traced values: write a = a + b")
        if ufunc.__name__ in _COMPARISONS:
            raise UntraceableError(f"a comparison, np.{ufunc.__name__}: {_NO_BRANCH}")
        if method != "__call__" or keywords or ufunc not in _TRACED_BY_NUMPY:
            raise _untraceable(
                _called(ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}", keywords)
            )
        name = _TRACED_BY_NUMPY[ufunc]
        if name in {"multiply", "matmul"}:
            dimensions = tuple(np.ndim(plain(x)) for x in inputs)
            if name == "multiply" and 0 in dimensions:
                name = "scale"
            if name == "matmul" and dimensions == (1, 1):
                name = "inner"
        return call(name, *inputs)

    def __array_function__(self, func: Any, types: Any, arguments: Any, keywords: Any) -> "Term":
        if keywords or func not in _TRACED_BY_NUMPY:
            raise _untraceable(_called(func.__name__, keywords))
        return call(_TRACED_BY_NUMPY[func], *arguments)

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise UntraceableError("a traced value must not be turned into a plain array")

    def __bool__(self) -> bool:
        raise UntraceableError(_NO_BRANCH)

    def __iter__(self) -> Iterator[Any]:
        raise UntraceableError("a traced value cannot be iterated over: take its parts by number, x[i]")

    def __float__(self) -> float:
        raise UntraceableError("a traced value must not be turned into a plain number")

    def __getattr__(self, name: str) -> Any:
        """NumPy asks for protocols, people for methods; both hear that there is none."""
        raise AttributeError(f"a traced value has no .{name}; {_untraceable('a method')}")


def _called(function: str, keywords: Mapping[str, Any]) -> str:
    return f"np.{function}" + (f" with {', '.join(sorted(keywords))}" if keywords else "")


def plain(value: Any) -> Any:
    """The value behind a term, or the value itself."""
    return value.value if isinstance(value, Term) else value


def tree_of(value: Any) -> Tree:
    """The tree behind a term; any other value must be a number that stands in the formula."""
    if isinstance(value, Term):
        return value.tree
    if np.ndim(value) == 0:
        return Constant(float(value))
    raise UntraceableError("an array that is no named input or step stands in a traced formula")


def call(operation: str, *arguments: Any, indices: Any = ()) -> Term:
    """Apply a listed operation to values, at least one of them traced."""
    value = compute(operation)(*map(plain, arguments))
    return Term(value, Call(operation, tuple(map(tree_of, arguments)), indices))


def traced(function: Callable[P, Array]) -> Callable[P, Array]:
    """Let a function of arrays appear in derivations under its own name; it joins the listed operations."""
    name = function.__name__
    record = OPERATIONS.get(name, Operation(name))
    if record.value is not None:
        raise ValueError(f"an operation named {name} exists")
    OPERATIONS[name] = replace(record, value=function)

    @wraps(function)
    def dispatch(*arguments: P.args, **keywords: P.kwargs) -> Array:
        if Term not in map(type, arguments) and Term not in map(type, keywords.values()):
            return function(*arguments, **keywords)
        if keywords:
            raise UntraceableError(f"{name} is traced with positional arguments only")
        return cast(Array, call(name, *arguments))

    return dispatch


def total(terms: Terms) -> Array:
    """Sum over an index, or several: Σ_t terms[t], added in the order of the mapping.

    Where the indices are ``running``, its formula is Σ and one term, written by their letters; else all terms.
    """
    return _over("total", total_of, terms)


def mean(terms: Terms) -> Array:
    """Their total divided by their number: 1/N Σ_t terms[t]."""
    return _over("average", average_of, terms)


def largest(terms: Terms) -> Array:
    """The largest of the terms of an index, or several: max_t terms[t]; entry by entry."""
    return _over("largest", largest_of, terms)


def _over(operation: str, value: Callable[..., Any], terms: Terms) -> Array:
    values = tuple(terms.values())
    if not any(isinstance(one, Term) for one in values) or len(values) == 1:
        return cast(Array, value(*values))
    return cast(Array, call(operation, *values, indices=tuple(terms)))


def fused(
    formula: Callable[[], Array],
    way: Callable[[], Array],
    past: Sequence[tuple[Array, Callable[[], Array]]] = (),
) -> Array:
    """A value that is written as ``formula`` and computed on the ``way``, which is the same in better numbers.

    Each step that the way passes by stands in ``past`` beside what it was made as: see ``Fused``.
    """
    with np.errstate(all="ignore"):
        one, other = formula(), way()
        if not isinstance(one, Term):
            return cast(Array, _better(one, other, lambda: [(step, source()) for step, source in past]))
        steps = [(step, source()) for step, source in past]
        value = _better(plain(one), plain(other), lambda: [(plain(step), plain(source)) for step, source in steps])
    passed = tuple((cast(Named, tree_of(step)).name, tree_of(source)) for step, source in steps)
    return cast(Array, Term(value, Fused(unfused(one.tree), tree_of(other), passed)))


def _better(formula: Any, way: Any, past: Callable[[], Sequence[tuple[Any, Any]]]) -> Any:
    """The formula's value where it is right, else the one on the way.

    Where a step that the way passes by was rounded or is another, the formula's; but not if that is none because what
    was rounded is 0.
    """
    if np.all(np.abs(formula - way) <= AGREEING * np.abs(way)):
        return formula
    steps = past()
    if all(np.array_equal(step, source) for step, source in steps):
        return way
    made = all(np.array_equal(step, printed(source)) for step, source in steps)
    return way if made and not np.all(np.isfinite(formula)) else formula


def followed(tree: Fused, values: Mapping[Name, Any]) -> Tree:
    """What of a formula and its way can be put in numbers: the way where a rounded value leaves the formula none."""
    with np.errstate(all="ignore"):
        if not tree.past or np.all(np.isfinite(evaluate(tree.formula, values))):
            return tree.formula
        made = all(np.array_equal(values[name], printed(evaluate(source, values))) for name, source in tree.past)
    return tree.way if made else tree.formula


def unfused(tree: Tree) -> Formula:
    """A tree as it is written: the formula, where it has a better way to its value as well."""
    return tree.formula if isinstance(tree, Fused) else tree


def evaluate(tree: Tree, values: Mapping[Name, Any]) -> Any:
    """The value of a tree, its leaves looked up in ``values``: the same operations, so the same bits."""
    if isinstance(tree, Named):
        return values[tree.symbol, tree.index]
    if isinstance(tree, Call):
        return compute(tree.operation)(*[evaluate(argument, values) for argument in tree.arguments])
    if not isinstance(tree, Fused):
        return tree.value
    with np.errstate(all="ignore"):
        return _better(
            evaluate(tree.formula, values),
            evaluate(tree.way, values),
            lambda: [(values[name], evaluate(source, values)) for name, source in tree.past],
        )


def evaluating(tree: Tree) -> Callable[[Mapping[Name, Any]], Any]:
    """``evaluate`` of one tree, made once: for a tree whose value is asked for again and again, of other leaves."""
    if isinstance(tree, Named):
        name = tree.name
        return lambda values: values[name]
    if not isinstance(tree, Call):
        return lambda values: evaluate(tree, values)
    apply, parts = compute(tree.operation), tuple(map(evaluating, tree.arguments))
    if len(parts) == 1:
        (only,) = parts
        return lambda values: apply(only(values))
    if len(parts) == 2:
        one, other = parts
        return lambda values: apply(one(values), other(values))
    return lambda values: apply(*[part(values) for part in parts])


def leaves(tree: Tree) -> Iterator[Name]:
    """Names of the inputs and steps a tree uses, in reading order, with repetition."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Named):
            yield one.symbol, one.index
        elif isinstance(one, Fused):
            waiting.append(one.formula)
        elif isinstance(one, Call):
            waiting.extend(reversed(one.arguments))
