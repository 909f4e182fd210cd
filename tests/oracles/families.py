"""The right answer of each question family from its stored parameters alone, held against the key of every draw."""

import math
from collections.abc import Callable
from typing import Any

from question_bank.instance import Instance
from tests.oracles import arranged, claims, counting, further, gated, language, latent, scalar_lstm, scalar_rnn
from tests.oracles.given import Answer, entry_or_all
from tests.oracles.scalar_rnn import Backward, Matrix, Vector


def _times(vectors: list[Vector]) -> dict[int, Vector]:
    return dict(enumerate(vectors, start=1))


def hidden_state(instance: Instance) -> Answer:
    """z^T."""
    p = instance.parameters
    i = p["inputs"]
    return entry_or_all(instance, scalar_rnn.states(i["x"], i["W_in"], i["W"], i["b"], i["z0"], p["f"])[-1])


def output(instance: Instance) -> Answer:
    """y^1."""
    p = instance.parameters
    i = p["inputs"]
    z = i["z"] if "z" in i else scalar_rnn.states(i["x"], i["W_in"], i["W"], i["b"], i["z0"], p["f"])
    return entry_or_all(instance, scalar_rnn.outputs(z, i["W_out"], i["c"], p["g"])[0])


def _errors(p: dict[str, Any], cut: tuple[int, ...] = ()) -> tuple[list[Vector], Backward]:
    """The states and the errors, from the forward values where they are given."""
    i = p["inputs"]
    if "z" in i:
        z, y = i["z"], i["y"]
    else:
        z = scalar_rnn.states(i["x"], i["W_in"], i["W"], i["b"], i["z0"], p["f"])
        y = scalar_rnn.outputs(z, i["W_out"], i["c"], "identity")
    mean = p["over_time"] == "mean"
    return z, scalar_rnn.backward(z, y, _times(i["d"]), i["W"], i["W_out"], f=p["f"], mean=mean, cut=cut)


def delta(instance: Instance) -> Answer:
    """δ^1."""
    _, errors = _errors(instance.parameters)
    first = errors.delta[0]
    assert first is not None
    return entry_or_all(instance, first)


def _gradient(name: str) -> Callable[[Instance], Answer]:
    def answer(instance: Instance) -> Answer:
        z, errors = _errors(instance.parameters)
        return entry_or_all(instance, scalar_rnn.gradients(instance.parameters["inputs"]["x"], z, errors)[name])

    return answer


def recurrent_weight(instance: Instance) -> Answer:
    """∂E/∂W."""
    return _gradient("W")(instance)


def input_weight(instance: Instance) -> Answer:
    """∂E/∂W_in."""
    return _gradient("W_in")(instance)


def output_weight(instance: Instance) -> Answer:
    """∂E/∂W_out."""
    return _gradient("W_out")(instance)


def bias_gradient(instance: Instance) -> Answer:
    """∂E/∂b."""
    _, errors = _errors(instance.parameters)
    return entry_or_all(instance, scalar_rnn.vector_sum(errors.delta))


def one_loss(instance: Instance) -> Answer:
    """∂E/∂W of the loss at the last time."""
    i = instance.parameters["inputs"]
    last = len(i["y"])
    errors = scalar_rnn.backward(
        i["z"], i["y"], {last: i["d"][last - 1]}, i["W"], i["W_out"], f=instance.parameters["f"]
    )
    return entry_or_all(instance, scalar_rnn.outer_sum(errors.delta, i["z"][:-1]))


def update(instance: Instance) -> Answer:
    """W or W_in after one step of gradient descent."""
    p = instance.parameters
    i, name = p["inputs"], p["asked"]
    gradient = scalar_rnn.outer_sum(i["delta"], i["z"][:-1] if name == "W" else i["x"])
    updated = [
        [w - i["epsilon"] * g for w, g in zip(row, other, strict=True)]
        for row, other in zip(i[name], gradient, strict=True)
    ]
    return entry_or_all(instance, updated)


def truncated(instance: Instance) -> Answer:
    """∂E/∂W with the error cut at one state."""
    z, errors = _errors(instance.parameters, (instance.parameters["cut"],))
    return entry_or_all(instance, scalar_rnn.outer_sum(errors.delta, z[:-1]))


# Checked against the note with its errata: A3 (z^{t-1}), W1 (sum over time), W3 (both paths).
FORMULAS = {
    "delta": r"$f'(u^{t}) \odot \left( W_{\mathrm{out}}^{\top} \, \delta^{\mathrm{out},t}"
    r" + W^{\top} \, \delta^{t+1} \right)$",
    "dW": r"$\sum_{t=1}^{T} \delta^{t} \, \left( z^{t-1} \right)^{\top}$",
    "dW_in": r"$\sum_{t=1}^{T} \delta^{t} \, \left( x^{t} \right)^{\top}$",
    "dW_out": r"$\sum_{t=1}^{T} \delta^{\mathrm{out},t} \, \left( z^{t} \right)^{\top}$",
}


def formula(instance: Instance) -> str:
    """The right formula as it is written."""
    return FORMULAS[instance.parameters["step"]]


def forward_code(instance: Instance) -> Answer:
    """z^0 … z^T, or the states of the times 1 to T of each row of a batch."""
    p = instance.parameters
    if p["blank"].startswith("batch"):
        Wx, Wh = ([list(column) for column in zip(*p[name], strict=True)] for name in ("Wx", "Wh"))
        rows = [scalar_rnn.states(x, Wx, Wh, p["b"], h0, "tanh") for x, h0 in zip(p["x"], p["h0"], strict=True)]
        return tuple(entry for states in rows for state in states[1:] for entry in state)
    z = scalar_rnn.states(p["x"], p["W_in"], p["W"], p["b"], p["z0"], "tanh")
    return tuple(entry for state in z for entry in state)


def _layer_gradients(x: Matrix, h_prev: Matrix, h_next: Matrix, dh_next: Matrix, Wx: Matrix, Wh: Matrix) -> Answer:
    """dx, dh_prev, dWx, dWh and db in a row: each a sum over what the value is multiplied by, or added to."""
    dt = [[dh * (1 - h) * (1 + h) for dh, h in zip(*rows, strict=True)] for rows in zip(dh_next, h_next, strict=True)]
    back = [
        sum(d * w for d, w in zip(row, weights, strict=True)) for part in (Wx, Wh) for row in dt for weights in part
    ]
    weights = [
        sum(row[k] * d[j] for row, d in zip(part, dt, strict=True))
        for part in (x, h_prev)
        for k in range(len(part[0]))
        for j in range(len(dt[0]))
    ]
    return (*back, *weights, *(sum(column) for column in zip(*dt, strict=True)))


def backward_code(instance: Instance) -> Answer:
    """∂E/∂W from the errors of the outputs, or all gradients of one layer's step for rows of a batch."""
    p = instance.parameters
    if "dh_next" in p:
        return _layer_gradients(**{name: value for name, value in p.items() if name != "blank"})
    zero = {t: [0.0] for t in range(1, len(p["x"]) + 1)}  # then y - d is the error that was drawn
    errors = scalar_rnn.backward(p["z"], p["delta_out"], zero, p["W"], p["W_out"], f="tanh")
    return tuple(entry for row in scalar_rnn.outer_sum(errors.delta, p["z"][:-1]) for entry in row)


def clipping(instance: Instance) -> Answer:
    """One gradient after clipping by the global norm."""
    p = instance.parameters
    norm = math.sqrt(sum(entry**2 for gradient in p["g"] for entry in gradient))
    rate = min(1.0, p["theta"] / norm)
    return entry_or_all(instance, [rate * entry for entry in p["g"][p["gradient"] - 1]])


def modified_precision(instance: Instance) -> Answer:
    """p_n."""
    p = instance.parameters
    return (counting.precision(p["candidate"], p["references"], p["n"]),)


def brevity_penalty(instance: Instance) -> Answer:
    """BP."""
    return (counting.penalty(instance.parameters["candidate"], instance.parameters["references"]),)


def sentence(instance: Instance) -> Answer:
    """BLEU with N = 2."""
    return (counting.bleu(instance.parameters["candidate"], instance.parameters["references"], 2),)


def perplexity(instance: Instance) -> Answer:
    """PP."""
    return (counting.perplexity(instance.parameters["p"]),)


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


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "rnn.hidden-state": hidden_state,
    "rnn.output": output,
    "rnn.forward-code": forward_code,
    "bptt.delta": delta,
    "bptt.recurrent-weight-gradient": recurrent_weight,
    "bptt.input-weight-gradient": input_weight,
    "bptt.output-weight-gradient": output_weight,
    "bptt.update": update,
    "bptt.truncated": truncated,
    "bptt.formula": formula,
    "bptt.backward-code": backward_code,
    "gradients.clipping": clipping,
    "bleu.modified-precision": modified_precision,
    "bleu.brevity-penalty": brevity_penalty,
    "bleu.sentence": sentence,
    "perplexity.sequence": perplexity,
    "lstm.cell-state": cell_state,
    "lstm.hidden-state": lstm_output,
    "lstm.peephole": peephole,
    "lstm.fused-code": fused_code,
    "lstm.cell-code": cell_code,
    "bptt.bias-gradient": bias_gradient,
    "bptt.one-loss": one_loss,
    **further.ORACLES,
    **gated.ORACLES,
    **language.ORACLES,
    **latent.ORACLES,
    **claims.ORACLES,
    **arranged.ORACLES,
}
