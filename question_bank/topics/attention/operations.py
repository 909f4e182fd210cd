"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import attention
from question_bank.operations.fields import Convention, Field, array, sequence, text, whole
from question_bank.operations.operation import Operation


def _positions(values: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    rows = {name: {1 + j: np.array(row) for j, row in enumerate(values[name])} for name in "kv"}
    position = values["position"]
    return {"q": {position: np.array(values["q"])}, **rows, "d_k": np.array(float(sizes["d"])), "position": position}


def _of_positions(inputs: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {"q": inputs["q"][inputs["position"]].tolist()}


def _of_score(score: str, name: str, axes: str, ja: str, en: str) -> Field:
    return array(name, axes, ja, en, group="parameters", only=("score", (score,)))


_SCORES = (
    _of_score("general", "W", "S H", "スコアの重み", "weights of the score"),
    _of_score("additive", "W_h", "A H", "入力側の状態の重み", "weights of the source state"),
    _of_score("additive", "W_s", "A S", "出力側の状態の重み", "weights of the decoder's state"),
    _of_score("additive", "w", "A", "スコアのベクトル", "vector of the score"),
)

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="attention-weights",
        topic="attention",
        title=text("Attention の重み", "Weights of attention"),
        summary=text("スコアをソフトマックスに通します。", "The softmax of given scores."),
        functions=(attention.weights,),
        notation=attention.NOTATION,
        fields=(sequence("e", "n", "スコア", "scores"),),
        example={"e": [1.0, 0.5, -1.0]},
        results=("a",),
    ),
    Operation(
        id="attention-errors",
        topic="attention",
        title=text("スコアへの勾配", "Gradients at the scores"),
        summary=text(
            "コンテキストベクトルでの勾配から、スコアでの勾配を求めます。",
            "From the gradient at the context to the scores.",
        ),
        functions=(attention.weight_gradients,),
        notation=attention.NOTATION,
        fields=(
            sequence("a", "n", "Attention の重み", "weights of attention", domain="distribution"),
            sequence("h", "n H", "入力側の状態（1 行 1 位置）", "source states (one row per position)"),
            array("dc", "H", "コンテキストベクトルでの勾配", "gradient at the context"),
        ),
        example={"a": [0.5, 0.25, 0.25], "h": [[1.0, 0.0], [0.5, 1.0], [-1.0, 0.5]], "dc": [1.0, -1.0]},
        results=("de",),
    ),
    Operation(
        id="attention",
        topic="attention",
        title=text("Attention", "Attention"),
        summary=text(
            "スコアを選び、重みとコンテキストベクトルを求めます。",
            "Weights and context vector under the score of your choice.",
        ),
        functions=(attention.attend,),
        notation=attention.NOTATION,
        fields=(
            sequence("h", "n H", "入力側の状態（1 行 1 位置）", "source states (one row per position)"),
            array(
                "s", "H", "出力側の状態", "the decoder's state", axes_under=("score", ("general", "additive"), ("S",))
            ),
            *_SCORES,
        ),
        example={
            "h": [[1.0, 0.0], [0.5, 1.0], [-1.0, 0.5]],
            "s": [1.0, 0.5],
            "W": [[1.0, 0.5], [-0.5, 1.0]],
            "W_h": [[0.5, 1.0], [1.0, -0.5]],
            "W_s": [[1.0, 0.0], [0.5, 0.5]],
            "w": [1.0, -1.0],
        },
        conventions=(Convention("score", "dot", ("dot", "general", "additive")),),
        results=("a", "context"),
    ),
    Operation(
        id="scaled-dot-attention",
        topic="attention",
        title=text("スケール化内積 Attention", "Scaled dot-product attention"),
        summary=text(
            "1 つの位置の出力を、因果マスクのあるなしで求めます。",
            "The output of one position, with or without the causal mask.",
        ),
        functions=(attention.scaled_dot,),
        notation=attention.NOTATION,
        fields=(
            array("q", "d", "その位置のクエリ", "query of the position", index="i"),
            sequence("k", "n d", "キー（1 行 1 位置）", "keys (one row per position)"),
            sequence("v", "n m", "バリュー（1 行 1 位置）", "values (one row per position)"),
            whole("position", "位置 i", "position i", "n"),
        ),
        example={
            "q": [1.0, 0.0, 1.0, -1.0],
            "k": [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, -1.0], [1.0, 1.0, 0.0, 0.0]],
            "v": [[1.0, 2.0], [-1.0, 3.0], [2.0, 0.0]],
            "position": 2,
        },
        conventions=(Convention("causal", True, (True, False)),),
        results=("a", "o"),
        build=_positions,
        taken=_of_positions,
    ),
)
