"""The shop's routes: matched once, in one flat list, and read exactly."""

import json
from collections import Counter
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from app.core.errors import FieldError, Invalid

_decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=Decimal)


class ExactRequest(Request):
    """A request whose JSON numbers are decimals: 0.1 stays 0.1, and 1e400 is no infinity."""

    async def json(self) -> Any:  # noqa: ANN401 - a JSON body may be anything.
        """Return the body. NaN and Infinity, which JSON does not know, are left for the schemas to refuse."""
        body = await self.body()
        return _decoder.decode(body.decode(json.detect_encoding(body), "surrogatepass"))


class ShopRoute(APIRoute):
    """A route that takes each parameter once, and JSON numbers as decimals."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match a request; most routes are told from its path without their pattern."""
        path: str = scope["path"]
        if not path.startswith(self._fixed_start) or not path.endswith(self._fixed_end):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, given an exact request."""
        self._fixed_start, self._fixed_end = self.path.partition("{")[0], self.path.rpartition("}")[2]
        handle = super().get_route_handler()

        async def handle_exactly(request: Request) -> Response:
            if b"&" in request.scope["query_string"]:
                _refuse_repeated_parameters(request)
            return await handle(ExactRequest(request.scope, request.receive))

        return handle_exactly


class ShopRouter(APIRouter):
    """A router below /api, whose routes stand in the app's own list.

    `include_router` would match every request twice, once to find the router and once to find the route within it.
    """

    def __init__(self, prefix: str = "", **options: Any) -> None:  # noqa: ANN401 - FastAPI's own options.
        super().__init__(
            prefix=f"/api{prefix}", route_class=ShopRoute, generate_unique_id_function=operation_id, **options
        )


def operation_id(route: APIRoute) -> str:
    """Return the id of a route in the OpenAPI document: the name of its function."""
    return route.name


def _refuse_repeated_parameters(request: Request) -> None:
    # Only one of two values would be used.
    counts = Counter(name for name, _ in request.query_params.multi_items())
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        detail = "Give each parameter once."
        errors = [FieldError(name, "repeated_parameter", detail) for name in repeated]
        raise Invalid("invalid_request", "The request has values that cannot be used.", errors)
