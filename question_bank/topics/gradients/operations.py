"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import clipping, through_time
from question_bank.operations.fields import Convention, Field, array, sequence, text
from question_bank.operations.operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="through-time-power",
        topic="gradients",
        title=text("勾配に掛かる因子のべき", "Power of the factor of a gradient"),
        summary=text(
            "1 ユニットで同じ因子が k 回掛かると、どうなるかを求めます。", "One unit, the same factor k times."
        ),
        functions=(through_time.power,),
        notation=through_time.NOTATION,
        fields=(
            array("w", "", "重み", "weight"),
            array("slope", "", "微分の値", "derivative"),
            array("k", "", "時刻の数", "number of time steps", domain="times"),
        ),
        example={"w": 0.5, "slope": 0.5, "k": 10.0},
        results=("factor", "product"),
    ),
    Operation(
        id="through-time-chain",
        topic="gradients",
        title=text("勾配に掛かる因子の積", "Product of the factors of a gradient"),
        summary=text("時刻ごとの微分の値と重みを掛け合わせます。", "The derivative of each time, times the weight."),
        functions=(through_time.chain,),
        notation=through_time.NOTATION,
        fields=(array("w", "", "重み", "weight"), sequence("f_prime", "T", "微分の値", "derivatives")),
        example={"w": 2.0, "f_prime": [0.25, 0.5, 0.75]},
        results=("passed",),
    ),
    Operation(
        id="clipping",
        topic="gradients",
        title=text("勾配クリッピング", "Gradient clipping"),
        summary=text(
            "すべての勾配をまとめたノルムが θ を超えないよう、同じ率で縮めます。",
            "All gradients are scaled by one rate, so that their norm together is at most θ.",
        ),
        functions=(clipping.clip_by_global_norm,),
        notation=clipping.NOTATION,
        fields=(
            Field(
                "g",
                text("勾配（1 行に 1 つ。長さは違ってよい）", "gradients (one a row, of any lengths)"),
                ("K", "*"),
                "ragged",
                domain="nonzero",
            ),
            array("theta", "", "しきい値", "threshold", domain="positive"),
        ),
        example={"g": [[3.0, -4.0], [12.0]], "theta": 6.5},
        conventions=(Convention("denominator", "norm", ("norm", "norm+1e-6")),),
        results=("norm", "rate", "g_clipped"),
    ),
)
