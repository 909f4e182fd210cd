"""Orders, pairs, passages and pictures: a second reading of their data, and tables written by hand for engine runs.

An order is said as a line "later > earlier" for each pair that is bound, a match as "left = right".
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from question_bank.bank import load_bank
from question_bank.instance import Instance

BANK = Path(__file__).parents[2] / "question_bank"


def _data(instance: Instance, file: str) -> dict[str, Any]:
    topic = instance.family.split(".")[0].replace("-", "_")
    return tomllib.loads((BANK / topic / file).read_text(encoding="utf-8"))


def _shown(instance: Instance) -> list[str]:
    return [item.text.ja for item in instance.items]


def _lines(pairs: Iterable[tuple[str, str]], sign: str) -> str:
    return "\n".join(sorted(f"{one} {sign} {other}" for one, other in pairs))


def _earlier(stages: dict[str, Any], stage: str) -> list[str]:
    """All stages before one: by their place in the file, or as "after" says, and before those."""
    names = list(stages)
    direct = stages[stage].get("after", names[: names.index(stage)])
    return [*direct, *(name for other in direct for name in _earlier(stages, other))]


def procedure(instance: Instance) -> str:
    """The bound pairs of a procedure that lies in ``order.toml``."""
    (found,) = [
        entry for entry in _data(instance, "order.toml").values() if f"を、{entry['by']['ja']}" in instance.stem.ja
    ]
    stages, shown = found["stages"], _shown(instance)
    texts = {stage: entry["text"]["ja"] for stage, entry in stages.items()}
    ranks = [entry["rank"] for stage, entry in stages.items() if "rank" in entry and texts[stage] in shown]
    assert ranks == sorted(set(ranks))
    pairs = {(texts[stage], texts[other]) for stage in stages for other in _earlier(stages, stage)}
    return _lines(((later, earlier) for later, earlier in pairs if {later, earlier} <= set(shown)), ">")


def _lstm(t: int) -> dict[str, list[str]]:
    before = [rf"h^{{({t - 1})}}", rf"C^{{({t - 1})}}"]
    return {
        rf"i^{{({t})}}": before,
        rf"f^{{({t})}}": before,
        rf"a^{{({t})}}": before[:1],
        rf"C^{{({t})}}": [rf"f^{{({t})}}", rf"i^{{({t})}}", rf"a^{{({t})}}", before[1]],
        rf"o^{{({t})}}": [before[0], rf"C^{{({t})}}"],  # the peephole of its own time
        rf"h^{{({t})}}": [rf"o^{{({t})}}", rf"C^{{({t})}}"],
    }


def _gru(t: int) -> dict[str, list[str]]:
    before = rf"h^{{({t - 1})}}"
    return {
        rf"r^{{({t})}}": [before],
        rf"z^{{({t})}}": [before],
        rf"u_h^{{({t})}}": [rf"r^{{({t})}}", before],
        rf"\tilde{{h}}^{{({t})}}": [rf"u_h^{{({t})}}"],
        rf"h^{{({t})}}": [rf"z^{{({t})}}", rf"\tilde{{h}}^{{({t})}}", before],
    }


def _gradient(weight: str) -> str:
    return rf"\frac{{\partial E}}{{\partial {weight}}}"


W_IN, W_OUT = (rf"W_{{\mathrm{{{way}}}}}" for way in ("in", "out"))
OUT = [rf"\delta^{{\mathrm{{out}},({t})}}" for t in (1, 2, 3)]
HIDDEN = [rf"\delta^{{({t})}}" for t in (1, 2, 3)]
# What each value is computed from, by hand. What is given is left out, or named and never shown.
USES: dict[str, dict[str, list[str]]] = {
    "lstm.step-order": _lstm(1) | _lstm(2),
    "gru.step-order": _gru(1) | _gru(2),
    "bptt.backward-order": {
        **{out: [] for out in OUT},
        HIDDEN[2]: [OUT[2]],
        HIDDEN[1]: [OUT[1], HIDDEN[2]],
        HIDDEN[0]: [OUT[0], HIDDEN[1]],
        _gradient(W_IN): HIDDEN,
        _gradient("W"): HIDDEN,
        _gradient(W_OUT): OUT,
    },
    "bleu.steps-order": {
        "p_{1}": ["m_{1}", r"\ell_{1}"],
        "p_{2}": ["m_{2}", r"\ell_{2}"],
        r"\mathrm{BP}": ["c", "r"],
        r"\overline{\ln p}": ["p_{1}", "p_{2}"],
        r"\mathrm{BLEU}": [r"\mathrm{BP}", r"\overline{\ln p}"],
    },
}


def computed(instance: Instance) -> str:
    """The bound pairs of values of a run, by the table."""
    uses = USES[instance.family]

    def reach(symbol: str) -> set[str]:
        return set(uses.get(symbol, ())).union(*(reach(other) for other in uses.get(symbol, ())))

    texts = {}
    for text in _shown(instance):
        found = re.search(r"\$(.+)\$", text)
        assert found is not None
        texts[found[1]] = text
    pairs = ((texts[one], texts[other]) for one in texts for other in reach(one) if other in texts)
    return _lines(pairs, ">")


CELL, STATE = _gradient("C^{t}"), _gradient("h^{t}")
# Which formula belongs to what, by hand, from the chain rule.
FORMULAS: dict[str, dict[str, str]] = {
    "lstm.backward-match": {
        "入力ゲート $i^t$ の勾配": rf"{CELL} \odot a^{{t}}",
        "忘却ゲート $f^t$ の勾配": rf"{CELL} \odot C^{{t-1}}",
        "候補 $a^t$ の勾配": rf"{CELL} \odot i^{{t}}",
        "出力ゲート $o^t$ の勾配": rf"{STATE} \odot \tanh\left( C^{{t}} \right)",
        "前のセル $C^{t-1}$ の勾配（直接の経路）": rf"{CELL} \odot f^{{t}}",
    },
    "bptt.gradients-match": {
        f"${_gradient(W_IN)}$": r"\sum_{t=1}^{T} \delta^{t} \, \left( x^{t} \right)^{\top}",
        f"${_gradient('W')}$": r"\sum_{t=1}^{T} \delta^{t} \, \left( z^{t-1} \right)^{\top}",
        f"${_gradient(W_OUT)}$": r"\sum_{t=1}^{T} \delta^{\mathrm{out},t} \, \left( z^{t} \right)^{\top}",
        f"${_gradient('b')}$": r"\sum_{t=1}^{T} \delta^{t}",
        f"${_gradient('c')}$": r"\sum_{t=1}^{T} \delta^{\mathrm{out},t}",
    },
    "attention.scores-match": {
        "内積（dot）": r"s^{\top} h_{2}",
        "general（Luong）": r"s^{\top} \left( W \, h_{2} \right)",
        "加法型（additive、Bahdanau）": r"w^{\top} \tanh\left( W_h \, h_{2} + W_s \, s \right)",
        "スケール化内積（scaled dot-product）": r"\frac{q_{1}^{\top} k_{2}}{\sqrt{d_k}}",
    },
}


def partners(instance: Instance) -> str:
    """What belongs to each left side: by ``match.toml``, or by the table."""
    if instance.family in FORMULAS:
        table = {left: f"${right}$" for left, right in FORMULAS[instance.family].items()}
    else:
        pool = _data(instance, "match.toml")[instance.family.split(".")[1].removesuffix("-match")]
        table = {pair["left"]["ja"]: pair["right"]["ja"] for pair in pool["pairs"].values()}
    assert len(set(table.values())) == len(table)
    return _lines(((left, table[left]) for left in _shown(instance)), "=")


def passage(instance: Instance) -> str:
    """The fillings that ``passages.toml`` calls right, in one line."""
    blanks = _data(instance, "passages.toml")[instance.parameters["passage"]]["blanks"]
    for blank in blanks:
        assert blank["right"]["ja"] not in [wrong["ja"] for wrong in blank["wrong"]]
    return "　".join(
        f"（{mark}）\u2060{blank['right']['ja']}" for mark, blank in zip("あいうえお", blanks, strict=False)
    )


def picture(instance: Instance) -> str:
    """The arrows of the picture that ``diagrams.toml`` gives, in words."""
    unit = _data(instance, "diagrams.toml")[instance.family.split(".")[1].removesuffix("-diagram")]
    names = {node["id"]: node["label"]["ja"] for node in unit["nodes"]}
    arrows = []
    for arrow in unit["arrows"]:
        said = f"{names[arrow['start']]} → {names[arrow['end']]}"
        arrows.append(f"{said}：{arrow['label']['ja']}" if arrow["label"]["ja"] else said)
    return "、".join(sorted(arrows))


def _oracle(family: str) -> Callable[[Instance], str] | None:
    name = family.split(".")[1]
    if family in USES:
        return computed
    for ending, oracle in (("order", procedure), ("match", partners), ("passage", passage), ("diagram", picture)):
        if name.endswith(ending):
            return oracle
    return None


ORACLES: dict[str, Callable[[Instance], str]] = {
    family: oracle for family in load_bank().families if (oracle := _oracle(family)) is not None
}
