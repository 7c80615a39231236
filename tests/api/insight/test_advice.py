"""Advice on what to make or order, from days that were run over HTTP."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.insight.diary import ADVICE, FIRST_DAY, FORTNIGHT, Diary
from tests.support.answers import created, ok, problem, walk
from tests.support.buying import came, close, line_of, new_supplier, ordered, receive
from tests.support.counter import Counter
from tests.support.requests import new_category

DOCUMENT = Path(__file__).parents[3] / "docs" / "advice.md"
EXAMPLE = re.compile(r"```json\n(.*?)\n```", re.DOTALL)


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
    assert len(advice["days_ahead"]) == 14
    assert advice | {"days_ahead": advice["days_ahead"][:3]} == shown | {"sweet_id": kaju["id"]}


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


async def test_goods_of_a_supplier_are_ordered_in_packs_and_ahead_of_their_lead_time(diary: Diary) -> None:
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


async def test_the_rest_of_an_order_is_not_counted_on_once_it_is_overdue_or_closed(diary: Diary) -> None:
    kaju = await diary.new_sweet(unit="piece", quantity_step="1")
    supplier = await new_supplier(diary.admin, lead_time_days=1)
    await diary.receive(kaju, "70", 0)
    for day in range(7):
        await diary.open(day)
        await diary.sell(kaju, "10", day)
        if day == 3:
            order = await ordered(diary.admin, supplier, line_of(kaju, 50, "10"), expected_on="2026-11-06")
    # One of fifty packs comes a day late, and nothing more.
    diary.at(5, 8)
    created(await receive(diary.admin, order, came(1, 1)))
    advice = await diary.advice(kaju, 7)
    assert (advice["on_order"], advice["overdue"], advice["quantity"]) == ("490.000", "0.000", "0.000")
    # The supplier is known by too few deliveries, so that three days are waited for.
    advice = await diary.advice(kaju, 8)
    assert (advice["on_order"], advice["overdue"], advice["packs"]) == ("490.000", "490.000", 2)
    assert "490 pieces on order (490 pieces of it overdue, which is not counted on)" in advice["reason"]
    # Three deliveries of another order are ten days late: so late is usual for this supplier.
    other = await ordered(diary.admin, supplier, line_of(diary.bread, 9, "1"), expected_on="2026-10-31")
    diary.at(8, 9)
    for _ in range(3):
        created(await receive(diary.admin, other, came(1, 1)))
    assert (await diary.advice(kaju, 8, 10))["overdue"] == "0.000"
    closed = ok(await close(diary.admin, order))
    assert closed["lines"][0]["packs_received"] == 1
    advice = await diary.advice(kaju, 8, 10)
    assert (advice["on_order"], advice["overdue"], advice["packs"]) == ("0.000", "0.000", 2)
    assert "on order" not in advice["reason"]


async def test_only_sweets_to_reorder_are_listed_and_the_first_to_run_out_come_first(diary: Diary) -> None:
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
        *((name, "1") for name in ("sweet", "supplier_name")),
        *((name, "0") for name in ("sweet_id", "supplier_id", "category_id")),
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


async def test_the_advice_is_filtered_by_urgency_category_supplier_and_sweet(diary: Diary) -> None:
    await diary.shop.sql("INSERT INTO suppliers (name, lead_time_days) VALUES ('Anand Dairy', 1), ('Nobody', 1)")
    other = await new_category(diary.admin, "Dry sweets")
    late, soon, made = [
        await diary.new_sweet(sku=sku, category_id=category["id"])
        for sku, category in (("LATE", diary.category), ("SOON", other), ("MADE", other))
    ]
    for sweet, stock, supplier in ((late, "28", 1), (soon, "44", 1), (made, "28", None)):
        await diary.receive(sweet, stock, 0, 7, supplier_id=supplier)
    for day in range(7):
        await diary.open(day)
        for sweet in (late, soon, made):
            await diary.sell(sweet, "4", day)

    async def skus(**params: Any) -> list[str]:
        diary.at(7, 8)
        params = {"cover_days": 7} | params
        return [one["sku"] for one in ok(await diary.admin.get(ADVICE, params=params))["items"]]

    assert await skus() == ["LATE", "MADE", "SOON"]
    assert await skus(urgent=True) == await skus(urgent=True, all=True) == ["LATE", "MADE"]
    assert await skus(category_id=other["id"]) == ["MADE", "SOON"]
    assert await skus(supplier_id=1) == ["LATE", "SOON"]
    assert await skus(supplier_id=1, urgent=True) == ["LATE"]
    assert await skus(supplier_id=2) == []
    assert await skus(made_here=True) == ["MADE"]
    assert await skus(made_here=True, supplier_id=1) == []
    assert await skus(sweet_id=soon["id"]) == ["SOON"]
