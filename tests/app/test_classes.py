"""A class: made, joined by invitation, left, handed over, ended; its sets are made, changed and sat."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from app.classes.codes import new_code, read, shown
from app.sessions.limiting import RATES
from tests.app.classroom import SET, Class, answer, bare, datetime_of, found_class, known, start
from tests.app.conftest import template
from tests.app.hosted import PASSPHRASE, Hosted, hosted, sign_up
from tests.app.site import Site

pytestmark = pytest.mark.stored

__all__ = ["hosted", "template"]  # fixtures


@pytest.fixture
def room(hosted: Hosted) -> Class:
    """A class without members."""
    return found_class(hosted)


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{8}", code)
    assert read(shown(code)) == code
    typed = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())
    assert read(f" {typed[:3]} {typed[3:]} ".replace("１", "ｌ").replace("０", "ｏ")) == code
    assert read(code[:-1]) == read(code + "7") == read("") == read("\0é漢字") == ""


def test_nobody_without_an_account_has_a_class_and_no_get_makes_a_learner(hosted: Hosted) -> None:
    stranger = hosted.browser()
    for address in ("/classes", "/classes/join/AAAA-AAAA"):
        assert "アカウントが要ります" in stranger.get(address).text
    assert stranger.post("/classes", {"name": "x"}).headers["location"] == "/classes"
    assert hosted.count("learner") == hosted.count("classroom") == 0


def test_before_one_joins_it_is_said_what_is_seen_and_nothing_is_ticked(room: Class) -> None:
    member = known(room.hosted, "Mia")
    page = member.get(f"/classes/join/{room.code.lower()}").text
    assert "深層学習 A" in page
    assert "担当者（Owner）" in page
    assert "同意しているかどうかも担当者に表示されます" in page
    assert re.findall(r'<input type="checkbox"[^>]*>', page) == ['<input type="checkbox" name="agrees" value="1">']
    assert room.hosted.count("membership") == 1
    room.join("Mia", browser=member)
    assert room.owner.rows("SELECT consented_at FROM membership WHERE role = 'member'") == [(None,)]
    assert "同意していません" in member.get(room.address).text
    assert member.get(f"/classes/join/{room.code}").headers["location"] == room.address
    people = room.owner.get(room.address).text
    assert "Mia" in people
    assert "同意なし" in people


def test_consent_is_given_and_taken_back_in_the_same_place(room: Class) -> None:
    member = room.join("Mia")
    for sent, said, stored in (("1", "同意を取り消す", False), ("0", "同意する", True), ("1", "同意を取り消す", False)):
        member.post(f"{room.address}/consent", {"agrees": sent})
        page = member.get(room.address).text
        assert f">{said}</button>" in page.split('id="consent"')[1]
        assert (room.owner.rows("SELECT consented_at FROM membership WHERE role = 'member'") == [(None,)]) is stored


def test_an_invitation_expires_is_renewed_and_is_taken_back(room: Class) -> None:
    member = known(room.hosted, "Mia")
    made = room.owner.post(f"{room.address}/invitation").headers["location"]
    first = room.code
    renewed = room.owner.post(f"{room.address}/invitation").headers["location"]
    for address, void in ((made, False), (renewed, True)):
        told = room.owner.get(address).text
        assert "招待コードを作りました。" in told
        assert ("前のコードは使えません" in told) is void
        assert told.index('id="invitation"') < told.index('id="people"')
    second = room.code
    assert first != second
    for code, status in ((first, 404), (second, 200), ("0000-0000", 404), ("x", 404)):
        page = member.get(f"/classes/join/{code}")
        assert page.status_code == status
        assert member.post(f"/classes/join/{first}").status_code == 404
    room.owner.post(f"{room.address}/invitation/revoke")
    assert member.post(f"/classes/join/{second}").status_code == 404
    third = room.code
    room.hosted.site.clock.go(14 * 86_400)
    assert member.get(f"/classes/join/{third}").status_code == 404
    assert "いま使える招待コードはありません" in room.owner.get(room.address).text
    assert room.hosted.count("membership") == 1


def test_a_code_is_typed_and_said_to_be_none_where_it_is_none(room: Class) -> None:
    member = known(room.hosted, "Mia")
    code = room.code
    typed = member.post("/classes/join", {"code": f" {code.lower()} "})
    assert typed.headers["location"] == f"/classes/join/{code}"
    refused = member.post("/classes/join", {"code": "12"})
    assert refused.status_code == 422
    assert '<a href="#code">' in refused.text
    assert 'value="12"' in refused.text


def test_codes_are_not_tried_one_after_another(room: Class) -> None:
    member = known(room.hosted, "Mia")
    assert RATES["invitation"] == "20/minute"
    tries = [member.get(f"/classes/join/{k:08d}").status_code for k in range(21)]
    assert tries == [404] * 20 + [429]
    assert member.post(f"/classes/join/{room.code}").status_code == 429
    assert known(room.hosted, "Ben").get(f"/classes/join/{room.code}").status_code == 200


def test_who_is_removed_comes_back_by_a_newer_code_only(room: Class) -> None:
    member = room.join("Mia", agrees=True)
    code = room.code
    room.owner.post(f"{room.address}/members/{room.membership('Mia')}/remove")
    assert room.owner.rows("SELECT consented_at, left_at IS NULL FROM membership WHERE role = 'member'") == [(None, 0)]
    assert member.get(room.address).status_code == 404
    refused = member.post(f"/classes/join/{code}")
    assert refused.status_code == 404
    assert "クラスから外された方には新しいコードが必要です" in refused.text
    room.hosted.site.clock.go(1)
    room.owner.post(f"{room.address}/invitation")
    room.join("Mia", browser=member)
    assert member.get(room.address).status_code == 200


def test_who_leaves_keeps_what_they_answered_and_can_come_back(room: Class) -> None:
    member = room.join("Mia", agrees=True)
    quiz = start(member, room.set())
    answer(member, quiz)
    assert member.post(f"{room.address}/leave").headers["location"] == "/classes?done=left"
    assert "クラスから出ました。" in member.get("/classes?done=left").text
    assert member.get(f"/practice/{quiz}/items/1").status_code == 200
    assert f"practice/{quiz}" in member.get(f"/practice/{quiz}/result").text
    room.join("Mia", browser=member)
    assert "同意していません" in member.get(room.address).text


def test_a_class_is_handed_over_and_never_without_an_owner(room: Class) -> None:
    member = room.join("Mia", agrees=True)
    for way in ("leave", "step-back"):
        refused = room.owner.post(f"{room.address}/{way}")
        assert refused.status_code == 422
        assert "担当者がいなくなる" in refused.text
    room.owner.post(f"{room.address}/members/{room.membership('Mia')}/share")
    assert member.get(f"{room.address}/figures").status_code == 200
    assert room.owner.rows("SELECT consented_at FROM membership") == [(None,), (None,)]
    assert member.post(f"{room.address}/members/{room.membership('Owner')}/remove").status_code == 404
    assert room.owner.post(f"{room.address}/step-back").headers["location"] == f"{room.address}?done=stepped"
    assert "メンバーになりました。" in room.owner.get(f"{room.address}?done=stepped").text
    assert room.owner.get(f"{room.address}/figures").status_code == 404
    assert member.post(f"{room.address}/leave").status_code == 422
    assert room.owner.post(f"{room.address}/leave").status_code == 303


def test_a_class_is_renamed_and_a_name_that_is_none_is_refused(room: Class) -> None:
    room.owner.post(f"{room.address}/name", {"name": "  深層 \n 学習\0 "})
    assert "<h1>深層 学習</h1>" in room.owner.get(room.address).text
    for name in ("", " ", "x" * 61):
        assert room.owner.post(f"{room.address}/name", {"name": name}).status_code == 422
        assert room.owner.post("/classes", {"name": name}).status_code == 422
    assert room.hosted.count("classroom") == 1


def test_deleting_a_class_leaves_the_quizzes(room: Class) -> None:
    member = room.join("Mia", agrees=True)
    quiz = start(member, room.set(numbers="shared"))
    answer(member, quiz)
    assert "1 件の課題" in bare(room.owner.get(f"{room.address}/delete"))
    assert room.owner.post(f"{room.address}/delete").headers["location"] == "/classes?done=ended"
    assert "クラスを削除しました。" in room.owner.get("/classes?done=ended").text
    for table in ("classroom", "membership", "invitation", "class_set", "set_question", "sitting"):
        assert room.hosted.count(table) == 0
    assert member.get(f"/practice/{quiz}/items/1").status_code == 200
    assert room.owner.dangling() == []


def test_with_an_owners_account_the_class_goes_to_another_owner_or_ends_as_was_said(hosted: Hosted) -> None:
    owner = hosted.browser()
    assert sign_up(owner, "Owner").status_code == 200
    rooms = [Class(hosted, owner, owner.post("/classes", {"name": name}).headers["location"]) for name in "XY"]
    member = rooms[0].join("Mia")
    rooms[1].join("Mia", browser=member)
    owner.post(f"{rooms[1].address}/members/{rooms[1].membership('Mia')}/share")
    asked = bare(owner.get("/account/delete"))
    assert "担当者があなただけのクラス（X）" in asked
    assert owner.post("/account/delete", {"passphrase": PASSPHRASE}).status_code == 303
    assert hosted.site.rows("SELECT name FROM classroom") == [("Y",)]
    assert member.get(rooms[0].address).status_code == 404
    assert member.get(f"{rooms[1].address}/figures").status_code == 200
    assert hosted.site.dangling() == []


def test_a_member_who_deletes_all_data_stays_in_the_class(room: Class) -> None:
    member = room.join("Mia", agrees=True)
    answer(member, start(member, room.set()))
    member.post("/data/clear", {"what": "everything"})
    assert room.hosted.count("sitting") == room.hosted.count("submission") == 0
    assert member.get(room.address).status_code == 200


def test_a_set_asks_all_the_same_kinds_with_numbers_of_their_own_or_the_same(room: Class) -> None:
    members = [room.join(name) for name in ("Mia", "Ben")]
    own, shared = room.set(), room.set(numbers="shared", title="同じ数値")
    asked = "SELECT family, level, form, {} FROM instance WHERE quiz_id = {} ORDER BY ordinal"
    for address, same in ((own, False), (shared, True)):
        quizzes = [start(member, address) for member in members]
        assert [start(member, address) for member in members] == quizzes  # once each
        for column, alike in (("1", True), ("fingerprint", same)):
            one, other = (room.owner.rows(asked.format(column, quiz)) for quiz in quizzes)
            assert (one == other) is alike, (address, column)
            assert len(one) == 5


def test_a_set_is_told_at_home_until_it_is_done(room: Class) -> None:
    member = room.join("Mia")
    address = room.set()
    assert f'href="{address}"' in member.get("/").text
    assert f'href="{address}"' not in room.owner.get("/").text
    answer(member, start(member, address))
    assert f'href="{address}"' not in member.get("/").text
    assert "5 問すべて解答済み" in bare(member.get(room.address))


@pytest.mark.parametrize("late", ["", "1"])
def test_after_its_date_a_set_begins_only_where_late_answers_count(room: Class, late: str) -> None:
    member = room.join("Mia")
    address = room.set(days=1, late=late)
    room.hosted.site.clock.go(86_401)
    refused = member.post(f"{address}/start").headers["location"] == f"{address}?refused=1"
    assert refused is not bool(late)
    assert ("始められませんでした" in member.get(f"{address}?refused=1").text) is refused
    assert ("/start" in member.get(address).text) is bool(late)


WRONG_FORMS: list[tuple[dict[str, Any], str]] = [
    ({"title": " "}, "title"),
    ({"title": "x" * 81}, "title"),
    ({"topic": []}, "topic-"),
    ({"topic": ["nothing"]}, "topic-"),
    ({"level": []}, "level-1"),
    ({"due": ""}, "due"),
    ({"due": "tomorrow"}, "due"),
    ({"due": "2026-01-10T11:59+00:00"}, "due"),
    ({"due": "2036-01-10T12:00"}, "due"),
    ({"due": "9999-12-31T23:59-12:00"}, "due"),
]


def test_what_is_wrong_with_a_set_is_said_and_what_was_typed_is_kept(room: Class) -> None:
    due = "2026-02-01T23:59"
    for changed, field in WRONG_FORMS:
        refused = room.owner.post(f"{room.address}/sets/new", {**SET, "due": due, **changed})
        assert refused.status_code == 422, changed
        assert f'<a href="#{field}' in refused.text, changed
        assert "title" in changed or f'value="{SET["title"]}"' in refused.text
    assert room.hosted.count("class_set") == 0
    kept = room.owner.get(f"{room.address}/sets/new?kept=1&title=%E8%AA%B2&topic=bptt&level=2&due={due}&area=")
    assert 'value="課"' in kept.text
    assert f'value="{due}"' in kept.text
    assert re.findall(r'name="topic" id="topic-([\w-]+)"[^>]* checked', kept.text) == ["bptt"]
    none = room.owner.get(f"{room.address}/sets/new?kept=1&topic=bptt&area=none").text
    assert not re.search(r'name="topic"[^>]* checked', none)


def test_a_due_date_is_in_the_owners_clock_and_told_in_each_readers(room: Class) -> None:
    room.owner.post("/settings/zone", {"zone": "America/New_York"})
    member = room.join("Mia")
    address = room.set(due="2026-02-01T23:59")
    assert room.owner.rows("SELECT due_at FROM class_set") == [("2026-02-02T04:59:00.000000+00:00",)]
    assert "2026-02-01 23:59" in room.owner.get(address).text
    assert "America/New_York" in room.owner.get(address).text
    assert "2026-02-02 13:59" in member.get(address).text
    assert "Asia/Tokyo" in member.get(address).text
    assert 'value="2026-02-01T23:59"' in room.owner.get(f"{address}/edit").text


def edited(room: Class, address: str, **form: object) -> int:
    """Send the form of a set that there is; returns the status."""
    due = (datetime_of(room.owner) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M+00:00")
    return room.owner.post(f"{address}/edit", {**SET, "due": due, **form}).status_code


def test_what_a_set_asks_can_be_changed_until_somebody_has_started(room: Class) -> None:
    member = room.join("Mia")
    address = room.set()
    asked = "SELECT family, content IS NULL FROM set_question ORDER BY ordinal"
    assert edited(room, address, topic=["bptt"], numbers="shared", title="第 2 回") == 303
    rows = room.owner.rows(asked)
    assert all(family.startswith("bptt.") and not drawn for family, drawn in rows)
    start(member, address)
    assert 'name="topic"' not in room.owner.get(f"{address}/edit").text
    assert edited(room, address, topic=["rnn"], title="第 3 回", late="1") == 303
    assert room.owner.rows(asked) == rows
    assert room.owner.rows("SELECT title, late, shared FROM class_set") == [("第 3 回", 1, 1)]


def test_once_its_keys_are_out_the_date_of_a_set_stays(room: Class) -> None:
    own, shared = room.set(days=1), room.set(days=1, numbers="shared", title="同じ数値")
    room.hosted.site.clock.go(86_401)
    assert edited(room, own, late="1") == 303
    assert edited(room, shared, numbers="shared") == 422
    page = room.owner.get(f"{shared}/edit").text
    assert re.findall(r'<input [^>]*name="late"[^>]*>', page)[0].endswith("disabled>")
    assert 'type="datetime-local" value="2026-01-11T21:00" disabled' in page
    assert "正解が公開されたので" in page
    (due,) = re.findall(r'type="hidden" name="due" value="([^"]+)"', page)
    assert edited(room, shared, numbers="shared", due=due, late="1") == 422
    assert edited(room, shared, numbers="shared", due=due, title="改題") == 303
    assert room.owner.rows("SELECT late FROM class_set WHERE title = '改題'") == [(0,)]


def test_a_set_that_is_deleted_leaves_the_quizzes(room: Class) -> None:
    member = room.join("Mia")
    address = room.set()
    before = room.owner.get(f"{address}/delete").text
    quiz = start(member, address)
    answer(member, quiz)
    assert room.owner.get(f"{address}/delete").text == before  # which tells nothing of who does not agree
    assert room.owner.post(f"{address}/delete").headers["location"] == f"{room.address}?done=ended"
    assert member.get(address).status_code == 404
    assert member.get(f"/practice/{quiz}/items/1").status_code == 200


def test_while_the_file_is_busy_what_was_typed_comes_back(room: Class) -> None:
    services = room.hosted.site.services
    services.database.patience = 0.05
    due = "2026-02-01T23:59"
    with services.database.write():
        unsaved: Site = room.owner
        for address, form in ((f"{room.address}/sets/new", {**SET, "due": due}), ("/classes", {"name": "第二"})):
            refused = unsaved.post(address, form)
            assert refused.status_code == 503
            assert f'value="{form.get("title") or form["name"]}"' in refused.text
    assert room.hosted.count("class_set") == 0


def test_a_form_that_is_sent_twice_counts_once(room: Class) -> None:
    room.join("Mia")
    room.join("Ben", agrees=True)
    due = "2026-02-01T23:59"
    people = f"{room.address}/members"
    for address, form in (
        ("/classes", {"name": "第二"}),
        (f"{room.address}/sets/new", {**SET, "due": due}),
        (f"{room.address}/name", {"name": "B"}),
        (f"{room.address}/invitation/revoke", {}),
        (f"{people}/{room.membership('Mia')}/remove", {}),
        (f"{people}/{room.membership('Ben')}/share", {}),
    ):
        first = room.owner.post(address, form)
        stored = [room.owner.rows(f"SELECT * FROM {table}") for table in ("classroom", "membership", "class_set")]
        assert first.status_code == 303, address
        assert room.owner.post(address, form).headers["location"] == first.headers["location"]
        after = [room.owner.rows(f"SELECT * FROM {table}") for table in ("classroom", "membership", "class_set")]
        assert after == stored, address
    assert room.owner.post(f"{people}/{room.membership('Owner')}/remove").status_code == 404


ODD = ("\0", "a\0b", "'; DROP TABLE classroom; --", "<b>&amp;", "\u202e\ufffe", "9" * 5000, "1e999", "𝒙 é か\u3099")
FORMS = ("", "/join", "/{room}/name", "/{room}/sets/new", "/{room}/consent", "/{room}/sets/{set}/edit")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_whatever_is_typed_is_answered(room: Class, odd: str) -> None:
    set_id = room.set().rsplit("/", 1)[1]
    fields = dict.fromkeys(("name", "code", "agrees", "title", "due", "topic", "level", "count", "area", "late"), odd)
    for path in FORMS:
        address = "/classes" + path.format(room=room.id, set=set_id)
        assert room.owner.post(address, fields).status_code in {303, 422}, address
        assert room.owner.client.get(address, params=fields).status_code in {200, 303, 404}, address
    code = room.owner.client.get("/classes/join/" + quote(odd[:50], safe=""))
    assert code.status_code in {303, 404}
    assert "<b>" not in room.owner.get("/classes").text


def test_the_language_is_switched_on_the_form_of_a_set_and_what_was_typed_is_there(room: Class) -> None:
    address = f"{room.address}/sets/new"
    form = {**SET, "title": "第 9 回", "topic": "bptt", "due": "2026-02-01T10:00", "late": "1", "to": "en"}
    back = room.owner.post(f"/settings/language?next={address}", form).headers["location"]
    page = room.owner.get(back, "en").text
    assert 'value="第 9 回"' in page
    assert 'value="2026-02-01T10:00"' in page
    assert re.findall(r'name="topic" id="topic-([\w-]+)"[^>]* checked', page) == ["bptt"]
    assert 'name="late" value="1" checked' in page
    assert '<div class="notice" role="status">' not in page
