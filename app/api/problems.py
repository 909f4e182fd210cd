"""Errors of the API: JSON with the field's name and the shape expected."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.api.models import ErrorBody, FieldProblem
from question_bank.model.bilingual import Bilingual
from question_bank.operations import operations
from question_bank.operations.checking import Problem, expected
from question_bank.operations.limits import limits
from question_bank.operations.typed import written

PREFIX = "/api/"
_SAID = {
    400: Bilingual(ja="リクエストを読み取れません。", en="The request cannot be read."),
    403: Bilingual(ja="ほかのサイトからのリクエストは受け付けません。", en="This request came from another site."),
    404: Bilingual(ja="見つかりません。", en="Not found."),
    405: Bilingual(ja="このメソッドは使えません。", en="This method is not allowed."),
    413: Bilingual(ja="リクエストが大きすぎます。", en="The request is too large."),
    422: Bilingual(ja="入力が合いません。", en="The input does not fit."),
    429: Bilingual(ja="リクエストが多すぎます。少し待ってください。", en="Too many requests. Wait a little."),
    500: Bilingual(ja="問題が起きました。", en="Something went wrong."),
    503: Bilingual(ja="いまは応答できません。", en="There is no answer to this just now."),
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": _SAID[status].en} for status in (400, 403, 404, 413, 422, 429)
}


class ApiProblemError(HTTPException):
    """A request that reads well but cannot be done."""

    def __init__(self, status: int, fields: Sequence[Problem] = ()) -> None:
        super().__init__(status)
        self.fields = tuple(fields)


def error_response(
    status: int, fields: Sequence[Problem] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error as JSON."""
    shown = status if status in _SAID else 400
    problems = [FieldProblem(field=p.field, expected=p.expected, message=p.message) for p in fields]
    body = ErrorBody(status=status, message=_SAID[shown], fields=problems)
    return JSONResponse(body.model_dump(mode="json"), status_code=status, headers=dict(headers or {}))


def http_response(error: HTTPException) -> Response:
    """The answer to an error raised by a route or the framework."""
    return error_response(error.status_code, getattr(error, "fields", ()), error.headers)


def invalid_response(path: str, errors: Sequence[Mapping[str, Any]]) -> Response:
    """The answer to a request that does not fit its model: one line for each field, nothing repeated of the input."""
    found: dict[str, Problem] = {}
    for error in errors:
        if error["type"] == "json_invalid":
            return error_response(400)
        problem = _problem(path, error)
        found.setdefault(problem.field, problem)
    return error_response(422, list(found.values()))


def _problem(path: str, error: Mapping[str, Any]) -> Problem:
    place = [part for part in error["loc"][1:] if isinstance(part, str)]
    name = next(iter(place[1:2] or place[:1]), "body")
    shape = _shape(path, place)
    match str(error["type"]):
        case "extra_forbidden":
            says = Bilingual(ja="知らない項目です。", en="is not a known field.")
            return Problem(name, "no such field", Bilingual(ja=f"{name}：{says.ja}", en=f"{name} {says.en}"))
        case "missing":
            says = Bilingual(ja="必要な項目です。", en="is missing.")
            said = "required"
        case _:
            says = _beyond(path, place) or Bilingual(ja="値が合いません。", en="does not fit.")
            said = str(error["msg"])
    if shape is None:
        return Problem(name, said, Bilingual(ja=f"{name}：{says.ja}", en=f"{name} {says.en}"))
    message = Bilingual(
        ja=f"{name}：{says.ja}必要な形は「{shape.ja}」です。", en=f"{name} {says.en} Expected: {shape.en}."
    )
    return Problem(name, shape.en, message)


def no_such_parameter(name: str) -> Problem:
    """That an address has no such query parameter."""
    said = Bilingual(ja=f"{name}：知らないパラメータです。", en=f"{name} is not a known parameter.")
    return Problem(name, "no such parameter", said)


def _beyond(path: str, place: Sequence[str]) -> Bilingual | None:
    """What the values and lengths of an operation's field may be."""
    operation = operations().get(path.rsplit("/", 1)[-1])
    for f in operation.fields if operation is not None else ():
        if place[:2] == ["inputs", f.name]:
            found = limits(f)
            return Bilingual(ja=f"値が合いません（{found.ja}）。", en=f"does not fit ({found.en}).")
    return None


def _shape(path: str, place: Sequence[str]) -> Bilingual | None:
    """The shape in words of an operation's field, the values of a convention; None for anything else."""
    operation = operations().get(path.rsplit("/", 1)[-1])
    if operation is None or len(place) < 2:
        return None
    for f in operation.fields:
        if place[:2] == ["inputs", f.name]:
            return expected(f)
    for c in operation.conventions:
        if place[:2] == ["conventions", c.name]:
            values = ", ".join(map(written, c.values)) or "1 … T-1"
            return Bilingual(ja=values, en=values)
    return None
