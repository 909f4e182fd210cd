"""Answers are graded anew: a dry run tells what would change, then verdicts, totals, schedule and pages follow."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.db import Database, NotSavedError, totals
from app.db.deleting import delete_rows
from app.db.derived import Card, Review
from app.db.models import Learner, Quiz
from app.schedule import log
from app.upkeep import regrading
from app.upkeep.regrading import Told, regrade
from tests.app.counted import counted, stored
from tests.app.kept import rows
from tests.app.owner import exported, lived, practised, send
from tests.app.site import Site, right, wrong
from tests.app.test_command import environment

pytestmark = pytest.mark.stored

__all__ = ["lived", "practised"]  # fixtures


def anew(site: Site, *, dry: bool = False, family: str | None = None) -> Told:
    """Grade all answers anew."""
    return regrade(site.services.database, site.services.bank, site.clock.now, family=family, dry=dry)


def everything(site: Site) -> Any:
    with site.services.database.read() as session:
        return rows(session)


def derived(site: Site) -> Any:
    """What is remembered of each kind, by each review, but for when it was written."""
    found = everything(site)
    return [sorted(map(repr, found[table.__tablename__])) for table in (Card, Review)]


def adds_up(site: Site) -> None:
    """Totals and schedule are what the answers come to."""
    with site.services.database.read() as session:
        assert stored(session) == counted(session)
    now = derived(site)
    with site.services.database.write() as session:
        learner = session.get_one(Learner, 1)
        log.replay(session, log.log_of(site.services.bank, learner))
    assert derived(site) == now


def judged_otherwise(site: Site, number: int, *, correct: bool) -> None:
    """As if the rules of its time had judged an answer so; it was counted so as well."""
    cells = json.loads(site.rows(f"SELECT cells FROM submission WHERE id = {number}")[0][0])
    sql = "UPDATE submission SET correct = :correct, cells = :cells, findings = NULL WHERE id = :number"
    site.change(sql, correct=int(correct), cells=json.dumps([correct] * len(cells)), number=number)
    with site.services.database.write() as session:
        totals.recount(session)
        log.replay(session, log.log_of(site.services.bank, session.get_one(Learner, 1)))


def answered(site: Site) -> tuple[int, dict[bool, int]]:
    """A quiz whose first answer is right and whose second is wrong; their numbers by that."""
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1)
    site.answer(quiz, 2, wrong(site.content(quiz, 2)))
    return quiz, {True: 1, False: 2}


def test_what_was_judged_by_todays_rules_stays_as_it_is(lived: Site) -> None:
    """Answers of every form, right, wrong and guided, of an exam, guessed and withdrawn."""
    before = everything(lived)
    for dry in (True, False):
        told = anew(lived, dry=dry)
        assert told.changed == told.unreadable == 0
        assert told.answers.total() >= 40
    assert everything(lived) == before


@pytest.mark.parametrize("is_right", [True, False])
def test_a_verdict_of_other_rules_follows_and_is_told(site: Site, is_right: bool) -> None:
    quiz, numbers = answered(site)
    number = numbers[is_right]
    judged_otherwise(site, number, correct=not is_right)
    before = everything(site)
    told = anew(site, dry=True)
    assert everything(site) == before
    assert told.turns == {"rnn.hidden-state": {"to right" if is_right else "to wrong": 1}}
    assert anew(site).turns == told.turns
    assert bool(site.rows(f"SELECT correct FROM submission WHERE id = {number}")[0][0]) is is_right
    adds_up(site)
    said = {
        "ja": ("採点の規則が改められ、正解になりました", "採点の規則が改められ、正解ではなくなりました"),
        "en": (
            "The rules of grading were mended, and it is right now",
            "The rules of grading were mended, and it is not right",
        ),
    }
    for language, texts in said.items():
        for address in (f"/history/{number}", f"/practice/{quiz}/items/{1 if is_right else 2}"):
            page = site.get(address, language).text
            assert texts[not is_right] in page
            assert texts[is_right] not in page
    assert site.get("/history").text.count("採点し直し") == 1
    after = everything(site)
    assert anew(site).changed == 0
    assert everything(site) == after


def test_another_key_of_the_same_version_counts_and_the_former_one_is_kept(site: Site) -> None:
    quiz, numbers = answered(site)
    instance = site.content(quiz, 1)
    faulty = [cell + 1 for cell in instance.key.cells]
    content = instance.model_copy(update={"key": instance.key.model_copy(update={"cells": tuple(faulty)})})
    site.change("UPDATE instance SET content = :content WHERE id = 1", content=content.model_dump_json())
    judged_otherwise(site, numbers[True], correct=False)
    told = anew(site, dry=True)
    assert told.keys.total() == told.changed == 1
    anew(site)
    adds_up(site)
    former = json.loads(site.rows("SELECT regraded FROM submission WHERE id = 1")[0][0])
    assert [(one["cause"], one["correct"], one["key"]["cells"]) for one in former] == [("key", False, faulty)]
    assert site.content(quiz, 1) == instance
    page = site.get("/history/1").text
    assert "正解の誤りが改められ、正解になりました" in page
    assert "計算の規則が改められました" not in page
    assert anew(site).changed == 0


def test_an_older_version_is_graded_by_its_own_key(site: Site) -> None:
    quiz, _ = answered(site)
    instance = site.content(quiz, 1)
    other = instance.key.model_copy(update={"cells": tuple(cell + 1 for cell in instance.key.cells)})
    content = instance.model_copy(update={"key": other, "version": instance.version - 1})
    site.change("UPDATE instance SET content = :content WHERE id = 1", content=content.model_dump_json())
    judged_otherwise(site, 1, correct=False)
    assert anew(site).changed == 0
    assert site.content(quiz, 1).key == other


def test_another_key_of_what_is_chosen_counts_where_the_same_is_shown(site: Site) -> None:
    quiz = site.quiz("rnn.statements")
    instance = site.content(quiz, 1)
    site.answer(quiz, 1)
    key = instance.key
    chosen = tuple(k for k in range(len(instance.choices)) if k not in key.chosen)
    changed = {"chosen": chosen} if key.choice is None else {"choice": key.choice ^ 1}
    other = key.model_copy(update=changed)
    content = instance.model_copy(update={"key": other}).model_dump_json()
    site.change("UPDATE instance SET content = :content WHERE id = 1", content=content)
    judged_otherwise(site, 1, correct=False)
    assert anew(site).turns == {"rnn.statements": {"to right": 1}}
    assert site.content(quiz, 1) == instance


def test_slips_that_are_recognised_otherwise_are_counted_otherwise(site: Site) -> None:
    _, numbers = answered(site)
    before = everything(site)
    site.change("INSERT INTO recognised_slip VALUES (2, 'made-up', '2026-01-10T12:00:00.000000+00:00')")
    site.change("UPDATE submission SET findings = NULL WHERE id = :number", number=numbers[False])
    with site.services.database.write() as session:
        totals.recount(session)
    assert anew(site, family="rnn.output").changed == 0
    assert anew(site).turns == {"rnn.hidden-state": {"slips": 1}}
    after = everything(site)
    assert [after[name] for name in ("recognised_slip", "slip_total", "slip_day")] == [
        before[name] for name in ("recognised_slip", "slip_total", "slip_day")
    ]
    adds_up(site)
    assert "改められ" not in site.get("/history/2").text


def test_what_broke_off_is_gone_on_with(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = site.quiz("rnn.hidden-state")
    numbers = range(1, len(site.forms(quiz)) + 1)
    for number in numbers:
        site.answer(quiz, number, right(site.content(quiz, number)))
        judged_otherwise(site, number, correct=False)
    monkeypatch.setattr(regrading, "WRITTEN", 1)
    write, left = Database.write, [2]

    def breaking(database: Database, patience: float | None = None) -> Any:
        if not left[0]:
            raise NotSavedError("no room")
        left[0] -= 1
        return write(database, patience)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", breaking)
        with pytest.raises(NotSavedError):
            anew(site)
    assert site.rows("SELECT sum(correct) FROM submission") == [(2,)]
    adds_up(site)
    assert anew(site).changed == len(numbers) - 2
    adds_up(site)
    assert site.rows("SELECT count(*) FROM submission WHERE correct = 1") == [(len(numbers),)]


def test_how_it_was_judged_before_goes_along_with_ones_data(site: Site) -> None:
    answered(site)
    judged_otherwise(site, 1, correct=False)
    anew(site)
    file, former = exported(site), site.rows("SELECT regraded FROM submission ORDER BY id")
    assert [row[0] is None for row in former] == [False, True]
    with site.services.database.write() as session:
        delete_rows(session, Quiz.__table__, Quiz.learner_id == 1)
        totals.recount(session)
    assert send(site, file).status_code == 200
    assert site.rows("SELECT regraded FROM submission ORDER BY id") == former
    ((first,),) = site.rows("SELECT min(id) FROM submission")
    assert "採点の規則が改められ、正解になりました" in site.get(f"/history/{first}").text


@pytest.mark.file  # which it backs up
def test_the_command_tells_changes_and_backs_up(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(site)
    judged_otherwise(site, 1, correct=False)
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)

    def command(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["app", "regrade", *arguments])
        assert main() == (2 if "nothing" in arguments else 0)
        return "".join(capsys.readouterr())

    line = "rnn.hidden-state: of 2 answers 1 wrong to right\n2 answers looked at, 1 "
    assert command("--dry-run") == f"{line}would change; nothing was changed\n"
    assert not (tmp_path / "backups").exists()
    assert "There is no kind of question nothing" in command("--family", "nothing")
    assert command().endswith(f"{line}changed\n")
    assert len(list((tmp_path / "backups").iterdir())) == 1
    assert command("--family", "rnn.hidden-state").endswith("2 answers looked at, 0 changed\n")
