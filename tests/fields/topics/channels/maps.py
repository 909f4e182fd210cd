"""An entry of a convolution over two channels, the activated maps, and the mean of one."""

from engine.derivation import Run
from engine.derivation.slips import (
    Slip,
    formula,
    function_dropped,
    function_replaced,
    part_mirrored,
    part_turned,
    sides_exchanged,
    sign_flipped,
    term_dropped,
)
from question_bank.model.computed import Asked, Numeric
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.inputs import array
from question_bank.model.instance import Rounding
from tests.fields import channels

OF_THE_MAPS = (
    Slip("channels-negative-kept", "a", function_dropped("relu")),
    Slip("channels-threshold-added", "a", sign_flipped("theta")),
    Slip("channels-threshold-left-out", "a", term_dropped("theta")),
    Slip("channels-threshold-first", "a", sides_exchanged("subtract")),
)


def draw_window(d: Draw, level: int) -> Parameters:
    """A window of 2 × 2 in maps of 2 × 3: two places."""
    return {
        "x": d.array("x", (2, 2, 3), (-2, -1, 1, 2, 3)),
        "w": d.array("w", (2, 2, 2), (-2, -1, 1, 2)),
        "b": d.pick("b", (-3.0, -1.0, 1.0, 3.0)),
        "at": [1, d.integer("j", 1, 2)],
    }


def entry(p: Parameters) -> Numeric:
    """y_{i,j}."""
    inputs = {name: array(p[name]) for name in ("x", "w", "b")}
    return Numeric(
        run=Run(channels.convolve, channels.NOTATION, inputs),
        asked=Asked("y", tuple(p["at"])),
        conventions=("channels-convolution",),
        rounding=Rounding(kind="integer", digits=0),
        slips=(
            Slip(
                "channels-first-only",
                "y",
                formula(lambda v, at: channels.window(v("x"), v("w"), at, 1) + v("b")),
            ),
            Slip(
                "channels-bias-each",
                "y",
                formula(lambda v, at: channels.window(v("x"), v("w"), at, 2) + 2 * v("b")),
            ),
            Slip("channels-bias-left-out", "y", term_dropped("b")),
            Slip("channels-flipped", "y", part_mirrored("w")),
            Slip("channels-turned", "y", part_turned("w")),
        ),
        essential=("channels-bias-each", "channels-bias-left-out"),
        zero_is_the_point=True,
    )


def draw_maps(d: Draw, level: int) -> Parameters:
    """In each channel an entry below 0, two above the threshold, and any fourth."""
    channel = [
        d.shuffled(
            f"order{c}",
            [
                float(d.pick("low", (-3, -2, -1), c)),
                float(d.pick("high", (3, 4), c)),
                float(d.pick("higher", (5, 6), c)),
                float(d.pick("any", (-2, -1, 1, 2, 3, 4), c)),
            ],
        )
        for c in (0, 1)
    ]
    return {
        "x": [[entries[:2], entries[2:]] for entries in channel],
        "theta": d.pick("theta", (1.0, 2.0)),
        "c": d.integer("c", 1, 2),
    }


def _run(p: Parameters) -> Run:
    return Run(channels.pool, channels.NOTATION, {name: array(p[name]) for name in ("x", "theta")})


def activated(p: Parameters) -> Numeric:
    """Both maps, an array of three axes."""
    return Numeric(
        run=_run(p),
        asked=Asked("a"),
        conventions=("channels-activation",),
        rounding=Rounding(kind="integer", digits=0),
        slips=OF_THE_MAPS,
        essential=("channels-negative-kept", "channels-threshold-left-out"),
    )


def pooled(p: Parameters) -> Numeric:
    """p_c."""
    return Numeric(
        run=_run(p),
        asked=Asked("p", p["c"]),
        conventions=("channels-activation", "channels-pooling"),
        rounding=Rounding(digits=2),
        slips=(
            Slip("channels-summed", "p", function_replaced("average", "total")),
            Slip("channels-largest", "p", function_replaced("average", "largest")),
            *OF_THE_MAPS,
        ),
        essential=("channels-summed", "channels-negative-kept"),
    )


FAMILIES = (
    Family(id="channels.entry", asks=((1, "number"), (1, "choice")), draw=draw_window, problem=entry),
    Family(id="channels.activated", asks=((1, "matrix"), (1, "choice")), draw=draw_maps, problem=activated),
    Family(id="channels.pooled", asks=((1, "number"), (1, "choice")), draw=draw_maps, problem=pooled),
)
