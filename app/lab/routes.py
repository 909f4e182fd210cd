"""The addresses of the lab. GET holds the inputs and can be shared; POST gives the same page for longer ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.dependencies import ServicesDep
from app.lab.service import open_page
from app.missing import NotFoundError
from app.web.asked import repeated
from app.web.querying import tell_unknown
from app.web.templating import page
from question_bank.model.bilingual import Bilingual
from question_bank.model.topics import Topic
from question_bank.operations import operations
from question_bank.operations.operation import Operation

router = APIRouter(prefix="/lab")

_MOST_TOLD = 5


@dataclass(frozen=True)
class LabList:
    """The operations of each topic that has any."""

    topics: Sequence[tuple[Topic, Sequence[Operation]]]


@router.get("", dependencies=[Depends(tell_unknown)])
def show_list(request: Request, services: ServicesDep) -> Response:
    """Every operation, by topic."""
    topics = [
        (topic, [operation for operation in operations().values() if operation.topic == topic.id])
        for topic in services.bank.topics.topics
    ]
    return page(request, "lab/list.html", LabList([entry for entry in topics if entry[1]]))


@router.get("/{operation}")
def show(request: Request, operation: str) -> Response:
    """An operation with the inputs of the address: the example where there are none."""
    sent = request.query_params
    twice = tuple(repeated(name, sent[name]) for name in sent if len(sent.getlist(name)) > 1)
    return _answer(request, operation, sent, twice[:_MOST_TOLD])


async def sent_form(request: Request) -> dict[str, str]:
    """The fields of a form, whatever their names."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


@router.post("/{operation}")
def compute(request: Request, operation: str, sent: Annotated[dict[str, str], Depends(sent_form)]) -> Response:
    """An operation with inputs that are too long for an address; nothing is stored."""
    return _answer(request, operation, sent)


def _answer(request: Request, name: str, sent: Mapping[str, str], told: tuple[Bilingual, ...] = ()) -> Response:
    if name not in operations():
        raise NotFoundError
    view = open_page(operations()[name], sent)
    if told:
        view = replace(view, left_out=(*told, *view.left_out))
    return page(request, "lab/operation.html", view, status_code=422 if view.problems else 200)
