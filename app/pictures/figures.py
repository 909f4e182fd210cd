"""Every kind of figure and how it is laid out, found in the modules of this package that have a ``FIGURE``.

What comes of a layout names the ``template`` that draws it: macros ``svg``, ``table`` and ``compared`` of a partial.
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, Protocol

from app import pictures
from question_bank.model.bilingual import Bilingual
from question_bank.model.plots import Figure


class Laid(Protocol):
    """A figure laid out."""

    template: ClassVar[str]

    @property
    def title(self) -> Bilingual:
        """What it shows."""
        ...

    @property
    def least(self) -> float:
        """The least width, in pixels, at which it can be read."""
        ...


@dataclass(frozen=True)
class Layout:
    """How figures of a class are laid out: ``lay(figure, right, small=…)``; beside the right one, differences show."""

    figure: type[Any]
    lay: Callable[..., Laid]


@cache
def _layouts() -> Mapping[type[Any], Layout]:
    modules = (import_module(f"{pictures.__name__}.{found.name}") for found in pkgutil.iter_modules(pictures.__path__))
    known = (getattr(module, "FIGURE", None) for module in modules)
    return {layout.figure: layout for layout in known if layout is not None}


def laid_out(figure: Figure, right: Figure | None = None, *, small: bool = False) -> Laid:
    """A figure laid out; raises ``KeyError`` for one of a kind that no module lays out."""
    return _layouts()[type(figure)].lay(figure, right, small=small)
