"""Which formula is the gradient of which parameter, read from a run; the formulas left over are those of slips."""

from engine import recurrent
from engine.derivation import Run, writing
from engine.derivation.slips import Slip, replaced, replay
from question_bank.kinds.match.pools import Mistake, Partners, Pool, pool_family
from question_bank.model.bilingual import Bilingual
from question_bank.model.inputs import network
from question_bank.topics.bptt.backward_order import INPUTS

REASONS = {
    "W_in": Bilingual(ja="$W_{\\mathrm{in}}$ が掛かるのは $x^t$ です。", en="$W_{\\mathrm{in}}$ multiplies $x^t$."),
    "W": Bilingual(
        ja="$W$ が掛かるのは前の時刻の状態 $z^{t-1}$ です。", en="$W$ multiplies the previous state, $z^{t-1}$."
    ),
    "W_out": Bilingual(
        ja="$W_{\\mathrm{out}}$ が掛かるのは同じ時刻の状態 $z^t$ で、誤差は出力のものです。",
        en="$W_{\\mathrm{out}}$ multiplies the state of its own time, $z^t$; the error is that of the output.",
    ),
    "b": Bilingual(ja="$b$ は $u^t$ にそのまま足されます。", en="$b$ is added to $u^t$ as it is."),
    "c": Bilingual(ja="$c$ は $v^t$ にそのまま足されます。", en="$c$ is added to $v^t$ as it is."),
}
DECOYS = {
    "state-not-before": ("dW", replaced("z[t-1]", "z[t]")),
    "input-read-out": ("dW_out", replaced("z[t]", "x[t]")),
}


def _pool() -> Pool:
    trace = Run(recurrent.backward, recurrent.NOTATION, network(INPUTS), {"f": "tanh"}).trace()
    last = len(INPUTS["x"])
    pairs, decoys = {}, {}
    for name, reason in REASONS.items():
        tree = trace.step(f"d{name}", None).tree
        if tree is None:
            raise TypeError(f"the gradient of {name} is not traced")
        left = f"${writing.symbol(trace.notation, (f'd{name}', None))}$"
        right = f"${writing.in_general(trace.notation, tree, None, last)}$"
        pairs[name] = Partners(left=Bilingual(ja=left, en=left), right=Bilingual(ja=right, en=right), reason=reason)
    for name, (step, rewrite) in DECOYS.items():
        slipped = replay(trace, Slip(name, step, rewrite))
        if slipped is None:
            raise TypeError(f"{name} does not show")
        text = f"${writing.in_general(trace.notation, slipped.trees[step, None], None, last)}$"
        decoys[name] = Bilingual(ja=text, en=text)
    mistakes = tuple(
        Mistake(slip="input-gradient-for-recurrent", first=first, second=second)
        for first, second in (("W", "W_in"), ("W_in", "W"))
    )
    return Pool(points=("B02", "B03", "B04", "B05"), pairs=pairs, decoys=decoys, mistakes=mistakes)


FAMILY = pool_family("bptt", "gradients-match", _pool(), version=2)
