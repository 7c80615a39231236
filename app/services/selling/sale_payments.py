"""Payments after the sale: in part, in full, or as an order is collected."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid
from app.database.errors import TransactionAborted
from app.models import PaymentKind, SaleStatus, Tender
from app.repositories.people.customers import CustomerRepository, CustomerToSell
from app.repositories.selling.orders import OrderRepository
from app.repositories.selling.payments import NewPayment, PaymentRepository
from app.repositories.selling.sales import SaleRepository, SaleToUndo
from app.schemas.payment import PaymentCreate, SaleCollect
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.common.idempotency import Answer, IdempotencyService, RequestKey
from app.services.selling.drawers.rules import DrawerRules
from app.services.selling.pricing.sale_amounts import check_within_books
from app.services.selling.refund_rules import sale_not_found
from app.services.selling.sale_rules import check_credit
from app.services.selling.settlement import AskedPayment, Settlement, check_tenders, payments_of, settle


@dataclass(frozen=True, slots=True)
class _Account:
    """The customer on whose account a sale goes, locked."""

    customer_id: int
    customer: CustomerToSell


@dataclass(frozen=True, slots=True)
class _LockedSale:
    """A sale to be paid, with the account it may go on and the step of cash."""

    sale: SaleToUndo
    account: _Account | None
    cash_rounding: Decimal


class SalePaymentService:
    """Takes what is due of a sale, and hands orders over."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._idempotency = IdempotencyService(session, context)
        self._audit = AuditService(session, context)
        self._customers = CustomerRepository(session)
        self._sales = SaleRepository(session)
        self._orders = OrderRepository(session)
        self._payments = PaymentRepository(session)
        self._drawer_rules = DrawerRules(session, context)

    async def pay(self, actor: Actor, new: PaymentCreate, sale_id: int) -> tuple[int, str]:
        """Take a payment of what is due of a sale, or of a part of it; return the sale's id and JSON."""
        asked = [AskedPayment(new.tender, new.amount, new.given, new.reference, "/amount", "/given")]
        locked = await self._lock(sale_id, asked)
        await self._take(actor, sale_id, asked, locked, in_full=False)
        return sale_id, await self._json(sale_id)

    async def collect(self, actor: Actor, sale_id: int, asked: SaleCollect, key: RequestKey | None) -> Answer:
        """Hand an order over, and take the payments that cover what is due of it; once for each key."""

        async def work() -> Answer:
            payments = payments_of(asked.payments or ())
            locked = await self._lock(sale_id, payments)
            if locked.sale.held_until is None:
                raise Conflict("not_to_collect", "This was sold over the counter: there is nothing to collect.")
            if locked.sale.collected_at is not None:
                raise Conflict("already_collected", "This order was collected already.")
            if payments:
                await self._take(actor, sale_id, payments, locked, in_full=True)
            elif locked.sale.due > 0:
                raise _unpaid(locked.sale.due)
            now = self._context.clock()
            await self._orders.collect(sale_id, actor.user_id, now)
            await self._audit.record(actor, "sale.collected", sale_id, after={"collected_at": now})
            return Answer(sale_id, await self._json(sale_id))

        return await self._idempotency.once(actor.user_id, key, work)

    async def _lock(self, sale_id: int, asked: Sequence[AskedPayment]) -> _LockedSale:
        """Lock a sale that stands, and before it the customer whose account it goes on."""
        check_tenders([(one.tender, one.tender_pointer) for one in asked], self._context.settings)
        terms = await self._orders.payment_terms(sale_id)
        if terms is None:
            raise sale_not_found()
        on_account = next((one for one in asked if one.tender == Tender.ACCOUNT), None)
        account = None if on_account is None else await self._lock_account(terms.customer_id, on_account.tender_pointer)
        sale = await self._sales.get_for_update(sale_id)
        assert sale is not None  # noqa: S101 - sales are never deleted.
        if sale.status is SaleStatus.VOIDED:
            raise Conflict("sale_voided", "This sale was voided: there is nothing to pay.")
        step = self._context.defaults.cash_rounding if terms.cash_rounding is None else terms.cash_rounding
        return _LockedSale(sale, account, step)

    async def _lock_account(self, customer_id: int | None, pointer: str) -> _Account:
        # Customers come before sales, as for every other sale.
        if customer_id is None:
            detail = "The buyer has no account with credit here: link their login to a customer first."
            raise Invalid("account_needs_customer", detail, [FieldError(pointer, "account_needs_customer", detail)])
        found = await self._customers.keep_to_sell([customer_id], is_charged=True)
        if customer_id not in found:
            raise TransactionAborted(
                "try_again", "The customer has just been merged or deleted. Try again.", retry_after=1
            )
        return _Account(customer_id, found[customer_id])

    async def _take(
        self, actor: Actor, sale_id: int, asked: Sequence[AskedPayment], locked: _LockedSale, *, in_full: bool
    ) -> None:
        sale, account = locked.sale, locked.account
        if sale.due == 0:
            raise Conflict("sale_paid", "This sale is paid already.")
        settlement = settle(asked, sale.due, locked.cash_rounding, in_full=False)
        if in_full and settlement.due > 0:
            raise _unpaid(settlement.due)
        check_within_books(sale.amount_due + settlement.rounding)
        if account is not None:
            check_credit(account.customer, account.customer.credit_left, settlement.on_account)
        await self._write(actor, sale_id, settlement, None if account is None else account.customer_id)
        payments = [{"tender": paid.tender, "amount": paid.amount} for paid in settlement.payments]
        before, after = {"due": sale.due, "payments": []}, {"due": settlement.due, "payments": payments}
        await self._audit.record(actor, "sale.paid", sale_id, before=before, after=after)

    async def _write(self, actor: Actor, sale_id: int, settlement: Settlement, customer_id: int | None) -> None:
        if settlement.cash > 0:
            await self._drawer_rules.check_cash(actor.user_id)
        now = self._context.clock()
        await self._payments.add(
            [
                NewPayment(
                    kind=PaymentKind.SALE,
                    sale_id=sale_id,
                    customer_id=customer_id if paid.tender == Tender.ACCOUNT else None,
                    tender=paid.tender,
                    amount=paid.amount,
                    rounding=paid.rounding,
                    cash_rounding=paid.cash_rounding,
                    given=paid.given,
                    reference=paid.reference,
                    taken_by=actor.user_id,
                    taken_at=now,
                    business_day=self._context.business_days.of(now),
                    hour=self._context.hour_of(now),
                )
                for paid in settlement.payments
            ]
        )

    async def _json(self, sale_id: int) -> str:
        body = await self._sales.get_json(sale_id)
        assert body is not None  # noqa: S101 - it is locked.
        return body


def _unpaid(due: Decimal) -> Conflict:
    return Conflict("sale_unpaid", f"{due} of this order is still to be paid. Take the payment first.")
