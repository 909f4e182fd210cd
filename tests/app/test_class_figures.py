"""The figures of a class: what they say of members who agree, and that nobody else is in them.

Whoever does not agree, or does not any more, could as well not be there: pages and file are the same to the byte.
"""

import csv
import io
import re
from collections.abc import Mapping
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.classes.counting import Agreeing, Answers, Counted, Made
from app.classes.figures import LEAST, SHARED, ClassFigures, class_figures, own_figures
from tests.app.classroom import Class, answer, bare, found_class, start
from tests.app.conftest import template
from tests.app.hosted import Hosted, hosted
from tests.app.test_growth import Meter
from tests.question_bank.budget import examples

pytestmark = pytest.mark.stored

__all__ = ["hosted", "template"]  # fixtures
DAY = 86_400
SLIP = "INSERT INTO recognised_slip SELECT id, '{slip}', created_at FROM submission WHERE id = {answer}"


@pytest.fixture
def room(hosted: Hosted) -> Class:
    """A class of six: five agree, the sixth does not."""
    found = found_class(hosted)
    for name in ("A", "B", "C", "D", "E", "F"):
        found.join(name, agrees=name != "F")
    return found


def sit(room: Class, address: str, *names: str, right: int = 1, seconds: int = 0) -> dict[str, int]:
    """Have members answer a set, so many of five questions rightly, the others with 'I do not know'."""
    quizzes = {}
    for name in names:
        member = room.members[name]
        quiz = quizzes[name] = start(member, address)
        for number in range(1, 6):
            if seconds:
                member.get(f"/practice/{quiz}/items/{number}")
                room.hosted.site.clock.go(seconds)
            member.answer(quiz, number, None if number <= right else {"unknown": "1"})
    return quizzes


def slip(room: Class, quiz: int) -> str:
    """Have an answer of a quiz show a slip that can happen in it; the same in every quiz of a set."""
    owner = room.owner
    answers = owner.rows(
        f"SELECT s.id, s.family FROM submission s JOIN instance i ON i.id = s.instance_id WHERE i.quiz_id = {quiz}"
        " ORDER BY i.ordinal"
    )
    happens = owner.services.bank.slip_families.items()
    found = [(given, one) for given, family in answers for one, families in happens if family in families]
    owner.change(SLIP.format(answer=found[0][0], slip=found[0][1]))
    return found[0][1]


def table(room: Class, language: str = "ja") -> list[dict[str, str]]:
    """The file, as a spreadsheet reads it."""
    text = room.owner.get(f"{room.address}/figures.csv", language).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def said(room: Class) -> list[str]:
    """All that an owner is shown of how members do."""
    own = [f"{room.address}/members/{room.membership(name)}" for name in room.members]
    pages = [f"{room.address}/figures", room.address, *own]
    return [bare(room.owner.get(page)) for page in pages] + [room.owner.get(f"{room.address}/figures.csv").text]


def test_figures_add_up_by_hand(room: Class) -> None:
    address = room.set()
    quizzes = sit(room, address, "A", "B", "C", right=4, seconds=10) | sit(room, address, "D", "E", right=2, seconds=10)
    (made,) = {slip(room, quizzes[name]) for name in ("A", "B", "D")}
    text = room.figures()
    assert "正答率 64 % 16 / 25" in text
    assert "1 問の時間 0:10" in text
    named = room.owner.services.bank.slip_names[made].ja.split("_")[0][:4]
    assert re.search(rf"5 人中 3 人： ?{re.escape(named)}", text)
    assert "第 1 回 5 5 64 % 0" in text
    assert re.search(r"A 1 4 / 5 80 % 0:10", text)
    rows = table(room)
    assert len(rows) == 25
    assert sum(int(row["正解"]) for row in rows) == 16
    assert {row["メンバー"] for row in rows} == set("ABCDE")
    assert {row["平均の秒数"] for row in rows} == {"10.0"}
    assert sum(int(row["わからない"]) for row in rows) == 9
    named = room.owner.get(f"{room.address}/figures.csv").headers["content-disposition"]
    assert named.endswith(f"filename*=UTF-8''edrill-{quote('深層学習_A')}-2026-01-10.csv")
    assert "2 / 5" in bare(room.owner.get(f"{room.address}/members/{room.membership('D')}"))
    assert [row["right"] for row in table(room, "en")] == [row["正解"] for row in rows]


def test_who_does_not_agree_is_in_no_figure_whatever_they_do(room: Class) -> None:
    address = room.set()
    second = room.set(title="owner")
    sit(room, address, "A", "B", "C", "D", "E")
    before = said(room)
    slip(room, sit(room, address, "F", right=5)["F"])
    answer(room.owner, start(room.owner, second))  # owners are in no figure either
    sit(room, second, "F")
    assert said(room)[2:] == before[2:]
    assert room.figures().count("F") == before[0].count("F")


def test_withdrawing_acts_at_once_and_leaves_no_trace(room: Class) -> None:
    """Also where five are left without the one who goes, and where they are not."""
    address = room.set()
    room.join("G", agrees=True)
    sit(room, address, "A", "B", "C", "D", "E")
    before = said(room)
    sit(room, address, "G", right=5)
    assert "6 人の、課題への解答" in room.figures()
    room.members["G"].post(f"{room.address}/consent", {"agrees": "0"})
    after = said(room)
    assert after[0] == before[0].replace("6 人の、課題", "5 人の、課題").replace(" G 0 0 / 0 – – ", " ")
    waiting = '"G","第 1 回","","","","","0","0","0","0","",""\r\n'
    assert waiting in before[-1]
    assert after[-1] == before[-1].replace(waiting, "")
    assert "同意していない" in bare(room.owner.get(f"{room.address}/members/{room.membership('G')}"))
    room.members["A"].post(f"{room.address}/leave")
    text = room.figures()
    assert "5 人が解答すると" in text
    assert "25" not in text
    assert "クラスに共通する誤り" not in text
    assert {row["メンバー"] for row in table(room)} == set("BCDE")


def test_of_fewer_than_five_no_figure_is_shown(room: Class) -> None:
    address = room.set()
    sit(room, address, "A", "B", "C", "D", "F")  # four who agree, and one who does not
    assert "5 人が解答すると" in room.figures()
    assert "種類ごとの結果" not in room.figures()
    sit(room, address, "E")
    assert "種類ごとの結果" in room.figures()
    second = room.set(title="第 2 回", topic=["bptt"])
    sit(room, second, "A", "B", "C", "D")
    text = room.figures()
    assert "第 2 回 5 人未満" in text
    assert "第 1 回 5 5" in text


def test_only_what_was_answered_in_a_set_and_in_time_counts(room: Class) -> None:
    strict, lenient = room.set(days=1), room.set(days=1, late="1", title="遅れてもよい")
    sit(room, strict, "A", "B", "C", "D", "E", right=5)
    member = room.members["A"]
    quiz = start(member, lenient)
    member.finish(member.quiz("rnn.output"))
    before = [row for row in table(room) if row["課題"] != "遅れてもよい"]
    assert [row["解答"] for row in table(room) if row not in before] == ["0"] * 5
    assert sum(int(row["解答"]) for row in before) == 25
    room.hosted.site.clock.go(DAY)
    for number in range(1, 6):
        member.answer(quiz, number, {"unknown": "1"})
    rows = [row for row in table(room) if row["課題"] == "遅れてもよい"]
    assert sum(int(row["わからない"]) for row in rows) == 5
    assert sum(int(row["解答"]) for row in rows) == sum(int(row["期限後"]) for row in rows) == 5
    assert [row for row in table(room) if row["課題"] != "遅れてもよい"] == before


def test_no_cell_is_run_by_a_spreadsheet(room: Class) -> None:
    address = room.set(title="=HYPERLINK(1)")
    sit(room, address, "A")
    assert {row["課題"] for row in table(room)} == {"'=HYPERLINK(1)"}


@pytest.mark.file  # by the steps of SQLite's machine
def test_figures_cost_the_same_however_much_their_members_have_practised(room: Class) -> None:
    sit(room, room.set(), "A", "B", "C", "D", "E")

    def steps() -> int:
        meter = Meter()
        database = room.owner.services.database
        with database.read() as session:
            driver = session.connection().connection.dbapi_connection
            assert driver is not None
            meter.watch(driver)
        room.owner.get(f"{room.address}/figures")
        with database.read() as session:
            driver = session.connection().connection.dbapi_connection
            driver.set_progress_handler(None, 0)  # type: ignore[union-attr]
        return meter.steps

    steps()
    before = steps()
    member = room.members["A"]
    for _ in range(2):
        member.finish(member.quiz("rnn.output"), wrong=(1, 2, 3, 4, 5, 6))
    assert before > 1000
    assert steps() <= 1.02 * before


NAMES = tuple(Agreeing(member, f"m{member}") for member in range(9))
FAMILIES = ("f", "g")


def counted(members: int, cells: Mapping[tuple[int, str], tuple[int, int]], slips: Mapping[int, int]) -> Counted:
    """What could be counted: answers and right ones by member and family, and how often members made a slip."""
    answers = tuple(
        Answers(member, 1, "t", family, answered, min(right, answered), answered, 2.0 * answered, 0)
        for (member, family), (answered, right) in sorted(cells.items())
        if member < members and answered
    )
    made = tuple(Made(member, 1, "f", "s", times) for member, times in sorted(slips.items()) if member < members)
    return Counted(NAMES[:members], answers, made)


CELLS = st.dictionaries(
    st.tuples(st.integers(0, 8), st.sampled_from(FAMILIES)), st.tuples(st.integers(0, 4), st.integers(0, 4))
)
SLIPS = st.dictionaries(st.integers(0, 8), st.integers(1, 3))


def figures_of(found: Counted) -> ClassFigures:
    """The figures of a class with one set of four questions."""
    return class_figures(found, {1: 4}, {"s": ("f",)})


@settings(max_examples=examples(500, 40), deadline=None)
@given(st.integers(0, 9), CELLS, SLIPS)
def test_whatever_is_counted_a_figure_of_several_is_of_five(
    members: int, cells: dict[tuple[int, str], tuple[int, int]], slips: dict[int, int]
) -> None:
    found = counted(members, cells, slips)
    made = figures_of(found)
    by_family = {family: {one.member for one in found.answers if one.family == family} for family in FAMILIES}
    for kind in made.kinds:
        assert kind.members == len(by_family[kind.family])
        assert (kind.sums is not None) is (kind.members >= LEAST)
    for slip_figure in made.slips:
        assert SHARED <= slip_figure.made <= slip_figure.members
        assert slip_figure.members >= LEAST
    assert all(one.started >= LEAST >= 1 for one in made.sets.values())
    assert made.agreeing == members
    if made.sums is not None:
        assert made.sums.answered == sum(one.sums.answered for one in made.members)
        assert made.sums.right == sum(one.sums.right for one in made.members)
    else:
        assert (made.kinds, made.slips, made.sets) == ((), (), {})
    for member in range(members):
        own = own_figures(found, member)
        assert own is not None
        assert own.sums == next(one.sums for one in made.members if one.member.id == member)
    assert own_figures(found, members) is None
