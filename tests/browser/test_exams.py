"""A mock exam on a phone: chosen, flagged, warned, cut off from the server, closed when its time is over."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from tests.browser.conftest import FITS, PHONE, Visit

SAVED = ".saved"


def begin(page: Page) -> None:
    """Begin a short exam from the page of exams."""
    page.goto("/exams")
    page.get_by_label("4 分の 1").check()
    page.get_by_role("button", name="試験を始める").click()
    expect(page).to_have_url("/exams/1/items/1")


def left(visit: Visit, seconds: float) -> None:
    """Let all but so many seconds of an exam be over."""
    deadline = datetime.now(UTC) + timedelta(seconds=seconds)
    started = deadline - timedelta(minutes=30)
    with visit.database.write() as session:
        session.execute(
            text("UPDATE exam SET deadline_at = :deadline, started_at = :started"),
            {
                "deadline": deadline.isoformat(timespec="microseconds"),
                "started": started.isoformat(timespec="microseconds"),
            },
        )


def kept(visit: Visit) -> list[tuple[int, int | None, int]]:
    """What is kept of the first questions."""
    with visit.database.read() as session:
        found = "SELECT ordinal, choice, flagged FROM exam_answer JOIN instance ON id = instance_id ORDER BY ordinal"
        return [tuple(row) for row in session.execute(text(f"{found} LIMIT 3"))]


def test_an_exam_on_a_phone_until_its_time_is_over(visit: Visit) -> None:
    page = visit.open(**PHONE)
    begin(page)
    assert page.evaluate(FITS)
    page.locator("[name=choice]").nth(2).check()
    expect(page.locator(SAVED)).to_contain_text("保存済み")
    page.get_by_role("button", name="あとで見る").click()
    expect(page.get_by_role("button", name="あとで見る")).to_have_attribute("aria-pressed", "true")
    assert kept(visit)[0] == (1, 2, 1)
    expect(page.locator(".track .here.kept.flagged")).to_have_count(1)
    page.get_by_role("button", name="解答を消す").click()
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    page.locator("[name=choice]").nth(1).check()
    page.get_by_text("メモ欄").click()
    page.get_by_role("textbox", name="メモ欄").fill("z = 0.5")
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    expect(page).to_have_url("/exams/1/items/2")
    page.keyboard.press("k")
    expect(page).to_have_url("/exams/1/items/1")
    expect(page.locator("[name=choice]").nth(1)).to_be_checked()
    expect(page.get_by_role("textbox", name="メモ欄")).to_have_value("z = 0.5")
    page.get_by_role("button", name="次").click()
    page.context.set_offline(True)
    page.locator("[name=choice]").nth(3).check()
    expect(page.locator(SAVED)).to_contain_text("オフライン")
    assert kept(visit)[1] == (2, None, 0)
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_contain_text("保存済み")
    assert kept(visit)[1] == (2, 3, 0)
    left(visit, 63)
    page.reload()
    expect(page.locator(".warned")).to_have_text("残り時間はあと 2 分です。")
    expect(page.locator(".warned")).to_have_text("残り時間はあと 1 分です。", timeout=8000)
    assert page.locator(".warned").get_attribute("role") == "status"
    left(visit, 2)
    page.reload()
    page.locator("[name=choice]").nth(0).check()
    page.wait_for_url("**/exams/1/result")
    expect(page.locator(".score")).to_contain_text("/ 26")
    assert page.evaluate(FITS)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('edrill-board')).length") == 0
    with visit.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM submission")).scalar_one() == 2
        answered = "SELECT choice FROM submission JOIN instance ON instance.id = instance_id ORDER BY ordinal"
        assert [row[0] for row in session.execute(text(answered))] == [1, 0]
    page.get_by_role("link", name="問 1 ").first.click()
    expect(page.locator("#result")).to_be_visible()


def test_what_was_not_sent_is_sent_when_the_page_is_opened_again(visit: Visit) -> None:
    page = visit.open(**PHONE)
    begin(page)
    page.context.set_offline(True)
    page.locator("[name=choice]").nth(3).check()
    expect(page.locator(SAVED)).to_contain_text("オフライン")
    context = page.context
    page.close()
    context.set_offline(False)
    page = visit.watched(context.new_page())
    page.goto("/exams/1/items/1")
    expect(page.locator("[name=choice]").nth(3)).to_be_checked()
    expect(page.locator(SAVED)).to_contain_text("保存済み")
    assert kept(visit)[0][1] == 3


def test_what_is_chosen_and_noted_before_the_script_is_there_counts(visit: Visit) -> None:
    page = visit.open(**PHONE)
    begin(page)
    page.get_by_text("メモ欄").click()
    page.get_by_role("textbox", name="メモ欄").fill("u = 1")
    held: list[Route] = []
    page.route("**/exam.*.js", lambda route: held.append(route))
    with page.expect_request("**/exam.*.js"):
        page.goto("/exams/1/items/1", wait_until="commit")
    page.locator("[name=choice]").nth(2).check()
    page.get_by_text("メモ欄").click()
    page.get_by_role("textbox", name="メモ欄").fill("z = 0.5")
    assert kept(visit)[0] == (1, None, 0)
    held[0].continue_()
    expect(page.locator(SAVED)).to_contain_text("保存済み")
    expect(page.get_by_role("textbox", name="メモ欄")).to_have_value("u = 1\nz = 0.5")
    assert kept(visit)[0] == (1, 2, 0)
    page.unroute("**/exam.*.js")
    page.reload()
    expect(page.get_by_role("textbox", name="メモ欄")).to_have_value("u = 1\nz = 0.5")


def test_a_choice_that_was_not_sent_is_no_answer_to_an_exam_that_has_its_numbers(visit: Visit) -> None:
    page = visit.open(**PHONE)
    begin(page)
    page.get_by_text("メモ欄").click()
    page.get_by_role("textbox", name="メモ欄").fill("z = 0.5")
    page.context.set_offline(True)
    page.locator("[name=choice]").nth(3).check()
    expect(page.locator(SAVED)).to_contain_text("オフライン")
    left = "Object.keys(localStorage).filter((key) => /^edrill-(unsent|board)/.test(key)).length"
    assert page.evaluate(left) == 2
    context = page.context
    page.close()
    context.set_offline(False)
    page = visit.watched(context.new_page())
    page.request.post("/data/clear", form={"what": "everything"})
    assert visit.count("instance") == 0
    begin(page)  # the numbers of the exam and of its questions are those of the former
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    page.get_by_text("メモ欄").click()
    expect(page.get_by_role("textbox", name="メモ欄")).to_have_value("")
    page.get_by_role("button", name="次").click()
    expect(page).to_have_url("/exams/1/items/2")
    assert kept(visit)[0] == (1, None, 0)
    page.request.post("/exams/1/finish")
    page.goto("/exams/1/result")
    expect(page.locator(".score")).to_be_visible()
    assert page.evaluate(left) == 0


def test_in_two_tabs_only_what_is_chosen_is_an_answer(visit: Visit) -> None:
    first = visit.open(**PHONE)
    begin(first)
    other = visit.watched(first.context.new_page())
    first.locator("[name=choice]").nth(1).check()
    expect(first.locator(SAVED)).to_contain_text("保存済み")
    other.goto("/exams/1/items/1")
    other.locator("[name=choice]").nth(2).check()
    expect(other.locator(SAVED)).to_contain_text("保存済み")
    assert kept(visit)[0] == (1, 2, 0)
    expect(first.locator("[name=choice]").nth(1)).to_be_checked()
    first.get_by_role("button", name="あとで見る").click()  # the answer tells what is kept
    expect(first.locator("[name=choice]").nth(2)).to_be_checked()
    assert kept(visit)[0] == (1, 2, 1)
    other.locator("[name=choice]").nth(3).check()
    expect(other.locator("[name=shown]")).to_have_value("3")
    first.get_by_role("button", name="次").click()  # shown 2 still
    expect(first).to_have_url("/exams/1/items/2")
    assert kept(visit)[0] == (1, 3, 1)
    first.go_back()
    expect(first).to_have_url("/exams/1/items/1")
    expect(first.locator("[name=choice]").nth(3)).to_be_checked()
    first.get_by_role("button", name="次").click()
    expect(first).to_have_url("/exams/1/items/2")
    assert kept(visit)[0] == (1, 3, 1)


def test_the_last_of_several_quick_choices_is_kept(visit: Visit) -> None:
    page = visit.open(**PHONE)
    begin(page)
    page.locator("[name=choice]").nth(1).check()
    expect(page.locator("[name=shown]")).to_have_value("1")
    page.evaluate("""() => { for (const n of [2, 1]) document.querySelectorAll("[name=choice]")[n].click(); }""")
    expect(page.locator("[name=shown]")).to_have_value("1")
    assert kept(visit)[0] == (1, 1, 0)
    page.context.set_offline(True)
    page.get_by_role("button", name="解答を消す").click()
    expect(page.locator(SAVED)).to_contain_text("オフライン")
    page.context.set_offline(False)
    expect(page.locator(SAVED)).to_contain_text("保存済み")
    expect(page.locator("[name=choice]:checked")).to_have_count(0)
    assert kept(visit)[0] == (1, None, 0)
