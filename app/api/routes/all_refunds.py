"""The refunds of all sales."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.deps import StaffReaderDep
from app.api.responses import list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.refund import AllRefundsQuery, RefundPage
from app.services.selling.refunds import RefundService

router = ShopRouter("/refunds", tags=["selling"])


@router.get("", response_model=RefundPage, responses=problems(401, 403))
async def list_all_refunds(
    request: Request,
    query: Annotated[AllRefundsQuery, Query()],
    _: StaffReaderDep,
    service: Reading[RefundService],
) -> Response:
    """List what was given back, of all sales, newest first."""
    return list_response(request, await service.list_all(query, query.page()))
