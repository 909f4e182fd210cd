"""The question bank as the app sees it: issue, read, grade, review."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TypeVar

from question_bank import answers
from question_bank.bilingual import Bilingual
from question_bank.catalogue import slip_texts
from question_bank.family import Family, Numeric
from question_bank.guided import Guide
from question_bank.hints import Line, hints
from question_bank.instance import Answer, Form, Grade, Instance, Question, Reading, Review, SlipFinding
from question_bank.issue import make_instance
from question_bank.live import wrong_slips
from question_bank.pictures.instance import pictures
from question_bank.pictures.run import Pictures
from question_bank.review import diagnosis, review, stored_only
from question_bank.slips import possible, slips
from question_bank.texts import title
from question_bank.topics import TopicTree, load_topics

log = logging.getLogger("edrill")
T = TypeVar("T")


@dataclass(frozen=True)
class FamilyCard:
    """What the app may know of a family."""

    id: str
    version: int
    topic: str
    title: Bilingual
    asks: tuple[tuple[int, Form], ...]


class Bank:
    """All families under their topics. Nothing here keeps state: an instance holds all that is stored."""

    def __init__(self, families: Iterable[Family], topics: TopicTree) -> None:
        self.topics = topics
        self._families = {family.id: family for family in families}
        self.families: Mapping[str, FamilyCard] = {
            f.id: FamilyCard(f.id, f.version, f.topic, title(f.topic, f.name), f.asks) for f in self._families.values()
        }

    @cached_property
    def slip_names(self) -> Mapping[str, Bilingual]:
        """The short name of each slip."""
        return {slip: text.name for slip, text in slip_texts().items()}

    @cached_property
    def slip_families(self) -> Mapping[str, tuple[str, ...]]:
        """The families in which each named slip can happen."""
        found: dict[str, list[str]] = {}
        for family in self._families.values():
            for slip in possible(family):
                found.setdefault(slip, []).append(family.id)
        return {slip: tuple(families) for slip, families in found.items()}

    def warm(self) -> None:
        """Work out now what would keep somebody waiting later: the slips of every family take most of a second."""
        _ = self.slip_families

    def shows(self, instance: Instance, slip: str) -> bool:
        """Whether a slip would give another answer to this instance: one of its choices, or a value of its own."""
        if instance.choices:
            return slip in instance.key.slips
        return slip in slips(self._families[instance.family], instance).live

    def title(self, family: str) -> Bilingual:
        """The title of a family; its id for one that old answers remember but the bank no longer holds."""
        card = self.families.get(family)
        return Bilingual(ja=family, en=family) if card is None else card.title

    def family(self, family: str) -> Family:
        """A family by id; raises ``KeyError``."""
        return self._families[family]

    def issue(self, family: str, level: int, form: Form, seed: int) -> Instance:
        """Draw an instance; raises ``KeyError`` for a family or a (level, form) pair that does not exist."""
        return make_instance(self._families[family], level, form, seed)

    def read(self, question: Question, texts: Sequence[str]) -> Reading:
        """Read typed texts; never raises on bad text, whose cells say what is wrong with them."""
        return answers.read_for(question, texts)

    def read_given(self, instance: Instance, texts: Sequence[str]) -> Reading:
        """Read an answer that is sent in to be graded.

        Where a probability is asked, a value that is none and that a named slip gives is no matter of form: it is
        graded, and the slip is told.
        """
        reading = answers.read_for(instance, texts)
        if reading.readable or not instance.format.probability:
            return reading
        taken = answers.read_for(instance, texts, scale=False)
        return taken if taken.readable and self._is_slip(instance, taken) else reading

    def read_stored(self, instance: Instance, texts: Sequence[str]) -> Reading:
        """Read an answer that was taken, as it was taken."""
        return answers.read_for(instance, texts, scale=False)

    def _is_slip(self, instance: Instance, reading: Reading) -> bool:
        family = self._families.get(instance.family)
        numeric = None if family is None else family.ask(instance.parameters, instance.form)
        if not isinstance(numeric, Numeric):
            return False
        live = wrong_slips(numeric, numeric.run.trace())
        return any(answers.are(numeric.rounding, wrong.cells.ravel().tolist(), reading) for wrong in live)

    def grade(self, instance: Instance, answer: Answer) -> Grade:
        """Grade an answer against the full-precision key.

        Raises ``ValueError`` for an answer of another form, a choice out of range, or a text that cannot be read.
        """
        if not instance.choices:
            return answers.grade(instance, self.read_given(instance, answer.texts))
        return answers.grade_chosen(instance, answer)

    def today(self, instance: Instance, read: Callable[[Family], T], otherwise: T) -> T:
        """What today's family reads in an instance; ``otherwise`` for a family that is gone.

        One of another version may ask for other parameters: what it cannot read of an older question is left out.
        """
        family = self._families.get(instance.family)
        if family is None:
            return otherwise
        try:
            return read(family)
        except Exception:
            if instance.version == family.version:
                raise
            log.info("%s v%s cannot read version %s", family.id, family.version, instance.version, exc_info=True)
            return otherwise

    def hints(self, instance: Instance) -> tuple[tuple[Line, ...], ...]:
        """The hints of an instance in order; none of a family that is gone since."""
        return self.today(instance, lambda family: hints(family.ask(instance.parameters, instance.form)), ())

    def guide(self, instance: Instance) -> Guide | None:
        """The way to the answer, step by step; None where it takes a single step, or none that has a value."""

        def way(family: Family) -> Guide | None:
            problem = family.ask(instance.parameters, instance.form)
            guide = Guide(problem, instance) if isinstance(problem, Numeric) else None
            return guide if guide is not None and guide.last else None

        return self.today(instance, way, None)

    def pictures(self, instance: Instance) -> Pictures:
        """What there is to see of an answered instance; nothing of a family that is gone since."""
        return self.today(instance, lambda family: pictures(family, instance), Pictures())

    def diagnose(self, instance: Instance, answer: Answer) -> tuple[SlipFinding, ...]:
        """The slips that are recognised behind an answer that was graded wrong."""
        return self.today(instance, lambda family: diagnosis(family, instance, answer), ())

    def review(self, instance: Instance, answer: Answer | None) -> Review:
        """Say all there is to say after the answer; None, or nothing given, for 'I do not know'.

        Of a family that is gone since, or that cannot read it any more, only what was stored: an old answer can always
        be opened.
        """
        given = answer if answer is not None and answer.given else None
        correct = given is not None and self.verdict(instance, given) is True
        read = self.today(instance, lambda family: review(family, instance, given, correct), None)
        return stored_only(instance, given) if read is None else read

    def verdict(self, instance: Instance, answer: Answer) -> bool | None:
        """Whether an answer is right by today's rules; None where they cannot read it."""
        return answers.holds(instance, answer)


def load_bank() -> Bank:
    """The bank of every topic's families, in the order of the note. Raises where a topic's data are not whole."""
    topics = load_topics()
    families: list[Family] = []
    for topic in topics.topics:
        families += import_module(f"question_bank.{topic.id.replace('-', '_')}").FAMILIES
    if len({family.id for family in families}) != len(families):
        raise ValueError("two families have the same id")
    return Bank(families, topics)
