"""Every kind of problem, found in the modules and packages beside this one."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from question_bank import kinds
from question_bank.kinds.kind import Kind
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.problem import Problem


@cache
def every_kind() -> Mapping[type[Problem], Kind[Any]]:
    """All kinds by the class of their problems; raises ``LookupError`` where two are for one."""
    found: dict[type[Problem], Kind[Any]] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        kind = getattr(import_module(f"question_bank.kinds.{module.name}"), "KIND", None)
        if kind is None:
            continue
        if kind.problem in found:
            raise LookupError(f"two kinds are for {kind.problem.__name__}")
        found[kind.problem] = kind
    return found


def kind_of(problem: Problem) -> Kind[Any]:
    """The kind of a problem. Raises ``LookupError`` for one of no kind, and names the kinds."""
    kind = every_kind().get(type(problem))
    if kind is None:
        known = ", ".join(sorted(known.__name__ for known in every_kind()))
        raise LookupError(f"{type(problem).__name__} is of no kind of question_bank.kinds: {known}")
    return kind


def kind_of_family(family: Family) -> Kind[Any]:
    """The kind of a family's problems, which is the same whatever is drawn."""
    level, _ = family.asks[0]
    return kind_of(family.problem(family.draw(Draw(family.id, 0), level)))
