"""Guided mode on the pages: stored, resumed, counted for what it is; it gives nothing away before the answer is in."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from httpx2 import Response

from app.dependencies import Visitor
from app.guided import service as guided
from app.quiz.submitting import Given
from engine.derivation.carried import follow
from question_bank.model.computed import asked_cells
from question_bank.way.guided import Guide
from tests.app.conftest import Open
from tests.app.site import Site, right, wrong
from tests.app.test_idempotency import everything
from tests.question_bank.test_guided import slipped_way

FAMILY = "bptt.delta"  # its first question asks for one number in three groups


def guide_of(site: Site, quiz: int, number: int = 1) -> Guide:
    guide = site.services.bank.guide(site.content(quiz, number))
    assert guide is not None
    return guide


def texts(guide: Guide, stage: int) -> list[str]:
    """What is right in a group, to four decimals."""
    steps = guide.groups[stage].asked
    return [f"{entry:.4f}" for step in steps for entry in np.ravel(np.asarray(step.value)).tolist()]


def move(site: Site, quiz: int, stage: int, ordinal: int = 0, number: int = 1, **form: Any) -> Response:
    """Send a move."""
    sent = {"stage": str(stage), "ordinal": str(ordinal), **form}
    return site.post(f"/practice/{quiz}/items/{number}/guided", sent)


def through(site: Site, quiz: int, number: int = 1) -> None:
    """Everything right, up to the answer."""
    guide = guide_of(site, quiz, number)
    for stage in range(guide.last):
        assert move(site, quiz, stage, number=number, cell=texts(guide, stage)).status_code == 303


def page(site: Site, quiz: int, number: int = 1) -> str:
    response = site.get(f"/practice/{quiz}/items/{number}/guided")
    assert response.status_code == 200
    return response.text


def stored(site: Site) -> list[Any]:
    return site.rows("SELECT stage, ordinal, action, practice FROM guided_move ORDER BY id")


def submission(site: Site) -> Any:
    return site.rows("SELECT kind, correct, own FROM submission")[0]


def test_the_whole_way_is_an_answer_of_ones_own(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    through(site, quiz)
    assert "求める値" in page(site, quiz)
    last = guide_of(site, quiz).last
    response = move(site, quiz, last, **right(site.content(quiz, 1)))
    assert response.headers["location"] == f"/practice/{quiz}/items/1#result"
    assert submission(site) == ("guided", 1, 1.0)
    feedback = site.get(f"/practice/{quiz}/items/1").text
    assert "6 個の値のうち、最初から正しかったもの 6 個" in feedback
    assert "100 %" in feedback
    for address in (f"/practice/{quiz}/result", "/history"):
        assert "一歩ずつ" in site.get(address).text
    assert "一歩ずつ 1" in site.get("/statistics").text


@pytest.mark.parametrize("later", ["", "/guided"])
def test_with_a_step_shown_the_answer_is_right_but_does_not_count(site: Site, later: str) -> None:
    """On the question's own page as well: whoever looked there first has looked."""
    quiz = site.quiz(FAMILY)
    guide = guide_of(site, quiz)
    move(site, quiz, 0, action="shown")
    if later:
        move(site, quiz, 1, cell=texts(guide, 1))
        move(site, quiz, 2, **right(site.content(quiz, 1)))
    else:
        site.answer(quiz, 1)
    kind, correct, own = submission(site)
    assert (kind, correct) == ("shown", 0)
    assert own == pytest.approx(3 / 6 if later else 1 / 4)
    feedback = site.get(f"/practice/{quiz}/items/1").text
    assert "値は合っています" in feedback
    assert "正解には数えません" in feedback
    assert "手順を見た" in site.get(f"/practice/{quiz}/result").text
    assert "0<" in site.get(f"/practice/{quiz}/result").text
    assert site.post(f"/practice/{quiz}/wrong-again").status_code == 303


def test_a_wrong_answer_after_a_shown_step_is_wrong(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    move(site, quiz, 0, action="shown")
    site.answer(quiz, 1, wrong(site.content(quiz, 1)))
    assert submission(site)[:2] == ("guided", 0)
    assert "不正解" in site.get(f"/practice/{quiz}/items/1").text


def test_the_slip_on_the_way_is_what_is_told_of_the_answer_that_follows_from_it(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    guide = guide_of(site, quiz)
    recognised = (slip for slip in guide.numeric.slips if guide.slips(slipped_way(guide, slip)[0]) == (slip.id,))
    slip = next(recognised)
    moves, own = slipped_way(guide, slip)
    for made in moves:
        ordinal = sum(other.group == made.group for other in moves[: moves.index(made)])
        sent = {"action": "kept"} if made.action == "kept" else {"cell": list(made.texts)}
        assert move(site, quiz, made.group, ordinal, **sent).status_code == 303
    (cell,) = asked_cells(follow(guide.trace, own), guide.numeric.asked).ravel().tolist()
    move(site, quiz, guide.last, cell=[f"{cell:.4f}"])
    assert site.rows("SELECT slip FROM recognised_slip") == [(slip.id,)]
    told = site.get(f"/practice/{quiz}/items/1").text
    assert "どこで間違えたか" in told
    assert site.services.bank.slip_names[slip.id].ja in told
    assert "考えられる誤り" not in told


def test_giving_up_on_the_way_is_giving_up(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    move(site, quiz, 0, cell=texts(guide_of(site, quiz), 0))
    site.answer(quiz, 1, {"unknown": "1"})
    assert submission(site) == ("unknown", 0, pytest.approx(3 / 4))


def test_a_guided_answer_makes_no_combo(site: Site) -> None:
    for _ in range(2):
        quiz = site.quiz(FAMILY)
        through(site, quiz)
        move(site, quiz, 2, **right(site.content(quiz, 1)))
    topic = site.get("/topics/bptt").text
    assert "standing hit" in topic
    assert "standing combo" not in topic


def test_a_wrong_value_is_explained_and_can_be_tried_again(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    values = texts(guide_of(site, quiz), 0)
    move(site, quiz, 0, cell=["7.5", *values[1:]])
    shown = page(site, quiz)
    assert "最初に違った値" in shown
    assert 'value="7.5"' in shown
    assert 'aria-invalid="true"' in shown
    fields = len(re.findall('name="cell"', shown))
    assert fields == 2  # only f' is asked for again
    move(site, quiz, 0, 1, cell=values[:2])
    assert "手順 2 / 3" in page(site, quiz)
    through_rest = texts(guide_of(site, quiz), 1)
    move(site, quiz, 1, cell=through_rest)
    move(site, quiz, 2, **right(site.content(quiz, 1)))
    assert submission(site) == ("guided", 1, pytest.approx(5 / 6))


def test_going_on_with_a_wrong_value_is_possible_once_it_was_tried(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    move(site, quiz, 0, action="kept")
    assert stored(site) == []
    values = texts(guide_of(site, quiz), 0)
    move(site, quiz, 0, cell=["7.5", *values[1:]])
    move(site, quiz, 0, 1, action="kept")
    shown = page(site, quiz)
    assert "手順 2 / 3" in shown
    assert "違います" in shown


def test_a_move_sent_twice_is_made_once(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    values = texts(guide_of(site, quiz), 0)
    off = {"cell": ["7.5", *values[1:]]}
    for form in (off, off, {"action": "shown"}):
        assert move(site, quiz, 0, **form).status_code == 303
    assert stored(site) == [(0, 0, "tried", 0)]
    for stage, ordinal in ((0, 0), (0, 2), (0, -1), (0, -99), (1, 0), (2, 0), (-1, 0), (99, 0)):
        told = move(site, quiz, stage, ordinal, cell=values)
        assert told.status_code == 409
        assert "ほかの画面で先へ進んでいます" in told.text
        assert f"送られた値: {', '.join(values)}" in told.text
    assert len(stored(site)) == 1


def test_what_cannot_be_read_comes_back_and_costs_nothing(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    values = texts(guide_of(site, quiz), 0)
    for cells in (["1..5", *values[1:]], values[:2], [], [*values, "0.5"]):
        before = everything(site)
        response = move(site, quiz, 0, cell=cells)
        assert response.status_code == 422
        assert all(f'value="{text}"' in response.text for text in cells[: len(values)])
        assert ("送られた値: " in response.text) == (len(cells) > len(values))
        assert re.search(r'id="refused" role="alert"><a href="#cell-\d">', response.text)
        assert response.text.count(" autofocus") == 1
        assert everything(site) == before
        assert stored(site) == []


def test_it_goes_on_where_it_stopped_after_a_restart(open_site: Open) -> None:
    before = open_site()
    quiz = before.quiz(FAMILY)
    guide = guide_of(before, quiz)
    move(before, quiz, 0, cell=texts(guide, 0))
    move(before, quiz, 1, cell=["9"] * len(texts(guide, 1)))
    shown = page(before, quiz)
    after = open_site()
    assert page(after, quiz) == shown
    move(after, quiz, 1, 1, action="shown")
    assert "求める値" in page(after, quiz)


def test_looking_changes_nothing(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    page(site, quiz)
    before = everything(site)
    page(site, quiz)
    site.post(f"/practice/{quiz}/items/1/guided/reading", {"cell": ["1", "2"]})
    assert everything(site) == before
    assert stored(site) == []


def test_after_the_answer_it_is_practice_and_leaves_the_score_alone(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    instance = site.content(quiz, 1)
    site.answer(quiz, 1, wrong(instance))
    assert "この数値で一歩ずつ" in site.get(f"/practice/{quiz}/items/1").text
    kept = site.rows("SELECT * FROM submission")
    assert "成績は変わりません" in page(site, quiz)
    assert 'name="practice" value="1"' in page(site, quiz)
    move(site, quiz, 0, action="shown", practice="1")
    move(site, quiz, 1, cell=texts(guide_of(site, quiz), 1), practice="1")
    move(site, quiz, 2, **wrong(instance), practice="1")
    assert "最後まで解きました" not in page(site, quiz)
    stale = move(site, quiz, 0, cell=["1"], practice="1")
    assert stale.status_code == 409
    assert "ほかの画面で先へ進んでいます" in stale.text
    move(site, quiz, 2, 1, **right(instance), practice="1")
    shown = page(site, quiz)
    assert "最後まで解きました" in shown
    assert "見たもの 3 個" in shown
    move(site, quiz, 2, 2, action="shown", practice="1")
    assert [row[3] for row in stored(site)] == [1, 1, 1, 1]
    assert site.rows("SELECT * FROM submission") == kept
    assert "一歩ずつ解いた記録" not in site.get(f"/practice/{quiz}/items/1").text


@pytest.mark.parametrize("action", ["tried", "shown", "kept"])
def test_a_page_from_before_the_answer_makes_no_move_of_practice(site: Site, action: str) -> None:
    quiz = site.quiz(FAMILY)
    values = texts(guide_of(site, quiz), 0)
    assert 'name="practice"' not in page(site, quiz)
    site.answer(quiz, 1)
    before = everything(site)
    told = move(site, quiz, 0, cell=values, action=action)
    assert told.status_code == 409
    assert "この問題にはすでに解答しています。いま送られた値は保存していません。" in told.text
    assert f"送られた値: {', '.join(values)}" in told.text
    assert 'id="result"' in told.text
    assert everything(site) == before
    assert stored(site) == []


def test_the_answer_sent_twice_from_its_guided_page_leads_to_the_feedback(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    through(site, quiz)
    answer = right(site.content(quiz, 1))
    for _ in range(2):
        sent = move(site, quiz, 2, **answer)
        assert (sent.status_code, sent.headers["location"]) == (303, f"/practice/{quiz}/items/1#result")
    assert move(site, quiz, 2, **wrong(site.content(quiz, 1))).status_code == 409
    assert site.rows("SELECT count(*) FROM submission") == [(1,)]


def test_a_choice_is_made_at_the_end(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    number = 1 + site.forms(quiz).index("choice")
    through(site, quiz, number)
    last = guide_of(site, quiz, number).last
    response = move(site, quiz, last, number=number)
    assert response.status_code == 422
    assert "選択肢を選んでください" in response.text
    move(site, quiz, last, number=number, choice=str(site.content(quiz, number).key.choice))
    assert submission(site) == ("guided", 1, 1.0)


def test_there_is_no_way_to_what_takes_one_step(site: Site) -> None:
    for family in ("gradients.norm", "bptt.formula", "lstm.statements"):
        quiz = site.quiz(family)
        assert site.get(f"/practice/{quiz}/items/1/guided").status_code == 404
        assert move(site, quiz, 0).status_code == 404
        assert "一歩ずつ" not in site.get(f"/practice/{quiz}/items/1").text


def test_moves_that_do_not_fit_todays_family_break_no_page(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    through(site, quiz)
    move(site, quiz, 2, **right(site.content(quiz, 1)))
    site.change("""UPDATE guided_move SET verdicts = '["right"]'""")
    for address in (f"/practice/{quiz}/items/1", "/history/1"):
        assert site.get(address).status_code == 200
    second = site.quiz(FAMILY)
    move(site, second, 0, cell=texts(guide_of(site, second), 0))
    site.change("""UPDATE guided_move SET verdicts = '["right"]'""")
    assert site.get(f"/practice/{second}/items/1/guided").status_code == 404
    assert site.answer(second, 1).status_code == 303


def test_where_whole_numbers_alone_are_asked_for_nothing_is_said_of_decimals(site: Site) -> None:
    quiz = site.quiz("seq2seq.thought-vector")
    counted = page(site, quiz)
    assert "整数で答えます" in counted
    assert "小数第 4 位まで書けば" not in counted
    assert "data-sign" not in counted
    assert move(site, quiz, 0, cell=texts(guide_of(site, quiz), 0)).status_code == 303
    computed = page(site, quiz)
    assert "data-sign" in computed  # entries of embeddings, which may be below 0
    computed = page(site, site.quiz("autoencoder.divergence"))
    assert "整数で答えます" not in computed
    assert "data-sign" in computed


def visitor_at(site: Site, quiz: int) -> tuple[Visitor, guided.Course]:
    """Where a learner stands whose move is on its way."""
    visitor = Visitor(1, "ja")
    return visitor, guided.course(site.services, visitor, quiz, 1)


@pytest.mark.parametrize("page", ["", "/guided"])
def test_an_answer_that_was_on_its_way_twice_is_the_same_answer(site: Site, page: str) -> None:
    quiz = site.quiz(FAMILY)
    through(site, quiz)
    visitor, at = visitor_at(site, quiz)
    answer = right(site.content(quiz, 1))
    site.post(f"/practice/{quiz}/items/1{page}", {"stage": "2", "ordinal": "0", **answer})
    before = everything(site)
    for cell, repeated in ((answer["cell"], True), (["7.5"], False)):
        made = guided.Made("tried", at.guide.last, 0, practice=False)
        outcome = guided.move(site.services, visitor, at, made, Given(tuple(cell)))
        assert isinstance(outcome, guided.Answered)
        assert outcome.repeated is repeated
    assert everything(site) == before


@pytest.mark.parametrize("practice", [False, True])
def test_a_move_that_was_on_its_way_twice_is_the_same_move(site: Site, practice: bool) -> None:
    quiz = site.quiz(FAMILY)
    if practice:
        site.answer(quiz, 1)
    visitor, at = visitor_at(site, quiz)
    values = texts(at.guide, 0)
    move(site, quiz, 0, cell=values, practice="1" if practice else "0")
    before = everything(site)
    for cell, expected in ((values, type(None)), (["7.5", *values[1:]], guided.Stale)):
        made = guided.Made("tried", 0, 0, practice)
        assert isinstance(guided.move(site.services, visitor, at, made, Given(tuple(cell))), expected)
    assert everything(site) == before


def test_the_last_step_sent_four_times_at_once_leads_four_times_to_the_feedback(site: Site) -> None:
    for _ in range(3):
        quiz = site.quiz(FAMILY)
        through(site, quiz)
        form = right(site.content(quiz, 1))
        with ThreadPoolExecutor(4) as pool:
            sent = list(pool.map(lambda _, quiz=quiz, form=form: move(site, quiz, 2, **form), range(4)))
        assert {told.headers.get("location") for told in sent} == {f"/practice/{quiz}/items/1#result"}
