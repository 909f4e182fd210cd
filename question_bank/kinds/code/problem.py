"""A problem about code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.model.problem import Problem


@dataclass(frozen=True)
class Code(Problem):
    """A problem whose answer is the line that fills a blank: each choice makes a real function, run on ``arguments``.

    ``line`` is the line of ``function`` that is blanked. ``wrong`` maps the id of a slip to the line that commits it.
    ``essential`` are the slips that the question is about, at least two.
    """

    function: Callable[..., Any]
    line: str
    wrong: Mapping[str, str]
    arguments: Mapping[str, Any]
    essential: tuple[str, ...] = ()
