"""Accounts: made without losing anything, opened by who knows the passphrase or a code, closed with all there is."""

import re
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher

from app.accounts.service import reset_link
from tests.app.hosted import PASSPHRASE, Hosted, codes_of, hosted, is_named, log_in, sign_up, token_of
from tests.app.test_idempotency import everything

pytestmark = pytest.mark.stored

__all__ = ["hosted"]  # fixtures


def test_a_newcomer_begins_at_once_and_later_makes_an_account_without_losing_anything(hosted: Hosted) -> None:
    browser = hosted.browser()
    quiz = browser.quiz("rnn.output")
    browser.answer(quiz, 1)
    before = token_of(browser)
    assert hosted.count("learner") == hosted.count("login_session") == 1
    page = browser.get("/account/new").text
    assert "1 件の解答も、作ったアカウントに引き継がれます" in page
    made = sign_up(browser, "花子")
    assert len(set(codes_of(made))) == 10
    assert made.headers["cache-control"] == "no-store"
    assert token_of(browser) not in {"", before}
    assert hosted.count("learner") == hosted.count("login_session") == 1
    assert browser.get(f"/practice/{quiz}/items/1").status_code == 200
    assert not is_named(hosted.browser(before))
    elsewhere = hosted.browser()
    assert log_in(elsewhere, " 花子").status_code == 303
    assert f"/practice/{quiz}" in elsewhere.get("/").text


def test_nothing_that_opens_an_account_is_stored_as_it_is(hosted: Hosted) -> None:
    browser = hosted.browser()
    codes = codes_of(sign_up(browser, "Alice"))
    stored = repr(
        [hosted.site.rows(f"SELECT * FROM {table}") for table in ("account", "login_session", "recovery_code")]
    )
    for secret in (PASSPHRASE, token_of(browser), *codes):
        assert secret not in stored
    assert "$argon2id$v=19$m=19456,t=2,p=1$" in stored


@pytest.mark.parametrize(
    ("name", "passphrase", "again", "field"),
    [
        ("", PASSPHRASE, None, "name"),
        ("a b", PASSPHRASE, None, "name"),
        ("a\u202eb", PASSPHRASE, None, "name"),
        ("x" * 33, PASSPHRASE, None, "name"),
        ("eve", "short", None, "passphrase"),
        ("eve", "x1" * 65, None, "passphrase"),
        ("eve", "Password123", None, "passphrase"),
        ("eve", "ｐａｓｓｗｏｒｄ１", None, "passphrase"),
        ("eve", "aaaaaaaaaaaa", None, "passphrase"),
        ("everyone-here", "Everyone-Here", None, "passphrase"),
        ("eve", PASSPHRASE, "something else", "passphrase"),
        ("ＡＬＩＣＥ", PASSPHRASE, None, "name"),  # taken
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_and_the_name_kept(
    hosted: Hosted, name: str, passphrase: str, again: str | None, field: str
) -> None:
    hosted.member("alice")
    browser = hosted.browser()
    form = {"name": name, "passphrase": passphrase, "again": passphrase if again is None else again}
    refused = browser.post("/account/new", form)
    assert refused.status_code == 422
    assert f'<a href="#{field}">' in refused.text
    assert not name.isascii() or not name or f'value="{name}"' in refused.text
    assert f'value="{passphrase}"' not in refused.text
    assert hosted.count("account") == hosted.count("learner") == 1
    assert token_of(browser) == ""


def test_a_wrong_name_and_a_wrong_passphrase_are_told_alike(hosted: Hosted) -> None:
    hosted.member("alice")
    told = []
    for name, passphrase in (("alice", "wrong passphrase"), ("nobody", PASSPHRASE), ("alice", "x" * 5000)):
        browser = hosted.browser()
        refused = log_in(browser, name, passphrase)
        assert refused.status_code == 422
        assert token_of(browser) == ""
        told.append(refused.text.replace(f'value="{name}"', ""))
    assert len(set(told)) == 1
    assert log_in(hosted.browser(), "Alice").status_code == 303


def test_an_unknown_name_takes_as_long_as_a_known_one(hosted: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    hosted.member("alice")
    compared: list[bytes] = []

    def differs(stored: bytes, *_: object) -> bool:
        compared.append(stored.split(b"$")[3])
        return False

    monkeypatch.setattr("argon2._password_hasher.verify_secret", differs)
    for name in ("alice", "nobody", "alice"):
        log_in(hosted.browser(), name)
    assert compared == [b"m=19456,t=2,p=1"] * 3


def test_a_passphrase_that_was_hashed_more_weakly_is_hashed_anew_when_it_is_used(hosted: Hosted) -> None:
    hosted.member("alice")
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSPHRASE)
    hosted.site.change("UPDATE account SET passphrase = :weak", weak=weak)
    assert log_in(hosted.browser(), "alice", "wrong passphrase").status_code == 422
    assert hosted.site.rows("SELECT passphrase FROM account") == [(weak,)]
    assert log_in(hosted.browser(), "alice").status_code == 303
    assert "m=19456,t=2,p=1" in hosted.site.rows("SELECT passphrase FROM account")[0][0]
    assert log_in(hosted.browser(), "alice").status_code == 303


def test_while_the_file_is_busy_no_passphrase_comes_back_in_a_page(hosted: Hosted) -> None:
    services = hosted.site.services
    services.database.patience = 0.05
    with services.database.write():
        refused = sign_up(hosted.browser(), "alice")
        assert refused.status_code == 503
        assert PASSPHRASE not in refused.text
        assert 'href="/account/new"' in refused.text
        newcomer = hosted.browser().post("/practice/family", {"family": "rnn.output"})
        assert newcomer.status_code == 503
        assert 'name="family" value="rnn.output"' in newcomer.text
    assert hosted.count("learner") == 0


ODD = ("\0", "a\0b", "\ud800", "'; DROP TABLE account; --", "%", "𝒙 é か\u3099", "9" * 9000)
TYPING = ("new", "login", "recover", "passphrase", "codes", "delete", "sessions/1/end")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_is_typed_is_answered(hosted: Hosted, odd: str) -> None:
    typed = odd.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    browser = hosted.browser()
    for form in (*TYPING, f"reset/{quote(odd[:9], errors='surrogatepass')}"):
        fields = dict.fromkeys(("name", "passphrase", "again", "new", "code", "current"), typed)
        response = browser.post(f"/account/{form}", fields)
        assert response.status_code in {303, 404, 422}, form
        hosted.minute_later()
    assert hosted.count("account") == 0


def test_logging_out_ends_the_session_and_empties_the_device(hosted: Hosted) -> None:
    browser = hosted.member("alice")
    token = token_of(browser)
    left = browser.post("/account/logout")
    assert left.headers["location"] == "/account/left"
    assert "Max-Age=0" in left.headers["set-cookie"]
    assert token_of(browser) == ""
    assert 'data-cleared="all"' in browser.get("/account/left").text
    assert not is_named(hosted.browser(token))
    assert "data-cleared" not in hosted.member("bob").get("/account/left").text


def test_logging_out_everywhere_and_one_browser_from_another(hosted: Hosted) -> None:
    one, other, third = hosted.member("alice"), hosted.browser(), hosted.browser()
    for browser in (other, third):
        log_in(browser, "alice")
    others = re.findall(r'action="(/account/sessions/\d+/end)"', one.get("/account").text)
    assert len(others) == 2
    stranger = hosted.member("bob")
    assert [stranger.post(address).status_code for address in others] == [404, 404]
    assert one.post(others[0]).headers["location"] == "/account?done=ended"
    assert [is_named(browser) for browser in (one, other, third)].count(True) == 2
    assert one.post(others[0]).status_code == 404
    still = next(browser for browser in (other, third) if is_named(browser))
    still.post("/account/logout/everywhere")
    assert not any(is_named(browser) for browser in (one, other, third))
    assert is_named(stranger)


def test_another_passphrase_logs_out_everybody_else(hosted: Hosted) -> None:
    browser, other = hosted.member("alice"), hosted.browser()
    log_in(other, "alice")
    before = token_of(browser)
    new = {"new": "an other passphrase", "again": "an other passphrase"}
    assert browser.post("/account/passphrase", {"passphrase": "wrong one", **new}).status_code == 422
    assert browser.post("/account/passphrase", {"passphrase": PASSPHRASE, "new": "x", "again": "x"}).status_code == 422
    assert is_named(other)
    changed = browser.post("/account/passphrase", {"passphrase": PASSPHRASE, **new})
    assert "パスフレーズを変えました" in browser.get(changed.headers["location"]).text
    assert token_of(browser) != before
    assert not is_named(other)
    assert not is_named(hosted.browser(before))
    hosted.minute_later()
    assert log_in(other, "alice").status_code == 422
    assert log_in(other, "alice", "an other passphrase").status_code == 303


def test_a_recovery_code_opens_its_account_once(hosted: Hosted) -> None:
    owner = hosted.browser()
    codes = codes_of(sign_up(owner, "alice"))
    bobs = codes_of(sign_up(hosted.browser(), "bob"))
    new = {"passphrase": "an other passphrase", "again": "an other passphrase"}
    browser = hosted.browser()
    for name, code in (("alice", bobs[0]), ("bob", codes[0]), ("nobody", codes[0]), ("alice", codes[0][:-1])):
        assert browser.post("/account/recover", {"name": name, "code": code, **new}).status_code == 422
    hosted.minute_later()
    typed = codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "l")
    assert browser.post("/account/recover", {"name": "Alice", "code": typed, **new}).status_code == 303
    assert is_named(browser)
    assert not is_named(owner)
    assert "9 個" in browser.get("/account").text
    assert hosted.browser().post("/account/recover", {"name": "alice", "code": codes[0], **new}).status_code == 422
    hosted.minute_later()
    assert browser.post("/account/codes", {"current": PASSPHRASE}).status_code == 422
    renewed = codes_of(browser.post("/account/codes", {"current": "an other passphrase"}))
    assert len(set(renewed) - set(codes)) == 10
    assert hosted.browser().post("/account/recover", {"name": "alice", "code": codes[1], **new}).status_code == 422
    assert hosted.browser().post("/account/recover", {"name": "alice", "code": renewed[1], **new}).status_code == 303


def test_an_account_is_deleted_with_everything_of_its_learner_and_of_no_other(hosted: Hosted) -> None:
    other = hosted.member("bob")
    other.finish(other.quiz("rnn.output"))
    before = everything(hosted.site)
    browser = hosted.member("alice")
    quiz = browser.quiz("rnn.output")
    browser.finish(quiz, wrong=(1,))
    browser.post(f"/practice/{quiz}/wrong-again")
    browser.post("/notes/kinds/rnn.output", {"text": "W"})
    assert browser.post("/account/delete", {"passphrase": "wrong one"}).status_code == 422
    assert is_named(browser)
    assert browser.post("/account/delete", {"passphrase": PASSPHRASE}).headers["location"] == "/account/left?closed=1"
    assert token_of(browser) == ""
    assert everything(hosted.site) == before
    assert hosted.site.dangling() == []
    assert log_in(hosted.browser(), "alice").status_code == 422


def test_deleting_all_data_leaves_the_account(hosted: Hosted) -> None:
    browser = hosted.member("alice")
    browser.finish(browser.quiz("rnn.output"))
    browser.post("/data/clear", {"what": "everything"})
    assert hosted.count("submission") == 0
    assert is_named(browser)
    assert log_in(hosted.browser(), "alice").status_code == 303


def test_who_goes_on_as_somebody_else_is_warned_and_leaves_nothing_behind(hosted: Hosted) -> None:
    hosted.member("alice")
    browser = hosted.browser()
    quiz = browser.quiz("rnn.output")
    browser.answer(quiz, 1)
    before = token_of(browser)
    for address in ("/account/login", "/account/recover"):
        assert "1 件の解答は、ログインすると削除されます" in browser.get(address).text
    log_in(browser, "alice")
    assert hosted.count("learner") == hosted.count("account") == 1
    assert hosted.count("submission") == 0
    assert not is_named(hosted.browser(before))


def test_a_browser_that_stays_away_is_forgotten_and_one_that_comes_stays(hosted: Hosted) -> None:
    day = 24 * 3600
    nobody, browser = hosted.browser(), hosted.member("alice")
    nobody.answer(nobody.quiz("rnn.output"), 1)
    hosted.site.clock.go(40 * day)
    assert "Max-Age=5184000" in browser.get("/").headers["set-cookie"]
    assert "set-cookie" not in browser.get("/").headers
    hosted.site.clock.go(40 * day)
    assert is_named(browser)
    assert "途中の演習" not in nobody.get("/").text
    hosted.member("bob")
    assert hosted.count("learner") == hosted.count("account") == 2
    assert hosted.count("submission") == 0
    hosted.site.clock.go(61 * day)
    assert not is_named(browser)
    assert log_in(browser, "alice").status_code == 303


def test_a_cookie_that_was_put_in_a_browser_is_never_taken(hosted: Hosted) -> None:
    for planted in ("0" * 43, "x"):
        browser = hosted.browser(planted)
        browser.quiz("rnn.output")
        assert token_of(browser) not in {planted, ""}
    odd = [(b"cookie", b"__Host-session=\xe9")]
    assert hosted.browser().client.get("/", headers=odd).status_code == 200


def test_the_cookie_is_out_of_reach(hosted: Hosted) -> None:
    browser = hosted.browser()
    cookie = browser.post("/practice", {"quick": "1"}).headers["set-cookie"]
    assert re.fullmatch(r"__Host-session=[\w-]{43}; Path=/; Max-Age=5184000; HttpOnly; SameSite=Lax; Secure", cookie)


def test_a_link_of_the_operator_resets_a_passphrase_once_and_within_the_hour(hosted: Hosted) -> None:
    owner = hosted.member("alice")

    def link() -> str:
        with hosted.site.services.database.write() as session:
            return reset_link(session, "Alice", hosted.site.clock.now) or ""

    new = {"passphrase": "an other passphrase", "again": "an other passphrase"}
    older, newer = link(), link()
    browser = hosted.browser()
    assert browser.get(older).status_code == browser.post(older, new).status_code == 404
    assert browser.post(newer, {"passphrase": "short", "again": "short"}).status_code == 422
    assert "「alice」" in browser.get(newer).text
    assert is_named(owner)
    assert browser.post(newer, new).status_code == 303
    assert is_named(browser)
    assert not is_named(owner)
    assert hosted.browser().post(newer, new).status_code == 404
    late = link()
    hosted.site.clock.go(3601)
    assert hosted.browser().get(late).status_code == hosted.browser().post(late, new).status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_of_accounts_is_whole_in_both_languages(hosted: Hosted, language: str) -> None:
    browser, nobody = hosted.member("alice"), hosted.browser()
    said = {"ja": ("ログイン", "アカウント"), "en": ("Log in", "account")}[language]
    for address in ("/account/login", "/account/new", "/account/recover", "/account/reset/x", "/account/left"):
        page = nobody.get(address, language)
        assert page.status_code == (404 if "reset" in address else 200)
        assert said[0] in page.text
        assert page.headers["cache-control"] == "no-store"
    for address in ("/account", "/account/delete"):
        assert said[1] in browser.get(address, language).text.replace("Account", "account")
