r"""Feature maps of several channels: an array of three axes, channel × row × column.

y_{i,j}   = Σ_c Σ_m Σ_n w_{c,m,n} x_{c,i+m-1,j+n-1} + b      x: (C, H, W)   w: (C, k, l)   y: (H-k+1, W-l+1)
a         = ReLU(x - θ)                                      a: (C, H, W), of one threshold for all
p_c       = 1/(HW) Σ_i Σ_j a_{c,i,j}                         global average pooling: a number a channel
"""

from engine.derivation import Array, Notation, StepFunction, keep, mean, running, total
from engine.functions import relu

NOTATION = Notation(
    symbols={"x": "x", "w": "w", "b": "b", "theta": r"\theta", "y": "y_{#}", "a": "a", "p": "p_{#}"},
    phrases={
        "y": ("窓の積を全チャネルにわたって足す", "Add up the window's products over all channels"),
        "a": ("しきい値を引き、負の値をゼロにする", "Subtract the threshold and replace what is negative by zero"),
        "p": ("チャネルの値を平均する", "Average the channel's values"),
    },
    running="c",
    last="C",
    letters={"y": ("i", "j")},
)


def window(x: Array, w: Array, at: tuple[int, int], channels: int) -> Array:
    """The products of the window at a place, added over so many channels; a scalar."""
    (i, j), (_, k, l) = at, w.shape
    return total(
        {
            (c, m, n): w[c - 1, m - 1, n - 1] * x[c - 1, i + m - 2, j + n - 2]
            for c in running("c", 1, channels)
            for m in running("m", 1, k)
            for n in running("n", 1, l)
        }
    )


def convolve(x: Array, w: Array, b: Array, *, step: StepFunction = keep) -> dict[tuple[int, int], Array]:
    """y_{i,j} for each place of the window; each a scalar."""
    (C, H, W), (_, k, l) = x.shape, w.shape
    places = [(i, j) for i in running("i", 1, H - k + 1) for j in running("j", 1, W - l + 1)]
    return {at: step("y", at, window(x, w, at, C) + b) for at in places}


def pool(x: Array, theta: Array, *, step: StepFunction = keep) -> dict[int, Array]:
    """p_c {1..C}; each a scalar."""
    C, H, W = x.shape
    a = step("a", None, relu(x - theta))
    p = {}
    for c in running("c", 1, C):
        entries = {(i, j): a[c - 1, i - 1, j - 1] for i in running("i", 1, H) for j in running("j", 1, W)}
        p[c] = step("p", c, mean(entries))
    return p
