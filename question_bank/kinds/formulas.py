"""Formulas of a step, one of four to be chosen: the right one and those that slips would write."""

import re
from collections.abc import Mapping
from typing import Any

from engine.derivation import Derivation, Name, Run, Step, needed, writing
from engine.derivation.slips import replay
from question_bank.feedback.lines import derivation_lines, line_id
from question_bank.kinds.choosing import (
    CHOOSE,
    LEAST_LIVE_SLIPS,
    chosen_slip,
    formula_choice,
    refuse,
    shuffled,
    slip_remarks,
)
from question_bank.kinds.kind import Kind, Slips
from question_bank.kinds.numeric.making import canonical
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.computed import Formulas, ends, given_values, run_words
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import AnswerFormat, Form, Instance
from question_bank.model.made import Made, RejectedError
from question_bank.model.review import Review, SlipFinding
from question_bank.pictures.run import Pictures, is_pictured, run_pictures

_PARENTHESISED = re.compile(r"\^\{\((\d+)\)\}")  # a time, which older questions wrote without parentheses


def formula_choices(formulas: Formulas, trace: Derivation) -> tuple[str, list[tuple[str, str]]]:
    """LaTeX of the step's formula for any index, and of each slip's, with its id."""
    notation, last = formulas.run.notation, ends(trace)
    step = trace.step(*formulas.step)
    if step.tree is None:
        raise RejectedError("a counted step has no formula")
    right = writing.in_general(notation, step.tree, step.index, last)
    wrong = []
    for slip in formulas.slips:
        slipped = replay(trace, slip)
        if slipped is not None and step.name in slipped.trees:
            wrong.append((slip.id, writing.in_general(notation, slipped.trees[step.name], step.index, last)))
    return right, wrong


def _symbol(formulas: Formulas, trace: Derivation) -> str:
    return writing.general_symbol(formulas.run.notation, trace.step(*formulas.step).name, ends(trace))


class FormulasKind(Kind[Formulas]):
    """What is asked is how a step is written."""

    problem = Formulas
    purpose = "writing"
    worked = True

    def make(self, family: Family, problem: Formulas, form: Form, draw: Draw, *, clear: bool) -> Made:
        """Choices from the slips whose formula reads otherwise."""
        trace = problem.run.trace()
        right, wrong = formula_choices(problem, trace)
        unique = list({text: (slip, formula_choice(text)) for slip, text in wrong if text != right}.values())
        if len(unique) < LEAST_LIVE_SLIPS:
            raise RejectedError("fewer than three live slips")
        refuse(self.unfit(problem))
        choices, key = shuffled(draw, formula_choice(right), unique, problem.essential)
        label = _symbol(problem, trace)
        content = [label, sorted(choice.text.ja for choice in choices), canonical(problem.run.conventions)]
        return Made(key, choices, AnswerFormat(label=label, note=CHOOSE), content)

    def review(self, instance: Instance, problem: Formulas, answer: Answer, *, correct: bool) -> Review:
        """The derivation of the example up to the step."""
        record, trace = problem.run.derivation(), problem.run.trace()
        step = trace.step(*problem.step)
        tree = step.tree
        right = "" if tree is None else writing.in_general(trace.notation, tree, step.index, ends(trace))
        shown, key = self._shown(instance), f"${_symbol(problem, trace)} = {self._shown(instance)}$"
        return Review(
            key=Bilingual(ja=key, en=key),
            given=given_values(record),
            given_names=tuple(map(line_id, record.given)),
            lines=derivation_lines(problem.run, record, problem.step),
            choices=slip_remarks(instance),
            findings=self.findings(instance, problem, answer),
            drifted=_PARENTHESISED.sub(r"^{\1}", right) != _PARENTHESISED.sub(r"^{\1}", shown),
            remark=None,
        )

    @staticmethod
    def _shown(instance: Instance) -> str:
        index = instance.key.choice
        return "" if index is None else instance.choices[index].text.ja.strip("$")

    def findings(self, instance: Instance, problem: Formulas, answer: Answer) -> tuple[SlipFinding, ...]:
        """The slip of the chosen formula, beside the right one."""
        return chosen_slip(instance, answer, _symbol(problem, problem.run.trace()), self._shown(instance))

    def named(self, problem: Formulas) -> tuple[str, ...]:
        """Those that the family gives."""
        return tuple(dict.fromkeys(slip.id for slip in problem.slips))

    def slips(self, problem: Formulas, instance: Instance) -> Slips:
        """Live are those whose formula reads otherwise."""
        right, wrong = formula_choices(problem, problem.run.trace())
        return Slips(self.named(problem), tuple(slip for slip, text in wrong if text != right))

    def essential(self, problem: Formulas) -> tuple[str, ...]:
        """Those that the family names as its point."""
        return problem.essential

    def unfit(self, problem: Formulas) -> list[str]:
        """Those whose formula reads like the right one."""
        right, wrong = formula_choices(problem, problem.run.trace())
        shown = {slip for slip, text in wrong if text != right}
        return [slip for slip in problem.essential if slip not in shown]

    def words(self, problem: Formulas) -> Mapping[str, Any]:
        """The given values of the example, and the symbol of the step."""
        return {**run_words(problem.run), "asked": _symbol(problem, problem.run.trace())}

    def run(self, problem: Formulas) -> Run:
        """The example."""
        return problem.run

    def pictures(self, topic: str, problem: Formulas) -> Pictures:
        """Of the example up to the step."""
        return run_pictures(topic, problem.run, *_seen(problem))

    def is_pictured(self, topic: str, problem: Formulas) -> bool:
        """See ``pictures``."""
        return is_pictured(topic, problem.run, *_seen(problem))


def _seen(problem: Formulas) -> tuple[Derivation, list[Name], list[Step]]:
    record = problem.run.derivation().beside(problem.run.trace().values)
    return record, [problem.step], needed(record.steps, problem.step)


KIND = FormulasKind()
