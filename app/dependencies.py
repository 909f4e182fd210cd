"""What a request is given: the app's services, and the learner whose pages these are."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import BeforeValidator

from app.db import Database
from app.sessions.limiting import Limits
from app.sessions.logins import Login
from app.settings import Settings
from question_bank.bank import Bank
from question_bank.model.bilingual import Language

LARGEST_ID = 2**63 - 1  # of SQLite's integers; an address that names a larger one names nothing
_WRITTEN = re.compile(r"[1-9][0-9]{0,18}")


def is_id(text: str) -> bool:
    """Whether a text is an id as our addresses write it.

    ``1.0``, ``+1`` and ``01`` name nothing, though a number could be read from them.
    """
    return _WRITTEN.fullmatch(text) is not None and int(text) <= LARGEST_ID


def _as_written(text: str) -> str:
    if not is_id(text):
        raise ValueError("this is no id")
    return text


Written = Annotated[int, BeforeValidator(_as_written)]
Id = Annotated[Written, Path()]
Anchor = Annotated[int | None, Query(ge=0, le=LARGEST_ID)]  # the entry before or after which a page of a list begins


@dataclass(frozen=True)
class Services:
    """What the app is made of; built once, at start."""

    settings: Settings
    bank: Bank
    database: Database
    now: Callable[[], datetime]
    random: Random
    limits: Limits | None = None  # of hosted mode


@dataclass(frozen=True)
class Visitor:
    """Who is on the page, and in which language."""

    learner_id: int  # ``NOBODY`` for whoever has sent nothing yet
    language: Language
    login: Login = field(default_factory=Login)


async def services(request: Request) -> Services:
    """The services of the running app."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


async def visitor(request: Request) -> Visitor:
    """The learner, as the preferences dependency found them."""
    found: Visitor = request.state.visitor
    return found


VisitorDep = Annotated[Visitor, Depends(visitor)]


async def sent_fields(request: Request) -> list[tuple[str, str]]:
    """The fields of a form in their order, whatever their names."""
    return [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]


SentDep = Annotated[list[tuple[str, str]], Depends(sent_fields)]
