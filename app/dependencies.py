"""What a request is given: the app's services, and the learner whose pages these are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Annotated

from fastapi import Depends, Path, Request

from app.db import Database
from app.settings import Settings
from question_bank.bank import Bank
from question_bank.model.bilingual import Language

LARGEST_ID = 2**63 - 1  # of SQLite's integers; an address that names a larger one names nothing
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@dataclass(frozen=True)
class Services:
    """What the app is made of; built once, at start."""

    settings: Settings
    bank: Bank
    database: Database
    now: Callable[[], datetime]
    random: Random


@dataclass(frozen=True)
class Visitor:
    """Who is on the page, and in which language."""

    learner_id: int
    language: Language


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
