"""How the shop is doing."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.deps import StaffReaderDep
from app.api.exact_json import ExactRoute
from app.api.responses import list_response, problems
from app.api.services import AlertReaderDep
from app.schemas.stock_alert import LowStockPage, LowStockQuery

router = APIRouter(prefix="/dashboard", route_class=ExactRoute, tags=["insight"])


@router.get("/low-stock", response_model=LowStockPage, responses=problems(401, 403))
async def list_low_stock(
    request: Request, query: Annotated[LowStockQuery, Query()], _: StaffReaderDep, service: AlertReaderDep
) -> Response:
    """List the sweets that run low or are sold out, the latest first."""
    return list_response(request, await service.list_low_stock(query, query.page()))
