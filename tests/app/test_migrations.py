"""What a database of an older app holds is there after the migration, and again after the way back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.db import Database, schemas
from app.db.database import alembic_config
from tests.app.place import dangling, empty, url_of

TABLES = ("learner", "quiz", "instance", "submission")
FIRST = (
    "INSERT INTO learner VALUES (1, 'ja', 'dark', 1, '2026-01-01T00:00:00.000000+00:00')",
    "INSERT INTO quiz VALUES (1, 1, '[\"rnn\"]', '[1]', 'mixed', NULL, '2026-01-01T00:00:00.000000+00:00', NULL)",
    "INSERT INTO instance VALUES (1, 1, 1, 'rnn.output', 'rnn', 1, 'number', 'abc', '{\"a\":1}', NULL)",
    "INSERT INTO instance VALUES (2, 1, 2, 'rnn.output', 'rnn', 1, 'number', 'abd', '{\"a\":2}', NULL)",
    "INSERT INTO submission VALUES (1, 1, 'answered', 0, NULL, '[\"1\"]', 1, '[true]', '[]', 2.5, 'ja', "
    "'2026-01-01T00:00:00.000000+00:00')",
    "INSERT INTO submission VALUES (2, 2, 'answered', 1, NULL, '[\"2\"]', 0, '[false]', '[\"bias-dropped\"]', NULL, "
    "'ja', '2026-01-01T00:31:01.000000+00:00')",
)

SCHEMA = {
    "sqlite": "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
    "postgresql": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "UNION SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
    "UNION SELECT table_name || '.' || column_name, data_type FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1, 2",
}
pytestmark = pytest.mark.stored


def held(database: Database, *more: str) -> dict[str, list[dict[str, Any]]]:
    with database.engine.connect() as connection:
        return {
            table: [dict(row._mapping) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2"))]
            for table in (*TABLES, *more)
        }


def without_names(tables: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """All but what each quiz and question is known by elsewhere, which is made anew; no two have the same."""
    for table in ("quiz", "instance"):
        names = [row.pop("uid") for row in tables[table]]
        assert len(set(names)) == len(names)
        assert all(len(name) == 32 for name in names)
    return tables


@pytest.fixture
def old(kept_in: str, tmp_path: Path) -> Iterator[Database]:
    """A database of the first schema with two answers in it."""
    database = Database(url_of(empty(kept_in, tmp_path)))
    command.upgrade(alembic_config(database.url), "0001")
    with database.engine.begin() as connection:
        for statement in FIRST:
            connection.exec_driver_sql(statement)
        if kept_in == "postgresql":
            for table in TABLES:
                connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 2)")
    yield database
    database.dispose()


def test_everything_is_there_after_the_migration_and_after_the_way_back(old: Database) -> None:
    before = held(old)
    old.migrate()
    old.check()
    after = held(old)
    for table in TABLES:
        for row, kept in zip(after[table], before[table], strict=True):
            assert {name: row[name] for name in kept if name != "slips"} == {
                name: value for name, value in kept.items() if name != "slips"
            }
    assert [row["hints"] for row in after["instance"]] == [0, 0]
    assert [row["own"] for row in after["submission"]] == [None, None]
    assert dangling(old) == []
    command.downgrade(alembic_config(old.url), "0001")
    assert held(old) == before
    old.migrate()
    assert without_names(held(old)) == without_names(after)


def test_on_the_way_back_a_guided_answer_is_an_answer(old: Database) -> None:
    old.migrate()
    with old.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE submission SET kind = 'shown', correct = 0, own = 0.5 WHERE id = 1")
        connection.exec_driver_sql(
            "INSERT INTO guided_move VALUES (1, 1, 0, 0, 0, 'tried', '[]', '[]', '2026-01-01T00:00:00.000000+00:00')"
        )
    command.downgrade(alembic_config(old.url), "0001")
    assert [row["kind"] for row in held(old)["submission"]] == ["answered", "answered"]
    old.migrate()


def test_answers_of_an_older_app_are_counted(old: Database) -> None:
    old.migrate()
    found = held(old, "recognised_slip", "family_total", "quarter_total", "slip_total")
    assert [(row["submission_id"], row["slip"]) for row in found["recognised_slip"]] == [(2, "bias-dropped")]
    assert found["family_total"] == [
        {
            "learner_id": 1,
            "topic": "rnn",
            "family": "rnn.output",
            "answered": 2,
            "correct": 1,
            "guessed": 1,
            "guided": 0,
            "timed": 1,
            "micros": 2_500_000,
            "levels": 1,
            "several": 0,
            "parts": 0,
            "parts_right": 0,
            "withdrawn": 0,
            "standing": "miss",
            "last_at": "2026-01-01T00:31:01.000000+00:00",
        }
    ]
    assert [(row["began_at"], row["answered"], row["correct"]) for row in found["quarter_total"]] == [
        ("2026-01-01T00:00:00.000000+00:00", 1, 1),
        ("2026-01-01T00:30:00.000000+00:00", 1, 0),
    ]
    assert [(row["slip"], row["times"]) for row in found["slip_total"]] == [("bias-dropped", 1)]
    for row in found["submission"]:  # who has gone on cannot go back
        assert (row["learner_id"], row["topic"], row["family"]) == (1, "rnn", "rnn.output")
        assert row["settled_at"] == row["created_at"]


def test_a_database_of_many_answers_is_counted_batch_by_batch(old: Database) -> None:
    """Three ranges of ids, the middle one empty."""
    with old.engine.begin() as connection:
        for shift in (*range(10, 150, 10), *range(20_000, 20_170, 10)):
            connection.exec_driver_sql(
                f"INSERT INTO instance SELECT id + {shift}, quiz_id, ordinal + {shift}, family, topic, level, form, "
                "fingerprint, content, shown_at FROM instance WHERE id <= 2"
            )
            connection.exec_driver_sql(
                f"INSERT INTO submission SELECT id + {shift}, instance_id + {shift}, kind, guessed, choice, texts, "
                "correct, cells, slips, seconds, language, created_at FROM submission WHERE id <= 2"
            )
    old.migrate()
    found = held(old, "recognised_slip", "family_total", "slip_total")
    assert [(row["answered"], row["correct"], row["micros"]) for row in found["family_total"]] == [(64, 32, 80_000_000)]
    assert len(found["recognised_slip"]) == found["slip_total"][0]["times"] == 32
    assert {row["learner_id"] for row in (*found["instance"], *found["submission"])} == {1}


def test_a_migration_that_fails_has_changed_nothing(old: Database) -> None:
    with old.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE submission SET slips = '[broken' WHERE id = 2")
    before, schema = held(old), list(_schema(old))
    with pytest.raises(ValueError, match="Expecting"):
        old.migrate()
    assert (held(old), list(_schema(old))) == (before, schema)
    with old.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE submission SET slips = '[]' WHERE id = 2")
    old.migrate()
    old.check()


def _schema(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        return list(connection.exec_driver_sql(SCHEMA[connection.dialect.name]))


def test_on_the_way_back_a_withdrawn_answer_is_gone(old: Database) -> None:
    before = held(old)
    old.migrate()
    with old.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE submission SET withdrawn_at = created_at WHERE id = 2")
        connection.exec_driver_sql("UPDATE instance SET replaced_at = '2026-01-02' WHERE id = 2")
        copied = "quiz_id, learner_id, ordinal, family, topic, level, form, fingerprint, content"
        connection.exec_driver_sql(
            f"INSERT INTO instance ({copied}, replaces_id) SELECT {copied}, id FROM instance WHERE id = 2"
        )
        connection.exec_driver_sql(
            "INSERT INTO guided_move VALUES (1, 2, 0, 0, 0, 'tried', '[]', '[]', '2026-01-01T00:00:00.000000+00:00')"
        )
    command.downgrade(alembic_config(old.url), "0001")
    after = held(old)
    assert after["submission"] == before["submission"][:1]
    assert [(row["id"], row["ordinal"]) for row in after["instance"]] == [(1, 1), (3, 2)]
    assert dangling(old) == []


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
        "UPDATE submission SET id = 3, instance_id = 2 WHERE id = 1",
        "UPDATE instance SET ordinal = 1 WHERE id = 2",
        "UPDATE instance SET learner_id = 9",
        "UPDATE submission SET learner_id = NULL",
        "INSERT INTO recognised_slip VALUES (2, 'bias-dropped', '')",
        "UPDATE recognised_slip SET made_at = NULL",
        "UPDATE family_total SET correct = 3",
        "UPDATE learner SET exam_extra = 110",
        "UPDATE family_total SET standing = 'lost'",
        "UPDATE quarter_total SET answered = 0",
        "UPDATE slip_total SET times = 0",
        "UPDATE quiz SET uid = NULL",
        "UPDATE instance SET uid = 'x'",
        "INSERT INTO rating_change VALUES (1, 5, '')",
        "INSERT INTO rating_change VALUES (9, 1, '')",
        "UPDATE slip_day SET times = 0",
        "UPDATE family_day SET correct = answered + 1",
        "UPDATE family_total SET parts_right = parts + 1",
        "UPDATE family_total SET levels = timed - 1",
        "INSERT INTO foreseen VALUES (1, '2026-01-01', '2026-01-02', 1.5, 1)",
        "INSERT INTO came_true VALUES (1, 10, 1, 1, 1)",
        "INSERT INTO came_true VALUES (1, 9, 1, 2, 1)",
        "INSERT INTO flag VALUES (1, 1, 9, '')",
        "INSERT INTO flag VALUES (1, 1, 1, ''), (2, 1, 1, '')",
        "INSERT INTO note VALUES (1, 1, NULL, NULL, 'x', '', '')",
        "INSERT INTO note VALUES (1, 1, 'rnn.output', 1, 'x', '', '')",
        "INSERT INTO note VALUES (1, 1, 'rnn.output', NULL, '', '', '')",
        f"INSERT INTO note VALUES (1, 1, 'rnn.output', NULL, '{'x' * 2001}', '', '')",
        "INSERT INTO note VALUES (1, 1, 'rnn.output', NULL, 'x', '', ''), (2, 1, 'rnn.output', NULL, 'y', '', '')",
        "INSERT INTO note VALUES (1, 1, NULL, 1, 'x', '', ''), (2, 1, NULL, 1, 'y', '', '')",
    ],
)
def test_a_migrated_database_refuses_what_makes_no_sense(old: Database, sql: str) -> None:
    old.migrate()
    with pytest.raises(IntegrityError), old.engine.begin() as connection:
        connection.exec_driver_sql(sql)


def test_flags_and_notes_go_with_the_way_back(old: Database) -> None:
    before = held(old)
    old.migrate()
    with old.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO flag VALUES (1, 1, 1, '')")
        connection.exec_driver_sql(
            "INSERT INTO note VALUES (1, 1, 'rnn.output', NULL, 'x', '', ''), (2, 1, NULL, 2, 'y', '', '')"
        )
    command.downgrade(alembic_config(old.url), "0001")
    assert held(old) == before


def test_the_schemas_are_read_as_alembic_reads_them() -> None:
    """The server does without it; it finds each migration by the one before."""
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert schemas() == tuple(script.revision for script in scripts.walk_revisions())
