"""The table of answers, as a spreadsheet reads it."""

import csv
import io
import json
from datetime import datetime, timedelta

import pytest

from app.web.spreadsheets import guarded
from tests.app.owner import KINDS, live, lived, practised
from tests.app.site import Site

__all__ = ["lived", "practised"]  # fixtures


def rows_of(site: Site, language: str = "ja") -> list[dict[str, str]]:
    """The table as a spreadsheet reads it."""
    response = site.get("/data/answers.csv", language)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_the_table_has_every_answer(site: Site) -> None:
    live(site)
    site.post("/settings", {"language": "ja", "theme": "auto"})
    site.change("UPDATE submission SET cells = '[true,false,false,false]' WHERE id = 1")
    rows = rows_of(site)
    stored = site.rows("SELECT id, correct, family, seconds, withdrawn_at FROM submission ORDER BY id")
    assert [(int(r["番号"]), int(r["正解"]), r["種類の ID"]) for r in rows] == [row[:3] for row in stored]
    assert [r["秒"] for r in rows] == ["" if row[3] is None else f"{row[3]:.1f}" for row in stored]
    assert [bool(r["取り消し"]) for r in rows] == [row[4] is not None for row in stored]
    assert {r["形式の ID"] for r in rows} == set(KINDS)
    assert rows[0]["正しい成分の割合"] == "0.250"
    assert any(r["間違い"] for r in rows)
    site.post("/settings", {"language": "en", "theme": "auto"})
    assert set(rows_of(site)[0]) >= {"topic", "answer", "share of entries right"}


@pytest.mark.parametrize(("zone", "hours"), [("Asia/Tokyo", 9), ("America/New_York", -5)])
def test_the_table_speaks_the_language_of_its_reader_and_goes_by_their_clock(
    lived: Site, zone: str, hours: int
) -> None:
    """A column that is read has a word in each language; the id beside it is the same in both."""
    lived.change("UPDATE learner SET zone = :zone, language = NULL", zone=zone)
    read, said = rows_of(lived, "ja"), rows_of(lived, "en")
    for ja, en in (("形式", "form"), ("演習の目的", "purpose"), ("解答のしかた", "answered how")):
        ident = {"演習の目的": "目的の ID"}.get(ja, f"{ja}の ID")
        assert [row[ident] for row in read] == [row[f"{en} id"] for row in said]
        words = {row[ident]: (row[ja], other[en]) for row, other in zip(read, said, strict=True)}
        assert len(words) > 1
        assert len(set(words.values())) == len(words)
        for japanese, english in words.values():
            assert not japanese.isascii()
            assert english.isascii()
    stored = lived.rows("SELECT created_at FROM submission ORDER BY id")
    for row, (moment,) in zip(read, stored, strict=True):
        told = datetime.fromisoformat(row["日時"])
        assert told.utcoffset() == timedelta(hours=hours)
        assert told == datetime.fromisoformat(moment).replace(microsecond=0)


PLANTED = (
    "=1+1",
    "+1",
    "-1.5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x","y")',
    "－１．５",
    "＝1",
    "  =1",
    "−2",
)


def test_no_cell_begins_like_a_formula(site: Site) -> None:
    quiz = site.quiz("rnn.output")
    site.answer(quiz, 1, {"unknown": "1"})
    for planted in PLANTED:
        site.change(
            "UPDATE submission SET texts = :texts, family = :family", texts=json.dumps([planted]), family=planted
        )
        (row,) = rows_of(site)
        assert row["解答"] == f"'{planted}"
        assert row["種類の ID"] == row["問題の種類"] == f"'{planted}"
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")), cell
    assert guarded("1.5") == "1.5"
    site.change("UPDATE submission SET texts = :texts", texts=json.dumps(['a "quoted", text\nof two lines']))
    assert rows_of(site)[0]["解答"] == 'a "quoted", text\nof two lines'


# Questions that are drawn.
