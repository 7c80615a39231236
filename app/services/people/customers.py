"""Customers: kept by staff, and anonymised when they are deleted."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, Forbidden, NotFound
from app.core.money import rounded, zero
from app.core.pagination import Page, Slice
from app.core.phone import digits_to_find, normalise_phone_field
from app.models import Customer, Role
from app.repositories.people.customers import CustomerRepository
from app.repositories.selling.payments import PaymentRepository
from app.repositories.selling.sales import Buyer, SaleRepository
from app.schemas.customer import CustomerCreate, CustomerQuery, CustomerUpdate
from app.schemas.sale import CustomerSaleQuery
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.people.link_codes import LinkCodeService

FORGOTTEN_NAME = "Deleted customer"


class CustomerService:
    """Keeps the customers. Phone numbers without a country code belong to `phone_region`."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._phone_region = context.settings.phone_region
        self._audit = AuditService(session, context)
        self._customers = CustomerRepository(session)
        self._link_codes = LinkCodeService(session, context)
        self._payments = PaymentRepository(session)
        self._sales = SaleRepository(session)

    async def list_customers(self, query: CustomerQuery, page: Page) -> Slice:
        """Return one page of customers."""
        filters = query.filters()
        if query.phone is not None:
            filters["phone"] = normalise_phone_field(query.phone, self._phone_region, "phone")
        digits = None if query.q is None else digits_to_find(query.q)
        return await self._customers.list_json(filters, digits, page)

    async def get(self, customer_id: int) -> str:
        """Return a customer as JSON."""
        customer = await self._customers.get_json(customer_id)
        if customer is None:
            raise await customer_gone(self._customers, customer_id)
        return customer

    async def list_sales(self, customer_id: int, query: CustomerSaleQuery, page: Page) -> Slice:
        """Return one page of a customer's sales, at the counter and with the account they are linked to."""
        account = await self._customers.get_account(customer_id)
        if account is None:
            raise await customer_gone(self._customers, customer_id)
        _, user_id = account
        return await self._sales.list_json(query.filters(), page, Buyer(user_id, customer_id))

    async def create(self, actor: Actor, new: CustomerCreate) -> tuple[int, str]:
        """Add a customer; return the id and JSON. Phone numbers and linked accounts are unique."""
        columns = new.model_dump()
        _check_limit(actor, columns, None)
        customer = Customer(**await self._columns(actor, columns, linked_to=None))
        await self._customers.add(customer)
        after = customer.snapshot() | _consent(actor, None, customer.user_id)
        await self._audit.record(actor, "customer.created", customer.id, after=after)
        return customer.id, await self.get(customer.id)

    async def replace(self, actor: Actor, customer_id: int, new: CustomerCreate) -> str:
        """Replace all fields of a customer; return the JSON."""
        columns = new.model_dump()
        if actor.role is not Role.ADMIN and "credit_limit" not in new.model_fields_set:
            del columns["credit_limit"]
        return await self._change(actor, customer_id, columns)

    async def update(self, actor: Actor, customer_id: int, changes: CustomerUpdate) -> str:
        """Change the given fields of a customer; return the JSON."""
        return await self._change(actor, customer_id, changes.model_dump(exclude_unset=True))

    async def delete(self, actor: Actor, customer_id: int) -> None:
        """Delete a customer, or anonymise one whom the books name. No erased value is written to the audit log."""
        customer = await self._customers.get_exclusive(customer_id)
        if customer is None:
            raise await customer_gone(self._customers, customer_id)
        check_settled(customer)
        if await self._sales.any_to(customer_id) or await self._payments.any_of(customer_id):
            customer.name = FORGOTTEN_NAME
            customer.phone = customer.email = customer.note = customer.user_id = None
            customer.gstin = customer.address = customer.credit_limit = None
            customer.anonymised_at = self._clock()
            await self._customers.flush()
            erased = {"anonymised_at": customer.anonymised_at}
            await self._audit.record(actor, "customer.anonymised", customer_id, after=erased)
        else:
            await self._customers.delete(customer)
            await self._audit.record(actor, "customer.deleted", customer_id)

    async def _change(self, actor: Actor, customer_id: int, columns: dict[str, Any]) -> str:
        customer = await self._customers.get_for_update(customer_id)
        if customer is None:
            raise await customer_gone(self._customers, customer_id)
        _check_limit(actor, columns, customer)
        columns = await self._columns(actor, columns, linked_to=customer.user_id)
        before = customer.snapshot()
        for name, value in columns.items():
            setattr(customer, name, value)
        await self._customers.flush()
        after = customer.snapshot() | _consent(actor, before["user_id"], customer.user_id)
        await self._audit.record(actor, "customer.updated", customer_id, before=before, after=after)
        return await self.get(customer_id)

    async def _columns(self, actor: Actor, given: dict[str, Any], *, linked_to: int | None) -> dict[str, Any]:
        """Return the columns to write; reject linking an account without its owner's consent."""
        link_code = given.pop("link_code", None)
        if given.get("phone") is not None:
            given["phone"] = normalise_phone_field(given["phone"], self._phone_region, "/phone")
        if link_code is not None:
            given["user_id"] = await self._link_codes.use(actor, link_code)
        elif actor.role is not Role.ADMIN and given.get("user_id") not in (None, linked_to):
            detail = "Only an admin links an account by its id. Ask the customer for a link_code of theirs."
            raise Forbidden("consent_needed", detail)
        return given


def _consent(actor: Actor, linked_before: int | None, linked_now: int | None) -> dict[str, str]:
    """Return who allowed the linking of an account, for the audit log; empty if none was linked."""
    if linked_now in (None, linked_before):
        return {}
    return {"linked_by": "admin" if actor.role is Role.ADMIN else "link_code"}


def _check_limit(actor: Actor, columns: dict[str, Any], customer: Customer | None) -> None:
    """Reject a limit that somebody but an admin sets, and one below what the customer owes already."""
    if "credit_limit" not in columns:
        return
    limit, before = columns["credit_limit"], None if customer is None else customer.credit_limit
    if limit is not None:
        limit = columns["credit_limit"] = rounded(limit)
    if limit == before:
        return
    if actor.role is not Role.ADMIN:
        raise Forbidden("limit_by_admin", "Only an admin says how much a customer may owe. Leave credit_limit out.")
    if customer is not None and customer.balance > (limit or zero()):
        detail = f"{customer.name} owes {customer.balance}. Take a payment first, or let the limit be that or more."
        raise Conflict("limit_below_balance", detail, extra={"balance": str(customer.balance)})


def check_settled(customer: Customer) -> None:
    """Reject letting go of a customer who owes something or paid in advance."""
    if customer.balance > 0:
        detail = f"{customer.name} owes {customer.balance}. Take the payment first."
        raise Conflict("customer_has_balance", detail, extra={"balance": str(customer.balance)})
    if customer.balance < 0:
        detail = f"{customer.name} has paid {-customer.balance} in advance. Give it back first."
        raise Conflict("customer_has_balance", detail, extra={"balance": str(customer.balance)})


async def customer_gone(customers: CustomerRepository, customer_id: int) -> NotFound:
    """Return the error for a customer who does not exist, with where they went if they were merged into another."""
    kept_id = await customers.merged_into(customer_id)
    if kept_id is None:
        return customer_not_found()
    detail = f"This customer was merged into customer {kept_id}. Use that one."
    return NotFound("customer_merged", detail, extra={"merged_into": kept_id})


def customer_not_found() -> NotFound:
    """Return the error for a customer who does not exist or was anonymised."""
    return NotFound("customer_not_found", "There is no such customer.")
