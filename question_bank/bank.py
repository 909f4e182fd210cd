"""The question bank as the app sees it: issue, read, grade, review."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from question_bank.forms import form_of
from question_bank.kinds.issuing import make_instance, problem_texts
from question_bank.kinds.kind import Kind, Purpose
from question_bank.kinds.registry import kind_of, kind_of_family
from question_bank.kinds.rekeying import other_key
from question_bank.kinds.slips import possible, slips
from question_bank.model.answer import UNKNOWN, Answer, Grade, Reading
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import rewriting_texts, slip_texts
from question_bank.model.edition import edition
from question_bank.model.family import Family
from question_bank.model.instance import Form, Instance, Key, Question
from question_bank.model.problem import Problem
from question_bank.model.review import Review, SlipFinding
from question_bank.model.teaching import teaching_order
from question_bank.model.texts import title
from question_bank.model.topic_pages import Letter, topic_page
from question_bank.model.topics import Topic, TopicTree, load_topics
from question_bank.operations.checking import Checked
from question_bank.operations.linking import operation_of
from question_bank.operations.operation import Operation
from question_bank.pictures.run import Pictures
from question_bank.topics import families
from question_bank.way import telling
from question_bank.way.guided import Guide, Move
from question_bank.way.hints import Line, meanings

log = logging.getLogger("edrill")
T = TypeVar("T")
RUNS_KEPT = 64  # some 50 KB each


@dataclass(frozen=True)
class _Answered:
    """An answered instance; ``whole`` is all of it, by which it is known again."""

    whole: str
    answer: Answer
    moves: tuple[Move, ...]
    instance: Instance = field(compare=False)
    findings: tuple[SlipFinding, ...] | None = field(compare=False)


def _asked(family: Family, form: Form, parameters: str) -> Problem:
    return family.ask(json.loads(parameters), form)


@dataclass(frozen=True)
class FamilyCard:
    """What the app may know of a family."""

    id: str
    version: int
    topic: str
    title: Bilingual
    asks: tuple[tuple[int, Form], ...]

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """The levels it is asked in."""
        return tuple(sorted({level for level, _ in self.asks}))


class Bank:
    """All families under their topics. An instance holds all that is stored.

    The runs and the reviews of the newest instances are kept: what is read of one after another – the verdict, what lay
    behind it, the derivation, its pictures – is read of one run, and a page that is opened again, at another reading or
    step, of one review.
    """

    def __init__(self, families: Iterable[Family], topics: TopicTree) -> None:
        self.topics = topics
        self._asked = lru_cache(maxsize=RUNS_KEPT)(_asked)
        self._reviewed = lru_cache(maxsize=RUNS_KEPT)(self._review)
        self._families = {family.id: family for family in families}
        self.families: Mapping[str, FamilyCard] = {
            f.id: FamilyCard(f.id, f.version, f.topic, title(f.topic, f.name), f.asks) for f in self._families.values()
        }

    @cached_property
    def levels(self) -> Mapping[str, Sequence[int]]:
        """The levels of each family."""
        return {card.id: card.levels for card in self.families.values()}

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

    @cached_property
    def teaching(self) -> tuple[str, ...]:
        """All families in the order in which they are to be met: the easy ones of a topic first, then as it lists them.

        What is only told (claims, passages) comes after what is reckoned at the same level.
        """
        return teaching_order(self.topics, {topic.id: self._easy_first(topic) for topic in self.topics.topics})

    def _easy_first(self, topic: Topic) -> list[str]:
        listed = {f"{topic.id}.{name}": k for k, name in enumerate(topic.families)}
        own = [card for card in self.families.values() if card.topic == topic.id]
        own.sort(key=lambda card: (card.levels[0], not self.is_worked(card.id), listed.get(card.id, len(listed))))
        return [card.id for card in own]

    def forget(self) -> None:
        """Let go of the runs and reviews that are kept: the next reading is of a new one."""
        self._asked.cache_clear()
        self._reviewed.cache_clear()

    def warm(self) -> None:
        """Work out now what would keep somebody waiting later: the slips of every family take most of a second."""
        _ = self.slip_families, self._kinds, self.teaching, slip_texts(), rewriting_texts(), edition()

    @cached_property
    def _kinds(self) -> Mapping[str, Kind[Any]]:
        return {family.id: kind_of_family(family) for family in self._families.values()}

    def purpose(self, family: str) -> Purpose:
        """What the questions of a family ask of a learner."""
        return self._kinds[family].purpose

    def is_worked(self, family: str) -> bool:
        """Whether questions of a family can be shown as worked examples."""
        return self._kinds[family].worked

    def example(self, family: str, level: int, seed: int) -> tuple[Instance, Review]:
        """A worked example: an instance in the first form of its level, and all that is said of it.

        Raises ``KeyError`` for a family or a level that does not exist, and for one that has no worked examples.
        """
        if not self.is_worked(family):
            raise KeyError(f"{family} has no derivation to be shown")
        form = dict(reversed(self.families[family].asks))[level]
        instance = self.issue(family, level, form, seed)
        return instance, self.review(instance, UNKNOWN)

    def slipped(self, instance: Instance) -> Mapping[str, tuple[Bilingual, tuple[float, ...]]]:
        """What a typed answer would be with each slip that shows in it, and the sentence that tells the slip.

        They tell the key: only for one that is answered, or that is asked of nobody here.
        """
        none: Mapping[str, tuple[float, ...]] = {}
        values = self._told(instance, lambda kind, problem: kind.slipped(problem), none)
        texts = slip_texts()
        return {slip: (texts[slip].sentence, cells) for slip, cells in values.items()}

    def shows(self, instance: Instance, slip: str) -> bool:
        """Whether a slip would give another answer to this instance: one of its choices, or a value of its own."""
        return slip in (instance.key.slips or slips(self._families[instance.family], instance).live)

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
        return form_of(question.form).read(question, texts)

    def read_given(self, instance: Instance, answer: Answer) -> Reading:
        """Read an answer that is sent in to be graded.

        Where a probability is asked, a value that is none and that a named slip gives is no matter of form: it is
        graded, and the slip is told.
        """
        form = form_of(instance.form)
        reading = form.reading(instance, answer)
        if reading.readable or not instance.format.probability:
            return reading
        taken = form.reading(instance, answer, scale=False)
        return taken if taken.readable and self._is_slip(instance, taken) else reading

    def read_stored(self, instance: Instance, answer: Answer) -> Reading:
        """Read an answer that was taken, as it was taken."""
        return form_of(instance.form).reading(instance, answer, scale=False)

    def _is_slip(self, instance: Instance, reading: Reading) -> bool:
        if instance.family not in self._families:
            return False
        kind, problem = self._problem(self._families[instance.family], instance)
        return kind.is_slip(problem, reading)

    def _problem(self, family: Family, instance: Instance) -> tuple[Kind[Any], Problem]:
        problem = self._asked(family, instance.form, json.dumps(instance.parameters))
        return kind_of(problem), problem

    def grade(self, instance: Instance, answer: Answer) -> Grade:
        """Grade an answer against the full-precision key.

        Raises ``ValueError`` for an answer of another form, a choice out of range, or a text that cannot be read.
        """
        return form_of(instance.form).grade(instance, answer, self.read_given(instance, answer))

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

    def _told(self, instance: Instance, read: Callable[[Kind[Any], Problem], T], otherwise: T) -> T:
        """What the kind of an instance's problem says of it."""
        return self.today(instance, lambda family: read(*self._problem(family, instance)), otherwise)

    def hints(self, instance: Instance) -> tuple[tuple[Line, ...], ...]:
        """The hints of an instance in order; none of a family that is gone since."""
        return self._told(instance, lambda kind, problem: kind.hints(problem), ())

    def meanings(self, instance: Instance, lines: Iterable[Line]) -> tuple[Letter, ...]:
        """The letters in the lines of a hint or a step that the question leaves unexplained, and what they mean."""
        return meanings(instance, topic_page(instance.family.partition(".")[0]), lines)

    def guide(self, instance: Instance) -> Guide | None:
        """The way to the answer, step by step; None where it takes a single step, or none that has a value."""
        return self._told(instance, lambda kind, problem: kind.guide(problem, instance), None)

    def pictures(self, instance: Instance) -> Pictures:
        """What there is to see of an answered instance; nothing of a family that is gone since."""
        topic = instance.family.split(".")[0]
        return self._told(instance, lambda kind, problem: kind.pictures(topic, problem), Pictures())

    def is_pictured(self, instance: Instance) -> bool:
        """Whether there is anything to see of it."""
        topic = instance.family.split(".")[0]
        return self._told(instance, lambda kind, problem: kind.is_pictured(topic, problem), False)

    def operation(self, instance: Instance) -> tuple[Operation, Checked] | None:
        """The operation of the lab with an instance's numbers. They tell its key: only for one that is answered."""

        def found(kind: Kind[Any], problem: Problem) -> tuple[Operation, Checked] | None:
            run = kind.run(problem)
            return None if run is None else operation_of(run)

        return self._told(instance, found, None)

    def diagnose(self, instance: Instance, answer: Answer, moves: Sequence[Move] = ()) -> tuple[SlipFinding, ...]:
        """The slips that are recognised behind an answer that was graded wrong, given the moves that led to it."""

        def found(kind: Kind[Any], problem: Problem) -> tuple[SlipFinding, ...]:
            guide = kind.guide(problem, instance) if moves else None
            if guide is not None and guide.fits(moves):
                return telling.findings(guide, moves, answer)
            return kind.findings(instance, problem, answer)

        return self._told(instance, found, ())

    def edition(self, family: str) -> str:
        """What tells whether something that was read of an instance is what would be read of it now."""
        known = self._families.get(family)
        return "" if known is None else f"{known.version}-{edition()}"

    def review(
        self,
        instance: Instance,
        answer: Answer,
        moves: Sequence[Move] = (),
        findings: tuple[SlipFinding, ...] | None = None,
    ) -> Review:
        """Say all there is to say after the answer, given the moves of guided mode that led to it.

        ``findings`` are what ``diagnose`` found behind a wrong one, in this edition, where that is at hand.
        Of a family that is gone since, or that cannot read it any more, only what was stored: an old answer can always
        be opened.
        """
        return self._reviewed(_Answered(instance.model_dump_json(), answer, tuple(moves), instance, findings))

    def _review(self, answered: "_Answered") -> Review:
        instance, answer, moves, findings = answered.instance, answered.answer, answered.moves, answered.findings
        correct = answer.given and self.verdict(instance, answer) is True

        def told(family: Family) -> Review:
            kind, problem = self._problem(family, instance)
            known = self.diagnose(instance, answer, moves) if findings is None and moves else findings
            if known is None or correct or not answer.given:
                said = kind.review(instance, problem, answer, correct=correct)
            else:
                said = kind.reviewed(instance, problem, answer, known)
            remark = problem_texts(family, instance.level, problem, instance.form).remark
            return said.model_copy(update={"remark": remark})

        read = self.today(instance, told, None)
        return form_of(instance.form).stored_review(instance, answer) if read is None else read

    def grade_stored(self, instance: Instance, answer: Answer) -> Grade:
        """Grade an answer that was once taken by today's rules; raises ``ValueError`` where they cannot read it."""
        return form_of(instance.form).grade(instance, answer, self.read_stored(instance, answer))

    def verdict(self, instance: Instance, answer: Answer) -> bool | None:
        """Whether an answer that was once taken is right by today's rules; None where they cannot read it."""
        try:
            return self.grade_stored(instance, answer).correct
        except ValueError:
            return None

    def other_key(self, instance: Instance) -> Key | None:
        """The key that today's family has for a question of its own version, where it is not the stored one."""
        family = self._families.get(instance.family)
        return None if family is None else other_key(family, instance)


def load_bank() -> Bank:
    """The bank of every topic's families. Raises where a topic's data are not whole."""
    topics = load_topics()
    return Bank([family for topic in topics.topics for family in families(topic)], topics)
