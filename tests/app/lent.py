"""An app that serves one test after the other, each on a database of its own.

What it has compiled for one – routes, middleware, SQL – it need not compile for the next: more than half of the time of
a test that opens a few pages.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar

from fastapi import FastAPI
from sqlalchemy import event
from sqlalchemy.engine import make_url

from app.db.database import PATIENCE
from app.dependencies import Services
from app.factory import create_app
from app.settings import Settings
from question_bank.bank import Bank


class Lent:
    """An app with the database that it is on just now."""

    _idle: ClassVar[list["Lent"]] = []

    def __init__(self, settings: Settings, bank: Bank) -> None:
        self.settings = settings
        self.app = create_app(settings, bank)
        self.services: Services = self.app.state.services
        event.listen(self.services.database.engine, "do_connect", self._connect)

    def _connect(self, _: Any, __: Any, ___: Any, options: dict[str, Any]) -> sqlite3.Connection | None:
        name = make_url(self.settings.database_url).database or ""
        if "dbname" in options:
            options["dbname"] = name
            return None  # to be connected to that one
        opened: sqlite3.Connection = sqlite3.connect(name, **options)
        return opened

    def serves(self, settings: Settings, bank: Bank) -> bool:
        """Whether this could be the app of these settings, but for the database."""
        elsewhere = self.settings.model_copy(update={"database_url": settings.database_url})
        alike = make_url(self.settings.database_url).drivername == make_url(settings.database_url).drivername
        return self.services.bank is bank and alike and elsewhere == settings

    @classmethod
    @contextmanager
    def to(cls, settings: Settings, bank: Bank) -> Iterator[FastAPI]:
        """An app on a migrated database until the end of the block: what runs on it must have ended then."""
        found = [one for one in cls._idle if one.serves(settings, bank)]
        lent = found[-1] if found else cls(settings, bank)
        if found:
            cls._idle.remove(lent)
        lent.settings = settings
        lent.services.database.url = settings.database_url
        lent.services.database.patience = PATIENCE
        lent.services.database.trouble = ""
        lent.app.state.services = replace(lent.services, settings=settings)
        yield lent.app
        lent.app.dependency_overrides.clear()
        lent.services.database.engine.dispose()
        cls._idle.append(lent)  # not after a failure
