"""The reader of printed formulas is itself held to values worked out by hand."""

from typing import Any

import numpy as np
import pytest

from tests.engine.latex_numbers import value


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("-0.5", -0.5),
        (r"2 - 3 \cdot \left( -4 \right)", 14),
        (r"2 - \left( 1 + 0.5 \right)", 0.5),
        (r"\frac{1}{4} \cdot 2 + \frac{1 + 2}{3}", 1.5),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \, \begin{pmatrix} 1 \\ -1 \end{pmatrix}", [[-1], [-1]]),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}^{\top} \, \begin{pmatrix} 1 \\ -1 \end{pmatrix}", [[-2], [-2]]),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} \, \begin{pmatrix} 3 \\ 4 \end{pmatrix}^{\top}", [[3, 4], [6, 8]]),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}^{\top} \begin{pmatrix} 3 \\ 4 \end{pmatrix}", 11),
        (r"\begin{pmatrix} 1 \\ 2 \end{pmatrix} \odot \begin{pmatrix} 3 \\ 4 \end{pmatrix}", [[3], [8]]),
        (r"\left\lVert \begin{pmatrix} 3 \\ 4 \end{pmatrix} \right\rVert^{2}", 25),
        (r"\sqrt{3^{2} + \left( -4 \right)^{2}}", 5),
        (r"\exp\left( \min\left( 0, 1 - \frac{8}{4} \right) \right)", np.exp(-1)),
        (r"\frac{e^{1}}{e^{1} + e^{2}}", 1 / (1 + np.e)),
        (r"\ln \frac{1}{2} + \ln \left( 2 \right)", 0),
        (r"\sigma \begin{pmatrix} 0 \\ 0 \end{pmatrix}", [[0.5], [0.5]]),
        (r"\mathbf{1}\left[ -0.3 > 0 \right]", 0),
        (r"\frac{1}{2} \left( 3 + 5 \right)", 4),
    ],
)
def test_formula(latex: str, expected: Any) -> None:
    np.testing.assert_allclose(value(latex), expected, atol=1e-15)


@pytest.mark.parametrize("latex", [r"\foo{1}", "1 + x", r"1 ) 2", r"\left( 1"])
def test_what_cannot_be_read_is_refused(latex: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        value(latex)
