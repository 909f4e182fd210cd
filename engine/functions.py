"""Functions a recurrent network applies entry by entry or to a whole vector, each with what its gradient needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.derivation import Array, fused, total, traced


@traced
def sigmoid(u: Array) -> Array:
    """σ(u) = 1 / (1 + e^{-u}), entry by entry; stable for large |u|."""
    small = np.exp(-np.abs(u))
    return np.asarray(np.where(u >= 0, 1.0, small) / (1 + small))


@traced
def relu(u: Array) -> Array:
    """max(0, u), entry by entry."""
    return np.maximum(0.0, u)


@traced
def positive(z: Array) -> Array:
    """1 where z > 0, else 0: the derivative of ReLU, whose value is positive where its argument is (0 at 0)."""
    return np.asarray(z > 0, dtype=float)


@traced
def ones_like(z: Array) -> Array:
    """1 at every place: the derivative of the identity."""
    return np.ones_like(z)


@traced
def softmax(v: Array) -> Array:
    """e^{v_k} / Σ_j e^{v_j} of a vector (K,) -> (K,); shifted by the maximum, which changes nothing but overflow."""
    e = np.exp(v - np.max(v))
    return np.asarray(e / np.sum(e))


@traced
def log_softmax(v: Array) -> Array:
    """The logarithms of the softmax of a vector (K,) -> (K,), also where it is 0 or 1 in floating point."""
    return -np.array([np.logaddexp.reduce(v - one) for one in v])


@traced
def log_sum_exp(*terms: Array) -> Array:
    """The logarithm ln Σ_k e^{a_k} of numbers, each of which may be beyond what e has a power of."""
    return np.asarray(np.logaddexp.reduce([float(term) for term in terms]))


@traced
def masked(m: Array, value: Array) -> Array:
    """The product m · value, 0 where m is 0 whatever the value is, as in 0 · ln 0 of a time that does not count."""
    return np.asarray(np.where(m == 0, 0.0, m * value))


@traced
def norm(*arrays: Array) -> Array:
    """√(Σ a²) over all entries of arrays of any shape, whose squares may be too large or too small for a float."""
    largest = max(float(np.max(np.abs(a))) for a in arrays)
    if largest == 0 or not np.isfinite(largest):
        return np.asarray(largest)
    power = 2.0 ** np.floor(np.log2(largest))  # a division by it costs no digit
    return np.asarray(power * np.sqrt(sum(float(np.sum(np.square(a / power))) for a in arrays)))


@traced
def squared_norm(a: Array) -> Array:
    """Σ a², over all entries of an array of any shape; a scalar."""
    return np.asarray(np.sum(a * a))


@traced
def l1_norm(a: Array) -> Array:
    """Σ |a|, over all entries of an array of any shape; a scalar. What is often taken for the length √(Σ a²)."""
    return np.asarray(np.sum(np.abs(a)))


@traced
def joined(a: Array, b: Array) -> Array:
    """[a; b]: one vector below the other, (A,) and (B,) -> (A + B,)."""
    return np.concatenate([a, b])


@traced
def one_hot(k: Array, size: int) -> Array:
    """1 at place k, counted from 0, and 0 elsewhere: a number -> (size,). Raises ``ValueError`` for a place outside."""
    if not 0 <= k < size:
        raise ValueError(f"no place {k} among {size}")
    return np.asarray(np.arange(size) == k, dtype=np.float64)


@traced
def stacked(*entries: Array) -> Array:
    """Numbers below one another, as a vector."""
    return np.array([float(entry) for entry in entries])


def share(e: Mapping[int, Array], j: int) -> Array:
    """e^{e_j} / Σ_k e^{e_k} of numbers e_k under their indices: one entry of their softmax.

    By way of 1 / Σ_k e^{e_k - e_j}, where nothing overflows but what makes the share 0.
    """
    return fused(
        lambda: np.exp(e[j]) / total({k: np.exp(e[k]) for k in e}),
        lambda: 1 / total({k: np.exp(e[k] - e[j]) for k in e}),
    )


def surprise(p: Array, e: Mapping[int, Array], j: int) -> Array:
    """-ln p of a ``p`` that is ``share(e, j)``, by way of ln Σ_k e^{e_k - e_j}."""
    return fused(
        lambda: -np.log(p),
        lambda: log_sum_exp(*(e[k] - e[j] for k in e)),
        [(p, lambda: share(e, j))],
    )


def deviation(sigma: Array, epsilon: Array) -> Array:
    """σ ⊙ ε, which is 0 where ε is, however large σ is."""
    return fused(lambda: sigma * epsilon, lambda: masked(epsilon, sigma))


ActivationName = Literal["identity", "tanh", "sigmoid", "relu"]


@dataclass(frozen=True, slots=True)
class Activation:
    """An activation f, and its derivative f′(u) written with the value z = f(u), as one does by hand."""

    value: Callable[[Array], Array]
    derivative: Callable[[Array], Array]  # of z


ACTIVATIONS: dict[ActivationName, Activation] = {
    "identity": Activation(lambda u: u, ones_like),
    "tanh": Activation(np.tanh, lambda z: 1 - z * z),
    "sigmoid": Activation(sigmoid, lambda z: z * (1 - z)),
    "relu": Activation(relu, positive),
}
