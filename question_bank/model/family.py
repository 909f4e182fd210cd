"""What a question family is: it draws parameters, and says what is asked of them and which slips it knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from question_bank.model.data import Known
from question_bank.model.draw import Draw
from question_bank.model.instance import Form
from question_bank.model.problem import Problem

Parameters: TypeAlias = dict[str, Any]  # JSON: numbers, texts, nested lists


LEVELS = (1, 2, 3)


def _parts(pair: Any) -> tuple[Any, ...]:
    return pair if isinstance(pair, tuple) else ()


@dataclass(frozen=True)
class Family:
    """A question family.

    ``asks`` lists the honest (level, form) pairs: level 1 by hand, 2 by hand with function values or intermediate
    states given, 3 with a calculator. ``contents`` states the true size of a small space of contents, where there are
    fewer than a hundred. ``points`` are the testable points it covers, by their number. The texts lie beside the
    module: ``<topic>/<name>.ja.md`` and ``.en.md``.
    """

    id: str
    asks: tuple[tuple[int, Form], ...]
    draw: Callable[[Draw, int], Parameters]
    problem: Callable[[Parameters], Problem]
    version: int = 1
    contents: int | None = None
    points: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no list of pairs; raises ``ValueError``."""
        forms = get_args(Form)
        pairs = (len(pair) == 2 and pair[0] in LEVELS and pair[1] in forms for pair in map(_parts, self.asks))
        if not all(pairs):
            raise ValueError(
                f"{self.id} asks={self.asks!r}: pairs of a level (1, 2, 3) and a form, of which there are"
                f' {", ".join(forms)}; a single pair has a comma behind it, ((1, "number"),)'
            )

    def ask(self, parameters: Parameters, form: Form) -> Problem:
        """The problem of stored parameters, asked in one form."""
        return self.problem(Known(parameters, "parameter", f"draw of {self.id}")).in_form(form)

    @property
    def topic(self) -> str:
        """The topic, which is also the folder of its texts."""
        return self.id.split(".")[0]

    @property
    def name(self) -> str:
        """The family's own name within its topic."""
        return self.id.split(".")[1]
