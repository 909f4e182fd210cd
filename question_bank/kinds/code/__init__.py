"""Code with a blank: a real function, and four lines of which one belongs there. All of them are run."""

from collections.abc import Mapping
from typing import Any

from question_bank.forms.chosen import key_text
from question_bank.kinds.choosing import CHOOSE, LEAST_LIVE_SLIPS, chosen_slip, refuse, shuffled
from question_bank.kinds.code.problem import Code
from question_bank.kinds.code.running import Outcome, blanked, outcome, returned, told, variant
from question_bank.kinds.code.script import code_snippet
from question_bank.kinds.kind import Kind, Slips
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.catalogue import slip_texts
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import AnswerFormat, Choice, Form, Instance
from question_bank.model.made import Made, RejectedError
from question_bank.model.review import ChoiceReview, Review, SlipFinding

__all__ = ["KIND", "Code"]


def wrong_outcome(code: Code, slip: str) -> Outcome:
    """What the function does with the line of a slip in it."""
    return outcome(variant(code.function, code.line, code.wrong[slip]), code.arguments)


def live_code(code: Code) -> dict[str, Outcome]:
    """Outcomes of the wrong choices that differ from the right one on this instance's arguments."""
    right = outcome(code.function, code.arguments)
    wrong = {slip: wrong_outcome(code, slip) for slip in code.wrong}
    return {slip: result for slip, result in wrong.items() if not result.agrees(right)}


def _code_line(text: str) -> Choice:
    code = f"`{text.strip()}`"
    return Choice(text=Bilingual(ja=code, en=code))


def _remarks(instance: Instance, code: Code) -> tuple[ChoiceReview, ...]:
    expected, texts = outcome(code.function, code.arguments), slip_texts()
    choices = []
    for slip in instance.key.slips:
        if slip is None or slip not in texts or code.wrong.get(slip) is None:
            choices.append(ChoiceReview(right=slip is None, remark=None))
            continue
        said, ran = texts[slip].sentence, told(wrong_outcome(code, slip), expected, returned(code.function))
        remark = Bilingual(ja=f"{said.ja}{ran.ja}", en=f"{said.en} {ran.en}")
        choices.append(ChoiceReview(right=False, remark=remark))
    return tuple(choices)


class CodeKind(Kind[Code]):
    """What is asked is a line that does what the others do not."""

    problem = Code
    purpose = "writing"
    samples = 200  # each draw picks one of several functions and one of their lines

    def make(self, family: Family, problem: Code, form: Form, draw: Draw, *, clear: bool) -> Made:
        """Choices from the lines that give another result. Raises ``ValueError`` where the right one raises."""
        if outcome(problem.function, problem.arguments).error:
            raise ValueError(f"the right choice of {family.id} raises")
        live = live_code(problem)
        if len(live) < LEAST_LIVE_SLIPS:
            raise RejectedError("fewer than three live slips")
        refuse([slip for slip in problem.essential if slip not in live])
        lines = [(slip, _code_line(problem.wrong[slip])) for slip in live]
        choices, key = shuffled(draw, _code_line(problem.line), lines, problem.essential)
        content = [blanked(problem.function, problem.line), sorted(choice.text.ja for choice in choices)]
        return Made(key, choices, AnswerFormat(label=r"\square", note=CHOOSE), content)

    def review(self, instance: Instance, problem: Code, answer: Answer, *, correct: bool) -> Review:
        """What each line does."""
        return Review(
            key=key_text(instance),
            given=(),
            lines=(),
            choices=_remarks(instance, problem),
            findings=chosen_slip(instance, answer),
            drifted=False,
            remark=None,
            snippet=code_snippet(problem),
        )

    def findings(self, instance: Instance, problem: Code, answer: Answer) -> tuple[SlipFinding, ...]:
        """The slip of the chosen line."""
        return chosen_slip(instance, answer)

    def named(self, problem: Code) -> tuple[str, ...]:
        """Those of the wrong lines."""
        return tuple(problem.wrong)

    def slips(self, problem: Code, instance: Instance) -> Slips:
        """Live are those whose line gives another result."""
        return Slips(self.named(problem), tuple(live_code(problem)))

    def essential(self, problem: Code) -> tuple[str, ...]:
        """Those that the family names as its point."""
        return problem.essential

    def unfit(self, problem: Code) -> list[str]:
        """Those whose line gives the right result."""
        live = live_code(problem)
        return [slip for slip in problem.essential if slip not in live]

    def words(self, problem: Code) -> Mapping[str, Any]:
        """The source with its blank."""
        return {"code": f"```python\n{blanked(problem.function, problem.line)}\n```"}

    def values(self, problem: Code, instance: Instance) -> tuple[float, ...]:
        """What the right function gives."""
        return outcome(problem.function, problem.arguments).numbers

    def proof(self, family: Family, problem: Code, instance: Instance, *, every: bool) -> list[str]:
        """Exactly one choice passes when all are run."""
        expected = outcome(problem.function, problem.arguments)
        passing = [slip for slip in instance.key.slips if slip is None or wrong_outcome(problem, slip).agrees(expected)]
        return [] if passing == [None] else [f"these choices pass: {passing}"]


KIND = CodeKind()
