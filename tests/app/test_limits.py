"""In hosted mode what is sent too often is refused for a while, with the typing kept; others are not held up."""

import re
from contextlib import suppress

import pytest
from starlette.requests import Request

from app.sessions.limiting import RATES, Limits, TooOftenError, limited_as, network
from app.sessions.tokens import digest
from tests.app.hosted import PASSPHRASE, Hosted, hosted, log_in, sign_up, token_of
from tests.app.site import Site
from tests.contracts.test_routes import HOSTED, TABLE

pytestmark = pytest.mark.stored

__all__ = ["hosted"]  # fixtures


def spend(hosted: Hosted, what: str, who: str) -> None:
    """Take all that there is of it."""
    limits = hosted.site.services.limits
    assert limits is not None
    with suppress(TooOftenError):
        for _ in range(1000):
            limits.take(what, who)


def test_a_name_is_tried_five_times_a_minute_and_another_one_goes_on(hosted: Hosted) -> None:
    hosted.member("alice")
    hosted.member("bob")
    browser = hosted.browser()
    assert [log_in(browser, "alice", "wrong passphrase").status_code for _ in range(5)] == [422] * 5
    refused = log_in(browser, "ＡＬＩＣＥ")
    assert refused.status_code == 429
    assert 50 <= int(refused.headers["retry-after"]) <= 60
    assert PASSPHRASE not in refused.text
    assert log_in(browser, "bob").status_code == 303
    recovering = {"name": "alice", "code": "x", "passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert hosted.browser().post("/account/recover", recovering).status_code == 429


def test_who_names_nobody_is_not_taken_for_others_who_do_not(hosted: Hosted) -> None:
    new = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    assert {hosted.browser().post("/account/reset/x", new).status_code for _ in range(7)} == {404}


def test_a_network_tries_twenty_names_a_minute(hosted: Hosted) -> None:
    browser = hosted.browser()
    tried = [log_in(browser, f"name{number}", "wrong passphrase").status_code for number in range(21)]
    assert tried == [422] * 20 + [429]


def test_where_many_make_accounts_as_many_log_in() -> None:
    few, many = Limits(1), Limits(400)
    for _ in range(20):
        few.take("network", "school")
    with pytest.raises(TooOftenError):
        few.take("network", "school")
    for what in ("network", "newcomer"):
        for _ in range(400):
            many.take(what, "school")
        with pytest.raises(TooOftenError):
            many.take(what, "school")


def test_a_network_makes_ten_accounts_an_hour(hosted: Hosted) -> None:
    spend(hosted, "accounts", "testclient")
    assert sign_up(hosted.browser(), "alice", "short").status_code == 422  # what is wrong is said all the same
    refused = sign_up(hosted.browser(), "alice")
    assert refused.status_code == 429
    assert "同じネットワークから続けて送られたため" in refused.text
    assert re.search(r"約 (59|60) 分後に、もう一度送れます", refused.text)
    assert hosted.count("account") == 0


@pytest.mark.parametrize(("language", "said"), [("ja", "秒後に、もう一度送れます"), ("en", "You can send it again in")])
def test_answers_that_come_too_often_are_kept_to_be_sent_again(hosted: Hosted, language: str, said: str) -> None:
    browser, other = hosted.browser(), hosted.browser()
    quizzes = [one.quiz("rnn.output") for one in (browser, other)]
    own = f"SELECT id FROM login_session WHERE token_sha256 = '{digest(token_of(browser))}'"
    number = hosted.site.rows(own)[0][0]
    spend(hosted, "answers", f"session {number}")
    address = f"/practice/{quizzes[0]}/items/1"
    refused = browser.post(address, {"cell": "1.25", "unknown": ""}, **{"accept-language": language})
    assert refused.status_code == 429
    assert said in refused.text
    assert f'action="{address}"' in refused.text
    assert re.search(r'name="cell" value="1.25"', refused.text)
    assert hosted.count("submission") == 0
    assert browser.get(address).status_code == 200
    assert other.answer(quizzes[1], 1).status_code == 303


def test_the_lab_and_the_api_tell_when_it_was_too_often(hosted: Hosted) -> None:
    browser = hosted.browser()
    spend(hosted, "lab", "testclient")
    assert browser.get("/lab/perplexity?p=0.5").status_code == 429
    told = browser.client.post("/api/v1/compute/perplexity", json={"p": "0.5"})
    assert told.status_code == told.json()["status"] == 429
    assert int(told.headers["retry-after"]) >= 1
    browser.quiz("rnn.output")
    assert browser.get("/lab/perplexity?p=0.5").status_code == 200  # by the session now


def test_newcomers_of_one_network_are_counted(hosted: Hosted) -> None:
    spend(hosted, "newcomer", "testclient")
    assert hosted.browser().post("/practice", {"quick": "1"}).status_code == 429
    assert hosted.count("learner") == 0


def test_in_personal_mode_nothing_is_counted(site: Site) -> None:
    assert site.services.limits is None
    assert {site.get("/lab").status_code for _ in range(3)} == {200}


def test_every_answer_and_every_passphrase_is_counted() -> None:
    counted = {route: limited_as(route[0].upper(), route[1]) for route in TABLE | HOSTED}
    doors = {path for (_, path), what in counted.items() if what == "door"}
    typed = {path for (_, path), (_, form, *_) in HOSTED.items() if {"passphrase", "current", "code"} & form.keys()}
    assert doors == typed
    assert counted["post", "/practice/{quiz_id}/items/{number}"] == "answers"
    assert counted["post", "/exams/{quiz_id}/items/{number}/saved"] == "answers"
    assert counted["get", "/lab/{operation}"] == counted["post", "/lab/{operation}"] == "lab"
    assert not any(what for (method, path), what in counted.items() if method == "get" and "/practice" in path)
    assert set(counted.values()) <= {"", "door", *RATES}


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_a_network_is_what_one_customer_has(host: str, counted: str) -> None:
    assert network(Request({"type": "http", "headers": [], "client": (host, 1)})) == counted
    limits = Limits(1)
    limits.take("accounts", counted)
    with pytest.raises(TooOftenError):
        limits.take("accounts", counted)
