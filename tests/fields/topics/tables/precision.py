"""Precision from a confusion matrix."""

from itertools import combinations

from engine.derivation import Run
from engine.derivation.slips import Slip, formula
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import array
from question_bank.model.tables import grid
from tests.fields import tables

POSITIVE = Bilingual(ja="陽性", en="positive")
NEGATIVE = Bilingual(ja="陰性", en="negative")
COUNTS = ("TP", "FN", "FP", "TN")


def draw(d: Draw, level: int) -> Parameters:
    """Four counts from which precision and what is taken for it are told apart."""
    return fitting(
        lambda tried: dict(zip(COUNTS, d.shuffled(f"counts{tried}", range(2, 16))[:4], strict=True)),
        lambda p: min(abs(one - other) for one, other in combinations(_shares(**p), 2)) > 0.06,
    )


def _shares(TP: int, FN: int, FP: int, TN: int) -> tuple[float, ...]:
    return TP / (TP + FP), TP / (TP + FN), (TP + TN) / (TP + FN + FP + TN), TN / (TN + FN)


def problem(p: Parameters) -> Numeric:
    """TP / (TP + FP)."""
    inputs = {name: array(p[name]) for name in COUNTS}
    predicted = [Bilingual(ja=f"予測が{kind.ja}", en=f"predicted {kind.en}") for kind in (POSITIVE, NEGATIVE)]
    matrix = grid(
        "confusion",
        inputs,
        Bilingual(ja="テストデータの混同行列（件数）", en="Confusion matrix of the test data (numbers of cases)"),
        rows=[Bilingual(ja=f"実際が{kind.ja}", en=f"really {kind.en}") for kind in (POSITIVE, NEGATIVE)],
        columns=predicted,
        of=(("TP", "FN"), ("FP", "TN")),
    )
    return Numeric(
        run=Run(tables.precision, tables.NOTATION, inputs),
        asked=Asked("precision"),
        slips=(
            Slip("precision-for-recall", "precision", formula(lambda v, _: v("TP") / (v("TP") + v("FN")))),
            Slip(
                "precision-for-accuracy",
                "precision",
                formula(lambda v, _: (v("TP") + v("TN")) / (v("TP") + v("FN") + v("FP") + v("TN"))),
            ),
            Slip("precision-of-the-negative", "precision", formula(lambda v, _: v("TN") / (v("TN") + v("FN")))),
        ),
        essential=("precision-for-recall", "precision-of-the-negative"),
        context=dict.fromkeys(("FN", "TN"), "which cells count is what is asked"),
        probability=True,
        tables=(matrix,),
    )


FAMILY = Family(id="tables.precision", asks=((1, "number"), (1, "choice")), draw=draw, problem=problem)
