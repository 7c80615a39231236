"""The yardstick outside the shop's stack: a bare FastAPI route that takes a purchase's body and answers a sale."""

import os

from fastapi import FastAPI, Response

from app.schemas.sale import PurchaseCreate

ANSWER = "BARE_ANSWER"
"""The environment variable with the JSON of a sale."""


def create_bare_app() -> FastAPI:
    """Return an application with nothing around its one route."""
    app = FastAPI(openapi_url=None, telemetry={"tracing": False, "metrics": False, "logs": False})
    answer = os.environ[ANSWER].encode()

    @app.post("/api/sweets/{sweet_id}/purchase", status_code=201)
    async def purchase_sweet(sweet_id: int, purchase: PurchaseCreate) -> Response:
        return Response(answer, 201, media_type="application/json")

    @app.get("/health/ready")
    async def ready() -> None:
        return None

    return app
