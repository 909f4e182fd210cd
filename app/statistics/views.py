"""What the statistics page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.db.derived import Standing
from app.progress.counting import Tally
from app.progress.kinds import TopicView
from app.quiz.repository import Score
from app.schedule.ratings import PACE
from app.schedule.today import Today
from app.statistics.charts import BarChart, LineChart
from app.statistics.repository import Prediction, Tenth
from app.statistics.series import Date, practised
from app.statistics.slips import Slip
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Area, Topic


@dataclass(frozen=True)
class Details:
    """Time and parts of some answers: seconds a question and what their levels allow, parts and how many were right."""

    seconds: float | None
    pace: float | None
    several: int
    parts: int
    parts_right: int

    @property
    def ratio(self) -> float | None:
        """The time as a share of what is allowed."""
        return None if self.seconds is None or not self.pace else self.seconds / self.pace

    @property
    def share(self) -> float | None:
        """The share of parts that are right, of answers in more than one."""
        return self.parts_right / self.parts if self.parts else None


def paced(levels: int, timed: int) -> float | None:
    """What the levels of some answers allow, in seconds a question: the exam's pace at level 1, twice it at level 2."""
    return PACE * levels / timed if timed else None


@dataclass(frozen=True)
class Row:
    """How the answers to a topic, or to all topics of an area, went: ever, in the last weeks, and in detail."""

    tally: Tally
    lately: Tally
    details: Details


@dataclass(frozen=True)
class AreaRows:
    """An area of the exam with the topics of it that were asked."""

    area: Area
    row: Row
    topics: Sequence[tuple[Topic, Row]]


@dataclass(frozen=True)
class Foreseen:
    """What is predicted for the day of the exam, how that changed, and how often predictions came true."""

    chart: LineChart | None
    days: Sequence[Prediction]
    tenths: Sequence[Tenth]

    @property
    def reviews(self) -> int:
        """Reviews of which something was predicted."""
        return sum(one.reviews for one in self.tenths)

    @property
    def chance(self) -> float:
        """The mean that was predicted."""
        return sum(one.chance * one.reviews for one in self.tenths) / self.reviews

    @property
    def recalled(self) -> float:
        """The share that was recalled."""
        return sum(one.recalled for one in self.tenths) / self.reviews


@dataclass(frozen=True)
class StatisticsPage:
    """Every figure of a learner's answers."""

    whole: Row
    families: int
    seen: int
    guessed: int
    guided: int
    today: Today
    met: float | None  # the predicted recall over the kinds that were asked
    foreseen: Foreseen
    ahead: Sequence[tuple[date, int]]
    reviews: BarChart
    days: Sequence[tuple[date, Tally, Tally]]  # with the tally that the line goes by
    chart: LineChart | None
    weeks: Sequence[Sequence[Date]]
    areas: Sequence[AreaRows]
    untried: Sequence[Topic]
    kinds: Sequence[TopicView]
    slips: Sequence[tuple[Slip, Bilingual | None]]
    overcome: Sequence[tuple[Slip, Bilingual | None]]
    scores: Sequence[Score]

    @property
    def practised(self) -> int:
        """On how many days of the calendar there was an answer."""
        return practised(self.weeks)

    @property
    def soon(self) -> int:
        """Reviews of tomorrow."""
        return self.ahead[1][1]

    @property
    def week(self) -> int:
        """Reviews of the seven days from today on."""
        return sum(count for _, count in self.ahead[:7])

    @property
    def states(self) -> dict[Standing, int]:
        """How many kinds are in each state."""
        found: dict[Standing, int] = {}
        for entry in self.kinds:
            for state, count in entry.count.items():
                found[state] = found.get(state, 0) + count
        return found
