"""Why a gradient and its central differences are apart: what is computed decides which sentence is said."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engine.derivation import Array
from engine.gradient_check import H
from question_bank.model.bilingual import Bilingual
from question_bank.operations.fields import text
from question_bank.operations.moving import Moved

NEARER = H / 10  # a second, smaller move: over a smooth loss the bend within it is a tenth of the first
VISIBLE = 1e-6  # a gap beyond what central differences of a smooth loss of ordinary size leave
_DIGITS = 2.0**-52  # what a float of 64 bits resolves of itself
_ROUNDINGS = 64  # how many roundings of the loss a difference of two losses may hold

LARGE = text(
    "勾配の値が大きいため差も大きく見えますが、値の 10⁻⁶ 倍以下で、中心差分の誤差の範囲です。",
    "The gap looks large because the gradient is: it is at most 10⁻⁶ of the value, which is as exact as central "
    "differences are.",
)
LOST = text(
    "損失の値に比べて、入力を 10⁻⁵ 動かしたときの変化が小さすぎます。倍精度の約 16 桁では変化の桁が失われ、"
    "中心差分からこの勾配は求められません。",
    "Moving an input by 10⁻⁵ changes the loss by too little of its size: the change is lost beyond the 16 digits of a "
    "float, so central differences cannot give this gradient.",
)
BENT = text(
    "入力を 10⁻⁵ 動かす範囲の中で損失の勾配が急に変わり、左右の片側差分が一致しません（ReLU の入力が 0 の点のように、"
    "微分できない場合など）。中心差分はその平均になり、勾配とは一致しません。",
    "Within the 10⁻⁵ that an input is moved, the slope of the loss changes abruptly: the one-sided differences "
    "disagree, as they do where it is not differentiable (ReLU at 0). The central difference is the mean of both "
    "slopes, not the gradient.",
)
CURVED = text(
    "入力を 10⁻⁵ 動かす間に損失の勾配が大きく変わるため、中心差分の誤差が目立ちます（入力や重みが大きい場合など）。"
    "動かす幅を小さくすると差も小さくなります。",
    "The slope of the loss changes much within the 10⁻⁵ that an input is moved, as it does with large inputs or "
    "weights, so the error of the central difference shows. With a smaller move the gap is smaller.",
)
OUTSIDE = text(
    "入力を 10⁻⁵ 動かすと損失が有限の値にならないため、中心差分を求められません。",
    "With an input moved by 10⁻⁵ the loss is not finite, so there is no central difference.",
)


def apart(gradient: Array, moved: Moved) -> NDArray[np.bool]:
    """Where a gradient and its central difference are visibly apart, entry by entry; not where the gradient is none."""
    gap = np.abs(gradient - moved.central)
    return np.asarray(np.isfinite(gradient) & ~(gap <= VISIBLE * np.maximum(1, np.abs(gradient))))


def reasons(gradient: Array, moved: Moved, nearer: Moved) -> tuple[Bilingual, ...]:
    """What is to be said of a gap between a gradient and its central differences; nothing where there is none to see.

    An entry is lost where the gap is within the roundings of the loss; bent where the second move does not bend the
    slope by a tenth of what the first does, as it would on a smooth way.
    """
    with np.errstate(all="ignore"):
        return tuple(dict.fromkeys(_reasons(gradient, moved, nearer)))


def _reasons(gradient: Array, moved: Moved, nearer: Moved) -> Iterator[Bilingual]:
    seen, gap = apart(gradient, moved), np.abs(gradient - moved.central)
    finite = np.isfinite(moved.above) & np.isfinite(moved.below)
    if np.any(seen & ~finite):
        yield OUTSIDE
    rounding = _ROUNDINGS * _DIGITS * np.maximum(np.abs(moved.above), np.abs(moved.below)) / moved.h
    lost = seen & finite & (gap <= rounding)
    if np.any(lost):
        yield LOST
    ratio = moved.h / nearer.h
    uneven = np.abs(moved.bend - ratio * nearer.bend)
    bent = seen & finite & ~lost & (uneven > np.maximum(gap / 4, ratio * ratio * rounding / _ROUNDINGS))
    if np.any(bent):
        yield BENT
    left = seen & finite & ~lost & ~bent
    curved = left & (np.abs(gradient - nearer.central) < gap / 2)
    if np.any(curved):
        yield CURVED
    if np.any(left & ~curved) and not np.any(lost):
        yield LOST  # a smaller move brings it no nearer: of the change of the loss too few digits are left
    unseen = np.isfinite(gap) & ~seen & (gap > VISIBLE)
    if np.any(unseen):
        yield LARGE
