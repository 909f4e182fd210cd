"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import lstm, parameter_count, through_time
from question_bank.operations.entries import (
    HIDDEN_SIZE,
    INPUT_SIZE,
    INPUTS,
    SECOND_BIAS,
    counted,
    example_weights,
    gate_fields,
)
from question_bank.operations.fields import Convention, array, sequence, text
from question_bank.operations.operation import Operation

_PARTS = {
    "i": ("入力ゲート", "input gate"),
    "f": ("忘却ゲート", "forget gate"),
    "a": ("候補", "candidate"),
    "o": ("出力ゲート", "output gate"),
}
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
_CELL = (INPUTS, _H0, array("C0", "H", "初期セル", "initial cell"), *gate_fields(_PARTS), *_PEEPHOLES)
_PEEPHOLE = Convention("peephole", False, (False, True))


_CELL_EXAMPLE = {
    "x": [[1.0, 0.5], [-1.0, 1.0]],
    "h0": [0.5, 0.0],
    "C0": [1.0, -0.5],
    **example_weights("ifao", 0),
    "p_i": [0.5, -0.5],
    "p_f": [1.0, 0.5],
    "p_o": [-0.5, 0.5],
}
_STATES_WANTED = {"d": [[0.5, 0.0], [0.0, 0.5]]}
_CELL_GRADIENTS = {f"{letter}_{gate}": f"d{letter}_{gate}" for gate in lstm.GATES for letter in "WUb"}


OPERATIONS: tuple[Operation, ...] = (
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
        fields=(INPUTS, _STATE_TARGETS, *_CELL[1:]),
        example={**_CELL_EXAMPLE, **_STATES_WANTED},
        conventions=(_PEEPHOLE,),
        results=("E", *_CELL_GRADIENTS.values()),
        loss="E",
        gradients=_CELL_GRADIENTS,
    ),
    Operation(
        id="cell-chain",
        topic="lstm",
        title=text("セルを通る勾配", "Gradient through the cell"),
        summary=text(
            "忘却ゲートの積：C の変化が直接の経路で届く割合です。",
            "How much of a change of C arrives on the direct path.",
        ),
        functions=(through_time.cell_chain,),
        notation=through_time.NOTATION,
        fields=(sequence("f", "T H", "忘却ゲート", "forget gates", domain="share"),),
        example={"f": [[0.5, 0.8], [0.4, 0.5]]},
        results=("kept",),
    ),
    Operation(
        id="lstm-cell",
        topic="lstm",
        title=text("ゲートの値からのセル", "Cell from its gates"),
        summary=text(
            "ゲートと候補の値から、セル C と出力 h を求めます。", "Cell C and output h from gates and candidate."
        ),
        functions=(lstm.cell_step,),
        notation=lstm.NOTATION,
        fields=(
            sequence("i", "T H", "入力ゲート", "input gates", domain="share"),
            sequence("f", "T H", "忘却ゲート", "forget gates", domain="share"),
            sequence("a", "T H", "候補", "candidates"),
            sequence("o", "T H", "出力ゲート", "output gates", domain="share"),
            array("C0", "H", "初期セル", "initial cell"),
        ),
        example={
            "i": [[0.5, 0.8]],
            "f": [[0.9, 0.5]],
            "a": [[-0.5, 1.0]],
            "o": [[0.6, 0.4]],
            "C0": [1.0, -0.5],
        },
        results=("C", "h"),
    ),
    counted(
        "lstm",
        "lstm",
        ("LSTM ", "an LSTM"),
        functions=(parameter_count.gated,),
        fields=(INPUT_SIZE, HIDDEN_SIZE),
        example={"D": 10.0, "H": 20.0},
        conventions=(Convention("peephole", False, (False, True)), SECOND_BIAS),
        fixed={"G": 4.0},
    ),
)
