"""Operations on a piece of a recurrent network: what is otherwise a step on the way is an input here."""

from engine import bidirectional, gru, lstm, recurrent, through_time
from question_bank.operations.fields import Convention, array, sequence, text
from question_bank.operations.operation import Operation

_X = sequence("x", "T D", "入力", "inputs")
_H0 = array("h0", "H", "前の状態", "previous state")
_W_EXAMPLE = [[0.5, 0.5], [-0.5, 1.0]]

OPERATIONS = (
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
            _X,
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
            array("k", "", "時刻の数", "number of times", domain="times"),
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
    Operation(
        id="gru-candidate",
        topic="gru",
        title=text("GRU の候補", "Candidate of a GRU"),
        summary=text("リセットゲートの値から候補を求めます。", "The candidate from a given reset gate."),
        functions=(gru.candidate,),
        notation=gru.NOTATION,
        fields=(
            array("x", "D", "入力", "input", at=1),
            _H0,
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
            _H0,
        ),
        example={"z": [[0.25, 0.5]], "h_tilde": [[0.8, -0.4]], "h0": [0.4, 1.0]},
        conventions=(Convention("update", "new", ("new", "keep")),),
        results=("h",),
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
)
