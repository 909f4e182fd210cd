"""F of a class, and the boxes that are kept."""

from typing import Any

import numpy as np

from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.instance import Rounding
from tests.fields import detection
from tests.fields.detection import CLASSES, Suppression, flags


def draw_labels(d: Draw, level: int) -> Parameters:
    """Two of each class are right, so that nothing is divided by 0; the class that is asked for has more misses."""
    c = d.integer("c", 1, 3)
    own, others = CLASSES[c - 1], [name for name in CLASSES if name != CLASSES[c - 1]]
    pairs = [(name, name) for name in CLASSES for _ in range(2)]
    pairs += [(own, d.pick("miss", others, k)) for k in range(d.integer("misses", 2, 3))]
    pairs += [(d.pick("hit", others, k), own) for k in range(d.integer("hits", 0, 1))]
    pairs = d.shuffled("order", pairs)
    return {"actual": [one for one, _ in pairs], "predicted": [other for _, other in pairs], "c": c}


def f_measure(p: Parameters) -> Numeric:
    """F."""
    return Numeric(
        run=Run(detection.f_measure, detection.NOTATION, {k: p[k] for k in ("actual", "predicted", "c")}),
        asked=Asked("F"),
        conventions=("detection-matrix",),
        words={"name": CLASSES[p["c"] - 1]},
        rounding=Rounding(digits=3),
        probability=True,
        slips=(
            Slip("detection-mean", "F", formula(lambda v, _: (v("P") + v("R")) / 2)),
            Slip("detection-no-two", "F", formula(lambda v, _: v("P") * v("R") / (v("P") + v("R")))),
            Slip("detection-precision-only", "F", formula(lambda v, _: v("P"))),
            Slip("detection-recall-only", "F", formula(lambda v, _: v("R"))),
        ),
        essential=("detection-mean", "detection-no-two"),
    )


def matrix(p: Parameters) -> Numeric:
    """M; more of the class that is asked for elsewhere are missed than are found too many, so it is not symmetric."""
    return Numeric(
        run=Run(detection.confusion, detection.NOTATION, {k: p[k] for k in ("actual", "predicted")}),
        asked=Asked("M"),
        conventions=("detection-matrix",),
        rounding=Rounding(kind="integer", digits=0),
        slips=(
            Slip("detection-matrix-turned", "M", counted=lambda labels: labels.matrix().T),
            Slip("detection-hits-only", "M", counted=lambda labels: np.diag(np.diag(labels.matrix()))),
            Slip("detection-misses-only", "M", counted=lambda labels: labels.matrix() * (1 - np.eye(len(CLASSES)))),
        ),
        essential=("detection-matrix-turned", "detection-hits-only"),
    )


def draw_boxes(d: Draw, level: int) -> Parameters:
    """Three boxes in a chain, of which each overlaps its neighbours too much, and two beside them."""
    y, size = d.integer("y", 0, 9), d.integer("size", 9, 11)
    starts = [d.integer("x", 0, 5)]
    starts += [starts[0] + 3, starts[0] + 6]
    starts += [starts[0] + 20 + d.integer("far", 0, 5)]
    starts += [starts[3] + d.integer("near", 1, 2)]
    scores = [0.95, 0.85, 0.75, *d.shuffled("scores", [0.9, 0.6])]
    order = d.shuffled("order", list(range(1, 5)))
    order.insert(d.integer("best", 2, 4), 0)  # the first in the list is not the first by its score
    boxes = [[float(starts[k]), float(y), float(starts[k] + size), float(y + 5)] for k in order]
    return {"boxes": boxes, "scores": [scores[k] for k in order], "threshold": 0.4}


def _by(**ways: Any) -> Any:
    def decide(found: Suppression) -> Any:
        return flags(found.by(found.order, **ways))

    return decide


def kept(p: Parameters) -> Numeric:
    """Which boxes are kept."""
    boxes = [tuple(box) for box in p["boxes"]]
    inputs = {"boxes": boxes, "scores": p["scores"], "threshold": p["threshold"]}
    return Numeric(
        run=Run(detection.suppress, detection.NOTATION, inputs),
        asked=Asked("kept"),
        conventions=("detection-threshold",),
        rounding=Rounding(kind="integer", digits=0),
        slips=(
            Slip("detection-removed-count", "kept", counted=_by(all_of_them=True)),
            Slip("detection-lowest-first", "kept", counted=lambda e: flags(e.by(e.order[::-1]))),
            Slip("detection-in-list-order", "kept", counted=lambda e: flags(e.by(range(len(e.boxes))))),
            Slip(
                "detection-best-only",
                "kept",
                counted=lambda e: flags([None if k == e.order[0] else 0 for k in range(5)]),
            ),
        ),
        essential=("detection-removed-count", "detection-best-only"),
        context={"threshold": "it is the same in every question"},
    )


FAMILIES = (
    Family(id="detection.f-measure", asks=((1, "number"), (1, "choice")), draw=draw_labels, problem=f_measure),
    Family(id="detection.matrix", asks=((1, "matrix"), (1, "choice")), draw=draw_labels, problem=matrix),
    Family(id="detection.kept", asks=((1, "vector"),), draw=draw_boxes, problem=kept),
)
