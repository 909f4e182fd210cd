"""Small numbers of one decimal from a seed, for runs of engine functions."""

from typing import Any

import numpy as np

from engine import gru, lstm
from engine.derivation import Array
from engine.seq2seq import Model

D, H, O, T = 2, 2, 2, 3
WORDS = ("the", "cat", "sat", "on", "a", "mat")


class Draws:
    """Arrays and sentences from one random stream."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.rng = np.random.default_rng(seed)

    def array(self, *shape: int) -> Array:
        """One decimal, in -1.5 to 1.5."""
        return np.asarray(self.rng.integers(-15, 16, shape) / 10)

    def share(self, *shape: int) -> Array:
        """One decimal, in 0.1 to 0.9: gates and probabilities."""
        return np.asarray(self.rng.integers(1, 10, shape) / 10)

    def sequence(self, width: int, first: int = 1, last: int = T) -> dict[int, Array]:
        """Vectors by time."""
        return {t: self.array(width) for t in range(first, last + 1)}

    def one_hot(self, width: int) -> dict[int, Array]:
        """One-hot vectors by time."""
        return {t: np.eye(width)[self.rng.integers(width)] for t in range(1, T + 1)}

    def sentence(self, length: int) -> list[str]:
        """Words with repetitions."""
        return [WORDS[k] for k in self.rng.integers(0, len(WORDS), length)]

    def vocabulary(self) -> tuple[str, ...]:
        """Some of the words, with the unknown word and the end."""
        return ("<unk>", "<eos>", *WORDS[: self.rng.integers(2, 5)])

    def network(self) -> dict[str, Any]:
        """Parameters of the recurrent network and z^0."""
        shapes = {"W_in": (H, D), "W": (H, H), "W_out": (O, H), "b": (H,), "c": (O,), "z0": (H,)}
        return {name: self.array(*shape) for name, shape in shapes.items()}

    def cell(self, peephole: bool) -> dict[str, Array]:
        """Parameters of an LSTM cell."""
        parameters: dict[str, Array] = {}
        for gate in lstm.GATES:
            parameters |= {f"W_{gate}": self.array(H, D), f"U_{gate}": self.array(H, H), f"b_{gate}": self.array(H)}
            if peephole and gate != "a":
                parameters[f"p_{gate}"] = self.array(H)
        return parameters

    def unit(self, *, second_bias: bool = False) -> dict[str, Array]:
        """Parameters of a GRU."""
        parameters: dict[str, Array] = {}
        for part in gru.PARTS:
            parameters |= {f"W_{part}": self.array(H, D), f"U_{part}": self.array(H, H), f"b_{part}": self.array(H)}
        return parameters | ({"c_h": self.array(H)} if second_bias else {})

    def positive(self, *shape: int) -> Array:
        """One decimal, in 0.5 to 2."""
        return np.asarray(self.rng.integers(5, 21, shape) / 10)

    def whole(self) -> Array:
        """A size."""
        return np.asarray(float(self.rng.integers(2, 30)))

    def table(self) -> Model:
        """Probabilities of the next of two tokens after every prefix of up to one token."""
        shares = self.rng.integers(2, 9, 3) / 10
        after = {
            prefix: {"a": float(share), "b": float(1 - share)}
            for prefix, share in zip([(), ("a",), ("b",)], shares, strict=True)
        }
        return Model(after)

    def corpus(self) -> dict[str, Any]:
        """Two candidates of unlike length that share words with their references."""
        candidates = [self.sentence(6), self.sentence(5)]
        references = [[[*candidates[0][:4], "ran"], self.sentence(7)], [[*candidates[1][1:], "ran", "on"]]]
        return {"candidates": candidates, "references": references}
