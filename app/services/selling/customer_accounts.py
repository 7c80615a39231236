"""Accounts of customers: what they owe and may take, and the money they pay on it or get back."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Forbidden, Invalid
from app.core.money import rounded, rounding_to, zero
from app.core.pagination import Page, Slice
from app.models import PaymentKind, Role, Tender
from app.repositories.people.customers import CustomerRepository, CustomerToSell
from app.repositories.selling.customer_accounts import AccountNow, CustomerAccountRepository
from app.repositories.selling.payments import NewPayment, PaymentRepository
from app.schemas.customer_account import AccountPaymentCreate, AccountPaymentKind, AccountQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.people.customers import customer_gone, customer_not_found
from app.services.selling.account_rules import check_deposit
from app.services.selling.drawers.rules import DrawerRules
from app.services.selling.settlement import AskedPayment, SettledPayment, check_tenders, settle


@dataclass(frozen=True, slots=True)
class AccountPage(Slice):
    """What a customer owes, and one page of the entries that make it up."""

    account: AccountNow

    def to_json(self) -> str:
        """Return the body of the answer."""
        account, limit = self.account, self.account.credit_limit
        head = {
            "customer_id": account.customer_id,
            "balance": str(account.balance),
            "credit_limit": None if limit is None else str(limit),
            "left": str(account.left),
            "overdue": {
                "days_30": str(account.days_30),
                "days_60": str(account.days_60),
                "days_90": str(account.days_90),
            },
        }
        return f"{json.dumps(head)[:-1]}, {Slice.to_json(self)[1:]}"


class CustomerAccountService:
    """Shows accounts, and takes payments on them. Payments are never changed: a payback corrects one."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._context = context
        self._audit = AuditService(session, context)
        self._customers = CustomerRepository(session)
        self._accounts = CustomerAccountRepository(session)
        self._payments = PaymentRepository(session)
        self._drawer_rules = DrawerRules(session, context)

    async def get(self, actor: Actor, customer_id: int, query: AccountQuery, page: Page) -> AccountPage:
        """Return an account with one page of its entries; a customer sees only their own."""
        today = self._context.business_days.of(self._context.clock())
        account = await self.account_at(actor, customer_id, today)
        entries = await self._accounts.list_json(customer_id, query.filters(), page)
        return AccountPage(entries.items, entries.next_cursor, entries.total, account)

    async def account_at(self, actor: Actor, customer_id: int, day: date) -> AccountNow:
        """Return an account and what was overdue on a day; raise `NotFound` if the actor may not see it."""
        if not actor.is_staff and actor.customer_id != customer_id:
            raise customer_not_found()
        account = await self._accounts.get(customer_id, day)
        if account is None:
            raise await customer_gone(self._customers, customer_id)
        return account

    async def pay(self, actor: Actor, customer_id: int, new: AccountPaymentCreate) -> tuple[int, str]:
        """Take a payment on an account, or give one back; return the id and JSON of the entry."""
        if actor.customer_id == customer_id and actor.role is not Role.ADMIN:
            raise Forbidden("own_account", "Nobody takes money for an account of their own. Ask an admin.")
        payment = self._settled(new)
        found = await self._customers.keep_to_sell([customer_id], is_charged=True)
        if customer_id not in found:
            raise await customer_gone(self._customers, customer_id)
        customer = found[customer_id]
        if new.kind is AccountPaymentKind.PAYBACK:
            self._check_payback(actor, customer, payment.amount, new.note)
            if actor.role is not Role.ADMIN:
                await self._check_tender(customer_id, customer, payment)
        else:
            check_deposit(customer, payment.amount)
        payment_id = await self._add(actor, customer_id, new, payment)
        entry = await self._accounts.get_entry_json(customer_id, payment_id)
        action = "customer.account_paid" if new.kind is AccountPaymentKind.PAYMENT else "customer.account_paid_back"
        after = {"payment_id": payment_id, "tender": payment.tender, "amount": payment.amount}
        await self._audit.record(actor, action, customer_id, after=after)
        return payment_id, entry

    def _settled(self, new: AccountPaymentCreate) -> SettledPayment:
        """Return the payment with its exact amount; reject tenders and amounts that cannot be paid."""
        settings = self._context.settings
        check_tenders([(new.tender, "/tender")], settings)
        if new.tender == Tender.ACCOUNT:
            detail = "An account is not paid by itself. Say how the money comes: cash, card, upi or another."
            raise _refusal("/tender", "tender_is_account", detail)
        amount = rounded(new.amount)
        step = settings.cash_rounding if new.tender == Tender.CASH else zero()
        if rounding_to(amount, step):
            raise _refusal("/amount", "cash_not_in_coins", f"Cash is paid in steps of {step} here: round it.")
        asked = AskedPayment(new.tender, amount, new.given, new.reference, "/amount", "/given")
        (payment,) = settle([asked], amount, step, in_full=True).payments
        return payment

    def _check_payback(self, actor: Actor, customer: CustomerToSell, amount: Decimal, note: str | None) -> None:
        """Reject giving back more than a deposit; an admin may up to the limit, who says why."""
        deposit = max(-customer.balance, zero())
        if amount <= deposit:
            return
        if actor.role is not Role.ADMIN:
            detail = f"{customer.name} has {deposit} to get back. Ask an admin to give back more."
            raise Conflict("payback_above_deposit", detail, extra={"left": str(deposit)})
        if amount > customer.credit_left:
            left = max(customer.credit_left, zero())
            detail = f"{customer.name} may owe {left} more, and this is {amount}. Give back less, or raise the limit."
            raise Conflict("credit_limit_exceeded", detail, extra={"left": str(left)})
        if not note:
            detail = f"This is more than the {deposit} paid in advance. Say in note why it is given back."
            raise _refusal("/note", "payback_note_missing", detail)

    async def _check_tender(self, customer_id: int, customer: CustomerToSell, payment: SettledPayment) -> None:
        """Reject giving back more by a tender than came by it."""
        left = max(await self._accounts.paid_by(customer_id, payment.tender), zero())
        if payment.amount > left:
            detail = f"Of what {customer.name} paid by {payment.tender}, {left} is left to give back. Ask an admin."
            raise Conflict("payback_above_tender", detail, extra={"left": str(left)})

    async def _add(self, actor: Actor, customer_id: int, new: AccountPaymentCreate, payment: SettledPayment) -> int:
        if payment.tender == Tender.CASH:
            await self._drawer_rules.check_cash(actor.user_id)
        now = self._context.clock()
        sign = 1 if new.kind is AccountPaymentKind.PAYMENT else -1
        (document,) = await self._payments.add(
            [
                NewPayment(
                    kind=PaymentKind.ACCOUNT,
                    customer_id=customer_id,
                    tender=payment.tender,
                    amount=sign * payment.amount,
                    rounding=zero(),
                    cash_rounding=payment.cash_rounding,
                    given=payment.given,
                    reference=payment.reference,
                    note=new.note or None,
                    taken_by=actor.user_id,
                    taken_at=now,
                    business_day=self._context.business_days.of(now),
                    hour=self._context.hour_of(now),
                )
            ]
        )
        return document.id


def _refusal(pointer: str, code: str, detail: str) -> Invalid:
    return Invalid(code, detail, [FieldError(pointer, code, detail)])
