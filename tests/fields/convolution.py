r"""A convolution of one channel, as networks compute it: without turning the kernel round.

y_{i,j} = Σ_m Σ_n w_{m,n} x_{s(i-1)+m, s(j-1)+n} + b        x: (H, W)   w: (k, l)   y: ((H-k)//s+1, (W-l)//s+1)
p_{i,j} = max_{m,n} x_{2(i-1)+m, 2(j-1)+n}                  windows of 2 × 2 that do not overlap
∂E/∂w   = Σ_i Σ_j δ_{i,j} x_{i:i+k-1, j:j+l-1}              δ_{i,j} = ∂E/∂y_{i,j}, s = 1
"""

import numpy as np

from engine.derivation import Array, Notation, StepFunction, keep, largest, running, total
from engine.functions import relu

NOTATION = Notation(
    symbols={
        "x": "x",
        "w": "w",
        "b": "b",
        "delta": r"\delta",
        "y": "y_{#}",
        "a": "a_{#}",
        "p": "p_{#}",
        "q": "q",
        "dw": r"\frac{\partial E}{\partial w}",
    },
    phrases={
        "y": ("窓の中でカーネルとの積を足し合わせる", "Add up the products with the kernel within the window"),
        "a": ("活性化関数で負の値をゼロにする", "Replace a negative value by zero with the activation"),
        "p": ("窓の中の最大の値を取り出す", "Take the largest value of the window"),
        "q": ("特徴マップの最大の値を取り出す", "Take the largest value of the feature map"),
        "dw": (
            "誤差で重み付けた窓を足し、カーネルの勾配にする",
            "Add up the windows by their errors: the kernel's gradient",
        ),
    },
    running="i",
    last="I",
)


def _windows(x: Array, size: tuple[int, int], stride: int) -> tuple[int, int]:
    return (x.shape[0] - size[0]) // stride + 1, (x.shape[1] - size[1]) // stride + 1


def convolve(
    x: Array, w: Array, b: Array, *, stride: int = 1, step: StepFunction = keep
) -> dict[tuple[int, int], Array]:
    """y_{i,j} for each place of the window; each a scalar."""
    (k, l), y = w.shape, {}
    rows, columns = _windows(x, (k, l), stride)
    for i in running("i", 1, rows):
        for j in running("j", 1, columns):
            terms = {
                (m, n): w[m - 1, n - 1] * x[stride * i - stride + m - 1, stride * j - stride + n - 1]
                for m in running("m", 1, k)
                for n in running("n", 1, l)
            }
            y[i, j] = step("y", (i, j), total(terms) + b)
    return y


def activated(x: Array, w: Array, b: Array, *, step: StepFunction = keep) -> Array:
    """q, the largest of a_{i,j} = ReLU(y_{i,j}); a scalar."""
    a = {place: step("a", place, relu(value)) for place, value in convolve(x, w, b, step=step).items()}
    return step("q", None, largest(a))


def pool(x: Array, *, step: StepFunction = keep) -> dict[tuple[int, int], Array]:
    """p_{i,j} for each window of 2 × 2; each a scalar."""
    rows, columns = _windows(x, (2, 2), 2)
    p = {}
    for i in running("i", 1, rows):
        for j in running("j", 1, columns):
            window = {(m, n): x[2 * i + m - 3, 2 * j + n - 3] for m in running("m", 1, 2) for n in running("n", 1, 2)}
            p[i, j] = step("p", (i, j), largest(window))
    return p


def kernel_gradient(x: Array, delta: Array, *, step: StepFunction = keep) -> Array:
    """∂E/∂w (k, l), with a stride of 1: the windows of ``x``, each weighted by its δ."""
    rows, columns = delta.shape
    k, l = x.shape[0] - rows, x.shape[1] - columns
    terms = {
        (i, j): delta[i - 1, j - 1] * x[i - 1 : i + k, j - 1 : j + l]
        for i in running("i", 1, rows)
        for j in running("j", 1, columns)
    }
    return step("dw", None, total(terms))


def whole(y: dict[tuple[int, int], Array]) -> Array:
    """The map whose entries are y_{i,j}."""
    rows, columns = max(y)
    return np.array([[float(y[i, j]) for j in range(1, columns + 1)] for i in range(1, rows + 1)])
