"""Queries that find rows of each kind by a few letters or digits: at most five, in one statement a kind."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    REAL,
    BigInteger,
    Executable,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    text,
    union,
)
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Customer, GoodsReceipt, PurchaseOrder, Supplier, Sweet, User
from app.repositories.common.search import has_part

MOST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A row that was found: its id, its name or number, and what tells it from others."""

    id: int
    title: str
    detail: str | None


class FindRepository:
    """Finds rows of each kind."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def sweets(self, q: str) -> list[Found]:
        """Return the sweets of a name, SKU or barcode, forgiving typing errors; archived ones last."""
        return await self._found(_SWEETS, q=q)

    async def customers(self, q: str, digits: str | None) -> list[Found]:
        """Return the customers with a part of a name, or of a phone number."""
        return await self._found(_CUSTOMERS, q=q, digits=digits)

    async def sales(self, digits: str | None, year: str | None, zone: str) -> list[Found]:
        """Return the latest sales whose numbers end with these digits, of a financial year if one is given."""
        return await self._found(_SALES, digits=digits, year=year, zone=zone)

    async def refunds(self, number: str | None, zone: str) -> list[Found]:
        """Return the refund of a number. Its id is that of its sale, on whose page it stands."""
        return await self._found(_REFUNDS, number=number, zone=zone)

    async def lots(self, lot_id: int | None) -> list[Found]:
        """Return the lot of a number."""
        return await self._found(_LOTS, id=lot_id)

    async def suppliers(self, q: str) -> list[Found]:
        """Return the suppliers with a part of a name; archived ones last."""
        return await self._found(_SUPPLIERS, q=q)

    async def purchase_orders(self, q: str, order_id: int | None) -> list[Found]:
        """Return the orders of a number, ours or the supplier's, and the latest of suppliers with a part of a name."""
        return await self._found(_PURCHASE_ORDERS, q=q, id=order_id)

    async def users(self, q: str) -> list[Found]:
        """Return the users with a part of a name or an e-mail address."""
        return await self._found(_USERS, q=q)

    async def _found(self, statement: Executable, **values: Any) -> list[Found]:  # noqa: ANN401 - parameters.
        return [Found(*row) for row in await self._session.execute(statement, values)]


_ID = bindparam("id", type_=BigInteger)

_MATCHES = func.search_sweets(bindparam("q", type_=Text)).table_valued(
    column("sweet_id", BigInteger), column("relevance", REAL), name="matches"
)
_SWEETS = (
    select(Sweet.id, Sweet.name, Sweet.sku)
    .join(_MATCHES, _MATCHES.c.sweet_id == Sweet.id)
    .order_by(Sweet.archived_at.is_not(None), _MATCHES.c.relevance.desc(), Sweet.sort_name, Sweet.id)
    .limit(MOST)
)

_DIGITS = literal("%") + bindparam("digits", type_=Text) + literal("%")
_CUSTOMERS = (
    select(Customer.id, Customer.name, func.coalesce(Customer.phone, Customer.email))
    .where(Customer.anonymised_at.is_(None))
    # Without digits the second pattern is NULL, which matches nothing.
    .where(or_(has_part(Customer.search_text, "q"), Customer.search_text.like(_DIGITS)))
    .order_by(Customer.sort_name, Customer.id)
    .limit(MOST)
)

# The numbers of a financial year have no gaps, so those that end with the digits are known without a search: the last
# of them, and every 10^n before it.
_SALES = text(
    f"""
    WITH sought AS (
        SELECT CAST(CAST(:digits AS text) AS bigint) AS number,
               CAST(power(10, length(CAST(:digits AS text))) AS bigint) AS step
    ), numbers AS (
        SELECT financial_year || '/' || to_char(candidate, 'FM999999000000') AS number
        FROM sought CROSS JOIN sale_number_series CROSS JOIN generate_series(0, {MOST - 1}) AS nth
        CROSS JOIN LATERAL (
            SELECT last_number - mod(mod(last_number - number, step) + step, step) - nth * step AS candidate
        ) AS ends
        WHERE candidate > 0
          AND (CAST(:year AS text) IS NULL OR right(financial_year, length(CAST(:year AS text))) = CAST(:year AS text))
    )
    SELECT sales.id, sales.number, concat_ws(
        ' · ', CAST(CAST(timezone(CAST(:zone AS text), sales.created_at) AS date) AS text),
        sales.total || ' ' || currency, coalesce(customers.name, users.full_name, users.email)
    )
    FROM numbers JOIN sales USING (number)
    LEFT JOIN customers ON customers.id = sales.customer_id
    LEFT JOIN users ON users.id = sales.buyer_id
    ORDER BY sales.created_at DESC, sales.id DESC LIMIT {MOST}
    """  # noqa: S608 - our own number.
)

_REFUNDS = text(
    """
    SELECT sales.id, refunds.number, concat_ws(
        ' · ', CAST(CAST(timezone(CAST(:zone AS text), refunds.created_at) AS date) AS text),
        refunds.total || ' ' || currency, sales.number
    )
    FROM refunds JOIN sales ON sales.id = sale_id WHERE refunds.number = CAST(:number AS text)
    """
)

_LOTS = text(
    """
    SELECT lots.id, CAST(lots.id AS text), concat_ws(' · ', sweets.name, CAST(best_before AS text))
    FROM lots JOIN sweets ON sweets.id = sweet_id WHERE lots.id = CAST(:id AS bigint)
    """
)

_SUPPLIERS = (
    select(Supplier.id, Supplier.name, Supplier.contact_name)
    .where(has_part(Supplier.search_text, "q"))
    .order_by(Supplier.archived_at.is_not(None), Supplier.name, Supplier.id)
    .limit(MOST)
)

# Each supplier's latest are read from the index, however many orders there are.
_NAMED = _SUPPLIERS.subquery("named")
_LATEST = (
    select(PurchaseOrder.id)
    .where(PurchaseOrder.supplier_id == _NAMED.c.id)
    .order_by(PurchaseOrder.created_at.desc(), PurchaseOrder.id.desc())
    .limit(MOST)
    .lateral("latest")
)
_Q = func.lower(bindparam("q", type_=Text))
_REFERRED_TO = select(PurchaseOrder.id).where(func.lower(PurchaseOrder.supplier_reference) == _Q).limit(MOST)
_DELIVERED = (
    select(GoodsReceipt.purchase_order_id.label("id"))
    .where(func.lower(GoodsReceipt.supplier_reference) == _Q)
    .limit(MOST)
)
_ORDER_IDS = union(
    select(PurchaseOrder.id).where(PurchaseOrder.id == _ID),
    _REFERRED_TO,
    _DELIVERED,
    select(_LATEST.c.id).select_from(_NAMED).join(_LATEST, literal(True)),
).subquery("order_ids")
_PURCHASE_ORDERS = (
    select(
        PurchaseOrder.id,
        PurchaseOrder.number,
        func.concat_ws(
            literal(" · "), Supplier.name, PurchaseOrder.supplier_reference, cast(PurchaseOrder.expected_on, Text)
        ),
    )
    .join(_ORDER_IDS, _ORDER_IDS.c.id == PurchaseOrder.id)
    .join(Supplier, Supplier.id == PurchaseOrder.supplier_id)
    .order_by(
        case((PurchaseOrder.id == _ID, 0), (func.lower(PurchaseOrder.supplier_reference) == _Q, 1), else_=2),
        PurchaseOrder.created_at.desc(),
        PurchaseOrder.id.desc(),
    )
    .limit(MOST)
)

_USERS = (
    select(User.id, func.coalesce(User.full_name, User.email), User.email)
    .where(has_part(User.search_text, "q"))
    .order_by(User.email, User.id)
    .limit(MOST)
)
