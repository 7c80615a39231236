"""The hot paths take a fixed number of statements, whatever the number of rows."""

from decimal import Decimal
from typing import Any

import pytest
from httpx import URL, AsyncClient

from app.core.errors import DomainError
from app.core.security import AccessClaims
from app.models import Role
from app.services.common.access import Actor
from app.services.common.idempotency import Answer
from app.services.selling.basket import Discount
from app.services.stock.stock import GoodsIn, StockService
from tests.support.answers import created
from tests.support.checkout import claims_of, new_order, sales_of
from tests.support.requests import NewSweet
from tests.support.shop import PASSWORDS, TestShop
from tests.support.statement_counts import (
    ADVICE,
    COUNT,
    CUSTOMERS,
    KEYS,
    LIST_OF_ONE,
    LIST_PRIVATE,
    LIST_PUBLIC,
    MANY,
    RECEIVE,
    RECORD,
    REPORT,
    RESTOCK,
    TAXES,
)

ADMIN = Actor(1, 1, Role.ADMIN)


@pytest.fixture
def claims(shop: TestShop, customer: AsyncClient) -> AccessClaims:
    return claims_of(shop, customer)


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
        ("/api/sales?tender=cash", LIST_PRIVATE, "sales"),
        ("/api/customers", LIST_PRIVATE, "customers"),
        ("/api/customers?q=regular&sort=-created_at", LIST_PRIVATE, "customers"),
        ("/api/customers/1/sales", LIST_OF_ONE, "sales"),
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
        "/api/metrics/sweets",
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


@pytest.mark.parametrize("lines", [1, 5])
@pytest.mark.parametrize("keyed", [False, True])
async def test_a_batch_of_sales_takes_the_same_statements_whatever_its_size(
    shop: TestShop, sweets: list[dict[str, Any]], claims: AccessClaims, keyed: bool, lines: int
) -> None:
    for size in (1, 10, 100):
        wanted = [(sweet, 2) for sweet in sweets[:lines]]
        orders = [
            new_order(claims, *wanted, key=f"{size} {number}" if keyed else None, note="for Asha")
            for number in range(size)
        ]
        async with shop.count_statements() as counter:
            answers = await sales_of(shop, orders)
        assert len({answer.body for answer in answers if isinstance(answer, Answer)}) == size
        assert len(counter) == RECORD + (KEYS if keyed else 0), counter.statements


@pytest.mark.parametrize("keyed", [False, True])
async def test_customers_take_one_statement_more_however_many_are_sold_to(
    shop: TestShop, sweets: list[dict[str, Any]], salesperson: AsyncClient, keyed: bool
) -> None:
    await shop.sql("INSERT INTO customers (name) SELECT 'Regular ' || n FROM generate_series(1, 50) AS n")
    claims = claims_of(shop, salesperson)
    for size in (1, 10, 100):
        orders = [
            new_order(claims, (sweets[0], 1), key=f"{size} {number}" if keyed else None, customer_id=1 + number)
            for number in range(size)
        ]
        async with shop.count_statements() as counter:
            answers = await sales_of(shop, orders)
        assert [answer.code for answer in answers if isinstance(answer, DomainError)] == (
            ["customer_not_found"] * (size - min(size, 50))
        )
        assert len(counter) == RECORD + CUSTOMERS + (KEYS if keyed else 0), counter.statements


async def test_discounts_take_no_counted_statement_more_however_many(
    shop: TestShop, sweets: list[dict[str, Any]], salesperson: AsyncClient
) -> None:
    # And one look at the settings, for their limits, which is never counted: it cannot be told from the worker's own.
    claims = claims_of(shop, salesperson)
    for size in (1, 10, 100):
        discounts = [Discount("x", percent=Decimal(number % 12 + 1)) for number in range(size)]
        orders = [new_order(claims, (sweets[0], 1), (sweets[1], 3), discount=discount) for discount in discounts]
        async with shop.count_statements() as counter:
            answers = await sales_of(shop, orders)
        refused = [answer.code for answer in answers if isinstance(answer, DomainError)]
        assert refused == ["discount_over_limit"] * sum(number % 12 >= 10 for number in range(size))
        assert len(counter) == RECORD, counter.statements


@pytest.mark.parametrize("classes", [1, 5])
async def test_taxes_take_one_statement_more_however_many_are_due(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], claims: AccessClaims, classes: int
) -> None:
    # And one look at the settings, as above.
    components = [{"name": name, "rate_percent": "2.5"} for name in ("CGST", "SGST")]
    for sweet in sweets[:classes]:
        rates = [{"effective_from": f"20{year}-01-01", "components": components} for year in range(10, 20)]
        one = created(await admin.post("/api/tax-classes", json={"name": f"Of {sweet['id']}", "rates": rates}))
        changed = await admin.patch(
            f"/api/sweets/{sweet['id']}", json={"tax_class_id": one["id"]}, headers={"If-Match": "*"}
        )
        assert changed.status_code == 200, changed.text
    for size in (1, 10, 100):
        orders = [new_order(claims, *((sweet, 1) for sweet in sweets)) for _ in range(size)]
        async with shop.count_statements() as counter:
            answers = await sales_of(shop, orders)
        assert all(isinstance(answer, Answer) for answer in answers)
        assert len(counter) == RECORD + TAXES, counter.statements
    ((taxes,),) = await shop.sql("SELECT count(*) FROM sale_line_taxes")
    assert taxes == 111 * classes * 2


async def test_customers_who_say_who_they_are_are_refused_without_looking(
    shop: TestShop, sweets: list[dict[str, Any]], claims: AccessClaims
) -> None:
    async with shop.count_statements() as counter:
        refused, sold = await sales_of(
            shop, [new_order(claims, (sweets[0], 1), customer_id=1), new_order(claims, (sweets[0], 1))]
        )
    assert isinstance(refused, DomainError)
    assert refused.code == "forbidden"
    assert isinstance(sold, Answer)
    assert len(counter) == RECORD, counter.statements


async def test_refusals_and_retries_in_a_batch_take_no_statement_more(
    shop: TestShop, sweets: list[dict[str, Any]], claims: AccessClaims
) -> None:
    await sales_of(shop, [new_order(claims, (sweets[0], 1), key="old")])
    orders = [
        new_order(claims, (sweets[0], 1), key="old"),
        new_order(claims, (sweets[0], 1), key="new"),
        new_order(claims, (sweets[0], 1), key="new"),
        new_order(claims, (sweets[0], 2), key="new"),
        new_order(claims, (sweets[1], 999_999)),
        new_order(claims, (sweets[1], "0.5")),
        new_order(claims, ({"id": 999}, 1)),
    ]
    async with shop.count_statements() as counter:
        answers = await sales_of(shop, orders)
    assert [answer.code if isinstance(answer, DomainError) else answer.replayed for answer in answers] == [
        True,
        False,
        True,
        "idempotency_key_reused",
        "insufficient_stock",
        "off_step_quantity",
        "sweet_not_found",
    ]
    assert len(counter) == RECORD + KEYS


async def test_a_batch_is_decided_at_once_and_in_the_order_of_arrival(
    shop: TestShop, claims: AccessClaims, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    async with shop.count_statements() as counter:
        answers = await sales_of(shop, [new_order(claims, (sweet, wanted)) for wanted in (11, 4, 5, 3, 1, 1)])
    assert [isinstance(answer, Answer) for answer in answers] == [False, True, True, False, True, False]
    assert len(counter) == RECORD


async def test_a_sale_from_many_lots_takes_the_same_statements(
    shop: TestShop, sweets: list[dict[str, Any]], claims: AccessClaims
) -> None:
    receipts = [GoodsIn(sweets[0]["id"], Decimal(1), shop.clock()) for _ in range(50)]
    async with shop.database.unit_of_work() as session:
        await StockService(session, shop.context).receive(receipts, ADMIN)
    async with shop.count_statements() as counter:
        await sales_of(shop, [new_order(claims, (sweets[0], 10_050))])
    assert len(counter) == RECORD
    assert len(await shop.sql("SELECT FROM stock_movements WHERE kind = 'sale'")) == 51


@pytest.mark.parametrize("size", [1, 50])
async def test_goods_come_in_with_the_same_statements_however_many(
    shop: TestShop, sweets: list[dict[str, Any]], size: int
) -> None:
    receipts = [GoodsIn(sweets[number % 5]["id"], Decimal(number + 1), shop.clock()) for number in range(size)]
    async with shop.count_statements() as counter, shop.database.unit_of_work() as session:
        made = await StockService(session, shop.context).receive(receipts, ADMIN)
    assert len(counter) == RECEIVE, counter.statements
    assert len(set(made)) == size
    assert [
        (row["sweet_id"], row["quantity"], row["lot_id"])
        for row in await shop.sql("SELECT * FROM stock_movements WHERE id = ANY($1) ORDER BY id", [i for _, i in made])
    ] == [(one.sweet_id, one.quantity, lot) for one, (lot, _) in zip(receipts, made, strict=True)]


@pytest.mark.parametrize("key", [None, "one"])
async def test_a_restock_over_http_takes_a_fixed_number_of_statements(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], key: str | None
) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    for number in range(3):
        async with shop.count_statements() as counter:
            created(
                await admin.post(
                    f"/api/sweets/{sweets[number]['id']}/restock",
                    json={"quantity": "5"},
                    headers={name: f"{value} {number}" for name, value in headers.items()},
                )
            )
        assert len(counter) == RESTOCK + (KEYS if key else 0), counter.statements


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SALESPERSON])
async def test_a_purchase_over_http_takes_as_many_statements_as_a_batch(
    shop: TestShop, sweets: list[dict[str, Any]], role: Role
) -> None:
    buyer = await shop.log_in(f"{role}@example.com", PASSWORDS[role])
    async with shop.count_statements() as counter:
        created(await buyer.post(f"/api/sweets/{sweets[0]['id']}/purchase", json={"quantity": "2"}))
    assert len(counter) == RECORD
