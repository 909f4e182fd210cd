"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from typing import Any

import numpy as np

from engine import bidirectional, parameter_count
from question_bank.operations.entries import (
    HIDDEN_SIZE,
    INPUT_SIZE,
    INPUTS,
    SECOND_BIAS,
    counted,
    example_weights,
    gate_fields,
)
from question_bank.operations.fields import array, sequence, text
from question_bank.operations.operation import Operation

_SIDES = {"f": ("前向き", "forward"), "g": ("後ろ向き", "backward")}


def _both_ways(values: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    parameters = {name: np.array(value) for name, value in values.items() if name[:2] in {"W_", "U_", "b_"}}
    return {
        "x": {1 + k: np.array(row) for k, row in enumerate(values["x"])},
        "f0": np.array(values["f0"]),
        "g": {sizes["T"] + 1: np.array(values["g"])},
        "parameters": parameters,
    }


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="bidirectional",
        topic="bidirectional",
        title=text("双方向 RNN", "Bidirectional RNN"),
        summary=text("両方向の状態をつなげた出力 y を求めます。", "Outputs y that join the states of both directions."),
        functions=(bidirectional.outputs,),
        notation=bidirectional.NOTATION,
        fields=(
            INPUTS,
            array("f0", "H", "前向きの初期状態", "initial state, forward"),
            array("g", "H", "後ろ向きの初期状態（時刻 T+1）", "initial state, backward (time T+1)", index="T+1"),
            *gate_fields(_SIDES, "隣の時刻の状態の重み"),
        ),
        example={"x": [[1.0, 0.5], [-1.0, 1.0]], "f0": [0.0, 0.0], "g": [0.0, 0.0], **example_weights("fg", 2)},
        results=("y", "summary"),
        build=_both_ways,
        taken=lambda inputs, parameters: {"g": next(iter(inputs["g"].values())).tolist()},
    ),
    Operation(
        id="bidirectional-join",
        topic="bidirectional",
        title=text("両方向の状態の連結", "Joining both directions"),
        summary=text(
            "両方向の状態から、出力と系列の要約を作ります。", "Outputs and summary from the states of both directions."
        ),
        functions=(bidirectional.join,),
        notation=bidirectional.NOTATION,
        fields=(
            sequence("f", "T H", "前向きの状態", "forward states"),
            sequence("g", "T H", "後ろ向きの状態", "backward states"),
        ),
        example={"f": [[0.5, -0.5], [1.0, 0.5]], "g": [[-1.0, 0.5], [0.5, 1.0]]},
        results=("y", "summary"),
    ),
    counted(
        "bidirectional",
        "bidirectional",
        ("双方向 RNN ", "a bidirectional RNN"),
        functions=(parameter_count.bidirectional,),
        fields=(INPUT_SIZE, HIDDEN_SIZE),
        example={"D": 10.0, "H": 20.0},
        conventions=(SECOND_BIAS,),
    ),
)
