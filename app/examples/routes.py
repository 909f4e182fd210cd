"""The addresses of worked examples. Nothing is stored, and nothing is scored."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.dependencies import ServicesDep, VisitorDep
from app.missing import NotFoundError
from app.progress import repository
from app.quiz.drawing import SEEDS
from app.quiz.holding import seed_is_held
from app.quiz.places import topic_of
from app.quiz.worked import Worked, worked
from app.web.asked import not_usable
from app.web.querying import tell, told
from app.web.templating import page
from question_bank.model.topics import Topic

router = APIRouter(prefix="/examples")


@dataclass(frozen=True)
class ExamplePage:
    """A worked example, the levels it is there for, and whether its kind was last done guided."""

    topic: Topic
    example: Worked
    levels: tuple[int, ...]
    guided: bool | None  # None where it was not answered yet


@router.get("/{family}")
def show(
    request: Request,
    services: ServicesDep,
    visitor: VisitorDep,
    family: str,
    level: int | None = None,
    seed: Annotated[int | None, Query(ge=0, lt=SEEDS)] = None,
) -> Response:
    """The example of a family at a level and a seed; without a seed one is drawn, and led to where nothing is told."""
    card = services.bank.families.get(family)
    if card is None or not services.bank.is_worked(family):
        raise NotFoundError
    if level not in {None, *card.levels}:
        tell(request, [not_usable("level", str(level))])
        level = None
    chosen = card.levels[0] if level is None else level
    if seed is None:
        seed = services.random.randrange(SEEDS)
        if not told(request):
            return RedirectResponse(f"/examples/{family}?level={chosen}&seed={seed}", status_code=303)
    if seed_is_held(services, family, seed):
        raise NotFoundError
    with services.database.read() as session:
        guided = repository.last_guided(session, visitor.learner_id, card.topic).get(family)
    example = worked(services, family, chosen, seed)
    view = ExamplePage(topic_of(services, card.topic), example, card.levels, guided)
    return page(request, "examples/example.html", view)
