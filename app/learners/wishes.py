"""How much a learner wants to do a day, until when, and where: what is typed for it is read."""

from datetime import date
from typing import Any
from unicodedata import normalize

from app.schedule.days import is_zone
from question_bank.model.bilingual import Bilingual

MOST_A_DAY = 200
LONGEST_ZONE = 64  # characters
YEARS = range(2000, 2200)
AMOUNT = Bilingual(
    ja=f"1 日の量は 1 から {MOST_A_DAY} までの整数で入力してください。",
    en=f"Enter the daily amount as a whole number from 1 to {MOST_A_DAY}.",
)
EXAM_ON = Bilingual(
    ja="試験日は 2027-02-20 のように年-月-日で入力してください。",
    en="Enter the exam date as year-month-day: 2027-02-20.",
)
ZONE = Bilingual(
    ja="タイムゾーンは Asia/Tokyo のような名前で入力してください。空欄にするとブラウザに合わせます。",
    en="Enter a time zone by its name, like Asia/Tokyo; leave it empty to follow the browser.",
)


def checked(
    daily: str | None, daily_unit: str, exam_on: str | None, zone: str | None
) -> tuple[dict[str, Any], tuple[tuple[str, Bilingual], ...]]:
    """What is to be stored, by its column, and what is wrong: a field and a sentence. What was not sent stays."""
    found: dict[str, Any] = {}
    problems: list[tuple[str, Bilingual]] = []
    if daily is not None:
        amount = _amount(daily)
        if amount is None:
            problems.append(("amount", AMOUNT))
        found |= {"daily": amount, "daily_unit": daily_unit}
    if exam_on is not None:
        day = _day(exam_on)
        if day is None and exam_on.strip():
            problems.append(("exam_on", EXAM_ON))
        found["exam_on"] = day
    if zone is not None:
        name = zone.strip()
        if name and not (len(name) <= LONGEST_ZONE and is_zone(name)):
            problems.append(("zone", ZONE))
        found["zone"] = name or None
    return found, tuple(problems)


def _amount(text: str) -> int | None:
    typed = normalize("NFKC", text).strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        return None
    return int(typed) if 1 <= int(typed) <= MOST_A_DAY else None


def _day(text: str) -> date | None:
    parts = normalize("NFKC", text).strip().replace("/", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    year, month, day = (int(part) for part in parts)
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
