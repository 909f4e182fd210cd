"""The area below a ROC curve, from labels in falling order of the scores."""

from engine.derivation import Run, total
from engine.derivation.slips import Slip, formula
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import sequence
from question_bank.model.tables import Column, records
from tests.fields import plots

COUNT = 8


def draw(d: Draw, level: int) -> Parameters:
    """Three to five of eight labels are 1, in an order in which neither all positive ones lead nor all trail."""

    def drawn(tried: int) -> Parameters:
        ones = d.pick("ones", (3, 4, 5), tried)
        return {"t": d.shuffled(f"t{tried}", [1] * ones + [0] * (COUNT - ones))}

    return fitting(drawn, _fits)


def _fits(p: Parameters) -> bool:
    """Whether the curve is none of the extremes and each label counts."""
    t, own = p["t"], area(p["t"])
    others = (area([*t[:k], 1 - t[k], *t[k + 1 :]]) for k in range(COUNT))
    return 0.1 < own < 0.9 and abs(own - 0.5) > 0.03 and all(abs(own - other) > 0.03 for other in others)


def area(t: list[int]) -> float:
    """The share of pairs of a positive and a negative record that are in the right order."""
    ranks = {label: [k for k, own in enumerate(t) if own == label] for label in (0, 1)}
    pairs = [one < other for one in ranks[1] for other in ranks[0]]
    return sum(pairs) / len(pairs)


def problem(p: Parameters) -> Numeric:
    """A of the labels."""
    inputs = {"t": sequence(p["t"])}
    data = records(
        "scored",
        inputs,
        Bilingual(ja="スコアの高い順に並べたラベル", en="Labels in falling order of their scores"),
        (Column("t", Bilingual(ja="ラベル $t_k$", en="label $t_k$")),),
        heads=[Bilingual(ja=str(k), en=str(k)) for k in range(1, COUNT + 1)],
        corner=Bilingual(ja="順位 $k$", en="rank $k$"),
    )
    ks = range(1, COUNT + 1)
    return Numeric(
        run=Run(plots.roc, plots.NOTATION, inputs),
        asked=Asked("A"),
        slips=(
            Slip(
                "roc-axes-exchanged",
                "A",
                formula(lambda v, _: total({k: v("t", k) * v("FPR", k) for k in ks}) / v("P")),
            ),
            Slip(
                "roc-divided-by-all",
                "A",
                formula(lambda v, _: total({k: (1 - v("t", k)) * v("TPR", k) for k in ks}) / (v("P") + v("N"))),
            ),
            Slip(
                "roc-unnormalised",
                "A",
                formula(lambda v, _: v("P") * total({k: (1 - v("t", k)) * v("TPR", k) for k in ks}) / v("N")),
            ),
        ),
        essential=("roc-axes-exchanged", "roc-divided-by-all"),
        tables=(data,),
    )


FAMILY = Family(id="plots.roc-area", asks=((1, "number"),), draw=draw, problem=problem)
