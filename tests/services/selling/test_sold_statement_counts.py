"""How many statements it takes to undo a sale, to give back some of it and to print it: as many for a long one."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created
from tests.support.shop import TestShop

# Keys locked, answers looked for, answers kept.
KEYS = 3
# Who is asking, whose they are, and the page.
LIST_OF_ONE = 3
# Who is asking, the sale locked, whether any of it was refunded, what was paid by each tender, what it took, sweets
# locked, marked as voided, its payments given back, movements written, alerts brought up to date, the audit log, and
# the sale as it is now.
VOID = 12
# Who is asking, the sale locked, its lines, what was refunded before, what was paid by each tender, the refund written,
# its payments written, the audit log, and the refund as it is now.
REFUND = 9
# What is still out of which lots, sweets locked, movements written, and alerts brought up to date.
BACK_ON_THE_SHELF = 4
# Who asks; the sale with its lines; the names of its people; how long its goods keep.
RECEIPT = 4


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("key", [None, "one"])
async def test_a_void_takes_the_same_statements_however_long_the_sale(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], size: int, key: str | None
) -> None:
    lines = [{"sweet_id": sweets[number % 5]["id"], "quantity": "1"} for number in range(size)]
    sale = created(await admin.post("/api/sales", json={"lines": lines}))
    headers = {"Idempotency-Key": key} if key else {}
    async with shop.count_statements() as counter:
        answer = await admin.post(f"/api/sales/{sale['id']}/void", json={"reason": "A mistake."}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert len(counter) == VOID + (KEYS if key else 0), counter.statements


@pytest.mark.parametrize("size", [1, 30])
@pytest.mark.parametrize("restock", [False, True])
@pytest.mark.parametrize("key", [None, "one"])
async def test_a_refund_takes_the_same_statements_however_many_lines(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], size: int, restock: bool, key: str | None
) -> None:
    lines = [{"sweet_id": sweets[number % 5]["id"], "quantity": "2"} for number in range(size)]
    sale = created(await admin.post("/api/sales", json={"lines": lines}))
    back = {"lines": [{"line_no": 1 + number, "quantity": "1"} for number in range(size)], "restock": restock}
    headers = {"Idempotency-Key": key} if key else {}
    async with shop.count_statements() as counter:
        created(await admin.post(f"/api/sales/{sale['id']}/refunds", json=back, headers=headers))
    expected = REFUND + (BACK_ON_THE_SHELF if restock else 0) + (KEYS if key else 0)
    assert len(counter) == expected, counter.statements


async def test_the_refunds_of_a_sale_are_listed_with_the_same_statements_however_many(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]]
) -> None:
    sale = created(await admin.post(f"/api/sweets/{sweets[0]['id']}/purchase", json={"quantity": "9"}))
    address = f"/api/sales/{sale['id']}/refunds"
    for _ in range(5):
        created(await admin.post(address, json={"lines": [{"line_no": 1, "quantity": "1"}]}))
    for limit in (1, 5):
        async with shop.count_statements() as counter:
            assert len((await admin.get(f"{address}?limit={limit}")).json()["items"]) == limit
        assert len(counter) == LIST_OF_ONE, counter.statements


@pytest.mark.parametrize("kind", ["html", "pdf"])
async def test_a_receipt_takes_the_same_statements_however_long_the_sale(
    shop: TestShop, admin: AsyncClient, sweets: list[dict[str, Any]], kind: str
) -> None:
    for size in (1, 30):
        lines = [{"sweet_id": sweets[number % 5]["id"], "quantity": "1"} for number in range(size)]
        sale = created(await admin.post("/api/sales", json={"lines": lines}))
        async with shop.count_statements() as counter:
            answer = await admin.get(f"/api/sales/{sale['id']}/receipt", params={"format": kind})
        assert answer.status_code == 200, answer.text
        assert len(counter) == RECEIPT, counter.statements
