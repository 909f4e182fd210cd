"""Choices: one of them is right, or all that hold are to be chosen."""

from collections.abc import Sequence

from question_bank.forms.form import AnswerForm
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Answer, ChoiceReview, Form, Grade, Instance, Question, Reading, Review
from question_bank.reading.answers import choice_number


def key_text(instance: Instance) -> Bilingual:
    """The text of the right choice, or a Markdown list of those of all that hold."""
    if instance.key.choice is not None:
        return instance.choices[instance.key.choice].text
    texts = [instance.choices[place].text for place in instance.key.chosen]
    return Bilingual(ja="\n".join(f"- {text.ja}" for text in texts), en="\n".join(f"- {text.en}" for text in texts))


class Chosen(AnswerForm):
    """What choices have in common: nothing is typed."""

    def __init__(self, name: Form, sent: str) -> None:
        self.name = name
        self.sent = sent

    def read(self, question: Question, texts: Sequence[str], *, scale: bool = True) -> Reading:
        """Nothing to read."""
        return Reading(cells=())

    def stored_review(self, instance: Instance, answer: Answer | None) -> Review:
        """Which choices were right."""
        choices = tuple(ChoiceReview(right=slip is None, remark=None) for slip in instance.key.slips)
        return Review(
            key=key_text(instance), given=(), lines=(), choices=choices, findings=(), drifted=False, remark=None
        )


class One(Chosen):
    """One choice."""

    one_choice = True

    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Right or wrong."""
        if not self.complete(instance, answer):
            raise ValueError("a choice is asked for")
        return Grade(correct=answer.choice == instance.key.choice)

    def right(self, instance: Instance) -> Answer:
        """The right one."""
        return Answer(choice=instance.key.choice)

    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """The first that was chosen."""
        return Answer(choice=choices[0] if choices else None)

    def complete(self, question: Question, answer: Answer) -> bool:
        """Whether it is one of the choices."""
        return answer.choice in range(len(question.choices))

    def example(self, question: Question) -> Answer:
        """The first."""
        return Answer(choice=0)

    def expected(self, question: Question) -> Bilingual:
        """The number of a choice."""
        last = len(question.choices) - 1
        return Bilingual(ja=f"選択肢の番号（0 … {last}）を 1 つ", en=f"the number of a choice, 0 … {last}")

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """Each of them."""
        return tuple(Answer(choice=place) for place in range(len(instance.choices)))


class Several(Chosen):
    """All that hold; the texts are their numbers, counted from 0."""

    def grade(self, instance: Instance, answer: Answer, reading: Reading) -> Grade:
        """Right where exactly those that hold were chosen."""
        chosen = {choice_number(text) for text in answer.texts}
        if not chosen or not chosen <= set(range(len(instance.choices))):
            raise ValueError("the numbers of choices are asked for")
        return Grade(correct=chosen == set(instance.key.chosen))

    def right(self, instance: Instance) -> Answer:
        """All that hold."""
        return Answer(texts=tuple(map(str, instance.key.chosen)))

    def taken(self, question: Question, choices: Sequence[int], texts: Sequence[str]) -> Answer:
        """Those that were chosen, in order."""
        return Answer(texts=tuple(str(place) for place in sorted(choices) if place < len(question.choices)))

    def complete(self, question: Question, answer: Answer) -> bool:
        """Whether any was chosen."""
        return bool(answer.texts)

    def example(self, question: Question) -> Answer:
        """Two of them."""
        return Answer(texts=("0", "2"))

    def expected(self, question: Question) -> Bilingual:
        """Numbers of choices."""
        last = len(question.choices) - 1
        return Bilingual(ja=f"当てはまる選択肢の番号（0 … {last}）をすべて", en=f"numbers of choices, 0 … {last}")

    def every(self, instance: Instance) -> tuple[Answer, ...]:
        """Each of them alone."""
        return tuple(Answer(texts=(str(place),)) for place in range(len(instance.choices)))


FORMS = (
    One("choice", "`choice` is the place of the chosen one in `question.choices`, counted from 0."),
    One("code", "`choice` is the place of the chosen line in `question.choices`, counted from 0."),
    Several("select", "`texts` holds the places of all that hold in `question.choices`, counted from 0: 0, 2."),
)
