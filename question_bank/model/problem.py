"""What all problems have in common. Each kind of them has its own room, ``question_bank.kinds``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from engine.derivation import Run
from question_bank.model.instance import Form
from question_bank.model.plots import Figure
from question_bank.model.tables import Tabled


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is asked of drawn parameters.

    ``conventions`` names sentences beyond those that the run's own arguments bring; ``words`` are further values for
    the text, ``tables`` what it gives in tables, and ``figures`` pictures of what is given, which stand below the text.
    """

    conventions: tuple[str, ...] = ()
    words: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[Tabled, ...] = ()
    figures: tuple[Figure, ...] = ()

    def example(self) -> Run | None:
        """The run whose arguments are agreed on in the convention box; None where nothing is computed."""
        return None

    def way(self) -> frozenset[str] | None:
        """The steps on the way to the answer, ``module.symbol`` each; None where it is no value of a run."""
        return None

    def in_form(self, _: Form) -> Self:
        """The problem as one form asks it."""
        return self
