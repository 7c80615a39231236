"""JSON bodies read without floats: 0.1 stays 0.1, and 1e400 is a number that is refused, not infinity."""

import json
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute


class ExactRequest(Request):
    """A request whose JSON numbers are decimals."""

    async def json(self) -> Any:  # noqa: ANN401 - a JSON body may be anything.
        """Return the body. NaN and Infinity, which JSON does not know, are left for the schemas to refuse."""
        return json.loads(await self.body(), parse_float=Decimal, parse_constant=Decimal)


class ExactRoute(APIRoute):
    """A route that reads its body exactly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the usual handler, given an exact request."""
        handle = super().get_route_handler()

        async def handle_exactly(request: Request) -> Response:
            return await handle(ExactRequest(request.scope, request.receive))

        return handle_exactly
