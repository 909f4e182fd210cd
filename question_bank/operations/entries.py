"""What entries of several topics are made of: the layers of a plain RNN, gates, counts of parameters."""

from collections.abc import Mapping
from typing import Any

from engine import parameter_count
from question_bank.operations.fields import Convention, Field, array, sequence, text
from question_bank.operations.operation import Operation


def size_field(name: str, ja: str, en: str) -> Field:
    """A size that is counted with."""
    return array(name, "", ja, en, domain="count")


INPUT_SIZE, HIDDEN_SIZE = size_field("D", "入力の次元", "inputs"), size_field("H", "隠れ層の次元", "units")


def counted(name: str, topic: str, title: tuple[str, str], **more: Any) -> Operation:
    """How many parameters a layer has."""
    return Operation(
        id=f"parameters-{name}",
        topic=topic,
        title=text(f"{title[0]}のパラメータ数", f"Parameters of {title[1]}"),
        summary=text("系列の長さによらず、1 度だけ数えます。", "Each is counted once, however long the sequence."),
        notation=parameter_count.NOTATION,
        results=("N",),
        **more,
    )


INPUTS = sequence("x", "T D", "入力", "inputs")


def example_weights(parts: str, seed: int) -> dict[str, Any]:
    """Weights of two inputs and two units, in halves, different in every part."""
    cycle = (0.5, -1.0, 1.0, -0.5, 0.5, 1.0, -0.5)
    found: dict[str, Any] = {}
    for k, part in enumerate(parts):
        entry = [cycle[(seed + 3 * k + j) % len(cycle)] for j in range(10)]
        found |= {f"W_{part}": [entry[0:2], entry[2:4]], f"U_{part}": [entry[4:6], entry[6:8]], f"b_{part}": entry[8:]}
    return found


SECOND_BIAS = Convention("second_bias", False, (False, True))
HIDDEN_LAYER = (
    array("W_in", "H D", "入力の重み", "weights of the input"),
    array("W", "H H", "前の状態の重み", "weights of the previous state"),
    array("b", "H", "隠れ層のバイアス", "bias of the hidden layer"),
    array("z0", "H", "初期状態", "initial state"),
)
OUTPUT_LAYER = (
    array("W_out", "O H", "出力の重み", "weights of the output"),
    array("c", "O", "出力層のバイアス", "bias of the output layer"),
)
HIDDEN_EXAMPLE: dict[str, Any] = {
    "x": [[1.0, 0.5], [-1.0, 1.0]],
    "W_in": [[0.5, -1.0], [1.0, 0.5]],
    "W": [[0.5, 0.5], [-0.5, 1.0]],
    "b": [0.0, 0.5],
    "z0": [0.5, -0.5],
}
NETWORK_EXAMPLE = {**HIDDEN_EXAMPLE, "W_out": [[1.0, -1.0]], "c": [0.5]}


def gate_fields(parts: Mapping[str, tuple[str, str]], state: str = "前の状態の重み") -> tuple[Field, ...]:
    """W, U and b of each part, with its name in both languages; ``state`` is what U weighs."""
    fields = []
    for part, (ja, en) in parts.items():
        fields += [
            array(f"W_{part}", "H D", f"{ja}：入力の重み", f"{en}: weights of the input", group="parameters"),
            array(f"U_{part}", "H H", f"{ja}：{state}", f"{en}: weights of the state", group="parameters"),
            array(f"b_{part}", "H", f"{ja}：バイアス", f"{en}: bias", group="parameters"),
        ]
    return tuple(fields)
