"""Which product gives the gradient of a gate, read from a run of one step back through the cell."""

from engine import lstm
from engine.derivation import Derivation, Run, writing
from engine.derivation.term import Call
from question_bank.kinds.match.pools import Mistake, Partners, Pool, pool_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.inputs import array, sequence

GATES = {
    "i": Bilingual(ja="入力ゲート $i^t$ の勾配", en="gradient of the input gate $i^t$"),
    "f": Bilingual(ja="忘却ゲート $f^t$ の勾配", en="gradient of the forget gate $f^t$"),
    "a": Bilingual(ja="候補 $a^t$ の勾配", en="gradient of the candidate $a^t$"),
    "o": Bilingual(ja="出力ゲート $o^t$ の勾配", en="gradient of the output gate $o^t$"),
}
CELL = Bilingual(
    ja="前のセル $C^{t-1}$ の勾配（直接の経路）", en="gradient of the cell before, $C^{t-1}$ (direct path)"
)
INSIDE = Bilingual(
    ja="$C^t = f^t \\odot C^{t-1} + i^t \\odot a^t$ の積で、もう一方の因子が残ります。",
    en="In $C^t = f^t \\odot C^{t-1} + i^t \\odot a^t$ the other factor of its product remains.",
)
OUTSIDE = Bilingual(
    ja="$h^t = o^t \\odot \\tanh(C^t)$ の積で、もう一方の因子が残ります。",
    en="In $h^t = o^t \\odot \\tanh(C^t)$ the other factor of the product remains.",
)


def _trace() -> Derivation:
    weights = {f"{letter}_{gate}": array([0.5] if letter == "b" else [[0.5]]) for letter in "WUb" for gate in "ifao"}
    one = sequence([[1.0]])
    inputs = {"x": one, "h0": array([0.5]), "C0": array([0.5]), "d": one, "parameters": weights}
    return Run(lstm.bptt, lstm.NOTATION, inputs).trace()


def _cell() -> Derivation:
    one = sequence([[0.5]])
    inputs = {"i": one, "f": one, "a": one, "o": one, "C": sequence([[0.5], [0.5]], 0), "dh": one, "gamma": one}
    return Run(lstm.step_backward, lstm.NOTATION, inputs).trace()


def _general(trace: Derivation, symbol: str, index: int, anchor: int) -> str:
    """The formula of a step; of a gate's error only the part before the slope of its own activation."""
    tree = trace.step(symbol, index).tree
    if not isinstance(tree, Call):
        raise TypeError(f"{symbol} is no product")
    part = tree.arguments[0] if symbol.startswith("delta") else tree
    return f"${writing.in_general(trace.notation, part, anchor, anchor)}$"


def _pool() -> Pool:
    trace = _trace()
    pairs = {}
    for gate, left in GATES.items():
        formula = _general(trace, f"delta_{gate}", 1, 1)
        reason = OUTSIDE if gate == "o" else INSIDE
        pairs[gate] = Partners(left=left, right=Bilingual(ja=formula, en=formula), reason=reason)
    formula = _general(_cell(), "dC", 0, 1)
    pairs["C"] = Partners(left=CELL, right=Bilingual(ja=formula, en=formula), reason=INSIDE)
    mistakes = [Mistake(slip="gate-factors-exchanged", first=a, second=b) for a in "ifaC" for b in "ifaC" if a != b]
    decoy = r"$\frac{\partial E}{\partial h^{t}} \odot C^{t}$"
    return Pool(
        points=("L16", "L17"),
        pairs=pairs,
        decoys={"untanhed": Bilingual(ja=decoy, en=decoy)},
        mistakes=tuple(mistakes),
    )


FAMILY = pool_family("lstm", "backward-match", _pool(), level=2, version=3)
