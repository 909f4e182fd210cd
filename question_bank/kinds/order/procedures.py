"""Sequences to be put in order: well-known procedures from a topic's ``order.toml``, and the steps of an engine run.

A question shows four to six of the things, so that it is not one list to be known by heart. Of a procedure each stands
after all before it, unless the data leave room; of a run each step comes after what it uses, directly or not. Any such
order is right.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import combinations

from pydantic import Field

from engine.derivation import Derivation, Name, Run, Step, writing
from question_bank.kinds.arranging import Confusion
from question_bank.kinds.order import Item, Order
from question_bank.model.bilingual import Bilingual
from question_bank.model.data import topic_data
from question_bank.model.draw import Draw
from question_bank.model.family import Family, Parameters
from question_bank.model.frozen import Frozen

FEWEST, MOST = 4, 6
LEAST_RELATED = 0.6  # of the pairs of shown steps: fewer, and nearly every order would be right
SMALL = 100


class Stage(Frozen):
    """One thing of a procedure and why it stands there.

    ``without`` is the reason where the stage that it names is not shown, which ``reason`` speaks of.
    It comes after all before it, or, where ``after`` is given, after those only (and what they come after). ``rank`` is
    a year, where two may stand at the same place.
    """

    text: Bilingual
    reason: Bilingual
    without: dict[str, Bilingual] = Field(default={})
    rank: int | None = None
    after: tuple[str, ...] | None = None

    def told(self, shown: Sequence[str]) -> Bilingual:
        """The reason among the stages that are shown."""
        return next((reason for stage, reason in self.without.items() if stage not in shown), self.reason)


class Mistake(Frozen):
    """A known confusion: ``first`` before ``second``, though it comes after."""

    slip: str
    first: str
    second: str


class Procedure(Frozen):
    """A procedure: what its order is (the text of the question goes on 'put them …'), and its stages in that order."""

    points: tuple[str, ...]
    by: Bilingual
    stages: dict[str, Stage]
    mistakes: tuple[Mistake, ...] = ()

    def needs(self, stage: str) -> set[str]:
        """All stages that must come before one."""
        after = self.stages[stage].after
        if after is None:
            return set(list(self.stages)[: list(self.stages).index(stage)])
        return set(after).union(*(self.needs(other) for other in after))


@cache
def procedures(topic: str) -> Mapping[str, Procedure]:
    """The procedures of a topic; raises where its file is missing or not of its form."""
    return {name: Procedure.model_validate(text) for name, text in topic_data(topic, "order.toml").items()}


@cache
def _shown_of(topic: str, names: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """All that may be shown: a procedure with four to six of its stages, no two at the same place."""
    found = []
    for name in names:
        stages = procedures(topic)[name].stages
        for size in range(FEWEST, min(MOST, len(stages)) + 1):
            for chosen in combinations(stages, size):
                ranks = [stages[stage].rank for stage in chosen if stages[stage].rank is not None]
                if len(set(ranks)) == len(ranks):
                    found.append((name, chosen))
    return tuple(found)


def _procedure_problem(topic: str, p: Parameters) -> Order:
    procedure, shown = procedures(topic)[p["procedure"]], p["shown"]
    items = tuple(
        Item(
            stage,
            procedure.stages[stage].text,
            procedure.stages[stage].told(shown),
            tuple(other for other in shown if other in procedure.needs(stage)),
        )
        for stage in shown
    )
    confusions = tuple(
        Confusion(m.slip, m.first, m.second) for m in procedure.mistakes if {m.first, m.second} <= set(shown)
    )
    return Order(items, confusions, words={"by": procedure.by, "procedure": p["procedure"]})


def procedure_family(topic: str, name: str, *which: str, version: int = 1) -> Family:
    """The family ``<topic>.<name>`` that asks for the order of the named procedures' stages."""
    every = _shown_of(topic, which)

    def draw(d: Draw, _: int) -> Parameters:
        procedure, shown = d.pick("shown", every)
        return {"procedure": procedure, "shown": list(shown)}

    return Family(
        id=f"{topic}.{name}",
        version=version,
        asks=((1, "order"), (1, "combination")),
        draw=draw,
        problem=lambda p: _procedure_problem(topic, p),
        contents=len(every) if len(every) < SMALL else None,
        points=tuple(sorted({point for one in which for point in procedures(topic)[one].points})),
    )


def closure(trace: Derivation) -> dict[Name, set[Name]]:
    """Of each step of a run all that it uses, directly or not, inputs too."""
    used: dict[Name, set[Name]] = {}
    for step in trace.steps:
        used[step.name] = set(step.uses).union(*(used.get(name, set()) for name in step.uses))
    return used


def related_subsets(trace: Derivation, pool: Sequence[Name]) -> list[tuple[Name, ...]]:
    """Four to six steps of the pool of which each is related to another and most pairs are, in the order of the run."""
    used = closure(trace)
    steps = [step.name for step in trace.steps if step.name in set(pool)]
    found = []
    for size in range(FEWEST, MOST + 1):
        pairs = size * (size - 1) / 2
        for chosen in combinations(steps, size):
            related = [(a, b) for a, b in combinations(chosen, 2) if a in used[b]]
            if len(related) >= LEAST_RELATED * pairs and {name for pair in related for name in pair} == set(chosen):
                found.append(chosen)
    return found


def _reason(trace: Derivation, step: Step, shown: Sequence[Name], used: Mapping[Name, set[Name]]) -> Bilingual:
    """The formula of a step, and of the two steps before it where those are not shown, a line each."""
    line = writing.line(trace, step)
    if not line.symbolic:
        return Bilingual(
            ja=f"${line.symbol}$ は数え上げて求めるので、ほかの値を使いません。",
            en=f"${line.symbol}$ is counted: it uses no other value.",
        )
    direct = {name for name in step.uses if name in used and name not in shown}
    second = {other for name in direct for other in trace.step(*name).uses if other in used and other not in shown}
    told = direct | {name for name in second if used[name] & set(shown)}
    lines = [line] + [writing.line(trace, other) for other in reversed(trace.steps) if other.name in told]
    formulas = "\n".join(f"- ${entry.symbol} = {entry.symbolic}$" for entry in lines if entry.symbolic)
    return Bilingual(ja=formulas, en=formulas)


def run_family(
    topic: str,
    name: str,
    run: Run,
    pool: Sequence[Name],
    names: Mapping[str, Bilingual],
    *,
    points: tuple[str, ...],
    mistakes: tuple[tuple[str, Name, Name], ...] = (),
    conventions: tuple[str, ...] = (),
    level: int = 2,
    version: int = 1,
) -> Family:
    """The family ``<topic>.<name>`` that asks in which order the steps of a run can be computed.

    ``names`` says in words what a symbol is; ``mistakes`` are known confusions: a slip, and the step that it puts
    before another which it needs. What uses what is read from the run; its numbers do not matter.
    """

    @cache
    def trace() -> Derivation:
        return run.trace()

    @cache
    def every() -> list[tuple[Name, ...]]:
        return related_subsets(trace(), pool)

    def draw(d: Draw, _: int) -> Parameters:
        return {"shown": [list(step) for step in d.pick("shown", every())]}

    def problem(p: Parameters) -> Order:
        return _run_problem(
            trace(), run, [(symbol, index) for symbol, index in p["shown"]], names, mistakes, conventions
        )

    return Family(
        id=f"{topic}.{name}",
        version=version,
        asks=((level, "order"), (level, "combination")),
        draw=draw,
        problem=problem,
        contents=len(every()) if len(every()) < SMALL else None,
        points=points,
    )


def _label(trace: Derivation, name: Name, names: Mapping[str, Bilingual]) -> Bilingual:
    symbol = writing.symbol(trace.notation, name)
    words = names.get(name[0])
    if words is None:
        return Bilingual(ja=f"${symbol}$", en=f"${symbol}$")
    return Bilingual(ja=f"{words.ja} ${symbol}$", en=f"{words.en} ${symbol}$")


def _id(name: Name) -> str:
    return f"{name[0]} {name[1]}"


def _run_problem(
    trace: Derivation,
    run: Run,
    shown: Sequence[Name],
    names: Mapping[str, Bilingual],
    mistakes: Sequence[tuple[str, Name, Name]],
    conventions: tuple[str, ...],
) -> Order:
    used = closure(trace)
    items = tuple(
        Item(
            _id(name),
            _label(trace, name, names),
            _reason(trace, trace.step(*name), shown, used),
            tuple(_id(other) for other in shown if other in used[name]),
        )
        for name in shown
    )
    confusions = tuple(
        Confusion(slip, _id(first), _id(second))
        for slip, first, second in mistakes
        if first in shown and second in shown
    )
    return Order(items, confusions, run=run, conventions=conventions)
