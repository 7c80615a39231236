"""What the shop should do next."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.api.deps import StaffReaderDep
from app.api.responses import list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.advice import ReorderPage, ReorderQuery
from app.services.insight.advice import AdviceService

router = ShopRouter("/advice", tags=["insight"])


@router.get("/reorder", response_model=ReorderPage, responses=problems(401, 403))
async def list_reorder_advice(
    request: Request, query: Annotated[ReorderQuery, Query()], _: StaffReaderDep, service: Reading[AdviceService]
) -> Response:
    """Advise what to make or order now, and say why; what runs out first comes first."""
    return list_response(request, await service.list_reorder(query, query.page()))
