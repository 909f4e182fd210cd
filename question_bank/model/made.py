"""What a kind of problem makes of its draw: the parts of an instance that depend on it, or why there are none."""

from dataclasses import dataclass
from typing import Any

from question_bank.model.instance import AnswerFormat, Choice, Key


class RejectedError(Exception):
    """A draw that is not fit to be asked; the message says why, for the table of the gate."""


class HarmlessError(RejectedError):
    """A draw that may be asked, though some of the named slips give the right answer in it."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} slips do no harm")
        self.count = count


class ExhaustedError(RuntimeError):
    """No draw within the bound was fit to be asked: the family must be mended."""


@dataclass(frozen=True)
class Made:
    """The parts of an instance that depend on the kind of problem; ``content`` tells one question from another."""

    key: Key
    choices: tuple[Choice, ...]
    format: AnswerFormat
    content: Any
    items: tuple[Choice, ...] = ()
    options: tuple[Choice, ...] = ()
