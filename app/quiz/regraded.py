"""What is told of an answer that was graded anew: how it was judged before, when that changed, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from app.db.models import Came
from app.quiz.states import Result, result

Cause = Literal["rule", "key"]  # the rules by which it is read and graded, or the key of its question


@dataclass(frozen=True)
class Regraded:
    """The last time that an answer was graded anew."""

    at: datetime
    cause: Cause
    before: Result


def regraded(
    former: Sequence[Mapping[str, Any]] | None, kind: Came, correct: bool, cells: Sequence[bool]
) -> Regraded | None:
    """The last time that the verdict of an answer changed, as a whole or in its parts; None where it never did.

    ``former`` is how it was judged before, as its row keeps it.
    """
    for one in reversed(former or ()):
        before = result(one["kind"], one["correct"])
        if before != result(kind, correct) or one["cells"] != list(cells):
            return Regraded(datetime.fromisoformat(one["at"]), one["cause"], before)
    return None
