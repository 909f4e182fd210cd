"""What a question family is: it draws parameters, and says what is asked of them and which slips it knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from question_bank.model.draw import Draw
from question_bank.model.instance import Form
from question_bank.model.problem import Problem

Parameters: TypeAlias = dict[str, Any]  # JSON: numbers, texts, nested lists


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

    def ask(self, parameters: Parameters, form: Form) -> Problem:
        """The problem of stored parameters, asked in one form."""
        return self.problem(parameters).in_form(form)

    @property
    def topic(self) -> str:
        """The topic, which is also the folder of its texts."""
        return self.id.split(".")[0]

    @property
    def name(self) -> str:
        """The family's own name within its topic."""
        return self.id.split(".")[1]
