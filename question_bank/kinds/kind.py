"""What every kind of problem can do. A kind is a module of this package with a ``KIND``; nothing else knows it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar

from engine.derivation import Run
from question_bank.model.answer import Answer, Reading
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import Form, Instance, Sketch
from question_bank.model.made import Made
from question_bank.model.problem import Problem
from question_bank.model.review import Review, SlipFinding
from question_bank.pictures.run import Pictures
from question_bank.way.guided import Guide
from question_bank.way.hints import Line

P = TypeVar("P", bound=Problem)
Purpose = Literal["computing", "writing", "knowing"]  # a value; a formula or a line of code; what is so


@dataclass(frozen=True)
class Slips:
    """The slips that a problem names, and those that give another answer on this instance."""

    named: tuple[str, ...]
    live: tuple[str, ...]


class Kind(ABC, Generic[P]):
    """One kind of problem: made, told, hinted at and proven here; how it is answered is a matter of its form."""

    problem: type[P]
    purpose: ClassVar[Purpose] = "knowing"  # what its questions ask of a learner
    worked: ClassVar[bool] = False  # whether a review derives the answer step by step
    samples: ClassVar[int] = 24  # draws of a level in which every slip that a family names is met
    least_live: ClassVar[int] = 3  # slips that must show in an instance, so that there are choices

    @abstractmethod
    def make(self, family: Family, problem: P, form: Form, draw: Draw, *, clear: bool) -> Made:
        """Key, choices and format of an instance.

        Raises ``RejectedError`` where the draw is not fit to be asked; with ``clear`` also ``HarmlessError`` where a
        slip that the family names gives the right answer.
        """

    @abstractmethod
    def review(self, instance: Instance, problem: P, answer: Answer, *, correct: bool) -> Review:
        """All that is said after an answer, but the family's remark."""

    def reviewed(self, instance: Instance, problem: P, answer: Answer, findings: tuple[SlipFinding, ...]) -> Review:
        """The review of a wrong answer of which is known what lay behind it; for a kind that has to look for that."""
        return self.review(instance, problem, answer, correct=False)

    @abstractmethod
    def slips(self, problem: P, instance: Instance) -> Slips:
        """The slips of an instance."""

    def slipped(self, problem: P) -> Mapping[str, tuple[float, ...]]:
        """What each live slip gives at the asked places, in full; of a kind whose choices say it, nothing."""
        return {}

    def named(self, problem: P) -> tuple[str, ...]:
        """The slips of the catalogue that a problem names, live or not."""
        return ()

    def essential(self, problem: P) -> tuple[str, ...] | None:
        """The slips that the question is about; None for a kind that has none."""
        return None

    def misnamed(self, problem: P) -> list[str]:
        """Essential slips that the problem does not name."""
        named = self.named(problem)
        return [
            f"the essential slip {slip} is none of the problem's: there are {', '.join(named)}"
            for slip in self.essential(problem) or ()
            if slip not in named
        ]

    def mistaken(self, problems: Sequence[P], more: Iterator[P]) -> Iterator[str]:
        """What an author got wrong in all draws of a family: in the first ones, and in those that are drawn further."""
        yield from ()

    def unfit(self, problem: P) -> list[str]:
        """The essential slips that score as right in this instance, or cannot happen in it."""
        return []

    def by_harm(self, problem: P) -> tuple[frozenset[str], frozenset[str]]:
        """The slips that give the right answer in an instance, and those that give a wrong one."""
        return frozenset(), frozenset()

    def tells(self, problem: P) -> bool:
        """Whether a wrong choice is told by the slip that leads to it."""
        return True

    def findings(self, instance: Instance, problem: P, answer: Answer) -> tuple[SlipFinding, ...]:
        """The slips that are recognised behind a wrong answer, without the rest of a review."""
        return self.review(instance, problem, answer, correct=False).findings

    def is_slip(self, problem: P, reading: Reading) -> bool:
        """Whether what was typed is what a slip gives."""
        return False

    def cells(self, problem: P) -> tuple[float, ...]:
        """The numbers that are asked for, in full; none where something else is."""
        return ()

    def words(self, problem: P) -> Mapping[str, Any]:
        """What the text may say beyond the problem's own words."""
        return {}

    def hints(self, problem: P) -> tuple[tuple[Line, ...], ...]:
        """What to work out next, one group of steps at a time, in symbols."""
        return ()

    def hinted(self, problem: P) -> int:
        """How many hints there are."""
        return len(self.hints(problem))

    def stages(self, problem: P) -> int:
        """How many groups of steps there are on the way to the answer."""
        return 0

    def guide(self, problem: P, instance: Instance) -> Guide | None:
        """The way to the answer, step by step; None where there is none to be walked."""
        return None

    def sketch(self, problem: P, stem: str) -> Sketch | None:
        """What may be drawn before the answer."""
        return None

    def run(self, problem: P) -> Run | None:
        """The run whose numbers the question shows; None where it shows none."""
        return None

    def pictures(self, topic: str, problem: P) -> Pictures:
        """What there is to see after it."""
        return Pictures()

    def is_pictured(self, topic: str, problem: P) -> bool:
        """Whether there is anything."""
        return False

    def values(self, problem: P, instance: Instance) -> tuple[float, ...]:
        """The numbers that an oracle is held against."""
        return instance.key.cells

    def proof(self, family: Family, problem: P, instance: Instance, *, every: bool) -> list[str]:
        """What is wrong with an instance, as far as only this kind can be so; ``every``: the long checks too."""
        return []
