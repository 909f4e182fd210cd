"""A hint that is asked for on a page of numbers that were replaced says so, and shows no old value under the new."""

import pytest

from tests.app.site import Site
from tests.app.test_withdrawing import FAMILY, SAID, page, sent_from, withdraw


@pytest.mark.parametrize("language", SAID)
def test_a_hint_for_the_old_numbers_says_so_and_puts_no_old_value_under_the_new(site: Site, language: str) -> None:
    quiz = site.quiz(FAMILY)
    number = 1 + site.forms(quiz).index("number")
    address = f"/practice/{quiz}/items/{number}"
    old = sent_from(page(site, quiz, number), address)["instance"]
    site.answer(quiz, number)
    withdraw(site, quiz, number)
    asked = site.post(f"{address}/hint", {"number": "1", "cell": "12.5", "instance": old})
    for leads in (asked.headers["location"], f"{address}?cell=12.5&instance={old}"):
        html = site.get(leads, language).text
        assert SAID[language]["stale"] in html
        assert "12.5" not in html.partition('<form class="answer"')[2]
    assert site.rows("SELECT sum(hints) FROM instance") == [(0,)]


def test_a_hint_keeps_what_was_typed_with_its_numbers(site: Site) -> None:
    quiz = site.quiz(FAMILY)
    number = 1 + site.forms(quiz).index("number")
    address = f"/practice/{quiz}/items/{number}"
    own = sent_from(page(site, quiz, number), address)["instance"]
    asked = site.post(f"{address}/hint", {"number": "1", "cell": "12.5", "instance": own}).headers["location"]
    assert 'value="12.5"' in site.get(asked).text
    site.answer(quiz, number)
    withdraw(site, quiz, number)
    assert 'value="12.5"' not in site.get(asked).text
