"""What was learnt is there tomorrow: restarts, newer engines, families that are gone, migrations."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DataError, IntegrityError

from app.db import Database, SchemaError
from app.db.columns import Base
from app.db.database import alembic_config
from app.settings import ROOT
from tests.app.conftest import Open
from tests.app.place import empty, url_of
from tests.app.site import Site, wrong


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def database(kept_in: str, tmp_path: Path) -> Iterator[Database]:
    """One without any table."""
    made = Database(url_of(empty(kept_in, tmp_path)))
    yield made
    made.dispose()


def test_everything_is_there_after_a_restart(open_site: Open) -> None:
    before = open_site()
    quiz = before.quiz("bptt.update")
    before.get(f"/practice/{quiz}/items/1")
    before.answer(quiz, 1)
    before.post("/settings", {"language": "en", "theme": "dark"})
    pages = [before.get(address).text for address in ("/", f"/practice/{quiz}/items/1", "/history", "/statistics")]
    before.client.__exit__(None, None, None)
    after = open_site()
    assert [
        after.get(address).text for address in ("/", f"/practice/{quiz}/items/1", "/history", "/statistics")
    ] == pages
    assert after.rows("SELECT count(*) FROM learner") == [(1,)]
    before.client.__enter__()


@pytest.mark.file
def test_an_answer_is_in_the_file_as_soon_as_it_is_confirmed(site: Site, tmp_path: Path) -> None:
    quiz = site.quiz("bptt.update")
    site.answer(quiz, 1)
    with sqlite3.connect(tmp_path / "edrill.sqlite3") as elsewhere:
        assert elsewhere.execute("SELECT count(*) FROM submission").fetchone() == (1,)
        assert elsewhere.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with site.services.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_an_old_answer_keeps_its_verdict_when_the_rules_have_changed(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    instance = site.content(quiz, 1)
    stored = json.loads(instance.model_dump_json())
    stored["key"]["cells"] = [cell + 1 for cell in stored["key"]["cells"]]
    stored["engine_version"] = "0"
    site.change("UPDATE instance SET content = :content WHERE ordinal = 1", content=json.dumps(stored))
    site.answer(quiz, 1, {"cell": [str(cell) for cell in stored["key"]["cells"]]})
    for language, notice in (("ja", "計算の規則が改められました"), ("en", "rules of calculation")):
        page = site.get("/history/1", language).text
        assert notice in page
        assert {"ja": "正解", "en": "Right"}[language] in page
    assert site.rows("SELECT correct FROM submission") == [(1,)]


def test_an_answer_to_a_family_that_is_gone_can_still_be_opened(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1, wrong(site.content(quiz, 1)))
    stem = site.content(quiz, 1).title
    stored = {**json.loads(site.content(quiz, 1).model_dump_json()), "family": "rnn.retired"}
    site.change("UPDATE instance SET family = 'rnn.retired', content = :c WHERE ordinal = 1", c=json.dumps(stored))
    for address in ("/history", "/history/1", f"/practice/{quiz}/items/1", f"/practice/{quiz}/result", "/statistics"):
        assert site.get(address).status_code == 200
    assert stem.ja in site.get("/history/1").text
    assert site.post(f"/practice/{quiz}/items/1/again").status_code == 404
    assert site.get("/").status_code == 200


@pytest.mark.stored
def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    database.migrate()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_tables_of_a_file_are_strict_and_no_others(tmp_path: Path) -> None:
    database = Database(url(tmp_path / "a.sqlite3"))
    database.migrate()
    with database.engine.connect() as connection:
        strict = connection.exec_driver_sql("SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
        tables = {name: flag for name, flag in strict if not name.startswith("sqlite_")}
    assert {name for name, flag in tables.items() if flag} == set(Base.metadata.tables)
    Base.metadata.create_all(Database(url(tmp_path / "b.sqlite3")).engine)
    schemas = []
    for name in "ab":
        with sqlite3.connect(tmp_path / f"{name}.sqlite3") as connection:
            found = connection.execute("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'alembic%'")
            schemas.append(sorted(row[0] for row in found if "alembic" not in row[0]))
    assert schemas[0] == schemas[1]


@pytest.mark.stored
def test_migrations_go_down_and_up_again(database: Database) -> None:
    database.migrate()
    command.downgrade(alembic_config(database.url), "base")
    with pytest.raises(SchemaError, match="migrated first"):
        database.check()
    database.migrate()
    database.check()


def test_migrating_twice_changes_nothing(site: Site) -> None:
    site.quiz("bptt.update")
    before = site.rows("SELECT * FROM instance")
    site.services.database.migrate()
    assert site.rows("SELECT * FROM instance") == before


def test_a_database_of_a_newer_app_is_left_alone(database: Database) -> None:
    database.migrate()
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for action in (database.migrate, database.check):
        with pytest.raises(SchemaError, match="newer version"):
            action()


def test_health_tells_of_a_schema_that_differs(site: Site) -> None:
    assert site.get("/readyz").status_code == 200
    site.change("UPDATE alembic_version SET version_num = '9999'")
    assert site.get("/readyz").status_code == 503
    assert site.get("/readyz").json()["wrong"] == ["schema"]
    assert site.get("/healthz").status_code == 200  # the process is up all the same


def app(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m app`` from another directory."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "EDRILL_DATABASE_URL": url(tmp_path / "new" / "edrill.sqlite3"),
    }
    command_line = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command_line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)


def test_the_command_migrates_a_database_that_does_not_exist_yet(tmp_path: Path) -> None:
    assert app(tmp_path, "migrate").returncode == 0
    Database(url(tmp_path / "new" / "edrill.sqlite3")).check()


def test_the_command_says_why_it_does_not_start(tmp_path: Path) -> None:
    app(tmp_path, "migrate")
    with sqlite3.connect(tmp_path / "new" / "edrill.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    refused = app(tmp_path, "serve")
    assert refused.returncode == 1
    assert "newer version" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_database_refuses_a_second_answer_itself(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    site.answer(quiz, 1)
    columns = "learner_id, topic, family, kind, guessed, texts, correct, cells, language, created_at"
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        site.change(f"INSERT INTO submission (instance_id, {columns}) SELECT instance_id, {columns} FROM submission")


@pytest.mark.stored
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE learner SET theme = 'pink'",
        "UPDATE learner SET language = 'fr'",
        "UPDATE submission SET kind = 'maybe'",
        "UPDATE submission SET correct = 2",
        "UPDATE submission SET instance_id = 999",
        "UPDATE instance SET ordinal = 0 WHERE ordinal = 1",
        "UPDATE instance SET level = 'three'",
    ],
)
def test_the_database_refuses_what_makes_no_sense(site: Site, sql: str) -> None:
    site.answer(site.quiz("bptt.update"), 1)
    with pytest.raises((IntegrityError, DataError)):
        site.change(sql)
