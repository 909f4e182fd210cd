"""Plots of a run: of each engine function that a topic knows a plot of, in the ``PLOTS`` of its module ``plots``."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

from engine.derivation import Derivation, Run
from question_bank.model.data import remembered, topic_ids
from question_bank.model.plots import Plot

Drawn: TypeAlias = Callable[[Run, Derivation], Plot]  # of a run, and of it as it was recorded


@remembered
def _plots() -> Mapping[str, Mapping[Callable[..., Any], Drawn]]:
    """What each topic knows a plot of; a topic that knows none is left out."""
    names = {topic: f"question_bank.topics.{topic.replace('-', '_')}.plots" for topic in topic_ids()}
    return {topic: import_module(name).PLOTS for topic, name in names.items() if find_spec(name) is not None}


def figures(topic: str, run: Run, record: Derivation) -> tuple[Plot, ...]:
    """The plot of a recorded run; none of a function that its topic knows no plot of."""
    drawn = _plots().get(topic, {}).get(run.function)
    return () if drawn is None else (drawn(run, record),)
