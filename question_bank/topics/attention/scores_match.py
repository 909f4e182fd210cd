"""Which formula is which score, read from runs; the formulas left over are those of slips."""

from typing import Any

from engine import attention
from engine.derivation import Derivation, Run, writing
from engine.derivation.slips import Slip, function_dropped, replay
from engine.derivation.term import Call, Named, Tree
from question_bank.kinds.match.pools import Mistake, Partners, Pool, pool_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.inputs import array, sequence

STATES = {"h": sequence([[1.0, 0.5], [0.5, 1.0]]), "s": array([1.0, 0.5])}
SQUARE = array([[1.0, 0.5], [0.5, 1.0]])
PARAMETERS: dict[str, dict[str, Any]] = {
    "dot": {},
    "general": {"W": SQUARE},
    "additive": {"W_h": SQUARE, "W_s": SQUARE, "w": array([1.0, 0.5])},
}
SCALED = {name: sequence([[1.0, 0.5], [0.5, 1.0]]) for name in "qkv"}
TEXTS = {
    "dot": (
        Bilingual(ja="内積（dot）", en="dot"),
        Bilingual(
            ja="2 つの状態の内積そのもので、学習するパラメータはありません。",
            en="It is the inner product of the two states and has no parameters to learn.",
        ),
    ),
    "general": (
        Bilingual(ja="general（Luong）", en="general (Luong)"),
        Bilingual(
            ja="学習する行列 $W$ を、2 つの状態の間に挟みます。",
            en="A learned matrix $W$ stands between the two states.",
        ),
    ),
    "additive": (
        Bilingual(ja="加法型（additive、Bahdanau）", en="additive (Bahdanau)"),
        Bilingual(
            ja="2 つの状態をそれぞれ変換して足し、$\\tanh$ に通します。",
            en="Both states are transformed and added, then passed through $\\tanh$.",
        ),
    ),
    "scaled": (
        Bilingual(ja="スケール化内積（scaled dot-product）", en="scaled dot-product"),
        Bilingual(
            ja="内積の分散が $d_k$ に比例するので、$\\sqrt{d_k}$ で割ります。",
            en="The variance of the products grows with $d_k$, so they are divided by $\\sqrt{d_k}$.",
        ),
    ),
}


def _run(score: str) -> Run:
    if score == "scaled":
        inputs = {**SCALED, "d_k": array(2.0), "position": 1}
        return Run(attention.scaled_dot, attention.NOTATION, inputs, {"causal": False})
    return Run(attention.attend, attention.NOTATION, {**STATES, "parameters": PARAMETERS[score]}, {"score": score})


def _written_out(trace: Derivation, tree: Tree) -> Tree:
    """A tree in terms of the inputs: each step it uses stands there as its own formula."""
    if isinstance(tree, Named):
        inner = {step.name: step.tree for step in trace.steps}.get(tree.name)
        return tree if inner is None else _written_out(trace, inner)
    if isinstance(tree, Call):
        return Call(tree.operation, tuple(_written_out(trace, part) for part in tree.arguments), tree.indices)
    return tree


def _formula(score: str, slip: Slip | None = None) -> Bilingual:
    """The score against the second state; the query of scaled dot-product attention stands at the first."""
    trace = _run(score).trace()
    tree = trace.step("e", 2).tree
    if slip is not None:
        slipped = replay(trace, slip)
        tree = None if slipped is None else slipped.trees["e", 2]
    if tree is None:
        raise TypeError(f"{score} has no formula")
    text = f"${writing.in_symbols(trace.notation, _written_out(trace, tree))}$"
    return Bilingual(ja=text, en=text)


def _pool() -> Pool:
    pairs = {
        score: Partners(left=name, right=_formula(score), reason=reason) for score, (name, reason) in TEXTS.items()
    }
    decoys = {
        "without-tanh": _formula("additive", Slip("tanh-dropped", "e", function_dropped("tanh"))),
        "without-root": _formula("scaled", Slip("root-dropped", "e", function_dropped("sqrt"))),
    }
    mistakes = tuple(
        Mistake(slip="score-functions-exchanged", first=a, second=b)
        for a, b in (("dot", "general"), ("general", "dot"))
    )
    return Pool(points=("A04", "A05", "A11"), pairs=pairs, decoys=decoys, mistakes=mistakes, left=3)


FAMILY = pool_family("attention", "scores-match", _pool(), version=3)
