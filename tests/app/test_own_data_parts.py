"""A file is written some quizzes at a time: after each part all adds up, others have their turn, it can be repeated."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.data import importing
from app.data.format import QuizRecord
from app.data.importing import Merged, taken_over
from app.data.known import unchanged
from app.db import NotSavedError
from app.db.database import Database
from tests.app.counted import counted, stored
from tests.app.owner import document, exported, lived, practised, send
from tests.app.site import Site
from tests.app.test_idempotency import everything
from tests.app.test_own_data import second, seen

pytestmark = pytest.mark.stored

__all__ = ["lived", "practised", "second"]  # fixtures


@pytest.fixture(autouse=True)
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quiz is a part."""
    monkeypatch.setattr(importing, "MANY", 1)


def take(site: Site, file: str) -> Merged:
    """Import a file, behind the scenes."""
    return taken_over(site.services.database, site.services.bank, 1, io.StringIO(file), settings=True)


def adds_up(site: Site) -> bool:
    """Whether the totals are those of the answers that there are."""
    with site.services.database.read() as session:
        return stored(session) == counted(session)


def between(monkeypatch: pytest.MonkeyPatch, done: Any) -> list[int]:
    """Do something before each part; returns a list that grows with them."""
    parts: list[int] = []

    def looked(session: Session, learner_id: int, part: Sequence[QuizRecord]) -> dict[str, tuple[int, int]]:
        parts.append(len(part))
        done(len(parts))
        return unchanged(session, learner_id, part)

    monkeypatch.setattr(importing, "unchanged", looked)
    return parts


def same(lived: Site, second: Site) -> bool:
    """Whether two installations tell the same of the answers."""
    second.clock.now = lived.clock.now
    return all(seen(second, page) == seen(lived, page) for page in ("/statistics", "/history", "/history?show=wrong"))


def test_part_by_part_it_is_the_same_and_adds_up_at_any_time(
    lived: Site, second: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = exported(lived)
    sums: list[bool] = []
    parts = between(monkeypatch, lambda _: sums.append(adds_up(second)))
    take(second, file)
    assert parts == [1] * len(document(lived)["quizzes"])
    assert len(parts) > 5
    assert all(sums)
    assert adds_up(second)
    assert same(lived, second)


def test_others_have_their_turn_between_two_parts(lived: Site, second: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that is given meanwhile is stored at once and stays; so does what the schedule makes of it."""
    quiz = second.quiz("rnn.output")
    count = len(second.forms(quiz))
    given: list[int] = []

    def answer(part: int) -> None:
        if part <= count:
            given.append(second.answer(quiz, part).status_code)
            assert second.get("/").status_code == 200  # which replays the schedule

    between(monkeypatch, answer)
    merged = take(second, exported(lived))
    assert given == [303] * count
    assert second.rows("SELECT count(*) FROM submission") == [(merged.answers + count,)]
    assert adds_up(second)
    assert second.rows("SELECT replayed FROM learner") == [(0,)]


def test_what_broke_off_is_gone_on_with_by_the_same_file(
    lived: Site, second: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = exported(lived)
    write, done = Database.write, 0

    @contextmanager
    def failing(database: Database, patience: float | None = None) -> Iterator[Session]:
        nonlocal done
        done += 1
        if done == 4:
            raise NotSavedError("no room")
        with write(database, patience) as session:
            yield session

    with monkeypatch.context() as broken:
        broken.setattr(Database, "write", failing)
        assert send(second, file).status_code == 503
    begun = second.rows("SELECT count(*) FROM quiz")[0][0]
    assert 0 < begun < len(document(lived)["quizzes"])
    assert adds_up(second)
    assert send(second, file).status_code == 200
    assert adds_up(second)
    assert same(lived, second)


def test_a_file_that_is_known_is_only_read(lived: Site, second: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    file = exported(lived)
    merged = take(second, file)
    before = everything(second)

    def refused(*_: Any) -> None:
        raise AssertionError("something was written of a quiz")

    monkeypatch.setattr(importing, "_merge", refused)
    again = take(second, file)
    assert (again.quizzes, again.answers, again.changed) == (0, 0, 0)
    assert again.known == merged.answers
    assert everything(second) == before
