"""What is known of an operation of a tree: its value, and how it is written – as LaTeX, entry by entry, as NumPy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

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


@dataclass(frozen=True)
class Operation:
    """One operation. What is None cannot be written so; whoever needs it raises ``UnwritableError``.

    ``value`` is given by the engine's own function where NumPy has none; ``source`` is that function in a few lines of
    Python, for the script.
    """

    name: str
    value: Callable[..., Any] | None = None
    latex: Form | Listed | None = None
    entry: Entry | None = None
    numpy: Form | Listed | None = None
    source: str = ""
