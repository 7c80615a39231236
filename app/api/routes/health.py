"""Whether the process lives, whether it can work, and what it counts."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api.deps import ShopDep
from app.api.responses import problems
from app.core.errors import Unavailable
from app.database.revisions import current_revision, head_revision

router = APIRouter(tags=["health"])


@router.get("/health/live")
async def get_liveness() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "live"}


@router.get("/health/ready", responses=problems())
async def get_readiness(shop: ShopDep) -> dict[str, str]:
    """Tell whether requests should be sent here: not while migrating, draining, or without a database."""
    if shop.draining:
        raise Unavailable("draining", "This worker is shutting down.", retry_after=5)
    async with shop.database.reading() as session:
        if await current_revision(session) != head_revision():
            raise Unavailable("migrating", "The shop's books are being brought up to date.", retry_after=5)
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False)
async def get_metrics() -> Response:
    """Show what this worker has counted, for Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
