"""An answer can be taken back until the learner goes on; then it counts nowhere, and its question comes again."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy.exc import IntegrityError

from app.dependencies import Visitor
from app.guided import service as guided
from app.quiz import sheets, submitting
from app.quiz.submitting import Given
from question_bank.forms import form_of
from tests.app.conftest import Open
from tests.app.site import Site, quiz_of, right, wrong
from tests.app.test_guided import FAMILY as GUIDED
from tests.app.test_guided import move, through
from tests.app.test_hints import ask
from tests.app.test_idempotency import everything

pytestmark = pytest.mark.stored

FAMILY = "rnn.hidden-state"
SAID = {
    "ja": {
        "button": "この解答を取り消す",
        "late": "この解答は取り消せません",
        "again": "前の解答は取り消し済みです",
        "stale": "別の問題を表示していた画面のものなので、採点していません",
        "done": "取り消し済み",
    },
    "en": {
        "button": "Take back this answer",
        "late": "This answer cannot be taken back",
        "again": "The answer before was taken back",
        "stale": "so it was not graded",
        "done": "Taken back",
    },
}
BUTTON = SAID["ja"]["button"]


def newest(site: Site) -> int:
    return int(site.rows("SELECT max(id) FROM submission")[0][0])


def withdraw(site: Site, quiz: int, number: int = 1, submission: int | None = None) -> Response:
    """Send the button's form."""
    sent = {"submission": str(newest(site) if submission is None else submission)}
    return site.post(f"/practice/{quiz}/items/{number}/withdraw", sent)


def page(site: Site, quiz: int, number: int = 1, language: str = "ja") -> str:
    response = site.get(f"/practice/{quiz}/items/{number}", language)
    assert response.status_code == 200
    return response.text


def sent_from(html: str, address: str) -> dict[str, str]:
    """The hidden fields of the form that leads to an address."""
    form = re.search(rf'<form[^>]*action="{re.escape(address)}".*?</form>', html, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]))


def places(site: Site, quiz: int) -> list[Any]:
    """The questions of a quiz, those of withdrawn answers too, in the order in which they were asked."""
    return site.rows(
        "SELECT ordinal, family, level, form, replaced_at IS NULL FROM instance "
        f"WHERE quiz_id = {quiz} ORDER BY ordinal, id"
    )


def given(site: Site, quiz: int, how: str) -> dict[str, Any]:
    instance = site.content(quiz, 1)
    return {"unknown": {"unknown": "1"}, "right": right(instance), "wrong": wrong(instance)}[how]


@pytest.mark.parametrize("how", ["unknown", "right", "wrong"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_answer_is_taken_back_and_counts_nowhere(site: Site, how: str, language: str) -> None:
    said = SAID[language]
    quiz = site.quiz(FAMILY)
    before, questions = site.content(quiz, 1), places(site, quiz)
    site.clock.go(10)
    site.answer(quiz, 1, given(site, quiz, how))
    html = page(site, quiz, language=language)
    assert said["button"] in html
    address = f"/practice/{quiz}/items/1/withdraw"
    assert site.post(address, sent_from(html, address)).headers["location"] == f"/practice/{quiz}/items/1"
    html = page(site, quiz, language=language)
    assert said["again"] in html
    assert said["button"] not in html
    assert 'name="cell"' in html or 'name="choice"' in html
    fresh = site.content(quiz, 1)
    assert fresh.fingerprint != before.fingerprint
    assert (fresh.family, fresh.level, fresh.form) == (before.family, before.level, before.form)
    assert places(site, quiz) == [(*questions[0][:4], 0), (*questions[0][:4], 1), *questions[1:]]
    assert site.rows("SELECT withdrawn_at IS NULL, instance_id FROM submission") == [(0, 1)]
    for empty in ("/statistics", "/history?show=wrong", "/history?show=guessed"):
        assert "ありません" in site.get(empty).text
    assert "standing miss" not in site.get("/topics/rnn").text
    assert "standing hit" not in site.get("/topics/rnn").text
    assert '0<span class="of">' in site.get(f"/practice/{quiz}/result").text
    for address in ("/history", "/history/1"):
        assert said["done"].casefold() in site.get(address, language).text.casefold()
    assert "数値を変えてもう一度" not in site.get("/history/1").text
    assert f'href="/practice/{quiz}/items/1"' in site.get("/history/1").text


def test_the_fresh_question_counts_as_any_other(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1, {"unknown": "1"})
    withdraw(site, quiz)
    page(site, quiz)
    site.clock.go(30)
    site.answer(quiz, 1)
    assert site.rows("SELECT answered, correct, withdrawn, standing, micros FROM family_total") == [
        (1, 1, 1, "hit", 30_000_000)
    ]
    history = site.get("/history").text
    assert re.findall(r'class="state (\w+)"', history) == ["right", "withdrawn"]
    assert re.search(rf'href="/practice/{quiz}/items/1"[^>]*>\s*<span class="hidden">問 1 – 正解', page(site, quiz))
    withdraw(site, quiz)  # and can be taken back as well
    assert [place[4] for place in places(site, quiz) if place[0] == 1] == [0, 0, 1]
    assert site.rows("SELECT answered, withdrawn, standing, last_at FROM family_total") == [(0, 2, "new", None)]


def go_on(site: Site, quiz: int, way: str) -> None:
    if way == "answer":  # sent without looking
        site.answer(quiz, 2)
    else:
        assert site.get(f"/practice/{quiz}/{way}").status_code == 200


@pytest.mark.parametrize("way", ["items/2", "items/2/guided", "result", "answer"])
@pytest.mark.parametrize("seen", [False, True])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_who_has_gone_on_cannot_go_back(site: Site, way: str, seen: bool, language: str) -> None:
    quiz = site.quiz(GUIDED)
    if seen:  # the other question was looked at before the answer came in: going there after it is going on
        page(site, quiz, 2)
    site.answer(quiz, 1, {"unknown": "1"})
    assert BUTTON in page(site, quiz)
    submission = newest(site)
    go_on(site, quiz, way)
    before = everything(site)
    assert BUTTON not in page(site, quiz)
    refused = withdraw(site, quiz, submission=submission)
    assert refused.headers["location"] == f"/practice/{quiz}/items/1?note=late"
    told = site.get(refused.headers["location"], language)
    assert SAID[language]["late"] in told.text
    assert everything(site) == before


def test_what_is_no_going_on_leaves_the_way_back(site: Site) -> None:
    """Looking at the answer, at other pages, at another quiz, or practising on the same numbers."""
    quiz = site.quiz(GUIDED)
    site.answer(quiz, 1)
    other = site.quiz(FAMILY)
    for address in ("/", "/history", "/history/1", "/statistics", f"/practice/{other}/items/1", "/topics/bptt"):
        assert site.get(address).status_code == 200
    assert site.get(f"/practice/{quiz}/items/1/guided").status_code == 200
    site.answer(other, 1)
    assert BUTTON in page(site, quiz)
    assert "note" not in withdraw(site, quiz, submission=1).headers["location"]


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"sec-purpose": "prefetch;prerender"}),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}),
    ],
)
def test_a_request_that_nobody_sees_is_no_going_on(site: Site, method: str, headers: dict[str, str]) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    before = everything(site)
    for address in (f"/practice/{quiz}/items/2", f"/practice/{quiz}/result"):
        assert site.client.request(method, address, headers=headers).status_code == 200
    assert everything(site) == before
    assert site.rows("SELECT shown_at FROM instance WHERE ordinal = 2") == [(None,)]
    site.get(f"/practice/{quiz}/items/2")  # and a look is one
    assert everything(site) != before


def test_nobody_is_told_that_it_is_late_who_is_not(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    for note in ("late", "stale"):
        html = site.get(f"/practice/{quiz}/items/1?note={note}").text
        assert "取り消" not in html
    site.answer(quiz, 1)
    html = site.get(f"/practice/{quiz}/items/1?note=late").text
    assert SAID["ja"]["late"] not in html
    assert BUTTON in html
    assert "「note=nonsense」は選べない" in site.get(f"/practice/{quiz}/items/1?note=nonsense").text


def test_sent_twice_it_is_taken_back_once(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    for _ in range(3):
        assert withdraw(site, quiz, submission=1).headers["location"] == f"/practice/{quiz}/items/1"
    assert len(places(site, quiz)) == len(site.forms(quiz)) + 1
    site.answer(quiz, 1, {"unknown": "1"})
    before = everything(site)
    assert withdraw(site, quiz, submission=1).status_code == 303  # Back, and sent once more: the new answer stays
    assert everything(site) == before


def test_eight_at_once_are_one(site: Site) -> None:
    for _ in range(3):
        quiz = site.quiz(FAMILY)
        site.answer(quiz, 1)
        submission = newest(site)
        with ThreadPoolExecutor(8) as pool:
            sent = [pool.submit(withdraw, site, quiz, 1, submission) for _ in range(8)]
        assert {done.result().headers["location"] for done in sent} == {f"/practice/{quiz}/items/1"}
        assert len(places(site, quiz)) == len(site.forms(quiz)) + 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_what_was_sent_to_the_old_numbers_is_not_taken_for_the_new(site: Site, language: str) -> None:
    """A retry of the first answer, or a second tab that still shows the question from before."""
    quiz = site.quiz(GUIDED)
    answer = f"/practice/{quiz}/items/1"
    tab = sent_from(page(site, quiz), answer)
    assert tab["instance"]
    first = {**right(site.content(quiz, 1)), **tab}
    site.post(answer, first)
    withdraw(site, quiz)
    before = everything(site)
    for form in (first, {**tab, "unknown": "1"}, {**tab, "cell": "?"}, {**tab, "cell": "0.5", "guessed": "1"}):
        sent = site.post(answer, form)
        assert sent.headers["location"].startswith(f"/practice/{quiz}/items/1?")
        assert "note=stale" in sent.headers["location"]
        told = site.get(sent.headers["location"], language).text
        assert SAID[language]["stale"] in told
        assert SAID[language]["again"] in told
        site.change("UPDATE instance SET shown_at = NULL WHERE replaced_at IS NULL")
    site.post(f"/practice/{quiz}/items/1/hint", {**tab, "number": "1"})
    site.post(f"/practice/{quiz}/items/1/guided", {**tab, "stage": "0", "ordinal": "0", "action": "shown"})
    assert everything(site) == before
    site.post(answer, {**right(site.content(quiz, 1)), **sent_from(page(site, quiz), answer)})
    assert site.rows("SELECT correct, withdrawn_at IS NULL FROM submission") == [(1, 0), (1, 1)]


def test_a_form_of_guided_mode_names_its_numbers_too(site: Site) -> None:
    quiz = site.quiz(GUIDED)
    address = f"/practice/{quiz}/items/1/guided"
    fields = sent_from(site.get(address).text, address)
    assert re.fullmatch("1-[0-9a-f]{8}", fields["instance"])
    site.answer(quiz, 1)
    withdraw(site, quiz)
    assert site.post(address, {**fields, "action": "shown"}).status_code == 409
    refused = site.post(address, {**fields, "action": "tried", "cell": ["0.25", ""]})
    assert refused.status_code == 409
    assert "送られた内容: 0.25, 空欄" in refused.text
    assert SAID["ja"]["again"] in refused.text
    assert site.rows("SELECT * FROM guided_move") == []
    assert SAID["ja"]["again"] in site.get(address).text
    fields = sent_from(site.get(address).text, address)
    site.post(address, {**fields, "action": "shown"})
    assert [row[0] for row in site.rows("SELECT action FROM guided_move")] == ["shown"]


def test_what_was_opened_before_an_answer_was_taken_back_is_stale(site: Site) -> None:
    """Both were on their way at once: the page had been opened when the answer came in and was withdrawn."""
    quiz = site.quiz(GUIDED)
    visitor = Visitor(1, "ja")
    sheet = sheets.open_sheet(site.services, visitor, quiz, 1)
    course = guided.course(site.services, visitor, quiz, 1)
    site.answer(quiz, 1)
    withdraw(site, quiz)
    before = everything(site)
    for given in (Given(unknown=True), Given(unknown=True, instance=sheet.mark)):
        assert submitting.submit(site.services, visitor, sheet, given) == "stale"
    submitting.ask_hint(site.services, sheet, 1, sheet.mark)
    guided.move(site.services, visitor, course, guided.Made("shown", 0, 0, False), Given(instance=sheet.mark))
    assert everything(site) == before


@pytest.mark.parametrize("kind", ["guided", "shown"])
def test_guided_answers_and_hints_go_with_their_numbers(site: Site, kind: str) -> None:
    quiz = site.quiz(GUIDED)
    ask(site, quiz, 1, 1)
    if kind == "shown":
        move(site, quiz, 0, action="shown")
        site.answer(quiz, 1)
    else:
        through(site, quiz)
        move(site, quiz, 2, **right(site.content(quiz, 1)))
    assert site.rows("SELECT kind FROM submission") == [(kind,)]
    withdraw(site, quiz)
    assert "一歩ずつ" in site.get("/history").text
    html = page(site, quiz)
    assert 'id="hint-1"' not in html
    assert "ヒント 0/" in html
    site.answer(quiz, 1)
    assert [row[0] for row in site.rows("SELECT kind FROM submission ORDER BY id")] == [kind, "answered"]
    assert site.rows("SELECT answered, guided FROM family_total") == [(1, 0)]


def test_a_quiz_that_was_finished_by_it_is_unfinished_again(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    last = len(site.forms(quiz))
    site.finish(quiz)
    assert "途中の演習" not in site.get("/").text
    assert f'href="/practice/{quiz}/result"' in site.get("/statistics").text
    withdraw(site, quiz, last)
    assert "途中の演習" in site.get("/").text
    assert f'href="/practice/{quiz}/result"' not in site.get("/statistics").text
    assert site.get(f"/practice/{quiz}").headers["location"] == f"/practice/{quiz}/items/{last}"
    site.answer(quiz, last)
    assert "途中の演習" not in site.get("/").text
    assert f"{last} / {last}" in site.get("/statistics").text


def test_a_question_asked_again_can_be_taken_back_too(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    again = quiz_of(site.post(f"/practice/{quiz}/items/1/again"))
    site.answer(again, 1, {"unknown": "1"})
    withdraw(site, again)
    assert site.get(f"/practice/{again}").headers["location"] == f"/practice/{again}/items/1"
    assert site.post(f"/practice/{again}/items/1/again").status_code == 404  # it is open


def test_only_from_our_pages_and_only_the_answer_of_that_question(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    before = everything(site)
    foreign = {"sec-fetch-site": "cross-site"}
    assert site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": "1"}, **foreign).status_code == 403
    for place in ((quiz, 2, 1), (quiz + 1, 1, 1), (quiz, 1, 2), (quiz, 99, 1)):
        assert withdraw(site, *place).status_code == 404
    for submission in ("", "x", "-1", str(2**63), "1.5"):
        sent = site.post(f"/practice/{quiz}/items/1/withdraw", {"submission": submission})
        assert sent.status_code == 422
    assert site.post(f"/practice/{quiz}/items/1/withdraw").status_code == 422
    assert everything(site) == before


def test_where_the_bank_asks_no_such_question_any_more_the_answer_stays(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    site.change("UPDATE instance SET family = 'rnn.retired' WHERE id = 1")
    before = everything(site)
    assert BUTTON not in page(site, quiz)
    assert withdraw(site, quiz).headers["location"].endswith("?note=late")
    assert everything(site) == before


def test_a_reload_and_a_restart_change_nothing(open_site: Open) -> None:
    before = open_site()
    quiz = before.quiz(FAMILY)
    before.answer(quiz, 1)
    html = page(before, quiz)
    assert page(before, quiz) == html == page(open_site(), quiz)
    withdraw(before, quiz)
    html = page(before, quiz)
    assert page(before, quiz) == html == page(open_site(), quiz)


def test_a_withdrawn_answer_is_kept_as_it_was(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    instance = site.content(quiz, 1)
    site.answer(quiz, 1, {"cell": ["1.25"] * form_of(instance.form).fields(instance)})
    kept = "SELECT texts, cells, correct, kind, created_at FROM submission"
    before, slips = site.rows(kept), site.rows("SELECT * FROM recognised_slip")
    withdraw(site, quiz)
    assert (site.rows(kept), site.rows("SELECT * FROM recognised_slip")) == (before, slips)
    assert "1.25" in site.get("/history/1").text


def test_two_questions_never_have_one_place(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    site.answer(quiz, 1)
    withdraw(site, quiz)
    with pytest.raises(IntegrityError, match=r"(?i)unique"):
        site.change("UPDATE instance SET replaced_at = NULL")
