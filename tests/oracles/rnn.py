"""The right answers on the plain RNN, from the stored parameters alone, in scalar Python."""

from collections.abc import Callable

from question_bank.model.instance import Instance
from tests.oracles import scalar_rnn
from tests.oracles.given import Answer, entry_or_all


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


def forward_code(instance: Instance) -> Answer:
    """z^0 … z^T, or the states of the times 1 to T of each row of a batch."""
    p = instance.parameters
    if p["blank"].startswith("batch"):
        Wx, Wh = ([list(column) for column in zip(*p[name], strict=True)] for name in ("Wx", "Wh"))
        rows = [scalar_rnn.states(x, Wx, Wh, p["b"], h0, "tanh") for x, h0 in zip(p["x"], p["h0"], strict=True)]
        return tuple(entry for states in rows for state in states[1:] for entry in state)
    z = scalar_rnn.states(p["x"], p["W_in"], p["W"], p["b"], p["z0"], "tanh")
    return tuple(entry for state in z for entry in state)


def rnn_count(instance: Instance) -> Answer:
    """Every matrix and vector, counted entry by entry."""
    p = instance.parameters
    shapes = [(p["H"], p["D"]), (p["H"], p["H"]), (p["H"], 1), (p["O"], p["H"]), (p["O"], 1)]
    return (float(sum(rows * columns for rows, columns in shapes)),)


def unrolled(instance: Instance) -> Answer:
    """z^T of one ReLU unit."""
    p = instance.parameters
    return (scalar_rnn.states(p["x"], p["W_in"], p["W"], p["b"], p["z0"], "relu")[-1][0],)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "hidden-state": hidden_state,
    "output": output,
    "forward-code": forward_code,
    "parameter-count": rnn_count,
    "unrolled": unrolled,
}
