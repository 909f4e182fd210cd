"""The address of a question. It holds the seed, so no page names it before the answer; GET stores nothing."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from app.dependencies import ServicesDep, VisitorDep
from app.instances.service import Asked, Missing, find, start
from app.pictures.graphs import Drawing
from app.pictures.sketches import draw_sketch
from app.quiz.places import Answering, topic_of
from app.web.templating import page
from question_bank.model.instance import Instance, Question
from question_bank.model.topics import Topic

router = APIRouter(prefix="/q")
ADDRESS = "/{family}/{version}/{level}/{form}/{seed}"
GONE = 410


@dataclass(frozen=True)
class InstancePage(Answering):
    """A question as it would be asked."""

    topic: Topic
    question: Question
    sketch: Drawing | None


@dataclass(frozen=True)
class MissingPage:
    """What an address names that is not there, and a question of the kind that there is."""

    asked: Asked
    missing: Missing

    @property
    def instead(self) -> str:
        """The address of one: as much of what was asked as there is, in the newest version."""
        card = self.missing.card
        if card is None:
            return ""
        wanted = (self.asked.level, self.asked.form)
        likest = max(card.asks, key=lambda ask: (str(ask[0]) == wanted[0]) + (ask[1] == wanted[1]))
        return f"/q/{card.id}/{card.version}/{likest[0]}/{likest[1]}/{self.missing.seed}"


def _missing(request: Request, asked: Asked, found: Missing) -> Response:
    status = GONE if found.part == "older" else 404
    return page(request, "instances/missing.html", MissingPage(asked, found), status_code=status)


def _question(request: Request, services: ServicesDep, instance: Instance) -> Response:
    topic = topic_of(services, services.bank.families[instance.family].topic)
    sketch = None if instance.sketch is None else draw_sketch(instance.sketch)
    return page(request, "instances/question.html", InstancePage(topic, instance.question, sketch))


@router.get(ADDRESS)
def show(
    request: Request, services: ServicesDep, family: str, version: str, level: str, form: str, seed: str
) -> Response:
    """The question, to be looked at and started; or what of its address is not there."""
    asked = Asked(family, version, level, form, seed)
    found = find(services, asked)
    return _missing(request, asked, found) if isinstance(found, Missing) else _question(request, services, found)


@router.post(ADDRESS)
def begin(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    family: str,
    version: str,
    level: str,
    form: str,
    seed: str,
) -> Response:
    """A quiz of this question alone, whose answer counts as any other."""
    asked = Asked(family, version, level, form, seed)
    found = find(services, asked)
    if isinstance(found, Missing):
        return _missing(request, asked, found)
    return RedirectResponse(f"/practice/{start(services, visitor, found)}/items/1", status_code=303)
