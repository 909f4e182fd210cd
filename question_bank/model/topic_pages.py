"""What the page of a topic teaches: the correct formulas, their letters, and misprints to learn from."""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Literal

from pydantic import Field

from question_bank.model.bilingual import LANGUAGES, Bilingual
from question_bank.model.data import topic_data
from question_bank.model.frozen import Frozen


class Formula(Frozen):
    """A formula in LaTeX and what it says."""

    latex: str
    says: Bilingual


class Letter(Frozen):
    """Letters of the formulas and what they mean."""

    latex: str
    means: Bilingual


class Misprint(Frozen):
    """A formula as it is sometimes printed, the right one, and why the other is wrong."""

    printed: str
    right: str
    why: Bilingual


class Part(Frozen):
    """What nodes and arrows share: a word, a symbol, when they are there, and which value of a run belongs to them.

    ``value`` names a step or an input as ``C[t-1]``. A part is left out of the picture of a run that lacks what it
    ``needs``; ``when`` names the conventions it belongs to.
    """

    label: Bilingual = Bilingual(ja="", en="")
    latex: str = ""
    value: str = ""
    needs: str = ""
    when: dict[str, str] = Field(default={})


class Node(Part):
    """A node of a picture, at a place of its grid: a box, an operation in a circle, or a value that stands free.

    Its symbol follows its word; ``note`` is the function it applies.
    """

    id: str
    column: float
    row: float
    note: str = ""
    shape: Literal["box", "operation", "free"] = "box"


class Arrow(Part):
    """An arrow between two nodes, perhaps round corners at places of the grid, with its word or symbol on it."""

    start: str
    end: str
    via: tuple[tuple[float, float], ...] = ()
    at: float = 0.5  # where along its longest stretch that stands
    light: bool = False  # dashed: a connection that not every such unit has


class Picture(Frozen):
    """A picture of the unit; ``conventions`` are those it is drawn in where no run says otherwise."""

    title: Bilingual
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]
    conventions: dict[str, str] = Field(default={})

    def under(self, conventions: Mapping[str, object]) -> "Picture":
        """The picture of a unit with these conventions."""
        held = self.conventions | {name: str(value) for name, value in conventions.items()}

        def there(part: Part) -> bool:
            return all(held.get(name) == value for name, value in part.when.items())

        return self._with({node.id for node in self.nodes if there(node)}, there)

    def having(self, names: Collection[str]) -> "Picture":
        """Without the parts that need a value which is not among ``names``."""

        def there(part: Part) -> bool:
            return not part.needs or part.needs in names

        return self._with({node.id for node in self.nodes if there(node)}, there)

    def in_words(self) -> Bilingual:
        """The picture for those who do not see it: every arrow with what stands on it."""
        written = {}
        for language in LANGUAGES:
            labels = {node.id: node.label.in_language(language) for node in self.nodes}
            colon, comma = ("：", "、") if language == "ja" else (": ", ", ")
            arrows = []
            for arrow in self.arrows:
                label = arrow.label.in_language(language)
                arrows.append(f"{labels[arrow.start]} → {labels[arrow.end]}" + (f"{colon}{label}" if label else ""))
            written[language] = comma.join(sorted(arrows))
        return Bilingual(**written)

    def _with(self, kept: set[str], there: Callable[[Part], bool]) -> "Picture":
        arrows = tuple(arrow for arrow in self.arrows if there(arrow) and {arrow.start, arrow.end} <= kept)
        nodes = tuple(node for node in self.nodes if node.id in kept)
        return self.model_copy(update={"nodes": nodes, "arrows": arrows})


class Example(Frozen):
    """The instance that a topic's page works out: a family by its name within the topic, a level, a seed."""

    family: str
    level: int
    seed: int = 1


class TopicPage(Frozen):
    """The teaching part of a topic's page; ``purpose`` says in two sentences what the thing is for."""

    purpose: Bilingual
    example: Example | None = None
    formulas: tuple[Formula, ...]
    letters: tuple[Letter, ...]
    misprints: tuple[Misprint, ...]
    picture: Picture


@cache
def topic_page(topic: str) -> TopicPage:
    """The page of a topic; raises where its file is missing or not of its form."""
    return TopicPage.model_validate(topic_data(topic, "page.toml"))
