"""Stock that was lost or turned up."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import AdminDep, AdminReaderDep, IdempotencyKey
from app.api.responses import answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.adjustment import AdjustmentCreate, AdjustmentPage, AdjustmentQuery, AdjustmentRead, WriteOffRead
from app.schemas.base import Id
from app.services.common.idempotency import RequestKey
from app.services.stock.adjustments import AdjustmentService

router = ShopRouter("/adjustments", tags=["stock"])


@router.get("", response_model=AdjustmentPage, responses=problems(401, 403))
async def list_adjustments(
    request: Request, query: Annotated[AdjustmentQuery, Query()], _: AdminReaderDep, service: Reading[AdjustmentService]
) -> Response:
    """List the adjustments, newest first."""
    return list_response(request, await service.list_adjustments(query, query.page()))


@router.post("", status_code=201, response_model=AdjustmentRead, responses=problems(401, 403, 404, 409, body=True))
async def create_adjustment(
    request: Request,
    new: AdjustmentCreate,
    actor: AdminDep,
    service: Writing[AdjustmentService],
    key: IdempotencyKey = None,
) -> Response:
    """Write off what was lost, or add what turned up. Nothing goes below zero."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return created_response(await service.create(actor, new, request_key), "/api/adjustments")


@router.post("/expired", response_model=WriteOffRead, responses=problems(401, 403, 409))
async def write_off_expired(
    request: Request, actor: AdminDep, service: Writing[AdjustmentService], key: IdempotencyKey = None
) -> Response:
    """Write off all that has expired, one adjustment for each sweet. `GET /api/lots?expired=true` lists it before."""
    request_key = RequestKey.of(key, request.scope["path"], "")
    return answer_response(await service.write_off_all_expired(actor, request_key))


@router.get("/{adjustment_id:id}", response_model=AdjustmentRead, responses=problems(401, 403, 404))
async def get_adjustment(
    adjustment_id: Annotated[Id, Path()], _: AdminReaderDep, service: Reading[AdjustmentService]
) -> Response:
    """Show an adjustment with the movements it made, and the stock of its sweet."""
    return json_response(await service.get(adjustment_id))
