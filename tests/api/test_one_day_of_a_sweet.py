"""The day that docs/stock.md tells of, row by row."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.models import Role
from tests.api.support import log_in_as, new_category, ok
from tests.conftest import TestShop, created

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


async def test_the_stock_is_what_the_document_says_after_each_step(shop: TestShop) -> None:
    # Late in the evening, so that a login lasts into the next day.
    shop.clock.set(datetime(2026, 11, 22, 23, 50, tzinfo=INDIA))
    admin = await log_in_as(shop, Role.ADMIN)
    category = await new_category(admin, "Milk sweets")
    barfi = {"sku": "B", "name": "Barfi", "category_id": category["id"], "price": "100.00", "unit": "kg"}
    sweet = created(await admin.post("/api/sweets", json=barfi | {"quantity_step": "0.1"}))
    supplier = created(await admin.post("/api/suppliers", json={"name": "Dairy"}))

    async def restock() -> None:
        body = {"quantity": "5", "best_before": "2026-11-22"}
        created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json=body))

    async def an_order_comes() -> None:
        line = {"sweet_id": sweet["id"], "packs": 2, "pack_size": "4", "pack_cost": "240.00"}
        order = created(await admin.post("/api/purchases", json={"supplier_id": supplier["id"], "lines": [line]}))
        ok(await admin.post(f"/api/purchases/{order['id']}/order"))
        received = {"line_no": 1, "packs": 2, "best_before": "2026-11-25"}
        created(await admin.post(f"/api/purchases/{order['id']}/receive", json={"lines": [received]}))

    sale: dict[str, Any] = {}

    async def somebody_buys() -> None:
        sale.update(created(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "6"})))

    async def the_sale_is_voided() -> None:
        assert (await admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "Wrong sweet."})).is_success

    async def adjust(quantity: str, reason: str) -> None:
        body = {"sweet_id": sweet["id"], "quantity": quantity, "reason": reason}
        created(await admin.post("/api/adjustments", json=body))

    async def a_tray_falls() -> None:
        await adjust("0.5", "wastage")

    async def the_next_day_begins() -> None:
        shop.clock.advance(timedelta(minutes=11))

    async def what_expired_is_written_off() -> None:
        await adjust("4.5", "expired")

    async def it_is_counted() -> None:
        stocktake = created(await admin.post("/api/stocktakes", json={}))
        counts = [{"sweet_id": sweet["id"], "expected": "8", "counted": "7.8"}]
        ok(await admin.put(f"/api/stocktakes/{stocktake['id']}/counts", json={"counts": counts}))
        assert (await admin.post(f"/api/stocktakes/{stocktake['id']}/post")).is_success

    steps = (
        restock,
        an_order_comes,
        somebody_buys,
        the_sale_is_voided,
        a_tray_falls,
        the_next_day_begins,
        what_expired_is_written_off,
        it_is_counted,
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
