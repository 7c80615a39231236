"""Lots: written, locked, and read first expired, first out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Lot
from app.repositories.common.json_columns import cost_text, decimal_text, json_rows, moment_text


@dataclass(frozen=True, slots=True)
class NewLot:
    """A receipt that becomes a lot."""

    sweet_id: int
    unit_cost: Decimal | None
    made_on: date | None
    best_before: date | None
    note: str | None
    received_at: datetime
    supplier_id: int | None = None
    goods_receipt_id: int | None = None
    purchase_order_id: int | None = None
    purchase_order_line_no: int | None = None
    packs: int | None = None


@dataclass(slots=True)
class AllocatableLot:
    """A lot that may be sold from, and the quantity left."""

    id: int
    sweet_id: int
    on_hand: Decimal
    unit_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class LockedLot:
    """A lot with the quantity left, its best-before day and its origin."""

    id: int
    sweet_id: int
    supplier_id: int | None
    purchase_order_id: int | None
    on_hand: Decimal
    unit_cost: Decimal | None
    best_before: date | None


class LotRepository:
    """Reads and writes lots."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, lots: Sequence[NewLot]) -> list[int]:
        """Insert lots in one statement and return their ids in the same order."""
        return list((await self._session.execute(_ADD, {"rows": json_rows(lots)})).scalars())

    async def first_expired_first_out(self, needed: Mapping[int, Decimal], today: date) -> list[AllocatableLot]:
        """Return lots to sell from, first expired first, until each sweet's need is covered or its lots run out.

        The sweets must be locked.
        """
        return await self._walk(needed, today, date.max)

    async def first_expired_of_the_expired(self, needed: Mapping[int, Decimal], today: date) -> list[AllocatableLot]:
        """Return expired lots, first expired first, until each need is covered."""
        return await self._walk(needed, date.min, today - timedelta(days=1))

    async def sweets_with_expired(self, today: date) -> list[int]:
        """Return the sweets of the expired lots that are not empty, without a lock."""
        return list((await self._session.execute(_SWEETS_WITH_EXPIRED, {"today": today})).scalars())

    async def newest(self, sweet_ids: Sequence[int]) -> dict[int, int]:
        """Return the latest lot of each sweet that has ever had one, in one statement."""
        rows = await self._session.execute(_NEWEST, {"sweet_ids": list(sweet_ids)})
        return {row[0]: row[1] for row in rows}

    async def _walk(self, needed: Mapping[int, Decimal], from_day: date, until_day: date) -> list[AllocatableLot]:
        # The driver sends date.min and date.max as -infinity and infinity.
        need = {"sweet_ids": list(needed), "quantities": list(needed.values())}
        rows = await self._session.execute(_WALK, {**need, "from_day": from_day, "until_day": until_day})
        return [AllocatableLot(*row) for row in rows]

    async def find(self, lot_ids: Sequence[int]) -> list[LockedLot]:
        """Return the lots that exist; their quantities may change until their sweets are locked."""
        return [LockedLot(*row) for row in await self._session.execute(_FIND, {"ids": lot_ids})]


LOT_OBJECT = func.json_build_object(
    *("id", Lot.id),
    *("sweet_id", Lot.sweet_id),
    *("unit_cost", cost_text(Lot.unit_cost)),
    *("made_on", Lot.made_on),
    *("best_before", Lot.best_before),
    *("supplier_id", Lot.supplier_id),
    *("goods_receipt_id", Lot.goods_receipt_id),
    *("purchase_order_id", Lot.purchase_order_id),
    *("note", Lot.note),
    *("on_hand", decimal_text(Lot.on_hand)),
    *("received_at", moment_text(Lot.received_at)),
)

_WRITTEN = ", ".join(field.name for field in fields(NewLot))

# RETURNING promises no order, but the ids are drawn in the order of the rows.
_ADD = text(
    f"""
    WITH added AS (
        INSERT INTO lots ({_WRITTEN})
        SELECT {_WRITTEN} FROM json_populate_recordset(NULL::lots, CAST(:rows AS json)) WITH ORDINALITY
        ORDER BY ordinality RETURNING id
    )
    SELECT id FROM added ORDER BY id
    """  # noqa: S608 - our own column names.
)

_FIND = text(
    """
    SELECT id, sweet_id, supplier_id, purchase_order_id, on_hand, unit_cost, best_before
    FROM lots WHERE id = ANY(CAST(:ids AS bigint[])) ORDER BY id
    """
)

# Each step of the recursion takes the next lot from the index until the need is covered, so that the cost follows the
# lots a sale touches, not the lots a sweet has.
_WALK = text(
    """
    WITH RECURSIVE walk AS (
        SELECT need.sweet_id, need.quantity AS needed, lot.id, lot.expiry, lot.on_hand, lot.unit_cost,
               CAST(lot.on_hand AS numeric) AS covered
        FROM unnest(CAST(:sweet_ids AS bigint[]), CAST(:quantities AS numeric[])) AS need (sweet_id, quantity)
        CROSS JOIN LATERAL (
            SELECT id, coalesce(best_before, 'infinity'::date) AS expiry, on_hand, unit_cost FROM lots
            WHERE sweet_id = need.sweet_id AND NOT is_empty
              AND coalesce(best_before, 'infinity'::date) >= CAST(:from_day AS date)
              AND coalesce(best_before, 'infinity'::date) <= CAST(:until_day AS date)
            ORDER BY coalesce(best_before, 'infinity'::date), id LIMIT 1
        ) AS lot
        UNION ALL
        SELECT walk.sweet_id, walk.needed, lot.id, lot.expiry, lot.on_hand, lot.unit_cost, walk.covered + lot.on_hand
        FROM walk CROSS JOIN LATERAL (
            SELECT id, coalesce(best_before, 'infinity'::date) AS expiry, on_hand, unit_cost FROM lots
            WHERE sweet_id = walk.sweet_id AND NOT is_empty
              AND (coalesce(best_before, 'infinity'::date), id) > (walk.expiry, walk.id)
              AND coalesce(best_before, 'infinity'::date) <= CAST(:until_day AS date)
            ORDER BY coalesce(best_before, 'infinity'::date), id LIMIT 1
        ) AS lot
        WHERE walk.covered < walk.needed
    )
    SELECT id, sweet_id, on_hand, unit_cost FROM walk ORDER BY sweet_id, expiry, id
    """
)

_SWEETS_WITH_EXPIRED = text(
    "SELECT DISTINCT sweet_id FROM lots WHERE NOT is_empty AND best_before < CAST(:today AS date)"
)

_NEWEST = text(
    """
    SELECT wanted.sweet_id, lot.id
    FROM unnest(CAST(:sweet_ids AS bigint[])) AS wanted (sweet_id)
    CROSS JOIN LATERAL (
        SELECT id FROM lots WHERE lots.sweet_id = wanted.sweet_id ORDER BY received_at DESC, id DESC LIMIT 1
    ) AS lot
    """
)
