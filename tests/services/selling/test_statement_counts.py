"""The hot paths take a fixed number of statements, whatever the number of rows."""

from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient

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
    CUSTOMERS,
    KEYS,
    PAYMENTS,
    RECEIVE,
    RECORD,
    RESTOCK,
    TAXES,
)

ADMIN = Actor(1, 1, Role.ADMIN)


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
        assert len(counter) == RECORD + PAYMENTS + CUSTOMERS + (KEYS if keyed else 0), counter.statements


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
        assert len(counter) == RECORD + PAYMENTS, counter.statements


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
    assert len(counter) == RECORD + (PAYMENTS if role is Role.SALESPERSON else 0)
