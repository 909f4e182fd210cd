"""Reads a printed formula back and works it out, knowing nothing of how it was written.

Vectors are columns; a product set side by side is that of matrices, or of a number with anything.
"""

import re
from functools import reduce
from typing import Any

import numpy as np

_TOKEN = re.compile(
    r"\\log_\{2\}|\\begin\{pmatrix\}|\\end\{pmatrix\}|\\operatorname\{\w+\}|\\mathbf\{1\}|\\[a-zA-Z]+|\\\\|\\,"
    r"|\d+(?:\.\d+)?|[-+^_{}&,;>()\[\]e]"
)
_FUNCTIONS: dict[str, Any] = {
    r"\exp": np.exp,
    r"\tanh": np.tanh,
    r"\sigma": lambda u: 1 / (1 + np.exp(-u)),
    r"\operatorname{ReLU}": lambda u: np.where(u > 0, u, 0.0),
    r"\operatorname{softmax}": lambda v: np.exp(v) / np.exp(v).sum(),
    r"\operatorname{sum}": np.sum,
}


def value(latex: str) -> Any:
    """The value of a formula of numbers; raises ``ValueError`` where it cannot be read."""
    rest = _TOKEN.sub("", latex).strip()
    if rest:
        raise ValueError(f"cannot read {rest!r} in {latex}")
    reader = _Reader(_TOKEN.findall(latex))
    result = reader.sum()
    if reader.tokens:
        raise ValueError(f"{reader.tokens} is left of {latex}")
    return result


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = [token for token in tokens if token != r"\,"]

    def next(self) -> str | None:
        return self.tokens[0] if self.tokens else None

    def take(self, *expected: str) -> str:
        token = self.tokens.pop(0)
        if expected and token not in expected:
            raise ValueError(f"{expected} expected, {token} found")
        return token

    def sum(self) -> Any:
        sign = -1.0 if self.next() == "-" and self.take() else 1.0
        result = sign * self.product()
        while self.next() in {"+", "-"}:
            sign = 1.0 if self.take() == "+" else -1.0
            result = result + sign * self.product()
        return result

    def product(self) -> Any:
        result = self.power()
        while (token := self.next()) is not None:
            if token == r"\odot":
                self.take()
                right = self.power()
                assert np.shape(result) == np.shape(right), "⊙ of two shapes"
                result = result * right
            elif token in {r"\cdot", r"\times"}:
                self.take()
                right = self.power()
                assert 0 in (np.ndim(result), np.ndim(right)), "· of two arrays"
                result = result * right
            elif token in {"+", "-", "}", "&", r"\\", r"\end{pmatrix}", r"\right", ",", ">", ";"}:
                break
            else:
                right = self.power()
                result = result * right if 0 in (np.ndim(result), np.ndim(right)) else _squeezed(result @ right)
        return result

    def power(self) -> Any:
        result = self.atom()
        while self.next() == "^":
            self.take()
            self.take("{")
            if self.next() == r"\top":
                self.take()
                result = result.T
            else:
                result = result ** self.sum()
            self.take("}")
        return result

    def group(self) -> Any:
        self.take("{")
        result = self.sum()
        self.take("}")
        return result

    def bracketed(self) -> list[Any]:
        self.take(r"\left")
        self.take("(")
        results = [self.sum()]
        while self.next() == ",":
            self.take()
            results.append(self.sum())
        self.take(r"\right")
        self.take(")")
        return results

    def atom(self) -> Any:
        token = self.next()
        if token == r"\left":
            opening = self.tokens[1]
            if opening == "[":
                return self.joined()
            if opening == "(":
                (result,) = self.bracketed()
                return result
            self.take()
            self.take(r"\lVert")
            inner = self.sum()
            self.take(r"\right")
            self.take(r"\rVert")
            return np.linalg.norm(inner)
        token = self.take()
        if token == r"\begin{pmatrix}":
            return self.matrix()
        if token == r"\frac":
            return self.group() / self.group()
        if token == r"\sqrt":
            return np.sqrt(self.group())
        if token == "e":
            self.take("^")
            return np.exp(self.group())
        if token in {r"\ln", r"\log_{2}"}:
            return (np.log if token == r"\ln" else np.log2)(self.power())
        if token == r"\infty":
            return np.inf
        if token in {r"\min", r"\max"}:
            return self.extreme(np.minimum if token == r"\min" else np.maximum)
        if token in _FUNCTIONS:
            return _FUNCTIONS[token](self.atom())
        if token == r"\operatorname{onehot}":
            return self.one_hot()
        if token == r"\mathbf{1}":
            return self.indicator()
        return float(token)

    def extreme(self, choose: Any) -> Any:
        """Of several numbers, or of all entries of one array."""
        if self.next() == r"\left":
            return reduce(choose, self.bracketed())
        return choose.reduce(np.ravel(self.power()))

    def one_hot(self) -> Any:
        self.take("_")
        size = self.group()
        (place,) = self.bracketed()
        return np.eye(int(size))[:, [int(place)]]

    def joined(self) -> Any:
        """Two vectors, one below the other, or the slices of an array."""
        self.take(r"\left")
        self.take("[")
        parts, between = [self.sum()], self.next()
        while self.next() in {";", ","}:
            self.take(between or "")
            parts.append(self.sum())
        self.take(r"\right")
        self.take("]")
        return np.concatenate(parts) if between == ";" else np.array(parts)

    def indicator(self) -> Any:
        self.take(r"\left")
        self.take("[")
        inner = self.sum()
        self.take(">")
        self.take("0")
        self.take(r"\right")
        self.take("]")
        return np.asarray(inner > 0, dtype=float)

    def matrix(self) -> Any:
        rows: list[list[Any]] = [[]]
        while True:
            rows[-1].append(self.sum())
            token = self.take("&", r"\\", r"\end{pmatrix}")
            if token == r"\\":
                rows.append([])
            if token == r"\end{pmatrix}":
                return np.array(rows, dtype=float)


def _squeezed(result: Any) -> Any:
    return float(result[0, 0]) if result.shape == (1, 1) else result
