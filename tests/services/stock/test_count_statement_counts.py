"""Lots, adjustments and stocktakes take a fixed number of statements, whatever the number of rows."""

from decimal import Decimal
from typing import Any

import pytest
from httpx import URL, AsyncClient

from app.models import Role
from app.services.common.access import Actor
from app.services.stock.stock import GoodsIn, StockService
from tests.support.answers import created, ok
from tests.support.checkout import claims_of, new_order, sales_of
from tests.support.requests import NewSweet
from tests.support.shop import TestShop
from tests.support.statement_counts import COUNT, KEYS, LIST_OF_ONE, LIST_PRIVATE, MANY

# Who is asking, the sweet locked, the adjustment, its movements, alerts brought up to date, the audit log, and what
# there is now; between them a lot looked up or made, or expired goods looked up, or all goods: first the good ones.
ADJUST = 7
# Who is asking, the stocktake and the sweets locked, what was counted before, what is counted now, the audit log, and
# the stocktake as it is.
COUNTS = 7
# Who is asking, the stocktake, what it has counted, the sweets locked and their counts, what can be sold, what has
# expired, the newest lots, new ones, movements, alerts, the stocktake posted, the audit log, and what it is now.
POST = 14

ADMIN = Actor(1, 1, Role.ADMIN)


@pytest.fixture
async def sweet(new_sweet: NewSweet) -> dict[str, Any]:
    return await new_sweet()


async def receive(shop: TestShop, sweet_id: int, lots: int) -> None:
    receipts = [GoodsIn(sweet_id, Decimal(10), shop.clock()) for _ in range(lots)]
    async with shop.database.unit_of_work() as session:
        await StockService(session, shop.context).receive(receipts, ADMIN)


@pytest.mark.parametrize(
    ("address", "statements"),
    [
        ("/api/lots", LIST_PRIVATE),
        ("/api/lots?empty=false&sort=best_before", LIST_PRIVATE),
        ("/api/lots?expiring_within_days=7", LIST_PRIVATE),
        ("/api/lots/1/recall", LIST_OF_ONE),
        ("/api/adjustments", LIST_PRIVATE),
        ("/api/stocktakes", LIST_PRIVATE),
    ],
)
async def test_a_list_takes_the_same_statements_whatever_its_length(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, sweet: dict[str, Any], address: str, statements: int
) -> None:
    await receive(shop, sweet["id"], MANY + 5)
    await shop.sql("UPDATE lots SET best_before = suite.today() + 1")
    claims = claims_of(shop, customer)
    for _ in range(2):
        await sales_of(shop, [new_order(claims, (sweet, 1)) for _ in range(3)])
    await shop.sql(
        """
        INSERT INTO sales (number, buyer_id, subtotal, total, due, currency)
        SELECT 'n' || n, $1, 2, 2, 2, 'INR' FROM generate_series(1, $2) AS n
        """,
        claims.user_id,
        MANY + 5,
    )
    for statement in (
        """
        INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        SELECT id, 1, 1, 'x', 'x', 'piece', 0.001, 2000, 2 FROM sales WHERE number LIKE 'n%'
        """,
        """
        INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, actor_id)
        SELECT 1, 1, -0.001, 'sale', id, 1, 1 FROM sales WHERE number LIKE 'n%'
        """,
        f"""
        INSERT INTO adjustments (sweet_id, reason, quantity, created_by)
        SELECT 1, 'wastage', -1, 1 FROM generate_series(1, {MANY + 5})
        """,
        f"INSERT INTO stocktakes (status, opened_by) SELECT 'open', 1 FROM generate_series(1, {MANY + 5})",
    ):
        await shop.sql(statement)
    for limit in (1, MANY):
        for count in ("true", "false"):
            async with shop.count_statements() as counter:
                page = ok(await admin.get(URL(address).copy_merge_params({"limit": limit, "count": count})))
            assert len(page["items"]) == limit
            assert len(counter) == statements + (COUNT if count == "true" else 0), counter.statements


async def test_a_lot_and_the_lots_of_a_sale_take_one_statement_each(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any]
) -> None:
    await receive(shop, sweet["id"], 50)
    sale = created(await admin.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "500"}))
    for address, rows in (("/api/lots/1", None), (f"/api/sales/{sale['id']}/lots", 50)):
        async with shop.count_statements() as counter:
            body = ok(await admin.get(address))
        assert len(counter) == 1 + 1, counter.statements
        assert rows is None or len(body["items"]) == rows


# What it does beside what all of them do.
ADJUSTMENTS = [
    ({"reason": "wastage", "quantity": "15"}, 2),
    ({"reason": "wastage", "quantity": "480"}, 2),
    ({"reason": "wastage", "quantity": "1", "lot_id": 1}, 1),
    ({"reason": "found", "quantity": "1", "lot_id": 1}, 1),
    ({"reason": "found", "quantity": "1"}, 1),
]


@pytest.mark.parametrize(("body", "more"), ADJUSTMENTS)
@pytest.mark.parametrize("key", [None, "one"])
async def test_an_adjustment_takes_the_same_statements_however_many_lots_it_takes_from(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any], body: dict[str, Any], more: int, key: str | None
) -> None:
    await receive(shop, sweet["id"], 50)
    async with shop.count_statements() as counter:
        answer = await admin.post(
            "/api/adjustments", json=body | {"sweet_id": sweet["id"]}, headers={"Idempotency-Key": key} if key else {}
        )
    created(answer)
    assert len(counter) == ADJUST + more + (KEYS if key else 0), counter.statements


@pytest.mark.parametrize("size", [3, 500])
async def test_a_stocktake_takes_the_same_statements_for_500_rows_as_for_3(
    shop: TestShop, admin: AsyncClient, sweet: dict[str, Any], size: int
) -> None:
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'MANY-' || n, 'Sweet ' || n, 1, n, 'piece', 1, 1 FROM generate_series(1, $1) AS n
        """,
        size,
    )
    sweets = [row["id"] for row in await shop.sql("SELECT id FROM sweets WHERE sku LIKE 'MANY-%' ORDER BY id")]
    # Of a third there is too much, of a third too little, and of a third some although there never was any.
    await shop.sql(
        """
        INSERT INTO lots (sweet_id, best_before)
        SELECT id, suite.today() - id::integer % 2 FROM sweets WHERE id % 3 < 2
        """
    )
    await shop.sql(
        """
        INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id)
        SELECT sweet_id, id, 10, 'restock', 1 FROM lots
        """
    )
    expected = {row["id"]: str(row["on_hand"]) for row in await shop.sql("SELECT id, on_hand FROM sweets")}
    counts = [
        {"sweet_id": sweet_id, "expected": expected[sweet_id], "counted": str((11, 3, 4)[sweet_id % 3])}
        for sweet_id in sweets
    ]
    address = f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json={}))['id']}"
    async with shop.count_statements() as counter:
        body = ok(await admin.put(f"{address}/counts", json={"counts": counts}))
    assert len(counter) == COUNTS, counter.statements
    assert len(body["counts"]) == size
    async with shop.count_statements() as counter:
        ok(await admin.get(address))
    assert len(counter) == 1 + 1
    async with shop.count_statements() as counter:
        ok(await admin.post(f"{address}/post"))
    assert len(counter) == POST, counter.statements
    assert len(await shop.sql("SELECT FROM stock_movements WHERE kind = 'count'")) == size
