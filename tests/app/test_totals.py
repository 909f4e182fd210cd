"""The totals are what counting gives, after answers, withdrawals and recounts in any order."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Double
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from app.__main__ import main
from app.db import Database, totals
from app.db.columns import Base
from app.db.derived import SlipTotal
from app.db.models import InstanceRow, Learner, Quiz, RecognisedSlip, Submission
from tests.app.counted import counted, stored
from tests.app.place import copied, url_of
from tests.app.site import Site, right, wrong
from tests.question_bank import budget

pytestmark = pytest.mark.stored

START = datetime(2026, 1, 10, 23, 40, tzinfo=UTC)
LEARNERS, TOPICS, FAMILIES, SLIPS = (1, 2), ("a", "b"), ("one", "two"), ("x", "y", "z")

ANSWER = st.fixed_dictionaries(
    {
        "learner_id": st.sampled_from(LEARNERS),
        "topic": st.sampled_from(TOPICS),
        "family": st.sampled_from(FAMILIES),
        "correct": st.booleans(),
        "guessed": st.booleans(),
        "own": st.none() | st.floats(0, 1),
        "seconds": st.none() | st.integers(0, 1_800_000_000).map(lambda micros: micros / 1e6),
        "slips": st.lists(st.sampled_from(SLIPS), unique=True),
        "level": st.integers(1, 3),
        "cells": st.lists(st.booleans(), max_size=4),
        "after": st.integers(0, 3600),
        "late": st.sampled_from((0, 0, 7_000, 200_000)),  # it was kept on a device for so long
    }
)
ACTIONS = st.lists(ANSWER | st.integers(0, 20) | st.just("recount"), max_size=25)


@pytest.fixture(scope="module")
def database(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Two learners with a quiz each."""
    made = Database(url_of(copied(template, tmp_path_factory.mktemp("totals"))))
    with made.write() as session:
        for learner_id in LEARNERS:
            session.add(Learner(id=learner_id, theme="auto", shortcuts=True, created_at=START))
            quiz = Quiz(learner_id=learner_id, topics=[], levels=[], ordering="mixed", created_at=START)
            session.add(quiz)
    yield made
    made.dispose()


def answer(session: Session, place: int, now: datetime, given: dict[str, Any]) -> Submission:
    """Store an answer and count it, as the app does."""
    told = {name: given[name] for name in ("learner_id", "topic", "family")}
    issued = {"quiz_id": given["learner_id"], "ordinal": place, "form": "number", "fingerprint": str(place)}
    row = InstanceRow(**told, **issued, level=given["level"], content={})
    row.submission = Submission(
        **told,
        **{name: given[name] for name in ("correct", "guessed", "own", "seconds", "cells")},
        kind="answered",
        texts=[],
        language="ja",
        created_at=now,
        slips=[RecognisedSlip(slip=slip, made_at=now) for slip in given["slips"]],
    )
    session.add(row)
    session.flush()
    totals.count(session, row.submission)
    return row.submission


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=budget.examples(1000, 60)
)
@given(actions=ACTIONS)
def test_totals_are_what_counting_gives(database: Database, actions: list[Any]) -> None:
    now, kept = START, list[Submission]()
    with Session(database.engine) as session:  # never committed: the next example begins with nothing
        for place, action in enumerate(actions, start=1):
            if action == "recount":
                assert totals.recount(session) == place - 1 - sum(
                    not isinstance(done, dict) for done in actions[: place - 1]
                )
            elif isinstance(action, int):
                if kept:
                    taken = kept.pop(action % len(kept))
                    taken.withdrawn_at = now
                    session.flush()
                    totals.withdraw(session, taken)
            else:
                now += timedelta(seconds=action["after"])
                kept.append(answer(session, place, now - timedelta(seconds=action["late"]), action))
            session.flush()
            assert stored(session) == counted(session)
        session.rollback()


def test_on_the_pages_as_well(site: Site) -> None:
    """Answers, withdrawals and recounts of two quizzes in a random order, from the pages."""
    random = Random(5)
    quizzes = [site.quiz("bptt.update"), site.quiz("rnn.hidden-state")]
    done = 0
    for _ in range(budget.examples(600, 60)):
        quiz = random.choice(quizzes)
        number = random.randint(1, len(site.forms(quiz)))
        site.clock.go(random.randint(0, 1500))
        match random.choice(["look", "right", "wrong", "guess", "unknown", "withdraw", "withdraw", "recount"]):
            case "look":
                site.get(f"/practice/{quiz}/items/{number}")
            case "right":
                site.answer(quiz, number, right(site.content(quiz, number)))
            case "wrong":
                site.answer(quiz, number, wrong(site.content(quiz, number)))
            case "guess":
                site.answer(quiz, number, {**right(site.content(quiz, number)), "guessed": "1"})
            case "unknown":
                site.answer(quiz, number, {"unknown": "1"})
            case "withdraw":
                latest = site.rows(
                    "SELECT quiz_id, ordinal, s.id FROM submission s JOIN instance i ON i.id = s.instance_id "
                    "WHERE withdrawn_at IS NULL ORDER BY s.id DESC LIMIT 1"
                )
                for where, which, submission in latest:
                    sent = site.post(f"/practice/{where}/items/{which}/withdraw", {"submission": submission})
                    done += "note" not in sent.headers["location"]
            case "recount":
                with site.services.database.write() as session:
                    totals.recount(session)
        with site.services.database.read() as session:
            assert stored(session) == counted(session)
    assert done > 3
    assert site.rows("SELECT count(*) FROM submission WHERE withdrawn_at IS NOT NULL") == [(done,)]


def test_the_command_counts_again(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.finish(site.quiz("bptt.update"), wrong=(2,))
    with site.services.database.read() as session:
        before = stored(session)
    site.change("UPDATE family_total SET answered = 9, standing = 'new', parts = 9")
    site.change("UPDATE family_day SET correct = 0")
    site.change("DELETE FROM quarter_total")
    site.change("INSERT INTO slip_total VALUES (1, 'nothing', 4)")
    monkeypatch.setenv("EDRILL_DATABASE_URL", site.services.settings.database_url)
    monkeypatch.setattr("sys.argv", ["app", "recount"])
    assert main() == 0
    assert "answers counted" in capsys.readouterr().out
    with site.services.database.read() as session:
        assert stored(session) == before


def test_the_sql_is_written_for_postgresql_too() -> None:
    written = PGDialect()  # type: ignore[no-untyped-call]
    adding = totals.putting("postgresql", SlipTotal, ("learner_id", "slip"), ("times",))
    assert "ON CONFLICT (learner_id, slip) DO UPDATE SET times = (slip_total.times + excluded.times)" in str(
        adding.compile(dialect=written)
    )
    for table, names, made in totals._all(Submission.id > 1):
        key = [column.name for column in table.__table__.primary_key]
        (clause,) = re.findall(
            r"ON CONFLICT \((.*?)\) DO UPDATE SET",
            str(totals._counting("postgresql", table, names, made).compile(dialect=written)),
        )
        assert clause.split(", ") == key
        sql = str(made.compile(dialect=written)).lower()
        assert not any(word in sql for word in ("strftime", "json_", "rowid", "or replace", "ifnull"))
    tables = [str(CreateTable(table).compile(dialect=written)) for table in Base.metadata.sorted_tables]
    assert not any(" REAL" in sql for sql in tables)  # four bytes there
    assert not any(word in sql.lower() for sql in tables for word in ("randomblob", "hex(", "strftime", "json_"))
    real = sum(
        isinstance(column.type, Double | ARRAY) for table in Base.metadata.sorted_tables for column in table.columns
    )
    assert sum(sql.count("DOUBLE PRECISION") for sql in tables) == real >= 2


def test_an_answer_and_its_totals_come_together_or_not_at_all(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    site.change("ALTER TABLE quarter_total RENAME TO away")
    site.change("CREATE TABLE quarter_total (learner_id INTEGER PRIMARY KEY)")
    assert site.answer(quiz, 1).status_code == 500
    assert site.rows("SELECT * FROM submission") == site.rows("SELECT * FROM family_total") == []
