"""Selling."""

from functools import partial
from typing import Annotated

from fastapi import Path, Query, Request, Response

from app.api.deps import CallerDep, ClaimsIfAny, IdempotencyKey, ShopDep, StaffDep, UserReaderDep
from app.api.once import Once
from app.api.responses import PUBLIC, answer_response, created_response, json_response, list_response, problems
from app.api.routing import ShopRouter
from app.api.services import Reading, Snapshot, Writing
from app.models import Role
from app.schemas.base import Id
from app.schemas.payment import PaymentCreate, SaleCollect
from app.schemas.quote import QuoteRead
from app.schemas.sale import QuoteCreate, SaleCreate, SaleCustomerPut, SalePage, SaleQuery, SaleRead, VoidCreate
from app.services.common.idempotency import RequestKey
from app.services.selling.basket import Basket, asked_payments, contents_of, discount_of, lines_of
from app.services.selling.quotes import QuoteService
from app.services.selling.sale_customers import SaleCustomerService
from app.services.selling.sale_payments import SalePaymentService
from app.services.selling.sales import SaleService
from app.services.selling.voids import VoidService

router = ShopRouter("/sales", tags=["selling"])


@router.post("", status_code=201, response_model=SaleRead, responses=problems(401, 403, 404, 409, body=True))
async def create_sale(
    request: Request,
    sale: SaleCreate,
    caller: CallerDep,
    shop: ShopDep,
    key: IdempotencyKey = None,
) -> Response:
    """Sell one or more sweets, all or nothing: customers buy for themselves, staff sell over the counter.

    Staff may name the customer they sell to, and take something off a line or the whole within the limit of their role.
    What was sold in a power cut is entered with `sold_at`: stock and number are taken now, the books are its day's.
    """
    basket = Basket(
        caller=caller,
        lines=lines_of(sale),
        placed_at=shop.context.clock(),
        note=sale.note,
        payments=asked_payments(sale),
        max_total=sale.max_total,
        discount=discount_of(sale),
        customer_id=sale.customer_id,
        sold_at=sale.sold_at,
        late_reason=sale.late_reason,
        request_key=RequestKey.of(key, request.scope["path"], sale.model_dump_json()),
    )
    return created_response(await shop.checkout.place(basket), "/api/sales")


@router.post("/quote", openapi_extra=PUBLIC, responses=problems(401, 403, body=True))
async def quote_sale(
    basket: QuoteCreate, claims: ClaimsIfAny, shop: ShopDep, service: Snapshot[QuoteService]
) -> QuoteRead:
    """Price a basket by the rules of a sale, and name everything a sale would refuse. Nothing is reserved.

    Anybody may ask; discounts are for staff, within the limit of their role.
    """
    return await service.quote(
        contents_of(basket, shop.context.clock()), Role(claims.role) if claims else Role.CUSTOMER, basket.tender
    )


@router.get("", response_model=SalePage, responses=problems(401))
async def list_sales(
    request: Request, query: Annotated[SaleQuery, Query()], actor: UserReaderDep, service: Reading[SaleService]
) -> Response:
    """List sales, newest first: a customer's own, those over the counter too if they are linked, or all for staff."""
    return list_response(request, await service.list_sales(actor, query, query.page()))


@router.get("/{sale_id:id}", response_model=SaleRead, responses=problems(401, 404))
async def get_sale(sale_id: Annotated[Id, Path()], actor: UserReaderDep, service: Reading[SaleService]) -> Response:
    """Show a sale."""
    return json_response(await service.get(actor, sale_id))


@router.put("/{sale_id:id}/customer", response_model=SaleRead, responses=problems(401, 403, 404, 409, body=True))
async def put_sale_customer(
    sale_id: Annotated[Id, Path()], put: SaleCustomerPut, actor: StaffDep, service: Writing[SaleCustomerService]
) -> Response:
    """Give a sale over the counter its customer afterwards, another one or none."""
    return json_response(await service.put(actor, sale_id, put))


@router.post(
    "/{sale_id:id}/payments",
    status_code=201,
    response_model=SaleRead,
    responses=problems(401, 403, 404, 409, body=True),
)
async def pay_sale(
    sale_id: Annotated[Id, Path()],
    payment: PaymentCreate,
    actor: StaffDep,
    service: Writing[SalePaymentService],
    once: Once,
) -> Response:
    """Take a payment of what is due of a sale, all of it or a part; the answer is the sale."""
    return created_response(await once(actor, payment, partial(service.pay, sale_id=sale_id)), "/api/sales")


@router.post("/{sale_id:id}/collect", response_model=SaleRead, responses=problems(401, 403, 404, 409, body=True))
async def collect_sale(
    request: Request,
    sale_id: Annotated[Id, Path()],
    actor: StaffDep,
    service: Writing[SalePaymentService],
    collect: SaleCollect | None = None,
    key: IdempotencyKey = None,
) -> Response:
    """Hand an order over to its buyer, with the payments that cover what is still due. Late is no refusal."""
    collect = collect or SaleCollect()
    request_key = RequestKey.of(key, request.scope["path"], collect.model_dump_json())
    return answer_response(await service.collect(actor, sale_id, collect, request_key))


@router.post("/{sale_id:id}/void", response_model=SaleRead, responses=problems(401, 403, 404, 409, body=True))
async def void_sale(
    request: Request,
    sale_id: Annotated[Id, Path()],
    void: VoidCreate,
    actor: StaffDep,
    service: Writing[VoidService],
    key: IdempotencyKey = None,
) -> Response:
    """Undo a whole sale on the day it was made: the goods go back to the lots they came from, the number stays."""
    request_key = RequestKey.of(key, request.scope["path"], void.model_dump_json())
    return answer_response(await service.void(actor, sale_id, void.reason, request_key))
