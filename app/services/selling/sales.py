"""Selling: batch-first, all or nothing for each order, decided in order of arrival."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import BusinessDays, Clock, shop_date
from app.core.errors import DomainError, NotFound
from app.core.pagination import Page, Slice
from app.models import MovementKind, Role
from app.repositories.catalogue.sweets import SweetToSell
from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.repositories.people.customers import CustomerRepository
from app.repositories.selling.sale_writer import NewSale, NewSaleRepository, SaleDocument
from app.repositories.selling.sales import Party, SaleRepository
from app.repositories.stock.stock_movements import NewMovement
from app.schemas.sale import SaleQuery
from app.services.common.access import AccessService, Actor
from app.services.common.audit import AuditService, Deed
from app.services.common.idempotency import Answer, IdempotencyService, KeptAnswers, key_reused, replay
from app.services.selling.basket import Order, check_permitted, wanted_of
from app.services.selling.new_sales import Terms, new_sale
from app.services.selling.sale_json import sale_json
from app.services.shop.settings import SettingsService
from app.services.stock.allocation import Shelf, insufficient_stock, shortage
from app.services.stock.stock import StockService


@dataclass(slots=True)
class _Accepted:
    """An order that will be written: its sale, and of each line the parts of lots it takes and what they cost."""

    position: int
    order: Order
    actor: Actor
    sale: NewSale
    parts: list[list[tuple[int, Decimal]]]
    costs: list[Decimal | None]


class SaleService:
    """Records and shows sales."""

    def __init__(self, session: AsyncSession, clock: Clock, business_days: BusinessDays, default_currency: str) -> None:
        self._business_days = business_days
        self._time_zone = business_days.time_zone
        self._default_currency = default_currency
        self._access = AccessService(session)
        self._idempotency = IdempotencyService(session, clock)
        self._audit = AuditService(session, clock)
        self._stock = StockService(session, clock, business_days.time_zone)
        self._customers = CustomerRepository(session)
        self._sales = SaleRepository(session)
        self._new_sales = NewSaleRepository(session)
        self._tax_classes = TaxClassRepository(session)
        self._settings = SettingsService(session, clock)

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
        terms = await self._terms(orders, sweets)
        shelf = await self._stock.shelf(needed, max(order.placed_at for order in orders))

        decisions = _Decisions(kept)
        for position, (order, actor) in enumerate(zip(orders, actors, strict=True)):
            try:
                if isinstance(actor, DomainError):
                    raise actor
                if not decisions.is_answered(position, order):
                    check_permitted(order, actor, customers)
                    sale, parts = self._decide(order, actor, sweets, shelf, terms)
                    costs = [shelf.cost(taken) for taken in parts]
                    decisions.accept(_Accepted(position, order, actor, sale, parts, costs))
            except DomainError as refusal:
                decisions.refuse(position, refusal)
        await self._write(decisions)
        return decisions.in_order()

    async def list_sales(self, actor: Actor, query: SaleQuery, page: Page) -> Slice:
        """Return one page of sales: a customer's own, or all for staff."""
        return await self._sales.list_json(query.filters(), page, party_of(actor))

    async def get(self, actor: Actor, sale_id: int) -> str:
        """Return one sale; another customer's does not exist for a customer."""
        sale = await self._sales.get_json(sale_id, party_of(actor))
        if sale is None:
            raise NotFound("sale_not_found", "There is no such sale.")
        return sale

    async def _kept_answers(self, orders: Sequence[Order]) -> KeptAnswers:
        keyed = [(order.caller.claims.user_id, order.request_key) for order in orders if order.request_key is not None]
        return await self._idempotency.kept_answers(keyed) if keyed else KeptAnswers({})

    async def _named_customers(self, orders: Sequence[Order], actors: Sequence[Actor | DomainError]) -> set[int]:
        """Return which of the customers that staff name there are; no statement when none is named."""
        named = [
            order.customer_id
            for order, actor in zip(orders, actors, strict=True)
            if order.customer_id is not None and isinstance(actor, Actor) and actor.is_staff
        ]
        return await self._customers.hold(named) if named else set()

    async def _terms(self, orders: Sequence[Order], sweets: Mapping[int, SweetToSell]) -> Terms:
        """Return what the batch is sold at; no statement for orders that take what the prices say, untaxed."""
        taxed = {
            (tax_class_id, shop_date(order.placed_at, self._time_zone))
            for order in orders
            for line in order.lines
            if line.sweet_id in sweets and (tax_class_id := sweets[line.sweet_id].tax_class_id) is not None
        }
        if not taxed and not any(order.has_discount for order in orders):
            return Terms(self._business_days, self._default_currency)
        settings = await self._settings.current()
        return Terms(
            self._business_days,
            self._default_currency,
            max_discount_percent={
                Role.SALESPERSON: settings.salesperson_max_discount_percent,
                Role.ADMIN: settings.admin_max_discount_percent,
            },
            tax_mode=settings.tax_mode if taxed else None,
            taxes=await self._tax_classes.due(taxed) if taxed else {},
        )

    def _decide(
        self, order: Order, actor: Actor, sweets: dict[int, SweetToSell], shelf: Shelf, terms: Terms
    ) -> tuple[NewSale, list[list[tuple[int, Decimal]]]]:
        wanted = wanted_of(order, sweets)
        shortages = [
            shortage(sweets[sweet_id], quantity, shelf.available(sweet_id))
            for sweet_id, quantity in wanted.items()
            if shelf.available(sweet_id) < quantity
        ]
        if shortages:
            raise insufficient_stock(shortages)
        sale = new_sale(order, actor, sweets, terms)
        return sale, [shelf.take(line.sweet_id, line.quantity) for line in order.lines]

    async def _write(self, decisions: "_Decisions") -> None:
        accepted = decisions.accepted
        if not accepted:
            return
        documents = await self._new_sales.add([one.sale for one in accepted], [one.costs for one in accepted])
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


def party_of(actor: Actor) -> Party | None:
    """Return whose sales an actor may see: their own, or everybody's for staff."""
    return None if actor.is_staff else Party(actor.user_id, actor.customer_id)


def _deed(accepted: _Accepted, document: SaleDocument) -> Deed:
    actor, sale = accepted.actor, accepted.sale
    return Deed(
        action="sale.created",
        entity_id=document.id,
        origin=actor.origin,
        actor_id=actor.user_id,
        actor_role=actor.role,
        after={"number": document.number, "total": sale.total, "customer_id": sale.customer_id, **_taken_off(sale)},
    )


def _taken_off(sale: NewSale) -> dict[str, Any]:
    """Return what the audit log says of discounts; nothing where there are none."""
    if sale.discount_total == 0:
        return {}
    return {
        "discount_total": sale.discount_total,
        "discount_reason": sale.discount_reason,
        "line_discounts": [
            {"line_no": line.line_no, "discount": line.line_discount, "reason": line.discount_reason}
            for line in sale.lines
            if line.line_discount > 0
        ],
    }
