"""What an operation is given: fields with their shapes in letters, and conventions with their literal values."""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from question_bank.model.bilingual import Bilingual

Kind = Literal["array", "ragged", "integer", "integers", "tokens", "sentences", "references"]
Domain = Literal[
    "any",
    "positive",
    "probability",
    "share",
    "distribution",
    "one-hot",
    "mask",
    "count",
    "times",
    "power",
    "log-variance",
    "nonzero",
]
Values: TypeAlias = dict[str, Any]  # JSON: numbers, texts, nested lists; one entry a field
Literals: TypeAlias = dict[str, Any]  # one entry a convention

LARGEST = 1e6  # of a number, either sign
SMALLEST = 1e-300  # of a number that is not 0: a millionth of a millionth of it still is a float with all its digits
MOST = {"T": 8, "n": 8, "N": 8, "K": 8, "V": 40}  # lengths by letter
WIDEST = 6  # of any other letter
MOST_SENTENCES = 12
MOST_TOKENS = 60
MOST_IN_ROW = 36  # numbers in a row that has no letter for its length


def most(letter: str) -> int:
    """The largest length a letter may stand for."""
    return MOST.get(letter, WIDEST)


@dataclass(frozen=True)
class Field:
    """One input of an operation.

    ``axes`` are the letters of its shape, (H, D); a letter means one length in all fields of an operation. Where
    ``first`` is set the engine takes a mapping over the first axis, counted from there. ``group`` is the engine's
    argument that gathers named parameters. ``only`` names a convention and the values under which the field is there;
    ``domain_under`` a convention under which the domain is another, ``axes_under`` one under which the shape is.
    """

    name: str
    label: Bilingual
    axes: tuple[str, ...] = ()
    kind: Kind = "array"
    first: int | None = None
    group: str | None = None
    domain: Domain = "any"
    domain_under: tuple[str, Any, Domain] | None = None
    axes_under: tuple[str, tuple[Any, ...], tuple[str, ...]] | None = None
    only: tuple[str, tuple[Any, ...]] | None = None
    optional: bool = False
    low: int = 1  # of whole numbers
    high: int | str = 8  # a letter: its length
    at: int | None = None  # the engine takes a mapping that has the value at this index alone
    index: str = ""  # LaTeX of that index, where it is no fixed number

    def applies(self, conventions: Literals) -> bool:
        """Whether the operation takes this field under these conventions."""
        return self.only is None or conventions[self.only[0]] in self.only[1]

    def under(self, conventions: Literals) -> "Field":
        """The field with its shape under these conventions."""
        if self.axes_under is not None and conventions[self.axes_under[0]] in self.axes_under[1]:
            return replace(self, axes=self.axes_under[2])
        return self

    def domain_of(self, conventions: Literals) -> Domain:
        """Where the values of the field may lie."""
        if self.domain_under is not None and conventions[self.domain_under[0]] == self.domain_under[1]:
            return self.domain_under[2]
        return self.domain


@dataclass(frozen=True)
class Convention:
    """A choice the result depends on: a literal keyword argument of the engine's function.

    ``values`` empty stands for a tuple of times. One that is no argument of the function (``argument`` False) chooses
    how an input is given.
    """

    name: str
    default: Any
    values: tuple[Any, ...] = ()
    argument: bool = True


def text(ja: str, en: str) -> Bilingual:
    """A text in both languages."""
    return Bilingual(ja=ja, en=en)


def array(name: str, axes: str, ja: str, en: str, **more: Any) -> Field:
    """A number or array whose shape is given as letters: "H D"."""
    return Field(name, text(ja, en), tuple(axes.split()), **more)


def sequence(name: str, axes: str, ja: str, en: str, first: int = 1, **more: Any) -> Field:
    """An array over an index, which the engine takes as a mapping from the index."""
    return array(name, axes, ja, en, first=first, **more)


def whole(name: str, ja: str, en: str, high: int | str, low: int = 1) -> Field:
    """A whole number from ``low`` to ``high``."""
    return Field(name, text(ja, en), kind="integer", low=low, high=high)
