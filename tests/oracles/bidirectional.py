"""The right answers on the bidirectional RNN, from the stored parameters alone, in scalar Python."""

from collections.abc import Callable
from typing import Any

from question_bank.model.instance import Instance
from tests.oracles.given import Answer
from tests.oracles.scalar_rnn import states


def joined_output(instance: Instance) -> Answer:
    """Forward, then backward, of the asked time."""
    p = instance.parameters
    place = p["time"] - 1
    return (*p["f"][place], *p["g"][place])


def summary(instance: Instance) -> Answer:
    """The last forward and the first backward state."""
    p = instance.parameters
    return (*p["f"][-1], *p["g"][0])


def both_count(instance: Instance) -> Answer:
    """Two plain RNNs."""
    p = instance.parameters
    return (float(2 * (p["H"] * p["D"] + p["H"] ** 2 + p["H"])),)


def join_code(instance: Instance) -> Answer:
    """Rows of forward and backward states; the last ones of each; or the gradient of the input."""
    p = instance.parameters
    zero = [0.0, 0.0]
    forward = states(p["x"], p["W_f"], p["U_f"], zero, zero, "tanh")[1:]
    backward = states(p["x"][::-1], p["W_b"], p["U_b"], zero, zero, "tanh")[1:][::-1]
    if "逆伝播" in instance.stem.ja:
        return _input_gradient(p)
    if "系列全体" in instance.stem.ja:
        return (*forward[-1], *backward[0])
    return tuple(value for one, other in zip(forward, backward, strict=True) for value in (*one, *other))


def _input_gradient(p: dict[str, Any]) -> Answer:
    """∂E/∂x of E = Σ_t dy^t · y^t, path by path: from each output back to each input it has seen."""
    zero, length = [0.0, 0.0], len(p["x"])
    found = [[0.0, 0.0] for _ in range(length)]
    for side, order, half in (("f", range(length), 0), ("b", range(length)[::-1], 2)):
        W, U = p[f"W_{side}"], p[f"U_{side}"]
        h = states([p["x"][t] for t in order], W, U, zero, zero, "tanh")[1:]
        for k, time in enumerate(order):
            error = p["dy"][time][half : half + 2]
            for j in range(k, -1, -1):
                error = [e * (1 - z * z) for e, z in zip(error, h[j], strict=True)]
                for entry in (0, 1):
                    found[order[j]][entry] += sum(W[row][entry] * error[row] for row in (0, 1))
                error = [sum(U[row][entry] * error[row] for row in (0, 1)) for entry in (0, 1)]
    return tuple(value for row in found for value in row)


ORACLES: dict[str, Callable[[Instance], Answer | str]] = {
    "joined-output": joined_output,
    "summary": summary,
    "parameter-count": both_count,
    "join-code": join_code,
}
