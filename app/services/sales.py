"""Selling: batch-first, all or nothing for each order, decided in order of arrival."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock, financial_year, shop_date
from app.core.errors import DomainError, FieldError, Forbidden, Invalid, NotFound, Unauthenticated
from app.core.money import MAX_MONEY, MONEY_PLACES, QUANTITY_PLACES, line_total
from app.core.pagination import Page, Slice
from app.models import MovementKind, Tender
from app.repositories.customers import CustomerRepository
from app.repositories.sales import NewSale, NewSaleLine, Party, SaleDocument, SaleRepository
from app.repositories.stock_movements import NewMovement
from app.repositories.sweets import SweetToSell
from app.schemas.sale import SaleQuery
from app.services.access import AccessService, Actor, Caller
from app.services.audit import AuditService, Deed
from app.services.customers import customer_not_found
from app.services.idempotency import Answer, IdempotencyService, KeptAnswers, RequestKey, key_reused, replay
from app.services.sale_answers import ZERO, sale_json
from app.services.shelf import Shelf, check_step, insufficient_stock, sellable, shortage
from app.services.stock import StockService


@dataclass(frozen=True, slots=True)
class OrderLine:
    """How much of which sweet somebody wants."""

    sweet_id: int
    quantity: Decimal
    pointer: str = "/quantity"
    """Where the quantity stands in the request."""


@dataclass(frozen=True, slots=True)
class Order:
    """A wish to buy, as it arrived. Who it is from is confirmed when it is decided."""

    caller: Caller
    lines: tuple[OrderLine, ...]
    tender: str
    placed_at: datetime
    note: str | None = None
    amount_given: Decimal | None = None
    """What was handed over in cash."""
    customer_id: int | None = None
    """To whom it is sold, which only staff may say."""
    request_key: RequestKey | None = None


@dataclass(slots=True)
class _Accepted:
    """An order that will be written: its sale, and the parts of lots each line takes."""

    position: int
    order: Order
    actor: Actor
    sale: NewSale
    parts: list[list[tuple[int, Decimal]]]


class SaleService:
    """Records and shows sales."""

    def __init__(self, session: AsyncSession, clock: Clock, time_zone: ZoneInfo, default_currency: str) -> None:
        self._time_zone = time_zone
        self._default_currency = default_currency
        self._access = AccessService(session)
        self._idempotency = IdempotencyService(session, clock)
        self._audit = AuditService(session, clock)
        self._stock = StockService(session, clock, time_zone)
        self._customers = CustomerRepository(session)
        self._sales = SaleRepository(session)

    async def record(self, orders: Sequence[Order]) -> list[Answer | DomainError]:
        """Decide orders in their order and write the accepted ones; return each one's answer or refusal.

        The number of statements does not depend on the number of orders.
        """
        kept = await self._kept_answers(orders)
        actors = await self._access.confirm_all([order.caller for order in orders])
        # Before the sweets, so that who waits for a customer keeps nobody from selling.
        customers = await self._named_customers(orders, actors)
        sweets = await self._stock.lock(line.sweet_id for order in orders for line in order.lines)
        needed: dict[int, Decimal] = defaultdict(Decimal)
        for order in orders:
            for line in order.lines:
                if line.sweet_id in sweets:
                    needed[line.sweet_id] += line.quantity
        shelf = await self._stock.shelf(needed, max(order.placed_at for order in orders))

        decisions = _Decisions(kept)
        for position, (order, actor) in enumerate(zip(orders, actors, strict=True)):
            try:
                if isinstance(actor, DomainError):
                    raise actor
                if not decisions.is_answered(position, order):
                    _check_customer(order, actor, customers)
                    sale, parts = self._decide(order, actor, sweets, shelf)
                    decisions.accept(_Accepted(position, order, actor, sale, parts))
            except DomainError as refusal:
                decisions.refuse(position, refusal)
        await self._write(decisions)
        return decisions.in_order()

    async def list_sales(self, actor: Actor, query: SaleQuery, page: Page) -> Slice:
        """Return one page of sales: a customer's own, or all for staff."""
        return await self._sales.list_json(query.filters(), page, _party(actor))

    async def get(self, actor: Actor, sale_id: int) -> str:
        """Return one sale; another customer's does not exist for a customer."""
        sale = await self._sales.get_json(sale_id, _party(actor))
        if sale is None:
            raise NotFound("sale_not_found", "There is no such sale.")
        return sale

    async def _kept_answers(self, orders: Sequence[Order]) -> KeptAnswers:
        keyed = [(order.caller.claims.user_id, order.request_key) for order in orders if order.request_key is not None]
        return await self._idempotency.kept_answers(keyed) if keyed else KeptAnswers({})

    async def _named_customers(self, orders: Sequence[Order], actors: Sequence[Actor | Unauthenticated]) -> set[int]:
        """Return which of the customers that staff name there are; no statement when none is named."""
        named = [
            order.customer_id
            for order, actor in zip(orders, actors, strict=True)
            if order.customer_id is not None and isinstance(actor, Actor) and actor.is_staff
        ]
        return await self._customers.hold(named) if named else set()

    def _decide(
        self, order: Order, actor: Actor, sweets: dict[int, SweetToSell], shelf: Shelf
    ) -> tuple[NewSale, list[list[tuple[int, Decimal]]]]:
        wanted = _checked(order, sweets)
        shortages = [
            shortage(sweets[sweet_id], quantity, shelf.available(sweet_id))
            for sweet_id, quantity in wanted.items()
            if shelf.available(sweet_id) < quantity
        ]
        if shortages:
            raise insufficient_stock(shortages)
        sale = self._new_sale(order, actor, sweets)
        return sale, [shelf.take(line.sweet_id, line.quantity) for line in order.lines]

    def _new_sale(self, order: Order, actor: Actor, sweets: dict[int, SweetToSell]) -> NewSale:
        lines = []
        for line_no, line in enumerate(order.lines, 1):
            sweet = sweets[line.sweet_id]
            lines.append(
                NewSaleLine(
                    line_no=line_no,
                    sweet_id=sweet.id,
                    sku=sweet.sku,
                    name=sweet.name,
                    unit=sweet.unit,
                    quantity=line.quantity.quantize(QUANTITY_PLACES),
                    unit_price=sweet.price,
                    line_total=line_total(line.quantity, sweet.price),
                )
            )
        subtotal = sum((line.line_total for line in lines), ZERO)
        if subtotal > MAX_MONEY:
            raise Invalid("total_too_large", "This sale is more than the shop's books can hold. Split it.")
        return NewSale(
            financial_year=financial_year(shop_date(order.placed_at, self._time_zone)),
            buyer_id=None if actor.is_staff else actor.user_id,
            seller_id=actor.user_id if actor.is_staff else None,
            customer_id=order.customer_id,
            tender=order.tender,
            amount_given=_checked_amount(order, subtotal),
            note=order.note,
            subtotal=subtotal,
            default_currency=self._default_currency,
            idempotency_key=order.request_key.key if order.request_key else None,
            created_at=order.placed_at,
            lines=lines,
        )

    async def _write(self, decisions: "_Decisions") -> None:
        accepted = decisions.accepted
        if not accepted:
            return
        documents = await self._sales.add([one.sale for one in accepted])
        await self._stock.record(
            [
                NewMovement(
                    sweet_id=line.sweet_id,
                    lot_id=lot_id,
                    quantity=-quantity,
                    kind=MovementKind.SALE,
                    actor_id=one.actor.user_id,
                    occurred_at=one.sale.created_at,
                    sale_id=document.id,
                    sale_line_no=line.line_no,
                )
                for one, document in zip(accepted, documents, strict=True)
                for line, parts in zip(one.sale.lines, one.parts, strict=True)
                for lot_id, quantity in parts
            ]
        )
        await self._audit.record_all([_deed(one, document) for one, document in zip(accepted, documents, strict=True)])
        keyed = []
        for one, document in zip(accepted, documents, strict=True):
            answer = Answer(201, sale_json(document, one.sale), f"/api/sales/{document.id}")
            decisions.outcomes[one.position] = answer
            if one.order.request_key is not None:
                keyed.append((one.actor.user_id, one.order.request_key, answer))
        if keyed:
            await self._idempotency.keep(keyed)


class _Decisions:
    """What became of each order of a batch. Two orders of one batch may carry the same key."""

    def __init__(self, kept: KeptAnswers) -> None:
        self._kept = kept
        self._by_key: dict[tuple[int, str], _Accepted] = {}
        self._retries: dict[int, _Accepted] = {}
        self.accepted: list[_Accepted] = []
        self.outcomes: dict[int, Answer | DomainError] = {}

    def is_answered(self, position: int, order: Order) -> bool:
        """Tell whether the order's key has its answer already, from before or from this batch."""
        request = order.request_key
        if request is None:
            return False
        kept = self._kept.find(order.caller.claims.user_id, request)
        if kept is not None:
            self.outcomes[position] = kept
            return True
        first = self._by_key.get((order.caller.claims.user_id, request.key))
        if first is None:
            return False
        if first.order.request_key != request:
            raise key_reused()
        self._retries[position] = first
        return True

    def accept(self, accepted: _Accepted) -> None:
        """Note an order that will be written."""
        self.accepted.append(accepted)
        if accepted.order.request_key is not None:
            self._by_key[accepted.actor.user_id, accepted.order.request_key.key] = accepted

    def refuse(self, position: int, refusal: DomainError) -> None:
        """Note an order that will not."""
        self.outcomes[position] = refusal

    def in_order(self) -> list[Answer | DomainError]:
        """Return every order's outcome in the order of arrival."""
        for position, first in self._retries.items():
            answer = self.outcomes[first.position]
            assert isinstance(answer, Answer)  # noqa: S101 - an accepted order was written.
            self.outcomes[position] = replay(answer)
        return [self.outcomes[position] for position in range(len(self.outcomes))]


def _party(actor: Actor) -> Party | None:
    """Return whose sales an actor may see: their own, or everybody's for staff."""
    return None if actor.is_staff else Party(actor.user_id, actor.customer_id)


def _check_customer(order: Order, actor: Actor, customers: set[int]) -> None:
    """Refuse an order that names a customer who is not there, or that is not for its caller to say."""
    if order.customer_id is None:
        return
    if not actor.is_staff:
        raise Forbidden("forbidden", "Only staff say to whom they sell. Leave customer_id out.")
    if order.customer_id not in customers:
        raise customer_not_found()


def _checked(order: Order, sweets: dict[int, SweetToSell]) -> dict[int, Decimal]:
    """Return how much the order wants of each sweet in all, or refuse lines that cannot be sold at all."""
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    for line in order.lines:
        sweet = sellable(sweets.get(line.sweet_id))
        check_step(line.quantity, sweet, line.pointer)
        if line.quantity < sweet.min_quantity:
            detail = f"{sweet.name} is sold from {sweet.min_quantity.normalize():f} {sweet.unit}."
            raise _refused(line.pointer, "below_min_quantity", detail)
        wanted[sweet.id] += line.quantity
    return wanted


def _checked_amount(order: Order, total: Decimal) -> Decimal | None:
    """Return what was handed over, or refuse it: what is no cash, and what does not pay the total."""
    given = order.amount_given
    if given is None:
        return None
    if order.tender != Tender.CASH:
        raise _refused("/amount_given", "amount_given_not_cash", "Only cash is given and changed: leave it out.")
    if given < total:
        detail = f"{given:.2f} is too little for {total:.2f}: {total - given:.2f} is missing."
        raise _refused("/amount_given", "amount_given_too_small", detail)
    return given.quantize(MONEY_PLACES)


def _refused(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])


def _deed(accepted: _Accepted, document: SaleDocument) -> Deed:
    actor, sale = accepted.actor, accepted.sale
    return Deed(
        action="sale.created",
        entity_id=document.id,
        origin=actor.origin,
        actor_id=actor.user_id,
        actor_role=actor.role,
        after={"number": document.number, "total": sale.subtotal, "customer_id": sale.customer_id},
    )
