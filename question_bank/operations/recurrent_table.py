"""Operations on recurrent networks: the plain RNN, LSTM, GRU, both directions."""

from typing import Any

import numpy as np

from engine import bidirectional, gru, lstm, recurrent
from question_bank.operations.fields import Convention, Field, array, sequence, text
from question_bank.operations.operation import Operation

_PARTS = {
    "i": ("入力ゲート", "input gate"),
    "f": ("忘却ゲート", "forget gate"),
    "a": ("候補", "candidate"),
    "o": ("出力ゲート", "output gate"),
    "r": ("リセットゲート", "reset gate"),
    "z": ("更新ゲート", "update gate"),
    "h": ("候補", "candidate"),
}
_X = sequence("x", "T D", "入力", "inputs")
_F = Convention("f", "tanh", ("tanh", "sigmoid", "relu", "identity"))
_LOSS = Convention("loss", "squared", ("squared", "cross_entropy"))
_OVER_TIME = Convention("over_time", "sum", ("sum", "mean"))

_HIDDEN = (
    array("W_in", "H D", "入力の重み", "weights of the input"),
    array("W", "H H", "前の状態の重み", "weights of the previous state"),
    array("b", "H", "隠れ層のバイアス", "bias of the hidden layer"),
    array("z0", "H", "初期状態", "initial state"),
)
_OUTPUT = (
    array("W_out", "O H", "出力の重み", "weights of the output"),
    array("c", "O", "出力層のバイアス", "bias of the output layer"),
)
_TARGETS = sequence("d", "T O", "教師データ", "targets", domain_under=("loss", "cross_entropy", "one-hot"))
_HIDDEN_EXAMPLE: dict[str, Any] = {
    "x": [[1.0, 0.5], [-1.0, 1.0]],
    "W_in": [[0.5, -1.0], [1.0, 0.5]],
    "W": [[0.5, 0.5], [-0.5, 1.0]],
    "b": [0.0, 0.5],
    "z0": [0.5, -0.5],
}
_NETWORK_EXAMPLE = {**_HIDDEN_EXAMPLE, "W_out": [[1.0, -1.0]], "c": [0.5]}
_BPTT_EXAMPLE = {**_NETWORK_EXAMPLE, "d": [[1.0], [0.0]]}
_RNN_GRADIENTS = {name: f"d{name}" for name in recurrent.PARAMETERS}


def _gates(module: Any, parts: tuple[str, ...]) -> tuple[Field, ...]:
    """W, U and b of each part."""
    fields = []
    for part in parts:
        ja, en = _PARTS[part] if module is not bidirectional else _SIDES[part]
        fields += [
            array(f"W_{part}", "H D", f"{ja}：入力の重み", f"{en}: weights of the input", group="parameters"),
            array(
                f"U_{part}",
                "H H",
                f"{ja}：隣の時刻の状態の重み" if module is bidirectional else f"{ja}：前の状態の重み",
                f"{en}: weights of the state",
                group="parameters",
            ),
            array(f"b_{part}", "H", f"{ja}：バイアス", f"{en}: bias", group="parameters"),
        ]
    return tuple(fields)


_SIDES = {"f": ("前向き", "forward"), "g": ("後ろ向き", "backward")}
_PEEPHOLES = tuple(
    array(
        f"p_{gate}",
        "H",
        f"{_PARTS[gate][0]}：覗き穴の重み",
        f"{_PARTS[gate][1]}: peephole weights",
        group="parameters",
        only=("peephole", (True,)),
    )
    for gate in "ifo"
)
_H0 = array("h0", "H", "初期状態", "initial state")
_STATE_TARGETS = sequence("d", "T H", "状態の教師データ", "targets of the states")
_CELL = (_X, _H0, array("C0", "H", "初期セル", "initial cell"), *_gates(lstm, lstm.GATES), *_PEEPHOLES)
_PEEPHOLE = Convention("peephole", False, (False, True))
_RESET = Convention("reset", "before", ("before", "after"))
_UPDATE = Convention("update", "new", ("new", "keep"))
_SECOND_BIAS = array(
    "c_h",
    "H",
    "候補：2 つめのバイアス（省略可）",
    "candidate: second bias (may be left out)",
    group="parameters",
    only=("reset", ("after",)),
    optional=True,
)
_UNIT = (_X, _H0, *_gates(gru, gru.PARTS), _SECOND_BIAS)


def _weights(parts: str, seed: int) -> dict[str, Any]:
    """Weights of two inputs and two units, in halves, different in every part."""
    cycle = (0.5, -1.0, 1.0, -0.5, 0.5, 1.0, -0.5)
    found: dict[str, Any] = {}
    for k, part in enumerate(parts):
        entry = [cycle[(seed + 3 * k + j) % len(cycle)] for j in range(10)]
        found |= {f"W_{part}": [entry[0:2], entry[2:4]], f"U_{part}": [entry[4:6], entry[6:8]], f"b_{part}": entry[8:]}
    return found


_CELL_EXAMPLE = {
    "x": [[1.0, 0.5], [-1.0, 1.0]],
    "h0": [0.5, 0.0],
    "C0": [1.0, -0.5],
    **_weights("ifao", 0),
    "p_i": [0.5, -0.5],
    "p_f": [1.0, 0.5],
    "p_o": [-0.5, 0.5],
}
_UNIT_EXAMPLE = {"x": [[1.0, 0.5], [-1.0, 1.0]], "h0": [0.5, -0.5], **_weights("rzh", 1), "c_h": [0.5, 0.0]}
_STATES_WANTED = {"d": [[0.5, 0.0], [0.0, 0.5]]}
_CELL_GRADIENTS = {f"{letter}_{gate}": f"d{letter}_{gate}" for gate in lstm.GATES for letter in "WUb"}
_CELL_GRADIENTS |= {f"p_{gate}": f"dp_{gate}" for gate in "ifo"}
_UNIT_GRADIENTS = {f"{letter}_{part}": f"d{letter}_{part}" for part in gru.PARTS for letter in "WUb"} | {"c_h": "dc_h"}


def _both_ways(values: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    parameters = {name: np.array(value) for name, value in values.items() if name[:2] in {"W_", "U_", "b_"}}
    return {
        "x": {1 + k: np.array(row) for k, row in enumerate(values["x"])},
        "f0": np.array(values["f0"]),
        "g": {sizes["T"] + 1: np.array(values["g"])},
        "parameters": parameters,
    }


OPERATIONS = (
    Operation(
        id="rnn",
        topic="rnn",
        title=text("RNN の順伝播", "Forward pass of an RNN"),
        summary=text(
            "入力の列から、隠れ状態 z と出力 y を時刻ごとに求めます。", "States z and outputs y, time by time."
        ),
        functions=(recurrent.predict,),
        notation=recurrent.NOTATION,
        fields=(_X, *_HIDDEN, *_OUTPUT),
        example=_NETWORK_EXAMPLE,
        conventions=(_F, Convention("g", "identity", ("identity", "softmax"))),
        results=("y",),
    ),
    Operation(
        id="rnn-states",
        topic="rnn",
        title=text("RNN の隠れ状態", "Hidden states of an RNN"),
        summary=text("出力層のない RNN の隠れ状態 z を求めます。", "The states z of an RNN without an output layer."),
        functions=(recurrent.forward,),
        notation=recurrent.NOTATION,
        fields=(_X, *_HIDDEN),
        example=_HIDDEN_EXAMPLE,
        conventions=(_F,),
        results=("z",),
    ),
    Operation(
        id="bptt",
        topic="bptt",
        title=text("BPTT", "BPTT"),
        summary=text(
            "順伝播、損失、時間をさかのぼる δ、5 つのパラメータの勾配を求めます。",
            "Forward pass, loss, δ back through time, and the gradients of all five parameters.",
        ),
        functions=(recurrent.bptt,),
        notation=recurrent.NOTATION,
        fields=(_X, _TARGETS, *_HIDDEN, *_OUTPUT),
        example=_BPTT_EXAMPLE,
        conventions=(_F, _LOSS, _OVER_TIME),
        results=("E", *_RNN_GRADIENTS.values()),
        loss="E",
        gradients=_RNN_GRADIENTS,
    ),
    Operation(
        id="truncated-bptt",
        topic="bptt",
        title=text("打ち切り型 BPTT", "Truncated BPTT"),
        summary=text(
            "選んだ時刻の状態を定数とみなし、そこから先へは δ を伝えずに勾配を求めます。",
            "Gradients where chosen states count as constants: δ does not pass them.",
        ),
        functions=(recurrent.bptt,),
        notation=recurrent.NOTATION,
        fields=(_X, _TARGETS, *_HIDDEN, *_OUTPUT),
        example={**_BPTT_EXAMPLE, "x": [[1.0, 0.5], [-1.0, 1.0], [0.5, 0.5]], "d": [[1.0], [0.0], [0.5]]},
        conventions=(_F, _LOSS, _OVER_TIME, Convention("cut", (1,))),
        results=("E", *_RNN_GRADIENTS.values()),
        loss="E",
        gradients=_RNN_GRADIENTS,
        constant=True,
    ),
    Operation(
        id="bptt-from-states",
        topic="bptt",
        title=text("順伝播の値からの BPTT", "BPTT from forward values"),
        summary=text(
            "状態 z と出力 y が分かっているところから、δ と勾配を求めます。",
            "δ and the gradients where states z and outputs y are known.",
        ),
        functions=(recurrent.backward,),
        notation=recurrent.NOTATION,
        fields=(
            _X,
            sequence("z", "T+1 H", "状態（時刻 0 から）", "states (from time 0)", first=0),
            sequence("y", "T O", "出力", "outputs"),
            sequence("d", "T O", "教師データ", "targets"),
            _HIDDEN[1],
            _OUTPUT[0],
        ),
        example={
            "x": [[1.0, 0.5], [-1.0, 1.0]],
            "z": [[0.5, -0.5], [0.6, 0.8], [-0.5, 0.6]],
            "y": [[1.0], [0.5]],
            "d": [[0.0], [1.0]],
            "W": [[0.5, 0.5], [-0.5, 1.0]],
            "W_out": [[1.0, -1.0]],
        },
        conventions=(_F, _OVER_TIME, Convention("cut", ())),
        results=tuple(_RNN_GRADIENTS.values()),
    ),
    Operation(
        id="lstm",
        topic="lstm",
        title=text("LSTM の順伝播", "Forward pass of an LSTM"),
        summary=text("ゲート、セル C、出力 h を時刻ごとに求めます。", "Gates, cell C and output h, time by time."),
        functions=(lstm.forward,),
        notation=lstm.NOTATION,
        fields=_CELL,
        example=_CELL_EXAMPLE,
        conventions=(_PEEPHOLE,),
        results=("C", "h"),
    ),
    Operation(
        id="lstm-gradients",
        topic="lstm",
        title=text("LSTM の勾配", "Gradients of an LSTM"),
        summary=text(
            "損失 E = Σ ½‖h − d‖² と、すべての重みの勾配を求めます。",
            "The loss E = Σ ½‖h − d‖² and the gradients of all weights.",
        ),
        functions=(lstm.bptt,),
        notation=lstm.NOTATION,
        fields=(_X, _STATE_TARGETS, *_CELL[1:]),
        example={**_CELL_EXAMPLE, **_STATES_WANTED},
        conventions=(_PEEPHOLE,),
        results=("E", *_CELL_GRADIENTS.values()),
        loss="E",
        gradients=_CELL_GRADIENTS,
    ),
    Operation(
        id="gru",
        topic="gru",
        title=text("GRU の順伝播", "Forward pass of a GRU"),
        summary=text(
            "文献によって異なる 2 つの前提を選び、ゲート、候補、状態を求めます。",
            "Gates, candidate and state, under either of the two conventions in which the literature differs.",
        ),
        functions=(gru.forward,),
        notation=gru.NOTATION,
        fields=_UNIT,
        example=_UNIT_EXAMPLE,
        conventions=(_RESET, _UPDATE),
        results=("h",),
    ),
    Operation(
        id="gru-gradients",
        topic="gru",
        title=text("GRU の勾配", "Gradients of a GRU"),
        summary=text(
            "損失 E = Σ ½‖h − d‖² と、すべての重みの勾配を求めます。",
            "The loss E = Σ ½‖h − d‖² and the gradients of all weights.",
        ),
        functions=(gru.bptt,),
        notation=gru.NOTATION,
        fields=(_X, _STATE_TARGETS, *_UNIT[1:]),
        example={**_UNIT_EXAMPLE, **_STATES_WANTED},
        conventions=(_RESET, _UPDATE),
        results=("E", *_UNIT_GRADIENTS.values()),
        loss="E",
        gradients=_UNIT_GRADIENTS,
    ),
    Operation(
        id="bidirectional",
        topic="bidirectional",
        title=text("双方向 RNN", "Bidirectional RNN"),
        summary=text("両方向の状態をつなげた出力 y を求めます。", "Outputs y that join the states of both directions."),
        functions=(bidirectional.outputs,),
        notation=bidirectional.NOTATION,
        fields=(
            _X,
            array("f0", "H", "前向きの初期状態", "initial state, forward"),
            array("g", "H", "後ろ向きの初期状態（時刻 T+1）", "initial state, backward (time T+1)", index="T+1"),
            *_gates(bidirectional, ("f", "g")),
        ),
        example={"x": [[1.0, 0.5], [-1.0, 1.0]], "f0": [0.0, 0.0], "g": [0.0, 0.0], **_weights("fg", 2)},
        results=("y", "summary"),
        build=_both_ways,
        taken=lambda inputs, parameters: {"g": next(iter(inputs["g"].values())).tolist()},
    ),
)
