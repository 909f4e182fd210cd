"""The answers as a table for spreadsheets: UTF-8 with a byte order mark, every cell in quotes.

A cell that begins like a formula would be run when the file is opened. Such cells, typed numbers as -1.5 among them,
get an apostrophe before them: what was typed is a text here, and the numbers to calculate with have columns of their
own.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data.exporting import told
from app.db.models import InstanceRow, Quiz, RecognisedSlip, Submission
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.instance import Form

BATCH = 500
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")
COLUMNS = tuple(
    Bilingual(ja=ja, en=en)
    for ja, en in (
        ("番号", "number"),
        ("日時 (UTC)", "time (UTC)"),
        ("分野", "topic"),
        ("問題の種類", "kind"),
        ("種類の ID", "kind id"),
        ("レベル", "level"),
        ("形式", "form"),
        ("演習", "quiz"),
        ("演習の目的", "purpose"),
        ("解答のしかた", "answered how"),
        ("解答", "answer"),
        ("正解", "right"),
        ("正しい成分の割合", "share of entries right"),
        ("勘", "guess"),
        ("ヒント", "hints"),
        ("自力の割合", "share done alone"),
        ("秒", "seconds"),
        ("間違い", "slips"),
        ("取り消し", "withdrawn"),
    )
)


def guarded(cell: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_RUNS) or cell.startswith(_RUNS) else cell


def table(session: Session, bank: Bank, learner_id: int, language: Language) -> Iterator[str]:
    """The file, piece by piece, the oldest answer first."""
    yield "\ufeff" + _lines([[column.in_language(language) for column in COLUMNS]])
    topics = {topic.id: topic.title.in_language(language) for topic in bank.topics.topics}
    last = 0
    while True:
        rows = session.execute(
            select(Submission, InstanceRow.level, InstanceRow.form, InstanceRow.hints, Quiz.id, Quiz.purpose)
            .join(InstanceRow, Submission.instance_id == InstanceRow.id)
            .join(Quiz)
            .where(Submission.learner_id == learner_id, Submission.id > last, told())
            .order_by(Submission.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        last = rows[-1][0].id
        slips: dict[int, list[str]] = {}
        among = RecognisedSlip.submission_id.in_([row[0].id for row in rows])
        for slip in session.scalars(select(RecognisedSlip).where(among)):
            name = bank.slip_names.get(slip.slip)
            slips.setdefault(slip.submission_id, []).append(name.in_language(language) if name else slip.slip)
        session.expunge_all()
        yield _lines(
            [
                str(answer.id),
                _moment(answer.created_at),
                guarded(topics.get(answer.topic, answer.topic)),
                guarded(bank.title(answer.family).in_language(language)),
                guarded(answer.family),
                str(level),
                form,
                str(quiz_id),
                purpose,
                answer.kind,
                guarded(_typed(answer, form)),
                str(int(answer.correct)),
                _share(answer),
                str(int(answer.guessed)),
                str(hints),
                "" if answer.own is None else f"{answer.own:.3f}",
                "" if answer.seconds is None else f"{answer.seconds:.1f}",
                guarded("; ".join(slips.get(answer.id, ()))),
                "" if answer.withdrawn_at is None else _moment(answer.withdrawn_at),
            ]
            for answer, level, form, hints, quiz_id, purpose in rows
        )


def _lines(rows: Sequence[Sequence[str]] | Iterator[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def _typed(answer: Submission, form: Form) -> str:
    """The numbers of the choices, from 1, as the page numbers them; what was typed or put, field by field."""
    flat = Flat(answer.choice, tuple(answer.texts))
    held = form_of(form)
    ticked = held.ticked(held.answer(flat))
    return ", ".join(str(place + 1) for place in ticked) if ticked else " | ".join(answer.texts)


def _share(answer: Submission) -> str:
    return f"{sum(answer.cells) / len(answer.cells) if answer.cells else float(answer.correct):.3f}"
