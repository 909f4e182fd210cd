"""How well wrong answers are diagnosed: ``python -m benchmarks.diagnosis [--seeds N] [--family ID]``.

For every numeric family, level and form: how often a named slip that is live is recognised when its value is typed, how
often a random answer near the key is told as a named slip (as the cause, or as a possibility) and as anything else, and
what a diagnosis costs in processor time.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from os import cpu_count
from random import Random

import numpy as np

from engine.derivation import Array
from question_bank.bank import load_bank
from question_bank.feedback.diagnosis import Suspect, diagnose
from question_bank.feedback.live import live_slips
from question_bank.forms import form_of
from question_bank.model import rounding
from question_bank.model.computed import Numeric, asked_cells

RANDOM_ANSWERS = 20  # an instance


@dataclass
class Row:
    """What was seen of one family."""

    family: str
    instances: int = 0
    named: Counter[str] = field(default_factory=Counter)
    live: Counter[str] = field(default_factory=Counter)
    recognised: Counter[str] = field(default_factory=Counter)
    certain: int = 0  # of the recognised
    random: int = 0
    taken_for_named: int = 0
    possibly_named: int = 0
    taken_for_other: int = 0
    milliseconds: list[float] = field(default_factory=list)


def _timed(problem: Numeric, typed: Array, row: Row) -> list[Suspect]:
    began = time.process_time()
    trace = problem.run.trace()
    found = diagnose(problem, trace, typed)
    row.milliseconds.append(1000 * (time.process_time() - began))
    return found


def _written(cells: Array, problem: Numeric) -> Array:
    """Values as they would be typed: at the asked places."""
    return np.array([rounding.rounded(cell, problem.rounding) for cell in cells.ravel().tolist()]).reshape(cells.shape)


def _right(key: Array, typed: Array, problem: Numeric) -> bool:
    pairs = zip(key.ravel().tolist(), typed.ravel().tolist(), strict=True)
    return all(rounding.is_right(problem.rounding, k, t) for k, t in pairs)


def _measure(problem: Numeric, random: Random, row: Row) -> None:
    trace = problem.run.trace()
    key = asked_cells(trace.values, problem.asked)
    row.instances += 1
    row.named.update({slip.id for slip in problem.slips})
    for wrong in {wrong.slip.id: wrong for wrong in live_slips(problem, trace)}.values():
        row.live[wrong.slip.id] += 1
        found = _timed(problem, _written(wrong.cells, problem), row)
        if any(suspect.ids == (wrong.slip.id,) for suspect in found):
            row.recognised[wrong.slip.id] += 1
            row.certain += any(suspect.certain for suspect in found)
    for _ in range(RANDOM_ANSWERS):
        reach = np.maximum(1.0, np.abs(key))
        drawn = np.array([random.uniform(-1, 1) for _ in range(key.size)]).reshape(key.shape)
        typed = _written(key + drawn * reach, problem)
        if _right(key, typed, problem):
            continue
        found = _timed(problem, typed, row)
        row.random += 1
        row.taken_for_named += any(suspect.certain for suspect in found)
        row.possibly_named += any(suspect.kind == "named" and not suspect.certain for suspect in found)
        row.taken_for_other += bool(found) and all(suspect.kind != "named" for suspect in found)


def measure(family_id: str, seeds: int) -> Row | None:
    """Draw a family at each seed in each of its numeric (level, form) pairs; None where it has none."""
    bank = load_bank()
    family = bank.family(family_id)
    row, random = Row(family_id), Random(family_id)
    for level, form in family.asks:
        for seed in range(seeds):
            instance = bank.issue(family_id, level, form, seed)
            if not form_of(form).rows(instance):
                break
            problem = family.ask(instance.parameters, instance.form)
            if isinstance(problem, Numeric):
                _measure(problem, random, row)
    return row if row.instances else None


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _summary(rows: Sequence[Row]) -> str:
    costs = np.array([cost for row in rows for cost in row.milliseconds])
    total = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("random", "taken_for_named", "possibly_named", "taken_for_other", "certain")
    }
    live = sum(row.live.total() for row in rows)
    recognised = sum(row.recognised.total() for row in rows)
    return "\n".join(
        [
            f"named slips typed: {live}, recognised {_share(recognised, live)}, "
            f"told as the cause {_share(total['certain'], live)}",
            f"random answers: {total['random']}, "
            f"told as a named slip {_share(total['taken_for_named'], total['random'])}, "
            f"as possibly one {_share(total['possibly_named'], total['random'])}, "
            f"as possibly something else {_share(total['taken_for_other'], total['random'])}",
            f"processor time of a diagnosis: median {np.median(costs):.1f} ms, "
            f"99th percentile {np.percentile(costs, 99):.1f} ms, largest {costs.max():.1f} ms",
        ]
    )


def table(rows: Sequence[Row], slips: bool) -> str:
    """The rows as Markdown, with a row a slip where asked."""
    lines = ["| family | slip | live | recognised | told as cause | random: named | possibly | other | p99 ms |"]
    lines.append("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        live, recognised = row.live.total(), row.recognised.total()
        lines.append(
            f"| {row.family} | | {_share(live, row.named.total())} | {_share(recognised, live)} "
            f"| {_share(row.certain, live)} | {_share(row.taken_for_named, row.random)} "
            f"| {_share(row.possibly_named, row.random)} | {_share(row.taken_for_other, row.random)} "
            f"| {np.percentile(row.milliseconds, 99):.1f} |"
        )
        if slips:
            for slip, count in sorted(row.named.items()):
                shown = _share(row.recognised[slip], row.live[slip])
                lines.append(f"| | {slip} | {_share(row.live[slip], count)} | {shown} |" + " |" * 5)
    return "\n".join(lines)


def main() -> int:
    """Measure the families named on the command line, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diagnosis", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--family", action="append", help="only this family; may be repeated")
    parser.add_argument("--seeds", type=int, default=100, help="seeds for each level and form (100)")
    parser.add_argument("--slips", action="store_true", help="a row for each slip")
    parser.add_argument("--processes", type=int, default=cpu_count() or 1)
    arguments = parser.parse_args()
    families = arguments.family or list(load_bank().families)
    with ProcessPoolExecutor(arguments.processes) as pool:
        found = list(pool.map(partial(measure, seeds=arguments.seeds), families))
    rows = [row for row in found if row is not None]
    sys.stdout.write(f"{table(rows, arguments.slips)}\n\n{_summary(rows)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
