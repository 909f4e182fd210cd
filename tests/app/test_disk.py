"""A disk that is really full: reading goes on, nothing is said to be saved."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank
from tests.app.site import Site, lent, right
from tests.app.test_trouble import unsaved

pytestmark = pytest.mark.file

MOUNTING = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or subprocess.run([*MOUNTING, place], capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here: that a full one is told was not looked at")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def small(template: Path, disk: Path, bank: Bank) -> Iterator[Site]:
    """A site on it."""
    with (
        lent(template, disk, bank) as (app, clock),
        TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client,
    ):
        yield Site(client, app.state.services, clock)


def fill(disk: Path) -> None:
    with (disk / "rest").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return


def test_reading_goes_on_and_what_cannot_be_written_is_said(
    small: Site, disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    quiz = small.quiz("rnn.hidden-state")
    number = 1 + small.forms(quiz).index("vector")
    form, address = right(small.content(quiz, number)), f"/practice/{quiz}/items/{number}"
    fill(disk)
    for page in (address, "/", "/topics", "/statistics", "/settings", f"/practice/{quiz}/items/1"):
        assert small.get(page).status_code == 200, page  # also of questions that nobody has seen
    for _ in range(3):
        page = unsaved(small.post(address, form))
        assert re.findall(r'id="cell-\d" value="([^"]+)"', page) == list(form["cell"])
    assert "writing" in small.get("/readyz").json()["wrong"]
    assert small.get("/readyz").status_code == 503
    assert len(caplog.records) == 1
    assert "disk is full" in caplog.text
    (disk / "rest").unlink()
    assert small.post(address, form).status_code == 303
    assert "writing" not in small.get("/readyz").json()["wrong"]
    assert len(caplog.records) == 2
