"""The answers as a table for spreadsheets.

What was typed is a text here, and the numbers to calculate with have columns of their own.

What is read is in the language of the file, and times are the learner's, with their distance from UTC; what a program
goes by are the ids, in columns of their own.
"""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.data.exporting import told
from app.db.learners import learner_of
from app.db.models import Came, InstanceRow, Purpose, Quiz, RecognisedSlip, Submission
from app.schedule.days import zone
from app.web.spreadsheets import BEGINNING, guarded, lines
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import Flat
from question_bank.model.bilingual import Bilingual, Language
from question_bank.model.instance import Form

BATCH = 500
COLUMNS = tuple(
    Bilingual(ja=ja, en=en)
    for ja, en in (
        ("番号", "number"),
        ("日時", "time"),
        ("分野", "topic"),
        ("分野の ID", "topic id"),
        ("問題の種類", "kind"),
        ("種類の ID", "kind id"),
        ("レベル", "level"),
        ("形式", "form"),
        ("形式の ID", "form id"),
        ("演習", "quiz"),
        ("演習の目的", "purpose"),
        ("目的の ID", "purpose id"),
        ("解答のしかた", "answered how"),
        ("解答のしかたの ID", "answered how id"),
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
PURPOSES: dict[Purpose, Bilingual] = {
    "practice": Bilingual(ja="演習", en="practice"),
    "today": Bilingual(ja="今日の復習", en="today's review"),
    "placement": Bilingual(ja="実力診断", en="placement quiz"),
    "exam": Bilingual(ja="模擬試験", en="mock exam"),
}
CAME: dict[Came, Bilingual] = {
    "answered": Bilingual(ja="自力", en="alone"),
    "unknown": Bilingual(ja="わからない", en="I don't know"),
    "guided": Bilingual(ja="一歩ずつ", en="step by step"),
    "shown": Bilingual(ja="手順を見た", en="steps shown"),
}


def table(session: Session, bank: Bank, learner_id: int, language: Language, now: datetime) -> Iterator[str]:
    """The file, piece by piece, the oldest answer first."""
    yield BEGINNING + lines([[column.in_language(language) for column in COLUMNS]])
    topics = {topic.id: topic.title.in_language(language) for topic in bank.topics.topics}
    where = zone(learner_of(session, learner_id).zone)
    last = 0
    while True:
        rows = session.execute(
            select(Submission, InstanceRow.level, InstanceRow.form, InstanceRow.hints, Quiz.id, Quiz.purpose)
            .join(InstanceRow, Submission.instance_id == InstanceRow.id)
            .join(Quiz)
            .where(Submission.learner_id == learner_id, Submission.id > last, told(now))
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
        yield lines(
            [
                str(answer.id),
                _moment(answer.created_at, where),
                guarded(topics.get(answer.topic, answer.topic)),
                guarded(answer.topic),
                guarded(bank.title(answer.family).in_language(language)),
                guarded(answer.family),
                str(level),
                form_of(form).called.in_language(language),
                form,
                str(quiz_id),
                PURPOSES[purpose].in_language(language),
                purpose,
                CAME[answer.kind].in_language(language),
                answer.kind,
                guarded(_typed(answer, form)),
                str(int(answer.correct)),
                _share(answer),
                str(int(answer.guessed)),
                str(hints),
                "" if answer.own is None else f"{answer.own:.3f}",
                "" if answer.seconds is None else f"{answer.seconds:.1f}",
                guarded("; ".join(slips.get(answer.id, ()))),
                "" if answer.withdrawn_at is None else _moment(answer.withdrawn_at, where),
            ]
            for answer, level, form, hints, quiz_id, purpose in rows
        )


def _moment(moment: datetime, where: tzinfo) -> str:
    """As ISO 8601 has it, with a space: 2026-01-10 21:00:00+09:00."""
    return moment.astimezone(where).isoformat(" ", "seconds")


def _typed(answer: Submission, form: Form) -> str:
    """The numbers of the choices, from 1, as the page numbers them; what was typed or put, field by field."""
    flat = Flat(answer.choice, tuple(answer.texts))
    held = form_of(form)
    ticked = held.ticked(held.answer(flat))
    return ", ".join(str(place + 1) for place in ticked) if ticked else " | ".join(answer.texts)


def _share(answer: Submission) -> str:
    return f"{sum(answer.cells) / len(answer.cells) if answer.cells else float(answer.correct):.3f}"
