"""The weighted Gini impurity after a split of a few records."""

from collections.abc import Callable
from typing import Any

from engine.derivation import Run
from engine.derivation.slips import Slip, exchanged, formula
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.fitting import fitting
from question_bank.model.inputs import array
from question_bank.model.tables import Column, records
from tests.fields import tables

WEATHER = {1: Bilingual(ja="晴れ", en="sunny"), 0: Bilingual(ja="雨", en="rain")}
WIND = {1: Bilingual(ja="強い", en="strong"), 0: Bilingual(ja="弱い", en="weak")}
PLAYED = {1: Bilingual(ja="はい", en="yes"), 0: Bilingual(ja="いいえ", en="no")}


def draw(d: Draw, level: int) -> Parameters:
    """Six records; both sides hold both labels, or one of them does, and they are not equally large."""

    def drawn(tried: int) -> Parameters:
        ones = d.pick("ones", (2, 4), tried)
        weather = d.shuffled(f"weather{tried}", [1] * ones + [0] * (6 - ones))
        return {
            "x": [weather, [d.pick("wind", (0, 1), 6 * tried + k) for k in range(6)]],
            "y": [d.pick("played", (0, 1), 6 * tried + k) for k in range(6)],
        }

    return fitting(drawn, _tells)


def _gini(x: list[int], y: list[int], value: int) -> float:
    side = [label for feature, label in zip(x, y, strict=True) if feature == value]
    share = sum(side) / len(side) if side else 0.0
    return 2 * share * (1 - share)


def _weighted(x: list[int], y: list[int]) -> float:
    return sum(x.count(value) * _gini(x, y, value) for value in (0, 1)) / len(x)


def _tells(p: Parameters) -> bool:
    """Whether the two sides differ, and the other feature splits in two, to another value."""
    weather, wind = p["x"]
    if abs(_gini(weather, p["y"], 1) - _gini(weather, p["y"], 0)) < 0.2:
        return False
    own = _weighted(weather, p["y"])
    return own > 0 and 0 < sum(wind) < 6 and abs(own - _weighted(wind, p["y"])) > 0.03


def _halved(v: Callable[..., Any], _: Any) -> Any:
    n_1, n_0, p_1, p_0 = (v(name) for name in ("n_1", "n_0", "p_1", "p_0"))
    return (n_1 * (p_1 * (1 - p_1)) + n_0 * (p_0 * (1 - p_0))) / (n_1 + n_0)


def problem(p: Parameters) -> Numeric:
    """G of a split by the first feature."""
    inputs = {"x": {1: array(p["x"][0]), 2: array(p["x"][1])}, "y": array(p["y"]), "j": 1}
    data = records(
        "data",
        inputs,
        Bilingual(ja="天気、風と、試合をしたかどうかの記録", en="Weather, wind, and whether a match was played"),
        (
            Column("x", Bilingual(ja="天気 $x_1$", en="weather $x_1$"), key=1, terms=WEATHER),
            Column("x", Bilingual(ja="風 $x_2$", en="wind $x_2$"), key=2, terms=WIND),
            Column("y", Bilingual(ja="試合をした $y$", en="played $y$"), terms=PLAYED),
        ),
        heads=[Bilingual(ja=str(k), en=str(k)) for k in range(1, 7)],
        corner=Bilingual(ja="日", en="day"),
    )
    return Numeric(
        run=Run(tables.split, tables.NOTATION, inputs),
        asked=Asked("G"),
        slips=(
            Slip("split-not-weighted", "G", formula(lambda v, _: (v("G_1") + v("G_0")) / 2)),
            Slip("split-weights-exchanged", "G", exchanged("n_1", "n_0")),
            Slip("split-factor-left-out", "G", formula(_halved)),
        ),
        essential=("split-not-weighted", "split-weights-exchanged"),
        context={"x[2]": "a feature that the split does not use", "j": "it is the first feature in every question"},
        tables=(data,),
    )


FAMILY = Family(id="tables.split", asks=((1, "number"),), draw=draw, problem=problem)
