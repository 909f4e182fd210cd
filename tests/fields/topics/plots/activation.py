"""Which curve is that of an activation function: four plots to choose from."""

from collections.abc import Callable, Mapping
from math import comb, exp, log, tanh

from question_bank.kinds.options import Option, Options
from question_bank.model.bilingual import Bilingual
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.plots import Plot, axis, function_curve

FUNCTIONS: Mapping[str, tuple[Bilingual, Callable[[float], float]]] = {
    "sigmoid": (Bilingual(ja="シグモイド関数", en="the sigmoid"), lambda u: 1 / (1 + exp(-u))),
    "tanh": (Bilingual(ja="双曲線正接（tanh）", en="the hyperbolic tangent"), tanh),
    "relu": (Bilingual(ja="ReLU", en="ReLU"), lambda u: max(0.0, u)),
    "leaky": (
        Bilingual(ja="Leaky ReLU（負の側の傾き 0.1）", en="leaky ReLU (slope 0.1 below 0)"),
        lambda u: max(0.1 * u, u),
    ),
    "identity": (Bilingual(ja="恒等写像", en="the identity"), lambda u: u),
    "softplus": (Bilingual(ja="活性化関数 ln(1 + exp)", en="the activation ln(1 + exp)"), lambda u: log(1 + exp(u))),
}


def draw(d: Draw, level: int) -> Parameters:
    """The function that is asked for."""
    return {"function": d.pick("function", sorted(FUNCTIONS))}


def _plot(name: str) -> Plot:
    across = axis(-3, 3, "u", ticks=(-2, 0, 2))
    return Plot(
        title=Bilingual(ja="活性化関数", en="An activation function"),
        x=across,
        y=axis(-2, 3, "z", ticks=(-1, 0, 1, 2)),
        curves=(function_curve(FUNCTIONS[name][1], across, bends=(0,)),),
    )


def _option(name: str, asked: str) -> Option:
    plot, says = _plot(name), FUNCTIONS[name][0]
    remark = Bilingual(ja=f"これは{says.ja}の曲線です。", en=f"This is the curve of {says.en}.")
    return Option("" if name == asked else f"the curve of {name}", plot.in_words(), remark, plot)


def problem(p: Parameters) -> Options:
    """The curve of the function among those of three others."""
    asked = p["function"]
    wrong = tuple(_option(name, asked) for name in FUNCTIONS if name != asked)
    return Options(_option(asked, asked), wrong, named=False, words={"function": FUNCTIONS[asked][0]})


FAMILY = Family(
    id="plots.activation",
    asks=((1, "choice"),),
    draw=draw,
    problem=problem,
    contents=len(FUNCTIONS) * comb(len(FUNCTIONS) - 1, 3),
)
