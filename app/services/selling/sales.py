"""Sales: decided in batches, in order of arrival, each basket as a whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import DomainError, NotFound
from app.core.pagination import Page, Slice
from app.models import MovementKind, PaymentKind, Tender
from app.repositories.catalogue.sweets_for_sale import SweetForSaleRepository
from app.repositories.people.customers import CustomerRepository, CustomerToSell
from app.repositories.selling.orders import BuyersOrders, OrderRepository
from app.repositories.selling.payments import NewPayment, PaymentDocument, PaymentRepository
from app.repositories.selling.sale_writer import NewSale, SaleDocument, SaleWriter
from app.repositories.selling.sales import Buyer, SaleRepository
from app.repositories.stock.stock_movements import NewMovement
from app.schemas.sale import SaleQuery
from app.services.common.access import AccessService, Actor
from app.services.common.audit import AuditEntry, AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, KeptAnswers
from app.services.selling.basket import Basket
from app.services.selling.basket_lines import named_sweets, needed_of, with_sweets
from app.services.selling.drawers.rules import DrawerRules
from app.services.selling.outcomes import Outcomes
from app.services.selling.sale_json import sale_json
from app.services.selling.sale_rules import AcceptedSale, LockedShop, customer_of, sell
from app.services.selling.sale_terms import SaleTermsService
from app.services.stock.stock import StockService

_LONGEST_DAY = timedelta(hours=50)


class SaleService:
    """Records and shows sales."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._access = AccessService(session)
        self._idempotency = IdempotencyService(session, context)
        self._audit = AuditService(session, context)
        self._stock = StockService(session, context)
        self._customers = CustomerRepository(session)
        self._sweets = SweetForSaleRepository(session)
        self._sales = SaleRepository(session)
        self._sale_writer = SaleWriter(session)
        self._orders = OrderRepository(session)
        self._payments = PaymentRepository(session)
        self._context = context
        self._terms = SaleTermsService(session, context)
        self._drawer_rules = DrawerRules(session, context)

    async def record(self, baskets: Sequence[Basket]) -> list[Answer | DomainError]:
        """Decide baskets in order of arrival, write the sales accepted, and return each basket's answer or refusal.

        The number of statements does not depend on the number of baskets.
        """
        kept = await self._kept_answers(baskets)
        actors = await self._access.confirm_all([basket.caller for basket in baskets])
        baskets, shop = await self._lock_shop(baskets, actors)
        outcomes = Outcomes(kept)
        for position, (basket, actor) in enumerate(zip(baskets, actors, strict=True)):
            try:
                if isinstance(actor, DomainError):
                    raise actor
                if not outcomes.is_retry(position, basket):
                    outcomes.accept(position, sell(basket, actor, shop))
            except DomainError as refusal:
                outcomes.refuse(position, refusal)
        if outcomes.accepted:
            await self._write(outcomes)
        return outcomes.in_order()

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

    async def _lock_shop(
        self, baskets: Sequence[Basket], actors: Sequence[Actor | DomainError]
    ) -> tuple[Sequence[Basket], LockedShop]:
        """Lock all that decides the baskets; return it, and the baskets with their sweets."""
        # Customers come before sweets, so that waiting for a customer blocks no other sale.
        customers = await self._customers_of(baskets, actors)
        orders = await self._orders_of(baskets, actors)
        locked, cash_rounding = await self._sweets.lock(named_sweets(baskets))
        baskets = with_sweets(baskets, locked)
        sweets = {sweet.id: sweet for sweet in locked}
        needed = {
            sweet_id: sweets[sweet_id].on_hand if quantity is None else quantity
            for sweet_id, quantity in needed_of(baskets, sweets).items()
        }
        terms = await self._terms.of(baskets, sweets, cash_rounding)
        allocation = await self._stock.allocation(needed, max(basket.placed_at for basket in baskets))
        without_drawer = await self._drawer_rules.without_drawer(_takers_of_cash(baskets, actors))
        return baskets, LockedShop(customers, sweets, allocation, terms, orders, without_drawer)

    async def _customers_of(
        self, baskets: Sequence[Basket], actors: Sequence[Actor | DomainError]
    ) -> Mapping[int, CustomerToSell]:
        """Lock the customers of the baskets and return those that exist; no statement when there are none."""
        named = [
            customer_id
            for basket, actor in zip(baskets, actors, strict=True)
            if isinstance(actor, Actor) and (customer_id := customer_of(basket, actor)) is not None
        ]
        on_account = any(one.tender == Tender.ACCOUNT for basket in baskets for one in basket.payments)
        return await self._customers.keep_to_sell(named, is_charged=on_account) if named else {}

    async def _orders_of(self, baskets: Sequence[Basket], actors: Sequence[Actor | DomainError]) -> BuyersOrders | None:
        """Lock the customers who buy for themselves, and return what they have ordered; no statement without limits."""
        buyers = {actor.user_id for actor in actors if isinstance(actor, Actor) and not actor.is_staff}
        if not buyers or not self._context.settings.limits_customers:
            return None
        await self._orders.lock_buyers(buyers)
        placed_at = max(basket.placed_at for basket in baskets)
        day = self._context.business_days.of(placed_at)
        return await self._orders.orders_of(buyers, day, placed_at - _LONGEST_DAY)

    async def _write(self, outcomes: Outcomes) -> None:
        accepted = list(outcomes.accepted.values())
        documents = await self._sale_writer.add([one.sale for one in accepted])
        written = list(zip(accepted, documents, strict=True))
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
                for one, document in written
                for line, parts in zip(one.sale.lines, one.lots, strict=True)
                for lot_id, quantity in parts
            ]
        )
        payments = await self._write_payments(written)
        await self._audit.record_all([_audit_entry(one, document) for one, document in written])
        keyed = []
        for position, (one, document) in zip(outcomes.accepted, written, strict=True):
            answer = Answer(document.id, sale_json(document, one.sale, one.price, payments[document.id]))
            outcomes.answer(position, answer)
            if one.basket.request_key is not None:
                keyed.append((one.actor.user_id, one.basket.request_key, answer))
        if keyed:
            await self._idempotency.keep(keyed)

    async def _write_payments(
        self, written: Sequence[tuple[AcceptedSale, SaleDocument]]
    ) -> Mapping[int, Sequence[tuple[PaymentDocument, NewPayment]]]:
        """Write the payments of new sales, and return them by sale; no statement when nothing is paid."""
        payments = [
            NewPayment(
                kind=PaymentKind.SALE,
                sale_id=document.id,
                customer_id=one.sale.customer_id if paid.tender == Tender.ACCOUNT else None,
                tender=paid.tender,
                amount=paid.amount,
                rounding=paid.rounding,
                cash_rounding=paid.cash_rounding,
                given=paid.given,
                reference=paid.reference,
                taken_by=one.actor.user_id,
                taken_at=one.sale.created_at,
                business_day=one.sale.business_day,
                hour=self._context.hour_of(one.basket.happened_at),
            )
            for one, document in written
            for paid in one.settlement.payments
        ]
        documents = await self._payments.add(payments) if payments else []
        of_sale: dict[int, list[tuple[PaymentDocument, NewPayment]]] = defaultdict(list)
        for document, payment in zip(documents, payments, strict=True):
            assert payment.sale_id is not None  # noqa: S101 - it was given above.
            of_sale[payment.sale_id].append((document, payment))
        return of_sale


def buyer_of(actor: Actor) -> Buyer | None:
    """Return the buyer whose sales an actor may see, or None for staff, who may see all."""
    return None if actor.is_staff else Buyer(actor.user_id, actor.customer_id)


def _takers_of_cash(baskets: Sequence[Basket], actors: Sequence[Actor | DomainError]) -> set[int]:
    """Return the staff who are paid in cash, which is also what a sale means that names no tender."""
    return {
        actor.user_id
        for basket, actor in zip(baskets, actors, strict=True)
        if isinstance(actor, Actor)
        and actor.is_staff
        and (not basket.payments or any(one.tender == Tender.CASH for one in basket.payments))
    }


def _audit_entry(accepted: AcceptedSale, document: SaleDocument) -> AuditEntry:
    actor, sale = accepted.actor, accepted.sale
    return AuditEntry(
        action="sale.created",
        entity_id=document.id,
        origin=actor.origin,
        actor_id=actor.user_id,
        actor_role=actor.role,
        after={
            "number": document.number,
            "total": sale.total,
            "customer_id": sale.customer_id,
            "payments": [{"tender": paid.tender, "amount": paid.amount} for paid in accepted.settlement.payments],
            **_discounts(sale),
            **_late(sale),
        },
    )


def _late(sale: NewSale) -> dict[str, Any]:
    """Return when and why a sale was entered late, for the audit log; nothing if it was not."""
    return {} if sale.sold_at is None else {"sold_at": sale.sold_at, "late_reason": sale.late_reason}


def _discounts(sale: NewSale) -> dict[str, Any]:
    """Return the discounts of a sale for the audit log; nothing if there are none."""
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
