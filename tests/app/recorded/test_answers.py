"""Answers that an earlier version stored are read by this one: no error, the verdict of their time, remarks by id."""

import json
import lzma
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.db import Database
from question_bank.bank import Bank, load_bank
from question_bank.forms import form_of
from question_bank.kinds.statements import claims
from question_bank.model.answer import Answer, Flat
from question_bank.model.computed import Numeric, asked_cells
from question_bank.model.instance import Instance
from tests.app.site import Site, build
from tests.question_bank.budget import sampled

RECORDED = sorted(Path(__file__).parent.glob("*.sqlite3.xz"))
TOPICS = [topic.id for topic in load_bank().topics.topics]
DRIFTED = "計算の規則が改められました"
VERDICT = re.compile(r'<section class="result (\w+)"')


@pytest.fixture(scope="module", params=RECORDED, ids=lambda path: path.name)
def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Iterator[Site]:
    """The app on a recorded database, brought to this version."""
    folder = tmp_path_factory.mktemp("recorded")
    path = folder / "edrill.sqlite3"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    database = Database(f"sqlite:///{path}")
    database.migrate()
    database.dispose()
    app, clock = build(path, folder, bank)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(client, app.state.services, clock)


def answers(site: Site, topic: str, *, every: bool = True) -> Iterator[tuple[int, Instance, Answer, bool, str]]:
    """Recorded answers of a topic, of every family or those that are tried: number, question, answer, how it went."""
    statement = text(
        "SELECT s.id, i.content, s.choice, s.texts, s.correct, s.kind FROM submission s "
        "JOIN instance i ON i.id = s.instance_id WHERE i.topic = :topic ORDER BY s.id"
    )
    with site.services.database.read() as session:
        rows = list(session.execute(statement, {"topic": topic}))
    for number, content, choice, texts, correct, kind in rows:
        instance = Instance.model_validate_json(content)
        if not (every or instance.family in sampled()):
            continue
        answer = form_of(instance.form).answer(Flat(choice, tuple(json.loads(texts))))
        yield number, instance, answer, bool(correct), kind


def drifts(bank: Bank, instance: Instance) -> bool:
    """Whether today's family gives other values for what was drawn then, found without the review."""
    problem = bank.today(instance, lambda family: family.ask(instance.parameters, instance.form), None)
    if not isinstance(problem, Numeric):
        return False
    today = asked_cells(problem.run.plain(), problem.asked).ravel()
    stored = np.array(instance.key.cells)
    return today.shape != stored.shape or bool(np.any(np.abs(today - stored) > 1e-9 * np.maximum(1, np.abs(stored))))


def test_every_level_and_form_is_recorded_with_every_kind_of_answer(old: Site) -> None:
    counted = old.rows(
        "SELECT i.family, i.level, i.form, count(DISTINCT s.kind || s.correct) FROM submission s "
        "JOIN instance i ON i.id = s.instance_id GROUP BY 1, 2, 3"
    )
    assert len(counted) >= 349
    assert {row[3] for row in counted} == {3}  # right, wrong, 'I do not know'


@pytest.mark.parametrize("topic", TOPICS)
def test_old_answers_stay_readable(old: Site, bank: Bank, topic: str) -> None:
    seen = 0
    for number, instance, _, correct, kind in answers(old, topic, every=False):
        page = old.get(f"/history/{number}")
        assert page.status_code == 200, (number, instance.family)
        found = VERDICT.search(page.text)
        assert found is not None
        verdict = "unknown" if kind == "unknown" else "right" if correct else "wrong"
        assert found[1] == verdict, (number, instance.family)
        drifted = not (instance.choices or instance.items) and drifts(bank, instance)
        assert (DRIFTED in page.text) is drifted, (number, instance.family)
        seen += 1
    assert seen


@pytest.mark.parametrize("topic", TOPICS)
def test_what_was_said_of_a_statement_is_found_whatever_its_wording(old: Site, bank: Bank, topic: str) -> None:
    pool = claims(topic)
    for number, instance, answer, _, _ in answers(old, topic, every=False):
        if not instance.family.endswith(".statements"):
            continue
        review = bank.review(instance, answer)
        shown = [claim for claim in instance.parameters["claims"] if claim in pool]
        remarks = [said.remark for said in review.choices if said.remark is not None]
        assert len(remarks) == len(shown), (number, instance.family)
        reasons = {reason.ja for claim in shown for reason in (pool[claim].right_because, pool[claim].wrong_because)}
        assert all(any(reason in remark.ja for reason in reasons) for remark in remarks)


def test_an_answer_that_todays_rule_judges_otherwise_is_told_so(old: Site, bank: Bank) -> None:
    for number, instance, answer, correct, kind in answers(old, "lstm"):
        if instance.choices or instance.items or kind == "unknown" or not correct:
            continue
        old.change("UPDATE submission SET correct = 0 WHERE id = :number", number=number)
        page = old.get(f"/history/{number}").text
        old.change("UPDATE submission SET correct = 1 WHERE id = :number", number=number)
        assert "今の採点の規則では正解になります" in page
        assert VERDICT.search(page)[1] == "wrong"  # type: ignore[index]
        assert bank.verdict(instance, answer) is True
        return
    pytest.fail("no right answer is recorded")


def test_what_todays_family_cannot_read_is_shown_as_it_was_stored(old: Site) -> None:
    number, instance, *_ = next(entry for entry in answers(old, "lstm") if entry[1].key.cells)
    content = instance.model_copy(update={"parameters": {"renamed": 1}}).model_dump_json()
    where = f"(SELECT instance_id FROM submission WHERE id = {number})"
    old.change(f"UPDATE instance SET content = :content WHERE id = {where}", content=content)
    page = old.get(f"/history/{number}")
    old.change(f"UPDATE instance SET content = :content WHERE id = {where}", content=instance.model_dump_json())
    assert page.status_code == 200
    assert instance.format.label.split("_")[0].split("^")[0][-1] in page.text
