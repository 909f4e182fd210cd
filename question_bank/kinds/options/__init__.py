"""Ready-made choices: fillings of a passage, or pictures of which the wrong ones are rewrites of the right one."""

from dataclasses import dataclass

from question_bank.forms.chosen import key_text, place_chosen
from question_bank.kinds.choosing import CHOOSE, chosen_slip, shuffled
from question_bank.kinds.kind import Kind, Slips
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import AnswerFormat, Choice, Form, Instance
from question_bank.model.made import Made
from question_bank.model.plots import Figure
from question_bank.model.problem import Problem
from question_bank.model.review import ChoiceReview, Review, SlipFinding


@dataclass(frozen=True)
class Option:
    """A ready-made choice: text or picture, and what is said of it after the answer.

    ``id`` of a wrong one is the slip that leads to it, or says what is wrong with it. ``brief`` is said in place of the
    remark of a wrong one that was not chosen.
    """

    id: str
    text: Bilingual
    remark: Bilingual | None
    picture: Figure | None = None
    brief: Bilingual | None = None


@dataclass(frozen=True)
class Options(Problem):
    """A problem whose answer is ``right`` among three of ``wrong``; ``named``: these are slips of the catalogue."""

    right: Option
    wrong: tuple[Option, ...]
    named: bool


def _choice(option: Option) -> Choice:
    return Choice(text=option.text, picture=option.picture)


class OptionsKind(Kind[Options]):
    """What is asked is the one of them that is right."""

    problem = Options

    def make(self, family: Family, problem: Options, form: Form, draw: Draw, *, clear: bool) -> Made:
        """The right one among three of the wrong ones."""
        wrong = [(option.id, _choice(option)) for option in problem.wrong]
        choices, key = shuffled(draw, _choice(problem.right), wrong)
        content = sorted(choice.text.ja for choice in choices)
        return Made(key, choices, AnswerFormat(label="", note=CHOOSE), content)

    def review(self, instance: Instance, problem: Options, answer: Answer, *, correct: bool) -> Review:
        """The remark of each; in brief of a wrong one that was not chosen."""
        known = {option.id: option for option in problem.wrong}
        found = [problem.right if slip is None else known.get(slip) for slip in instance.key.slips]
        chosen = place_chosen(answer)
        choices = []
        for place, (slip, option) in enumerate(zip(instance.key.slips, found, strict=True)):
            remark = None if option is None else option.remark if place == chosen else option.brief or option.remark
            choices.append(ChoiceReview(right=slip is None, remark=remark))
        return Review(
            key=key_text(instance),
            given=(),
            lines=(),
            choices=tuple(choices),
            findings=self.findings(instance, problem, answer),
            drifted=False,
            remark=None,
        )

    def findings(self, instance: Instance, problem: Options, answer: Answer) -> tuple[SlipFinding, ...]:
        """The slip of the chosen one, where it is one of the catalogue."""
        return chosen_slip(instance, answer) if problem.named else ()

    def named(self, problem: Options) -> tuple[str, ...]:
        """Those of the wrong ones, where they are slips."""
        return tuple(dict.fromkeys(option.id for option in problem.wrong)) if problem.named else ()

    def slips(self, problem: Options, instance: Instance) -> Slips:
        """Those that are shown."""
        shown = tuple(slip for slip in instance.key.slips if slip is not None)
        return Slips(shown if problem.named else (), shown)

    def tells(self, problem: Options) -> bool:
        """Only where the wrong ones are slips."""
        return problem.named


KIND = OptionsKind()
