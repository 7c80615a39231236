"""Lots, from the supplier to the customer and back."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.csv_stream import CsvStream, csv_answer
from app.api.deps import ShopDep, StaffReaderDep
from app.api.responses import json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading
from app.schemas.base import Id
from app.schemas.export import FileQuery
from app.schemas.lot import LotDetail, LotPage, LotQuery, RecallPage, RecallQuery, SaleLots
from app.services.stock.lots import LotService

router = ShopRouter(tags=["stock"])

LotId = Annotated[Id, Path()]


@router.get("/lots", response_model=LotPage, responses=problems(401, 403))
async def list_lots(
    request: Request, query: Annotated[LotQuery, Query()], _: StaffReaderDep, service: Reading[LotService]
) -> Response:
    """List the lots, the last received first: those that expire soon, those that wait for a write-off, or all."""
    return list_response(request, await service.list_lots(query, query.page()))


@router.get("/lots/{lot_id:id}", response_model=LotDetail, responses=problems(401, 403, 404))
async def get_lot(lot_id: LotId, _: StaffReaderDep, service: Reading[LotService]) -> Response:
    """Show a lot."""
    return json_response(await service.get(lot_id))


@router.get("/lots/{lot_id:id}/recall", response_model=RecallPage, responses=problems(401, 403, 404))
async def recall_lot(
    request: Request,
    lot_id: LotId,
    query: Annotated[RecallQuery, Query()],
    _: StaffReaderDep,
    service: Reading[LotService],
) -> Response:
    """Show every sale that got some of a lot, with the customer or the buyer, less what came back to the shelf."""
    return list_response(request, await service.recall(lot_id, query.page()))


@router.get(
    "/lots/{lot_id:id}/recall.csv",
    status_code=200,
    response_class=CsvStream,
    responses={200: csv_answer(), **problems(401, 403, 404, 429)},
)
async def export_recall(
    lot_id: LotId, query: Annotated[FileQuery, Query()], _: StaffReaderDep, shop: ShopDep
) -> Response:
    """Send the same as a file, the first sale first, to print it or to call everybody on it."""
    pieces = shop.exports.recall(lot_id, query, shop.context.zone)
    return await CsvStream.begin(pieces, f"recall-lot-{lot_id}.csv")


@router.get("/sales/{sale_id:id}/lots", response_model=SaleLots, responses=problems(401, 403, 404))
async def list_sale_lots(sale_id: Annotated[Id, Path()], _: StaffReaderDep, service: Reading[LotService]) -> Response:
    """Show which lots each line of a sale took, and who supplied them with which receipt."""
    return json_response(await service.of_sale(sale_id))
