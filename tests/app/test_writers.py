"""Many write at once: no answer is lost or doubled, and the totals are those of the answers that there are."""

import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from app.db import Database, NotSavedError, UnavailableError
from app.sessions.limiting import Limits, TooOftenError
from app.sessions.windows import SharedWindows
from tests.app.counted import counted, stored
from tests.app.hosted import Hosted, hosted
from tests.app.place import copied, url_of
from tests.app.site import Site, right, wrong
from tests.question_bank.budget import everything

__all__ = ["hosted"]  # fixtures
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.stored


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of this test's own."""
    made = Database(url_of(copied(template, tmp_path)))
    yield made
    made.dispose()


def adds_up(database: Database) -> bool:
    """Whether the totals are those of the answers."""
    with database.read() as session:
        return stored(session) == counted(session)


def taken(learner: Site, quiz: int, number: int, form: dict[str, Any]) -> int:
    """What becomes of an answer, which is sent again where it was not its turn in time."""
    while (status := learner.answer(quiz, number, form).status_code) == 503:
        pass
    return status


def sent_at_once(learners: list[Site], threads: int) -> None:
    """Every question of a quiz each is answered rightly, wrongly and not at all, in any order, at the same time."""
    answers = []
    for learner in learners:
        quiz = learner.quiz("bptt.update")
        for number in range(1, len(learner.forms(quiz)) + 1):
            content = learner.content(quiz, number)
            answers += [(learner, quiz, number, form) for form in (right(content), wrong(content), {"unknown": "1"})]
    random.Random(3).shuffle(answers)
    with ThreadPoolExecutor(threads) as pool:
        codes = list(pool.map(lambda sent: taken(*sent), answers))
    assert codes.count(303) == len(answers) // 3
    assert set(codes) == {303, 409}


@pytest.mark.parametrize("threads", [2, 8])
def test_answers_that_come_at_once_are_each_counted_once(hosted: Hosted, threads: int) -> None:
    learners = [hosted.member(name) for name in ("alice", "bob")]
    sent_at_once(learners, threads)
    answers = hosted.site.rows("SELECT instance_id FROM submission")
    assert len(answers) == len(set(answers)) == len(hosted.site.rows("SELECT id FROM instance"))
    assert hosted.site.rows("SELECT count(*) FROM quiz WHERE finished_at IS NULL") == [(0,)]
    assert adds_up(hosted.site.services.database)


@pytest.mark.server
def test_learners_write_side_by_side_and_whoever_names_none_is_alone(database: Database) -> None:
    with database.write(whose=1):
        with database.write(0.05, whose=2):
            pass
        for whose in (1, None):
            with pytest.raises(NotSavedError, match="still going on"), database.write(0.05, whose=whose):
                pass
        with database.read() as session:
            session.connection()
    with database.write(), pytest.raises(NotSavedError), database.write(0.05, whose=2):
        pass
    assert database.refused == 3
    assert database.trouble == ""  # nothing is wrong with the server


@pytest.mark.server
def test_a_read_is_one_moment_and_writes_nothing(site: Site) -> None:
    database = site.services.database
    with database.read() as session:
        before = session.connection().exec_driver_sql("SELECT theme FROM learner").scalar_one()
        site.post("/settings", {"language": "en", "theme": "dark"})
        assert session.connection().exec_driver_sql("SELECT theme FROM learner").scalar_one() == before == "auto"
    with pytest.raises(UnavailableError, match="read-only"), database.read() as session:
        session.connection().exec_driver_sql("UPDATE learner SET theme = 'auto'")
    assert site.rows("SELECT theme FROM learner") == [("dark",)]


@contextmanager
def workers(address: str, folder: Path, **more: str) -> Iterator[str]:
    """The app served by two processes until the end of the block; yields where."""
    asked = [sys.executable, "-m", "app", "serve", "--port", "0", "--workers", "2"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "EDRILL_DATABASE_URL": address, **more}
    with subprocess.Popen(asked, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://localhost:(\d+)/", process.stdout.readline())
        try:
            assert found is not None
            yield f"http://127.0.0.1:{found[1]}"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


def processes(address: str, times: int = 40) -> set[str]:
    """Who answers."""
    seen = set()
    for _ in range(times):
        with urllib.request.urlopen(f"{address}/metrics", timeout=20) as response:
            seen |= set(re.findall(r'process="(\d+)"', response.read().decode()))
    return seen


@pytest.mark.server
def test_two_processes_are_one_app(site: Site, tmp_path: Path, socket_enabled: None) -> None:
    """Each question is answered by eight at once, through either of them."""
    quiz = site.quiz("bptt.update")
    count = len(site.forms(quiz))
    forms = [right(site.content(quiz, number)) for number in range(1, count + 1)]
    with workers(site.services.settings.database_url, tmp_path) as address:

        def sent(number: int) -> int:
            body = urlencode(forms[number - 1], doseq=True).encode()
            asked = urllib.request.Request(f"{address}/practice/{quiz}/items/{number}", body)
            try:
                with urllib.request.urlopen(asked, timeout=20) as response:
                    return int(response.status)
            except urllib.error.HTTPError as error:
                if error.code != 503:  # all eight are one learner, each of whose writes waits for the one before
                    raise
                return sent(number)

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(sent, [1 + k % count for k in range(8 * count)])) == {200}
        both = processes(address)
        assert len(both) == 2
        os.kill(int(min(both)), signal.SIGKILL)
        assert processes(address, 1) <= both  # the other one goes on
        if everything():  # until another one has taken its place
            while len(processes(address) - both) < 1:
                time.sleep(0.5)
    assert site.rows("SELECT count(*), sum(correct) FROM submission") == [(count, count)]
    assert adds_up(site.services.database)


@pytest.mark.server
def test_a_rate_is_one_for_all_processes(hosted: Hosted) -> None:
    first, second = (Limits(3, SharedWindows(hosted.site.services.database)) for _ in range(2))
    first.take("accounts", "here")
    second.take("accounts", "here")
    first.take("accounts", "here")
    second.take("accounts", "there")
    for limits in (first, second):
        with pytest.raises(TooOftenError) as refused:
            limits.take("accounts", "here")
        assert 3590 <= refused.value.seconds <= 3600
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda k: _is_taken((first, second)[k % 2]), range(24)))
    assert sum(taken) == 20


def _is_taken(limits: Limits) -> bool:
    try:
        limits.take("network", "at once")
    except TooOftenError:
        return False
    return True
