"""Best sellers and metrics of long spans: months and years count as the days they are made of."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_category, purchase
from tests.support.shop import TestShop, log_in_as

TODAY = date(2026, 11, 17)
SPANS = [
    (TODAY, TODAY),
    (date(2026, 10, 19), TODAY),
    (date(2026, 11, 2), TODAY),
    (date(2026, 1, 1), TODAY),
    (date(2025, 11, 18), TODAY),
    (date(2024, 2, 28), date(2026, 2, 3)),
    (date(2025, 12, 31), date(2026, 1, 1)),
    (date(2022, 3, 1), TODAY),
]
HISTORY = """
    WITH ticket AS (
        INSERT INTO history_tickets (ticket, sold_at, business_day) VALUES ($1, suite.now(), $2) RETURNING id
    )
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount)
    SELECT id, 1, $3, 'barfi', $4::numeric, $5::numeric, $4::numeric * $5::numeric FROM ticket
"""


@pytest.fixture
async def sold(shop: TestShop, new_sweet: NewSweet) -> dict[str, list[tuple[date, Decimal]]]:
    """What four sweets brought on days of five years, sales and returns, by SKU."""
    random = Random(7)  # noqa: S311 - the same days in every run.
    days: dict[str, list[tuple[date, Decimal]]] = {}
    for number, sku in enumerate(("A", "B", "C", "D")):
        sweet = await new_sweet(sku=sku)
        days[sku] = []
        for ticket in range(60):
            day = TODAY - timedelta(int(random.random() ** 3 * 1700))
            quantity, price = random.choice((-1, 1, 2, 3)), Decimal(10 + number)
            await shop.sql(HISTORY, f"{sku}-{ticket}", day, sweet["id"], Decimal(quantity), price)
            days[sku].append((day, quantity * price))
    return days


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 31)])
async def test_the_sum_of_any_span_is_that_of_its_days(
    shop: TestShop, sold: dict[str, list[tuple[date, Decimal]]], today: date
) -> None:
    shop.clock.set(datetime.combine(today, time(12), UTC))
    admin = await log_in_as(shop, Role.ADMIN)
    for begins, ends in SPANS:
        params = {"from": str(begins), "to": str(ends)}
        due = {sku: [amount for day, amount in days if begins <= day <= ends] for sku, days in sold.items()}
        ranked = sorted(((-sum(amounts), sku) for sku, amounts in due.items() if amounts))
        answer = ok(await admin.get("/api/dashboard/top-sweets", params=params))
        assert [(one["sweet"]["sku"], Decimal(one["total"])) for one in answer["items"]] == [
            (sku, -amount) for amount, sku in ranked
        ]
        metrics = ok(await admin.get("/api/metrics/sweets", params=params))
        assert Decimal(metrics["total"]["total"]) == -sum(amount for amount, _ in ranked)


async def test_a_sweet_that_sold_for_nothing_is_listed_after_those_that_sold_for_more(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    for sku, quantity, price in (("FREE", 2, 0), ("PAID", 1, 5), ("BACK", -1, 5)):
        await shop.sql(HISTORY, sku, TODAY, (await new_sweet(sku=sku))["id"], Decimal(quantity), Decimal(price))
    other = await new_sweet(sku="EARLIER")
    await shop.sql(HISTORY, "EARLIER", TODAY - timedelta(1), other["id"], Decimal(1), Decimal(5))
    # The month less its other days: what sold on those alone is left out.
    params = {"from": str(TODAY), "to": "2026-11-30"}
    for limit, skus in ((10, ["PAID", "FREE", "BACK"]), (2, ["PAID", "FREE"]), (1, ["PAID"])):
        answer = ok(await admin.get("/api/dashboard/top-sweets", params={**params, "limit": limit}))
        assert [one["sweet"]["sku"] for one in answer["items"]] == skus


async def test_the_metrics_of_a_category_are_those_of_the_sweets_it_has_now(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    old, new = [await new_category(admin, name) for name in ("Old", "New")]
    sweets = [await new_sweet(category_id=old["id"], price=price, stock="9") for price in ("10.00", "7.00")]
    for sweet in sweets:
        created(await purchase(admin, sweet, "1"))

    async def totals() -> dict[str, Any]:
        answer = ok(await admin.get("/api/metrics/sweets"))
        return {one["category"]["name"]: one["total"] for one in answer["items"]}

    assert await totals() == {"Milk sweets": "0.00", "Old": "17.00", "New": "0.00"}
    moved = {"category_id": new["id"]}
    ok(await admin.patch(f"/api/sweets/{sweets[0]['id']}", json=moved, headers={"If-Match": "*"}))
    assert await totals() == {"Milk sweets": "0.00", "Old": "7.00", "New": "10.00"}
    ok(await admin.patch(f"/api/sweets/{sweets[1]['id']}", json=moved, headers={"If-Match": "*"}))
    assert (await admin.delete(f"/api/categories/{old['id']}")).status_code == 204
    assert await totals() == {"Milk sweets": "0.00", "New": "17.00"}
