"""Record reference values with PyTorch, which the tests do not need: ``python tests/engine/references/record.py``.

The formulas are written out in torch and differentiated by autograd; the LSTM without peephole is held to
``torch.nn.LSTMCell`` on the way. Float64; the seeds stand in the records.
"""

import json
from pathlib import Path
from typing import Any

import torch  # type: ignore[import-not-found,unused-ignore]

HERE = Path(__file__).parent
D, H, O = 2, 3, 2  # sizes of input, state and output
ACTIVATIONS = {
    "identity": lambda u: u,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
}
GATES = "ifao"


def draw(generator: Any, *shape: int, grad: bool = True) -> Any:
    """Standard normal values."""
    return torch.randn(*shape, generator=generator, dtype=torch.float64, requires_grad=grad)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Tensors as nested lists."""
    return {
        name: [v.tolist() for v in value] if isinstance(value, list) else value.tolist()
        for name, value in values.items()
    }


def rnn(seed: int, f: str, loss: str, T: int, over_time: str, at: list[int], cut: list[int]) -> dict[str, Any]:
    """One network: forward, loss at the times ``at``, gradients; z^s is a constant in u^{s+1} for s in ``cut``."""
    g = torch.Generator().manual_seed(seed)
    p = {"W_in": draw(g, H, D), "W": draw(g, H, H), "W_out": draw(g, O, H), "b": draw(g, H), "c": draw(g, O)}
    z0 = draw(g, H, grad=False)
    x = [draw(g, D, grad=False) for _ in range(T)]
    if loss == "squared":
        d = [draw(g, O, grad=False) for _ in range(T)]
    else:
        d = [torch.eye(O, dtype=torch.float64)[int(torch.randint(O, (1,), generator=g))] for _ in range(T)]
    z, y = [z0], []
    for t in range(1, T + 1):
        before = z[t - 1].detach() if t - 1 in cut else z[t - 1]
        z.append(ACTIVATIONS[f](p["W_in"] @ x[t - 1] + p["W"] @ before + p["b"]))
        v = p["W_out"] @ z[t] + p["c"]
        y.append(torch.softmax(v, 0) if loss == "cross_entropy" else v)
    parts = [
        ((y[t - 1] - d[t - 1]) ** 2).sum() / 2 if loss == "squared" else -(d[t - 1] * torch.log(y[t - 1])).sum()
        for t in at
    ]
    E = sum(parts) / (len(parts) if over_time == "mean" else 1)
    E.backward()
    return {
        "seed": seed,
        "conventions": {"f": f, "loss": loss, "over_time": over_time, "cut": cut},
        "at": at,
        "inputs": plain({**p, "z0": z0, "x": x, "d": d}),
        "z": [v.tolist() for v in z],
        "y": [v.tolist() for v in y],
        "E": E.item(),
        # A parameter that the loss does not reach has no gradient in torch: it is zero.
        "gradients": {name: (torch.zeros_like(v) if v.grad is None else v.grad).tolist() for name, v in p.items()},
    }


def lstm(seed: int, T: int, peephole: bool) -> dict[str, Any]:
    """T steps of a cell: all states, E = Σ ½‖h - d‖², all gradients."""
    g = torch.Generator().manual_seed(seed)
    p: dict[str, Any] = {}
    for gate in GATES:
        p |= {f"W_{gate}": draw(g, H, D), f"U_{gate}": draw(g, H, H), f"b_{gate}": draw(g, H)}
        if peephole and gate != "a":
            p[f"p_{gate}"] = draw(g, H)
    h0, C0 = draw(g, H, grad=False), draw(g, H, grad=False)
    x, d = [draw(g, D, grad=False) for _ in range(T)], [draw(g, H, grad=False) for _ in range(T)]
    h, C = [h0], [C0]
    for t in range(T):
        u = {gate: p[f"W_{gate}"] @ x[t] + p[f"U_{gate}"] @ h[t] + p[f"b_{gate}"] for gate in GATES}
        seen = (lambda gate, cell: p[f"p_{gate}"] * cell) if peephole else (lambda gate, cell: 0)
        i, f = torch.sigmoid(u["i"] + seen("i", C[t])), torch.sigmoid(u["f"] + seen("f", C[t]))
        C.append(f * C[t] + i * torch.tanh(u["a"]))
        h.append(torch.sigmoid(u["o"] + seen("o", C[t + 1])) * torch.tanh(C[t + 1]))
        if not peephole:
            library_cell(p, x[t], h[t], C[t], h[t + 1], C[t + 1])
    E = sum(((h[t + 1] - d[t]) ** 2).sum() / 2 for t in range(T))
    E.backward()
    return {
        "seed": seed,
        "peephole": peephole,
        "inputs": plain({"x": x, "h0": h0, "C0": C0, "d": d}),
        "parameters": plain(p),
        "h": [v.tolist() for v in h],
        "C": [v.tolist() for v in C],
        "E": E.item(),
        "gradients": {name: v.grad.tolist() for name, v in p.items()},
    }


def library_cell(p: dict[str, Any], x: Any, h: Any, C: Any, h_new: Any, C_new: Any) -> None:
    """Hold one step to ``torch.nn.LSTMCell``, whose gates are stacked in the order i, f, candidate, o."""
    cell = torch.nn.LSTMCell(D, H, dtype=torch.float64)
    with torch.no_grad():
        for letter, name in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
            getattr(cell, name).copy_(torch.cat([p[f"{letter}_{gate}"] for gate in GATES]))
        cell.bias_hh.zero_()
        expected = cell(x[None], (h[None], C[None]))
    assert torch.allclose(expected[0][0], h_new, atol=1e-14)
    assert torch.allclose(expected[1][0], C_new, atol=1e-14)


def main() -> None:
    """Write rnn.json and lstm.json."""
    cases, seed = [], 0
    for f in ACTIVATIONS:
        for loss in ("squared", "cross_entropy"):
            settings: list[tuple[int, str, list[int], list[int]]] = [
                (T, "sum", list(range(1, T + 1)), []) for T in (1, 2, 3, 5)
            ]
            settings += [(4, "mean", [1, 2, 3, 4], []), (4, "sum", [3], []), (5, "sum", [1, 2, 3, 4, 5], [2])]
            for T, over_time, at, cut in settings:
                seed += 1
                cases.append(rnn(seed, f, loss, T, over_time, at, cut))
    cells = [lstm(100 + 2 * T + peephole, T, bool(peephole)) for T in (1, 2, 3, 5) for peephole in (0, 1)]
    for name, recorded in (("rnn", cases), ("lstm", cells)):
        content = {"torch": torch.__version__.split("+")[0], "cases": recorded}
        (HERE / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
