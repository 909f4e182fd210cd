"""Write ``answers.sqlite3.xz``: every (level, form) of every family answered right, wrong, and with 'I do not know'.

It was run once, before the families' versions rose, and is not run again: what it wrote is what old answers look like.
A family made since is recorded by a file of its own (``python -m tests.app.recorded.record NAME``), never by this one.
"""

import lzma
import sqlite3
import sys
import tempfile
from pathlib import Path

from fastapi.testclient import TestClient

from app.db import Database
from app.quiz import repository
from app.quiz.repository import QuizHead
from question_bank.bank import load_bank
from question_bank.feedback.live import live_slips
from question_bank.model.computed import Numeric
from question_bank.model.instance import Instance
from tests.app.site import Site, build, right, wrong

FOLDER = Path(__file__).parent
SEED = 600_000


def slipped(site: Site, instance: Instance) -> dict[str, object]:
    """A wrong answer: what the first live slip gives, where values are typed."""
    problem = site.services.bank.family(instance.family).ask(instance.parameters, instance.form)
    if not isinstance(problem, Numeric) or instance.choices:
        return wrong(instance)
    cells = live_slips(problem, problem.run.trace())[0].cells.ravel().tolist()
    if instance.format.probability and not all(0 <= cell <= 1 for cell in cells):
        return wrong(instance)
    return {"cell": [f"{cell:.9g}" for cell in cells]}


def record(site: Site, families: list[str]) -> None:
    """Issue and answer three instances of each (level, form)."""
    bank = site.services.bank
    for number, family in enumerate(families):
        card = bank.families[family]
        drawn = [
            (card.topic, bank.issue(family, level, form, SEED + 1000 * number + 3 * pair + answer))
            for pair, (level, form) in enumerate(card.asks)
            for answer in range(3)
        ]
        levels = tuple(sorted({level for level, _ in card.asks}))
        with site.services.database.write() as session:
            head = QuizHead(1, (card.topic,), levels, "topic")
            quiz = repository.add_quiz(session, head, drawn, site.clock())
        for place, (_, instance) in enumerate(drawn):
            site.get(f"/practice/{quiz}/items/{place + 1}")
            site.clock.go(40)
            answer = (right(instance), slipped(site, instance), {"unknown": "1"})[place % 3]
            sent = site.answer(quiz, place + 1, answer)
            if sent.status_code != 303:
                raise RuntimeError(f"{family} {instance.level} {instance.form} {answer}: {sent.status_code}")
    rows = site.rows(
        "SELECT i.ordinal, i.family, i.form, s.correct, s.kind "
        "FROM instance i JOIN submission s ON s.instance_id = i.id"
    )
    for ordinal, family, form, correct, kind in rows:
        expected = ((1, "answered"), (0, "answered"), (0, "unknown"))[(ordinal - 1) % 3]
        if (correct, kind) != expected:
            raise RuntimeError(f"{family} {form}: {correct} {kind}")


def main(name: str) -> None:
    """Record every family that no file holds yet."""
    target = FOLDER / f"{name}.sqlite3.xz"
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.sqlite3"
        database = Database(f"sqlite:///{template}")
        database.migrate()
        database.dispose()
        app, clock = build(template, Path(folder), load_bank())
        with TestClient(app, follow_redirects=False) as client:
            site = Site(client, app.state.services, clock)
            record(site, list(site.services.bank.families))
        path = Path(folder) / "edrill.sqlite3"
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("VACUUM")
        connection.close()
        target.write_bytes(lzma.compress(path.read_bytes(), preset=9))


if __name__ == "__main__":
    main(sys.argv[1])
