"""A customer is deleted while somebody sells to them: whoever comes second knows of the first."""

import asyncio

import pytest
from httpx import AsyncClient

from app.core.errors import DomainError
from app.models import Role
from app.services.common.access import Actor
from app.services.common.idempotency import Answer
from app.services.people.customers import CustomerService
from tests.support.answers import created
from tests.support.checkout import claims_of, new_order, stock, till
from tests.support.concurrency import held, until_waiting
from tests.support.requests import NewSweet, new_customer
from tests.support.shop import TestShop

ADMIN = Actor(1, 1, Role.ADMIN)


@pytest.mark.parametrize("has_bought", [False, True], ids=["to be removed", "to be anonymised"])
async def test_a_sale_waits_for_a_deletion_that_is_under_way_and_is_refused_without_hurting_those_beside_it(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet, has_bought: bool
) -> None:
    sweet = await new_sweet(stock="100")
    asha, ravi = await new_customer(salesperson, "Asha"), await new_customer(salesperson, "Ravi")
    if has_bought:
        body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "customer_id": asha["id"]}
        created(await salesperson.post("/api/sales", json=body))
    claims = claims_of(shop, salesperson)
    orders = [
        new_order(claims, (sweet, 1), key=f"{number}", customer_id=customer_id)
        for number, customer_id in enumerate([None, ravi["id"], asha["id"], ravi["id"], None])
    ]
    async with shop.count_statements() as counter:
        async with shop.database.unit_of_work() as session:
            await CustomerService(session, shop.context).delete(ADMIN, asha["id"])
            placed = [asyncio.create_task(till(shop).place(order)) for order in orders]
            await until_waiting(shop, 1)
        answers = await asyncio.gather(*placed, return_exceptions=True)
    refusal = answers.pop(2)
    assert isinstance(refusal, DomainError)
    assert refusal.code == "customer_not_found"
    assert all(isinstance(answer, Answer) for answer in answers)
    assert sum("FOR KEY SHARE" in statement for statement in counter.statements) == 1, "one batch"
    assert len(await shop.sql("SELECT FROM sales WHERE customer_id = $1", asha["id"])) == has_bought
    assert (await stock(shop))[sweet["id"]][2] == 4 + has_bought


async def test_a_deletion_waits_for_a_sale_in_progress_and_keeps_the_rows_it_names(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, asha = await new_sweet(stock="100"), await new_customer(salesperson, "Asha")
    order = new_order(claims_of(shop, salesperson), (sweet, 1), customer_id=asha["id"])
    async with held(shop, sweet):
        sale = asyncio.create_task(till(shop).place(order))
        await until_waiting(shop, 1)
        removal = asyncio.create_task(admin.delete(f"/api/customers/{asha['id']}"))
        await until_waiting(shop, 2)
    assert not (await sale).replayed
    assert (await removal).status_code == 204
    (row,) = await shop.sql("SELECT sales.customer_id, name FROM sales JOIN customers ON customers.id = customer_id")
    assert tuple(row) == (asha["id"], "Deleted customer")


async def test_a_sale_that_waits_for_a_customer_keeps_no_other_worker_from_selling(
    workers: list[TestShop], salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    shop, other = workers
    sweet, asha = await new_sweet(stock="100"), await new_customer(salesperson, "Asha")
    async with shop.database.unit_of_work() as session:
        await CustomerService(session, shop.context).delete(ADMIN, asha["id"])
        order = new_order(claims_of(shop, salesperson), (sweet, 1), customer_id=asha["id"])
        waiting = asyncio.create_task(till(shop).place(order))
        await until_waiting(shop, 1)
        sold = await till(other).place(new_order(claims_of(shop, customer), (sweet, 1)))
        assert not sold.replayed
        assert not waiting.done(), "it was sold after the wait, not during it"
    with pytest.raises(DomainError, match="customer_not_found"):
        await waiting


async def test_a_sale_that_waits_for_a_merge_is_refused_and_one_that_came_before_moves_along(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="100")
    kept, gone = await new_customer(salesperson, "Asha"), await new_customer(salesperson, "A. Rao")
    claims = claims_of(shop, salesperson)
    async with held(shop, sweet):
        early = asyncio.create_task(till(shop).place(new_order(claims, (sweet, 1), customer_id=gone["id"])))
        await until_waiting(shop, 1)
        path, body = f"/api/customers/{kept['id']}/merge", {"from_customer_id": gone["id"]}
        merge = asyncio.create_task(admin.post(path, json=body))
        await until_waiting(shop, 2)
    await early
    assert (await merge).status_code == 200
    assert await shop.sql("SELECT customer_id FROM sales") == [(kept["id"],)]
    with pytest.raises(DomainError, match="no such customer"):
        await till(shop).place(new_order(claims, (sweet, 1), customer_id=gone["id"]))
