"""A database in which every address finds something: a quiz with an answer, and a mock exam that is open."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from question_bank.bank import Bank
from tests.app.conftest import kept_in, template
from tests.app.place import in_folder
from tests.app.site import build


@pytest.fixture(scope="session")
def begun(template: Path, tmp_path_factory: pytest.TempPathFactory, bank: Bank) -> Path:
    """A database with a quiz of ``rnn.hidden-state``, whose first question has been given up, and an open exam."""
    folder = tmp_path_factory.mktemp("begun")
    app, _ = build(template, folder, bank)
    with TestClient(app, follow_redirects=False) as client:
        client.post("/practice/family", data={"family": "rnn.hidden-state"})
        client.post("/practice/1/items/1", data={"unknown": "1"})
        client.post("/exams", data={"length": "quarter"})
    return in_folder(template, folder)


__all__ = ["begun", "kept_in", "template"]
