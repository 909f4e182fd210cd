"""Orders and pairs in a browser: moved by button and arrow, typed, kept as a draft, and without script."""

import pytest
from playwright.sync_api import Page, expect

from tests.app.site import right_texts
from tests.browser.conftest import PHONE, Visit

ORDER, MATCH = "lstm.step-order", "bptt.code-match"


def places(page: Page) -> list[str]:
    """What the lists stand at, from the top of the page."""
    return [field.input_value() for field in page.locator("select[name=cell]").all()]


def sort_by_buttons(page: Page, right: tuple[str, ...], *, keys: bool) -> None:
    """Bring every item to its place, one step at a time, the last first."""
    for item in sorted(range(len(right)), key=lambda k: -int(right[k])):
        row = page.locator(f"[data-item='{item}']")
        for _ in range(len(right)):
            at = page.evaluate("item => [...item.parentElement.children].indexOf(item)", row.element_handle())
            if at + 1 >= int(right[item]):
                break
            button = row.locator("[data-move='1']")
            if keys:
                button.focus()
                page.keyboard.press("ArrowDown")
            else:
                button.click()
            expect(button).to_be_focused()


@pytest.mark.parametrize("keys", [False, True])
def test_an_order_is_made_with_buttons_or_arrows(visit: Visit, keys: bool) -> None:
    page = visit.open(**({} if keys else PHONE))
    quiz, number = visit.start(page, ORDER, "order")
    right = right_texts(visit.instance(quiz, number))
    sort_by_buttons(page, right, keys=keys)
    assert places(page) == [str(k + 1) for k in range(len(right))]
    expect(page.locator("[data-said]")).not_to_be_empty()
    page.locator(".answer button.primary").click()
    expect(page.locator(".result.right")).to_be_visible()
    assert page.locator(".outcome > .right").count() == len(right)


def test_a_moved_order_survives_a_reload(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, ORDER, "order")
    page.locator("[data-item='0'] [data-move='1']").click()
    rows = page.locator("[data-item]").all()
    kept = {row.get_attribute("data-item"): row.locator("select").input_value() for row in rows}
    page.reload()
    for item, place in kept.items():
        expect(page.locator(f"[data-item='{item}'] select")).to_have_value(place)
    assert kept["0"] == "2"


@pytest.mark.parametrize(("family", "form"), [(ORDER, "order"), (MATCH, "match")])
def test_places_and_letters_are_typed(visit: Visit, family: str, form: str) -> None:
    page = visit.open()
    quiz, number = visit.start(page, family, form)
    for text in right_texts(visit.instance(quiz, number)):  # the first goes to the first list, Enter to the next
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


@pytest.mark.parametrize(("family", "form"), [(ORDER, "order"), (MATCH, "match")])
def test_keys_alone_fill_every_list(visit: Visit, family: str, form: str) -> None:
    page = visit.open()
    quiz, number = visit.start(page, family, form)
    right = right_texts(visit.instance(quiz, number))
    page.keyboard.type("".join(right).lower())
    fields = [page.locator(f"#cell-{k}") for k in range(len(right))]
    assert [field.input_value() for field in fields] == list(right)
    expect(fields[-1]).to_be_focused()
    fields[0].focus()
    page.keyboard.type(right[1])  # typed again, nothing empty: it stays
    expect(fields[0]).to_be_focused()
    page.keyboard.type(right[0])
    page.reload()
    expect(fields[-1]).to_have_value(right[-1])  # kept as a draft
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


@pytest.mark.parametrize(("family", "form"), [(ORDER, "order"), (MATCH, "match")])
def test_without_script_the_lists_do(visit: Visit, family: str, form: str) -> None:
    page = visit.open(java_script_enabled=False)
    quiz, number = visit.start(page, family, form)
    right = right_texts(visit.instance(quiz, number))
    expect(page.locator("[data-move]").first).to_be_hidden()
    page.locator("#cell-0").select_option(right[0])
    page.locator(".answer button.primary").click()
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    expect(page.locator("#cell-1")).to_be_focused()
    expect(page.locator("#cell-0")).to_have_value(right[0])
    assert visit.count("submission") == 0
    for k, text in enumerate(right):
        page.locator(f"#cell-{k}").select_option(text)
    page.locator(".answer button.primary").click()
    expect(page.locator(".result.right")).to_be_visible()


def test_a_picture_is_chosen_by_its_number(visit: Visit) -> None:
    page = visit.open()
    quiz, number = visit.start(page, "lstm.peephole-diagram", "choice")
    key = visit.instance(quiz, number).key.choice or 0
    # Measured at once, since the page moves while it comes.
    tops = page.locator(".pictures > li").evaluate_all("every => every.map(one => one.getBoundingClientRect().top)")
    assert tops[0] == tops[1]  # two beside each other
    page.keyboard.press(str(key + 1))
    page.keyboard.press("Enter")
    expect(page.locator(".result.right")).to_be_visible()


def test_a_place_that_is_chosen_moves_the_row_where_every_row_has_one(visit: Visit) -> None:
    page = visit.open()
    visit.start(page, ORDER, "order")
    places = "[...document.querySelectorAll('[data-order] select')].map(list => list.value).join('')"
    count = page.locator("[data-order] > li").count()
    page.locator("[data-move='1']").first.click()
    assert page.evaluate(places) == "".join(str(k + 1) for k in range(count))
    first = page.locator("[data-order] > li").first.locator(".letter").text_content()
    page.locator("[data-order] > li").first.locator("select").select_option("3")
    assert page.evaluate(places) == "".join(str(k + 1) for k in range(count))
    assert page.locator("[data-order] > li").nth(2).locator(".letter").text_content() == first
