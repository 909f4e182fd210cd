"""The app as its own process, started as a user starts it, on a database of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import ROOT


@contextmanager
def serving(database: Path) -> Iterator[str]:
    """Run ``python -m app serve`` until the block ends; yields its address."""
    environment = {**os.environ, "EDRILL_DATABASE_URL": f"sqlite:///{database}", "TZ": "Asia/Tokyo"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        announced = re.search(r"http://localhost:(\d+)/", line)
        assert announced is not None, line
        yield f"http://127.0.0.1:{announced[1]}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()
