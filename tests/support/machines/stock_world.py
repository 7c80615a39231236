"""The shop that the stock machine drives, on a loop of its own with real commits, and a look at its books."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import BigInteger, any_, bindparam, insert, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.security import AccessClaims
from app.database.unit_of_work import Database
from app.models import Category, StockAlert, Supplier
from app.models import Sweet as SweetRow
from app.repositories.stock.stock_state import AVAILABLE, STOCK_STATE, SWEET_ROWS
from app.schemas.setting import ShopSettings
from app.services.common.context import ShopContext
from app.services.shop.daily_job import DailyJob
from app.services.shop.settings import CurrentSettings
from tests.support.engines import shop_engine
from tests.support.machines.shop_records import Sweet

Result = TypeVar("Result")


@dataclass(frozen=True)
class Kind:
    """A kind of sweet: its step, the portion moved at a time, its low-stock threshold, and its shelf life."""

    step: Decimal
    portion: Decimal
    usual_threshold: Decimal
    threshold: Decimal | None
    shelf_life: int | None


KINDS = {
    "piece": Kind(Decimal(1), Decimal(1), Decimal(5), None, 2),
    "kg": Kind(Decimal("0.050"), Decimal("0.250"), Decimal(1), Decimal("1.500"), None),
    "g": Kind(Decimal(50), Decimal(100), Decimal(500), None, 5),
}

LOG_IN = text(
    """
    WITH one AS (SELECT * FROM users WHERE role = 'salesperson')
    INSERT INTO sessions (user_id, created_at, last_used_at, expires_at) SELECT id, :now, :now, 'infinity' FROM one
    RETURNING user_id, (SELECT role FROM one), id AS session_id, (SELECT token_version FROM one)
    """
)

SWEETS = text(
    """
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, low_stock_threshold,
                        shelf_life_days, created_at, updated_at)
    SELECT gen_random_uuid(), 'A ' || unit, 1, 9.99, unit, step, step, threshold, shelf_life, :now, :now
    FROM unnest(CAST(:units AS text[]), CAST(:steps AS numeric[]), CAST(:thresholds AS numeric[]),
                CAST(:shelf_lives AS int[])) AS new (unit, step, threshold, shelf_life)
    RETURNING id, name, unit
    """
)

BOOKS = text(
    """
    SELECT
        (SELECT coalesce(json_agg(json_build_array(id, sweet_id, best_before, on_hand::text,
            (SELECT coalesce(sum(quantity), 0)::text FROM stock_movements WHERE lot_id = lots.id)) ORDER BY id), '[]')
         FROM lots WHERE sweet_id = ANY(CAST(:ids AS bigint[]))),
        (SELECT json_build_array(count(*) FILTER (WHERE id <= :seen),
                                 coalesce(sum(hashtextextended(moved::text, 0)) FILTER (WHERE id <= :seen), 0)::text,
                                 count(*), coalesce(sum(hashtextextended(moved::text, 0)), 0)::text, max(id))
         FROM stock_movements AS moved WHERE sweet_id = ANY(CAST(:ids AS bigint[]))),
        json_build_array((SELECT max(id) FROM audit_logs), (SELECT max(id) FROM sales), (SELECT max(id) FROM lots),
                         (SELECT max(id) FROM adjustments), (SELECT max(id) FROM goods_receipts),
                         (SELECT max(id) FROM supplier_returns), (SELECT max(id) FROM stock_movements),
                         (SELECT max(id) FROM stock_alerts), (SELECT max(id) FROM notifications),
                         (SELECT max(id) FROM refunds), (SELECT count(*) FROM sale_voids),
                         (SELECT count(*) FROM idempotency_keys))
    """
)

STATES = (
    SWEET_ROWS.with_only_columns(SweetRow.id, SweetRow.on_hand, AVAILABLE, STOCK_STATE, StockAlert.state)
    .outerjoin(StockAlert, (StockAlert.sweet_id == SweetRow.id) & StockAlert.resolved_at.is_(None))
    .where(SweetRow.id == any_(bindparam("ids", type_=ARRAY(BigInteger))))
)


@dataclass(frozen=True)
class Look:
    """The shop's books of some sweets."""

    states: list[Any]
    """Of each sweet: id, quantity on hand, quantity available, stock state, and the state of its open alert."""
    lots: list[Any]
    """Of each lot: id, sweet, best-before day, quantity on hand, and the sum of its movements."""
    before: tuple[int, str]
    """How many of the movements seen before there are, and their checksum."""
    now: tuple[int, str]
    """How many movements there are, and their checksum."""
    seen: int
    """The last movement."""
    written: list[Any]
    """The newest ids, or counts, of the tables an event may write to."""


MORNING = time(4, 30, tzinfo=UTC)


class World:
    """A shop of its own with a loop of its own, whose clock only ever goes on."""

    def __init__(self, url: str, settings: ShopSettings | None = None) -> None:
        self.context = ShopContext(self.clock, settings or ShopSettings())
        self.loop = asyncio.new_event_loop()
        self.database = Database(shop_engine(url, pool_size=2), self.clock)
        self.now = datetime.combine(date(2026, 3, 1), MORNING)
        self.claims, self.supplier_id = self.run(self._open)
        self.ledger: list[tuple[int, int]] = []
        """How many movements each example made, and their checksum."""

    def clock(self) -> datetime:
        return self.now

    def begin_an_example(self) -> None:
        """Go on to a later morning, so that no example depends on the hour at which the one before ended."""
        self.now = datetime.combine(self.now + timedelta(days=2), MORNING)

    def run(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        async def in_unit_of_work() -> Result:
            async with self.database.unit_of_work() as session:
                return await work(session)

        return self.loop.run_until_complete(in_unit_of_work())

    async def new_sweets(self, session: AsyncSession) -> list[Sweet]:
        """Make a sweet of each kind."""
        values = {
            "units": list(KINDS),
            "steps": [kind.step for kind in KINDS.values()],
            "thresholds": [kind.threshold for kind in KINDS.values()],
            "shelf_lives": [kind.shelf_life for kind in KINDS.values()],
            "now": self.now,
        }
        rows = sorted((await session.execute(SWEETS, values)).all())
        kinds = [KINDS[row.unit] for row in rows]
        return [
            Sweet(row.id, row.name, row.unit, kind.portion, kind.threshold or kind.usual_threshold, kind.shelf_life)
            for row, kind in zip(rows, kinds, strict=True)
        ]

    def look(self, sweet_ids: Sequence[int], today: date, seen: int) -> Look:
        """Look at some sweets, in two statements."""

        async def work() -> Look:
            async with self.database.reading() as session:
                states = (await session.execute(STATES, {"ids": sweet_ids, "today": today})).all()
                lots, ledger, written = (await session.execute(BOOKS, {"ids": sweet_ids, "seen": seen})).one()
            *before, number, checksum, last = ledger
            return Look(sorted(states), lots, tuple(before), (number, checksum), last or 0, written)

        return self.loop.run_until_complete(work())

    def begin_the_day(self) -> None:
        """Run the daily job."""
        job = DailyJob(self.database, CurrentSettings(self.database, self.context))
        self.loop.run_until_complete(job.run())

    async def whole_ledger(self, session: AsyncSession) -> tuple[int, int]:
        """How many movements there are, and their checksum."""
        query = "SELECT count(*), coalesce(sum(hashtextextended(moved::text, 0)), 0) FROM stock_movements AS moved"
        number, checksum = (await session.execute(text(query))).one()
        return number, int(checksum)

    def close(self) -> None:
        self.loop.run_until_complete(self.database.close())
        self.loop.close()

    async def _open(self, session: AsyncSession) -> tuple[AccessClaims, int]:
        await session.execute(insert(Category).values(id=1, name="Of every kind"))
        supplier = await session.execute(insert(Supplier).values(name="Dairy").returning(Supplier.id))
        login = await session.execute(LOG_IN, {"now": self.now})
        return AccessClaims(**login.mappings().one(), expires_at=2**31), supplier.scalar_one()
