"""Choices: one of them is right, or all that hold are to be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.forms.form import AnswerForm
from question_bank.model.answer import UNKNOWN, Answer, Flat, Grade, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Instance, Question
from question_bank.model.review import ChoiceReview, Review
from question_bank.reading.answers import choice_number

NOTHING_CHOSEN = Bilingual(ja="選択肢を選んでください。", en="Choose an answer.")
SEVERAL_CHOSEN = Bilingual(ja="選択肢は 1 つだけ選んでください。", en="Choose only one answer.")


@dataclass(frozen=True)
class Chosen(Answer):
    """The place of the one choice that was chosen, counted from 0."""

    choice: int

    @property
    def flat(self) -> Flat:
        """The choice."""
        return Flat(choice=self.choice)


@dataclass(frozen=True)
class Selected(Answer):
    """The places of all the choices that were chosen, counted from 0."""

    choices: tuple[int, ...]

    @property
    def flat(self) -> Flat:
        """The places as texts."""
        return Flat(texts=tuple(map(str, self.choices)))


def place_chosen(answer: Answer) -> int | None:
    """The place of the one choice that an answer is; None for any other answer."""
    return answer.choice if isinstance(answer, Chosen) else None


def key_text(instance: Instance) -> Bilingual:
    """The text of the right choice, or a Markdown list of those of all that hold."""
    if instance.key.choice is not None:
        return instance.choices[instance.key.choice].text
    texts = [instance.choices[place].text for place in instance.key.chosen]
    return Bilingual(ja="\n".join(f"- {text.ja}" for text in texts), en="\n".join(f"- {text.en}" for text in texts))


class Choices(AnswerForm):
    """What choices have in common: nothing is typed."""

    def __init__(self, name: Form, called: Bilingual, sent: str) -> None:
        self.name = self.widget = name
        self.called = called
        self.sent = sent

    def reading(self, question: Question, answer: Answer, *, scale: bool = True) -> Reading:
        """Nothing to read."""
        return Reading(cells=())

    def stored_review(self, instance: Instance, answer: Answer) -> Review:
        """Which choices were right."""
        choices = tuple(ChoiceReview(right=slip is None, remark=None) for slip in instance.key.slips)
        return Review(
            key=key_text(instance), given=(), lines=(), choices=choices, findings=(), drifted=False, remark=None
        )


class One(Choices):
    """One choice."""

    field = "choice"

    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """The first that was chosen."""
        return Chosen(choices[0]) if choices else UNKNOWN

    def answer(self, flat: Flat) -> Answer:
        """The choice."""
        return UNKNOWN if flat.choice is None else Chosen(flat.choice)

    def most_texts(self, question: Question) -> int:
        """None."""
        return 0

    def refused(self, question: Question, choices: Sequence[int]) -> Bilingual | None:
        """None or several, or one that there is not."""
        if len(choices) > 1:
            return SEVERAL_CHOSEN
        return None if choices and choices[0] in range(len(question.choices)) else NOTHING_CHOSEN

    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Right or wrong."""
        if not isinstance(answer, Chosen) or answer.choice not in range(len(instance.choices)):
            raise ValueError("a choice is asked for")
        return Grade(correct=answer.choice == instance.key.choice)

    def right(self, instance: Instance) -> Answer:
        """The right one."""
        return self.answer(Flat(choice=instance.key.choice))

    def example(self, question: Question) -> Answer:
        """The first."""
        return Chosen(0)

    def expected(self, question: Question) -> Bilingual:
        """The number of a choice."""
        last = len(question.choices) - 1
        return Bilingual(ja=f"選択肢の番号（0 … {last}）を 1 つ", en=f"the number of a choice, 0 … {last}")

    def ticked(self, answer: Answer) -> tuple[int, ...]:
        """It alone."""
        return (answer.choice,) if isinstance(answer, Chosen) else ()

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """Each of them."""
        return tuple(map(Chosen, range(len(instance.choices))))


class Several(Choices):
    """All that hold; as texts they are their numbers, counted from 0."""

    field = "texts"

    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """Those that were chosen, in order."""
        known = tuple(place for place in sorted(choices) if place < len(question.choices))
        return Selected(known) if known else UNKNOWN

    def answer(self, flat: Flat) -> Answer:
        """Their numbers; raises ``ValueError`` for a text that is none."""
        numbers = [choice_number(text) for text in flat.texts]
        known = tuple(number for number in numbers if number is not None)
        if len(known) < len(numbers):
            raise ValueError("the numbers of choices are asked for")
        return Selected(known) if known else UNKNOWN

    def most_texts(self, question: Question) -> int:
        """One a choice."""
        return len(question.choices)

    def refused(self, question: Question, choices: Sequence[int]) -> Bilingual | None:
        """None, or one that there is not."""
        return None if choices and max(choices) < len(question.choices) else NOTHING_CHOSEN

    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Right where exactly those that hold were chosen."""
        if not isinstance(answer, Selected) or not set(answer.choices) <= set(range(len(instance.choices))):
            raise ValueError("the numbers of choices are asked for")
        return Grade(correct=set(answer.choices) == set(instance.key.chosen))

    def right(self, instance: Instance) -> Answer:
        """All that hold."""
        return Selected(instance.key.chosen)

    def example(self, question: Question) -> Answer:
        """Two of them."""
        return Selected((0, 2))

    def expected(self, question: Question) -> Bilingual:
        """Numbers of choices."""
        last = len(question.choices) - 1
        return Bilingual(ja=f"当てはまる選択肢の番号（0 … {last}）をすべて", en=f"numbers of choices, 0 … {last}")

    def ticked(self, answer: Answer) -> tuple[int, ...]:
        """All of them."""
        return answer.choices if isinstance(answer, Selected) else ()

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """Each of them alone."""
        return tuple(Selected((place,)) for place in range(len(instance.choices)))


FORMS = (
    One(
        "choice",
        Bilingual(ja="択一", en="one choice"),
        "`choice` is the place of the chosen one in `question.choices`, counted from 0.",
    ),
    One(
        "code",
        Bilingual(ja="コードの穴埋め", en="line of code"),
        "`choice` is the place of the chosen line in `question.choices`, counted from 0.",
    ),
    Several(
        "select",
        Bilingual(ja="すべて選択", en="all that hold"),
        "`texts` holds the places of all that hold in `question.choices`, counted from 0: 0, 2.",
    ),
)
