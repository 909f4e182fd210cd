"""A hint comes when it is asked for, one at a time, and is counted; it is on no page before."""

import re

from tests.app.conftest import Open
from tests.app.site import Site, wrong


def ask(site: Site, quiz: int, number: int, hint: int) -> str:
    """Ask for a hint by its number; returns where that leads."""
    response = site.post(f"/practice/{quiz}/items/{number}/hint", {"number": str(hint)})
    assert response.status_code == 303
    return str(response.headers["location"])


def asked_for(site: Site, quiz: int) -> list[int]:
    return [row[0] for row in site.rows(f"SELECT hints FROM instance WHERE quiz_id = {quiz} ORDER BY ordinal")]


def test_hints_come_one_at_a_time_and_only_when_asked_for(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    address = f"/practice/{quiz}/items/1"
    total = site.content(quiz, 1).hints
    assert total == 3
    page = site.get(address).text
    assert f"ヒント 0/{total}<" in page
    assert 'class="hints"' not in page
    for number in range(1, total + 1):
        assert ask(site, quiz, 1, number) == f"{address}#hint-{number}"
        page = site.get(address).text
        assert re.findall(r'id="hint-(\d)"', page) == [str(k) for k in range(1, number + 1)]
    assert "ヒントは 3 つで全部です" in page
    assert asked_for(site, quiz)[0] == total


def test_the_same_hint_twice_is_counted_once_and_none_is_skipped(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    address = f"/practice/{quiz}/items/1"
    for before in (0, 1):  # hints that were shown before
        for hint in (before + 2, 0, -1, 99):
            assert ask(site, quiz, 1, hint) == f"{address}?note=turn"
        assert asked_for(site, quiz)[0] == before
        for _ in range(2):
            assert ask(site, quiz, 1, before + 1) == f"{address}#hint-{before + 1}"
    assert asked_for(site, quiz)[0] == 2
    assert ask(site, quiz, 1, 1) == f"{address}#hint-1"
    for language, said in (("ja", "ヒントは全部で 3 つあり"), ("en", "There are 3 hints")):
        assert said in site.get(f"{address}?note=turn", language).text
        assert said not in site.get(address, language).text
    sent = site.post(f"{address}/hint", {"number": "9", "cell": "0.5", "guessed": "1"})
    told = site.get(sent.headers["location"]).text
    assert 'id="cell-0" value="0.5"' in told
    assert "ヒントは全部で" in told
    site.answer(quiz, 1)
    assert ask(site, quiz, 1, 9) == f"{address}#result"
    statements = site.quiz("lstm.statements")
    assert "この問題にヒントはありません" in site.get(ask(site, statements, 1, 1)).text


def test_what_was_typed_comes_back_with_the_hint(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    for number in range(1, 4):
        address = f"/practice/{quiz}/items/{number}"
        question = site.content(quiz, number)
        sent = (
            {"choice": ["1"]} if question.choices else {"cell": ["０．５", *["-1/3"] * (len(question.key.cells) - 1)]}
        )
        response = site.post(f"{address}/hint", {"number": "1", "guessed": "1", **sent})
        page = site.get(response.headers["location"]).text
        assert 'id="hint-1"' in page
        assert re.search(r'name="guessed"[^>]* checked', page)
        if question.choices:
            assert re.findall(r'id="choice-(\d)"[^>]* checked', page) == ["1"]
        else:
            assert re.findall(r'name="cell"[^>]* value="([^"]*)"', page) == sent["cell"]
        assert 'id="refused"' not in page
    assert site.rows("SELECT count(*) FROM submission") == [(0,)]


def test_a_hint_needs_no_answer_and_takes_none_that_is_too_long(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    for cells in ([], [""], ["1" * 5000]):
        response = site.post(f"/practice/{quiz}/items/1/hint", {"number": "1", "cell": cells})
        assert response.headers["location"] == f"/practice/{quiz}/items/1#hint-1"


def test_after_the_answer_no_hint_is_counted(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    ask(site, quiz, 1, 1)
    site.answer(quiz, 1)
    ask(site, quiz, 1, 2)
    assert asked_for(site, quiz)[0] == 1
    for language, said in (("ja", "<dt>ヒント</dt><dd>1 つを使用</dd>"), ("en", "<dt>Hints used</dt><dd>1</dd>")):
        assert said in site.get(f"/practice/{quiz}/items/1", language).text
    for page in (site.get(f"/practice/{quiz}/result").text, site.get("/history").text):
        assert "ヒント 1" in page
    assert site.rows("SELECT kind, correct FROM submission") == [("answered", 1)]


def test_hints_are_there_after_a_restart(open_site: Open) -> None:
    before = open_site()
    quiz = before.quiz("bptt.delta")
    ask(before, quiz, 1, 1)
    page = before.get(f"/practice/{quiz}/items/1").text
    assert open_site().get(f"/practice/{quiz}/items/1").text == page


def test_without_an_honest_hint_there_is_no_button(site: Site) -> None:
    for family in ("bptt.formula", "lstm.cell-code", "lstm.statements"):
        quiz = site.quiz(family)
        page = site.get(f"/practice/{quiz}/items/1").text
        assert "ヒント" not in page
        assert "一歩ずつ" not in page
        ask(site, quiz, 1, 1)
        assert set(asked_for(site, quiz)) == {0}


def test_what_was_typed_comes_back_beside_the_hints(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    ask(site, quiz, 1, 1)
    page = site.answer(quiz, 1, {"cell": "1..5"})
    assert page.status_code == 422
    assert 'value="1..5"' in page.text
    assert 'id="hint-1"' in page.text
    site.answer(quiz, 1, wrong(site.content(quiz, 1)))
    assert site.get("/history/1").status_code == 200


def test_code_in_what_is_counted_is_set_as_code(site: Site) -> None:
    quiz = site.quiz("seq2seq.thought-vector")
    ask(site, quiz, 1, 1)
    for page in (f"/practice/{quiz}/items/1", f"/practice/{quiz}/items/1/guided"):
        text = site.get(page).text
        assert "語彙にないトークンの ID は" in text
        assert "`" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_a_hint_explains_the_letters_that_the_question_does_not(site: Site) -> None:
    quiz = site.quiz("bidirectional.parameter-count")
    assert "1 方向分のパラメータの数" not in site.get(f"/practice/{quiz}/items/1").text
    ask(site, quiz, 1, 1)
    for page in (f"/practice/{quiz}/items/1", f"/practice/{quiz}/items/1/guided"):
        assert site.get(page).text.count("1 方向分のパラメータの数") == 1
    ask(site, quiz, 1, 2)
    assert site.get(f"/practice/{quiz}/items/1").text.count("1 方向分のパラメータの数") == 1
