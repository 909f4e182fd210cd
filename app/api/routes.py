"""The addresses of the API, version 1. They read the table of operations and the bank, and store nothing."""

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from app.api.answering import ANSWERS, examples, misfits, unreadable
from app.api.models import (
    LARGEST_SEED,
    Ask,
    ConventionValue,
    FamilyEntry,
    Graded,
    Issued,
    Note,
    Result,
    StepValue,
    Submission,
    example,
    request_model,
)
from app.api.problems import RESPONSES, ApiProblemError, no_such_parameter
from app.dependencies import Services, ServicesDep
from app.quiz.holding import seed_is_held
from app.web.asked import unknown
from question_bank.bank import Bank
from question_bank.forms import form_of
from question_bank.model.answer import UNKNOWN, Answer
from question_bank.model.bilingual import Bilingual
from question_bank.model.instance import Form, Instance
from question_bank.model.made import ExhaustedError
from question_bank.operations import operations
from question_bank.operations.checking import BadInputError, Problem, check
from question_bank.operations.computing import Computation, json_values
from question_bank.operations.operation import Operation

VERSION = "1"
LONGEST_NAME, MOST_NAMED = 80, 20  # of what a query names that there is not
PREFIX = f"/api/v{VERSION}"


def only_known(request: Request) -> None:
    """Refuse a query that names what the address does not know."""
    route: APIRoute = request.scope["route"]
    odd = unknown(request.query_params, {parameter.alias for parameter in route.dependant.query_params})
    if odd:
        raise ApiProblemError(422, [no_such_parameter(name[:LONGEST_NAME]) for name in odd[:MOST_NAMED]])


router = APIRouter(prefix=PREFIX, responses=RESPONSES, dependencies=[Depends(only_known)])
FamilyName = Annotated[str, Path(max_length=80)]


@router.get("/openapi.json", tags=["description"])
def description(services: ServicesDep) -> dict[str, Any]:
    """The OpenAPI document of these addresses."""
    return _description(services.bank)


@cache
def _description(bank: Bank) -> dict[str, Any]:
    document = get_openapi(
        title="edrill",
        version=VERSION,
        summary="Engine operations on one's own numbers, and questions with their grades",
        routes=[*(route for route in router.routes if route is not _COMPUTING), *_computations().routes],
    )
    body = document["paths"][f"{PREFIX}/instances/{{family}}/grade"]["post"]["requestBody"]
    body["content"]["application/json"]["examples"] = examples(bank)
    return document


@router.get("/families", tags=["questions"])
def families(services: ServicesDep) -> list[FamilyEntry]:
    """Every question family with the levels and forms it asks in."""
    return [
        FamilyEntry(
            id=card.id,
            version=card.version,
            topic=card.topic,
            title=card.title,
            asks=[Ask(level=level, form=form) for level, form in card.asks],
        )
        for card in services.bank.families.values()
    ]


@router.get("/instances/{family}", tags=["questions"])
def instance(
    services: ServicesDep,
    family: FamilyName,
    seed: Annotated[int, Query(ge=0, le=LARGEST_SEED)],
    level: Annotated[int | None, Query(ge=1, le=3)] = None,
    form: Form | None = None,
) -> Issued:
    """The question of a seed, without its key; level and form default to the first that the family asks in."""
    card = services.bank.families.get(family)
    if card is None:
        raise ApiProblemError(404)
    fitting = [ask for ask in card.asks if level in {None, ask[0]} and form in {None, ask[1]}]
    if not fitting:
        raise ApiProblemError(422, [_no_such_ask(card.asks)])
    made = _issue(services, family, *fitting[0], seed)
    return Issued(seed=seed, version=made.version, question=made.question)


_GRADE = (
    "Grade an answer; only then the key and the derivation are told. What cannot be read is refused, not wrong. "
    "A number is right within the tolerance that `question.format.note` states, one unit of the last digit asked for, "
    "of the key as it is shown or of its value before rounding; a whole number must be exact. "
    "The answer goes by the form of the question:\n\n"
)


@router.post(
    "/instances/{family}/grade",
    tags=["questions"],
    description=_GRADE + "\n".join(f"- **{form}**: {said}" for form, said in ANSWERS.items()),
)
def grade(services: ServicesDep, family: FamilyName, submission: Submission) -> Graded:
    """Grade an answer; only then the key and the derivation are told. What cannot be read is refused, not wrong."""
    card = services.bank.families.get(family)
    if card is None:
        raise ApiProblemError(404)
    if submission.version != card.version:
        now = f"{card.version}"
        said = Bilingual(ja=f"version：いまの版は {now} です。", en=f"version: the family is now at {now}.")
        raise ApiProblemError(422, [Problem("version", now, said)])
    if (submission.level, submission.form) not in card.asks:
        raise ApiProblemError(422, [_no_such_ask(card.asks)])
    made = _issue(services, family, submission.level, submission.form, submission.seed)
    if problems := misfits(made, submission.answer):
        raise ApiProblemError(422, problems)
    answer: Answer = UNKNOWN
    try:
        answer = submission.answer.answer(form_of(made.form))
        verdict = services.bank.grade(made, answer)
    except ValueError as error:
        raise ApiProblemError(422, unreadable(made, services.bank.read_given(made, answer))) from error
    return Graded(grade=verdict, review=services.bank.review(made, answer))


def _issue(services: Services, family: str, level: int, form: Form, seed: int) -> Instance:
    try:
        if seed_is_held(services, family, seed):
            raise ExhaustedError(f"a class is still to answer seed {seed} of {family}")
        return services.bank.issue(family, level, form, seed)
    except ExhaustedError as error:
        said = Bilingual(ja="seed：この値では出題できません。", en="seed: there is no question at this one.")
        raise ApiProblemError(422, [Problem("seed", "another seed", said)]) from error


def _no_such_ask(asks: tuple[tuple[int, Form], ...]) -> Problem:
    known = ", ".join(f"{level} {form}" for level, form in asks)
    return Problem(
        "form",
        known,
        Bilingual(ja=f"level と form の組は次のいずれかです：{known}", en=f"level and form are one of: {known}"),
    )


def result(operation: Operation, inputs: dict[str, Any], conventions: dict[str, Any]) -> Result:
    """Compute an operation; raises ``ApiProblemError`` for inputs that do not fit."""
    literal = operation.filled({n: tuple(v) if isinstance(v, list) else v for n, v in conventions.items()})
    superfluous = [
        Problem(
            f.name,
            "nothing",
            Bilingual(ja=f"{f.name}：この前提では使いません。", en=f"{f.name} is not used under these conventions."),
        )
        for f in operation.fields
        if not f.applies(literal) and inputs.get(f.name) is not None
    ]
    if superfluous:
        raise ApiProblemError(422, superfluous)
    try:
        computation = Computation(operation, check(operation, inputs, literal))
    except BadInputError as error:
        raise ApiProblemError(422, error.problems) from error
    return Result(
        operation=operation.id,
        conventions={
            name: ConventionValue(value=list(value) if isinstance(value, tuple) else value, sentence=sentence)
            for name, value, sentence in computation.used
        },
        steps=[
            StepValue(
                symbol=step.name[0],
                index=list(step.name[1]) if isinstance(step.name[1], tuple) else step.name[1],
                latex=step.latex,
                value=json_values(step.value),
            )
            for step in computation.steps
        ],
        gradients={name: json_values(value) for name, value in computation.gradients.items()},
        derivation=list(computation.lines),
        tokens=list(computation.tokens) or None,
        notes=[Note(step=step.latex, message=why) for step, why in computation.notes],
    )


@cache
def _request(operation: str) -> type[BaseModel]:
    """The model of an operation's request, made when it is first asked for: sixty would take a fifth of the start."""
    return request_model(operations()[operation])


@router.post("/compute/{operation}", tags=["compute"], response_model=Result)
def compute(operation: FamilyName, body: Annotated[Any, Body()]) -> Response:
    """Compute an operation of the table on one's own numbers."""
    known = operations().get(operation)
    if known is None:
        raise ApiProblemError(404)
    try:
        sent = _request(known.id).model_validate(body, from_attributes=True).model_dump(exclude_unset=True)
    except ValidationError as error:
        told = [{**part, "loc": ("body", *part["loc"])} for part in error.errors(include_url=False)]
        raise RequestValidationError(told, body=body) from error
    # Only what was sent: the engine's defaults are filled in by the table.
    made = result(known, sent["inputs"], sent.get("conventions", {}))
    return JSONResponse(made.model_dump(mode="json"))


_COMPUTING = router.routes[-1]


def _computations() -> APIRouter:
    """An address for each operation, as they are described; ``compute`` answers all of them."""
    described = APIRouter(prefix=PREFIX, responses=RESPONSES)
    for operation in operations().values():
        described.add_api_route(
            f"/compute/{operation.id}",
            _taking(operation),
            methods=["POST"],
            response_model=Result,
            tags=["compute"],
            name=f"compute {operation.id}",
            operation_id=f"compute_{operation.id.replace('-', '_')}",
            summary=f"{operation.title.en} / {operation.title.ja}",
            description=f"{operation.summary.en} {operation.summary.ja}",
        )
    return described


def _taking(operation: Operation) -> Callable[..., None]:
    shown: dict[str, Any] = {"example": {"summary": operation.title.en, "value": example(operation)}}

    def described(body: BaseModel) -> None:
        """Nothing: it is there to be described."""

    described.__annotations__["body"] = Annotated[_request(operation.id), Body(openapi_examples=shown)]
    return described
