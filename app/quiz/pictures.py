"""Figures of a question, laid out: those below its text, and choices that are pictures, to stand side by side."""

from app.pictures.figures import Laid, laid_out
from question_bank.model.instance import Question


def figures(question: Question) -> tuple[Laid, ...]:
    """What stands below the text."""
    return tuple(laid_out(shown.picture) for shown in question.figures if shown.picture is not None)


def drawn(question: Question, right: int | None = None) -> tuple[Laid, ...]:
    """The pictures of the choices; where the right one is known, each with what differs from it marked."""
    pictures = [choice.picture for choice in question.choices if choice.picture is not None]
    beside = None if right is None or not pictures else pictures[right]
    return tuple(laid_out(picture, beside, small=True) for picture in pictures)
