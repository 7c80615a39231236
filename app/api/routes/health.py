"""Whether the process lives, whether it can work, and what it counts."""

import ipaddress
import secrets

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app.api.deps import ShopDep
from app.api.responses import problems
from app.core.config import Environment
from app.core.errors import Forbidden, Unauthenticated, Unavailable
from app.core.metrics import exposition
from app.database.revisions import is_schema_known

router = APIRouter(tags=["health"])

_SET_BY_PROXIES = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")


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
        if not await is_schema_known(session):
            raise Unavailable("migrating", "The shop's books are being brought up to date.", retry_after=5)
    return {"status": "ready"}


async def refuse_strangers(request: Request, shop: ShopDep) -> None:
    """Let in who has the token of the metrics; without one, in production, what runs on this machine."""
    token = shop.settings.metrics_token
    if token is not None:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secrets.compare_digest(given.encode(), token.get_secret_value().encode()):
            detail = "Send the token that METRICS_TOKEN names as: Authorization: Bearer <token>."
            raise Unauthenticated("metrics_token_needed", detail)
    elif shop.settings.environment is Environment.PRODUCTION and not _is_of_this_machine(request):
        raise Forbidden("metrics_not_allowed", "Only this machine may read the metrics. Set METRICS_TOKEN for others.")


def _is_of_this_machine(request: Request) -> bool:
    # A proxy on this machine asks for others.
    if request.client is None or any(name in request.headers for name in _SET_BY_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get("/metrics", include_in_schema=False, dependencies=[Depends(refuse_strangers)])
async def get_metrics() -> Response:
    """Show what all workers of this instance have counted, for Prometheus."""
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)
