"""A worked example: a question that is asked of nobody, with its whole derivation. Nothing of it is stored."""

from dataclasses import dataclass

from app.dependencies import Services
from app.missing import NotFoundError
from app.pictures.drawings import Drawings, drawings
from app.pictures.figures import Laid
from app.quiz.pictures import figures
from app.web.addresses import address_of_instance
from question_bank.model.instance import Question
from question_bank.model.made import ExhaustedError
from question_bank.model.review import Review


@dataclass(frozen=True)
class Worked:
    """The question, all that is said of it, its pictures, and where else its numbers lead."""

    question: Question
    seed: int
    fingerprint: str
    review: Review
    drawings: Drawings
    writing: bool  # a formula is asked for, which the derivation only puts numbers into
    lab: str  # where to change its numbers; empty where there is no such place

    @property
    def figures(self) -> tuple[Laid, ...]:
        """What stands below the text of the question."""
        return figures(self.question)

    @property
    def address(self) -> str:
        """Where it stands on a page of its own."""
        return f"/examples/{self.question.family}?level={self.question.level}&seed={self.seed}"


def worked(services: Services, family: str, level: int, seed: int) -> Worked:
    """The example of a family at a seed; raises ``NotFoundError`` where there is none."""
    try:
        instance, review = services.bank.example(family, level, seed)
    except (KeyError, ExhaustedError) as error:
        raise NotFoundError from error
    return Worked(
        instance.question,
        seed,
        instance.fingerprint,
        review,
        drawings(services.bank.pictures(instance)),
        services.bank.purpose(family) == "writing",
        address_of_instance(services.bank, instance),
    )
