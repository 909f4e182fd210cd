"""A server that is killed in the middle of answers: what it had confirmed is there, and nothing is there by half."""

import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Timer

import httpx2
import pytest
from sqlalchemy.orm import Session

from app.db import Database
from tests.app.counted import counted, stored
from tests.app.test_command import environment
from tests.question_bank import budget

TIMES = budget.examples(200, 3)
ANNOUNCED = re.compile(r"http://[^/]+:(\d+)/")


def killed_while_answering(folder: Path, seconds: float) -> set[tuple[str, str]]:
    """Answer as fast as it goes until the server is killed; the quizzes and numbers that it had confirmed."""
    confirmed = set()
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment(folder), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        announced = ANNOUNCED.search(process.stdout.readline())
        assert announced is not None
        kill = Timer(seconds, process.kill)
        with suppress(httpx2.TransportError), httpx2.Client(base_url=f"http://127.0.0.1:{announced[1]}") as client:
            while True:
                quiz = client.post("/practice", data={"quick": "1"}).headers["location"].split("/")[2]
                for number in range(1, 11):
                    sent = client.post(f"/practice/{quiz}/items/{number}", data={"unknown": "1"})
                    assert sent.status_code == 303
                    confirmed.add((quiz, str(number)))
                    if len(confirmed) == 1:
                        kill.start()
        kill.join()
        process.wait(timeout=20)
        assert process.returncode == -signal.SIGKILL
    return confirmed


def looked_into(path: Path) -> set[tuple[str, str]]:
    """The answers that are stored; raises where something is there by half."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        sizes = "SELECT count(i.id) FROM quiz q LEFT JOIN instance i ON i.quiz_id = q.id GROUP BY q.id"
        assert set(connection.execute(sizes)) == {(10,)}  # a quiz is started whole or not at all
        found = connection.execute(
            "SELECT i.quiz_id, i.ordinal FROM submission s JOIN instance i ON i.id = s.instance_id"
        )
        answers = {(str(quiz), str(number)) for quiz, number in found}
    database = Database(f"sqlite:///{path}")
    with Session(database.engine) as session:
        assert stored(session) == counted(session)
    database.dispose()
    return answers


@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.skipif(sys.platform == "win32", reason="no signal that cannot be caught")
def test_what_was_confirmed_outlives_a_kill(tmp_path: Path) -> None:
    random = Random(budget.first_seed())
    confirmed: set[tuple[str, str]] = set()
    for _ in range(TIMES):
        confirmed |= killed_while_answering(tmp_path, random.uniform(0.1, 0.8))
        assert confirmed <= looked_into(tmp_path / "edrill.sqlite3")
    assert confirmed
