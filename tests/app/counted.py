"""A second opinion on the totals: every answer counted one by one, in plain Python, from the rows as stored."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

ANSWERS = "SELECT s.*, i.level FROM submission s JOIN instance i ON i.id = s.instance_id ORDER BY s.created_at, s.id"
NOTHING = {
    **dict.fromkeys(("answered", "correct", "guessed", "guided", "timed", "micros", "withdrawn"), 0),
    **dict.fromkeys(("levels", "several", "parts", "parts_right"), 0),
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
        "family days": {
            (row["learner_id"], row["day"], row["topic"], row["family"]): (row["answered"], row["correct"])
            for row in rows(session, "SELECT * FROM family_day")
        },
        "slip days": {
            (row["learner_id"], row["day"], row["slip"]): row["times"]
            for row in rows(session, "SELECT * FROM slip_day")
        },
    }


def counted(session: Session | Connection) -> dict[str, dict[Any, Any]]:
    """The same, counted."""
    slips = defaultdict(list)
    for row in rows(session, "SELECT * FROM recognised_slip"):
        slips[row["submission_id"]].append(row["slip"])
    families: dict[Any, dict[str, Any]] = defaultdict(lambda: dict(NOTHING))
    quarters: dict[Any, tuple[int, int]] = defaultdict(lambda: (0, 0))
    times: dict[Any, int] = defaultdict(int)
    family_days: dict[Any, tuple[int, int]] = defaultdict(lambda: (0, 0))
    slip_days: dict[Any, int] = defaultdict(int)
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
        found["levels"] += 0 if row["seconds"] is None else row["level"]
        cells = json.loads(row["cells"])
        if len(cells) >= 2:
            found["several"] += 1
            found["parts"] += len(cells)
            found["parts_right"] += cells.count(True)
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
        day = datetime.fromtimestamp(stamp, UTC).date().isoformat()
        of_day = (row["learner_id"], day, row["topic"], row["family"])
        answered, correct = family_days[of_day]
        family_days[of_day] = answered + 1, correct + row["correct"]
        for slip in slips[row["id"]]:
            times[row["learner_id"], slip] += 1
            slip_days[row["learner_id"], day, slip] += 1
    return {
        "families": dict(families),
        "quarters": dict(quarters),
        "slips": dict(times),
        "family days": dict(family_days),
        "slip days": dict(slip_days),
    }
