"""What the pages of classes show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.classes.asking import Offered, Wanted
from app.classes.figures import LEAST, ClassFigures, KindFigure, OwnFigures
from app.classes.membership import LASTS, Mine, Person
from app.classes.roles import Inside
from app.classes.sets import Listed
from app.db.classes import LONGEST_CLASS_NAME, Role
from app.db.models import Submission
from app.quiz.feedback import Sent
from app.quiz.places import Answering, Place
from app.quiz.states import Result
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Question
from question_bank.model.topics import Topic

Problems = Sequence[tuple[str, Bilingual]]

NO_NAME = Bilingual(ja="クラスの名前を入力してください。", en="Enter a name for the class.")
LONG_NAME = Bilingual(
    ja=f"クラスの名前は {LONGEST_CLASS_NAME} 文字までです。", en=f"A name has at most {LONGEST_CLASS_NAME} characters."
)
MANY_CLASSES = Bilingual(ja="入れるクラスの数の上限に達しています。", en="You belong to as many classes as one can.")
FULL = Bilingual(
    ja="このクラスか、あなたの入っているクラスの数が上限に達しています。",
    en="The class is full, or you belong to as many classes as one can.",
)
MANY_SETS = Bilingual(ja="課題の数が上限に達しています。", en="The class has as many assignments as it can have.")
NO_INVITATION = Bilingual(
    ja="このコードでは入れません。打ち間違いか、有効期限が切れたか、取り消されたコードです。"
    "クラスから外された方には新しいコードが必要です。",
    en="This code does not open a class: it was mistyped, has expired, or was revoked. "
    "Those who were removed from a class need a new code.",
)
LAST_OWNER = Bilingual(
    ja="担当者がいなくなるため、できません。先にほかのメンバーを担当者にするか、クラスを削除してください。",
    en="The class would have no owner. First make another member an owner, or delete the class.",
)


def name_problems(name: str) -> Problems:
    """What is wrong with the name of a class."""
    if not name:
        return [("name", NO_NAME)]
    return [("name", LONG_NAME)] if len(name) > LONGEST_CLASS_NAME else []


@dataclass(frozen=True)
class ClassesPage:
    """The classes of a learner, and the ways to one more; only who has an account has any."""

    named: bool
    classes: tuple[Mine, ...] = ()
    name: str = ""
    code: str = ""
    problems: Problems = ()
    longest: int = LONGEST_CLASS_NAME
    done: str = ""


@dataclass(frozen=True)
class JoinPage:
    """A class before one joins it, and who will see what; ``code`` is as it stands in the address."""

    named: bool
    code: str
    name: str = ""
    owners: tuple[str, ...] = ()
    agrees: bool = False
    problems: Problems = ()


@dataclass(frozen=True)
class Invited:
    """The code of a class, the link with it, and until when they open it."""

    code: str
    link: str
    expires_at: datetime


@dataclass(frozen=True)
class ClassPage:
    """A class: its sets, and for its owners who belongs to it and how one comes in."""

    inside: Inside
    now: datetime
    sets: tuple[Listed, ...]
    owners: tuple[str, ...]
    people: tuple[Person, ...] = ()  # for owners
    invited: Invited | None = None
    done: str = ""
    problems: Problems = ()
    name: str = ""
    lasts: int = LASTS.days
    longest: int = LONGEST_CLASS_NAME

    @property
    def ahead(self) -> tuple[Listed, ...]:
        """The sets that are not due yet, the next one first."""
        return tuple(one for one in self.sets if not one.is_over(self.now))

    @property
    def over(self) -> tuple[Listed, ...]:
        """The others, the last one first."""
        return tuple(one for one in reversed(self.sets) if one.is_over(self.now))

    @property
    def role(self) -> Role:
        """What the reader is."""
        return self.inside.membership.role


@dataclass(frozen=True)
class SetPage:
    """A set as a member of the class stands in it, with the kinds that it asks."""

    inside: Inside
    now: datetime
    entry: Listed
    kinds: tuple[tuple[Bilingual, int], ...]  # with the level
    refused: bool = False  # it was to be started, and takes nobody any more

    @property
    def over(self) -> bool:
        """Whether its date has passed."""
        return self.entry.is_over(self.now)

    @property
    def takes(self) -> bool:
        """Whether it can be started or gone on with."""
        return not self.entry.done and (self.entry.quiz_id is not None or not self.over or self.entry.late)

    @property
    def told(self) -> bool:
        """Whether keys, seeds and addresses may be seen that are the same for all."""
        return self.over and self.entry.shared


@dataclass(frozen=True)
class ToldQuestion:
    """A question of a set whose date has passed: its key, and what makes it anew."""

    title: Bilingual
    level: int
    address: str
    seed: int
    key: Bilingual  # Markdown


@dataclass(frozen=True)
class KeysPage:
    """The keys of a set that had the same numbers for all."""

    inside: Inside
    entry: Listed
    questions: tuple[ToldQuestion, ...]


@dataclass(frozen=True)
class SetFormPage:
    """The form of a set, new or to be changed."""

    inside: Inside
    asked: Wanted
    offered: Offered
    zone: str
    set_id: int | None = None
    started: bool = False
    told: bool = False  # its keys are out, so that its date stays
    repeats: int | None = None  # how many kinds there are for more questions, of which the owner is told now
    problems: Problems = ()


@dataclass(frozen=True)
class EndPage:
    """Something that is to be deleted, to be confirmed: a set, or the class where there is none."""

    inside: Inside
    title: str
    members: int
    set_id: int | None = None
    sets: int = 0  # of the class


@dataclass(frozen=True)
class FiguresPage:
    """The figures of a class."""

    inside: Inside
    figures: ClassFigures
    sets: tuple[Listed, ...]
    titles: Mapping[str, Bilingual]  # of kinds
    topics: Mapping[str, Bilingual]
    slips: Mapping[str, Bilingual]

    @property
    def weakest_first(self) -> tuple[KindFigure, ...]:
        """The kinds, those with the least share first; those without figures last."""
        return tuple(
            sorted(
                self.figures.kinds,
                key=lambda one: (one.sums is None, one.sums.right / one.sums.answered if one.sums else 0),
            )
        )


@dataclass(frozen=True)
class MemberPage:
    """The figures of one member; none where they do not agree."""

    inside: Inside
    person: Person
    figures: OwnFigures | None
    sets: tuple[Listed, ...]
    titles: Mapping[str, Bilingual]
    slips: Mapping[str, Bilingual]
    least: int = LEAST


@dataclass(frozen=True)
class VerdictPage(Answering):
    """An answer in a set that keeps its keys back: whether it is right, and which slip was recognised."""

    place: Place
    topic: Topic
    question: Question
    submission: Submission
    result: Result
    sent: Sent
    slips: tuple[Bilingual, ...]
    due_at: datetime
