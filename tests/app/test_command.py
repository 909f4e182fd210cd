"""``python -m app``: it says why it does not start, serves where it was told to, and ends on Ctrl+C without a word."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.__main__ import main
from app.accounts.service import Browser, sign_up
from app.db import Database
from app.sessions.logins import Login
from app.settings import ROOT

# The superuser, as whom tests may run, is bound to the modes of files as anybody else is: PR_CAPBSET_DROP of
# CAP_DAC_OVERRIDE, which holds after exec. For others it does nothing.
PLAIN = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "app", *sys.argv[1:]])
"""
# In a process of its own: no test opens a socket.
STATUSES = """
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

for path, data in (("", None), ("statistics", None), ("history", None), ("healthz", None), ("practice", b"quick=1")):
    try:
        print(urlopen(f"http://localhost:{sys.argv[1]}/{path}", data).status)
    except HTTPError as error:
        print(error.code)
"""
pytestmark = pytest.mark.file


def environment(folder: Path, **more: str) -> dict[str, str]:
    database = f"sqlite:///{folder / 'edrill.sqlite3'}"
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "EDRILL_DATABASE_URL": database, **more}


def run(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command that is expected to come to an end by itself."""
    command = [sys.executable, "-c", PLAIN, *arguments]
    env = environment(folder, **more)
    done = subprocess.run(command, cwd="/", env=env, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr
    return done


@contextmanager
def serving(folder: Path, *arguments: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server, and the port it has announced; it is ended where the block has not done so."""
    command = [sys.executable, "-c", PLAIN, "serve", *arguments]
    with subprocess.Popen(
        command,
        cwd="/",
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            announced = re.fullmatch(r"edrill: http://[^/]+:(\d+)/  \(Ctrl\+C to stop\)\n", line)
            assert announced is not None, line
            yield process, announced[1]
        finally:
            process.kill()


@dataclass
class Refused:
    """A command that is refused before anything is opened: run here, which is quicker."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str, **settings: str) -> str:
        """What it says of an argument or setting."""
        self.monkeypatch.chdir(self.folder)
        for name, value in environment(self.folder, **settings).items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.setattr(sys, "argv", ["app", *arguments])
        try:
            code: object = main()
        except SystemExit as ended:
            code = ended.code
        assert code == 2
        assert list(self.folder.iterdir()) == []
        return self.capsys.readouterr().err


@pytest.fixture
def refused_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    """Run a command that is refused."""
    return Refused(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("port", ["99999", "65536", "-1", "", "http", "80.5", "８０", "9" * 5000])
def test_a_port_that_is_none_is_refused(refused_with: Refused, port: str) -> None:
    assert "1 to 65535" in refused_with("serve", f"--port={port}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EDRILL_PORT", "99999"),
        ("EDRILL_PORT", "http"),
        ("EDRILL_PORT", "-1"),
        ("EDRILL_ALLOWED_HOSTS", "localhost"),  # a list is expected
        ("EDRILL_DATABASE_URL", "edrill.sqlite3"),
        ("EDRILL_DATABASE_URL", "mysql://localhost/edrill"),
        ("EDRILL_MODE", "public"),
        ("EDRILL_BASE_URL", "http://drill.example.jp"),  # without HTTPS
        ("EDRILL_BASE_URL", "https://drill.example.jp/path"),
        ("EDRILL_BASE_URL", "https://me@drill.example.jp"),
        ("EDRILL_BASE_URL", "https://drill.example.jp:port"),
        ("EDRILL_ACCOUNTS_PER_HOUR", "0"),
        ("EDRILL_FORWARDED_ALLOW_IPS", "*"),
        ("EDRILL_FORWARDED_ALLOW_IPS", "proxy.example.jp"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_setting_that_is_none_is_refused_by_its_name(
    refused_with: Refused, command: str, name: str, value: str
) -> None:
    assert name.removeprefix("EDRILL_").lower() in refused_with(command, **{name: value}).lower()


def test_hosted_mode_needs_the_address_that_learners_open(refused_with: Refused) -> None:
    assert "EDRILL_BASE_URL" in refused_with("serve", EDRILL_MODE="hosted")


HOSTED = {"EDRILL_MODE": "hosted", "EDRILL_BASE_URL": "http://localhost:8000"}


def test_a_passphrase_is_reset_by_a_link_and_ones_data_go_by_the_name(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(template, tmp_path / "edrill.sqlite3")
    with Database(f"sqlite:///{tmp_path / 'edrill.sqlite3'}").write() as session:
        sign_up(session, Browser(Login(), "", datetime.now(UTC)), "Alice", "hash")

    def said(*arguments: str, **settings: str) -> tuple[int, str]:
        for name in HOSTED:
            monkeypatch.delenv(name, raising=False)
        for name, value in environment(tmp_path, **settings).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["app", *arguments])
        code = main()
        told = capsys.readouterr()
        return code, told.out + told.err

    code, link = said("reset-password", "ALICE", **HOSTED)
    assert code == 0
    assert re.match(r"http://localhost:8000/account/reset/[\w-]{43}\n", link)
    assert said("reset-password", "bob", **HOSTED) == (2, "Nobody has an account of the name bob.\n")
    assert said("export", **HOSTED) == (2, "Say whose: --account NAME.\n")
    assert said("export", "--account", "bob", str(tmp_path / "x.json"), **HOSTED)[0] == 2
    assert said("export", "--account", "alice", str(tmp_path / "x.json"), **HOSTED)[0] == 0
    assert said("import", "--account", "alice", str(tmp_path / "x.json"), **HOSTED)[0] == 0
    for command in ("migrate", "export"):  # in personal mode whoever opens it would be Alice
        code, told = said(command)
        assert code == 2
        assert "EDRILL_MODE=hosted" in told


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as (_, port):
        refused = run(tmp_path, "serve", "--port", port)
    assert refused.returncode == 2
    assert f"port {port}" in refused.stderr
    assert "--port" in refused.stderr


def test_a_host_that_is_none_is_refused(tmp_path: Path) -> None:
    refused = run(tmp_path, "serve", "--host", "256.0.0.1", "--port", "0")
    assert refused.returncode == 2
    assert "256.0.0.1" in refused.stderr


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as (process, _):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")


def test_ctrl_c_while_it_starts_ends_it_too(tmp_path: Path) -> None:
    """The file of the database is made before the bank is loaded, which takes a while."""
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        while not (tmp_path / "edrill.sqlite3").exists():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()  # else a failure would wait for ever
        assert process.returncode in {0, 130}
        assert err == ""


LOSING = """
import signal, sys
from app import __main__ as command

def prepared(*_):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        pass  # as Python does in a callback
    return True

command._prepare = prepared
sys.argv = ["app", "serve", "--port", "0"]
sys.exit(command.main())
"""


def test_ctrl_c_that_is_lost_while_it_starts_ends_it_all_the_same(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LOSING],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_a_database_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "edrill.sqlite3").write_bytes(b"This is a letter, not a database." * 100)
    refused = run(tmp_path, "serve", "--port", "0")
    assert refused.returncode == 1
    assert "not a database" in refused.stderr
    (tmp_path / "edrill.sqlite3").unlink()
    (tmp_path / "edrill.sqlite3").mkdir()
    refused = run(tmp_path, "migrate")
    assert refused.returncode == 1
    assert "edrill.sqlite3" in refused.stderr


def test_a_database_that_another_program_writes_to_is_told_only_where_it_must_be_changed(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "edrill.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        refused = run(tmp_path, "migrate")
        other.execute("ROLLBACK")
        assert refused.returncode == 1
        assert "locked" in refused.stderr
        assert run(tmp_path, "migrate").returncode == 0
        other.execute("BEGIN IMMEDIATE")
        assert run(tmp_path, "migrate").returncode == 0  # there is nothing to do
        with serving(tmp_path, "--port", "0"):
            pass
        other.execute("ROLLBACK")


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder with a database in it; it can be removed again whatever its mode has become."""
    folder = tmp_path / "closed"
    folder.mkdir()
    assert run(folder, "migrate").returncode == 0
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize("command", ["serve", "migrate", "recount"])
def test_a_folder_that_cannot_be_written_to_is_told_in_one_line(closed: Path, command: str) -> None:
    (closed / "edrill.sqlite3").unlink()
    closed.chmod(0o555)
    for folder in (closed, closed / "below"):
        refused = run(folder, command, *(["--port", "0"] if command == "serve" else []))
        assert refused.returncode == 1
        assert re.fullmatch(
            r"The database sqlite:///\S+ cannot be used: [^\n]+ EDRILL_DATABASE_URL\.\n", refused.stderr
        )


@pytest.mark.parametrize("mode", ["file", "folder", "both"])
def test_a_read_only_database_is_served_and_said_to_be_one(closed: Path, mode: str) -> None:
    if mode != "folder":
        (closed / "edrill.sqlite3").chmod(0o444)
    if mode != "file":
        closed.chmod(0o555)
    refused = run(closed, "recount")
    assert refused.returncode == 1
    assert "EDRILL_DATABASE_URL" in refused.stderr
    with serving(closed, "--port", "0") as (process, port):
        asked = subprocess.run([sys.executable, "-c", STATUSES, port], capture_output=True, text=True, check=True)
        assert asked.stdout.split() == ["200", "200", "200", "200", "503"]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0
        said = f"The database sqlite:///{closed}/edrill.sqlite3 is read-only: pages are shown, nothing is saved.\n"
        assert err.startswith(said)
        assert "Traceback" not in err


def test_what_stands_in_a_log_beside_a_read_only_database_is_not_passed_over(closed: Path) -> None:
    with sqlite3.connect(closed / "edrill.sqlite3", isolation_level=None) as other:
        other.execute("UPDATE learner SET theme = 'dark'")
        shutil.copytree(closed, closed.parent / "copied")
    copied = closed.parent / "copied"
    (copied / "edrill.sqlite3-shm").unlink()
    copied.chmod(0o555)
    refused = run(copied, "serve", "--port", "0")
    copied.chmod(0o755)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "EDRILL_DATABASE_URL" in refused.stderr


def test_what_is_exported_is_imported_elsewhere_once(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    file, table = tmp_path / "mine.json", tmp_path / "mine.csv"
    for folder in (here, there):
        folder.mkdir()
        assert run(folder, "migrate").returncode == 0
    with sqlite3.connect(here / "edrill.sqlite3") as changed:
        changed.execute("UPDATE learner SET theme = 'dark'")
        changed.execute(
            "INSERT INTO note (learner_id, family, text, created_at, changed_at) VALUES (1, 'rnn.output', 'x', "
            "'2026-01-10T12:00:00.000000+00:00', '2026-01-10T12:00:00.000000+00:00')"
        )
    changed.close()
    assert run(here, "export", str(file)).returncode == 0
    assert run(here, "export", "--csv", "--language", "en", str(table)).returncode == 0
    assert table.read_bytes().startswith(b'\xef\xbb\xbf"number"')
    assert run(here, "export").stdout.startswith('{"format":"edrill","version":1')
    for _ in range(2):
        taken = run(there, "import", str(file), "--keep-settings")
        assert (taken.returncode, taken.stdout) == (0, "0 new answers, 0 that were there\n")
    kept = "SELECT (SELECT theme FROM learner), family, text FROM note"
    assert rows(there, kept) == [("auto", "rnn.output", "x")]
    assert run(there, "import", str(file)).returncode == 0
    assert rows(there, kept) == [("dark", "rnn.output", "x")]
    assert {path.name for path in tmp_path.iterdir()} == {"here", "there", "mine.json", "mine.csv"}


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "edrill.sqlite3")
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_a_file_that_is_none_is_told_and_changes_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate").returncode == 0
    faulty = tmp_path / "faulty.json"
    assert run(tmp_path, "export", str(faulty)).returncode == 0
    faulty.write_text(faulty.read_text(encoding="utf-8").replace('"theme":"auto"', '"theme":"pink"'), encoding="utf-8")
    refused = run(tmp_path, "import", str(faulty))
    assert refused.returncode == 1
    assert "line 1: learner.theme: the value does not fit here (pink)" in refused.stderr
    assert "Nothing was changed" in refused.stderr
    missing = run(tmp_path, "import", str(tmp_path / "missing.json"))
    assert missing.returncode == 1
    assert "cannot be read" in missing.stderr
    nowhere = run(tmp_path, "export", str(tmp_path / "no" / "where.json"))
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr
