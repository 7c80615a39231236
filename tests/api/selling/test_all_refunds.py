"""The refunds of all sales: found by day, tender and who gave the money back."""

from typing import Any

from httpx import AsyncClient

from app.models import Role
from app.schemas.refund import RefundPage
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.requests import NewSweet, purchase
from tests.support.selling import line, refund
from tests.support.shop import TestShop, log_in_as


async def listed(client: AsyncClient, **params: Any) -> list[int]:
    body = ok(await client.get("/api/refunds", params=params))
    read_strictly(RefundPage, body)
    return [one["id"] for one in body["items"]]


async def test_staff_list_the_refunds_of_all_sales_newest_first_page_by_page(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="9")
    sales = [created(await purchase(admin, sweet, "2")) for _ in range(2)]
    made = [created(await refund(admin, sale, line(1, "1"))) for sale in (*sales, sales[0])]
    body = ok(await salesperson.get("/api/refunds", params={"count": True}))
    read_strictly(RefundPage, body)
    assert (body["items"], body["total"]) == (made[::-1], 3)
    assert [page[0] for page in await walk(salesperson, "/api/refunds", limit=1)] == made[::-1]
    assert await listed(admin, sort="created_at") == [one["id"] for one in made]
    problem(await admin.get("/api/refunds", params={"sort": "total"}), 422, "invalid_request")


async def test_refunds_are_found_by_who_gave_the_money_back_how_and_when(shop: TestShop, new_sweet: NewSweet) -> None:
    admin, salesperson = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.SALESPERSON)
    sweet = await new_sweet(stock="9", price="10")
    sale = created(await purchase(salesperson, sweet, "3"))
    first = created(await refund(salesperson, sale, line(1, "1")))
    second = created(await refund(admin, sale, line(1, "1"), tender="upi"))
    assert await listed(admin, refunded_by=first["refunded_by"]) == [first["id"]]
    assert await listed(admin, tender="upi") == [second["id"]]
    assert await listed(admin, created_from=second["created_at"]) == [second["id"]]
    assert await listed(admin, created_to=second["created_at"]) == [first["id"]]
    assert await listed(admin, refunded_by=first["refunded_by"], tender="upi") == []


async def test_customers_and_strangers_do_not_see_the_refunds_of_others(
    client: AsyncClient, customer: AsyncClient
) -> None:
    problem(await customer.get("/api/refunds"), 403, "forbidden")
    problem(await client.get("/api/refunds"), 401, "not_authenticated")
