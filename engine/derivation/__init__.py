"""How ordinary NumPy explains itself: one run, read as values, as a derivation, and with a slip in it."""

from engine.derivation.places import running
from engine.derivation.recorder import (
    Derivation,
    Notation,
    Run,
    Step,
    StepFunction,
    joined,
    keep,
    module_of,
    needed,
    on_paper,
)
from engine.derivation.term import Array, Index, Name, Tree, fused, largest, mean, total, traced

__all__ = [
    "Array",
    "Derivation",
    "Index",
    "Name",
    "Notation",
    "Run",
    "Step",
    "StepFunction",
    "Tree",
    "fused",
    "joined",
    "keep",
    "largest",
    "mean",
    "module_of",
    "needed",
    "on_paper",
    "running",
    "total",
    "traced",
]
