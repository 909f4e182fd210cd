"""Plots of a run: of each engine function that a topic knows a plot of, in the ``PLOTS`` of its module ``plots``."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

from engine.derivation import Derivation, Run
from question_bank.model.plots import Plot

Drawn: TypeAlias = Callable[[Run, Derivation], Plot]  # of a run, and of it as it was recorded


@cache
def _plots(topic: str) -> Mapping[Callable[..., Any], Drawn]:
    name = f"question_bank.topics.{topic.replace('-', '_')}.plots"
    found: Mapping[Callable[..., Any], Drawn] = {} if find_spec(name) is None else import_module(name).PLOTS
    return found


def figures(topic: str, run: Run, record: Derivation) -> tuple[Plot, ...]:
    """The plot of a recorded run; none of a function that its topic knows no plot of."""
    drawn = _plots(topic).get(run.function)
    return () if drawn is None else (drawn(run, record),)
