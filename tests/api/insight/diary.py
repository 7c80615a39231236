"""A shop that is run day by day, so that advice can learn from its days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from httpx import AsyncClient

from app.schemas.advice import ReorderPage
from tests.support.answers import created, ok, read_strictly
from tests.support.requests import purchase, restock
from tests.support.shop import TestShop

ADVICE = "/api/advice/reorder"
FIRST_DAY = datetime(2026, 11, 2, tzinfo=ZoneInfo("Asia/Kolkata"))  # A Monday.
FORTNIGHT = range(14)


@dataclass
class Diary:
    """A shop that is lived in day by day. Its bread is sold first and last on every day it is open."""

    shop: TestShop
    admin: AsyncClient
    category: dict[str, Any]
    bread: dict[str, Any]

    def at(self, day: int, hour: float) -> None:
        self.shop.clock.set(FIRST_DAY + timedelta(days=day, hours=hour))

    async def new_sweet(self, **fields: Any) -> dict[str, Any]:
        body = {"sku": "KAJU", "name": "Kaju Katli", "category_id": self.category["id"], "price": "900", "unit": "kg"}
        return created(await self.admin.post("/api/sweets", json=body | {"quantity_step": "0.5"} | fields))

    async def receive(self, sweet: dict[str, Any], quantity: str, day: int, hour: float = 8, **fields: Any) -> None:
        self.at(day, hour)
        await restock(self.admin, sweet, quantity, **fields)

    async def sell(self, sweet: dict[str, Any], quantity: str, day: int, hour: float = 12) -> None:
        self.at(day, hour)
        created(await purchase(self.admin, sweet, quantity))

    async def open(self, day: int) -> None:
        """Let the shop be open on a day, from nine to five."""
        await self.sell(self.bread, "1", day, 9)
        await self.sell(self.bread, "1", day, 17)

    async def advice(self, sweet: dict[str, Any], day: int = 14, hour: float = 8, **params: Any) -> dict[str, Any]:
        self.at(day, hour)
        body = ok(await self.admin.get(ADVICE, params={"all": True, **params}))
        read_strictly(ReorderPage, body)
        (one,) = [one for one in body["items"] if one["sweet_id"] == sweet["id"]]
        item: dict[str, Any] = one
        return item


async def throw_away(diary: Diary, sweet: dict[str, Any], day: int, hour: float) -> None:
    """Write off the rest of a sweet."""
    await diary.shop.sql(
        """
        WITH reason AS (
            INSERT INTO adjustments (sweet_id, reason, quantity, created_by)
            SELECT id, 'wastage', -on_hand, 1 FROM sweets WHERE id = $1 RETURNING id
        )
        INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id, occurred_at)
        SELECT sweet_id, lots.id, -on_hand, 'adjustment', reason.id, 1, $2 FROM lots, reason
        WHERE sweet_id = $1 AND on_hand > 0
        """,
        sweet["id"],
        FIRST_DAY + timedelta(days=day, hours=hour),
    )
