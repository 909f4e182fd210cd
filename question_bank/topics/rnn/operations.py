"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import parameter_count, recurrent
from question_bank.operations.entries import (
    HIDDEN_EXAMPLE,
    HIDDEN_LAYER,
    HIDDEN_SIZE,
    INPUT_SIZE,
    INPUTS,
    NETWORK_EXAMPLE,
    OUTPUT_LAYER,
    SECOND_BIAS,
    counted,
    size_field,
)
from question_bank.operations.fields import Convention, text
from question_bank.operations.operation import Operation

_F = Convention("f", "tanh", ("tanh", "sigmoid", "relu", "identity"))


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        id="rnn",
        topic="rnn",
        title=text("RNN の順伝播", "Forward pass of an RNN"),
        summary=text(
            "入力の列から、隠れ状態 z と出力 y を時刻ごとに求めます。", "States z and outputs y, time by time."
        ),
        functions=(recurrent.predict,),
        notation=recurrent.NOTATION,
        fields=(INPUTS, *HIDDEN_LAYER, *OUTPUT_LAYER),
        example=NETWORK_EXAMPLE,
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
        fields=(INPUTS, *HIDDEN_LAYER),
        example=HIDDEN_EXAMPLE,
        conventions=(_F,),
        results=("z",),
    ),
    counted(
        "rnn",
        "rnn",
        ("RNN ", "an RNN"),
        functions=(parameter_count.recurrent,),
        fields=(INPUT_SIZE, HIDDEN_SIZE, size_field("O", "出力の次元", "outputs")),
        example={"D": 10.0, "H": 20.0, "O": 5.0},
        conventions=(SECOND_BIAS,),
    ),
)
