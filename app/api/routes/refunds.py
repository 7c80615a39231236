"""Giving money back for what was sold."""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import IdempotencyKey, StaffDep, StaffReaderDep, UserReaderDep
from app.api.responses import created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Writing
from app.schemas.base import Id
from app.schemas.refund import RefundCreate, RefundPage, RefundQuery, RefundQuoteRead, RefundRead
from app.services.common.idempotency import RequestKey
from app.services.selling.refund_quotes import RefundQuoteService
from app.services.selling.refunds import RefundService

router = ShopRouter("/sales/{sale_id:id}/refunds", tags=["selling"])

SaleId = Annotated[Id, Path()]


@router.post("", status_code=201, response_model=RefundRead, responses=problems(401, 403, 404, 409, body=True))
async def create_refund(
    request: Request,
    sale_id: SaleId,
    new: RefundCreate,
    actor: StaffDep,
    service: Writing[RefundService],
    key: IdempotencyKey = None,
) -> Response:
    """Give money back for lines of a sale of any day, never more than was sold; goods go back only with `restock`."""
    request_key = RequestKey.of(key, request.scope["path"], new.model_dump_json())
    return created_response(await service.refund(actor, sale_id, new, request_key), f"/api/sales/{sale_id}/refunds")


@router.post("/quote", responses=problems(401, 403, 404, 409, body=True))
async def quote_refund(
    sale_id: SaleId, new: RefundCreate, actor: StaffReaderDep, service: Reading[RefundQuoteService]
) -> RefundQuoteRead:
    """Say what a refund would give back, or why it would be refused. Nothing is given back."""
    return await service.quote(actor, sale_id, new)


@router.get("", response_model=RefundPage, responses=problems(401, 404))
async def list_refunds(
    request: Request,
    sale_id: SaleId,
    query: Annotated[RefundQuery, Query()],
    actor: UserReaderDep,
    service: Reading[RefundService],
) -> Response:
    """List what was given back of a sale, newest first."""
    return list_response(request, await service.list_refunds(actor, sale_id, query.page()))


@router.get("/{refund_id:id}", response_model=RefundRead, responses=problems(401, 404))
async def get_refund(
    sale_id: SaleId, refund_id: Annotated[Id, Path()], actor: UserReaderDep, service: Reading[RefundService]
) -> Response:
    """Show what was given back once."""
    return json_response(await service.get(actor, sale_id, refund_id))
