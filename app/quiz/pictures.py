"""Choices that are pictures, laid out to stand side by side; after the answer what is wrong in each is marked."""

from dataclasses import replace

from app.pictures.choices import Diagram, diagram
from question_bank.model.instance import Question
from question_bank.model.topic_pages import Picture


def drawn(question: Question, right: int | None = None) -> tuple[Diagram, ...]:
    """The pictures of the choices; where the right one is known, each with what differs from it marked."""
    pictures = [choice.picture for choice in question.choices if choice.picture is not None]
    return tuple(_marked(picture, None if right is None else pictures[right]) for picture in pictures)


def _marked(picture: Picture, right: Picture | None) -> Diagram:
    laid = diagram(picture)
    if right is None:
        return laid
    boxes = tuple(
        replace(box, off=node not in right.nodes) for box, node in zip(laid.boxes, picture.nodes, strict=True)
    )
    lines = tuple(
        replace(line, off=arrow not in right.arrows) for line, arrow in zip(laid.lines, picture.arrows, strict=True)
    )
    ends = {(arrow.start, arrow.end) for arrow in picture.arrows}
    missing = tuple(
        line
        for line, arrow in zip(diagram(right).lines, right.arrows, strict=True)
        if (arrow.start, arrow.end) not in ends
    )
    return replace(laid, boxes=boxes, lines=lines, missing=missing)
