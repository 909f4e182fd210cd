"""Pictures to choose from: the right one and rewrites of it, each a named slip, from a topic's ``diagrams.toml``.

A rewrite moves an arrow or writes another label; so every wrong picture differs from the right one in what its slip
says and in nothing else.
"""

from collections.abc import Mapping
from functools import cache
from math import comb

from question_bank.kinds.options import Option, Options
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import slip_texts
from question_bank.model.data import topic_data
from question_bank.model.family import Family, Parameters
from question_bank.model.frozen import Frozen
from question_bank.model.topic_pages import Arrow, Node, Picture


class Edit(Frozen):
    """One change: the arrow from ``arrow[0]`` to ``arrow[1]`` runs as ``now`` says, or it or a box is labelled anew."""

    arrow: tuple[str, str] | None = None
    now: tuple[str, str] | None = None
    node: str | None = None
    label: Bilingual | None = None


class Rewrite(Frozen):
    """A wrong picture: its slip and the changes that make it."""

    slip: str
    edits: tuple[Edit, ...]


class Unit(Frozen):
    """A unit's right picture, what it is for, and its rewrites."""

    points: tuple[str, ...]
    title: Bilingual
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    wrong: tuple[Rewrite, ...]

    @property
    def picture(self) -> Picture:
        """The right picture."""
        return Picture(title=self.title, nodes=self.nodes, arrows=self.arrows)


@cache
def units(topic: str) -> Mapping[str, Unit]:
    """The units of a topic; raises where its file is missing or not of its form."""
    return {name: Unit.model_validate(text) for name, text in topic_data(topic, "diagrams.toml").items()}


def edited(picture: Picture, edit: Edit) -> Picture:
    """The picture after one change; raises ``ValueError`` where there is nothing to be changed."""
    if edit.node is not None:
        nodes = [
            node.model_copy(update={"label": edit.label}) if node.id == edit.node else node for node in picture.nodes
        ]
        changed = picture.model_copy(update={"nodes": tuple(nodes)})
    else:
        arrows = [_moved(arrow, edit) if (arrow.start, arrow.end) == edit.arrow else arrow for arrow in picture.arrows]
        changed = picture.model_copy(update={"arrows": tuple(arrows)})
    if changed == picture:
        raise ValueError(f"{picture.title.en}: nothing to change for {edit}")
    return changed


def _moved(arrow: Arrow, edit: Edit) -> Arrow:
    start, end = edit.now or (arrow.start, arrow.end)
    return Arrow(start=start, end=end, label=arrow.label if edit.label is None else edit.label)


def rewritten(unit: Unit, rewrite: Rewrite) -> Picture:
    """The wrong picture of a slip."""
    picture = unit.picture
    for edit in rewrite.edits:
        picture = edited(picture, edit)
    return picture


def _option(picture: Picture, slip: str) -> Option:
    return Option(slip, picture.in_words(), slip_texts()[slip].sentence if slip else None, picture)


def _problem(unit: Unit) -> Options:
    wrong = tuple(_option(rewritten(unit, rewrite), rewrite.slip) for rewrite in unit.wrong)
    return Options(_option(unit.picture, ""), wrong, named=True)


def diagram_family(topic: str, which: str, *, version: int = 1) -> Family:
    """The family ``<topic>.<which>-diagram`` that asks for the right picture of a unit."""
    unit = units(topic)[which]

    def problem(_: Parameters) -> Options:
        return _problem(unit)

    return Family(
        id=f"{topic}.{which}-diagram",
        version=version,
        asks=((1, "choice"),),
        draw=lambda d, level: {},
        problem=problem,
        contents=comb(len(unit.wrong), 3),
        points=unit.points,
    )
