"""Today's questions and the lists. GET is always safe; every POST that succeeds leads on with 303."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.dependencies import ServicesDep, VisitorDep
from app.missing import NotFoundError
from app.progress import repository as progress
from app.review import starting
from app.review.lists import Listing, Name, listings
from app.schedule.today import Today, today
from app.web.templating import page
from question_bank.model.bilingual import Bilingual

router = APIRouter(prefix="/review")
FEW_SLIPS = 5


@dataclass(frozen=True)
class ReviewPage:
    """What is due, the lists, the slips made most often, and what comes in the days ahead."""

    today: Today
    lists: tuple[tuple[Listing, tuple[Bilingual, ...]], ...]  # with the titles of the first kinds
    slips: tuple[tuple[str, Bilingual, int], ...]


@router.get("")
def show(request: Request, services: ServicesDep, visitor: VisitorDep) -> Response:
    """The lists to practise from."""
    now = today(services, visitor)
    bank = services.bank
    with services.database.read() as session:
        found = listings(session, bank, visitor.learner_id, now)
        slips = progress.slips(session, visitor.learner_id)
    titled = tuple((one, tuple(bank.title(kind.family) for kind in one.kinds[:3])) for one in found)
    known = [(slip, bank.slip_names[slip], times) for slip, times in slips if slip in bank.slip_families]
    return page(request, "review/review.html", ReviewPage(now, titled, tuple(known[:FEW_SLIPS])))


@router.post("/today")
def start_today(services: ServicesDep, visitor: VisitorDep) -> Response:
    """Today's questions, or on with those that were begun; where every kind was asked today, to the lists."""
    try:
        return RedirectResponse(f"/practice/{starting.start_today(services, visitor)}", status_code=303)
    except NotFoundError:
        return RedirectResponse("/review", status_code=303)


@router.post("/placement")
def start_placement(services: ServicesDep, visitor: VisitorDep, decline: Annotated[bool, Form()] = False) -> Response:
    """The placement quiz, or on with the one that was begun; or it is not to be offered any more."""
    if decline:
        starting.decline_placement(services, visitor)
        return RedirectResponse("/", status_code=303)
    return RedirectResponse(f"/practice/{starting.start_placement(services, visitor)}", status_code=303)


@router.post("/list")
def start_list(services: ServicesDep, visitor: VisitorDep, name: Annotated[Name, Form()]) -> Response:
    """Questions of the kinds of a list; where none is left in it, back to the lists."""
    now = today(services, visitor)
    with services.database.read() as session:
        found = listings(session, services.bank, visitor.learner_id, now)
    kinds = next((one.kinds for one in found if one.name == name), ())
    try:
        return RedirectResponse(
            f"/practice/{starting.start_list(services, visitor, name, kinds)}/items/1", status_code=303
        )
    except NotFoundError:
        return RedirectResponse("/review", status_code=303)
