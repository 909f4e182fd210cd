"""What of an answered question is open: one of its readings, and some steps of its derivation. The address can ask."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias, get_args

from fastapi import Query
from starlette.datastructures import QueryParams

from app.quiz.states import Result
from app.web.asked import not_usable, repeated, without_use
from question_bank.model.bilingual import Bilingual
from question_bank.model.review import DerivationLine, Review, SlipFinding

Reading: TypeAlias = Literal["derivation", "picture", "check", "numpy"]
READINGS: tuple[Reading, ...] = get_args(Reading)
AT_ONCE: frozenset[Reading] = frozenset({"derivation", "picture"})  # the first of them is open unasked
SHOW, STEPS, ALL, REPORT, CHOICES = "show", "steps", "all", "report", "choices"
FEW = 2  # folded steps that are opened one by one as soon as together
MOST = 2  # steps that are opened beside the last one: more of them are read in their lines


async def readable(
    show: Annotated[tuple[str, ...], Query(alias=SHOW)] = (),
    steps: Annotated[tuple[str, ...], Query(alias=STEPS)] = (),
) -> None:
    """Declare, as a dependency of a page, what ``opened`` looks for in its address."""


@dataclass(frozen=True)
class Opened:
    """The readings that there are, the one that stands open, and the numbers of the steps that are not folded."""

    address: str  # of the page, where it stands at another one
    readings: tuple[Reading, ...]
    reading: Reading | None
    steps: frozenset[int]
    named: int  # the step that the address names, 0 where it names none
    entries: int  # the one that is looked at entry by entry: it is named, and stands open anyway
    folded: int  # how many steps are
    asked: bool  # by the address: then it is not the verdict that is looked for
    report: bool  # whether the report of a mistake is asked for
    others: bool  # whether the choices that were neither chosen nor right are
    left_out: tuple[Bilingual, ...]  # what the address asks for and the page cannot open

    def at(self, reading: Reading) -> str:
        """The address at which a reading is open."""
        return f"{self.address}?{SHOW}={reading}#opened"

    @property
    def whole(self) -> str:
        """The address at which every step is open."""
        return f"{self.address}?{STEPS}={ALL}#opened"

    @property
    def sheet(self) -> str:
        """The address at which the question is a sheet to be printed: with every step and every choice."""
        return f"{self.address}?{SHOW}={ALL}#print"

    @property
    def many(self) -> bool:
        """Whether so many steps are folded that one wants to open them together."""
        return self.folded > FEW

    def by_entries(self, number: int) -> bool:
        """Whether a step is sent with what it is entry by entry."""
        return not self.folded or number == self.named

    def to_entries(self, number: int) -> str:
        """Where a step can be read entry by entry."""
        return f"{self.address}?{STEPS}={number}#step-{number}"

    @property
    def reporting(self) -> str:
        """The address at which the report of a mistake stands."""
        return f"{self.address}?{SHOW}={REPORT}#{REPORT}ing"

    @property
    def choices(self) -> str:
        """The address at which every choice is told of."""
        return f"{self.address}?{SHOW}={CHOICES}#others"

    def to_step(self, number: int) -> str:
        """Where a step can be read whole: on this page, or at the address that opens it."""
        here = self.reading == "derivation" and number in self.steps
        return f"#step-{number}" if here else self.to_entries(number)

    def to_given(self, name: str) -> str:
        """Where the list of given values has one: it stands above the whole derivation."""
        return f"{self.address}?{STEPS}={ALL}#given-{name}" if self.folded else f"#given-{name}"


def _last(lines: Sequence[DerivationLine]) -> frozenset[int]:
    """The step that ends the derivation, with the one that it only rounds or picks an entry of."""
    count = len(lines)
    closing = count > 1 and not (lines[-1].symbolic or lines[-1].evidence)
    return frozenset({count, count - 1} if closing else {count})


def _met(finding: SlipFinding, numbers: dict[str, int]) -> Iterator[int]:
    """Where a finding parts from the derivation, with what stands before and after it, if it is certain."""
    around = (-1, 0, 1) if finding.certain else (0,)
    for parting in finding.partings:
        if number := numbers.get(parting.step):
            yield from (number + beside for beside in around)
    if finding.matched is not None and (number := numbers.get(finding.matched.step)):
        yield number


def first_open(review: Review, result: Result) -> frozenset[int]:
    """The steps that stand open of themselves: where it went wrong and what is beside it.

    After a right answer that is the last one; where nothing was answered, also what it is made of, if that is not much.
    """
    lines = review.lines
    if not lines:
        return frozenset()
    numbers = {line.id: number for number, line in enumerate(lines, start=1)}
    met = {number for finding in review.findings for number in _met(finding, numbers)}
    if met:
        return frozenset(met & set(numbers.values()))
    last = _last(lines)
    made_of = {use.step for number in last for use in lines[number - 1].uses if use.step} - last
    return last | made_of if result == "unknown" and len(made_of) <= MOST else last


def _only(query: QueryParams, name: str) -> tuple[str | None, tuple[Bilingual, ...]]:
    """The value that a name has in an address, and that it has several."""
    values = query.getlist(name)
    return (values[-1] if values else None), tuple(repeated(name, value) for value in values[1:][-1:])


def opened(
    review: Review, result: Result, readings: Collection[Reading], query: QueryParams | None = None, address: str = ""
) -> Opened:
    """What is open on the page of an answer: what its address asks for, as far as there is such a thing."""
    query = QueryParams() if query is None else query
    there = tuple(reading for reading in READINGS if reading in readings)
    reading, steps = next((one for one in there if one in AT_ONCE), None), first_open(review, result)
    show, twice = _only(query, SHOW)
    wish, thrice = _only(query, STEPS)
    left_out = [*twice, *thrice]
    found = next((one for one in there if one == show), None)
    if found is not None:
        reading = found
    elif show is not None and show not in {REPORT, CHOICES, ALL}:
        left_out.append(not_usable(SHOW, show))
    every = frozenset(range(1, len(review.lines) + 1))
    named = next((number for number in every if reading == "derivation" and str(number) == wish), 0)
    entries = named if named in steps else 0
    if named:
        steps |= {named}
    elif reading == "derivation" and ALL in {wish, show}:
        steps = every
    elif wish is not None:
        left_out.append(not_usable(STEPS, wish) if reading == "derivation" else without_use(STEPS, wish))
    asked = show is not None or wish is not None
    folded = len(every - steps)
    extra = (show == REPORT, show in {CHOICES, ALL})
    return Opened(address, there, reading, steps, named, entries, folded, asked, *extra, tuple(left_out))
