"""The day that docs/stock.md tells of, row by row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok
from tests.support.requests import new_category
from tests.support.shop import TestShop, log_in_as

TABLE = "| what happens | movement |"
INDIA = ZoneInfo("Asia/Kolkata")


def rows_of_the_document() -> list[list[str]]:
    lines = Path("docs/stock.md").read_text().splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(TABLE))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@dataclass
class Day:
    """The day of one sweet, a method for each row of the table."""

    shop: TestShop
    admin: AsyncClient
    sweet_id: int
    sale_id: int = 0

    async def restock(self) -> None:
        body = {"quantity": "5", "best_before": "2026-11-22"}
        created(await self.admin.post(f"/api/sweets/{self.sweet_id}/restock", json=body))

    async def receive_an_order(self) -> None:
        supplier = created(await self.admin.post("/api/suppliers", json={"name": "Dairy"}))
        line = {"sweet_id": self.sweet_id, "packs": 2, "pack_size": "4", "pack_cost": "240.00"}
        order = created(await self.admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": [line]}))
        ok(await self.admin.post(f"/api/purchases/{order['id']}/order"))
        received = {"line_no": 1, "packs": 2, "best_before": "2026-11-25"}
        created(await self.admin.post(f"/api/purchases/{order['id']}/receive", json={"lines": [received]}))

    async def sell(self) -> None:
        sale = created(await self.admin.post(f"/api/sweets/{self.sweet_id}/purchase", json={"quantity": "6"}))
        self.sale_id = sale["id"]

    async def void(self) -> None:
        assert (await self.admin.post(f"/api/sales/{self.sale_id}/void", json={"reason": "Wrong sweet."})).is_success

    async def drop_a_tray(self) -> None:
        await self._adjust("0.5", "wastage")

    async def sleep(self) -> None:
        self.shop.clock.advance(timedelta(minutes=11))

    async def write_off(self) -> None:
        await self._adjust("4.5", "expired")

    async def count(self) -> None:
        stocktake = created(await self.admin.post("/api/stocktakes", json={}))
        counts = [{"sweet_id": self.sweet_id, "expected": "8", "counted": "7.8"}]
        ok(await self.admin.put(f"/api/stocktakes/{stocktake['id']}/counts", json={"counts": counts}))
        assert (await self.admin.post(f"/api/stocktakes/{stocktake['id']}/post")).is_success

    async def _adjust(self, quantity: str, reason: str) -> None:
        body = {"sweet_id": self.sweet_id, "quantity": quantity, "reason": reason}
        created(await self.admin.post("/api/adjustments", json=body))


async def test_the_stock_matches_the_document_after_each_step(shop: TestShop) -> None:
    # Late in the evening, so that a login lasts into the next day.
    shop.clock.set(datetime(2026, 11, 22, 23, 50, tzinfo=INDIA))
    admin = await log_in_as(shop, Role.ADMIN)
    category = await new_category(admin, "Milk sweets")
    barfi = {"sku": "B", "name": "Barfi", "category_id": category["id"], "price": "100.00", "unit": "kg"}
    sweet = created(await admin.post("/api/sweets", json=barfi | {"quantity_step": "0.1"}))
    day = Day(shop, admin, sweet["id"])
    steps = (
        day.restock,
        day.receive_an_order,
        day.sell,
        day.void,
        day.drop_a_tray,
        day.sleep,
        day.write_off,
        day.count,
    )
    for step, row in zip(steps, rows_of_the_document(), strict=True):
        what, _, first, second, on_hand, available = row
        await step()
        lots = await shop.sql("SELECT on_hand FROM lots WHERE sweet_id = $1 ORDER BY id", sweet["id"])
        assert [lot["on_hand"] for lot in lots] == [Decimal(cell) for cell in (first, second) if cell], what
        now = ok(await admin.get(f"/api/sweets/{sweet['id']}"))
        assert (Decimal(now["on_hand"]), Decimal(now["available"])) == (Decimal(on_hand), Decimal(available)), what
    page = ok(await admin.get("/api/stock-movements", params={"sweet_id": sweet["id"], "sort": "occurred_at"}))
    told = " ".join(row[1] for row in rows_of_the_document())
    assert [item["kind"] for item in page["items"]] == [
        word.strip("`") for word in told.split() if word.startswith("`")
    ]
