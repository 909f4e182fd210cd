"""Record GRU, attention, word2vec and VAE with PyTorch: ``python -m tests.engine.references.record_models``.

Where the library has the model it is held to it or recorded from it: ``nn.GRUCell`` (reset after the product, z keeps,
two biases), ``scaled_dot_product_attention``, ``cross_entropy``, ``binary_cross_entropy_with_logits``,
``distributions.kl_divergence``. Float64; the seeds stand in the records.
"""

import json
from pathlib import Path
from typing import Any

import torch  # type: ignore[import-not-found,unused-ignore]
from torch.nn import functional  # type: ignore[import-not-found,unused-ignore]

HERE = Path(__file__).parent
D, H = 2, 3
PARTS = "rzh"


def draw(generator: Any, *shape: int, grad: bool = True) -> Any:
    """Standard normal values."""
    return torch.randn(*shape, generator=generator, dtype=torch.float64, requires_grad=grad)


def plain(value: Any) -> Any:
    """Tensors as nested lists."""
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, list) else value.tolist()


def gru(seed: int, T: int, reset: str, update: str, two: bool) -> dict[str, Any]:
    """T steps: states, E = Σ ½‖h - d‖², all gradients."""
    g = torch.Generator().manual_seed(seed)
    p: dict[str, Any] = {}
    for part in PARTS:
        p |= {f"W_{part}": draw(g, H, D), f"U_{part}": draw(g, H, H), f"b_{part}": draw(g, H)}
    if two:
        p["c_h"] = draw(g, H)
    h0 = draw(g, H, grad=False)
    x, d = [draw(g, D, grad=False) for _ in range(T)], [draw(g, H, grad=False) for _ in range(T)]
    h = [h0]
    for t in range(T):
        r, z = (torch.sigmoid(p[f"W_{k}"] @ x[t] + p[f"U_{k}"] @ h[t] + p[f"b_{k}"]) for k in "rz")
        if reset == "before":
            n = torch.tanh(p["W_h"] @ x[t] + p["U_h"] @ (r * h[t]) + p["b_h"])
        else:
            n = torch.tanh(p["W_h"] @ x[t] + r * (p["U_h"] @ h[t] + p.get("c_h", 0)) + p["b_h"])
        h.append((1 - z) * h[t] + z * n if update == "new" else z * h[t] + (1 - z) * n)
        if reset == "after" and update == "keep":
            library_cell(p, x[t], h[t], h[t + 1])
    E = sum(((h[t + 1] - d[t]) ** 2).sum() / 2 for t in range(T))
    E.backward()
    return {
        "seed": seed,
        "conventions": {"reset": reset, "update": update},
        "inputs": plain({"x": x, "h0": h0, "d": d}),
        "parameters": plain(p),
        "h": plain(h),
        "E": E.item(),
        "gradients": {name: v.grad.tolist() for name, v in p.items()},
    }


def library_cell(p: dict[str, Any], x: Any, h: Any, expected: Any) -> None:
    """Hold one step to ``torch.nn.GRUCell``, whose gates are stacked in the order r, z, candidate."""
    cell = torch.nn.GRUCell(D, H, dtype=torch.float64)
    with torch.no_grad():
        for letter, name in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
            getattr(cell, name).copy_(torch.cat([p[f"{letter}_{part}"] for part in PARTS]))
        zero = torch.zeros(H, dtype=torch.float64)
        cell.bias_hh.copy_(torch.cat([zero, zero, p.get("c_h", zero)]))
        assert torch.allclose(cell(x[None], h[None])[0], expected, atol=1e-14)


def attention(seed: int) -> dict[str, Any]:
    """Additive attention by hand; one position of scaled dot-product attention, causal and not, by the library."""
    g = torch.Generator().manual_seed(seed)
    h, s = draw(g, 4, H, grad=False), draw(g, H, grad=False)
    W_h, W_s, w = draw(g, 2, H, grad=False), draw(g, 2, H, grad=False), draw(g, 2, grad=False)
    q, k, v = (draw(g, 4, H, grad=False) for _ in range(3))
    a = torch.softmax(torch.tanh(h @ W_h.T + W_s @ s) @ w, 0)
    whole, causal = (functional.scaled_dot_product_attention(q, k, v, is_causal=c) for c in (False, True))
    inputs = plain({"h": h, "s": s, "W_h": W_h, "W_s": W_s, "w": w, "q": q, "k": k, "v": v})
    return {
        "seed": seed,
        "inputs": inputs,
        "dot": plain(torch.softmax(h @ s, 0) @ h),
        "additive": plain(a @ h),
        "whole": plain(whole),
        "causal": plain(causal),
    }


def losses(seed: int) -> dict[str, Any]:
    """CBOW with softmax, negative sampling, and the divergences of Gaussians."""
    g = torch.Generator().manual_seed(seed)
    w, v = draw(g, 3, H), draw(g, 5, H)
    h = w.mean(0)
    softmax = functional.cross_entropy((v @ h)[None], torch.tensor([2]))
    labels = torch.tensor([1.0, 0, 0, 0, 0], dtype=torch.float64)
    sampling = functional.binary_cross_entropy_with_logits(v @ h, labels, reduction="sum")
    softmax.backward()
    mu, log_var = draw(g, H, grad=False), draw(g, H, grad=False)
    mu_p, sigma_p = draw(g, H, grad=False), draw(g, H, grad=False).exp()
    normal = torch.distributions.Normal
    q, p = normal(mu, (log_var / 2).exp()), normal(mu_p, sigma_p)
    to_standard = torch.distributions.kl_divergence(q, normal(torch.zeros_like(mu), torch.ones_like(mu))).sum()
    to_prior = torch.distributions.kl_divergence(q, p).sum()
    return {
        "seed": seed,
        "inputs": {
            name: value.tolist()
            for name, value in {"w": w, "v": v, "mu": mu, "log_var": log_var, "mu_p": mu_p, "sigma_p": sigma_p}.items()
        },
        "softmax": softmax.item(),
        "sampling": sampling.item(),
        "gradients": {"w": w.grad.tolist(), "v": v.grad.tolist()},
        "to_standard": to_standard.item(),
        "to_prior": to_prior.item(),
    }


def main() -> None:
    """Write gru.json and models.json."""
    kinds = [("before", "new", False), ("before", "keep", False), ("after", "new", False), ("after", "keep", True)]
    cells = [gru(200 + 4 * T + n, T, *kind) for T in (1, 2, 4) for n, kind in enumerate(kinds)]
    models = [{"attention": attention(seed), "losses": losses(seed + 50)} for seed in range(300, 304)]
    for name, recorded in (("gru", cells), ("models", models)):
        content = {"torch": torch.__version__.split("+")[0], "cases": recorded}
        (HERE / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
