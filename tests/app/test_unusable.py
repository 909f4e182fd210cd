"""A file that cannot be used: the start says in one sentence what is wrong and what to do."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.__main__ import main
from app.db import soundness
from app.settings import ROOT, Settings
from tests.app.test_command import environment

pytestmark = pytest.mark.file

Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """Run a command here; returns its code and what it says."""

    def run(*arguments: str, **settings: str) -> tuple[int, str]:
        for name, value in environment(tmp_path, **settings).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["app", *arguments])
        code = main()
        out, err = capsys.readouterr()
        return code, out + err

    return run


def letter(path: Path) -> None:
    path.write_bytes(b"This is a letter, not a database." * 100)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 9])


def overwritten(path: Path) -> None:
    """In the middle, where only looking through it finds it."""
    content = path.read_bytes()
    path.write_bytes(content[: 4096 * 5] + b"\xff" * 8192 + content[4096 * 7 :])


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmark (id INTEGER)")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


WRONG: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "letter": (letter, "not a database of SQLite", "python -m app restore"),
    "cut": (cut, "damaged", "python -m app restore"),
    "overwritten": (overwritten, "damaged", "python -m app restore"),
    "newer": (newer, "newer version of the app", "start that version"),
    "foreign": (foreign, "database of another program", "EDRILL_DATABASE_URL"),
    "folder": (folder, "is a folder", "EDRILL_DATABASE_URL"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_with_the_file_is_said_with_what_to_do(
    said: Said, template: Path, tmp_path: Path, wrong: str
) -> None:
    path = tmp_path / "edrill.sqlite3"
    path.write_bytes(template.read_bytes())
    spoil, reason, advice = WRONG[wrong]
    spoil(path)
    code, told = said("migrate")
    assert code == 1
    assert told.count("\n") == 1
    assert reason in told
    assert advice in told


def test_a_whole_file_is_taken_and_looked_through(said: Said, template: Path, tmp_path: Path) -> None:
    (tmp_path / "edrill.sqlite3").write_bytes(template.read_bytes())
    assert said("migrate") == (0, "")
    code, told = said("check")
    assert code == 0
    assert "is whole: 0 answers" in told
    assert "There is no backup" in told


def test_check_finds_what_belongs_to_nothing(said: Said, template: Path, tmp_path: Path) -> None:
    path = tmp_path / "edrill.sqlite3"
    path.write_bytes(template.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO note (learner_id, family, text, created_at, changed_at) VALUES (7, 'rnn.output', 'x', "
            "'2026-01-10T12:00:00.000000+00:00', '2026-01-10T12:00:00.000000+00:00')"
        )
    code, told = said("check")
    assert code == 1
    assert "note, row 1: its row in learner is missing" in told


def test_a_large_file_is_looked_through_only_when_asked(
    said: Said, template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "edrill.sqlite3"
    path.write_bytes(template.read_bytes())
    with sqlite3.connect(path) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'came_true'").fetchone()[0]
    with path.open("r+b") as file:
        file.seek(4096 * (page - 1))
        file.write(b"\xff" * 4096)
    assert said("migrate")[0] == 1
    monkeypatch.setattr(soundness, "QUICK_CHECK", 0)
    assert said("migrate")[0] == 0
    assert said("check")[0] == 1


def test_a_disk_without_room_and_a_way_that_is_not_there_are_said(
    said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said("migrate", EDRILL_DATABASE_URL="sqlite://")[0] == 1
    nowhere = f"sqlite:///{tmp_path}/mistyped/data/edrill.sqlite3"
    code, told = said("migrate", EDRILL_DATABASE_URL=nowhere)
    assert (code, told.count("\n")) == (1, 1)
    assert f"{tmp_path}/mistyped/data does not exist" in told
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(soundness, "room", lambda _: 100 * 1024)
    code, told = said("migrate")
    assert (code, told.count("\n")) == (1, 1)
    assert "100 KiB left of the 8 MiB" in told
    assert list(tmp_path.iterdir()) == []


def test_every_setting_is_described() -> None:
    described = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`EDRILL_{name.upper()}`" not in described] == []
