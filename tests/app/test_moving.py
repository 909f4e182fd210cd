"""From a file to a server: all of it, equal row for row, or nothing."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.__main__ import main
from app.db import Database
from app.db.columns import Base
from question_bank.bank import Bank
from tests import postgres
from tests.app.counted import counted, stored
from tests.app.owner import lived, practised
from tests.app.place import empty, url_of
from tests.app.site import Site, lent
from tests.app.test_own_data import PAGES

__all__ = ["lived", "practised"]  # fixtures
pytestmark = [pytest.mark.file, pytest.mark.skipif(postgres.may_be_skipped(), reason="no PostgreSQL")]
SPOILS = """CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.theme := ''light''; RETURN NEW; END';
CREATE TRIGGER spoils BEFORE INSERT ON learner FOR EACH ROW EXECUTE FUNCTION spoil()"""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """An empty database on a server."""
    return empty("postgresql", tmp_path)


def moved(monkeypatch: pytest.MonkeyPatch, source: Site, target: Path) -> int:
    """Give the command."""
    file = source.services.settings.database_url.removeprefix("sqlite:///")
    monkeypatch.setattr("sys.argv", ["app", "move", file, url_of(target)])
    return main()


def shown(site: Site) -> list[str]:
    """What the pages say, with the numbers of questions and answers."""
    exam = site.rows("SELECT max(quiz_id) FROM exam")[0][0]
    return [site.get(address.format(exam=exam)).text for address in PAGES]


def test_everything_is_there_and_goes_on(
    lived: Site,
    target: Path,
    bank: Bank,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lived.change("UPDATE note SET text = :text WHERE instance_id IS NOT NULL", text="a\0b")
    counts = {table: lived.rows(f"SELECT count(*) FROM {table}")[0][0] for table in Base.metadata.tables}
    assert moved(monkeypatch, lived, target) == 0
    said = capsys.readouterr().out
    assert f"Moved 1 learners, {counts['submission']} answers, {sum(counts.values())} rows" in said
    with (
        lent(target, target.parent, bank) as (app, clock),
        TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        clock.now = lived.clock.now
        site = Site(client, app.state.services, clock)
        assert {table: site.rows(f"SELECT count(*) FROM {table}")[0][0] for table in counts} == counts
        assert site.rows("SELECT text FROM note WHERE instance_id IS NOT NULL") == [("a\ufffdb",)]
        lived.change("UPDATE note SET text = :text WHERE instance_id IS NOT NULL", text="a\ufffdb")
        assert shown(site) == shown(lived)
        site.finish(site.quiz("bptt.update"), wrong=(1,))
        with site.services.database.read() as session:
            assert stored(session) == counted(session)
    assert moved(monkeypatch, lived, target) == 1
    assert "something in it already" in capsys.readouterr().err


def test_what_does_not_arrive_as_it_was_is_taken_back(
    lived: Site, target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(url_of(target))
    database.migrate()
    with database.engine.begin() as connection:
        connection.exec_driver_sql(SPOILS)
    assert moved(monkeypatch, lived, target) == 1
    assert "the table learner is not what was there" in capsys.readouterr().err
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            assert session.execute(table.select()).all() == []
    database.dispose()


@pytest.mark.parametrize(("source", "server"), [("missing.sqlite3", ""), ("", "sqlite:///other.sqlite3"), ("", "x")])
def test_what_is_no_file_or_no_server_is_refused(
    lived: Site,
    target: Path,
    source: str,
    server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = source or lived.services.settings.database_url
    monkeypatch.setattr("sys.argv", ["app", "move", file, server or url_of(target)])
    assert main() == 1
    said = "no address of a PostgreSQL database" if server else "there is no file missing.sqlite3"
    assert said in capsys.readouterr().err
