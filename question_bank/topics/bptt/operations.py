"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import recurrent
from question_bank.operations.entries import HIDDEN_LAYER, INPUTS, NETWORK_EXAMPLE, OUTPUT_LAYER
from question_bank.operations.fields import Convention, array, sequence, text
from question_bank.operations.operation import Operation

_F = Convention("f", "tanh", ("tanh", "sigmoid", "relu", "identity"))
_LOSS = Convention("loss", "squared", ("squared", "cross_entropy"))
_OVER_TIME = Convention("over_time", "sum", ("sum", "mean"))
_TARGETS = sequence("d", "T O", "教師データ", "targets", domain_under=("loss", "cross_entropy", "one-hot"))
_BPTT_EXAMPLE = {**NETWORK_EXAMPLE, "d": [[1.0], [0.0]]}
_RNN_GRADIENTS = {name: f"d{name}" for name in recurrent.PARAMETERS}
_W_EXAMPLE = [[0.5, 0.5], [-0.5, 1.0]]

OPERATIONS: tuple[Operation, ...] = (
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
        fields=(INPUTS, _TARGETS, *HIDDEN_LAYER, *OUTPUT_LAYER),
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
        meant=lambda run: bool(run.conventions.get("cut")),
        notation=recurrent.NOTATION,
        fields=(INPUTS, _TARGETS, *HIDDEN_LAYER, *OUTPUT_LAYER),
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
            INPUTS,
            sequence("z", "T+1 H", "状態（時刻 0 から）", "states (from time 0)", first=0),
            sequence("y", "T O", "出力", "outputs"),
            sequence("d", "T O", "教師データ", "targets"),
            HIDDEN_LAYER[1],
            OUTPUT_LAYER[0],
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
        id="rnn-deltas",
        topic="bptt",
        title=text("時刻をさかのぼる δ", "δ back through time"),
        summary=text("状態 z と出力 y から、δ だけを求めます。", "δ alone, from states z and outputs y."),
        functions=(recurrent.deltas,),
        notation=recurrent.NOTATION,
        fields=(
            sequence("z", "T H", "状態", "states"),
            sequence("y", "T O", "出力", "outputs"),
            sequence("d", "T O", "教師データ", "targets"),
            array("W", "H H", "前の状態の重み", "weights of the previous state"),
            array("W_out", "O H", "出力の重み", "weights of the output"),
        ),
        example={
            "z": [[0.6, 0.8], [-0.5, 0.6]],
            "y": [[1.0], [0.5]],
            "d": [[0.0], [1.0]],
            "W": _W_EXAMPLE,
            "W_out": [[1.0, -1.0]],
        },
        conventions=(
            Convention("f", "tanh", ("tanh", "sigmoid", "relu", "identity")),
            Convention("over_time", "sum", ("sum", "mean")),
            Convention("cut", ()),
        ),
        results=("delta_out", "delta"),
    ),
    Operation(
        id="rnn-update",
        topic="bptt",
        title=text("勾配降下法による更新", "Update by gradient descent"),
        summary=text(
            "δ から隠れ層の勾配を求め、1 回更新します。", "Gradients of the hidden layer from δ, and one update."
        ),
        functions=(recurrent.update_hidden_layer,),
        notation=recurrent.NOTATION,
        fields=(
            INPUTS,
            sequence("z", "T+1 H", "状態（時刻 0 から）", "states (from time 0)", first=0),
            sequence("delta", "T H", "誤差", "errors"),
            array("W_in", "H D", "入力の重み", "weights of the input"),
            array("W", "H H", "前の状態の重み", "weights of the previous state"),
            array("b", "H", "バイアス", "bias"),
            array("epsilon", "", "学習率", "learning rate", domain="positive"),
        ),
        example={
            "x": [[1.0], [-1.0]],
            "z": [[0.5, -0.5], [0.6, 0.8], [-0.5, 0.6]],
            "delta": [[0.5, -1.0], [1.0, 0.5]],
            "W_in": [[0.5], [1.0]],
            "W": _W_EXAMPLE,
            "b": [0.0, 0.5],
            "epsilon": 0.1,
        },
        results=("W_in_new", "W_new", "b_new"),
    ),
)
