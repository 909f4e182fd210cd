"""The form of a set: what is asked, how many questions, until when; what it says, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import get_args

from pydantic import BaseModel

from app.classes.lines import one_line
from app.db.classes import LONGEST_SET_TITLE, ClassSet, SetAnswers, SetOrdering
from app.quiz.selection import Slot, candidates, narrowed
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Area, Topic

COUNTS = (5, 10, 20)
LEVELS = (1, 2, 3)
EVERY, NONE = "all", "none"  # beside the areas
USUALLY = timedelta(days=7)  # from making a set to its date, at the end of that day
FURTHEST = timedelta(days=3 * 365)
LONGEST_DUE = 32  # characters
NO_TITLE = Bilingual(ja="課題の名前を入力してください。", en="Enter a title.")
LONG_TITLE = Bilingual(
    ja=f"課題の名前は {LONGEST_SET_TITLE} 文字までです。", en=f"A title has at most {LONGEST_SET_TITLE} characters."
)
NO_TOPIC = Bilingual(ja="分野を 1 つ以上選んでください。", en="Choose at least one topic.")
NO_LEVEL = Bilingual(ja="レベルを 1 つ以上選んでください。", en="Choose at least one level.")
NO_QUESTION = Bilingual(
    ja="選んだ条件に合う問題がありません。分野やレベルを増やすか、絞り込みを外してください。",
    en="No question fits these choices. Add topics or levels, or remove a filter.",
)
NO_DUE = Bilingual(
    ja="期限を「2026-01-31 23:59」のように入力してください。", en="Enter the due date as in 2026-01-31 23:59."
)
PAST_DUE = Bilingual(ja="期限には、現在より後の日時を入力してください。", en="The due date must lie in the future.")
FAR_DUE = Bilingual(ja="期限は 3 年以内にしてください。", en="The due date must lie within three years.")
TOLD = Bilingual(
    ja="この課題の正解はすでに公開されているため、期限と期限後の扱いは変えられません。",
    en="The answers of this assignment are out, so its due date and what comes after it stay.",
)
STARTED = Bilingual(
    ja="始めた人がいるため、変えられるのは名前・期限・期限後の扱いだけです。",
    en="Somebody has started: only the title, the due date and what comes after it can be changed.",
)


class SetForm(BaseModel):
    """A set as it is sent."""

    title: str = ""
    topic: list[str] = []
    level: list[str] = []
    form: str = ""
    count: str = "10"
    ordering: str = "mixed"
    numbers: str = "own"
    late: str = ""
    due: str = ""
    area: str = ""  # what is chosen at one press: the topics of an area, all or none
    repeats: str = ""  # how many kinds fit, as far as the owner was told that they come again
    kept: bool = False  # the whole form, in an address: another language, or an area


@dataclass(frozen=True)
class Wanted:
    """What a set asks, as far as the form says it."""

    title: str
    topics: tuple[str, ...]
    levels: tuple[int, ...]
    answers: SetAnswers
    count: int
    ordering: SetOrdering
    shared: bool
    late: bool
    due: str  # as typed
    due_at: datetime | None  # None where that is no time

    @property
    def asks(self) -> tuple[object, ...]:
        """What cannot be changed any more once somebody has started."""
        return self.topics, self.levels, self.answers, self.count, self.ordering, self.shared


@dataclass(frozen=True)
class Offered:
    """What there is to choose from."""

    topics: tuple[Topic, ...]
    levels: Mapping[str, tuple[int, ...]]  # that each topic has
    counts: tuple[int, ...] = COUNTS
    all_levels: tuple[int, ...] = LEVELS
    longest: int = LONGEST_SET_TITLE

    @property
    def areas(self) -> dict[Area, tuple[Topic, ...]]:
        """The topics by area."""
        found: dict[Area, tuple[Topic, ...]] = {}
        for topic in self.topics:
            found[topic.area] = (*found.get(topic.area, ()), topic)
        return found


def offered(bank: Bank) -> Offered:
    """What the bank has to ask."""
    found: dict[str, set[int]] = {topic.id: set() for topic in bank.topics.topics}
    for card in bank.families.values():
        found[card.topic] |= {level for level, _ in card.asks}
    return Offered(bank.topics.topics, {topic: tuple(sorted(levels)) for topic, levels in found.items()})


def fresh(bank: Bank, now: datetime, where: tzinfo) -> Wanted:
    """A set before anything is chosen: the exam's topics, every level, numbers of one's own, a week's time."""
    day = (now + USUALLY).astimezone(where)
    due_at = day.replace(hour=23, minute=59, second=0, microsecond=0).astimezone(UTC)
    topics = tuple(topic.id for topic in bank.topics.topics if topic.scope != "course")
    due = written(due_at, where)
    return Wanted("", topics, LEVELS, "all", 10, "mixed", shared=False, late=False, due=due, due_at=due_at)


def stored(row: ClassSet, where: tzinfo) -> Wanted:
    """A set as it is."""
    return Wanted(
        row.title,
        tuple(row.topics),
        tuple(row.levels),
        row.answers,
        row.count,
        row.ordering,
        row.shared,
        row.late,
        written(row.due_at, where),
        row.due_at,
    )


def written(moment: datetime, where: tzinfo) -> str:
    """A moment as a field for it has it, in the clock of who reads it."""
    return moment.astimezone(where).strftime("%Y-%m-%dT%H:%M")


def _moment(text: str, where: tzinfo) -> datetime | None:
    try:
        read = datetime.fromisoformat(text.strip()[:LONGEST_DUE])
        local = read if read.tzinfo is not None else read.replace(tzinfo=where)
        return local.astimezone(UTC).replace(second=0, microsecond=0)
    except (ValueError, OverflowError):
        return None


def _topics(known: Sequence[Topic], form: SetForm) -> tuple[str, ...]:
    areas = {EVERY: get_args(Area), NONE: ()}.get(form.area, (form.area,))
    by_area = form.area in (EVERY, NONE, *get_args(Area))
    return tuple(topic.id for topic in known if (topic.area in areas if by_area else topic.id in form.topic))


def wanted(bank: Bank, form: SetForm, where: tzinfo) -> Wanted:
    """What a form says, without what is not on offer."""
    return Wanted(
        one_line(form.title),
        _topics(bank.topics.topics, form),
        tuple(level for level in LEVELS if str(level) in form.level),
        "chosen" if form.form == "chosen" else "all",
        next((count for count in COUNTS if str(count) == form.count), 10),
        "topic" if form.ordering == "topic" else "mixed",
        form.numbers == "shared",
        bool(form.late),
        form.due,
        _moment(form.due, where),
    )


def kinds(bank: Bank, asked: Wanted) -> dict[str, list[Slot]]:
    """What can be asked of each family that fits what is chosen."""
    cards = narrowed(tuple(bank.families.values()), asked.answers, "all", {})
    return candidates(cards, asked.topics, asked.levels)


def problems(
    bank: Bank, asked: Wanted, now: datetime, before: Wanted | None = None, *, started: bool = False
) -> tuple[tuple[str, Bilingual], ...]:
    """What is wrong with a set, each with its field; ``before`` is what it was until now."""
    found: list[tuple[str, Bilingual]] = []
    if not asked.title:
        found.append(("title", NO_TITLE))
    elif len(asked.title) > LONGEST_SET_TITLE:
        found.append(("title", LONG_TITLE))
    found += _due_problems(asked, now, before)
    if before is not None and started and asked.asks != before.asks:
        found.append(("title", STARTED))
    elif not asked.topics:
        found.append((f"topic-{bank.topics.topics[0].id}", NO_TOPIC))
    elif not asked.levels:
        found.append(("level-1", NO_LEVEL))
    elif not kinds(bank, asked):
        found.append(("level-1", NO_QUESTION))
    return tuple(found)


def repeats(bank: Bank, asked: Wanted) -> int | None:
    """How many kinds fit where they are fewer than the questions asked for, so that some come again."""
    fit = len(kinds(bank, asked))
    return fit if fit < asked.count else None


def repeating(asked: Wanted, fit: int) -> Bilingual:
    """What is said of it before a set is made."""
    return Bilingual(
        ja=f"選んだ条件に合う問題は {fit} 種類です。{asked.count} 問では、同じ種類を繰り返し出します。"
        "このままでよければ、もう一度ボタンを押してください。",
        en=f"Only {fit} {'kind fits' if fit == 1 else 'kinds fit'} what is chosen, so {asked.count} questions repeat "
        f"{'it' if fit == 1 else 'them'}. To have it so, press the button once more.",
    )


def _due_problems(asked: Wanted, now: datetime, before: Wanted | None) -> Sequence[tuple[str, Bilingual]]:
    if asked.due_at is None:
        return [("due", NO_DUE)]
    if before is not None and is_told(before, now):
        return [] if (asked.due_at, asked.late) == (before.due_at, before.late) else [("due", TOLD)]
    if before is not None and asked.due_at == before.due_at:
        return []
    if asked.due_at <= now:
        return [("due", PAST_DUE)]
    return [("due", FAR_DUE)] if asked.due_at > now + FURTHEST else []


def is_told(before: Wanted, now: datetime) -> bool:
    """Whether the keys of a set are out that has the same numbers for all: whoever answers it now can know them."""
    return before.shared and before.due_at is not None and before.due_at <= now


def with_date_of(asked: Wanted, before: Wanted) -> Wanted:
    """A set with the date that it had, and what comes after it."""
    return replace(asked, late=before.late, due=before.due, due_at=before.due_at)


def as_it_was(asked: Wanted, before: Wanted) -> Wanted:
    """A set that has been started, with what can still be changed of it."""
    return replace(before, title=asked.title, late=asked.late, due=asked.due, due_at=asked.due_at)
