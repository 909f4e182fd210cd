"""Backups that are made while answers come in are whole, and a restored one is what was backed up."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from alembic import command
from sqlalchemy import text

from app.__main__ import main
from app.db import Database
from app.db.database import alembic_config
from app.db.soundness import UnusableError
from app.settings import Settings
from app.upkeep import backups, commands
from app.upkeep.automatic import Automatic, shelf_of
from app.upkeep.restoring import restore
from tests.app.counted import counted, stored
from tests.app.site import Site
from tests.app.test_command import environment, rows
from tests.question_bank import budget

pytestmark = pytest.mark.file

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    """A database with a learner and a note."""
    path = tmp_path / "edrill.sqlite3"
    shutil.copy(template, path)
    moment = "'2026-01-10T12:00:00.000000+00:00'"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            f"INSERT INTO learner (theme, shortcuts, replayed, created_at) VALUES ('auto', 1, 1, {moment})"
        )
        connection.execute(
            "INSERT INTO note (learner_id, family, text, created_at, changed_at) "
            f"VALUES (1, 'rnn.output', 'first', {moment}, {moment})"
        )
        connection.commit()
    return path


def change(path: Path, note: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE note SET text = ?", (note,))
        connection.commit()


def note(path: Path) -> str:
    return str(rows(path.parent, "SELECT text FROM note")[0][0])


def test_a_backup_has_what_lies_in_the_log_and_a_copy_of_the_file_does_not(path: Path, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    with database.write() as session:
        session.execute(text("UPDATE note SET text = 'second'"))
    for name in ("copied", "backed"):
        (tmp_path / name).mkdir()
    shutil.copy(path, tmp_path / "copied" / "edrill.sqlite3")
    held = backups.make(path, tmp_path / "backed" / "edrill.sqlite3")
    database.dispose()
    assert held["note"] == 1
    assert note(tmp_path / "copied" / "edrill.sqlite3") == "first"
    assert note(tmp_path / "backed" / "edrill.sqlite3") == "second"
    assert [file.name for file in (tmp_path / "backed").iterdir()] == ["edrill.sqlite3"]


def test_a_backup_that_is_not_whole_gets_no_name(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DELETE FROM learner")
        connection.commit()
    with pytest.raises(UnusableError, match="note, row 1"):
        backups.make(path, tmp_path / "backups" / "b.sqlite3")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_file_that_is_there_is_not_written_over(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UnusableError, match="there already"):
        backups.make(path, path)
    assert path.read_bytes() == before


def test_a_disk_without_room_gets_no_backup(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "room", lambda _: path.stat().st_size)
    with pytest.raises(UnusableError, match="no room"):
        backups.make(path, tmp_path / "b.sqlite3")


def test_backups_that_are_due_are_made_and_thinned(path: Path, tmp_path: Path) -> None:
    folder, own = tmp_path / "backups", backups.shelf(path, None)
    automatic = Automatic(path, own)
    made = []
    for minutes in (0, 10, 31, 60, 3 * 24 * 60, 3 * 24 * 60 + 40):
        now = NOW + timedelta(minutes=minutes)
        change(path, f"at {minutes}")
        os.utime(path, (now.timestamp(), now.timestamp()))
        made.append(automatic.look(now) is not None)
    assert made == [True, False, True, False, True, True]
    assert automatic.look(NOW + timedelta(days=9)) is None  # nothing is new
    kept = [backup.path.name for backup in backups.backups(own)]
    assert kept == [
        "edrill-20261130T124000Z.sqlite3",
        "edrill-20261130T120000Z.sqlite3",
        "edrill-20261127T123100Z.sqlite3",  # of that day the newest
    ]
    assert sorted(file.name for file in folder.iterdir()) == sorted(kept)


def test_what_stops_automatic_backups_is_said_once(
    path: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "backups").write_text("no folder")
    automatic = Automatic(path, backups.shelf(path, None))
    for _ in range(3):
        assert automatic.look(NOW) is None
    assert len(caplog.records) == 1
    assert "no backup could be made" in caplog.text


def test_what_was_left_half_made_is_removed_later(path: Path, tmp_path: Path) -> None:
    folder, own = tmp_path / "backups", backups.shelf(path, None)
    folder.mkdir()
    (folder / "edrill-20261127T110000Z.sqlite3.part").touch()
    (folder / "mine.sqlite3").touch()
    backups.thin(own, datetime.now(UTC))
    assert len(list(folder.iterdir())) == 2
    backups.thin(own, datetime.now(UTC) + timedelta(hours=2))
    assert [file.name for file in folder.iterdir()] == ["mine.sqlite3"]


def test_where_backups_lie_is_a_setting(path: Path) -> None:
    beside, elsewhere = shelf_of(Settings(), path), shelf_of(Settings(backups="/elsewhere"), path)
    assert beside is not None
    assert elsewhere is not None
    assert (beside.folder, elsewhere.folder) == (path.parent / "backups", Path("/elsewhere"))
    assert shelf_of(Settings(backups="off"), path) is None


def test_databases_that_have_their_backups_in_one_folder_know_their_own(path: Path, tmp_path: Path) -> None:
    """In the same folder under two names, and in two folders under the same."""
    shared = tmp_path / "shared"
    (tmp_path / "b").mkdir()
    places = [path, tmp_path / "class.sqlite3", tmp_path / "b" / "edrill.sqlite3"]
    for place in places[1:]:
        shutil.copy(path, place)
    shelves = [backups.shelf(place, folder) for folder in (None, shared) for place in places]
    for number, own in enumerate(shelves):
        for minutes in (0, 7):  # thinned each time: what is another's stays
            backups.take(places[number % 3], own, NOW + timedelta(days=9 * number, minutes=minutes))
    for number, own in enumerate(shelves):
        taken = [backup.taken - NOW for backup in backups.backups(own)]
        assert taken == [timedelta(days=9 * number, minutes=minutes) for minutes in (7, 0)]
    assert [len(list(place.iterdir())) for place in (tmp_path / "backups", tmp_path / "b" / "backups", shared)] == [
        4,
        2,
        6,
    ]


def test_backups_of_before_belong_to_the_only_database_that_can_have_made_them(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "class.sqlite3"
    shutil.copy(path, other)
    for folder in (None, tmp_path / "shared"):
        there = folder or tmp_path / "backups"
        there.mkdir()
        shutil.copy(path, there / "edrill-20261101T000000Z.sqlite3")
        assert len(backups.backups(backups.shelf(path, folder))) == 1
        assert backups.backups(backups.shelf(other, folder)) == []
        moved = path.rename(tmp_path / "away")
        assert len(backups.backups(backups.shelf(other, folder))) == 1
        moved.rename(path)


def test_another_databases_backup_is_not_restored_by_mistake(path: Path, tmp_path: Path) -> None:
    other, settings = tmp_path / "class.sqlite3", Settings()
    shutil.copy(path, other)
    change(path, "second")
    backup = backups.take(path, backups.shelf(path, None), NOW)
    with pytest.raises(UnusableError, match="of another database than"):
        commands.restore(settings, other, backup, NOW)
    assert not list(tmp_path.glob("*.before-*"))
    assert "There is no backup." in commands.check(settings, other)
    assert str(backup) in commands.check(settings, path)
    shutil.copy(backup, tmp_path / "wanted.sqlite3")
    assert "is whole" in commands.restore(settings, other, tmp_path / "wanted.sqlite3", NOW)
    assert backups.look_through(other)["note"] == 1


def test_a_restored_backup_is_what_was_backed_up_and_the_old_file_is_kept_with_its_log(
    path: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "b.sqlite3"
    backups.make(path, backup)
    database = Database(f"sqlite:///{path}")  # ended by a kill: its log is beside it
    with database.write() as session:
        session.execute(text("UPDATE note SET text = 'second'"))
    killed = tmp_path / "killed"
    killed.mkdir()
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", killed / f"edrill.sqlite3{ending}")
    database.dispose()
    held, kept = restore(backup, killed / "edrill.sqlite3", NOW)
    assert held["note"] == 1
    assert kept == killed / "edrill.sqlite3.before-20261127T120000Z"
    assert note(killed / "edrill.sqlite3") == "first"
    assert not (killed / "edrill.sqlite3-wal").exists()
    kept.rename(killed / "edrill.sqlite3")
    assert note(killed / "edrill.sqlite3") == "second"


@pytest.mark.parametrize("wrong", ["letter", "newer", "foreign"])
def test_what_is_no_backup_replaces_nothing(path: Path, tmp_path: Path, wrong: str) -> None:
    backup = tmp_path / "b.sqlite3"
    backups.make(path, backup)
    if wrong == "letter":
        backup.write_text("A letter" * 1000)
    else:
        with closing(sqlite3.connect(backup)) as connection:
            sql = (
                "UPDATE alembic_version SET version_num = '9999'" if wrong == "newer" else "DROP TABLE alembic_version"
            )
            connection.execute(sql)
            connection.commit()
    before = path.read_bytes()
    with pytest.raises(UnusableError):
        restore(backup, path, NOW)
    assert path.read_bytes() == before
    assert {file.name for file in tmp_path.iterdir()} == {"edrill.sqlite3", "b.sqlite3"}


def test_a_damaged_database_is_replaced_and_kept(path: Path, tmp_path: Path) -> None:
    backup = tmp_path / "b.sqlite3"
    backups.make(path, backup)
    path.write_bytes(b"spilt milk")
    _, kept = restore(backup, path, NOW)
    assert kept is not None
    assert kept.read_bytes() == b"spilt milk"
    assert note(path) == "first"


def test_before_a_migration_there_is_a_backup(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["app", "migrate"])
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert main() == 0
    assert not (tmp_path / "backups").exists()  # nothing was to be done

    def schema(file: Path) -> str:
        with closing(sqlite3.connect(file)) as connection:
            found: str = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
            return found

    newest = schema(path)
    command.downgrade(alembic_config(f"sqlite:///{path}"), "-1")
    assert main() == 0
    (made,) = backups.backups(backups.shelf(path, None))
    assert schema(made.path) < newest == schema(path)
    assert capsys.readouterr().err == ""


def test_a_backup_under_load_restores_to_a_consistent_state(site: Site, tmp_path: Path) -> None:
    """An answer writes many rows in one transaction: at whatever moment a backup was made, its totals are right."""
    path, ended = tmp_path / "edrill.sqlite3", Event()

    def practise() -> None:
        while not ended.is_set():
            site.finish(site.quiz("bptt.delta"))

    learner = Thread(target=practise)
    learner.start()
    seen = set()
    try:
        for number in range(budget.examples(40, 4)):
            backup, place = tmp_path / f"{number}.sqlite3", tmp_path / f"restored-{number}"
            backups.make(path, backup)
            place.mkdir()
            held, _ = restore(backup, place / "edrill.sqlite3", NOW)
            database = Database(f"sqlite:///{place / 'edrill.sqlite3'}")
            with database.read() as session:
                assert stored(session) == counted(session)
            database.dispose()
            seen.add(held["submission"])
            latest = time.monotonic() + 20
            while site.rows("SELECT count(*) FROM submission") == [(held["submission"],)]:
                assert time.monotonic() < latest
    finally:
        ended.set()
        learner.join()
    assert len(seen) > 3
