"""What is drawn of a run of this topic after the answer."""

from collections.abc import Mapping
from typing import Any

from engine.derivation import Derivation, Run
from question_bank.model.bilingual import Bilingual
from question_bank.model.plots import Curve, Marks, Plot, axis
from question_bank.pictures.figures import Drawn
from tests.fields import plots


def roc(run: Run, record: Derivation) -> Plot:
    """The ROC curve: a point for each threshold, the area below it, and the diagonal of chance."""
    values = record.exact or record.values
    points = [(float(values["FPR", k]), float(values["TPR", k])) for k in run.inputs["t"]]
    return Plot(
        title=Bilingual(ja="ROC 曲線", en="ROC curve"),
        x=axis(0, 1, "偽陽性率", "false positive rate"),
        y=axis(0, 1, "真陽性率", "true positive rate"),
        curves=(
            Curve(label=Bilingual(ja="ROC 曲線", en="ROC curve"), places=((0, 0), *points), area=True),
            Curve(label=Bilingual(ja="ランダム", en="chance"), stroke="dashed", places=((0, 0), (1, 1))),
        ),
        marks=(
            Marks(
                label=Bilingual(ja="上位 k 件を陽性とした点", en="the first k taken as positive"),
                places=tuple(points),
                names=tuple(f"k={k}" for k in run.inputs["t"]),
            ),
        ),
        square=True,
    )


PLOTS: Mapping[Any, Drawn] = {plots.roc: roc}
