"""Metrics in Prometheus' text format, from numbers that the app keeps anyway."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from multiprocessing import parent_process
from pathlib import Path

from app.db import Database
from app.db.place import log_size, room
from app.db.spending import EDGES, Spread
from app.settings import Settings
from app.upkeep.automatic import shelf_of
from app.upkeep.backups import backups
from app.upkeep.observing import Requests

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
GAUGES = {
    "disk_free_bytes": "Free on the disk of the database",
    "database_bytes": "Size of the database file",
    "wal_bytes": "Size of the write-ahead log",
    "backup_age_seconds": "Since the newest backup",
}
Sample = tuple[str, Mapping[str, str], float]  # what follows the name, labels, value


def _own() -> Mapping[str, str]:
    """By what a process is told apart that is one of several: it can answer for itself alone."""
    return {} if parent_process() is None else {"process": str(os.getpid())}


def text(requests: Requests, database: Database, now: Mapping[str, float]) -> str:
    """All metrics; ``now`` are the gauges by name."""
    own = _own()
    answered = [
        sample
        for (method, route, status), spread in sorted(requests.spreads.items())
        for sample in _spread(spread, {**own, "method": method, "route": route, "status": str(status)})
    ]
    waited = list(_spread(database.waits, own))
    refused: Sample = ("", own, database.refused)
    lines = [
        *_metric("edrill_request_seconds", "histogram", "Time to answer, by route", answered),
        *_metric("edrill_write_wait_seconds", "histogram", "Time that writes waited for their turn", waited),
        *_metric("edrill_writes_refused_total", "counter", "Writes that had no turn in time", [refused]),
    ]
    return "\n".join([*lines, gauges(now)])


def gauges(now: Mapping[str, float]) -> str:
    """What is measured of the file: all that can be told without the server."""
    told = (_metric(f"edrill_{name}", "gauge", GAUGES[name], [("", {}, value)]) for name, value in now.items())
    return "".join(f"{line}\n" for lines in told for line in lines)


def figures(settings: Settings, path: Path | None, now: datetime) -> Mapping[str, float]:
    """The gauges, measured when they are asked for; none of a database that is no file."""
    if path is None or not path.is_file():
        return {}
    found = {"disk_free_bytes": room(path), "database_bytes": path.stat().st_size, "wal_bytes": log_size(path)}
    own = shelf_of(settings, path)
    newest = backups(own)[:1] if own is not None else []
    ages = {"backup_age_seconds": round((now - newest[0].taken).total_seconds())} if newest else {}
    return {**found, **ages}


def _metric(name: str, kind: str, words: str, samples: Sequence[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} {kind}"
    for ending, labels, value in samples:
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{ending}{f'{{{inner}}}' if inner else ''} {value}"


def _spread(spread: Spread, labels: Mapping[str, str]) -> Iterator[Sample]:
    below = 0
    for edge, count in zip((*EDGES, None), spread.counts, strict=True):
        below += count
        yield "_bucket", {**labels, "le": "+Inf" if edge is None else f"{edge:g}"}, below
    yield "_sum", labels, spread.total
    yield "_count", labels, below


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
