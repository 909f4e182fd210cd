"""A quiz from its start to its result, in both languages; what cannot be taken costs nothing."""

import re
from typing import Any

import pytest

from app.quiz.submitting import LONGEST_SITTING
from question_bank.bank import load_bank
from question_bank.model.bilingual import LANGUAGES, Language
from tests.app.site import Site, quiz_of, right, wrong
from tests.question_bank.budget import some

SAID = {
    "ja": {"right": "正解", "wrong": "不正解", "unknown": "わからない", "derivation": "導出", "result": "演習の結果"},
    "en": {
        "right": "Right",
        "wrong": "Wrong",
        "unknown": "I don't know",
        "derivation": "Derivation",
        "result": "Result of the quiz",
    },
}
ASKS_FOR_CELLS = "bptt.recurrent-weight-gradient"


def verdict(html: str) -> str:
    found = re.search(r'<h2 id="result"[^>]*><span[^>]*>.</span>\s*([^<]+)', html)
    assert found is not None
    return found[1].strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_questions_from_start_to_result(site: Site, language: Language) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    assert len(site.forms(quiz)) == 10
    for number in range(1, 11):
        question = site.get(f"/practice/{quiz}/items/{number}", language)
        assert question.status_code == 200
        assert SAID[language]["derivation"] not in question.text
        site.clock.go(20)
        form = right(site.content(quiz, number)) if number % 2 else wrong(site.content(quiz, number))
        sent = site.answer(quiz, number, form)
        assert sent.headers["location"] == f"/practice/{quiz}/items/{number}#result"
        feedback = site.get(f"/practice/{quiz}/items/{number}", language)
        assert verdict(feedback.text) == SAID[language]["right" if number % 2 else "wrong"]
        instance = site.content(quiz, number)
        if instance.key.cells or (instance.form == "choice" and instance.format.label):
            assert SAID[language]["derivation"] in feedback.text
        onward = f"/practice/{quiz}/items/{number + 1}" if number < 10 else f"/practice/{quiz}/result"
        assert f'href="{onward}"' in feedback.text
    result = site.get(f"/practice/{quiz}/result", language)
    assert SAID[language]["result"] in result.text
    assert '5<span class="of"> / 10' in result.text
    assert result.text.count("0:20") == 11  # each question, and the mean


@pytest.mark.parametrize("family", some(load_bank().families))
def test_every_question_of_a_family_can_be_answered_rightly_and_wrongly(site: Site, family: str) -> None:
    for answered, said in ((right, "正解"), (wrong, "不正解")):
        quiz = site.quiz(family)
        for number in range(1, len(site.forms(quiz)) + 1):
            page = site.get(f"/practice/{quiz}/items/{number}")
            assert page.status_code == 200
            site.answer(quiz, number, answered(site.content(quiz, number)))
            feedback = site.get(f"/practice/{quiz}/items/{number}")
            assert feedback.status_code == 200
            assert verdict(feedback.text) == said, number


def test_a_wrong_choice_is_told_which_slip_it_is(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    number = 1 + next(k for k, form in enumerate(site.forms(quiz)) if form == "choice")
    instance = site.content(quiz, number)
    chosen = next(k for k, slip in enumerate(instance.key.slips) if slip is not None)
    slip = instance.key.slips[chosen]
    assert slip is not None
    site.answer(quiz, number, {"choice": str(chosen)})
    name = site.services.bank.slip_names[slip]
    assert name.ja in site.get(f"/practice/{quiz}/items/{number}").text
    assert name.en in site.get(f"/practice/{quiz}/items/{number}", "en").text
    assert name.ja in site.get("/statistics").text
    assert site.rows("SELECT slip FROM recognised_slip") == [(slip,)]


def test_not_knowing_shows_everything_and_counts_as_not_right(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1, {"unknown": "1", "cell": "3"})
    page = site.get(f"/practice/{quiz}/items/1").text
    assert verdict(page) == "わからない"
    assert "導出" in page
    assert site.rows("SELECT kind, correct, texts FROM submission") == [("unknown", 0, "[]")]


def test_a_guess_is_noted(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.answer(quiz, 1, {**right(site.content(quiz, 1)), "guessed": "1"})
    assert "勘" in site.get(f"/practice/{quiz}/items/1").text
    assert "正解のうち勘は 1 問" in site.get(f"/practice/{quiz}/result").text


def test_time_begins_when_the_question_is_first_seen(site: Site) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(50)
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(33)
    site.answer(quiz, 1)
    assert site.rows("SELECT seconds FROM submission") == [(83.0,)]
    assert "1:23" in site.get(f"/practice/{quiz}/result").text


@pytest.mark.parametrize("seconds", [LONGEST_SITTING + 1, -5])
def test_a_question_left_lying_has_no_time(site: Site, seconds: int) -> None:
    quiz = site.quiz("rnn.hidden-state")
    site.get(f"/practice/{quiz}/items/1")
    site.clock.go(seconds)
    site.answer(quiz, 1)
    assert site.rows("SELECT seconds FROM submission") == [(None,)]


@pytest.mark.parametrize("typed", ["", "abc", "1.2.3", "９９９９え", "1e400", "<b>7</b>"])
def test_what_cannot_be_read_comes_back_as_it_was_typed_and_costs_nothing(site: Site, typed: str) -> None:
    quiz = site.quiz("bleu.brevity-penalty")
    number = 1 + site.forms(quiz).index("number")
    answer = f"/practice/{quiz}/items/{number}"
    for language in ("ja", "en"):
        page = site.post(answer, {"cell": typed, "guessed": "1"}, **{"accept-language": language})
        assert page.status_code == 422
        bar = page.text.partition('<div class="bar">')[2]
        (said,) = re.findall(r'<p class="problem" id="refused" role="alert"><a href="#cell-0">(.*?)</a>', bar)
        assert bool(re.search("[ぁ-ん]", said)) == (language == "ja")
        assert page.text.count(said) == 1  # nowhere above the question, which stays where it was
        assert re.search(r'id="cell-0"[^>]*\saria-describedby="rounding reading refused"[^>]* autofocus', page.text)
        assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in page.text
        assert 'aria-invalid="true"' in page.text
        assert re.search(r'name="guessed"[^>]*checked', page.text)
        assert "導出" not in page.text
    assert site.rows("SELECT * FROM submission") == []
    site.answer(quiz, number)
    assert verdict(site.get(f"/practice/{quiz}/items/{number}").text) == "正解"


def test_each_unread_cell_of_a_matrix_is_named(site: Site) -> None:
    quiz = site.quiz(ASKS_FOR_CELLS)
    number = 1 + site.forms(quiz).index("matrix")
    page = site.answer(quiz, number, {"cell": ["1", "x", "", "2"]})
    assert page.status_code == 422
    assert "1 行 2 列：" in page.text
    assert "2 行 1 列：" in page.text
    assert "1 行 1 列：" not in page.text
    assert re.search(r'id="refused".*?<a href="#cell-1">2 か所の入力を確かめてください', page.text)
    assert re.findall(r'id="(cell-\d)"[^>]* autofocus', page.text) == ["cell-1"]
    assert 'id="cell-2-problem"' in page.text
    for typed in ("1", "x", "2"):
        assert f'value="{typed}"' in page.text
    assert site.rows("SELECT * FROM submission") == []


@pytest.mark.parametrize("choice", ["", "9", "-1", "x", "²", "99999999999999999999"])
def test_a_choice_that_is_none_costs_nothing(site: Site, choice: str) -> None:
    quiz = site.quiz("bptt.delta")
    number = 1 + next(k for k, form in enumerate(site.forms(quiz)) if form in {"choice", "code"})
    page = site.answer(quiz, number, {"choice": choice})
    assert page.status_code == 422
    assert re.search(r'id="refused" role="alert"><a href="#choice-0">選択肢を選んでください', page.text)
    assert 'fieldset aria-describedby="refused"' in page.text
    assert re.findall(r'id="(choice-\d)"[^>]* autofocus', page.text) == ["choice-0"]
    assert site.rows("SELECT * FROM submission") == []


def test_missing_cells_cost_nothing_and_neither_do_those_beyond_the_last(site: Site) -> None:
    quiz = site.quiz(ASKS_FOR_CELLS)
    number = 1 + site.forms(quiz).index("matrix")
    assert site.answer(quiz, number, {"cell": ["1"] * 3}).status_code == 422
    assert site.rows("SELECT * FROM submission") == []
    cells = right(site.content(quiz, number))["cell"]
    assert site.answer(quiz, number, {"cell": [*cells, *["1"] * 500]}).status_code == 422
    assert site.rows("SELECT * FROM submission") == []
    site.answer(quiz, number, {"cell": cells})
    assert verdict(site.get(f"/practice/{quiz}/items/{number}").text) == "正解"
    (texts,) = site.rows("SELECT texts FROM submission")[0]
    assert len(texts) < 100


def test_full_width_digits_are_read_and_kept_as_typed(site: Site) -> None:
    quiz = site.quiz("bleu.brevity-penalty")
    number = 1 + site.forms(quiz).index("number")
    (cell,) = right(site.content(quiz, number))["cell"]
    wide = cell.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    site.answer(quiz, number, {"cell": wide})
    page = site.get(f"/practice/{quiz}/items/{number}").text
    assert verdict(page) == "正解"
    assert wide not in page.split('<details class="report"')[0]  # the same number in other digits
    assert wide in site.rows("SELECT texts FROM submission")[0][0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("１／３", {"read": "1/3 ≈ 0.3333", "problem": ""}),
        ("−1.5e-6", {"read": "−1.5 × 10^−6", "problem": ""}),
        ("", {"read": "", "problem": ""}),
    ],
)
def test_typing_is_read_as_it_goes_and_nothing_is_stored(site: Site, typed: str, said: dict[str, str]) -> None:
    quiz = site.quiz("rnn.hidden-state")
    number = 1 + site.forms(quiz).index("number")
    read = site.post(f"/practice/{quiz}/items/{number}/reading", {"cell": typed})
    assert read.json() == [said]
    assert site.rows("SELECT * FROM submission") == []


def test_typing_says_what_is_wrong_in_the_learners_language(site: Site) -> None:
    quiz = site.quiz("bleu.brevity-penalty")
    number = 1 + site.forms(quiz).index("number")
    address = f"/practice/{quiz}/items/{number}/reading"
    ja = site.post(address, {"cell": "0.x"}, **{"accept-language": "ja"}).json()[0]["problem"]
    en = site.post(address, {"cell": "0.x"}, **{"accept-language": "en"}).json()[0]["problem"]
    assert re.search("[ぁ-ん]", ja)
    assert not re.search("[ぁ-ん]", en)
    assert en


def test_a_question_with_choices_has_nothing_to_read(site: Site) -> None:
    quiz = site.quiz("bptt.delta")
    number = 1 + next(k for k, form in enumerate(site.forms(quiz)) if form in {"choice", "code"})
    assert site.post(f"/practice/{quiz}/items/{number}/reading", {"cell": "1"}).status_code == 404


def test_going_on_leads_to_the_first_question_without_an_answer(site: Site) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.answer(quiz, 1)
    site.answer(quiz, 3)
    assert site.get(f"/practice/{quiz}").headers["location"] == f"/practice/{quiz}/items/2"
    assert "10 問中 2 問解答済み" in site.get("/").text
    site.finish(quiz)
    assert site.get(f"/practice/{quiz}").headers["location"] == f"/practice/{quiz}/result"
    assert "途中の演習" not in site.get("/").text
    assert "10 / 10" in site.get("/statistics").text


def test_after_the_last_question_those_left_out_come(site: Site) -> None:
    quiz = quiz_of(site.post("/practice", {"quick": "1"}))
    site.answer(quiz, 10)
    assert f'href="/practice/{quiz}/items/1"' in site.get(f"/practice/{quiz}/items/10").text


def test_the_wrong_ones_come_again_with_new_numbers(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    count = len(site.forms(quiz))
    site.finish(quiz, wrong=(1,))
    again = quiz_of(site.post(f"/practice/{quiz}/wrong-again"))
    old, new = site.content(quiz, 1), site.content(again, 1)
    assert (new.family, new.level, new.form) == (old.family, old.level, old.form)
    assert new.fingerprint != old.fingerprint
    assert len(site.forms(again)) == 1 < count
    site.finish(again)
    assert site.post(f"/practice/{again}/wrong-again").status_code == 404
    assert f'href="/practice/{quiz}"' in site.get(f"/practice/{again}/result").text


def test_one_question_comes_again_only_once_it_is_answered(site: Site) -> None:
    quiz = site.quiz("bptt.update")
    assert site.post(f"/practice/{quiz}/items/1/again").status_code == 404
    site.answer(quiz, 1)
    again = quiz_of(site.post(f"/practice/{quiz}/items/1/again"))
    assert site.content(again, 1).fingerprint != site.content(quiz, 1).fingerprint


def test_a_quiz_of_chosen_topics_and_levels(site: Site) -> None:
    form = {"topic": ["bleu", "lstm"], "level": ["1", "2"], "count": "20", "ordering": "topic"}
    quiz = quiz_of(site.post("/practice", form))
    rows = site.rows(f"SELECT topic, level FROM instance WHERE quiz_id = {quiz} ORDER BY ordinal")
    assert len(rows) == 20
    topics = [topic for topic, _ in rows]
    assert set(topics) == {"bleu", "lstm"}
    assert topics == sorted(topics, key=topics.index)
    assert {level for _, level in rows} <= {1, 2}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"level": "1"}, "分野を 1 つ以上"),
        ({"topic": "bptt"}, "レベルを 1 つ以上"),
        ({"topic": "nothing", "level": "7"}, "分野を 1 つ以上"),
    ],
)
def test_a_start_without_questions_says_why_and_keeps_what_was_ticked(
    site: Site, form: dict[str, Any], said: str
) -> None:
    page = site.post("/practice", {**form, "count": "20"})
    assert page.status_code == 422
    assert said in page.text
    assert re.search(r'name="count" value="20" checked', page.text)
    assert site.rows("SELECT * FROM quiz") == []


def test_a_level_that_a_topic_lacks_is_told(site: Site) -> None:
    cards = site.services.bank.families.values()
    by_topic = {card.topic: {lv for c in cards if c.topic == card.topic for lv, _ in c.asks} for card in cards}
    lacking = [(topic, level) for topic, levels in by_topic.items() for level in (1, 2, 3) if level not in levels]
    for topic, level in lacking:
        page = site.post("/practice", {"topic": topic, "level": str(level)})
        assert page.status_code == 422
        assert "問題がありません" in page.text


def test_the_start_form_knows_the_topic_it_was_opened_from(site: Site) -> None:
    page = site.get("/practice/new?topic=bleu").text
    assert re.search(r'value="bleu" checked', page)
    assert not re.search(r'value="lstm" checked', page)
    everything = site.get("/practice/new?topic=nonsense").text
    assert re.search(r'value="bleu" checked', everything)
    assert re.search(r'value="lstm" checked', everything)


@pytest.mark.parametrize(
    "address",
    ["/practice/99", "/practice/1/items/1", "/practice/1/result", "/practice/x", "/practice/1/items/x", "/history/3"],
)
def test_what_does_not_exist_is_not_found(site: Site, address: str) -> None:
    assert site.get(address).status_code == 404


def test_an_unknown_family_is_not_found(site: Site) -> None:
    assert site.post("/practice/family", {"family": "no.such"}).status_code == 404
    assert site.post("/practice/family").status_code == 422


def test_what_became_of_each_statement_is_told_apart(site: Site) -> None:
    for _ in range(20):
        quiz = site.quiz("lstm.statements")
        number = site.forms(quiz).index("select") + 1
        instance = site.content(quiz, number)
        true = list(instance.key.chosen)
        false = [k for k in range(len(instance.choices)) if k not in true]
        if len(true) > 1 < len(false):
            break
    assert len(true) > 1 < len(false)
    site.answer(quiz, number, {"choice": [str(true[0]), str(false[0])]})
    page = site.get(f"/practice/{quiz}/items/{number}").text
    said = [re.sub("<[^>]*>", "", text).strip() for text in re.findall(r'<span class="said">(.*?)</span>', page)]
    wanted = {true[0]: "○ 選んで正解", false[0]: "✕ 選んで誤り"}
    rest = {k: "✕ 選び忘れ" if k in true else "選ばなくて正解" for k in range(len(said))}
    assert said == [wanted.get(k, rest[k]) for k in range(len(said))]
    assert page.count('<li class="missed">') == len(true) - 1


def test_who_did_not_know_has_missed_nothing(site: Site) -> None:
    quiz = site.quiz("lstm.statements")
    number = site.forms(quiz).index("select") + 1
    site.answer(quiz, number, {"unknown": "1"})
    page = site.get(f"/practice/{quiz}/items/{number}").text
    assert page.count("○ 正解") == len(site.content(quiz, number).key.chosen)
    assert "選び忘れ" not in page
