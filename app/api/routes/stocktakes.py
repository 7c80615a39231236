"""Counting what is on the shelf."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, IdempotencyKey
from app.api.once import Once
from app.api.responses import answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.stocktake import CountsPut, StocktakeCreate, StocktakePage, StocktakeQuery, StocktakeRead
from app.services.common.idempotency import RequestKey
from app.services.stock.stocktakes import StocktakeService

router = ShopRouter("/stocktakes", tags=["stock"])

StocktakeId = Annotated[Id, Path()]


@router.get("", response_model=StocktakePage, responses=problems(401, 403))
async def list_stocktakes(
    request: Request, query: Annotated[StocktakeQuery, Query()], _: AdminReaderDep, service: Reading[StocktakeService]
) -> Response:
    """List the stocktakes, newest first."""
    return list_response(request, await service.list_stocktakes(query, query.page()))


@router.post("", status_code=201, response_model=StocktakeRead, responses=problems(401, 403, body=True))
async def open_stocktake(
    new: StocktakeCreate, actor: AdminDep, service: Writing[StocktakeService], once: Once
) -> Response:
    """Begin to count. The shop goes on selling meanwhile."""
    return created_response(await once(actor, new, service.open), "/api/stocktakes")


@router.get("/{stocktake_id:id}", response_model=StocktakeRead, responses=problems(401, 403, 404))
async def get_stocktake(stocktake_id: StocktakeId, _: AdminReaderDep, service: Reading[StocktakeService]) -> Response:
    """Show a stocktake: what was counted, how it differs, and what has to be counted again."""
    return json_response(await service.get(stocktake_id))


@router.put(
    "/{stocktake_id:id}/counts", response_model=StocktakeRead, responses=problems(401, 403, 404, 409, body=True)
)
async def count_sweets(
    stocktake_id: StocktakeId, put: CountsPut, actor: AdminDep, service: Writing[StocktakeService]
) -> Response:
    """Note what was counted of up to 500 sweets, all or nothing.

    `expected` is what the books showed; where it is no longer on hand, 409 `stale_count` names the rows.
    """
    return json_response(await service.count(actor, stocktake_id, put))


@router.post("/{stocktake_id:id}/post", response_model=StocktakeRead, responses=problems(401, 403, 404, 409))
async def post_stocktake(
    request: Request,
    stocktake_id: StocktakeId,
    actor: AdminDep,
    service: Writing[StocktakeService],
    key: IdempotencyKey = None,
) -> Response:
    """Move the stock to what was counted, or nothing at all if any count is stale."""
    return answer_response(await service.post(actor, stocktake_id, RequestKey.of(key, request.scope["path"], "")))


@router.post("/{stocktake_id:id}/cancel", response_model=StocktakeRead, responses=problems(401, 403, 404, 409))
async def cancel_stocktake(stocktake_id: StocktakeId, actor: AdminDep, service: Writing[StocktakeService]) -> Response:
    """Give up a stocktake. Nothing moves."""
    return json_response(await service.cancel(actor, stocktake_id))
