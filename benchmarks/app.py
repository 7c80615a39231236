"""The shop's own app, with the routes it is compared with."""

from itertools import count
from typing import Annotated

from fastapi import FastAPI, Path, Query, Request, Response

from app.api import paths  # noqa: F401 - the routes' addresses need its convertor.
from app.api.deps import CallerDep, ClaimsIfAny, IdempotencyKey, Shop, ShopDep
from app.api.responses import created_response
from app.api.routes import sweets
from app.api.routing import ShopRouter
from app.core.config import Settings
from app.core.logging import configure_logging
from app.main import create_app
from app.models import Role
from app.repositories.catalogue.sweets import LockedSweet, SweetRepository
from app.repositories.selling.sale_writer import SaleDocument
from app.schemas.base import Id
from app.schemas.sale import PurchaseCreate, SaleRead
from app.schemas.sweet import SweetPage, SweetQuery
from app.services.common.access import Actor
from app.services.common.idempotency import Answer, RequestKey
from app.services.selling.basket import Basket, BasketLine
from app.services.selling.new_sale import new_sale
from app.services.selling.pricing.sale_amounts import SaleTerms, price_basket
from app.services.selling.sale_json import sale_json
from app.services.selling.settlement import Settlement
from benchmarks.usual import UsualPurchasesDep

# The rivals stand in the router of the sweets, beside the routes they are compared with, so that finding them costs
# the same: a list at the front, a purchase at the end.
lists, purchases = ShopRouter("/sweets"), ShopRouter("/sweets")

SweetId = Annotated[Id, Path()]

_numbers = count(1)


def create_bench_app() -> FastAPI:
    """Return the application of the environment's settings, with the routes to compare it with."""
    settings = Settings()
    configure_logging(settings.log_level)
    sweets.router.routes[1:1] = lists.routes
    sweets.router.routes += purchases.routes
    return create_app(settings, owns_process=True)


@purchases.post("/{sweet_id:id}/purchase-nothing", status_code=201, response_model=SaleRead)
async def purchase_nothing(
    request: Request,
    sweet_id: SweetId,
    purchase: PurchaseCreate,
    caller: CallerDep,
    shop: ShopDep,
    key: IdempotencyKey = None,
) -> Response:
    """Do everything of a purchase except deciding and writing it: the caller, the input, and a full answer."""
    sweet = await _sweet_in_memory(request, shop, sweet_id)
    basket = Basket(
        caller=caller,
        lines=(BasketLine(sweet_id, purchase.quantity),),
        placed_at=shop.context.clock(),
        request_key=RequestKey.of(key, request.scope["path"], purchase.model_dump_json()),
    )
    sale_id = next(_numbers)
    actor = Actor(caller.claims.user_id, caller.claims.session_id, Role(caller.claims.role))
    terms = SaleTerms(shop.context)
    price = price_basket(basket, {sweet_id: sweet}, terms, actor.role)
    settlement = Settlement([], price.totals.total)
    sale = new_sale(basket, actor, None, {sweet_id: sweet}, terms, price, settlement, costs=[None])
    number = f"{sale.financial_year}/{sale_id:06}"
    document = SaleDocument(sale_id, number, sale.default_currency, shop.context.settings.tax_mode)
    return created_response(Answer(sale_id, sale_json(document, sale, price, [])), "/api/sales")


@purchases.post("/{sweet_id:id}/purchase-as-usual", status_code=201, response_model=SaleRead)
async def purchase_the_usual_way(
    request: Request,
    response: Response,
    sweet_id: SweetId,
    purchase: PurchaseCreate,
    usual: UsualPurchasesDep,
    key: IdempotencyKey = None,
) -> SaleRead:
    """Buy some of one sweet, the way most applications do it."""
    request_key = RequestKey.of(key, request.scope["path"], purchase.model_dump_json())
    sale = await usual.buy(sweet_id, purchase.quantity, request_key)
    response.headers["Location"] = f"/api/sales/{sale.id}"
    return sale


@lists.get("/in-memory", response_model=SweetPage)
async def list_in_memory(
    request: Request, query: Annotated[SweetQuery, Query()], _: ClaimsIfAny, shop: ShopDep
) -> SweetPage:
    """List the sweets held in memory as objects, which FastAPI turns into JSON each time."""
    query.page()
    objects, _json = await _list_in_memory(request, query, shop)
    return objects


@lists.get("/ready-json", response_model=SweetPage)
async def list_ready_json(
    request: Request, query: Annotated[SweetQuery, Query()], _: ClaimsIfAny, shop: ShopDep
) -> Response:
    """List the sweets held in memory as JSON."""
    query.page()
    _objects, json = await _list_in_memory(request, query, shop)
    return Response(json, media_type="application/json")


async def _sweet_in_memory(request: Request, shop: Shop, sweet_id: int) -> LockedSweet:
    held: dict[int, LockedSweet] | None = getattr(request.app.state, "bench_sweets", None)
    if held is None:
        async with shop.database.unit_of_work() as session:
            held = {sweet.id: sweet for sweet in await SweetRepository(session).lock([sweet_id])}
        request.app.state.bench_sweets = held
    return held[sweet_id]


async def _list_in_memory(request: Request, query: SweetQuery, shop: Shop) -> tuple[SweetPage, bytes]:
    held: tuple[SweetPage, bytes] | None = getattr(request.app.state, "bench_list", None)
    if held is None:
        json = (await shop.storefront.list_sweets(query)).to_json().encode()
        held = request.app.state.bench_list = SweetPage.model_validate_json(json), json
    return held
