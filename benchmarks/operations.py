"""What every operation costs at the largest input that it takes: ``python -m benchmarks.operations [--operation ID]``.

Each is opened on its page in the lab, with all pictures, derivation, check and script, and computed through the API,
with each value of each convention on its own. Printed are milliseconds of processor time of the dearest of these, worst
first.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.db.database import Database
from app.factory import create_app
from app.settings import Settings
from question_bank.operations import operations
from question_bank.operations.filling import largest_values
from question_bank.operations.operation import Operation
from question_bank.operations.typed import written

GOAL = 500.0  # milliseconds
TRIES = 3


def conventions_of(operation: Operation) -> Iterator[dict[str, Any]]:
    """The defaults, and each other value of each convention on its own."""
    yield {}
    for c in operation.conventions:
        yield from ({c.name: value} for value in c.values if value != c.default)


def _least(request: Callable[[], Any]) -> float:
    """Milliseconds of processor time of a request, the least of several."""
    found = []
    for _ in range(TRIES):
        began = time.process_time()
        response = request()
        found.append(1000 * (time.process_time() - began))
        if response.status_code != 200:
            raise SystemExit(f"{response.request.url}: {response.status_code} {response.text[:500]}")
    return min(found)


def _measured(client: TestClient, operation: Operation) -> tuple[float, float, dict[str, Any]]:
    """The page and the API under the dearest convention, and which that is."""
    rows = []
    for conventions in conventions_of(operation):
        values = largest_values(operation, conventions)
        form = {name: written(value) for name, value in (conventions | values).items()}
        body = {"inputs": values, "conventions": conventions}
        page = _least(lambda form=form: client.post(f"/lab/{operation.id}", data=form))  # type: ignore[misc]
        api = _least(lambda body=body: client.post(f"/api/v1/compute/{operation.id}", json=body))  # type: ignore[misc]
        rows.append((page, api, conventions))
    return max(rows, key=lambda row: max(row[:2]))


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where an operation is dearer than the goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.operations", description=__doc__)
    parser.add_argument("--operation", choices=operations(), help="measure this one alone")
    chosen = parser.parse_args(arguments).operation
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'benchmark.sqlite3'}"
        database = Database(address)
        database.migrate()
        database.dispose()
        app = create_app(Settings(database_url=address, allowed_hosts=("testserver",)))
        with TestClient(app) as client:
            wanted = [operation for name, operation in operations().items() if chosen in {None, name}]
            found = {operation.id: _measured(client, operation) for operation in wanted}
    lines = [f"{'operation':28} {'page':>8} {'API':>8}  ms"]
    for name, (page, api, conventions) in sorted(found.items(), key=lambda entry: -max(entry[1][:2])):
        lines.append(f"{name:28} {page:8.0f} {api:8.0f}  {conventions or ''}")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(any(max(row[:2]) > GOAL for row in found.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
