"""Lists, advice and reports take a fixed number of statements, whatever the number of rows."""

from typing import Any

import pytest
from httpx import URL, AsyncClient

from app.core.security import AccessClaims
from tests.support.checkout import new_order, sales_of
from tests.support.shop import TestShop
from tests.support.statement_counts import (
    ADVICE,
    COUNT,
    LIST_OF_ONE,
    LIST_PRIVATE,
    LIST_PUBLIC,
    MANY,
    REPORT,
)


@pytest.fixture
async def busy_shop(shop: TestShop, sweets: list[dict[str, Any]], claims: AccessClaims) -> TestShop:
    """A shop with more than a page of everything."""
    await shop.sql(
        """
        INSERT INTO users (email, role, password_hash)
        SELECT 'guest-' || n || '@example.com', 'customer', 'x' FROM generate_series(1, $1) AS n
        """,
        MANY + 5,
    )
    await shop.sql("INSERT INTO categories (name) SELECT 'Tray ' || n FROM generate_series(1, $1) AS n", MANY + 5)
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'MANY-' || n, 'Sweet ' || n, 1, n, 'piece', 1, 1 FROM generate_series(1, $1) AS n
        """,
        MANY + 5,
    )
    await sales_of(shop, [new_order(claims, (sweets[0], 1), (sweets[1], 2)) for _ in range(MANY + 5)])
    await shop.sql("INSERT INTO customers (name) SELECT 'Regular ' || n FROM generate_series(1, $1) AS n", MANY + 5)
    await shop.sql("UPDATE customers SET user_id = $1 WHERE id = 1", claims.user_id)
    await shop.sql(
        """
        INSERT INTO payments (kind, customer_id, tender, amount, taken_by, taken_at, business_day, hour)
        SELECT 'account', 2, 'upi', n, $2, $3::timestamptz, ($3::timestamptz)::date, 12 FROM generate_series(1, $1) AS n
        """,
        MANY + 5,
        claims.user_id,
        shop.clock(),
    )
    return shop


@pytest.mark.parametrize(
    ("address", "statements", "rows"),
    [
        ("/api/categories", LIST_PUBLIC, "categories"),
        ("/api/sweets", LIST_PUBLIC, "sweets"),
        ("/api/sweets?sort=-price,name&min_price=1&stock_state=out", LIST_PUBLIC, "sweets WHERE on_hand = 0"),
        ("/api/sweets?in_stock=false", LIST_PUBLIC, "sweets WHERE on_hand = 0"),
        ("/api/sweets/search?q=sweet", LIST_PUBLIC, "sweets WHERE name LIKE 'Sweet%'"),
        ("/api/sales", LIST_PRIVATE, "sales"),
        ("/api/sales?payment_state=due", LIST_PRIVATE, "sales"),
        ("/api/customers", LIST_PRIVATE, "customers"),
        ("/api/customers?q=regular&sort=-created_at", LIST_PRIVATE, "customers"),
        ("/api/customers/1/sales", LIST_OF_ONE, "sales"),
        ("/api/customers/2/account", LIST_OF_ONE, "payments WHERE customer_id = 2"),
        ("/api/users", LIST_PRIVATE, "users"),
        ("/api/users?role=customer&q=guest&sort=-created_at", LIST_PRIVATE, "users WHERE email LIKE 'guest%'"),
        ("/api/stock-movements", LIST_PRIVATE, "stock_movements"),
        ("/api/stock-movements?kind=sale", LIST_PRIVATE, "stock_movements WHERE kind = 'sale'"),
    ],
)
async def test_a_list_takes_the_same_statements_whatever_its_length(
    busy_shop: TestShop, admin: AsyncClient, address: str, statements: int, rows: str
) -> None:
    ((total,),) = await busy_shop.sql(f"SELECT count(*) FROM {rows}")
    client = busy_shop.client if statements == LIST_PUBLIC else admin
    for limit in (1, MANY):
        for count in ("true", "false"):
            async with busy_shop.count_statements() as counter:
                page = (await client.get(URL(address).copy_merge_params({"limit": limit, "count": count}))).json()
            assert len(page["items"]) == limit
            assert len(counter) == statements + (COUNT if count == "true" else 0), counter.statements
            assert page.get("total") == (total if count == "true" else None)
    async with busy_shop.count_statements() as counter:
        await client.get(URL(address).copy_merge_params({"limit": 1, "cursor": page["next_cursor"]}))
    assert len(counter) == statements


@pytest.mark.parametrize("days", [7, 365])
async def test_advice_takes_the_same_statements_however_many_sweets_and_days(
    busy_shop: TestShop, admin: AsyncClient, days: int
) -> None:
    for limit in (1, MANY):
        async with busy_shop.count_statements() as counter:
            query = f"/api/advice/reorder?days={days}&limit={limit}&all=true&count=true"
            page = (await admin.get(query)).json()
        assert len(page["items"]) == limit
        assert page["total"] > MANY
        assert len(counter) == ADVICE, counter.statements


@pytest.mark.parametrize(
    "address",
    [
        "/api/dashboard/stats",
        *(f"/api/dashboard/total-sales?from=2020-01-01&by={by}" for by in ("day", "week", "month")),
        *(f"/api/dashboard/top-sweets?by={by}&limit={MANY}" for by in ("money", "quantity")),
        *(f"/api/dashboard/{name}?from=2020-01-01" for name in ("tenders", "takings")),
        "/api/metrics/sweets",
        "/api/dashboard/sweets/1",
    ],
)
async def test_a_report_takes_the_same_statements_however_much_was_sold(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], claims: AccessClaims, address: str
) -> None:
    for size in (0, 1, 5):
        for sweet in sweets[:size]:
            await sales_of(shop, [new_order(claims, (sweet, 1))] * size)
        async with shop.count_statements() as counter:
            assert (await admin.get(address)).status_code == 200
        assert len(counter) == REPORT, counter.statements
