"""The addresses by which owners see figures: of the class, of a member who agrees, as a table to take away."""

import re
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from app.classes import counting, figures, membership, sets, table
from app.classes.counting import Counted
from app.classes.roles import Inside, OwnerDep, router_for
from app.classes.routes import PRIVATE
from app.classes.sets import Listed
from app.classes.views import FiguresPage, MemberPage
from app.dependencies import Id, Services, ServicesDep, VisitorDep
from app.missing import NotFoundError
from app.web.templating import page
from question_bank.model.bilingual import Bilingual

router = router_for("owner")
_NO_NAME = r'[\\/:*?"<>|\s\x00-\x1f]+'  # of a file


def _read(services: Services, inside: Inside) -> tuple[Counted, tuple[Listed, ...]]:
    own = inside.membership
    with services.database.read() as session:
        found = counting.counted(session, own.classroom_id)
        return found, tuple(sets.listed(session, own.classroom_id, own.learner_id))


def _titles(services: Services, counted: Counted) -> dict[str, Bilingual]:
    return {family: services.bank.title(family) for family in {one.family for one in counted.answers}}


def _slips(services: Services) -> dict[str, Bilingual]:
    return dict(services.bank.slip_names)


@router.get("/figures")
def show(request: Request, services: ServicesDep, inside: OwnerDep) -> Response:
    """The figures of the class."""
    counted, listed = _read(services, inside)
    sizes = {one.id: one.count for one in listed}
    found = figures.class_figures(counted, sizes, services.bank.slip_families)
    topics = {topic.id: topic.title for topic in services.bank.topics.topics}
    view = FiguresPage(inside, found, listed, _titles(services, counted), topics, _slips(services))
    return page(request, "classes/figures.html", view, headers=PRIVATE)


@router.get("/figures.csv")
def download(request: Request, services: ServicesDep, visitor: VisitorDep, inside: OwnerDep) -> Response:
    """The figures of the members who agree, a line for each kind in each set."""
    counted, listed = _read(services, inside)
    text = table.written(services.bank, counted, {one.id: one.title for one in listed}, visitor.language)
    day = services.now().astimezone(request.state.where).date().isoformat()
    name = quote(f"edrill-{re.sub(_NO_NAME, '_', inside.classroom.name)}-{day}.csv", safe="")
    named = f"attachment; filename=\"edrill-class-{day}.csv\"; filename*=UTF-8''{name}"
    return Response(
        text.encode("utf-8"),
        media_type="text/csv; charset=utf-8",
        headers={**PRIVATE, "Content-Disposition": named},
    )


@router.get("/members/{member_id}")
def show_member(request: Request, services: ServicesDep, inside: OwnerDep, member_id: Id) -> Response:
    """The figures of a member; of one who does not agree none, and that."""
    counted, listed = _read(services, inside)
    with services.database.read() as session:
        people = membership.people(session, inside.classroom.id)
    person = next((one for one in people if one.id == member_id), None)
    if person is None:
        raise NotFoundError
    own = figures.own_figures(counted, member_id)
    view = MemberPage(inside, person, own, listed, _titles(services, counted), _slips(services))
    return page(request, "classes/member.html", view, headers=PRIVATE)
