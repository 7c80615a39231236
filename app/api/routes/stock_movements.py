"""The ledger of stock, to be read only."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import StaffReaderDep
from app.api.responses import json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.base import Id
from app.schemas.stock import MovementPage, MovementQuery, MovementRead
from app.services.stock.stock import StockService

router = ShopRouter("/stock-movements", tags=["stock"])


@router.get("", response_model=MovementPage, responses=problems(401, 403))
async def list_stock_movements(
    request: Request, query: Annotated[MovementQuery, Query()], _: StaffReaderDep, service: Reading[StockService]
) -> Response:
    """List the movements of stock, newest first."""
    return list_response(request, await service.list_movements(query, query.page()))


@router.get("/{movement_id:id}", response_model=MovementRead, responses=problems(401, 403, 404))
async def get_stock_movement(
    movement_id: Annotated[Id, Path()], _: StaffReaderDep, service: Reading[StockService]
) -> Response:
    """Show a movement of stock."""
    return json_response(await service.get_movement(movement_id))
