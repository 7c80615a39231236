"""Selling: batch-first, all or nothing for each basket, decided in order of arrival."""

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
from app.repositories.catalogue.sweets import LockedSweet
from app.repositories.catalogue.tax_classes import TaxClassRepository
from app.repositories.people.customers import CustomerRepository
from app.repositories.selling.sale_writer import NewSale, SaleDocument, SaleWriter
from app.repositories.selling.sales import Buyer, SaleRepository
from app.repositories.stock.stock_movements import NewMovement
from app.schemas.sale import SaleQuery
from app.services.common.access import AccessService, Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.idempotency import Answer, IdempotencyService, KeptAnswers, key_reused, replay
from app.services.selling.basket import Basket, check_permitted, wanted_of
from app.services.selling.new_sales import SaleTerms, new_sale
from app.services.selling.sale_json import sale_json
from app.services.shop.settings import SettingsService
from app.services.stock.allocation import Allocation
from app.services.stock.rules import insufficient_stock, shortage
from app.services.stock.stock import StockService


@dataclass(slots=True)
class _Accepted:
    """A basket that will be written: its sale, and of each line the parts of lots it takes and what they cost."""

    position: int
    basket: Basket
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
        self._sale_writer = SaleWriter(session)
        self._tax_classes = TaxClassRepository(session)
        self._settings = SettingsService(session, clock)

    async def record(self, baskets: Sequence[Basket]) -> list[Answer | DomainError]:
        """Decide baskets in their order and write the accepted ones; return each one's answer or refusal.

        The number of statements does not depend on the number of baskets.
        """
        kept = await self._kept_answers(baskets)
        actors = await self._access.confirm_all([basket.caller for basket in baskets])
        # Before the sweets, so that who waits for a customer keeps nobody from selling.
        customers = await self._named_customers(baskets, actors)
        sweets = await self._stock.lock(line.sweet_id for basket in baskets for line in basket.lines)
        needed: dict[int, Decimal] = defaultdict(Decimal)
        for basket in baskets:
            for line in basket.lines:
                if line.sweet_id in sweets:
                    needed[line.sweet_id] += line.quantity
        terms = await self._terms(baskets, sweets)
        allocation = await self._stock.allocation(needed, max(basket.placed_at for basket in baskets))

        decisions = _Decisions(kept)
        for position, (basket, actor) in enumerate(zip(baskets, actors, strict=True)):
            try:
                if isinstance(actor, DomainError):
                    raise actor
                if not decisions.is_answered(position, basket):
                    check_permitted(basket, actor, customers)
                    sale, parts = self._decide(basket, actor, sweets, allocation, terms)
                    costs = [allocation.cost(taken) for taken in parts]
                    decisions.accept(_Accepted(position, basket, actor, sale, parts, costs))
            except DomainError as refusal:
                decisions.refuse(position, refusal)
        await self._write(decisions)
        return decisions.in_order()

    async def list_sales(self, actor: Actor, query: SaleQuery, page: Page) -> Slice:
        """Return one page of sales: a customer's own, or all for staff."""
        return await self._sales.list_json(query.filters(), page, buyer_of(actor))

    async def get(self, actor: Actor, sale_id: int) -> str:
        """Return one sale; another customer's does not exist for a customer."""
        sale = await self._sales.get_json(sale_id, buyer_of(actor))
        if sale is None:
            raise NotFound("sale_not_found", "There is no such sale.")
        return sale

    async def _kept_answers(self, baskets: Sequence[Basket]) -> KeptAnswers:
        keyed = [
            (basket.caller.claims.user_id, basket.request_key) for basket in baskets if basket.request_key is not None
        ]
        return await self._idempotency.kept_answers(keyed) if keyed else KeptAnswers({})

    async def _named_customers(self, baskets: Sequence[Basket], actors: Sequence[Actor | DomainError]) -> set[int]:
        """Return which of the customers that staff name there are; no statement when none is named."""
        named = [
            basket.customer_id
            for basket, actor in zip(baskets, actors, strict=True)
            if basket.customer_id is not None and isinstance(actor, Actor) and actor.is_staff
        ]
        return await self._customers.keep_all(named) if named else set()

    async def _terms(self, baskets: Sequence[Basket], sweets: Mapping[int, LockedSweet]) -> SaleTerms:
        """Return what the batch is sold at; no statement for baskets that take what the prices say, untaxed."""
        taxed = {
            (tax_class_id, shop_date(basket.placed_at, self._time_zone))
            for basket in baskets
            for line in basket.lines
            if line.sweet_id in sweets and (tax_class_id := sweets[line.sweet_id].tax_class_id) is not None
        }
        if not taxed and not any(basket.has_discount for basket in baskets):
            return SaleTerms(self._business_days, self._default_currency)
        settings = await self._settings.current()
        return SaleTerms(
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
        self, basket: Basket, actor: Actor, sweets: dict[int, LockedSweet], allocation: Allocation, terms: SaleTerms
    ) -> tuple[NewSale, list[list[tuple[int, Decimal]]]]:
        wanted = wanted_of(basket, sweets)
        shortages = [
            shortage(sweets[sweet_id], quantity, allocation.available(sweet_id))
            for sweet_id, quantity in wanted.items()
            if allocation.available(sweet_id) < quantity
        ]
        if shortages:
            raise insufficient_stock(shortages)
        sale = new_sale(basket, actor, sweets, terms)
        return sale, [allocation.take(line.sweet_id, line.quantity) for line in basket.lines]

    async def _write(self, decisions: "_Decisions") -> None:
        accepted = decisions.accepted
        if not accepted:
            return
        documents = await self._sale_writer.add([one.sale for one in accepted], [one.costs for one in accepted])
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
        await self._audit.record_all(
            [_audit_entry(one, document) for one, document in zip(accepted, documents, strict=True)]
        )
        keyed = []
        for one, document in zip(accepted, documents, strict=True):
            answer = Answer(201, sale_json(document, one.sale), f"/api/sales/{document.id}")
            decisions.outcomes[one.position] = answer
            if one.basket.request_key is not None:
                keyed.append((one.actor.user_id, one.basket.request_key, answer))
        if keyed:
            await self._idempotency.keep(keyed)


class _Decisions:
    """What became of each basket of a batch. Two baskets of one batch may carry the same key."""

    def __init__(self, kept: KeptAnswers) -> None:
        self._kept = kept
        self._by_key: dict[tuple[int, str], _Accepted] = {}
        self._retries: dict[int, _Accepted] = {}
        self.accepted: list[_Accepted] = []
        self.outcomes: dict[int, Answer | DomainError] = {}

    def is_answered(self, position: int, basket: Basket) -> bool:
        """Tell whether the basket's key has its answer already, from before or from this batch."""
        request = basket.request_key
        if request is None:
            return False
        kept = self._kept.find(basket.caller.claims.user_id, request)
        if kept is not None:
            self.outcomes[position] = kept
            return True
        first = self._by_key.get((basket.caller.claims.user_id, request.key))
        if first is None:
            return False
        if first.basket.request_key != request:
            raise key_reused()
        self._retries[position] = first
        return True

    def accept(self, accepted: _Accepted) -> None:
        """Note a basket that will be written."""
        self.accepted.append(accepted)
        if accepted.basket.request_key is not None:
            self._by_key[accepted.actor.user_id, accepted.basket.request_key.key] = accepted

    def refuse(self, position: int, refusal: DomainError) -> None:
        """Note a basket that will not."""
        self.outcomes[position] = refusal

    def in_order(self) -> list[Answer | DomainError]:
        """Return every basket's outcome in the order of arrival."""
        for position, first in self._retries.items():
            answer = self.outcomes[first.position]
            assert isinstance(answer, Answer)  # noqa: S101 - an accepted basket was written.
            self.outcomes[position] = replay(answer)
        return [self.outcomes[position] for position in range(len(self.outcomes))]


def buyer_of(actor: Actor) -> Buyer | None:
    """Return whose sales an actor may see: their own, or everybody's for staff."""
    return None if actor.is_staff else Buyer(actor.user_id, actor.customer_id)


def _audit_entry(accepted: _Accepted, document: SaleDocument) -> AuditEntry:
    actor, sale = accepted.actor, accepted.sale
    return AuditEntry(
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
