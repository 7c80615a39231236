"""A sale over the counter can be given its customer afterwards."""

from typing import Any

from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_customer, purchase
from tests.support.selling import sell
from tests.support.shop import TestShop


async def put(client: AsyncClient, sale: dict[str, Any], customer_id: int | None) -> Any:
    return await client.put(f"/api/sales/{sale['id']}/customer", json={"customer_id": customer_id})


async def test_a_sale_gets_its_customer_another_one_or_none(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = await sell(salesperson, (await new_sweet(stock="9"), "2"))
    asha, ravi = await new_customer(admin, "Asha"), await new_customer(admin, "Ravi")
    before = ok(await salesperson.get(f"/api/sales/{sale['id']}"))
    for customer_id in (asha["id"], ravi["id"], None):
        changed = ok(await put(salesperson, sale, customer_id))
        assert changed == before | {"customer_id": customer_id}
        assert ok(await salesperson.get(f"/api/sales/{sale['id']}")) == changed
    changes = await shop.sql(
        "SELECT before ->> 'customer_id', after ->> 'customer_id' FROM audit_logs"
        " WHERE action = 'sale.customer_changed' AND entity_id = $1 ORDER BY id",
        sale["id"],
    )
    first, second = str(asha["id"]), str(ravi["id"])
    assert [tuple(row) for row in changes] == [(None, first), (first, second), (second, None)]


async def test_the_same_customer_again_changes_nothing(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    asha = await new_customer(admin, "Asha")
    sale = await sell(admin, (await new_sweet(stock="9"), "2"), customer_id=asha["id"])
    before = await all_rows(shop)
    ok(await put(admin, sale, asha["id"]))
    assert await all_rows(shop) == before


async def test_a_purchase_with_an_account_stays_its_owners(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(customer, await new_sweet(stock="9"), "2"))
    problem(await put(admin, sale, (await new_customer(admin, "Asha"))["id"]), 409, "bought_by_account")


async def test_who_is_not_there_is_refused(admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet) -> None:
    sale = await sell(admin, (await new_sweet(stock="9"), "2"))
    problem(await put(admin, sale, 999), 404, "customer_not_found")
    problem(await put(admin, {"id": 999}, None), 404, "sale_not_found")
    problem(await put(customer, sale, None), 403, "forbidden")


async def test_a_salesperson_puts_no_purchase_of_their_own_on_or_off_a_name(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    user_id = ok(await salesperson.get("/api/auth/me"))["id"]
    own = await new_customer(admin, "Ravi", user_id=user_id)
    sweet = await new_sweet(stock="9")
    sale = await sell(admin, (sweet, "2"), customer_id=own["id"])
    problem(await put(salesperson, sale, None), 403, "own_purchase")
    problem(await put(salesperson, await sell(admin, (sweet, "2")), own["id"]), 403, "own_purchase")
    ok(await put(salesperson, sale, own["id"]))
    ok(await put(admin, sale, None))


async def test_nothing_else_of_a_sale_changes(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sale = await sell(admin, (await new_sweet(stock="9"), "2"))
    before = await shop.sql("SELECT to_jsonb(sales) - 'customer_id' FROM sales")
    books = await shop.sql("SELECT to_jsonb(daily_sales) FROM daily_sales")
    ok(await put(admin, sale, (await new_customer(admin, "Asha"))["id"]))
    assert await shop.sql("SELECT to_jsonb(sales) - 'customer_id' FROM sales") == before
    assert await shop.sql("SELECT to_jsonb(daily_sales) FROM daily_sales") == books
