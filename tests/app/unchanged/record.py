"""Write ``pages.json``, what ``test_unchanged`` holds the bank and the pages against.

Run as ``python -m tests.app.unchanged.record`` before a change that must not be seen, never to make the test pass.
"""

import json
import tempfile
from pathlib import Path

from fastapi.testclient import TestClient

from app.db import Database
from question_bank.bank import load_bank
from tests.app.site import Site, build
from tests.app.unchanged.pages import shown

TARGET = Path(__file__).with_name("pages.json")


def main() -> None:
    """Draw every question anew, and open its pages."""
    bank = load_bank()
    found: dict[str, dict[str, dict[str, str]]] = {}
    for topic in bank.topics.topics:
        with tempfile.TemporaryDirectory() as folder:
            template = Path(folder) / "template.sqlite3"
            database = Database(f"sqlite:///{template}")
            database.migrate()
            database.dispose()
            app, clock = build(template, Path(folder), bank)
            with TestClient(app, follow_redirects=False) as client:
                found[topic.id] = shown(Site(client, app.state.services, clock), topic.id)
    TARGET.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
