"""The right answers on the LSTM, from the stored parameters alone, in scalar Python."""

import math
from collections.abc import Callable
from typing import Any

from question_bank.model.instance import Instance
from tests.oracles import scalar_lstm
from tests.oracles.arranged import Computed, Paired, gradient
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Vector


def _cell_values(p: dict[str, Any]) -> tuple[list[Vector], list[Vector]]:
    """H and C of each time, from the gates or from the weights."""
    i = p["inputs"]
    if p["whole"]:
        return scalar_lstm.run(i["x"], i["h0"], i["C0"], i["parameters"])
    C, hidden, cells = i["C0"], [], []
    for i_t, f_t, a_t, o_t in zip(i["i"], i["f"], i["a"], i["o"], strict=True):
        C = scalar_lstm.cell(i_t, f_t, a_t, C)
        cells.append(C)
        hidden.append(scalar_lstm.read_out(o_t, C))
    return hidden, cells


def cell_state(instance: Instance) -> Answer:
    """C^T."""
    return entry_or_all(instance, _cell_values(instance.parameters)[1][-1])


def lstm_output(instance: Instance) -> Answer:
    """h^1."""
    return entry_or_all(instance, _cell_values(instance.parameters)[0][0])


def peephole(instance: Instance) -> Answer:
    """A gate that sees a cell: o the new one, i and f the one before."""
    p = instance.parameters
    gate = p["gate"]
    weights = {f"{letter}_{gate}": p[letter] for letter in "WUpb"}
    seen = p["C"][1] if gate == "o" else p["C"][0]
    return entry_or_all(instance, scalar_lstm.gate(gate, p["x"], p["h0"], seen, weights))


def cell_code(instance: Instance) -> Answer:
    """H and C after one step, with the gates fused in the order i, f, o, a, perhaps with peepholes."""
    p = instance.parameters
    weights: dict[str, Any] = {}
    for k, gate in enumerate("ifoa"):
        weights |= {f"{letter}_{gate}": p[letter][2 * k : 2 * k + 2] for letter in "WUb"}
    weights |= {f"p_{gate}": p[f"p_{gate}"] for gate in "ifo"}
    peephole = "覗き穴結合" in instance.stem.ja
    hidden, cells = scalar_lstm.run([p["x"]], p["h_prev"], p["c_prev"], weights, peephole=peephole)
    return (*hidden[0], *cells[0])


def fused_code(instance: Instance) -> Answer:
    """H and C of each row, with the parts fused side by side in the order a, i, f, o, or stacked as i, f, a, o."""
    p = instance.parameters
    weights: dict[str, Any] = {}
    for k, gate in enumerate("ifao" if "W_ih" in instance.stem.ja else "aifo"):
        places = (2 * k, 2 * k + 1)
        weights |= {f"{letter}_{gate}": [[row[place] for row in p[letter]] for place in places] for letter in "WU"}
        weights[f"b_{gate}"] = [p["b"][place] for place in places]
    steps = [scalar_lstm.run([x], h, c, weights) for x, h, c in zip(p["x"], p["h_prev"], p["c_prev"], strict=True)]
    return tuple(value for part in (0, 1) for step in steps for value in step[part][0])


def carousel(instance: Instance) -> Answer:
    """The product of the gates of each unit."""
    return entry_or_all(instance, [math.prod(gates) for gates in zip(*instance.parameters["f"], strict=True)])


def lstm_count(instance: Instance) -> Answer:
    """Four sets of two matrices and a vector, and three vectors of peepholes."""
    p = instance.parameters
    H, D = p["H"], p["D"]
    return (float(4 * (H * D + H * H + H) + (3 * H if p["peephole"] else 0)),)


def _cell_errors(p: dict[str, list[float]], C: list[list[float]], gamma: list[float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in ("dC", "delta_i", "delta_f", "delta_a", "delta_o", "before")}
    for k in range(2):
        i, f, a, o, dh = (p[name][k] for name in ("i", "f", "a", "o", "dh"))
        dC = dh * o / math.cosh(C[1][k]) ** 2 + gamma[k]
        found["dC"].append(dC)
        found["delta_i"].append(dC * a * i * (1 - i))
        found["delta_f"].append(dC * C[0][k] * f * (1 - f))
        found["delta_a"].append(dC * i * (1 - a) * (1 + a))
        found["delta_o"].append(dh * math.tanh(C[1][k]) * o * (1 - o))
        found["before"].append(dC * f)
    return found


def cell_backward(instance: Instance) -> Answer:
    """The error asked for."""
    p = instance.parameters
    return entry_or_all(instance, _cell_errors(p, p["C"], p["gamma"])[p["asked"]])


def _beyond_the_gates(p: dict[str, Any]) -> Answer:
    """∂E/∂W, ∂E/∂U, ∂E/∂b, ∂E/∂x and ∂E/∂h of rows, from the gradients at the gates, side by side as i, f, o, a."""
    dA = [[value for gate in "ifoa" for value in p[f"d{gate}"][row]] for row in range(len(p["x"]))]
    places = range(len(dA[0]))
    found: list[float] = []
    for seen in ("x", "h_prev"):
        rows = list(zip(p[seen], dA, strict=True))
        found += [sum(x[k] * g[j] for x, g in rows) for k in range(len(p[seen][0])) for j in places]
    found += [sum(g[j] for g in dA) for j in places]
    for weights in ("W", "U"):
        found += [sum(w * g for w, g in zip(line, row, strict=True)) for row in dA for line in p[weights]]
    return tuple(found)


def lstm_backward_code(instance: Instance) -> Answer:
    """The five results of the step back to the gates, or from them on."""
    p = instance.parameters
    if "から先を" in instance.stem.ja:
        return _beyond_the_gates(p)
    found = _cell_errors(p, [p["c_prev"], p["c"]], p["dc_next"])
    return tuple(value for name in ("delta_o", "delta_f", "delta_i", "delta_a", "before") for value in found[name])


def _uses(t: int) -> dict[str, list[str]]:
    before = [rf"h^{{({t - 1})}}", rf"C^{{({t - 1})}}"]
    return {
        rf"i^{{({t})}}": before,
        rf"f^{{({t})}}": before,
        rf"a^{{({t})}}": before[:1],
        rf"C^{{({t})}}": [rf"f^{{({t})}}", rf"i^{{({t})}}", rf"a^{{({t})}}", before[1]],
        rf"o^{{({t})}}": [before[0], rf"C^{{({t})}}"],  # the peephole of its own time
        rf"h^{{({t})}}": [rf"o^{{({t})}}", rf"C^{{({t})}}"],
    }


CELL, STATE = gradient("C^{t}"), gradient("h^{t}")
# Which formula belongs to what, by hand, from the chain rule.
BACKWARD = {
    "入力ゲート $i^t$ の勾配": rf"{CELL} \odot a^{{t}}",
    "忘却ゲート $f^t$ の勾配": rf"{CELL} \odot C^{{t-1}}",
    "候補 $a^t$ の勾配": rf"{CELL} \odot i^{{t}}",
    "出力ゲート $o^t$ の勾配": rf"{STATE} \odot \tanh\left( C^{{t}} \right)",
    "前のセル $C^{t-1}$ の勾配（直接の経路）": rf"{CELL} \odot f^{{t}}",
}

ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "cell-state": cell_state,
    "hidden-state": lstm_output,
    "peephole": peephole,
    "fused-code": fused_code,
    "cell-code": cell_code,
    "carousel": carousel,
    "parameter-count": lstm_count,
    "cell-backward": cell_backward,
    "backward-code": lstm_backward_code,
    "step-order": Computed(_uses(1) | _uses(2)),
    "backward-match": Paired(BACKWARD),
}
