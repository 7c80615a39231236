"""Stock alerts are raised once, escalate, and resolve themselves, whether the stock or its threshold changes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.services.selling.sales import SaleService
from tests.support.alerts import ANY, LOW, MOVES, OUT, move, states, told
from tests.support.answers import created, ok
from tests.support.checkout import claims_of, new_order
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop


@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
async def test_an_alert_follows_the_stock_and_says_each_thing_once(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, moves: list[tuple[int, str, str | None]]
) -> None:
    sweet = await new_sweet(name="Barfi", low_stock_threshold="5")
    expected = []
    for quantity, state, title in moves:
        await move(admin, sweet, quantity)
        expected += [title] if title else []
        assert await told(shop) == expected
        assert await states(admin) == ({} if state == "ok" else {"Barfi": state})
        assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["stock_state"] == state


async def test_an_alert_keeps_its_moments_and_the_quantity_left(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="kg", quantity_step="0.050", min_quantity="0.050", stock="2")
    at = [shop.clock() + timedelta(minutes=minute) for minute in range(5)]
    history = []
    for moment, quantity in zip(at, ("-1.25", "-0.75", "0.5", "-0.5", "3"), strict=True):
        shop.clock.set(moment)
        if quantity.startswith("-"):
            created(await purchase(admin, sweet, quantity[1:]))
        else:
            await restock(admin, sweet, quantity)
        (row,) = await shop.sql("SELECT state, available::text, raised_at, escalated_at, resolved_at FROM stock_alerts")
        history.append(tuple(row))
    assert history == [
        ("low", "0.750", at[0], None, None),
        ("out", "0.000", at[0], at[1], None),
        ("low", "0.500", at[0], None, None),
        ("out", "0.000", at[0], at[3], None),
        ("out", "3.000", at[0], at[3], at[4]),
    ]


@pytest.mark.parametrize(
    ("unit", "stock", "sold", "body"),
    [
        ("kg", "1.5", "0.75", "0.75 kg left to sell."),
        ("g", "600", "200", "400 g left to sell."),
        ("piece", "7", "4", "3 pieces left to sell."),
        ("piece", "7", "6", "1 piece left to sell."),
        ("box", "7", "5", "2 boxes left to sell."),
        ("box", "7", "7", "0 boxes left to sell."),
    ],
)
async def test_a_notification_shows_the_quantity_left_in_the_sweets_own_unit(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, unit: str, stock: str, sold: str, body: str
) -> None:
    sweet = await new_sweet(name="Ras Malai 100%", unit=unit, stock=stock)
    shop.clock.stop()
    created(await purchase(admin, sweet, sold))
    (one,) = ok(await admin.get("/api/notifications"))["items"]
    assert one["title"] == f"Ras Malai 100% is {'sold out' if stock == sold else 'running low'}"
    assert (one["kind"], one["body"], one["sweet_id"], one["sender_id"]) == ("stock", body, sweet["id"], None)
    assert datetime.fromisoformat(one["created_at"]) == shop.clock(), "told at the moment of the shop's clock"


async def test_a_sweet_that_never_had_stock_and_one_that_is_archived_raise_nothing(
    shop: TestShop, admin: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    await new_sweet(name="New")
    sweet = await new_sweet(name="Barfi", stock="6")
    created(await purchase(admin, sweet, "1"))
    address = f"/api/sweets/{sweet['id']}"
    assert await states(admin) == {"Barfi": "low"}
    assert (await admin.delete(address, headers=ANY)).status_code == 204
    assert await states(admin) == {}
    # Whatever becomes of the thresholds.
    ok(await admin.patch(f"/api/categories/{category['id']}", json={"low_stock_threshold": "100"}))
    ok(await admin.put("/api/settings", json={"low_stock_threshold_piece": "100"}))
    ok(await admin.patch(address, json={"low_stock_threshold": "50"}, headers=ANY))
    assert await states(admin) == {}
    assert await told(shop) == [LOW]
    ok(await admin.patch(address, json={"archived": False}, headers=ANY))
    assert await states(admin) == {"Barfi": "low"}
    ok(await admin.patch(address, json={"archived": True}, headers=ANY))
    assert await states(admin) == {}
    assert await told(shop) == [LOW, LOW]


async def test_expired_stock_does_not_count(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(name="Barfi")
    await restock(admin, sweet, "10", best_before="2020-01-01")
    assert await states(admin) == {"Barfi": "out"}
    await restock(admin, sweet, "6", best_before="2199-01-01")
    assert await states(admin) == {}
    assert await told(shop) == [OUT]


async def test_a_batch_of_sales_says_one_thing_of_each_sweet(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    stocks = {"Emptied": "10", "Lowered": "10", "Plenty": "20", "Untouched": "6"}
    sweets = [await new_sweet(name=name, stock=stock) for name, stock in stocks.items()]
    claims = claims_of(shop, customer)
    orders = [new_order(claims, (sweets[0], 2), (sweets[1], 1), (sweets[2], 1)) for _ in range(5)]
    async with shop.database.unit_of_work() as session:
        await SaleService(session, shop.context).record(orders)
    assert await told(shop) == ["Emptied is sold out", "Lowered is running low"]
    assert await states(admin) == {"Emptied": "out", "Lowered": "low"}


async def test_nothing_is_written_while_no_state_changes(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    low, plenty = await new_sweet(stock="5"), await new_sweet(stock="20")
    # The transaction that wrote each row last, and where.
    query = "SELECT xmin::text, ctid::text FROM stock_alerts UNION ALL SELECT xmin::text, ctid::text FROM notifications"
    before = await shop.sql(query)
    assert len(before) == 2
    for sweet in (low, plenty):
        created(await purchase(customer, sweet, "1"))
        ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"price": "5.00"}, headers=ANY))
    ok(await admin.put("/api/settings", json={"low_stock_threshold_piece": "6"}))
    assert await shop.sql(query) == before
