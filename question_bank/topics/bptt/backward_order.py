"""In which order the errors and gradients of BPTT over three times can be computed, read from a run."""

from engine import recurrent
from engine.derivation import Run
from question_bank.kinds.order.procedures import run_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.inputs import network
from question_bank.topics.bptt.network import CONVENTIONS

TIMES = (1, 2, 3)
INPUTS = {
    "x": [[1.0, 0.5]] * 3,
    "z": [[0.5, 0.5]] * 4,
    "y": [[1.0]] * 3,
    "d": [[0.5]] * 3,
    "W": [[0.5, 0.5], [0.5, -0.5]],
    "W_out": [[1.0, 1.0]],
}
NAMES = {
    "delta_out": Bilingual(ja="出力の誤差", en="error of the output"),
    "delta": Bilingual(ja="隠れ層の誤差", en="error of the hidden layer"),
    "dW_in": Bilingual(ja="入力の重みの勾配", en="gradient of the input weight"),
    "dW": Bilingual(ja="再帰の重みの勾配", en="gradient of the recurrent weight"),
    "dW_out": Bilingual(ja="出力の重みの勾配", en="gradient of the output weight"),
}

FAMILY = run_family(
    "bptt",
    "backward-order",
    Run(recurrent.backward, recurrent.NOTATION, network(INPUTS), {"f": "tanh", "over_time": "sum"}),
    [
        *((symbol, t) for t in TIMES for symbol in ("delta_out", "delta")),
        ("dW_in", None),
        ("dW", None),
        ("dW_out", None),
    ],
    NAMES,
    points=("B06", "B08", "B11"),
    mistakes=(
        *(("earlier-error-first", ("delta", t), ("delta", s)) for t in TIMES for s in TIMES if t < s),
        *(("gradient-before-its-errors", (symbol, None), ("delta", t)) for symbol in ("dW", "dW_in") for t in TIMES),
    ),
    conventions=CONVENTIONS,
    version=3,
)
