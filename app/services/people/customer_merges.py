"""Merging two customers who are one person: everything of the one becomes the other's."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, FieldError, Invalid
from app.models import Customer
from app.repositories.people.customers import CustomerRepository
from app.schemas.customer import CustomerMerge
from app.services.common.access import Actor
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.people.customers import CustomerService, check_settled, customer_gone

MERGED_NAME = "Merged customer"
_DETAILS = ("phone", "email", "gstin", "address", "user_id")


class CustomerMergeService:
    """Merges customers. Nothing takes them apart again."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._audit = AuditService(session, context)
        self._customers = CustomerRepository(session)
        self._service = CustomerService(session, context)

    async def merge(self, actor: Actor, kept_id: int, merge: CustomerMerge) -> tuple[int, str]:
        """Merge a customer into another; return the id and JSON of the one who stays.

        Details that the other lacks are taken over, and notes are joined. Of the one who goes only the row stays,
        which says where they went.
        """
        gone_id = merge.from_customer_id
        if gone_id == kept_id:
            detail = "This is one and the same customer. Name the other one."
            raise Invalid("same_customer", detail, [FieldError("/from_customer_id", "same_customer", detail)])
        # In order of id, so that two merges of the same customers never wait for one another.
        locked = {customer_id: await self._locked(customer_id) for customer_id in sorted((kept_id, gone_id))}
        kept, gone = locked[kept_id], locked[gone_id]
        check_settled(gone)
        if kept.user_id is not None and gone.user_id is not None:
            detail = "Both have an account. Unlink the one that nobody uses any more first."
            raise Conflict("both_have_accounts", detail)
        before = kept.snapshot()
        details = self._details_of(kept, gone)
        self._empty(gone, kept_id)
        # Phones and accounts are unique: they are free before they are given.
        await self._customers.flush()
        for name, value in details.items():
            setattr(kept, name, value)
        await self._customers.flush()
        sales = await self._customers.move_papers(gone_id, kept_id)
        after = kept.snapshot() | {"merged_from": gone_id, "sales": sales}
        await self._audit.record(actor, "customer.merged", kept_id, before=before, after=after)
        await self._audit.record(actor, "customer.merged_away", gone_id, after={"merged_into": kept_id, "sales": sales})
        return kept_id, await self._service.get(kept_id)

    async def _locked(self, customer_id: int) -> Customer:
        """Return a customer whom no new sale can name."""
        customer = await self._customers.get_exclusive(customer_id)
        if customer is None:
            raise await customer_gone(self._customers, customer_id)
        return customer

    def _details_of(self, kept: Customer, gone: Customer) -> dict[str, object]:
        """Return what the one who stays takes over."""
        details = {name: getattr(gone, name) for name in _DETAILS if getattr(kept, name) is None}
        notes = [note for note in (kept.note, gone.note) if note]
        return details | {"note": "\n".join(dict.fromkeys(notes)) or None}

    def _empty(self, gone: Customer, kept_id: int) -> None:
        gone.name = MERGED_NAME
        gone.phone = gone.email = gone.note = gone.gstin = gone.address = gone.user_id = None
        gone.credit_limit = None
        gone.anonymised_at, gone.merged_into_id = self._clock(), kept_id
