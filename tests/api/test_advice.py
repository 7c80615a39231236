"""What to make or order, from days that were lived through over HTTP."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.models import Role
from app.schemas.advice import ReorderPage
from tests.api.conftest import Counter
from tests.api.support import log_in_as, new_category, ok, purchase, read_strictly, restock, walk
from tests.conftest import TestShop, created, problem, running_shop

ADVICE = "/api/advice/reorder"
FIRST_DAY = datetime(2026, 11, 2, tzinfo=ZoneInfo("Asia/Kolkata"))  # A Monday.
FORTNIGHT = range(14)
DOCUMENT = Path(__file__).parents[2] / "docs" / "advice.md"
EXAMPLE = re.compile(r"```json\n(.*?)\n```", re.DOTALL)


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


@pytest_asyncio.fixture
async def diary(database_url: str) -> AsyncIterator[Diary]:
    async with running_shop(database_url, access_token_minutes=60 * 24 * 60) as shop:
        shop.clock.set(FIRST_DAY)
        async with await log_in_as(shop, Role.ADMIN) as admin:
            category = await new_category(admin, "Milk sweets")
            body = {"sku": "BREAD", "name": "Bread", "category_id": category["id"], "price": "20", "unit": "piece"}
            bread = created(await admin.post("/api/sweets", json=body))
            diary = Diary(shop, admin, category, bread)
            await diary.receive(bread, "1000", 0, 7)
            yield diary


async def test_the_example_of_the_documentation(diary: Diary) -> None:
    kaju = await diary.new_sweet(shelf_life_days=4)
    await diary.receive(kaju, "1", 0, 7, best_before="2026-11-15")
    for day in FORTNIGHT:
        await diary.open(day)
        # On the second Wednesday there were 2 kg in all, which were gone at noon.
        await diary.receive(kaju, "1" if day == 9 else "4", day, best_before=f"2026-11-{2 + day:02}")
        await diary.sell(kaju, "2" if day == 9 else "4", day)
        if day == 9:
            await diary.receive(kaju, "1", day, 18, best_before="2026-11-15")
    await diary.receive(kaju, "2", 13, 18, best_before="2026-11-19")
    advice = await diary.advice(kaju, 13, 20)
    shown = json.loads(EXAMPLE.search(DOCUMENT.read_text(encoding="utf-8"))[1])  # type: ignore[index]
    assert advice == shown | {"sweet_id": kaju["id"]}


async def test_a_new_sweet_is_told_apart_from_one_that_does_not_sell(diary: Diary) -> None:
    for day in range(7):
        await diary.open(day)
    never = await diary.new_sweet(sku="NEVER")
    new = await diary.new_sweet(sku="NEW")
    unsold = await diary.new_sweet(sku="UNSOLD")
    await diary.receive(unsold, "3", 7)
    for day in range(7, 14):
        await diary.open(day)
    await diary.receive(new, "5", 10)
    advice = await diary.advice(never)
    assert (advice["velocity_per_day"], advice["quantity"], advice["urgency"]) == (None, "0.000", "none")
    assert advice["reason"] == "It could not be bought on any day so far. Advice begins when it could on 5."
    # Its last four days: the first began before it was there.
    advice = await diary.advice(new)
    assert (advice["days_observed"], advice["days_sold_out"], advice["velocity_per_day"]) == (4, 0, None)
    assert advice["reason"] == "Too little is known: it could be bought on 4 days so far. Advice begins at 5."
    advice = await diary.advice(unsold)
    assert (advice["days_observed"], advice["velocity_per_day"], advice["quantity"]) == (7, "0.000", "0.000")
    assert advice["reason"] == "Nobody bought any on 7 days. 3 kg left. That is enough for now."


async def test_days_it_was_sold_out_are_told_from_days_nobody_wanted_it(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "30", 0)
    for day in FORTNIGHT:
        await diary.open(day)
        # On two days nobody wanted any. The last of it went on the eighth day, and for two days there was none.
        if day in (2, 3, 8, 9):
            continue
        if day == 10:
            await diary.receive(kaju, "40", day)
        await diary.sell(kaju, "10" if day == 7 else "4", day)
    advice = await diary.advice(kaju)
    assert (advice["days_observed"], advice["days_sold_out"]) == (12, 3)


async def test_what_comes_before_the_shop_opens_and_goes_after_it_closes_is_no_sell_out(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(7):
        await diary.open(day)
        await diary.receive(kaju, "5", day, 8.9)
        await diary.sell(kaju, "4", day)
        await throw_away(diary, kaju, day, 17.1)
    advice = await diary.advice(kaju, 7)
    assert (advice["on_hand"], advice["days_observed"], advice["days_sold_out"]) == ("0.000", 7, 0)
    assert advice["velocity_per_day"] == "4.000"


async def test_a_sell_out_that_was_made_good_later_that_day_is_one(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    for day in range(7):
        await diary.open(day)
        await diary.receive(kaju, "4", day)
        await diary.sell(kaju, "3", day)
        await diary.sell(kaju, "1", day, 13)
        await diary.receive(kaju, "4", day, 15)
        await throw_away(diary, kaju, day, 17.1)
    assert (await diary.advice(kaju, 7))["days_sold_out"] == 7


async def test_what_is_past_its_day_cannot_be_bought_although_it_is_on_hand(diary: Diary) -> None:
    kaju = await diary.new_sweet(shelf_life_days=5)
    await diary.receive(kaju, "50", 0)
    for day in range(12):
        await diary.open(day)
        if day < 6:
            await diary.sell(kaju, "2", day)
    advice = await diary.advice(kaju, 12)
    assert (advice["on_hand"], advice["available"]) == ("38.000", "0.000")
    assert (advice["days_observed"], advice["days_sold_out"], advice["velocity_per_day"]) == (6, 6, "2.000")
    assert advice["quantity"] == "4.000"
    # Written off at last, it takes nothing from what came since.
    await throw_away(diary, kaju, 12, 7)
    for day in (12, 13):
        await diary.receive(kaju, "5", day)
        await diary.open(day)
        await diary.sell(kaju, "2", day)
    advice = await diary.advice(kaju)
    assert (advice["on_hand"], advice["days_observed"], advice["days_sold_out"]) == ("6.000", 8, 6)


async def test_a_day_the_shop_was_closed_is_none_of_no_demand(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "100", 0)
    for day in range(21):
        # Closed on Mondays after the first, and on a holiday.
        if day % 7 == 0 or day == 9:
            continue
        await diary.open(day)
        await diary.sell(kaju, "4", day)
    advice = await diary.advice(kaju, 21, days=20)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (17, "4.000")
    # Monday morning: nothing today, 4 tomorrow and the day after.
    assert advice["expected_demand"] == "8.000"
    assert (await diary.advice(kaju, 22, days=20))["expected_demand"] == "12.000"


async def test_the_day_is_the_one_it_is_in_the_shop(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "100", 0)
    for day in range(7):
        # Half past midnight in the shop is the evening before in UTC.
        await diary.sell(kaju, "4", day, 0.5 if day else 9)
        await diary.sell(kaju, "2", day, 23.5)
    advice = await diary.advice(kaju, 7, 0.1)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (7, "6.000")
    assert advice["expected_demand"] == "18.000"
    # At nine in the evening a third of the day is still to come: half of the sales.
    assert (await diary.advice(kaju, 7, 21))["expected_demand"] == "15.000"


async def test_history_begins_with_the_window_and_ends_yesterday(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    dusty = await diary.new_sweet(sku="DUSTY")
    await diary.receive(dusty, "3", 0)
    await diary.receive(kaju, "200", 0)
    for day in FORTNIGHT:
        await diary.open(day)
        await diary.sell(kaju, "9" if day < 7 else "4", day)
    await diary.sell(kaju, "50", 14, 7)
    # What has not moved since was there all the time.
    unsold = await diary.advice(dusty, days=7)
    assert (unsold["days_observed"], unsold["days_sold_out"], unsold["on_hand"]) == (7, 0, "3.000")
    advice = await diary.advice(kaju, days=7)
    assert (advice["days_observed"], advice["velocity_per_day"]) == (7, "4.000")
    assert advice["available"] == "59.000"


async def test_what_was_voided_was_not_sold(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.receive(kaju, "100", 0)
    for day in range(7):
        await diary.open(day)
        await diary.sell(kaju, "4", day)
        await diary.sell(kaju, "6", day, 13)
    await diary.shop.sql(
        """
        INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id, occurred_at)
        SELECT sweet_id, lot_id, -quantity, 'void', sale_id, sale_line_no, actor_id, occurred_at + interval '1 minute'
        FROM stock_movements WHERE kind = 'sale' AND quantity = -6
        """
    )
    assert (await diary.advice(kaju, 7))["velocity_per_day"] == "4.000"


async def test_what_a_supplier_brings_is_ordered_in_packs_in_time_for_when_it_comes(diary: Diary) -> None:
    kaju = await diary.new_sweet()
    await diary.shop.sql("INSERT INTO suppliers (name, lead_time_days) VALUES ('Anand Dairy', 3)")
    await diary.receive(kaju, "40", 0, supplier_id=1)
    for day in range(7):
        await diary.open(day)
        await diary.sell(kaju, "4", day)
    # 12 kg left for three days; the fourth is when an order comes.
    advice = await diary.advice(kaju, 7, cover_days=7)
    assert (advice["supplier_id"], advice["supplier_name"], advice["lead_time_days"]) == (1, "Anand Dairy", 3)
    assert (advice["quantity"], advice["packs"], advice["urgency"]) == ("28.000", None, "now")
    await diary.shop.sql(
        """
        INSERT INTO purchase_orders (supplier_id, status, created_by, ordered_at, cancelled_at, expected_on)
        SELECT 1, status, 1, $1, CASE WHEN status = 'cancelled' THEN $1::timestamptz END, expected_on
        FROM unnest('{ordered,partially_received,draft,cancelled}'::text[], '{null,2026-11-13,null,null}'::date[])
            AS given (status, expected_on)
        """,
        FIRST_DAY + timedelta(days=6),
    )
    await diary.shop.sql(
        """
        INSERT INTO purchase_order_lines
            (purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost, packs_received)
        SELECT id, 1, $1, 'KAJU', 'Kaju Katli', 'kg', 3, 5, 2000,
            CASE status WHEN 'partially_received' THEN 2 ELSE 0 END FROM purchase_orders
        """,
        kaju["id"],
    )
    # 15 kg come three days after they were ordered and 5 kg on the 13th: 32 with the 12 that are left. 40 are wanted.
    advice = await diary.advice(kaju, 7, cover_days=7)
    assert advice["on_order"] == "20.000"
    assert (advice["quantity"], advice["pack_size"], advice["packs"]) == ("10.000", "5.000", 2)
    assert (advice["runs_out_on"], advice["order_by"], advice["urgency"]) == ("2026-11-17", "2026-11-14", "soon")
    assert advice["reason"] == (
        "Sells 4 kg a day (7 days). 12 kg left, 20 kg on order: short from Tuesday 17 November. "
        "Order 2 packs of 5 kg by Saturday 14 November: for 7 days of sales."
    )


async def test_only_what_is_to_be_done_is_listed_and_what_runs_out_first_comes_first(diary: Diary) -> None:
    sweets = [await diary.new_sweet(sku=f"S{number}", name=f"Sweet {number}") for number in range(4)]
    stock = ("28", "36", "100", "32")
    for sweet, quantity in zip(sweets, stock, strict=True):
        await diary.receive(sweet, quantity, 0)
    for day in range(7):
        await diary.open(day)
        for sweet in sweets:
            await diary.sell(sweet, "4", day)
    gone = await diary.new_sweet(sku="GONE", name="Gone")
    await diary.receive(gone, "1", 6)
    archived = await diary.admin.delete(f"/api/sweets/{gone['id']}", headers={"If-Match": '"1"'})
    assert archived.status_code < 300, archived.text
    ((still_there,),) = await diary.shop.sql("SELECT archived_at IS NOT NULL FROM sweets WHERE id = $1", gone["id"])
    assert still_there
    diary.at(7, 8)

    async def names(**params: Any) -> list[str]:
        return [one["name"] for one in ok(await diary.admin.get(ADVICE, params=params))["items"]]

    assert await names() == ["Sweet 0", "Sweet 3", "Sweet 1"]
    assert await names(sort="-runs_out_on") == ["Sweet 1", "Sweet 3", "Sweet 0"]
    assert await names(all=True) == ["Sweet 0", "Sweet 3", "Sweet 1", "Bread", "Sweet 2"]
    assert await names(cover_days=1) == ["Sweet 0", "Sweet 3"]
    assert ok(await diary.admin.get(ADVICE, params={"count": True, "limit": 1}))["total"] == 3
    for sort in ("runs_out_on", "-runs_out_on"):
        pages = await walk(diary.admin, ADVICE, limit=2, all=True, sort=sort)
        assert [len(page) for page in pages] == [2, 2, 1]
        assert [one["name"] for page in pages for one in page] == await names(all=True, sort=sort)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("days", value) for value in ("6", "366", "x")),
        *(("cover_days", value) for value in ("0", "61", "1.5")),
        *(("lead_time_days", value) for value in ("-1", "61")),
        *(("sort", value) for value in ("name", "quantity", "")),
        *(("cursor", value) for value in ("abc", "W10", "WyJydW5zX291dF9vbiIsIngiLCIxIl0")),
        *((name, "1") for name in ("sweet_id", "supplier_id")),
        ("all", "perhaps"),
        ("limit", "0"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(unchanged: Counter, name: str, value: str) -> None:
    problem(await unchanged.salesperson.get(ADVICE, params={name: value}), 422, "invalid_request")


async def test_a_shop_without_any_sale_has_no_advice(unchanged: Counter) -> None:
    assert ok(await unchanged.salesperson.get(ADVICE)) == {"items": [], "next_cursor": None}
    (one,) = ok(await unchanged.salesperson.get(ADVICE, params={"all": True}))["items"]
    assert (one["days_observed"], one["quantity"]) == (0, "0.000")


async def throw_away(diary: Diary, sweet: dict[str, Any], day: int, hour: float) -> None:
    """Take off the shelf what is left of a sweet."""
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
