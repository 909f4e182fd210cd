"""One server on a file, commands beside it, and an end in which nothing is lost."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx2
import pytest

from app.db.holding import HeldError, hold
from tests.app.test_command import rows, serving
from tests.app.test_unusable import Said, said

__all__ = ["said"]  # a fixture

HOLDING = """
import sys, time
from pathlib import Path
from app.db.holding import hold
with hold(Path(sys.argv[1])) as held:
    held.serve()
    held.share()
    print("held", flush=True)
    time.sleep(60)
"""
pytestmark = [pytest.mark.file, pytest.mark.skipif(sys.platform == "win32", reason="no such locks")]


def test_a_lock_is_gone_with_its_holder_also_by_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "edrill.sqlite3"
    with subprocess.Popen([sys.executable, "-c", HOLDING, path], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with hold(path) as held:
            with pytest.raises(HeldError, match=rf"served already \(process {other.pid}\)"):
                held.serve()
            held.share()
            with pytest.raises(HeldError, match=rf"in use by a server \(process {other.pid}\)"), held.alone():
                raise AssertionError("two who change it")
        other.kill()
    with hold(path) as held:
        held.serve()
        held.share()
        with held.alone():
            pass


def test_a_folder_that_cannot_be_written_to_needs_no_lock(tmp_path: Path) -> None:
    with hold(tmp_path / "missing" / "edrill.sqlite3") as held, held.alone():
        held.serve()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_one_server_commands_beside_it_and_an_end_that_loses_nothing(
    template: Path, tmp_path: Path, said: Said
) -> None:
    shutil.copy(template, tmp_path / "edrill.sqlite3")
    with serving(tmp_path, "--port", "0", EDRILL_DRAIN_SECONDS="1") as (process, port):
        interrupted = signal.getsignal(signal.SIGINT)
        code, refused = said("serve", "--port", "0")
        signal.signal(signal.SIGINT, interrupted)
        assert (code, refused.count("\n")) == (1, 1)
        assert f"served already (process {process.pid})" in refused
        backup = tmp_path / "b.sqlite3"
        assert said("backup", str(backup))[0] == 0
        code, refused = said("restore", str(backup))
        assert code == 1
        assert f"in use by a server (process {process.pid})" in refused
        address = f"http://127.0.0.1:{port}"
        with (
            closing(sqlite3.connect(tmp_path / "edrill.sqlite3", isolation_level=None)) as other,
            ThreadPoolExecutor(1) as pool,
        ):
            other.execute("BEGIN IMMEDIATE")
            slow = pool.submit(httpx2.post, f"{address}/settings/language", data={"language": "en"})
            time.sleep(0.3)
            process.send_signal(signal.SIGTERM)
            ready = httpx2.get(f"{address}/readyz")
            assert (ready.status_code, ready.json()["wrong"]) == (503, ["ending"])
            other.execute("ROLLBACK")
            assert slow.result().status_code == 303
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0
    (line,) = [json.loads(line) for line in err.splitlines()]  # of what is no health
    assert (line["method"], line["route"], line["status"]) == ("POST", "/settings/language", 303)
    assert not (tmp_path / "edrill.sqlite3-wal").exists()
    assert rows(tmp_path, "SELECT language FROM learner") == [("en",)]
    assert said("restore", str(backup))[0] == 0
    assert rows(tmp_path, "SELECT language FROM learner") == [(None,)]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser can give files away")
def test_what_the_superuser_makes_belongs_to_whom_the_database_belongs(
    template: Path, tmp_path: Path, said: Said
) -> None:
    path = tmp_path / "edrill.sqlite3"
    shutil.copy(template, path)
    os.chown(path, 12345, 12345)
    path.chmod(0o600)
    assert said("backup")[0] == 0
    (backup,) = (tmp_path / "backups").iterdir()
    assert said("restore", str(backup))[0] == 0
    made = [*tmp_path.iterdir(), backup]
    assert {file.stat().st_uid for file in made} == {12345}
    assert {file.stat().st_mode & 0o077 for file in (path, backup)} == {0}


def test_a_lock_that_cannot_be_seen_is_no_free_one(tmp_path: Path) -> None:
    (tmp_path / "edrill.sqlite3.lock").mkdir()
    with pytest.raises(HeldError, match="cannot be opened"), hold(tmp_path / "edrill.sqlite3"):
        raise AssertionError("held")
