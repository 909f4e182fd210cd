"""Things to be put in order: the stages of a procedure, or the steps of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from engine.derivation import Run
from question_bank.forms.arranged import IN_ORDER, stands
from question_bank.forms.combined import in_one_line
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

_ONE_ORDER = Bilingual(ja="順番を 1 つ選んでください", en="Choose the right order")
_PLACES = Bilingual(ja="それぞれの順番を選んでください", en="Choose the place of each")


@dataclass(frozen=True)
class Item:
    """One thing to be put in order, why it stands where it does, and the shown items that must stand before it."""

    id: str
    text: Bilingual
    reason: Bilingual
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Order(Problem):
    """A problem whose answer is an order of ``items`` in which each stands after what it needs; they lie in one."""

    items: tuple[Item, ...]
    confusions: tuple[Confusion, ...] = ()
    run: Run | None = None

    def example(self) -> Run | None:
        """The run whose steps they are, if they are."""
        return self.run


def _shows(instance: Instance, given: Sequence[int], first: int, second: int) -> bool:
    return given[first] < given[second] and second in instance.key.before[first]


class OrderKind(Kind[Order]):
    """What is asked is an order in which each stands after what it needs."""

    problem = Order
    least_live = 0  # the key needs no slip

    def make(self, family: Family, problem: Order, form: Form, draw: Draw, *, clear: bool) -> Made:
        """The items shuffled, never into an order that is right as it stands."""
        for turn in count():
            shown = draw.shuffled(f"order of items {turn}", problem.items)
            at = {item.id: place for place, item in enumerate(shown)}
            before = tuple(tuple(sorted(at[need] for need in item.needs)) for item in shown)
            if not all(stands(range(len(shown)), before)):
                break
        made = Made(
            Key(before=before, ids=tuple(item.id for item in shown)),
            (),
            AnswerFormat(label="", note=_PLACES),
            ["order", sorted(at)],
            items=tuple(Choice(text=item.text) for item in shown),
        )
        return self._combined(problem, made, draw) if form == "combination" else made

    @staticmethod
    def _combined(problem: Order, made: Made, draw: Draw) -> Made:
        """Orders as choices: in the wrong ones items of the right one are exchanged."""
        before, ids = made.key.before, made.key.ids
        sequence = sorted(range(len(ids)), key=lambda item: (len(before[item]), item))
        right = [sequence.index(item) for item in range(len(ids))]
        changes = arranging.exchanges(problem.confusions, ids, right)
        return arranging.combined(
            made, draw, _ONE_ORDER, right, changes, lambda given: all(stands(given, before)), in_one_line
        )

    def review(self, instance: Instance, problem: Order, answer: Answer, *, correct: bool) -> Review:
        """Where each belongs and why."""
        ids, before = item_ids(instance), instance.key.before
        said = arranging.reviewed(
            IN_ORDER,
            instance,
            answer,
            ids,
            {item.id: item.reason for item in problem.items},
            problem.confusions,
            lambda given, first, second: _shows(instance, given, first, second),
        )
        said = said.model_copy(update={"drifted": self._drifted(instance, problem, ids)})
        if problem.run is None:
            return said
        items = (item.model_copy(update={"needs": before[item.item]}) for item in said.items)
        return said.model_copy(update={"items": tuple(items)})

    @staticmethod
    def _drifted(instance: Instance, order: Order, ids: Sequence[str]) -> bool:
        """Whether an item needs another one today."""
        at = {item: place for place, item in enumerate(ids) if item}
        needs = {item.id: {at[need] for need in item.needs if need in at} for item in order.items}
        everywhere = set(at.values())
        return any(
            needs[item] != set(instance.key.before[place]) & everywhere for item, place in at.items() if item in needs
        )

    def named(self, problem: Order) -> tuple[str, ...]:
        """The confusions of what is shown."""
        return arranging.named(problem.confusions, [item.id for item in problem.items])

    def slips(self, problem: Order, instance: Instance) -> Slips:
        """Each of them can show."""
        return Slips(self.named(problem), self.named(problem))

    def tells(self, problem: Order) -> bool:
        """No slip: each item has its reason."""
        return False

    def proof(self, family: Family, problem: Order, instance: Instance, *, every: bool) -> list[str]:
        """Not right as they stand, and no two that need each other; of orders that are choices one is right."""
        problems = arranging.problems(instance)
        problems += arranging.combined_problems(instance, lambda given: all(IN_ORDER.holding(instance, given)))
        if all(IN_ORDER.holding(instance, range(len(instance.items)))):
            problems.append("the items lie in a right order as they are shown")
        before = instance.key.before
        if any(item in before[need] for item, needs in enumerate(before) for need in needs):
            problems.append("two items need each other")
        return problems


KIND = OrderKind()
