"""What is sent to accounts at once: whoever was faster ended the session of the other, which then changes nothing."""

import re

import pytest

from app.accounts import passphrases
from tests.app.hosted import PASSPHRASE, Hosted, codes_of, hosted, is_named, log_in, sign_up, token_of
from tests.app.site import Site

pytestmark = pytest.mark.stored

__all__ = ["hosted"]  # fixtures
ANOTHER = "青い傘と三匹の狼"


@pytest.fixture
def overtaken(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> tuple[Hosted, Site, Site]:
    """A member and a newcomer; while the next passphrase is hashed every session ends."""
    hashed = passphrases.hashed

    async def slowly(typed: str) -> str:
        hosted.site.change("DELETE FROM login_session")
        monkeypatch.setattr(passphrases, "hashed", hashed)
        return await hashed(typed)

    member, newcomer = hosted.member("alice"), hosted.browser()
    newcomer.quiz("rnn.output")
    monkeypatch.setattr(passphrases, "hashed", slowly)
    return hosted, member, newcomer


def test_a_passphrase_is_not_changed_by_a_session_that_has_ended(overtaken: tuple[Hosted, Site, Site]) -> None:
    hosted, member, _ = overtaken
    form = {"passphrase": PASSPHRASE, "new": ANOTHER, "again": ANOTHER}
    response = member.post("/account/passphrase", form)
    assert (response.status_code, response.headers["location"]) == (303, "/account")
    assert hosted.count("login_session") == 0
    assert log_in(hosted.browser(), "alice", ANOTHER).status_code == 422
    hosted.minute_later()
    assert log_in(hosted.browser(), "alice").status_code == 303


def test_no_account_is_made_by_a_session_that_has_ended(overtaken: tuple[Hosted, Site, Site]) -> None:
    hosted, _, newcomer = overtaken
    response = sign_up(newcomer, "bob")
    assert (response.status_code, response.headers["location"]) == (303, "/account")
    assert hosted.count("account") == 1
    assert sign_up(hosted.browser(), "bob").status_code == 200


def test_codes_that_are_renewed_twice_at_once_are_renewed_once(hosted: Hosted) -> None:
    """As by a button that is pressed twice: whichever answer the browser shows, no dead code stands in it."""
    browser = hosted.member("alice")
    form = {"current": PASSPHRASE, **hidden(browser.get("/account").text)}
    first, second = (browser.post("/account/codes", form) for _ in range(2))
    assert (first.status_code, len(codes_of(first))) == (200, 10)
    assert (second.status_code, codes_of(second)) == (409, [])
    assert "ほかの画面で作り直されました" in second.text
    new = {"name": "alice", "passphrase": ANOTHER, "again": ANOTHER}
    assert hosted.browser().post("/account/recover", {**new, "code": codes_of(first)[9]}).status_code == 303
    assert log_in(browser, "alice", ANOTHER).status_code == 303  # nine are left, of another edition
    again = {"current": ANOTHER, **hidden(browser.get("/account").text)}
    assert len(codes_of(browser.post("/account/codes", again))) == 10


def hidden(page: str) -> dict[str, str]:
    """The edition that the form for new codes sends."""
    return dict(re.findall(r'name="(edition)" value="([0-9a-f]+)"', page))


def test_the_codes_stay_when_the_language_is_switched(hosted: Hosted) -> None:
    browser, other = hosted.browser(), hosted.member("bob")
    shown = sign_up(browser, "alice")
    assert 'formaction="/account/codes/shown"' in shown.text
    assert re.findall(r'name="code" value="([^"]+)"', shown.text) == codes_of(shown)
    for language, said in (("en", "Recovery codes"), ("ja", "回復コード")):
        again = browser.post("/account/codes/shown", {"code": codes_of(shown), "to": language})
        assert (again.status_code, codes_of(again)) == (200, codes_of(shown))
        assert again.headers["cache-control"] == "no-store"
        assert f"<h1>{said}</h1>" in again.text
        assert said in browser.get("/account").text
    told = browser.post("/account/codes/shown", {"code": ["<b>", *codes_of(shown)[:2]]})
    assert codes_of(told) == codes_of(shown)[:2]
    for visitor, sent in ((other, codes_of(shown)), (hosted.browser(), codes_of(shown)), (browser, ["x"])):
        gone = visitor.post("/account/codes/shown", {"code": sent})
        assert (gone.status_code, gone.headers["location"]) == (303, "/account")


def test_no_number_of_a_learner_or_a_session_is_given_twice(hosted: Hosted) -> None:
    seen: set[int] = set()
    for name in ("alice", "bob", "carol"):
        browser = hosted.member(name)
        sql = "SELECT learner_id FROM login_session UNION SELECT id FROM login_session"
        ids = {row[0] for row in hosted.site.rows(sql)}
        assert len(ids) == 2
        assert not ids & seen
        seen |= ids
        hosted.minute_later()
        assert browser.post("/account/delete", {"passphrase": PASSPHRASE}).status_code == 303
        assert hosted.count("learner") == hosted.count("login_session") == 0
        assert token_of(browser) == "" or not is_named(browser)
