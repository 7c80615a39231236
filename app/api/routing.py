"""The shop's routes: matched once, in one flat list, and read exactly."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from app.api.exact_request import ExactRequest, refuse_repeated_parameters
from app.api.flat_route import FlatRoute, is_flat
from app.api.for_admins import hide_from_others, pattern_of


class ShopRoute(APIRoute):
    """A route that takes each parameter once, and JSON numbers as decimals."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - FastAPI's own.
        super().__init__(*args, **options)
        self._fixed_start, self._fixed_end = self.path.partition("{")[0], self.path.rpartition("}")[2]
        if is_flat(self.dependant):
            self.app = FlatRoute(self.dependant, pattern_of(self.response_model))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match a request; most routes are told from its path without their pattern."""
        path: str = scope["path"]
        if not path.startswith(self._fixed_start) or not path.endswith(self._fixed_end):
            return Match.NONE, {}
        return super().matches(scope)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, given an exact request."""
        handle = super().get_route_handler()
        hidden = pattern_of(self.response_model)

        async def handle_exactly(request: Request) -> Response:
            refuse_repeated_parameters(request)
            response = await handle(ExactRequest(request.scope, request.receive))
            return response if hidden is None else hide_from_others(request, response, hidden)

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
