"""What is known of an operation of a tree: its value, how it is written, what its floats hide, how it is mistaken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

ATOM = 9  # binds so tightly that no bracket is needed around it in a sum or product
SCRIPT = 10  # what an argument under a superscript must be: one sign, or a whole with brackets of its own
RAISED = 8  # how tightly binds what has a superscript already
Written: TypeAlias = tuple[str, int]  # LaTeX and how tightly it binds


@dataclass(frozen=True, slots=True)
class Form:
    """Text with a place for each argument: how tightly it binds, and how tightly each argument must."""

    strength: int
    needs: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Text around any number of arguments, each written as ``each``, with ``between`` between them."""

    text: str
    between: str = ", "
    each: str = "{0}"


class Paper(Protocol):
    """What writes single entries of trees; see ``elements``."""

    values: Mapping[Any, Any]

    def entry(self, whole: Any, at: tuple[int, ...]) -> Written:
        """One entry of a tree."""

    def bracketed(self, tree: Any, at: tuple[int, ...], need: int) -> str:
        """One entry, in brackets where it binds less tightly than ``need``."""

    def shape(self, tree: Any) -> tuple[int, ...]:
        """The shape of a tree's value."""

    def value(self, tree: Any) -> Any:
        """A tree's value."""


Entry: TypeAlias = Callable[[Paper, tuple[Any, ...], tuple[int, ...]], Written]
Flags: TypeAlias = NDArray[np.bool]  # of each entry of a value
# From the arguments, the flags of each and the value: see ``hiding``.
Hiding: TypeAlias = Callable[[list[Any], list[Flags], Any], Flags]


@dataclass(frozen=True, slots=True)
class Over:
    r"""An operation over an index, as Σ: its ``sign`` before the one term that stands for all, or all of them written.

    ``text`` stands around the terms, with ``between`` between them; ``share`` divides by their number in front.
    """

    sign: str
    between: str = " + "
    text: str = "{0}"
    numpy: str = "{0}"
    strength: int = 1
    need: int = 1  # how tightly a term must bind after the first
    share: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation. What is None cannot be written so; whoever needs it raises ``UnwritableError``.

    ``value`` is given by the engine's own function where NumPy has none; ``source`` is that function in a few lines of
    Python, for the script. An operation ``over`` an index is written by that alone.
    """

    name: str
    value: Callable[..., Any] | None = None
    latex: Form | Listed | None = None
    entry: Entry | None = None
    numpy: Form | Listed | None = None
    source: str = ""
    over: Over | None = None
    # Of many cases at once (``batched``): an entry is made of the same entry of each argument, or a rule of its own.
    entrywise: bool = False
    together: Callable[..., Any] | None = None
    # Whether a value is whole (``wholeness``): what its floats hide, where it is not simply what its arguments hide;
    # and what it adds up: its arguments, or numbers made of them.
    hides: Hiding | None = None
    adds: bool = False
    terms: Callable[..., list[Any]] | None = None
    # How it is mistaken (``slips``, ``systematic``): it joins two terms or factors, one of which may be left out, is a
    # function that may be forgotten, is taken for another, or has two sides that may be exchanged.
    joins: Literal["", "terms", "factors"] = ""
    forgettable: bool = False
    taken_for: str = ""
    sided: bool = False
    # Written as its own kind where numbers are put in for arrays: of two numbers it is a plain product (``writing``).
    of_arrays: bool = False
