"""A second opinion on the totals: every answer counted one by one, in plain Python, from the rows as stored."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

ANSWERS = "SELECT * FROM submission ORDER BY id"
NOTHING = {
    **dict.fromkeys(("answered", "correct", "guessed", "guided", "timed", "micros", "withdrawn"), 0),
    "standing": "new",
    "last_at": None,
}


def rows(session: Session | Connection, sql: str) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(text(sql)).mappings()]


def stored(session: Session | Connection) -> dict[str, dict[Any, Any]]:
    """The totals as the database has them."""
    return {
        "families": {
            (row.pop("learner_id"), row.pop("topic"), row.pop("family")): row
            for row in rows(session, "SELECT * FROM family_total")
        },
        "quarters": {
            (row["learner_id"], row["began_at"]): (row["answered"], row["correct"])
            for row in rows(session, "SELECT * FROM quarter_total")
        },
        "slips": {(row["learner_id"], row["slip"]): row["times"] for row in rows(session, "SELECT * FROM slip_total")},
    }


def counted(session: Session | Connection) -> dict[str, dict[Any, Any]]:
    """The same, counted."""
    slips = defaultdict(list)
    for row in rows(session, "SELECT * FROM recognised_slip"):
        slips[row["submission_id"]].append(row["slip"])
    families: dict[Any, dict[str, Any]] = defaultdict(lambda: dict(NOTHING))
    quarters: dict[Any, tuple[int, int]] = defaultdict(lambda: (0, 0))
    times: dict[Any, int] = defaultdict(int)
    for row in rows(session, ANSWERS):
        found = families[row["learner_id"], row["topic"], row["family"]]
        if row["withdrawn_at"] is not None:
            found["withdrawn"] += 1
            continue
        guided = row["own"] is not None
        found["answered"] += 1
        found["correct"] += row["correct"]
        found["guessed"] += row["guessed"]
        found["guided"] += guided
        found["timed"] += row["seconds"] is not None
        found["micros"] += round((row["seconds"] or 0) * 1_000_000)
        found["last_at"] = row["created_at"]
        if not row["correct"]:
            found["standing"] = "miss"
        elif row["guessed"] or guided or found["standing"] in {"new", "miss"}:
            found["standing"] = "hit"
        else:
            found["standing"] = "combo"
        stamp = int(datetime.fromisoformat(row["created_at"]).timestamp())
        began = datetime.fromtimestamp(stamp - stamp % 900, UTC).isoformat(timespec="microseconds")
        answered, correct = quarters[row["learner_id"], began]
        quarters[row["learner_id"], began] = answered + 1, correct + row["correct"]
        for slip in slips[row["id"]]:
            times[row["learner_id"], slip] += 1
    return {"families": dict(families), "quarters": dict(quarters), "slips": dict(times)}
