"""What a kind of problem makes of its draw: the parts of an instance that depend on it."""

from dataclasses import dataclass
from typing import Any

from question_bank.model.instance import AnswerFormat, Choice, Key


@dataclass(frozen=True)
class Made:
    """The parts of an instance that depend on the kind of problem; ``content`` tells one question from another."""

    key: Key
    choices: tuple[Choice, ...]
    format: AnswerFormat
    content: Any
    items: tuple[Choice, ...] = ()
    options: tuple[Choice, ...] = ()
