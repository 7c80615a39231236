"""Buying, raced over real commits: nothing comes in twice, nothing beyond the order, and nobody waits in a circle."""

import asyncio
from collections import Counter
from itertools import cycle
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from app.services.buying.suppliers import SupplierService
from app.services.common.access import Actor
from tests.support.answers import created, ok, problem
from tests.support.buying import bought, came, close, draft, line_of, lots_of, new_supplier, ordered, receive, verb
from tests.support.checkout import stock
from tests.support.concurrency import KEY, held, on_worker, one_effect, until_waiting, without_deadlock
from tests.support.requests import NewSweet, restock
from tests.support.shop import TestShop

ADMIN = Actor(1, 1, Role.ADMIN)
ROUNDS = 5


def outcomes(answers: list[Response]) -> Counter[str]:
    return Counter("done" if answer.is_success else answer.json()["code"] for answer in answers)


async def lots(shop: TestShop, order: dict[str, Any]) -> list[int]:
    """How much each lot of an order came in with; its lines have counted as many packs."""
    rows = await shop.sql(
        """
        SELECT line_no, packs, packs_received, packs_received * pack_size - coalesce((
            SELECT sum(quantity) FROM stock_movements JOIN lots ON lots.id = lot_id
            WHERE kind = 'restock' AND lots.purchase_order_id = line.purchase_order_id
              AND purchase_order_line_no = line_no), 0) AS difference
        FROM purchase_order_lines AS line WHERE purchase_order_id = $1
        """,
        order["id"],
    )
    assert all(row["difference"] == 0 and row["packs_received"] <= row["packs"] for row in rows)
    query = "SELECT quantity FROM stock_movements WHERE purchase_order_id = $1 AND kind = 'restock' ORDER BY id"
    return [int(row[0]) for row in await shop.sql(query, order["id"])]


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_many_receipts_of_one_order_receive_it_once(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet, number_of_workers: int
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    callers = [on_worker(worker, admin) for worker in workers[:number_of_workers]]
    for number in range(1, ROUNDS + 1):
        order = await ordered(admin, supplier, line_of(sweet, 2, "5"), line_of(sweet, 1, "1"))
        answers = await asyncio.gather(
            *(receive(caller, order) for caller, _ in zip(cycle(callers), range(8), strict=False))
        )
        assert outcomes(answers) == {"done": 1, "purchase_order_received": 7}
        assert await lots(workers[0], order) == [10, 1]
        assert (await stock(workers[0]))[sweet["id"]] == (11 * number, 11 * number, 0)


async def test_the_second_of_two_receipts_that_exceed_the_order_is_refused(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    order = await ordered(admin, supplier, line_of(sweet, 4, "1"))
    async with held(workers[0], sweet):
        first = asyncio.create_task(receive(on_worker(workers[0], admin), order, came(1, 3)))
        await until_waiting(workers[0], 1)
        second = asyncio.create_task(receive(on_worker(workers[1], admin), order, came(1, 2)))
        await until_waiting(workers[0], 2)
    assert created(await first)["status"] == "partially_received"
    (line,) = problem(await second, 409, "over_receipt")["lines"]
    assert (line["ordered"], line["received"], line["receiving"]) == (4, 3, 2)
    assert await lots(workers[0], order) == [3]
    answers = await asyncio.gather(*(receive(admin, order, came(1, 1)) for _ in range(4)))
    assert outcomes(answers) == {"done": 1, "purchase_order_received": 3}
    assert await lots(workers[0], order) == [3, 1]


async def test_an_order_is_received_or_cancelled_and_never_both(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    one, other = [on_worker(worker, admin) for worker in workers]
    for number in range(2 * ROUNDS):
        order = await ordered(admin, supplier, line_of(sweet, 1, "5"))
        racing = [receive(one, order), verb(other, order, "cancel")]
        answers = await asyncio.gather(*(racing if number % 2 else racing[::-1]))
        status = ok(await admin.get(f"/api/purchases/{order['id']}"))["status"]
        assert outcomes(answers) == {"done": 1, f"purchase_order_{status}": 1}
        assert await lots(workers[0], order) == ([5] if status == "received" else [])


async def test_an_order_is_received_or_closed_and_never_both(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    one, other = [on_worker(worker, admin) for worker in workers]
    for number in range(2 * ROUNDS):
        order = await ordered(admin, supplier, line_of(sweet, 2, "5"))
        created(await receive(admin, order, came(1, 1)))
        racing = [receive(one, order), close(other, order)]
        answers = await asyncio.gather(*(racing if number % 2 else racing[::-1]))
        status = ok(await admin.get(f"/api/purchases/{order['id']}"))["status"]
        assert outcomes(answers) == {"done": 1, f"purchase_order_{status}": 1}
        assert await lots(workers[0], order) == ([5, 5] if status == "received" else [5])


async def test_many_closings_with_one_key_close_an_order_once(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    order = await ordered(admin, await new_supplier(admin), line_of(await new_sweet(), 2, "5"))
    callers = [on_worker(worker, admin) for worker in workers] * 5
    answers = await asyncio.gather(*(close(caller, order, **KEY) for caller in callers))
    closed = [answer for answer in answers if answer.is_success]
    assert {answer.json()["status"] for answer in closed} == {"closed"}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in closed) == 1
    assert outcomes([answer for answer in answers if not answer.is_success]).keys() <= {"idempotency_key_in_progress"}
    assert len(await workers[0].sql("SELECT FROM audit_logs WHERE action = 'purchase_order.closed'")) == 1


async def test_a_draft_is_changed_or_ordered_first_and_is_ordered_as_it_then_stands(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    one, other = [on_worker(worker, admin) for worker in workers]
    for _ in range(ROUNDS):
        order = await draft(admin, supplier, line_of(sweet, 1, "5"))
        change = one.patch(f"/api/purchases/{order['id']}", json={"lines": [line_of(sweet, 9, "5")]})
        changed, was_ordered = await asyncio.gather(change, verb(other, order, "order"))
        assert outcomes([was_ordered]) == {"done": 1}
        (line,) = ok(await admin.get(f"/api/purchases/{order['id']}"))["lines"]
        assert line["packs"] == was_ordered.json()["lines"][0]["packs"] == (9 if changed.is_success else 1)


@pytest.mark.parametrize("number_of_workers", [1, 2])
async def test_many_one_shot_orders_with_one_key_are_received_once(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet, number_of_workers: int
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    body = {"supplier_id": supplier["id"], "lines": [line_of(sweet, 3, "5")], "receive": True}
    callers = [on_worker(worker, admin) for worker in workers[:number_of_workers]]
    answers = await asyncio.gather(
        *(
            caller.post("/api/purchases", json=body, headers=KEY)
            for caller, _ in zip(cycle(callers), range(20), strict=False)
        )
    )
    assert one_effect(answers)["status"] == "received"
    assert (await stock(workers[0]))[sweet["id"]] == (15, 15, 0)
    assert len(await workers[0].sql("SELECT FROM purchase_orders")) == 1


async def test_many_receipts_and_returns_with_one_key_have_one_effect(
    workers: list[TestShop], admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    order = await ordered(admin, supplier, line_of(sweet, 20, "1"))
    callers = [on_worker(worker, admin) for worker in workers] * 5

    async def together(path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = {"Idempotency-Key": key}
        return dict(one_effect(await asyncio.gather(*(one.post(path, json=body, headers=headers) for one in callers))))

    after = await together(f"/api/purchases/{order['id']}/receive", {"lines": [came(1, 2)]}, "receipt")
    (lot,) = lots_of(after)
    went = {"supplier_id": supplier["id"], "lines": [{"lot_id": lot["lot_id"], "quantity": "1"}]}
    await together("/api/supplier-returns", went, "return")
    assert await lots(workers[0], order) == [2]
    assert (await stock(workers[0]))[sweet["id"]] == (1, 2, 0)


async def test_sold_goods_cannot_be_returned_and_returned_goods_cannot_be_sold(
    workers: list[TestShop], admin: AsyncClient, buyers: list[AsyncClient], new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    (lot,) = lots_of(await bought(admin, supplier, line_of(sweet, 20, "1")))
    went = {"supplier_id": supplier["id"], "lines": [{"lot_id": lot["lot_id"], "quantity": "1"}]}
    back = on_worker(workers[1], admin)
    sold, returned = [], []
    for buyer in buyers[:20]:
        sold.append(buyer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"}))
        returned.append(back.post("/api/supplier-returns", json=went))
    answers = await asyncio.gather(*returned, *sold)
    sales, returns = outcomes(list(answers[20:])), outcomes(list(answers[:20]))
    assert sales["done"] + returns["done"] == 20
    assert sales["done"] + sales["insufficient_stock"] == 20
    assert returns["done"] + returns["goods_gone"] == 20
    assert (await stock(workers[0]))[sweet["id"]] == (0, 20, sales["done"])


async def test_receipts_returns_restocks_and_sales_of_the_same_goods_never_wait_in_a_circle(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweets, supplier = [await new_sweet(stock="500") for _ in range(4)], await new_supplier(admin)
    lines = [line_of(sweet, 40, "1") for sweet in sweets]
    order = await ordered(admin, supplier, *lines)
    order = created(await receive(admin, order, *(came(line_no, 20) for line_no in range(1, 5))))
    own = lots_of(order)
    async with without_deadlock(shop) as (one, other):
        at_one, at_other, buyer = on_worker(one, admin), on_worker(other, admin), on_worker(one, customer)
        for number in range(20):
            # A few at a time, because all wait for the same four sweets and nobody waits for long.
            ways = [1, -1][number % 2]
            numbers = [came(line_no, 1) for line_no in range(1, 5)][::ways]
            went = [{"lot_id": lot["lot_id"], "quantity": "1"} for lot in own][::-ways]
            basket = [{"sweet_id": sweet["id"], "quantity": "1"} for sweet in sweets][::-ways]
            shot = {"supplier_id": supplier["id"], "lines": lines[::ways], "receive": True}
            answers = await asyncio.gather(
                receive(at_one, order, *numbers),
                at_other.post("/api/supplier-returns", json={"supplier_id": supplier["id"], "lines": went}),
                at_other.post("/api/purchases", json=shot),
                buyer.post("/api/sales", json={"lines": basket}),
                at_one.patch(f"/api/suppliers/{supplier['id']}", json={"note": str(number)}),
            )
            assert outcomes(list(answers)) == {"done": 5}
        await asyncio.gather(*(client.aclose() for client in (at_one, at_other, buyer)))
    left = await stock(shop)
    assert {left[sweet["id"]] for sweet in sweets} == {(500 + 40 + 20 * 40 - 20 - 20, 500 + 40 + 20 * 40, 20)}


@pytest.mark.parametrize("named", [False, True], ids=["to be removed", "to be archived"])
async def test_an_order_and_a_restock_wait_for_a_supplier_who_goes_away_and_know_of_it(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, named: bool
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    if named:
        await restock(admin, sweet, "1", supplier_id=supplier["id"])
    body = {"supplier_id": supplier["id"], "lines": [line_of(sweet)]}
    async with shop.database.unit_of_work() as session:
        await SupplierService(session, shop.context).delete(ADMIN, supplier["id"])
        order = asyncio.create_task(admin.post("/api/purchases", json=body))
        goods = {"quantity": "1", "supplier_id": supplier["id"]}
        into_stock = asyncio.create_task(admin.post(f"/api/sweets/{sweet['id']}/restock", json=goods))
        await until_waiting(shop, 2)
    for answer in (await order, await into_stock):
        problem(answer, 409 if named else 422, "supplier_archived" if named else "unknown_supplier")


async def test_a_sweet_that_is_being_ordered_is_not_removed_under_it(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, other, supplier = await new_sweet(), await new_sweet(), await new_supplier(admin)
    body = {"supplier_id": supplier["id"], "lines": [line_of(sweet), line_of(other)]}
    # The order has locked the first sweet and waits for the second.
    async with held(shop, other):
        order = asyncio.create_task(admin.post("/api/purchases", json=body))
        await until_waiting(shop, 1)
        removal = asyncio.create_task(admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"}))
        await until_waiting(shop, 2)
    created(await order)
    assert (await removal).status_code == 204
    assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["archived_at"] is not None
