"""In which order the values of two GRU steps can be computed, read from a run."""

from engine import gru
from engine.derivation import Run
from question_bank.kinds.order.procedures import run_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.inputs import array, sequence

PARAMETERS = {f"{letter}_{part}": array([0.5] if letter == "b" else [[0.5]]) for letter in "WUb" for part in "rzh"}
NAMES = {
    "r": Bilingual(ja="リセットゲート", en="reset gate"),
    "z": Bilingual(ja="更新ゲート", en="update gate"),
    "u_h": Bilingual(ja="候補の活性化前の値", en="candidate before its activation"),
    "h_tilde": Bilingual(ja="候補", en="candidate"),
    "h": Bilingual(ja="隠れ状態", en="hidden state"),
}

FAMILY = run_family(
    "gru",
    "step-order",
    Run(
        gru.forward,
        gru.NOTATION,
        {"x": sequence([[1.0], [1.0]]), "h0": array([0.5]), "parameters": PARAMETERS},
        {"reset": "before", "update": "new"},
    ),
    [(symbol, t) for t in (1, 2) for symbol in NAMES],
    NAMES,
    points=("U01", "U02", "U03"),
    conventions=("gru-gates",),
    version=3,
    mistakes=tuple(("candidate-before-reset", (symbol, t), ("r", t)) for t in (1, 2) for symbol in ("u_h", "h_tilde")),
)
