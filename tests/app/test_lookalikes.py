"""Nobody takes a name that looks like another's; names as people have them, Japanese ones before all, are taken."""

import unicodedata
from itertools import product

import pytest
from alembic import command

from app.accounts import names
from app.accounts.lookalikes import is_mixed, skeleton
from app.db import Database
from app.db.database import alembic_config
from question_bank.model.bilingual import LANGUAGES
from tests.app.hosted import Hosted, hosted, log_in, sign_up

__all__ = ["hosted"]  # fixtures

TAKEN = ("alice", "Bob_3", "modern", "山口ハル", "一郎", "лена", "ロビン2")


@pytest.mark.parametrize(
    "name",
    [
        *("alice", "Zoë", "山田花子", "佐々木", "ユーザー1", "はな子", "田中Taro", "さくら.k", "〇〇子", "ー"),
        *("김민준", "王小明", "ㄅㄆ", "Αλέξης", "Иван", "Đặng", "łukasz", "משה", "علي", "x-1_2.3", "7"),
    ],
)
def test_names_as_they_are_written_are_taken(name: str) -> None:
    assert names.problem(name) is None


@pytest.mark.parametrize(
    "name",
    [
        *("аlice", "аlicе", "раypal", "Ηaruko", "Иvan", "ハルа", "花子а", "김はな", "ㄅの", "ɑlice", "ǀan", "Ꭺlice"),
        *("alice\u0661", "a๒", "אבa", "ᴀlice"),
    ],
)
def test_letters_that_are_not_written_together_are_refused(name: str) -> None:
    assert is_mixed(unicodedata.normalize("NFKC", name))
    assert names.problem(name) is not None


@pytest.mark.parametrize(
    "name", ["al\u200bice", "alice\u200d", "al\u00adice", "\u202ealice", "ali\u0338ce", "a\u3164b"]
)
def test_what_cannot_be_seen_is_no_letter(name: str) -> None:
    assert names.problem(name) is not None


@pytest.mark.parametrize(
    ("taken", "sent"),
    [
        *(("alice", other) for other in ("AIice", "a1ice", "ａｌｉｃｅ", "ALICE", "𝓪lice")),
        *(("Bob_3", other) for other in ("B0b_3", "вов_з", "bob_Ӡ")),
        ("modern", "modem"),
        *(("山口ハル", other) for other in ("山ロハル", "山口八ル")),
        ("一郎", "ー郎"),
        ("лена", "лeна"),
        ("ロビン2", "口ビン2"),
    ],
)
def test_a_name_that_looks_like_one_that_is_taken_is_refused(taken: str, sent: str) -> None:
    same = names.known_as(sent) == names.known_as(taken) or names.looks_like(sent) == names.looks_like(taken)
    assert same or names.problem(sent) is not None


def test_names_that_can_be_told_apart_are_not_taken_for_each_other() -> None:
    told = [
        *TAKEN,
        "alina",
        "山田ハル",
        "二郎",
        "リサ",
        "りさ子",
        "bob_4",
        "はる",
        "ばる",
        "ハル",
        "s102",
        "s103",
        "n1",
        "n2",
    ]
    assert len({names.looks_like(name) for name in told}) == len(told)
    for name, other in product("abcdefghjkmnpqrstuvwxyz23456789", repeat=2):
        assert (skeleton(name) == skeleton(other)) is (name == other)


def test_who_would_pass_for_another_is_told_so_and_everybody_logs_in_as_before(hosted: Hosted) -> None:
    hosted.member("Alice")
    for language, said in zip(LANGUAGES, (names.ALIKE.ja, names.ALIKE.en), strict=True):
        browser = hosted.browser()
        form = {"name": "A1ice", "passphrase": "三匹の子豚と青い傘", "again": "三匹の子豚と青い傘"}
        refused = browser.post("/account/new", form, **{"accept-language": language})
        assert refused.status_code == 422
        assert said in refused.text
    assert sign_up(hosted.browser(), "花子").status_code == 200
    assert hosted.count("account") == 2
    hosted.site.change("UPDATE account SET name = 'аlice', known_as = 'аlice' WHERE name = '花子'")  # of before
    assert log_in(hosted.browser(), "аlice").status_code == 303
    assert log_in(hosted.browser(), "alice").status_code == 303


def test_accounts_of_before_keep_their_names(hosted: Hosted) -> None:
    for name in ("alice", "花子", "bob"):
        hosted.member(name)
    database = hosted.site.services.database
    hosted.site.change("UPDATE account SET looks_like = NULL")
    hosted.site.change("UPDATE account SET name = 'A1ice', known_as = 'a1ice' WHERE name = 'bob'")
    copy = Database(database.url)
    command.downgrade(alembic_config(copy.url), "-1")
    command.upgrade(alembic_config(copy.url), "head")
    copy.dispose()
    found = hosted.site.rows("SELECT name, looks_like FROM account ORDER BY created_at, learner_id")
    assert sorted(name for name, _ in found) == ["A1ice", "alice", "花子"]
    assert sorted(alike for _, alike in found if alike is not None) == ["alice", "花子"]
