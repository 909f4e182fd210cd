"""Things to be matched: each left side with its right side, and one right side more."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from question_bank.forms.arranged import LETTERS, MATCHED
from question_bank.forms.combined import in_pairs
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

_ONE_MATCH = Bilingual(ja="組み合わせを 1 つ選んでください", en="Choose the right combination")
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
        made = Made(
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
        return self._combined(problem, made, draw) if form == "combination" else made

    @staticmethod
    def _combined(problem: Match, made: Made, draw: Draw) -> Made:
        """Matches as choices: in the wrong ones items exchange their options, or one is given the option of none."""
        right, ids = made.key.pairs, made.key.ids
        changes = arranging.exchanges(problem.confusions, ids, right)
        spare = [option for option in range(len(made.options)) if option not in right]
        changes += [(arranging.ANOTHER, {item: option}) for item in range(len(ids)) for option in spare]
        changes += [
            (arranging.ANOTHER, {one: option, other: right[one]})
            for one, other in permutations(range(len(ids)), 2)
            for option in spare
        ]
        return arranging.combined(
            made,
            draw,
            _ONE_MATCH,
            right,
            changes,
            lambda given: tuple(given) == right,
            lambda given: in_pairs([LETTERS[option] for option in given]),
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

    def tells(self, problem: Match) -> bool:
        """No slip: each item has its reason."""
        return False

    def proof(self, family: Family, problem: Match, instance: Instance, *, every: bool) -> list[str]:
        """More options than items; of matches that are choices one is right."""
        spare = len(instance.options) > len(instance.items)
        found = [*arranging.problems(instance), *([] if spare else ["the last item's option is free"])]
        return found + arranging.combined_problems(instance, lambda given: tuple(given) == instance.key.pairs)


KIND = MatchKind()
