"""How a question of a quiz stands, and how its answer turned out."""

from typing import Literal

from app.db.models import Came

# shown: right with steps that were shown, which is not counted as right
Result = Literal["right", "wrong", "unknown", "shown"]
State = Literal["open", "right", "wrong", "unknown", "shown", "withdrawn"]
MISSED: frozenset[State] = frozenset({"wrong", "unknown", "shown"})  # answered, but not counted as right


def result(came: Came, correct: bool) -> Result:
    """How an answer turned out, by how it came about and whether it counts as right."""
    match came:
        case "unknown" | "shown":
            return came
        case "answered" | "guided":
            return "right" if correct else "wrong"
