"""How an answer is rated for the schedule, by what is known of it, and why. Pure functions."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.db.models import Came, Grade
from app.schedule.memory import AGAIN, GOOD, HARD
from question_bank.model.bilingual import Bilingual

Why: TypeAlias = Literal["wrong", "unknown", "shown", "guessed", "guided", "hints", "slow", "right", "chosen"]
# Twice the time that a question of a level may take: the exam's 69 s, and as much again for each level above.
PACE = 69.0  # seconds
SLOW = 2.0

GRADES: dict[Grade, Bilingual] = {
    1: Bilingual(ja="もう一度", en="Again"),
    2: Bilingual(ja="難しい", en="Hard"),
    3: Bilingual(ja="普通", en="Good"),
    4: Bilingual(ja="簡単", en="Easy"),
}
REASONS: dict[Why, Bilingual] = {
    "wrong": Bilingual(ja="不正解だったため", en="the answer was wrong"),
    "unknown": Bilingual(ja="「わからない」だったため", en="the answer was “I don’t know”"),
    "shown": Bilingual(ja="途中の値を見たため", en="a value on the way was shown"),
    "guessed": Bilingual(ja="勘で答えたため", en="it was a guess"),
    "guided": Bilingual(ja="一歩ずつ解いたため", en="it was solved step by step"),
    "hints": Bilingual(ja="ヒントを見たため", en="a hint was used"),
    "slow": Bilingual(ja="時間が目安の 2 倍を超えたため", en="it took more than twice the usual time"),
    "right": Bilingual(ja="正解だったため", en="the answer was right"),
    "chosen": Bilingual(ja="自分で選んだため", en="you chose it"),
}


@dataclass(frozen=True)
class Evidence:
    """What is known of an answer."""

    came: Came
    correct: bool
    guessed: bool
    hints: int
    seconds: float | None  # None: not known
    level: int


def rated(evidence: Evidence) -> tuple[Grade, Why]:
    """The grade of an answer, and why: again for what was not known, hard for what was known with help or slowly."""
    failed: Why | None = None
    if evidence.came == "unknown":
        failed = "unknown"
    elif evidence.came == "shown":
        failed = "shown"
    elif not evidence.correct:
        failed = "wrong"
    elif evidence.guessed:
        failed = "guessed"
    if failed is not None:
        return AGAIN, failed
    if evidence.came == "guided":
        return HARD, "guided"
    if evidence.hints:
        return HARD, "hints"
    if evidence.seconds is not None and evidence.seconds > SLOW * PACE * evidence.level:
        return HARD, "slow"
    return GOOD, "right"
