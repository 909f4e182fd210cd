"""An arrangement as the exam asks for it: four whole ones are written out, one of which is right."""

from collections.abc import Sequence

from question_bank.forms.arranged import IN_ORDER, KANA, MATCHED, Arranged
from question_bank.forms.chosen import Chosen, One
from question_bank.model.answer import UNKNOWN, Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Instance, Question


class Combined(One):
    """One of several arrangements of the items: a choice like any other."""

    @staticmethod
    def form_of(question: Question) -> Arranged:
        """How the items are arranged: each is given one of the options, where there are some; else put in order."""
        return MATCHED if question.options else IN_ORDER

    def field_name(self, question: Question, field: int) -> Bilingual:
        """The mark of an item, as the choices name it: those stored earlier do by number, or by capital."""
        new, text = marked(field), question.choices[0].text
        return new if new.ja in text.ja and new.en in text.en else self.form_of(question).mark(field)

    def values(self, question: Question) -> tuple[str, ...]:
        """The places, or the letters of the options."""
        return self.form_of(question).values(question)

    def arranged(self, instance: Instance, answer: Answer) -> Answer:
        """The arrangement that was chosen, as it is given item by item."""
        if not isinstance(answer, Chosen):
            return UNKNOWN
        known = self.values(instance)
        return self.form_of(instance).holds(tuple(known[value] for value in instance.key.arrangements[answer.choice]))


def marked(item: int) -> Bilingual:
    """What an item is called among numbered choices and lettered options: like neither."""
    return Bilingual(ja=KANA[item], en=f"({'abcdefgh'[item]})")


def in_one_line(places: Sequence[int]) -> Bilingual:
    """An order: the marks of the items, the first one first; of each item its place is given."""
    marks = [marked(item) for item in sorted(range(len(places)), key=places.__getitem__)]
    return Bilingual(ja=" → ".join(mark.ja for mark in marks), en=" → ".join(mark.en for mark in marks))


def in_pairs(letters: Sequence[str]) -> Bilingual:
    """A match: each item with the letter that it is given."""
    pairs = [(marked(item), letter) for item, letter in enumerate(letters)]
    return Bilingual(
        ja="、".join(f"{mark.ja} – {letter}" for mark, letter in pairs),
        en=", ".join(f"{mark.en} – {letter}" for mark, letter in pairs),
    )


COMBINED = Combined(
    "combination",
    Bilingual(ja="組み合わせの択一", en="choice of combinations"),
    "`choice` is the number of one of `question.choices`, counted from 0.",
)
FORMS = (COMBINED,)
