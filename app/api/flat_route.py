"""Flat routes, whose dependencies take nothing but the request.

FastAPI works out anew for each request what never changes, which costs a purchase more than its rules do. A flat route
reads the same things in the same order, by FastAPI's own fields: answers, errors and the document stay the same.
"""

import json
from collections.abc import Callable
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, get_type_hints

from fastapi import Request, Response
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import HTTPException, RequestValidationError
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from app.api.errors import is_json
from app.api.exact_request import parse_json, refuse_repeated_parameters
from app.api.for_admins import Hide, hide_from_others

Read = Callable[[Request], Any]

_ABSENT = object()

_ALL_INPUTS = {
    "background_tasks_param_name",
    "body_params",
    "cookie_params",
    "dependencies",
    "header_params",
    "http_connection_param_name",
    "path_params",
    "query_params",
    "request_param_name",
    "response_param_name",
    "security_scopes_param_name",
}
_FLAT_INPUTS = {"body_params", "dependencies", "header_params", "path_params", "query_params", "request_param_name"}


def is_flat(dependant: Dependant) -> bool:
    """Tell whether a route is flat."""
    scalars = [*dependant.path_params, *dependant.header_params]
    models = [*dependant.query_params, *dependant.body_params]
    return (
        _inputs(dependant) <= _FLAT_INPUTS
        and all(_inputs(one) == {"request_param_name"} and _is_coroutine(one.call) for one in dependant.dependencies)
        and all(one.name for one in dependant.dependencies)
        and not any(map(_is_model, scalars))
        and all(map(_is_model, models))
        and max(len(dependant.query_params), len(dependant.body_params)) <= 1
        and issubclass(get_type_hints(dependant.call).get("return", object), Response)
    )


def _inputs(dependant: Dependant) -> set[str]:
    return {name for name in _ALL_INPUTS if getattr(dependant, name)}


def _is_coroutine(call: Any) -> bool:  # noqa: ANN401 - a function, or an object that can be called.
    return iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)


def _is_model(field: ModelField) -> bool:
    annotation = field.field_info.annotation
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


class FlatRoute:
    """Serves a flat route."""

    def __init__(self, dependant: Dependant, hidden: Hide | None) -> None:
        self._hidden = hidden
        self._endpoint: Any = dependant.call
        self._request_name = dependant.request_param_name
        self._dependencies: list[tuple[str, Any]] = [(one.name or "", one.call) for one in dependant.dependencies]
        self._body = dependant.body_params[0] if dependant.body_params else None
        self._parameters: list[tuple[ModelField, tuple[str, ...], Read]] = [
            *((field, ("path", field.alias), partial(_path_parameter, field.alias)) for field in dependant.path_params),
            *((field, ("query",), _query) for field in dependant.query_params),
            *((field, ("header", field.alias), partial(_header, field.alias)) for field in dependant.header_params),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        request = Request(scope, receive, send)
        refuse_repeated_parameters(request)
        response = await self._answer(request)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        body = _ABSENT if self._body is None else await _read_body(request)
        values = {name: await call(request) for name, call in self._dependencies}
        errors: list[Any] = []
        for field, location, read in self._parameters:
            values[field.name] = _validate(field, location, read(request), errors)
        if self._body is not None:
            values[self._body.name] = _validate(self._body, ("body",), body, errors)
        if errors:
            raise RequestValidationError(errors)
        if self._request_name is not None:
            values[self._request_name] = request
        response: Response = await self._endpoint(**values)
        return response if self._hidden is None else hide_from_others(request, response, self._hidden)


def _validate(field: ModelField, location: tuple[str, ...], given: Any, errors: list[Any]) -> Any:  # noqa: ANN401
    if given is _ABSENT:
        if field.field_info.is_required():
            errors.append({"type": "missing", "loc": location, "msg": "Field required", "input": None})
        return field.default
    value, found = field.validate(given, loc=location)
    errors += found
    return value


def _path_parameter(name: str, request: Request) -> Any:  # noqa: ANN401 - what the address's convertor made of it.
    return request.scope["path_params"][name]


def _query(request: Request) -> dict[str, str]:
    return dict(request.query_params)


def _header(name: str, request: Request) -> Any:  # noqa: ANN401 - a text, or absent.
    return request.headers.get(name, _ABSENT)


async def _read_body(request: Request) -> Any:  # noqa: ANN401 - JSON, the bytes of something else, or absent.
    # The bounds hand over a whole body at once.
    body: bytes = (await request.receive())["body"]
    if not body:
        return _ABSENT
    if not is_json(request):
        return body
    try:
        return parse_json(body)
    except json.JSONDecodeError as error:
        found = {"type": "json_invalid", "loc": ("body", error.pos), "msg": "JSON decode error", "input": {}}
        raise RequestValidationError([found]) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
