"""Notes: plain text on a kind or on one answered question, written once, shown where it gives nothing away."""

import re
from html import unescape

import pytest

from app.db.models import LONGEST_NOTE
from app.db.paging import PAGE
from app.notes.notes import cleaned
from tests.app.place import another_writer
from tests.app.site import Site

FAMILY = "rnn.hidden-state"
KIND, QUESTION = f"/notes/kinds/{FAMILY}", "/notes/questions/1"
ITEM = "/practice/1/items/1"
ODD = '<b>x</b> & "y"\n  $W_{in}$ *z*\n\n終わり'


@pytest.fixture
def begun(site: Site) -> Site:
    """A site with a quiz whose first question is answered."""
    site.quiz(FAMILY)
    site.answer(1, 1, {"unknown": "1"})
    return site


def texts(site: Site) -> list[str]:
    return [row[0] for row in site.rows("SELECT text FROM note ORDER BY id")]


def shown(page: str) -> list[str]:
    """The notes on a page as they are read."""
    return [unescape(found) for found in re.findall(r'<p class="noted">(.*?)</p>', page, re.DOTALL)]


def field(page: str, name: str = r"note-\w+-text") -> str:
    """What stands in a field, as a browser reads it: without the line break it begins with."""
    found = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


@pytest.mark.parametrize("address", [KIND, QUESTION])
def test_a_note_is_shown_below_the_answer_as_it_was_typed(begun: Site, address: str) -> None:
    response = begun.post(address, {"text": ODD.replace("\n", "\r\n"), "next": f"{ITEM}#note-kind"})
    assert (response.status_code, response.headers["location"]) == (303, f"{ITEM}#note-kind")
    assert texts(begun) == [ODD]
    for page in (ITEM, "/history/1", "/notes"):
        for language in ("ja", "en"):
            text = begun.get(page, language).text
            assert shown(text) == [ODD]
            assert "<b>x</b>" not in text
    assert field(begun.get(address).text) == ODD


def test_before_the_answer_only_the_note_on_the_kind_is_shown_folded(begun: Site) -> None:
    begun.post(KIND, {"text": "種類について"})
    begun.post(QUESTION, {"text": "この問題について"})
    begun.quiz(FAMILY)
    for address in ("/practice/2/items/1", "/practice/2/items/1/guided"):
        page = begun.get(address).text
        assert "この問題について" not in page
        if address.endswith("guided") and "種類について" not in page:
            continue  # a single step has no guided mode
        folded = page[page.index('<details class="keeping">') :]
        assert shown(folded[: folded.index("</details>")]) == ["種類について"]
        assert '<details class="keeping" open' not in page
    begun.answer(2, 1, {"unknown": "1"})
    assert shown(begun.get("/practice/2/items/1").text) == ["種類について"]


def test_the_note_on_a_question_waits_for_its_answer(begun: Site) -> None:
    assert begun.get("/notes/questions/2").status_code == 404
    assert begun.post("/notes/questions/2", {"text": "x"}).status_code == 404
    begun.answer(1, 2, {"unknown": "1"})
    assert begun.get("/notes/questions/2").status_code == 200


def test_a_note_is_changed_where_it_stands_and_deleted_when_it_is_emptied(begun: Site) -> None:
    begun.post(KIND, {"text": "前"})
    before = begun.rows("SELECT id, created_at FROM note")
    begun.clock.go(60)
    begun.post(KIND, {"text": "後"})
    assert texts(begun) == ["後"]
    assert begun.rows("SELECT id, created_at FROM note") == before
    assert begun.rows("SELECT changed_at > created_at FROM note") == [(1,)]
    for _ in range(2):
        assert begun.post(KIND, {"text": " \r\n　"}).status_code == 303
        assert texts(begun) == []
    assert shown(begun.get(ITEM).text) == []


def test_sent_twice_it_is_written_once(begun: Site) -> None:
    form = {"text": "同じ", "seen": seen(begun)}
    begun.post(KIND, form)
    stored = begun.rows("SELECT * FROM note")
    begun.clock.go(60)
    assert begun.post(KIND, form).status_code == 303
    assert begun.rows("SELECT * FROM note") == stored


def seen(site: Site, address: str = KIND) -> str:
    """The edition that a page shows."""
    return str(re.findall(r'name="seen" value="(\w+)"', site.get(address).text)[0])


def test_what_was_written_on_another_page_is_not_written_over_unseen(begun: Site) -> None:
    old = seen(begun)
    begun.post(KIND, {"text": "先に書いた", "seen": old})
    response = begun.post(KIND, {"text": "あとから", "seen": old, "next": ITEM})
    assert response.status_code == 409
    assert shown(response.text) == ["先に書いた"]
    assert field(response.text) == "あとから"
    assert texts(begun) == ["先に書いた"]
    fresh = re.findall(r'name="seen" value="(\w+)"', response.text)[0]
    assert begun.post(KIND, {"text": "あとから", "seen": fresh, "next": ITEM}).headers["location"] == ITEM
    assert texts(begun) == ["あとから"]


def test_what_was_deleted_on_another_page_is_kept_in_the_field(begun: Site) -> None:
    begun.post(KIND, {"text": "前"})
    old = seen(begun)
    begun.post(KIND, {"text": ""})
    response = begun.post(KIND, {"text": "続き", "seen": old})
    assert response.status_code == 409
    assert "削除されています" in response.text
    assert field(response.text) == "続き"
    assert texts(begun) == []


def test_what_is_too_long_comes_back(begun: Site) -> None:
    longest = "あ\r\n" * (LONGEST_NOTE // 2)  # line breaks count once, however they are sent
    assert begun.post(KIND, {"text": f"{longest[:-2]}。"}).status_code == 303
    assert [len(text) for text in texts(begun)] == [LONGEST_NOTE]
    for language, said in (("ja", "あと 3 文字"), ("en", "3 too many")):
        response = begun.post(KIND, {"text": "𝒙" * (LONGEST_NOTE + 3), "next": ITEM}, **{"accept-language": language})
        assert response.status_code == 422
        assert said in response.text
        assert field(response.text) == "𝒙" * (LONGEST_NOTE + 3)
        assert f'href="{ITEM}"' in response.text
    assert len(texts(begun)[0]) == LONGEST_NOTE


def test_what_cannot_be_saved_stays_on_the_page(begun: Site) -> None:
    begun.services.database.patience = 0.1
    with another_writer(begun.services.database):
        response = begun.post(KIND, {"text": ODD, "next": ITEM})
    assert response.status_code == 503
    assert "まだ保存できていません" in response.text
    assert field(response.text) == ODD
    hidden = dict(re.findall(r'name="(next|seen)" value="([^"]*)"', response.text.partition('class="writing"')[2]))
    assert begun.post(KIND, {"text": field(response.text), **hidden}).headers["location"] == ITEM
    assert texts(begun) == [ODD]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("\n\n  x\n\n", "  x"),
        ("\0", ""),
        ("\0a\x1b[31mb\x7f\tc", "a[31mb\tc"),
        (" \u3000\n", ""),
        ("𝒙 é か\u3099", "𝒙 é か\u3099"),
    ],
)
def test_what_is_kept_of_a_text(begun: Site, typed: str, stored: str) -> None:
    assert cleaned(typed) == stored
    begun.post(KIND, {"text": typed})
    assert texts(begun) == ([stored] if stored else [])


def test_the_notes_of_another_learner_are_not_there(begun: Site) -> None:
    begun.post(KIND, {"text": "ひとの"})
    begun.post(QUESTION, {"text": "ひとの"})
    begun.change(
        "INSERT INTO learner (id, language, theme, shortcuts, created_at) "
        "VALUES (2, 'ja', 'auto', 1, '2026-01-01T00:00:00.000000+00:00')"
    )
    for table in ("quiz", "instance", "submission", "note"):
        begun.change(f"UPDATE {table} SET learner_id = 2")
    begun.quiz(FAMILY)
    begun.answer(2, 1, {"unknown": "1"})
    for address in ("/notes", KIND, "/practice/2/items/1", "/history/2"):
        assert "ひとの" not in begun.get(address).text
    assert begun.get(QUESTION).status_code == 404
    assert begun.post(QUESTION, {"text": ""}).status_code == 404
    begun.post(KIND, {"text": "自分の"})
    assert texts(begun) == ["ひとの", "ひとの", "自分の"]
    begun.post(KIND, {"text": ""})
    assert texts(begun) == ["ひとの", "ひとの"]


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "javascript:1"])
def test_it_leads_nowhere_else(begun: Site, back: str) -> None:
    assert begun.post(KIND, {"text": "x", "next": back}).headers["location"] == "/"
    long = begun.post(KIND, {"text": "x" * 2001, "next": back}).text
    assert "example.org" not in long
    assert "javascript:" not in long


def test_the_note_on_a_kind_that_is_gone_can_be_read_and_deleted(begun: Site) -> None:
    assert begun.get("/notes/kinds/old.kind").status_code == 404
    assert begun.post("/notes/kinds/old.kind", {"text": "x"}).status_code == 404
    begun.post(KIND, {"text": "前の種類"})
    begun.change("UPDATE note SET family = 'old.kind'")
    assert shown(begun.get("/notes").text) == ["前の種類"]
    assert "old.kind" in begun.get("/notes").text
    assert begun.post("/notes/kinds/old.kind", {"text": ""}).status_code == 303
    assert texts(begun) == []


def test_there_and_back_every_note_is_met_once(begun: Site) -> None:
    families = sorted(begun.services.bank.families)[: PAGE + 5]
    for family in families:
        begun.post(f"/notes/kinds/{family}", {"text": family})
    first = begun.get("/notes").text
    assert shown(first) == families[::-1][:PAGE]
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = begun.get(older).text
    assert shown(second) == families[::-1][PAGE:]
    (newer,) = re.findall(r'rel="prev" href="([^"]+)"', second)
    assert shown(begun.get(newer).text) == families[::-1][:PAGE]
    backs = {unescape(back) for back in re.findall(r'name="next" value="([^"]+#note[^"]*)"', second)}
    assert len(backs) == 5
    assert all(back.startswith(f"{older}#note-") for back in backs)
    assert field(second, "note-1-text") == families[0]


@pytest.mark.parametrize("name", ["note-kind", "note-question"])
def test_the_page_of_an_answer_leads_to_where_a_note_is_written_and_back(begun: Site, name: str) -> None:
    for address in (ITEM, "/history/1"):
        page = begun.get(address).text
        assert "<textarea" not in page
        (there,) = re.findall(rf'<a href="([^"]+)#{name}-form" data-here>', page)
        writing = begun.get(unescape(there)).text
        assert f'id="{name}-form"' in writing
        assert f'name="next" value="{address}#{name}"' in writing
        assert f'<a href="{address}#{name}">保存せずに戻る</a>' in writing


@pytest.mark.parametrize("address", [KIND, QUESTION])
@pytest.mark.parametrize("typed", [ODD, "あ" * LONGEST_NOTE, ""])
def test_what_is_being_written_is_there_in_the_other_language(begun: Site, address: str, typed: str) -> None:
    begun.post(address, {"text": "前"})
    page = begun.get(f"{address}?next={ITEM}").text
    old = re.findall(r'name="seen" value="(\w+)"', page)[0]
    form, switch = re.findall(r'<button class="plain" form="([\w-]+)" formaction="([^"]+)"', page)[0]
    assert f'<form class="writing" id="{form}"' in page
    sent = begun.post(unescape(switch), {"next": ITEM, "seen": old, "text": typed, "to": "en"})
    assert sent.status_code == 303
    there = begun.get(sent.headers["location"])
    assert there.headers["content-language"] == "en"
    assert field(there.text) == typed
    assert f'name="next" value="{ITEM}"' in there.text
    assert f'name="seen" value="{old}"' in there.text
    assert texts(begun) == ["前"]


def test_a_note_on_an_answer_that_was_withdrawn_meanwhile_is_kept_and_told(begun: Site) -> None:
    sent = re.findall(r'name="submission" value="([^"]+)"', begun.get(ITEM).text)[0]
    begun.post(f"{ITEM}/withdraw", {"submission": sent})
    response = begun.post(QUESTION, {"text": "転置", "next": f"{ITEM}#note-question"})
    assert response.status_code == 303
    told = begun.get(response.headers["location"]).text
    assert "メモを保存しました" in told
    assert '<a href="/history/1">取り消した解答</a>' in told
    assert field(told) == "転置"
    assert shown(begun.get("/history/1").text) == ["転置"]
    assert begun.post(KIND, {"text": "種類", "next": ITEM}).headers["location"] == ITEM
    assert begun.post(QUESTION, {"text": "δ", "next": "/history/1"}).headers["location"] == "/history/1"
    assert "メモを保存しました" not in begun.get(QUESTION).text
