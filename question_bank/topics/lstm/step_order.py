"""In which order the values of two LSTM steps with peepholes can be computed, read from a run."""

from engine import lstm
from engine.derivation import Run
from question_bank.kinds.order.procedures import run_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.inputs import array, sequence

PARAMETERS = {f"{letter}_{gate}": array([[0.5]] if letter in "WU" else [0.5]) for letter in "WUb" for gate in "ifao"}
PEEPHOLES = {f"p_{gate}": array([0.5]) for gate in "ifo"}
NAMES = {
    "i": Bilingual(ja="入力ゲート", en="input gate"),
    "f": Bilingual(ja="忘却ゲート", en="forget gate"),
    "a": Bilingual(ja="候補", en="candidate"),
    "C": Bilingual(ja="セル", en="cell"),
    "o": Bilingual(ja="出力ゲート", en="output gate"),
    "h": Bilingual(ja="隠れ状態", en="hidden state"),
}

FAMILY = run_family(
    "lstm",
    "step-order",
    Run(
        lstm.forward,
        lstm.NOTATION,
        {"x": sequence([[1.0], [1.0]]), "h0": array([0.5]), "C0": array([0.5]), "parameters": PARAMETERS | PEEPHOLES},
        {"peephole": True},
    ),
    [(symbol, t) for t in (1, 2) for symbol in NAMES],
    NAMES,
    points=("L06", "L08", "L09"),
    mistakes=(
        *(("output-gate-before-the-cell", ("o", t), ("C", t)) for t in (1, 2)),
        *(("cell-before-its-gates", ("C", t), (gate, t)) for t in (1, 2) for gate in "if"),
    ),
    conventions=("lstm-sees", "lstm"),
    version=3,
)
