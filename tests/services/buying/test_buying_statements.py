"""How many statements buying takes: numbers that do not grow with an order, and 500 lines take no time."""

import itertools
import time
from typing import Any

import pytest
from httpx import URL, AsyncClient

from tests.support.answers import created, ok
from tests.support.buying import came, line_of, lots_of, new_supplier
from tests.support.requests import NewSweet
from tests.support.shop import TestShop
from tests.support.statement_counts import COUNT, KEYS, LIST_PRIVATE, RECEIVE

# Who is asking, the supplier, the sweets, the order, its lines, the audit log, the order as it is shown.
DRAFT = 7
# The receipt, its packs counted on the lines, how far the order has come; goods received; the audit log.
BOOK = 3 + RECEIVE + 1
ONE_SHOT = DRAFT + BOOK
# Who is asking, the order, its lines, what came in, the order as it is shown.
RECEIPT = 3 + BOOK + 1
# Who is asking, the order, its old lines, the sweets, lines removed, lines written, the audit log, the order as it is
# shown.
NEW_LINES = 8
# Who is asking, the order, the supplier, the lines, the sweets, the status, the audit log, the order as it is shown.
ORDER = 8
# Who is asking, the supplier, whose lots they are, the sweets, the lots, the return, the movements, the alerts, the
# audit log, the return as it is shown.
RETURN = 10
MANY = 500
# Measured: 0.2 s. The rest is for machines that do other things.
SECONDS = 10


@pytest.fixture
async def sweets(shop: TestShop, new_sweet: NewSweet) -> list[dict[str, Any]]:
    """As many sweets as an order has lines."""
    first = await new_sweet()
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'MANY-' || n, 'Sweet ' || n, $1, n, 'piece', 1, 1 FROM generate_series(2, $2) AS n
        """,
        first["category_id"],
        MANY,
    )
    return [{"id": row["id"]} for row in await shop.sql("SELECT id FROM sweets ORDER BY id DESC")]


@pytest.mark.parametrize("key", [None, "one"])
async def test_the_whole_life_of_an_order_takes_the_same_statements_however_many_lines(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], key: str | None
) -> None:
    supplier = await new_supplier(admin)
    numbers = itertools.count()

    async def counted(method: str, path: str, body: object, statements: int) -> dict[str, Any]:
        headers = {"Idempotency-Key": f"{key} {next(numbers)}"} if key else {}
        started = time.perf_counter()
        async with shop.count_statements() as counter:
            answer = await admin.request(method, f"/api{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        assert len(counter) == statements, counter.statements
        assert time.perf_counter() - started < SECONDS
        return dict(answer.json())

    keys = KEYS if key else 0
    for size in (1, 20, MANY):
        lines = [line_of(sweet, 4, "5", "33.33") for sweet in sweets[:size]]
        body = {"supplier_id": supplier["id"], "lines": lines}
        bought = await counted("POST", "/purchases", body | {"receive": True}, ONE_SHOT + keys)
        order = await counted("POST", "/purchases", body, DRAFT + keys)
        address = f"/purchases/{order['id']}"
        await counted("PATCH", address, {"lines": lines[::-1]}, NEW_LINES)
        await counted("POST", f"{address}/order", None, ORDER)
        some = [came(line_no, 1) for line_no in range(1, size + 1)]
        await counted("POST", f"{address}/receive", {"lines": some * 2}, RECEIPT + keys)
        received = await counted("POST", f"{address}/receive", {}, RECEIPT + keys)
        assert (received["status"], len(lots_of(received))) == ("received", 3 * size)
        went = [{"lot_id": lot["lot_id"], "quantity": "20"} for lot in lots_of(bought)]
        await counted("POST", "/supplier-returns", {"supplier_id": supplier["id"], "lines": went}, RETURN + keys)
    # Two orders of each size came in whole, and one of them went back.
    ((on_hand,),) = await shop.sql("SELECT sum(on_hand) FROM sweets")
    assert on_hand == (1 + 20 + MANY) * 20


async def test_a_restock_that_names_its_supplier_takes_one_statement_more(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]]
) -> None:
    supplier = await new_supplier(admin)
    body = {"quantity": "1", "supplier_id": supplier["id"]}
    async with shop.count_statements() as counter:
        created(await admin.post(f"/api/sweets/{sweets[0]['id']}/restock", json=body))
    assert len(counter) == 1 + 1 + RECEIVE + 1, counter.statements


@pytest.mark.parametrize("address", ["/api/suppliers", "/api/purchases?status=received&sweet_id=1", "/api/purchases"])
async def test_a_list_takes_the_same_statements_whatever_its_length(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], address: str
) -> None:
    await shop.sql("INSERT INTO suppliers (name) SELECT 'Dairy ' || n FROM generate_series(1, 30) AS n")
    for number in range(1, 31):
        body = {"supplier_id": number, "lines": [line_of({"id": 1})] * 3, "receive": True}
        created(await admin.post("/api/purchases", json=body))
    for limit in (1, 25):
        for count in ("true", "false"):
            async with shop.count_statements() as counter:
                params = {"limit": limit, "count": count}
                page = ok(await admin.get(URL(address).copy_merge_params(params)))
            assert len(page["items"]) == limit
            assert len(counter) == LIST_PRIVATE + (COUNT if count == "true" else 0), counter.statements
