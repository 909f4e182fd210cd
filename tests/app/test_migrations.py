"""What a database of an older app holds is there after the migration, and again after the way back."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.db import Database
from app.db.database import alembic_config

TABLES = ("learner", "quiz", "instance", "submission")
FIRST = (
    "INSERT INTO learner VALUES (1, 'ja', 'dark', 1, '2026-01-01T00:00:00.000000+00:00')",
    "INSERT INTO quiz VALUES (1, 1, '[\"rnn\"]', '[1]', 'mixed', NULL, '2026-01-01T00:00:00.000000+00:00', NULL)",
    "INSERT INTO instance VALUES (1, 1, 1, 'rnn.output', 'rnn', 1, 'number', 'abc', '{\"a\":1}', NULL)",
    "INSERT INTO instance VALUES (2, 1, 2, 'rnn.output', 'rnn', 1, 'number', 'abd', '{\"a\":2}', NULL)",
    "INSERT INTO submission VALUES (1, 1, 'answered', 0, NULL, '[\"1\"]', 1, '[true]', '[]', 2.5, 'ja', "
    "'2026-01-01T00:00:00.000000+00:00')",
    "INSERT INTO submission VALUES (2, 2, 'unknown', 0, NULL, '[]', 0, '[]', '[]', NULL, 'ja', "
    "'2026-01-01T00:00:01.000000+00:00')",
)


def held(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.engine.connect() as connection:
        return {
            table: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))]
            for table in TABLES
        }


@pytest.fixture
def old(tmp_path: Path) -> Database:
    """A database of the first schema with two answers in it."""
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    command.upgrade(alembic_config(database.url), "0001")
    with database.engine.begin() as connection:
        for statement in FIRST:
            connection.exec_driver_sql(statement)
    return database


def test_everything_is_there_after_the_migration_and_after_the_way_back(old: Database) -> None:
    before = held(old)
    old.migrate()
    old.check()
    after = held(old)
    for table in TABLES:
        for row, kept in zip(after[table], before[table], strict=True):
            assert {name: row[name] for name in kept} == kept
    assert [row["hints"] for row in after["instance"]] == [0, 0]
    assert [row["own"] for row in after["submission"]] == [None, None]
    with old.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    command.downgrade(alembic_config(old.url), "0001")
    assert held(old) == before
    old.migrate()
    assert held(old) == after


def test_on_the_way_back_a_guided_answer_is_an_answer(old: Database) -> None:
    old.migrate()
    with old.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE submission SET kind = 'shown', correct = 0, own = 0.5 WHERE id = 1")
        connection.exec_driver_sql(
            "INSERT INTO guided_move VALUES (1, 1, 0, 0, 0, 'tried', '[]', '[]', '2026-01-01T00:00:00.000000+00:00')"
        )
    command.downgrade(alembic_config(old.url), "0001")
    assert [row["kind"] for row in held(old)["submission"]] == ["answered", "unknown"]
    old.migrate()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE submission SET kind = 'shown'",  # of an answer that counts as right
        "UPDATE submission SET own = 1.5",
        "UPDATE submission SET correct = 2",
        "UPDATE submission SET language = 'fr'",
        "UPDATE instance SET hints = -1",
        "UPDATE instance SET ordinal = 0",
        "INSERT INTO guided_move VALUES (1, 1, 0, 0, 0, 'guessed', '[]', '[]', '')",
        "INSERT INTO guided_move VALUES (1, 9, 0, 0, 0, 'tried', '[]', '[]', '')",
        "INSERT INTO submission SELECT 3, 1, kind, guessed, choice, texts, correct, cells, slips, seconds, language, "
        "created_at, own FROM submission WHERE id = 1",
    ],
)
def test_a_migrated_database_refuses_what_makes_no_sense(old: Database, sql: str) -> None:
    old.migrate()
    with pytest.raises(IntegrityError), old.engine.begin() as connection:
        connection.exec_driver_sql(sql)
