r"""Steps of an optimiser, which are no times, and a mean over samples within each of them.

r_i^{(k)} = θ_{k-1} x_i - t_i      g_k = (1/N) Σ_i r_i^{(k)} x_i      v_k = β v_{k-1} - η g_k      θ_k = θ_{k-1} + v_k

One weight θ, from θ_0 and v_0, by steps k = 1 … K; samples i = 1 … N with input x_i and target t_i. g_k is the gradient
of half the mean of the squared errors.
"""

from collections.abc import Mapping

from engine.derivation import Array, Notation, StepFunction, keep, mean, running

NOTATION = Notation(
    symbols={
        "x": "x_{#}",
        "target": "t_{#}",
        "r": r"r_{#2}^{(#1)}",
        "g": "g_{#}",
        "v": "v_{#}",
        "theta": r"\theta_{#}",
        "beta": r"\beta",
        "eta": r"\eta",
    },
    phrases={
        "r": ("予測と目標の差を求める", "Find the difference between prediction and target"),
        "g": ("データにわたって勾配を平均する", "Average the gradient over the samples"),
        "v": ("前の速度に勾配と逆向きの分を加える", "Add a push against the gradient to the previous velocity"),
        "theta": ("速度の分だけ重みを動かす", "Move the weight by the velocity"),
    },
    initial={"theta0": ("theta", 0), "v0": ("v", 0)},
    running="k",
    last="K",
    letters={"x": "i", "target": "i", "theta": "k", "v": "k", "g": "k", "r": ("k", "i")},
    lasts={"k": "K", "i": "N"},
)


def momentum(
    x: Mapping[int, Array],
    target: Mapping[int, Array],
    theta0: Array,
    v0: Array,
    beta: Array,
    eta: Array,
    *,
    K: int = 2,
    step: StepFunction = keep,
) -> dict[int, Array]:
    """θ_k {0..K}; every value is a scalar."""
    theta, v = {0: theta0}, {0: v0}
    for k in running("k", 1, K):
        r = {i: step("r", (k, i), theta[k - 1] * x[i] - target[i]) for i in running("i", 1, len(x))}
        g = step("g", k, mean({i: r[i] * x[i] for i in r}))
        v[k] = step("v", k, beta * v[k - 1] - eta * g)
        theta[k] = step("theta", k, theta[k - 1] + v[k])
    return theta
