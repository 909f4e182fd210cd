"""A database that is busy, full or read-only: pages are shown, what was typed stays, nothing is said to be saved."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import event, select

from app.db import GoneError, NotSavedError
from tests.app.place import another_writer
from tests.app.site import Site, right
from tests.app.test_guided import guide_of, texts
from tests.app.test_idempotency import everything

UNSAVED = "まだ保存できていません"


@contextmanager
def with_pragma(site: Site, trouble: str) -> Iterator[None]:
    """Every connection in this trouble."""

    def make(connection: Any, _: Any, __: Any) -> None:
        connection.execute(f"PRAGMA {trouble}")

    engine = site.services.database.engine
    event.listen(engine, "checkout", make)
    try:
        yield
    finally:
        event.remove(engine, "checkout", make)
        engine.dispose()


@pytest.fixture
def busy(site: Site) -> Iterator[Site]:
    """A site with two quizzes begun, whose database another program then writes to."""
    site.services.database.patience = 0.1
    site.quiz("rnn.hidden-state")
    site.quiz("bptt.delta")
    with another_writer(site.services.database):
        yield site


def place(site: Site, quiz: int, form: str) -> str:
    return f"/practice/{quiz}/items/{1 + site.forms(quiz).index(form)}"


def unsaved(response: Response) -> str:
    """The page that says so."""
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert UNSAVED in response.text
    return response.text


def test_a_typed_answer_stays_in_its_form(busy: Site) -> None:
    address = place(busy, 1, "vector")
    page = unsaved(busy.post(address, {"cell": ["０．５", "1/3"], "guessed": "1"}))
    for k, typed in enumerate(("０．５", "1/3")):
        assert re.search(rf'id="cell-{k}" value="{typed}"', page)
    assert re.search(r'name="guessed"[^>]*checked', page)
    assert f'action="{address}"' in page
    assert "導出" not in page


def test_a_chosen_answer_stays_chosen(busy: Site) -> None:
    page = unsaved(busy.post(place(busy, 1, "choice"), {"choice": "1"}))
    assert re.findall(r'name="choice" id="choice-(\d)"[^>]*checked', page) == ["1"]


def test_what_was_typed_stays_when_a_hint_cannot_be_noted(busy: Site) -> None:
    page = unsaved(busy.post(f"{place(busy, 2, 'number')}/hint", {"number": "1", "cell": "0.25"}))
    assert 'id="cell-0" value="0.25"' in page
    assert 'id="hint-1"' not in page


def test_guided_values_stay_in_their_fields(busy: Site) -> None:
    values = texts(guide_of(busy, 2), 0)
    page = unsaved(busy.post("/practice/2/items/1/guided", {"cell": values}))
    for k, text in enumerate(values):
        assert f'id="cell-{k}" value="{text}"' in page
    assert "選択肢を選んでください" not in page


def test_settings_and_start_form_stay_as_they_were_set(busy: Site) -> None:
    page = unsaved(busy.post("/settings", {"language": "en", "theme": "dark"}))
    assert re.search(r'name="language" value="en" checked', page)
    assert re.search(r'name="theme" value="dark" checked', page)
    assert not re.search(r'name="shortcuts"[^>]*checked', page)
    assert "設定を保存しました" not in page
    page = unsaved(busy.post("/practice", {"topic": "bleu", "level": ["1", "2"], "count": "20", "ordering": "topic"}))
    assert re.findall(r'name="topic"[^>]*value="(\w+)" checked', page) == ["bleu"]
    assert re.findall(r'name="level"[^>]*value="(\d)" checked', page) == ["1", "2"]
    assert re.search(r'name="count" value="20" checked', page)
    assert (
        'name="next" value="/practice/new?topic=bleu&amp;level=1&amp;level=2&amp;count=20&amp;ordering=topic"' in page
    )


@pytest.mark.file
@pytest.mark.parametrize("trouble", ["query_only=ON", "max_page_count=1"])
def test_a_read_only_file_and_a_full_disk_are_told_alike(site: Site, trouble: str) -> None:
    """SQLite refuses to write, or to grow; once it can, the same form is saved."""
    quiz = site.quiz("rnn.hidden-state")
    address = place(site, quiz, "number")
    form = right(site.content(quiz, int(address.rsplit("/", 1)[1])))
    before = everything(site)
    with with_pragma(site, trouble):
        for page in (address, "/", "/settings", place(site, quiz, "vector")):
            assert site.get(page).status_code == 200
        # A row that fits into its page still fits on a full disk: so many quizzes do not.
        send: list[Callable[[], Response]] = [lambda: site.post("/practice", {"quick": "1"})]
        send += [lambda: site.post(address, form)] if trouble.startswith("query") else []
        for sent in send:
            unsaved(sent())
            assert everything(site)["submission"] == before["submission"]
            assert everything(site)["quiz"] == before["quiz"]
    assert site.post(address, form).status_code == 303


def test_a_look_at_a_question_does_not_wait(busy: Site) -> None:
    began = time.monotonic()
    assert busy.get("/practice/1/items/1").status_code == 200
    assert time.monotonic() - began < 0.8
    assert busy.rows("SELECT shown_at FROM instance WHERE quiz_id = 1 AND ordinal = 1") == [(None,)]


@pytest.mark.parametrize("way", ["items/2", "items/2/guided", "result"])
def test_going_on_does_not_wait_and_is_noted_by_the_next_look(site: Site, way: str) -> None:
    quiz = site.quiz("bptt.delta")
    site.get(f"/practice/{quiz}/items/2")
    site.answer(quiz, 1)
    noted = "SELECT settled_at IS NOT NULL FROM submission"
    with another_writer(site.services.database):
        began = time.monotonic()
        assert site.get(f"/practice/{quiz}/{way}").status_code == 200
        assert time.monotonic() - began < 0.8
    assert site.rows(noted) == [(0,)]
    assert site.get(f"/practice/{quiz}/{way}").status_code == 200
    assert site.rows(noted) == [(1,)]


def test_an_answer_that_could_not_be_taken_back_stands_and_the_button_can_be_pressed_again(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    site.answer(quiz, 1)
    before = everything(site)
    site.services.database.patience = 0.1
    address = f"/practice/{quiz}/items/1/withdraw"
    with another_writer(site.services.database):
        page = unsaved(site.post(address, {"submission": "1"}))
    assert everything(site) == before
    assert f'action="{address}"' in page
    assert 'name="submission" value="1"' in page


@pytest.mark.file
def test_one_write_waits_for_another_program_and_nobody_waits_behind_it(site: Site) -> None:
    """Four writes at once are as many as there are threads: three are told at once, and pages are shown meanwhile."""
    site.services.database.patience = 2.0
    with another_writer(site.services.database), ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(site.post, "/settings/language", {"language": "en"}) for _ in range(4)]
        time.sleep(0.5)
        assert sum(sent.done() for sent in writing) == 3
        began = time.monotonic()
        assert site.get("/readyz").status_code == 200
        assert site.get("/topics").status_code == 200
        assert time.monotonic() - began < 1.0
        for sent in writing:
            unsaved(sent.result())
        began = time.monotonic()
        unsaved(site.post("/settings/language", {"language": "en"}))  # the next one does not wait as long
        assert time.monotonic() - began < 1.0
        assert site.get("/readyz").json() == {"status": "not ready", "wrong": ["writing"]}
    assert site.get("/readyz").status_code == 200
    assert site.services.database.refused >= 5


@pytest.mark.file
def test_a_deleted_file_takes_no_answer_and_is_taken_up_again_when_it_is_back(
    site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    quiz = site.quiz("rnn.hidden-state")
    address = place(site, quiz, "number")
    form = right(site.content(quiz, int(address.rsplit("/", 1)[1])))
    path, away = tmp_path / "edrill.sqlite3", tmp_path / "away"
    for replaced in (False, True):
        path.rename(away)
        if replaced:
            shutil.copy(away, path)
        for page in (unsaved(site.post(address, form)), site.get("/topics").text):
            assert "移動・削除" in page
        assert site.get("/readyz").json() == {"status": "not ready", "wrong": ["file"]}
        assert path.exists() == replaced  # nothing makes an empty one
        away.rename(path)
        assert site.get("/readyz").status_code == 200
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"] * 2
    assert site.rows("SELECT count(*) FROM submission") == [(0,)]
    assert site.post(address, form).status_code == 303


@pytest.mark.file
def test_a_write_during_which_the_file_is_deleted_is_not_said_to_be_saved(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "edrill.sqlite3"

    def write() -> None:
        with site.services.database.write() as session:
            session.execute(select(1))
            path.rename(tmp_path / "away")

    with pytest.raises(GoneError):
        write()
    (tmp_path / "away").rename(path)


@pytest.mark.file
def test_a_damaged_file_is_told_as_one(site: Site, tmp_path: Path) -> None:
    """Reading what is damaged is no failure of the program."""
    site.quiz("rnn.hidden-state")
    database = site.services.database
    with database.engine.connect() as connection:
        place_of = connection.exec_driver_sql("SELECT rootpage FROM sqlite_schema WHERE name = 'learner'").scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    database.dispose()
    with (tmp_path / "edrill.sqlite3").open("r+b") as file:
        file.seek(size * (place_of - 1))
        file.write(b"\xff" * size)
    assert site.get("/topics").status_code == 503


def test_a_write_waits_for_one_that_is_short(site: Site) -> None:
    """Within the process as well: the second one has its turn."""
    database = site.services.database
    with ThreadPoolExecutor(1) as pool, database.write():
        sent = pool.submit(site.post, "/settings/language", {"language": "en"})
        time.sleep(0.2)
        assert not sent.done()
    assert sent.result().status_code == 303


def test_a_write_that_waits_too_long_gives_up_and_leaves_the_lock_free(site: Site) -> None:
    database = site.services.database
    with database.write(), ThreadPoolExecutor(1) as pool:

        def second() -> None:
            with database.write(0.05):
                raise AssertionError("two writers at once")

        with pytest.raises(NotSavedError):
            pool.submit(second).result()
    assert site.post("/settings/language", {"language": "en"}).status_code == 303


@pytest.mark.file
def test_a_database_that_cannot_be_opened_is_told_and_comes_back(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "edrill.sqlite3"
    site.services.database.engine.dispose()
    path.rename(tmp_path / "away")
    path.mkdir()
    page = site.get("/topics")
    assert page.status_code == 503
    assert "いまは表示できません" in page.text
    assert site.get("/readyz").json() == {"status": "not ready", "wrong": ["database"]}
    unsaved(site.post("/practice", {"quick": "1"}))
    answer = site.client.post("/api/v1/compute/perplexity", json={})
    assert answer.status_code == 503
    assert answer.json()["status"] == 503
    path.rmdir()
    (tmp_path / "away").rename(path)
    assert site.get("/topics").status_code == 200
