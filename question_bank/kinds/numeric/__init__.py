"""Values of a run: a number, a vector or a matrix is typed, or a value is chosen."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.derivation import Derivation, Name, Run, Step, needed
from question_bank.feedback.live import harmless_slips, live_slips, unfit_values, wrong_slips
from question_bank.forms.typed import are
from question_bank.kinds.kind import Kind, Slips
from question_bank.kinds.numeric import making, mistakes, promises, reviewing
from question_bank.model.answer import Answer, Reading
from question_bank.model.computed import Numeric, asked_cells, asked_symbol, run_words
from question_bank.model.draw import Draw
from question_bank.model.family import Family
from question_bank.model.instance import Form, Instance, Sketch
from question_bank.model.made import Made
from question_bank.model.review import Review, SlipFinding
from question_bank.pictures.run import Pictures, is_pictured, run_pictures
from question_bank.pictures.sketch import sketch
from question_bank.way.grouping import groups
from question_bank.way.guided import Guide
from question_bank.way.hints import Line, count, hints


class NumericKind(Kind[Numeric]):
    """What is asked is computed; every slip is another run."""

    problem = Numeric
    purpose = "computing"
    worked = True

    def make(self, family: Family, problem: Numeric, form: Form, draw: Draw, *, clear: bool) -> Made:
        """See ``making``."""
        return making.make(problem, form, draw, clear=clear)

    def review(self, instance: Instance, problem: Numeric, answer: Answer, *, correct: bool) -> Review:
        """See ``reviewing``."""
        found = () if correct or not answer.given else reviewing.findings(instance, problem, answer)
        return reviewing.review(instance, problem, answer, found, correct=correct)

    def reviewed(
        self, instance: Instance, problem: Numeric, answer: Answer, findings: tuple[SlipFinding, ...]
    ) -> Review:
        """See ``reviewing``."""
        return reviewing.review(instance, problem, answer, findings, correct=False)

    def findings(self, instance: Instance, problem: Numeric, answer: Answer) -> tuple[SlipFinding, ...]:
        """The named slips, rewrites and pairs that give the wrong value."""
        return reviewing.findings(instance, problem, answer)

    def cells(self, problem: Numeric) -> tuple[float, ...]:
        """Row by row."""
        return tuple(map(float, asked_cells(problem.run.plain(), problem.asked).ravel()))

    def named(self, problem: Numeric) -> tuple[str, ...]:
        """Those that the family gives."""
        return tuple(dict.fromkeys(slip.id for slip in problem.slips))

    def slips(self, problem: Numeric, instance: Instance) -> Slips:
        """Live are those whose value lies apart from the key."""
        live = (wrong.slip.id for wrong in live_slips(problem, problem.run.trace()))
        return Slips(self.named(problem), tuple(dict.fromkeys(live)))

    def slipped(self, problem: Numeric) -> Mapping[str, tuple[float, ...]]:
        """The value of each live slip's run."""
        live = live_slips(problem, problem.run.trace())
        return {wrong.slip.id: tuple(map(float, wrong.cells.ravel())) for wrong in live}

    def essential(self, problem: Numeric) -> tuple[str, ...]:
        """Those that the family names as its point."""
        return problem.essential

    def mistaken(self, problems: Sequence[Numeric], more: Iterator[Numeric]) -> Iterator[str]:
        """See ``mistakes``."""
        return mistakes.mistaken(problems, more)

    def unfit(self, problem: Numeric) -> list[str]:
        """Those that score as right."""
        return unfit_values(problem, problem.run.trace())

    def by_harm(self, problem: Numeric) -> tuple[frozenset[str], frozenset[str]]:
        """By the values they give, however near the key."""
        trace = problem.run.trace()
        wrong = (slip.slip.id for slip in wrong_slips(problem, trace))
        return frozenset(harmless_slips(problem, trace)), frozenset(wrong)

    def is_slip(self, problem: Numeric, reading: Reading) -> bool:
        """Whether a named slip gives it, however near the key."""
        wrong = wrong_slips(problem, problem.run.trace())
        return any(are(problem.rounding, one.cells.ravel().tolist(), reading) for one in wrong)

    def words(self, problem: Numeric) -> Mapping[str, Any]:
        """The given values, and the symbol of what is asked."""
        return {**run_words(problem.run), "asked": asked_symbol(problem)}

    def hints(self, problem: Numeric) -> tuple[tuple[Line, ...], ...]:
        """Group by group."""
        return hints(problem)

    def hinted(self, problem: Numeric) -> int:
        """The groups of which something can be said."""
        return count(problem)

    def stages(self, problem: Numeric) -> int:
        """The groups."""
        return len(groups(problem.run.trace().steps, problem.asked.name))

    def guide(self, problem: Numeric, instance: Instance) -> Guide | None:
        """None where it takes a single step, or none that has a value."""
        guide = Guide(problem, instance)
        return guide if guide.last else None

    def sketch(self, problem: Numeric, stem: str) -> Sketch | None:
        """The given values of a sequence."""
        return sketch(problem, stem)

    def run(self, problem: Numeric) -> Run:
        """The run."""
        return problem.run

    def pictures(self, topic: str, problem: Numeric) -> Pictures:
        """Of the run up to what is asked."""
        return run_pictures(topic, problem.run, *_seen(problem))

    def is_pictured(self, topic: str, problem: Numeric) -> bool:
        """See ``pictures``."""
        return is_pictured(topic, problem.run, *_seen(problem))

    def proof(self, family: Family, problem: Numeric, instance: Instance, *, every: bool) -> list[str]:
        """See ``promises``."""
        return promises.problems(family, problem, instance, every=every)


def _seen(problem: Numeric) -> tuple[Derivation, list[Name], list[Step]]:
    record, asked = problem.run.derivation().beside(problem.run.trace().values), problem.asked.name
    return record, [asked], needed(record.steps, asked)


KIND = NumericKind()
