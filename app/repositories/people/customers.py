"""Queries over customers. None returns anonymised ones."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, func, literal, or_, select, text

from app.core.money import zero
from app.core.pagination import Page, Slice
from app.models import Customer
from app.repositories.common.base import Repository
from app.repositories.common.json_columns import decimal_text, json_object, moment_text
from app.repositories.common.keyset import Condition, KeysetList, SortColumn, parse_moment, parse_text
from app.repositories.common.search import has_part


@dataclass(frozen=True, slots=True)
class CustomerToSell:
    """A customer somebody sells to, with what the tax invoice of a business says, and what they may owe."""

    name: str
    gstin: str | None
    address: str | None
    credit_limit: Decimal | None
    balance: Decimal

    @property
    def credit_left(self) -> Decimal:
        """How much more they may take on account."""
        return (self.credit_limit or zero()) - self.balance


class CustomerRepository(Repository[Customer]):
    """Reads and writes customers."""

    _model = Customer

    async def list_json(self, filters: Mapping[str, Any], digits: str | None, page: Page) -> Slice:
        """Return one page of customers as JSON; `digits` are those of a search that may be a phone number."""
        q = filters.get("q")
        rows = _LIST if q is None or len(q) < _TRIGRAM else _FOUND
        return await rows.fetch(self._session, page, filters, {"digits": digits})

    async def get_json(self, customer_id: int) -> str | None:
        """Return a customer's JSON."""
        return (await self._session.execute(_ONE, {"id": customer_id})).scalar_one_or_none()

    async def get_account(self, customer_id: int) -> tuple[int, int | None] | None:
        """Return a customer's id and the id of their user, if they have an account."""
        row = (await self._session.execute(_USER_ID, {"id": customer_id})).one_or_none()
        return None if row is None else (row[0], row[1])

    async def get_for_update(self, row_id: int) -> Customer | None:
        """Return a customer that nobody else can change."""
        return _unless_anonymised(await super().get_for_update(row_id))

    async def get_exclusive(self, row_id: int) -> Customer | None:
        """Return a customer that nobody else can change, and that no new sale can name."""
        return _unless_anonymised(await super().get_exclusive(row_id))

    async def merged_into(self, customer_id: int) -> int | None:
        """Return the id of the customer that another was merged into."""
        found = select(Customer.merged_into_id).where(Customer.id == customer_id)
        return (await self._session.execute(found)).scalar_one_or_none()

    async def move_papers(self, gone_id: int, kept_id: int) -> int:
        """Make the sales, payments, held tickets and merged rows of a customer another's; return how many sales."""
        moved: int = (await self._session.execute(_MOVE, {"gone_id": gone_id, "kept_id": kept_id})).scalar_one()
        return moved

    async def keep_to_sell(self, row_ids: Collection[int], *, is_charged: bool = False) -> dict[int, CustomerToSell]:
        """Return the customers that exist by id; nobody can delete them until the transaction ends.

        Nor can anybody else change the balance of those that are charged.
        """
        rows = await self._session.execute(_CHARGE if is_charged else _KEEP, {"ids": list(row_ids)})
        return {row_id: CustomerToSell(*row) for row_id, *row in rows}

    async def keep_all(self, row_ids: Collection[int]) -> set[int]:
        """Return the ids of the customers that exist and that nobody can delete until the transaction ends."""
        return set(await self.keep_to_sell(row_ids))


CUSTOMER_JSON = json_object(
    id=Customer.id,
    name=Customer.name,
    phone=Customer.phone,
    email=Customer.email,
    note=Customer.note,
    gstin=Customer.gstin,
    address=Customer.address,
    user_id=Customer.user_id,
    credit_limit=decimal_text(Customer.credit_limit),
    balance=decimal_text(Customer.balance),
    created_at=moment_text(Customer.created_at),
    updated_at=moment_text(Customer.updated_at),
)

SORTS: Mapping[str, SortColumn] = {
    "name": SortColumn(Customer.sort_name, parse_text),
    "created_at": SortColumn(Customer.created_at, parse_moment),
}

_TRIGRAM = 3
"""The fewest letters that the index of search texts finds anything by; fewer are in most of them."""


_KNOWN = select(Customer.id).where(Customer.anonymised_at.is_(None))
_FILTERS: Mapping[str, Condition] = {
    # Without digits the second pattern is NULL, which matches nothing.
    "q": or_(
        has_part(Customer.search_text, "q"),
        Customer.search_text.like(literal("%") + bindparam("digits", type_=Text) + literal("%")),
    ),
    # The index covers names and phones as one text, so the name is compared again.
    "name": has_part(Customer.search_text, "name") & has_part(func.search_form(Customer.name), "name"),
    "phone": Customer.phone == bindparam("phone", type_=Text),
    "user_id": Customer.user_id == bindparam("user_id", type_=BigInteger),
}
_LIST = KeysetList(_KNOWN, item=CUSTOMER_JSON, row_id=Customer.id, sorts=SORTS, filters=_FILTERS)

# The planner takes a search for less choosy than it is, and reads the names in their order. It cannot by these.
_FOUND = KeysetList(
    _KNOWN,
    item=CUSTOMER_JSON,
    row_id=Customer.id,
    sorts={
        "name": SortColumn(Customer.sort_name + literal(""), parse_text),
        "created_at": SortColumn(Customer.created_at + literal(timedelta(0)), parse_moment),
    },
    filters=_FILTERS,
    sieves=("q",),
)
_OF_ID = Customer.id == bindparam("id", type_=BigInteger)
_ONE = _KNOWN.with_only_columns(CUSTOMER_JSON).where(_OF_ID)
_USER_ID = _KNOWN.with_only_columns(Customer.id, Customer.user_id).where(_OF_ID)


def _unless_anonymised(customer: Customer | None) -> Customer | None:
    return None if customer is None or customer.anonymised_at is not None else customer


_MOVE = text(
    """
    WITH sold AS (
        UPDATE sales SET customer_id = CAST(:kept_id AS bigint) WHERE customer_id = CAST(:gone_id AS bigint)
        RETURNING 1
    ), held AS (
        UPDATE held_tickets SET customer_id = CAST(:kept_id AS bigint) WHERE customer_id = CAST(:gone_id AS bigint)
    ), paid AS (
        UPDATE payments SET customer_id = CAST(:kept_id AS bigint) WHERE customer_id = CAST(:gone_id AS bigint)
    ), merged AS (
        UPDATE customers SET merged_into_id = CAST(:kept_id AS bigint)
        WHERE merged_into_id = CAST(:gone_id AS bigint)
    )
    SELECT count(*) FROM sold
    """
)
_TO_SELL = """
    SELECT id, name, gstin, address, credit_limit, balance
    FROM customers WHERE id = ANY(CAST(:ids AS bigint[])) AND anonymised_at IS NULL ORDER BY id
"""
_KEEP = text(f"{_TO_SELL} FOR KEY SHARE")
_CHARGE = text(f"{_TO_SELL} FOR NO KEY UPDATE")
