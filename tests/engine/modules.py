"""The engine's modules, found where they lie, so that none can be left out of what is checked of all."""

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import engine

MECHANISM = "engine.derivation"  # how a run is recorded and written: it names no steps of its own
UNWRITTEN = {"engine.around"}  # its runs are moved and compared


def named_functions(module: ModuleType) -> Iterator[str]:
    """The public functions of a module that name steps."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        own = function.__module__ == module.__name__ and not name.startswith("_")
        if own and "step" in inspect.signature(function).parameters:
            yield name


def stepping() -> list[ModuleType]:
    """The modules whose steps are written: all with such functions but ``UNWRITTEN``.

    Raises ``LookupError`` for one that does not say how its steps are written.
    """
    found = []
    for info in pkgutil.walk_packages(engine.__path__, "engine."):
        if info.name.startswith(MECHANISM):
            continue
        module = import_module(info.name)
        if info.name in UNWRITTEN or not any(named_functions(module)):
            continue
        if not hasattr(module, "NOTATION"):
            raise LookupError(f"{info.name} names steps, but has no NOTATION that says how they are written")
        found.append(module)
    return found
