"""Totals of the answers, kept with them: what a page shows costs the same after a million answers as after ten.

``count`` and ``withdraw`` run in the transaction that stores what they count. ``recount`` makes every total anew from
the answers; it gives what the other two have given. The SQL is read by SQLite and by PostgreSQL.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db.columns import YES, Base, Microseconds
from app.db.derived import FamilyDay, FamilyTotal, QuarterTotal, SlipDay, SlipTotal, Standing
from app.db.models import InstanceRow, RecognisedSlip
from app.db.models import Submission as Answer

Executor: TypeAlias = Session | Connection
QUARTER = 15  # minutes


@dataclass(frozen=True)
class Last:
    """What the standing of a family goes by, of one of its last answers."""

    correct: bool
    helped: bool  # a guess, or guided
    at: datetime | None = None


def standing(newest: Sequence[Last]) -> Standing:
    """Where a family stands after its last answers, newest first; two are enough.

    miss: the last one was wrong. combo: it was right, and so was the one before. hit: it alone was right; one that was
    a guess, or was guided, is a hit whatever went before.
    """
    if not newest:
        return "new"
    if not newest[0].correct:
        return "miss"
    return "combo" if not newest[0].helped and len(newest) > 1 and newest[1].correct else "hit"


def quarter(moment: datetime) -> datetime:
    """When the quarter of an hour began that a moment lies in, in UTC."""
    moment = moment.astimezone(UTC)
    return moment.replace(minute=moment.minute - moment.minute % QUARTER, second=0, microsecond=0)


def day(moment: datetime) -> date:
    """The day in UTC that a moment lies in, by which answers are counted that are told to be of the last weeks."""
    return moment.astimezone(UTC).date()


def count(session: Session, answer: Answer) -> None:
    """Add an answer that was stored just now to every total."""
    learner, family = _keys(answer)
    correct = int(answer.correct)
    add(session, FamilyTotal, family, _amounts(answer), _stands(session, family))
    add(session, QuarterTotal, {**learner, "began_at": quarter(answer.created_at)}, {"answered": 1, "correct": correct})
    add(session, FamilyDay, {**family, "day": day(answer.created_at)}, {"answered": 1, "correct": correct})
    for slip in answer.slips:
        add(session, SlipTotal, {**learner, "slip": slip.slip}, {"times": 1})
        add(session, SlipDay, {**learner, "slip": slip.slip, "day": day(answer.created_at)}, {"times": 1})


def withdraw(session: Session, answer: Answer) -> None:
    """Take an answer that was marked as withdrawn just now off every total."""
    learner, family = _keys(answer)
    taken = {name: -amount for name, amount in _amounts(answer).items()}
    _change(session, FamilyTotal, family, {**taken, "withdrawn": 1})
    right = {"correct": -int(answer.correct)}
    _take(session, QuarterTotal, {**learner, "began_at": quarter(answer.created_at)}, "answered", right)
    _take(session, FamilyDay, {**family, "day": day(answer.created_at)}, "answered", right)
    for slip in answer.slips:
        _take(session, SlipTotal, {**learner, "slip": slip.slip}, "times", {})
        _take(session, SlipDay, {**learner, "slip": slip.slip, "day": day(answer.created_at)}, "times", {})
    _stand(session, answer.learner_id, answer.topic, answer.family)


def recount(session: Executor, learner_id: int | None = None) -> int:
    """Make every total anew, or those of one learner; returns how many answers there are, withdrawn ones too."""

    def whose(table: type[Base]) -> list[ColumnElement[bool]]:
        return [] if learner_id is None else _is(table, {"learner_id": learner_id})

    for table, names, made in _all(*whose(Answer)):
        session.execute(delete(table).where(*whose(table)))
        session.execute(insert(table).from_select(names, made, include_defaults=False))
    families = select(FamilyTotal.learner_id, FamilyTotal.topic, FamilyTotal.family).where(*whose(FamilyTotal))
    for learner, topic, family in session.execute(families).all():
        _stand(session, learner, topic, family)
    return session.execute(select(func.count()).select_from(Answer).where(*whose(Answer))).scalar_one()


def count_after(session: Session, last: int) -> None:
    """Add all answers to every total that were stored after the one of this id."""
    for table, names, made in _all(Answer.id > last):
        session.execute(_counting(session.get_bind().dialect.name, table, names, made))
    families = select(Answer.learner_id, Answer.topic, Answer.family).where(Answer.id > last).distinct()
    for learner_id, topic, family in session.execute(families).all():
        _stand(session, learner_id, topic, family)


def _keys(answer: Answer) -> tuple[dict[str, Any], dict[str, Any]]:
    """Whose answer it is, and to what."""
    learner = {"learner_id": answer.learner_id}
    return learner, {**learner, "topic": answer.topic, "family": answer.family}


def _amounts(answer: Answer) -> dict[str, int]:
    timed = answer.seconds is not None
    parts = answer.cells if len(answer.cells) > 1 else []
    return {
        "answered": 1,
        "correct": int(answer.correct),
        "guessed": int(answer.guessed),
        "guided": int(answer.own is not None),
        "timed": int(timed),
        "micros": round((answer.seconds or 0) * 1e6),
        "levels": answer.instance.level if timed else 0,
        "several": int(bool(parts)),
        "parts": len(parts),
        "parts_right": sum(parts),
    }


def add(
    session: Session,
    table: type[Base],
    key: dict[str, Any],
    amounts: dict[str, int],
    noted: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Add to a total, which begins with the first that is added, and note beside it what takes the place of before."""
    adding = putting(session.get_bind().dialect.name, table, tuple(key), tuple(amounts), tuple(noted))
    session.execute(adding, {**key, **amounts, **noted})


def _counting(dialect: str, table: type[Base], names: Sequence[str], made: Any) -> Any:
    """Add what a select counts to a total."""
    key = [column.name for column in table.__table__.primary_key]
    adding = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    adding = adding.from_select(list(names), made, include_defaults=False)
    grown = {name: getattr(table, name) + adding.excluded[name] for name in names if name not in {*key, "standing"}}
    return adding.on_conflict_do_update(index_elements=key, set_=grown)


@cache
def putting(
    dialect: str, table: type[Base], key: tuple[str, ...], amounts: tuple[str, ...], noted: tuple[str, ...] = ()
) -> Any:
    """The statement that puts a row where there is none; else amounts are added to it, and what is noted replaced."""
    own = table.__table__
    made = (postgresql if dialect == "postgresql" else sqlite).insert(own)
    grown = {name: own.c[name] + made.excluded[name] for name in amounts}
    replaced = {name: made.excluded[name] for name in noted}
    return made.on_conflict_do_update(index_elements=list(key), set_={**grown, **replaced})


def _is(table: type[Base], key: dict[str, Any]) -> list[ColumnElement[bool]]:
    return [getattr(table, name) == value for name, value in key.items()]


def _change(session: Session, table: type[Base], key: dict[str, Any], amounts: dict[str, int]) -> None:
    grown = {name: getattr(table, name) + amount for name, amount in amounts.items()}
    session.execute(update(table).where(*_is(table, key)).values(grown).execution_options(synchronize_session=False))


def _take(session: Session, table: type[Base], key: dict[str, Any], counted: str, amounts: dict[str, int]) -> None:
    """Take one off a total that ends with the last that is taken off."""
    last = delete(table).where(*_is(table, key), getattr(table, counted) == 1)
    session.execute(last.execution_options(synchronize_session=False))
    _change(session, table, key, {counted: -1, **amounts})


_NEWEST = (
    select(Answer.correct, Answer.guessed, Answer.own, Answer.created_at)
    .where(
        Answer.learner_id == bindparam("learner_id"),
        Answer.topic == bindparam("topic"),
        Answer.family == bindparam("family"),
        Answer.withdrawn_at.is_(None),
    )
    .order_by(Answer.created_at.desc(), Answer.id.desc())
    .limit(2)
)


def _stands(session: Executor, family: Mapping[str, Any]) -> dict[str, Any]:
    """Where a family stands, by the two that were answered last; one may have come in before an older one."""
    rows = session.execute(_NEWEST, family)
    newest = [Last(correct, guessed or own is not None, at) for correct, guessed, own, at in rows]
    return {"standing": standing(newest), "last_at": newest[0].at if newest else None}


def _stand(session: Executor, learner_id: int, topic: str, family: str) -> None:
    """Note where a family stands."""
    key = {"learner_id": learner_id, "topic": topic, "family": family}
    noting = update(FamilyTotal).where(*_is(FamilyTotal, key)).values(_stands(session, key))
    session.execute(noting.execution_options(synchronize_session=False))


def _all(*which: ColumnElement[bool]) -> list[tuple[type[Base], list[str], Any]]:
    """Each table of totals, columns of it, and the select that counts the answers for them; ``which``, or all."""
    return [
        (FamilyTotal, *_families(*which)),
        (QuarterTotal, *_quarters(*which)),
        (SlipTotal, *_slips(*which)),
        (FamilyDay, *_family_days(*which)),
        (SlipDay, *_slip_days(*which)),
    ]


def _families(*which: ColumnElement[bool]) -> tuple[list[str], Any]:
    counts = Answer.withdrawn_at.is_(None)

    def each(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((counts & condition, 1), else_=0))

    # Cells are stored as [true,false]; one alone is the answer itself and no part of it.
    true, false = (_times(Answer.cells, word) for word in ("true", "false"))
    several = counts & (true + false > 1)
    micros = case((counts & Answer.seconds.is_not(None), cast(func.round(Answer.seconds * 1e6), Microseconds)), else_=0)
    sums = {
        "answered": each(counts),
        "correct": each(Answer.correct == YES),
        "guessed": each(Answer.guessed == YES),
        "guided": each(Answer.own.is_not(None)),
        "timed": each(Answer.seconds.is_not(None)),
        "micros": cast(func.sum(micros), Microseconds),
        "levels": func.sum(case((counts & Answer.seconds.is_not(None), InstanceRow.level), else_=0)),
        "several": each(true + false > 1),
        "parts": func.sum(case((several, true + false), else_=0)),
        "parts_right": func.sum(case((several, true), else_=0)),
        "withdrawn": func.sum(case((counts, 0), else_=1)),
    }
    groups = (Answer.learner_id, Answer.topic, Answer.family)
    names = ["learner_id", "topic", "family", *sums, "standing"]
    asked = select(*groups, *sums.values(), type_coerce("new", Text)).join(Answer.instance)
    made = asked.where(*which).group_by(*groups)
    return names, made


def _times(column: Any, word: str) -> ColumnElement[int]:
    """How often a word stands in a column of JSON."""
    stored = type_coerce(column, Text)
    without = func.replace(stored, word, "")
    return (func.length(stored, type_=Integer) - func.length(without, type_=Integer)) // len(word)


def _quarters(*which: ColumnElement[bool]) -> tuple[list[str], Any]:
    # A stored moment is text, 2026-01-10T12:34:56.000000+00:00.
    stored = type_coerce(Answer.created_at, Text)
    minute = func.substr(stored, 15, 2)
    began = case((minute < "15", "00"), (minute < "30", "15"), (minute < "45", "30"), else_="45")
    moment = func.substr(stored, 1, 14).concat(began).concat(":00.000000+00:00")
    rows = (
        select(Answer.learner_id.label("learner_id"), moment.label("began_at"), Answer.correct.label("correct"))
        .where(Answer.withdrawn_at.is_(None), *which)
        .subquery()
    )
    when = (rows.c.learner_id, rows.c.began_at)
    made = select(*when, func.count(), func.sum(rows.c.correct)).group_by(*when)
    return ["learner_id", "began_at", "answered", "correct"], made


def _slips(*which: ColumnElement[bool]) -> tuple[list[str], Any]:
    made = (
        select(Answer.learner_id, RecognisedSlip.slip, func.count())
        .join(RecognisedSlip, RecognisedSlip.submission_id == Answer.id)
        .where(Answer.withdrawn_at.is_(None), *which)
        .group_by(Answer.learner_id, RecognisedSlip.slip)
    )
    return ["learner_id", "slip", "times"], made


def _day_of() -> ColumnElement[str]:
    return func.substr(type_coerce(Answer.created_at, Text), 1, 10)


def _family_days(*which: ColumnElement[bool]) -> tuple[list[str], Any]:
    groups = (Answer.learner_id, _day_of(), Answer.topic, Answer.family)
    made = (
        select(*groups, func.count(), func.sum(Answer.correct, type_=Integer))
        .where(Answer.withdrawn_at.is_(None), *which)
        .group_by(*groups)
    )
    names = ["learner_id", "day", "topic", "family", "answered", "correct"]
    return names, made


def _slip_days(*which: ColumnElement[bool]) -> tuple[list[str], Any]:
    groups = (Answer.learner_id, _day_of(), RecognisedSlip.slip)
    made = (
        select(*groups, func.count())
        .join(RecognisedSlip, RecognisedSlip.submission_id == Answer.id)
        .where(Answer.withdrawn_at.is_(None), *which)
        .group_by(*groups)
    )
    return ["learner_id", "day", "slip", "times"], made
