"""What one's own numbers can go into: the topic's entries of the lab and the API."""

from engine import gru, parameter_count
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

_H0 = array("h0", "H", "初期状態", "initial state")
_STATE_TARGETS = sequence("d", "T H", "状態の教師データ", "targets of the states")
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
_PARTS = {"r": ("リセットゲート", "reset gate"), "z": ("更新ゲート", "update gate"), "h": ("候補", "candidate")}
_UNIT = (INPUTS, _H0, *gate_fields(_PARTS), _SECOND_BIAS)


_UNIT_EXAMPLE = {"x": [[1.0, 0.5], [-1.0, 1.0]], "h0": [0.5, -0.5], **example_weights("rzh", 1), "c_h": [0.5, 0.0]}
_STATES_WANTED = {"d": [[0.5, 0.0], [0.0, 0.5]]}
_UNIT_GRADIENTS = {f"{letter}_{part}": f"d{letter}_{part}" for part in gru.PARTS for letter in "WUb"} | {"c_h": "dc_h"}
_PREVIOUS = array("h0", "H", "前の状態", "previous state")
_W_EXAMPLE = [[0.5, 0.5], [-0.5, 1.0]]


OPERATIONS: tuple[Operation, ...] = (
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
        fields=(INPUTS, _STATE_TARGETS, *_UNIT[1:]),
        example={**_UNIT_EXAMPLE, **_STATES_WANTED},
        conventions=(_RESET, _UPDATE),
        results=("E", *_UNIT_GRADIENTS.values()),
        loss="E",
        gradients=_UNIT_GRADIENTS,
    ),
    Operation(
        id="gru-candidate",
        topic="gru",
        title=text("GRU の候補", "Candidate of a GRU"),
        summary=text("リセットゲートの値から候補を求めます。", "The candidate from a given reset gate."),
        functions=(gru.candidate,),
        notation=gru.NOTATION,
        fields=(
            array("x", "D", "入力", "input", at=1),
            _PREVIOUS,
            array("r", "H", "リセットゲート", "reset gate", at=1, domain="share"),
            array("W_h", "H D", "入力の重み", "weights of the input", group="parameters"),
            array("U_h", "H H", "前の状態の重み", "weights of the previous state", group="parameters"),
            array("b_h", "H", "バイアス", "bias", group="parameters"),
        ),
        example={
            "x": [1.0, 0.5],
            "h0": [0.5, -0.5],
            "r": [0.5, 0.8],
            "W_h": [[0.5, -1.0], [1.0, 0.5]],
            "U_h": _W_EXAMPLE,
            "b_h": [0.0, 0.5],
        },
        conventions=(Convention("reset", "before", ("before", "after")),),
        results=("h_tilde",),
    ),
    Operation(
        id="gru-mix",
        topic="gru",
        title=text("GRU の新しい状態", "New state of a GRU"),
        summary=text("更新ゲートで、前の状態と候補を混ぜます。", "The update gate mixes old state and candidate."),
        functions=(gru.new_state,),
        notation=gru.NOTATION,
        fields=(
            sequence("z", "T H", "更新ゲート", "update gates", domain="share"),
            sequence("h_tilde", "T H", "候補", "candidates"),
            _PREVIOUS,
        ),
        example={"z": [[0.25, 0.5]], "h_tilde": [[0.8, -0.4]], "h0": [0.4, 1.0]},
        conventions=(Convention("update", "new", ("new", "keep")),),
        results=("h",),
    ),
    counted(
        "gru",
        "gru",
        ("GRU ", "a GRU"),
        functions=(parameter_count.gated,),
        meant=lambda run: float(run.inputs["G"]) == 3,
        fields=(INPUT_SIZE, HIDDEN_SIZE),
        example={"D": 10.0, "H": 20.0},
        conventions=(SECOND_BIAS,),
        fixed={"G": 3.0},
    ),
)
