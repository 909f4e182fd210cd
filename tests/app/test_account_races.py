"""What is sent to accounts at once: whoever was faster ended the session of the other, which then changes nothing."""

import pytest

from app.accounts import passphrases
from tests.app.hosted import PASSPHRASE, Hosted, hosted, is_named, log_in, sign_up, token_of
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
