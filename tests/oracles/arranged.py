"""Orders, pairs, passages and pictures: a second reading of their data, or of tables written by hand for engine runs.

An order is said as a line "later > earlier" for each pair that is bound, a match as "left = right".
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from question_bank.model.instance import Instance

Oracle = Callable[[Instance], str]
BANK = Path(__file__).parents[2] / "question_bank" / "topics"


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


@dataclass(frozen=True)
class Computed:
    """The bound pairs of values of a run, by a table of what each is computed from; what is given may be left out."""

    uses: Mapping[str, Sequence[str]]

    def __call__(self, instance: Instance) -> str:
        """A line for each pair, also over others in between."""
        texts = {}
        for text in _shown(instance):
            found = re.search(r"\$(.+)\$", text)
            assert found is not None
            texts[found[1]] = text
        pairs = ((texts[one], texts[other]) for one in texts for other in self._reach(one) if other in texts)
        return _lines(pairs, ">")

    def _reach(self, symbol: str) -> set[str]:
        return set(self.uses.get(symbol, ())).union(*(self._reach(other) for other in self.uses.get(symbol, ())))


def _partners(instance: Instance, table: Mapping[str, str]) -> str:
    assert len(set(table.values())) == len(table)
    return _lines(((left, table[left]) for left in _shown(instance)), "=")


def partners(instance: Instance) -> str:
    """What belongs to each left side, by ``match.toml``."""
    pool = _data(instance, "match.toml")[instance.family.split(".")[1].removesuffix("-match")]
    return _partners(instance, {pair["left"]["ja"]: pair["right"]["ja"] for pair in pool["pairs"].values()})


@dataclass(frozen=True)
class Paired:
    """What belongs to each left side, by a table of formulas."""

    table: Mapping[str, str]

    def __call__(self, instance: Instance) -> str:
        """A line for each left side."""
        return _partners(instance, {left: f"${right}$" for left, right in self.table.items()})


def gradient(weight: str) -> str:
    """How ∂E/∂W is written."""
    return rf"\frac{{\partial E}}{{\partial {weight}}}"


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
