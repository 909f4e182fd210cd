"""Which questions are to be taken elsewhere: the address of the page says it, and what of it is not possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query
from pydantic import BaseModel

from app.data import moodle
from app.data.drawing import MOST, MOST_EACH, Drawn, TooLongError, drawn
from app.web.asked import not_usable
from question_bank.bank import Bank
from question_bank.model.bilingual import Bilingual, Language

Target = Literal["anki", "moodle"]
NOTHING = Bilingual(
    ja="分野か問題の種類を 1 つ以上選んでください。", en="Choose at least one topic or kind of question."
)


class ChosenForm(BaseModel):
    """What is ticked: whole topics and single kinds, how many of each, for what and in which language."""

    topic: list[str] = []
    family: list[str] = []
    each: Annotated[int, Query(ge=1, le=MOST_EACH)] = 3
    target: Target = "anki"
    written: Language | None = None
    made: bool = False

    def families(self, bank: Bank) -> list[str]:
        """The kinds, topic by topic."""
        topics = {topic.id: place for place, topic in enumerate(bank.topics.topics)}
        chosen = [card for card in bank.families.values() if card.topic in self.topic or card.id in self.family]
        return [card.id for card in sorted(chosen, key=lambda card: topics[card.topic])]

    def unknown(self, bank: Bank) -> tuple[Bilingual, ...]:
        """What is named and is not there."""
        topics = {topic.id for topic in bank.topics.topics}
        odd = [("topic", name) for name in self.topic if name not in topics]
        odd += [("family", name) for name in self.family if name not in bank.families]
        return tuple(not_usable(name, value) for name, value in dict.fromkeys(odd))

    def query(self, language: Language) -> str:
        """The same as an address."""
        named = [("topic", name) for name in self.topic] + [("family", name) for name in self.family]
        return urlencode([*named, ("each", self.each), ("target", self.target), ("written", self.written or language)])


@dataclass(frozen=True)
class Ready:
    """The questions that are taken, and how many had to be left out."""

    questions: tuple[Drawn, ...]
    pictured: int = 0  # that cannot be asked without their picture
    orders: int = 0  # that no type of Moodle's grades

    @property
    def kinds(self) -> int:
        """How many kinds there are among them."""
        return len({one.instance.family for one in self.questions})


def ready(bank: Bank, families: Sequence[str], each: int, target: Target) -> Ready | Bilingual:
    """The questions of these kinds that can be taken there, or why it cannot be done."""
    if not families:
        return NOTHING
    count = len(families) * each
    if count > MOST:
        return Bilingual(
            ja=f"{len(families)} 種類を {each} 問ずつでは {count} 問になります。一度に {MOST} 問までにしてください。",
            en=f"{each} of each of {len(families)} kinds are {count} questions; at most {MOST} can be taken at once.",
        )
    try:
        found = drawn(bank, families, each)
    except TooLongError as error:
        return Bilingual(
            ja=f"時間がかかりすぎたため、{count} 問中 {error.done} 問を作ったところで止めました。"
            "選ぶ種類か問題数を減らしてください。",
            en=f"Stopped after {error.done} of {count} questions, since it took too long. "
            "Choose fewer kinds or questions.",
        )
    shown = [one for one in found if not one.pictured]
    taken = [one for one in shown if target != "moodle" or moodle.takes(one)]
    return Ready(tuple(taken), len(found) - len(shown), len(shown) - len(taken))
