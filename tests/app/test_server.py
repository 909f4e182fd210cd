"""A database on a server: what is said where it cannot be used, and that it is found again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app.__main__ import main
from app.db import Database
from app.db.postgresql import refuse_unsuited
from app.db.soundness import UnusableError
from app.settings import Settings
from tests.app.place import server
from tests.app.site import Site, right

pytestmark = pytest.mark.server
Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Give a command; returns its exit code and what it wrote."""

    def run(url: str, *arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("EDRILL_DATABASE_URL", url)
        monkeypatch.setattr("sys.argv", ["app", *arguments])
        return main(), "".join(capsys.readouterr())

    return run


def name_of(site: Site) -> str:
    """The database of a site."""
    return make_url(site.services.settings.database_url).database or ""


def test_while_it_is_away_nothing_is_saved_and_then_it_is_found_again(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    form = right(site.content(quiz, 1))
    name, database = name_of(site), site.services.database
    database.engine.dispose()
    server().run(f'ALTER DATABASE "{name}" RENAME TO "{name}_away"')
    try:
        for response in (site.get("/history"), site.answer(quiz, 1, form)):
            assert response.status_code == 503
        assert "まだ保存できていません" in site.answer(quiz, 1, form).text
        assert "does not exist" in database.trouble
        assert site.get("/readyz").json()["wrong"] == ["database"]
        assert site.get("/healthz").status_code == 200
    finally:
        server().run(f'ALTER DATABASE "{name}_away" RENAME TO "{name}"')
    assert site.answer(quiz, 1, form).status_code == 303
    assert site.get("/readyz").json() == {"status": "ready", "wrong": []}


def test_connections_that_broke_while_they_lay_idle_are_replaced_unseen(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    here = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name_of(site)}'"
    server().run(here)
    assert site.get(f"/practice/{quiz}/items/1").status_code == 200
    server().run(here)
    assert site.answer(quiz, 1).status_code == 303


@pytest.mark.parametrize("text", ["\0", "a\0b", "\0" * 2000])
def test_a_nul_is_kept_as_what_a_browser_makes_of_it(site: Site, text: str) -> None:
    address = "/notes/kinds/rnn.hidden-state"
    assert site.post(address, {"text": f"x{text}x"[:2000]}).status_code == 303
    assert "\0" not in site.rows("SELECT text FROM note")[0][0]
    assert site.post("/practice/slip", {"slip": text}).status_code == 404
    assert site.post("/practice/family", {"family": text}).status_code == 404
    quiz = site.quiz("rnn.hidden-state")
    assert site.answer(quiz, 1, {"cell": text}).status_code in {303, 422}


@pytest.mark.parametrize(
    ("command", "program"),
    [
        (("backup", "x.dump"), "pg_dump --format=custom --file=x.dump"),
        (("check",), "pg_amcheck"),
        (("restore", "x"), "pg_restore"),
    ],
)
def test_what_is_for_files_says_which_program_does_it(said: Said, command: tuple[str, ...], program: str) -> None:
    code, told = said("postgresql://me:secret@localhost/edrill", *command)
    assert code == 2
    assert program in told
    assert "'postgresql://me@localhost/edrill'" in told


def test_only_the_command_migrates_since_others_may_be_using_it(said: Said, site: Site, socket_enabled: None) -> None:
    server().create(f"{name_of(site)}_fresh")
    try:
        url = server().url(f"{name_of(site)}_fresh")
        for command in (("serve", "--port", "0"), ("recount",), ("export",)):
            code, told = said(url, *command)
            assert code == 1
            assert "it must be migrated first: python -m app migrate" in told
        assert said(url, "migrate") == (0, "")
        assert said(url, "recount") == (0, "0 answers counted\n")
        fresh = Database(url)
        with fresh.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        fresh.dispose()
        assert "newer version" in said(url, "serve", "--port", "0")[1]
    finally:
        server().drop(f"{name_of(site)}_fresh")


@pytest.mark.parametrize(
    ("made", "wrong"),
    [
        (
            "ENCODING 'SQL_ASCII' LOCALE 'C'",
            "its texts are kept as SQL_ASCII and sorted as C: make it anew with createdb",
        ),
        ("ENCODING 'UTF8' LOCALE 'C'", "it is the database of another program"),
    ],
)
def test_a_database_that_does_not_fit_is_refused(site: Site, made: str, wrong: str) -> None:
    name = f"{name_of(site)}_other"
    server().run(f'CREATE DATABASE "{name}" TEMPLATE template0 {made}')
    try:
        server().run("CREATE TABLE theirs (id int)", name)
        with pytest.raises(UnusableError, match=wrong):
            refuse_unsuited(server().url(name))
    finally:
        server().drop(name)


def test_a_server_that_is_not_there_is_told_without_the_password(
    said: Said, tmp_path: Path, socket_enabled: None
) -> None:
    code, told = said(f"postgresql://me:secret@/edrill?host={tmp_path}", "serve", "--port", "0")
    assert code == 1
    assert "connection" in told
    assert "secret" not in told
    code, told = said("postgres://me:secret@h/edrill", "serve")
    assert code == 2
    assert "EDRILL_DATABASE_URL=postgres://me:***@h/edrill" in told
    assert Settings(database_url="postgresql://me:secret@h/edrill").database == "postgresql+psycopg://me:***@h/edrill"


def test_several_processes_are_refused_a_file(said: Said, tmp_path: Path) -> None:
    code, told = said(f"sqlite:///{tmp_path / 'edrill.sqlite3'}", "serve", "--port", "0", "--workers", "2")
    assert code == 2
    assert "One process serves a file of SQLite" in told
    assert list(tmp_path.iterdir()) == []
