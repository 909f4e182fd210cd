"""Prove the question bank over many seeds: ``python -m question_bank.proof.verify [--family ID] [--seeds N]``.

Every family is drawn in each of its (level, form) pairs, shown, answered and reviewed. Prints a row a family and exits
non-zero on any failure. Independent oracles for the keys are passed in by the caller (``main(oracles=…)``), since they
live with the tests.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from os import cpu_count
from typing import TypeAlias

from question_bank.bank import Bank, load_bank
from question_bank.kinds.choosing import CHOICES
from question_bank.kinds.issuing import MOST_ATTEMPTS, drawn
from question_bank.kinds.registry import kind_of
from question_bank.kinds.slips import slips
from question_bank.model.family import Family
from question_bank.model.fitting import TRIES, counted_tries
from question_bank.model.instance import Form, Instance
from question_bank.model.made import ExhaustedError
from question_bank.proof import chance, proof
from question_bank.proof.authoring import author_problems, file_of
from question_bank.proof.failures import Failures, raised
from question_bank.proof.promises import promise_problems

Oracle: TypeAlias = Callable[[Instance], "tuple[float, ...] | str"]
Convert: TypeAlias = Callable[[str], object]

APART = 1_000_000  # between the seeds of one (level, form) pair and the next, so that all their contents differ
LEAST_CONTENTS = 100
MOST_REJECTED = 0.3  # of the attempts: draws are built to be fit, not thrown until they are
ENOUGH = 100  # attempts of a family from which its share is taken as it is, without what chance may add
RARE = 1e-4  # the chance of a share, were the bound kept, below which fewer attempts are enough
MANY = 30  # draws of a (level, form) in which a slip was never wrong: it is no mistake there
MOST_TRIES = 25  # of one draw built to fit, on the average
LEAST_LIVE = 0.2  # share of its instances in which a named slip must show
ENOUGH_PLACES = 40  # choices from which the places of the right one are judged


@dataclass
class Row:
    """What the draws of one family showed."""

    family: str
    pairs: str
    draws: int = 0
    attempts: int = 0
    milliseconds: float = 0.0
    contents: set[str] = field(default_factory=set)
    positions: Counter[int] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    live: Counter[str] = field(default_factory=Counter)
    oracle: bool = False
    tries: list[int] = field(default_factory=list)  # values looked at by each draw that is built to fit
    failures: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> float:
        """The share of attempts that were not fit to be asked."""
        return 1 - self.draws / self.attempts if self.attempts else 0.0

    @property
    def tried(self) -> float:
        """How many values a draw that is built to fit looked at, on the average; 0 where none is."""
        return sum(self.tries) / len(self.tries) if self.tries else 0.0


def _drawn(family: Family, level: int, form: Form, seed: int, row: Row) -> Instance:
    with counted_tries() as tries:
        try:
            instance, rejected = drawn(family, level, form, seed)
        except ExhaustedError:
            row.attempts += MOST_ATTEMPTS
            raise
        finally:
            row.tries += tries
    row.attempts += rejected + 1
    return instance


def verify_family(
    family_id: str,
    seeds: Sequence[int],
    oracle: Oracle | None = None,
    convert: Convert | None = None,
    *,
    every: bool = False,
) -> Row:
    """Draw a family at each seed in each of its (level, form) pairs and check all that must hold of it.

    ``every``: where a rewrite or a pair of slips is shown is proven too, not only where a named slip is.
    """
    bank = load_bank()
    family = bank.family(family_id)
    row = Row(family_id, " ".join(f"{level}{form}" for level, form in family.asks), oracle=oracle is not None)
    found = Failures(file_of(family))
    for said in author_problems(family):
        found.add(family_id, said)
    for pair, (level, form) in enumerate(family.asks):
        before = (row.draws, row.attempts)
        idle: Counter[str] = Counter()
        wrong: set[str] = set()
        for seed in (APART * pair + seed for seed in seeds):
            place = f"{family_id} level {level} {form} seed {seed}"
            try:
                began = time.perf_counter()
                instance = _drawn(family, level, form, seed, row)
                row.milliseconds += 1000 * (time.perf_counter() - began)
                row.draws += 1
                problem = family.ask(instance.parameters, instance.form)
                harmless, harmful = kind_of(problem).by_harm(problem)
                idle.update(harmless)
                wrong |= harmful
                for said in _checked(bank, family, instance, oracle, convert, row):
                    found.add(place, said)
                for said in promise_problems(bank, family, instance, every=every):
                    found.add(place, said)
            except Exception as error:
                found.add(place, raised(error, family.topic))
        place = f"{family_id} level {level} {form}"
        draws, attempts = row.draws - before[0], row.attempts - before[1]
        row.failures += _over_rejected(place, draws, attempts, certain=attempts + 1)
        row.failures += _never_harmful(place, idle, wrong)
    row.failures = [*found.told(), *row.failures]
    row.failures += _over_rejected(family_id, row.draws, row.attempts, certain=ENOUGH)
    row.failures += _over_tried(family_id, row)
    _over_all(family, row)
    return row


def _over_rejected(place: str, draws: int, attempts: int, *, certain: int) -> list[str]:
    """The share of attempts that were not fit to be asked, where it is beyond the bound.

    From ``certain`` attempts on it is taken as it is; of fewer it must be beyond what chance makes of the bound.
    """
    rejected = attempts - draws
    if rejected <= MOST_REJECTED * attempts:
        return []
    if attempts < certain and chance.at_least(rejected, attempts, MOST_REJECTED) >= RARE:
        return []
    return [f"{place}: {rejected / attempts:.1%} of the attempts are rejected"]


def _never_harmful(place: str, idle: Counter[str], wrong: set[str]) -> list[str]:
    """The slips that are named, but give the right answer in every draw of a (level, form): they are no mistake there.

    For each of them the draw looks for another in which it does harm, in vain.
    """
    return [
        f"{place}: slip {slip} is never wrong" for slip, count in idle.items() if count >= MANY and slip not in wrong
    ]


def _over_tried(place: str, row: Row) -> list[str]:
    """Draws built to fit that look at too many values, or at all of them in vain."""
    spent = sum(tries == TRIES for tries in row.tries)
    problems = [f"{place}: {row.tried:.1f} values are looked at for one that fits"] if row.tried > MOST_TRIES else []
    return problems + ([f"{place}: {spent} of {len(row.tries)} draws found none that fits"] if spent else [])


def _checked(
    bank: Bank, family: Family, instance: Instance, oracle: Oracle | None, convert: Convert | None, row: Row
) -> list[str]:
    """What is wrong with one instance."""
    row.contents.add(instance.fingerprint)
    if instance.key.choice is not None:
        row.positions[instance.key.choice] += 1
    found = slips(family, instance)
    row.named.update(found.named)
    row.live.update(found.live)
    problems = [*proof.key_problems(bank, family, instance), *proof.choice_problems(instance)]
    if len(found.live) < kind_of(family.ask(instance.parameters, instance.form)).least_live:
        problems.append(f"only {len(found.live)} live slips")
    if oracle is not None:
        files = f"{file_of(family)}, or {oracle.__module__.replace('.', '/')}.py"
        problems += [f"{said} ({files})" for said in proof.oracle_problems(family, instance, oracle(instance))]
    problems += proof.page_problems(bank, instance, convert)
    return problems


def _over_all(family: Family, row: Row) -> None:
    """What only many draws can show: shares, the spread of the key, the number of contents."""
    for slip, count in row.named.items():
        if chance.at_most(row.live[slip], count, LEAST_LIVE) < chance.IMPROBABLE:
            row.failures.append(f"{row.family}: slip {slip} is live in {row.live[slip]} of {count} instances")
    places = [row.positions[k] for k in range(CHOICES)]
    if sum(places) >= ENOUGH_PLACES and chance.so_uneven(places) < chance.IMPROBABLE:
        row.failures.append(f"{row.family}: the key is not spread evenly: {dict(row.positions)}")
    size = family.contents or LEAST_CONTENTS
    if chance.so_few(len(row.contents), row.draws, size) < chance.IMPROBABLE:
        row.failures.append(f"{row.family}: only {len(row.contents)} contents in {row.draws} draws")
    if family.contents is not None and len(row.contents) > family.contents:
        row.failures.append(f"{row.family}: {len(row.contents)} contents, but {family.contents} are stated")


def table(rows: Sequence[Row]) -> str:
    """The rows as Markdown."""
    lines = [
        "| family | level and form | draws | rejected | tries | contents | ms a draw | oracle | failures |",
        "|---|---|---:|---:|---:|---:|---:|---|---:|",
    ]
    for row in rows:
        mean = row.milliseconds / max(1, row.draws)
        lines.append(
            f"| {row.family} | {row.pairs} | {row.draws} | {row.rejected:.1%} | {row.tried:.1f} | {len(row.contents)} "
            f"| {mean:.1f} | {'yes' if row.oracle else 'no'} | {len(row.failures)} |"
        )
    return "\n".join(lines)


def by_topic(rows: Sequence[Row]) -> str:
    """The rows summed over each topic, as Markdown."""
    lines = ["| topic | families | level and form pairs | draws | rejected | contents | failures |"]
    lines.append("|---|---:|---:|---:|---:|---:|---:|")
    for topic in dict.fromkeys(row.family.split(".")[0] for row in rows):
        of = [row for row in rows if row.family.startswith(f"{topic}.")]
        draws, attempts = sum(row.draws for row in of), sum(row.attempts for row in of)
        lines.append(
            f"| {topic} | {len(of)} | {sum(len(row.pairs.split()) for row in of)} | {draws} "
            f"| {1 - draws / max(1, attempts):.1%} | {sum(len(row.contents) for row in of)} "
            f"| {sum(len(row.failures) for row in of)} |"
        )
    return "\n".join(lines)


def _one(seeds: Sequence[int], oracles: Mapping[str, Oracle], convert: Convert | None, family_id: str) -> Row:
    return verify_family(family_id, seeds, oracles.get(family_id), convert, every=True)


def main(oracles: Mapping[str, Oracle] | None = None, convert: Convert | None = None) -> int:
    """Verify the families named on the command line, or all; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m question_bank.proof.verify", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--family", action="append", help="only this family; may be repeated")
    parser.add_argument("--seeds", type=int, default=50, help="seeds for each level and form (50)")
    parser.add_argument("--first", type=int, default=0, help="the first of them, as a gate names it (0)")
    parser.add_argument("--processes", type=int, default=cpu_count() or 1)
    arguments = parser.parse_args()
    known = list(load_bank().families)
    families = arguments.family or known
    if unknown := set(families) - set(known):
        parser.error(f"no such family: {', '.join(sorted(unknown))}")
    seeds = range(arguments.first, arguments.first + arguments.seeds)
    with ProcessPoolExecutor(arguments.processes) as pool:
        rows = list(pool.map(partial(_one, seeds, oracles or {}, convert), families))
    sys.stdout.write(f"{table(rows)}\n\n{by_topic(rows)}\n")
    failures = [failure for row in rows for failure in row.failures]
    for failure in failures[:50]:
        sys.stderr.write(failure + "\n")
    if len(failures) > 50:
        sys.stderr.write(f"… and {len(failures) - 50} more\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
