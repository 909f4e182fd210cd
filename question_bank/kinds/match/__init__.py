"""Things to be matched: each left side with its right side, and one right side more."""

from collections.abc import Sequence
from dataclasses import dataclass

from question_bank.forms.arranged import MATCHED
from question_bank.kinds import arranging
from question_bank.kinds.arranging import Confusion
from question_bank.kinds.kind import Kind, Slips
from question_bank.model.answer import Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.draw import Draw
from question_bank.model.earlier import item_ids
from question_bank.model.family import Family
from question_bank.model.instance import AnswerFormat, Choice, Form, Instance, Key
from question_bank.model.made import Made
from question_bank.model.problem import Problem
from question_bank.model.review import Review

_LETTERS = Bilingual(ja="それぞれに当てはまる記号を選んでください", en="Choose the letter that belongs to each")


@dataclass(frozen=True)
class Pair:
    """Two things that belong together, and why."""

    id: str
    left: Bilingual
    right: Bilingual
    reason: Bilingual


@dataclass(frozen=True)
class Match(Problem):
    """A problem whose answer gives each left side its right side; ``spare`` right sides belong to none."""

    pairs: tuple[Pair, ...]
    spare: tuple[Bilingual, ...]
    confusions: tuple[Confusion, ...] = ()


class MatchKind(Kind[Match]):
    """What is asked is which belong together."""

    problem = Match
    least_live = 0  # the key needs no slip

    def make(self, family: Family, problem: Match, form: Form, draw: Draw, *, clear: bool) -> Made:
        """Both sides shuffled."""
        lefts = draw.shuffled("left sides", problem.pairs)
        options = draw.shuffled("right sides", [*(pair.right for pair in problem.pairs), *problem.spare])
        return Made(
            Key(
                pairs=tuple(options.index(pair.right) for pair in lefts),
                ids=tuple(pair.id for pair in lefts),
            ),
            (),
            AnswerFormat(label="", note=_LETTERS),
            ["match", sorted(pair.id for pair in lefts), sorted(spare.ja for spare in problem.spare)],
            items=tuple(Choice(text=pair.left) for pair in lefts),
            options=tuple(Choice(text=option) for option in options),
        )

    def review(self, instance: Instance, problem: Match, answer: Answer, *, correct: bool) -> Review:
        """What belongs to each and why."""
        ids = item_ids(instance)
        said = arranging.reviewed(
            MATCHED,
            instance,
            answer,
            ids,
            {pair.id: pair.reason for pair in problem.pairs},
            problem.confusions,
            lambda given, first, second: given[first] == instance.key.pairs[second],
        )
        return said.model_copy(update={"drifted": self._drifted(instance, problem, ids)})

    @staticmethod
    def _drifted(instance: Instance, match: Match, ids: Sequence[str]) -> bool:
        """Whether an item belongs to another option today."""
        right = {pair.id: pair.right.ja for pair in match.pairs}
        shown = [option.text.ja for option in instance.options]
        return any(
            right[item] in shown and shown.index(right[item]) != instance.key.pairs[place]
            for place, item in enumerate(ids)
            if item in right
        )

    def named(self, problem: Match) -> tuple[str, ...]:
        """The confusions of what is shown."""
        return arranging.named(problem.confusions, [pair.id for pair in problem.pairs])

    def slips(self, problem: Match, instance: Instance) -> Slips:
        """Each of them can show."""
        return Slips(self.named(problem), self.named(problem))

    def proof(self, family: Family, problem: Match, instance: Instance, *, every: bool) -> list[str]:
        """More options than items."""
        spare = len(instance.options) > len(instance.items)
        return [*arranging.problems(instance), *([] if spare else ["the last item's option is free"])]


KIND = MatchKind()
