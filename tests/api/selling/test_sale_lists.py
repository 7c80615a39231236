"""Whose sales somebody may see, and finding them."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app.models import Role
from app.schemas.sale import SalePage
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop, log_in_as


async def listed(client: AsyncClient, **params: Any) -> list[int]:
    body = ok(await client.get("/api/sales", params=params))
    read_strictly(SalePage, body)
    return [sale["id"] for sale in body["items"]]


async def register(shop: TestShop, email: str) -> AsyncClient:
    account = {"email": email, "password": "saffron and rose"}
    created(await shop.client.post("/api/auth/register", json=account))
    return await shop.log_in(email, "saffron and rose")


async def test_customers_see_their_own_sales_and_staff_see_all(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    asha, ravi = await register(shop, "asha@example.com"), await register(shop, "ravi@example.com")
    ashas, ravis, over_the_counter = [created(await purchase(buyer, sweet, "1")) for buyer in (asha, ravi, salesperson)]
    assert await listed(asha) == [ashas["id"]]
    assert await listed(ravi) == [ravis["id"]]
    for staff in (admin, salesperson):
        assert await listed(staff) == [over_the_counter["id"], ravis["id"], ashas["id"]]
        assert await listed(staff, buyer_id=ashas["buyer_id"]) == [ashas["id"]]
    for somebody, total in ((asha, 1), (admin, 3)):
        assert ok(await somebody.get("/api/sales", params={"count": True, "limit": 1}))["total"] == total
    assert await listed(asha, buyer_id=ashas["buyer_id"]) == [ashas["id"]]
    for sale in (ashas, over_the_counter):
        problem(await ravi.get(f"/api/sales/{sale['id']}"), 404, "sale_not_found")
        for staff in (admin, salesperson):
            assert ok(await staff.get(f"/api/sales/{sale['id']}"))["number"] == sale["number"]


async def test_sales_over_the_counter_are_found_by_who_sold_them(
    admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    lines = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]}
    sold, other = [created(await staff.post("/api/sales", json=lines)) for staff in (salesperson, admin)]
    created(await purchase(customer, sweet, "1"))
    assert await listed(admin, seller_id=sold["seller_id"]) == [sold["id"]]
    assert await listed(salesperson, seller_id=other["seller_id"]) == [other["id"]]


async def test_a_sale_is_found_by_its_number_by_those_who_may_see_it(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    asha, ravi = await register(shop, "asha@example.com"), await register(shop, "ravi@example.com")
    ashas, _ = [created(await purchase(buyer, sweet, "1")) for buyer in (asha, ravi)]
    assert await listed(salesperson, number=ashas["number"]) == [ashas["id"]]
    assert await listed(asha, number=ashas["number"]) == [ashas["id"]]
    assert await listed(ravi, number=ashas["number"]) == []
    assert await listed(salesperson, number=ashas["number"][:-1]) == []


async def test_a_customer_who_asks_for_the_sales_of_another_finds_none(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    asha, ravi = await register(shop, "asha@example.com"), await register(shop, "ravi@example.com")
    ashas, _ = [created(await purchase(buyer, sweet, "1")) for buyer in (asha, ravi)]
    body = ok(await ravi.get("/api/sales", params={"buyer_id": ashas["buyer_id"], "count": True}))
    assert (body["items"], body["total"]) == ([], 0)


async def test_nobody_sees_sales_without_logging_in(
    client: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(customer, await new_sweet(stock="1"), "1"))
    problem(await client.get("/api/sales"), 401, "not_authenticated")
    problem(await client.get(f"/api/sales/{sale['id']}"), 401, "not_authenticated")


async def test_a_sale_that_never_was_is_not_found(admin: AsyncClient, customer: AsyncClient) -> None:
    for somebody in (admin, customer):
        for sale_id in (1, 2**63 - 1):
            problem(await somebody.get(f"/api/sales/{sale_id}"), 404, "sale_not_found")
        problem(await somebody.get(f"/api/sales/{2**63}"), 422, "invalid_request")


async def test_sales_are_filtered_by_tender_status_and_day(
    shop: TestShop, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    morning = datetime.fromisoformat("2026-11-10T10:00:00.000001+05:30")
    shop.clock.set(morning)
    salesperson = await log_in_as(shop, Role.SALESPERSON)
    sales: list[int] = []
    for tender in ("cash", "card", "upi"):
        body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}], "tender": tender}
        sales.append(created(await salesperson.post("/api/sales", json=body))["id"])
        shop.clock.advance(timedelta(minutes=1))
    cash, card, upi = sales
    assert await listed(salesperson) == [upi, card, cash]
    assert await listed(salesperson, sort="created_at") == [cash, card, upi]
    assert [await listed(salesperson, tender=tender) for tender in ("cash", "card", "upi")] == [[cash], [card], [upi]]
    assert await listed(salesperson, status="completed") == [upi, card, cash]
    assert await listed(salesperson, status="voided") == []
    second = (morning + timedelta(minutes=1)).isoformat()
    # From a moment on, and before a moment: a day and the next share no sale and miss none.
    assert await listed(salesperson, created_from=second) == [upi, card]
    assert await listed(salesperson, created_to=second) == [cash]
    assert await listed(salesperson, created_from=second, created_to=second) == []
    assert await listed(salesperson, created_from="2026-11-10T04:30:00.000001Z", tender="cash") == [cash]
    assert await listed(salesperson, created_from="2026-11-11T00:00:00+05:30") == []
    assert await listed(salesperson, created_from="9999-12-31T23:59:59Z") == []
    assert await listed(salesperson, created_to="0001-01-01T00:00:00Z") == []


async def test_the_pages_of_sales_made_at_one_moment_show_each_once(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="30")
    shop.clock.set(datetime.fromisoformat("2026-11-10T10:00:00+05:30"))
    customer, salesperson = await log_in_as(shop, Role.CUSTOMER), await log_in_as(shop, Role.SALESPERSON)
    for number in range(14):
        if number % 5 == 4:
            shop.clock.advance(timedelta(microseconds=1))
        created(await purchase([customer, salesperson][number % 2], sweet, "1"))
    whole = await listed(salesperson)
    assert whole == sorted(whole, reverse=True)
    assert await listed(salesperson, sort="created_at") == whole[::-1]
    for sort, expected in (("-created_at", whole), ("created_at", whole[::-1])):
        pages = await walk(salesperson, "/api/sales", sort=sort, limit=3)
        assert [sale["id"] for page in pages for sale in page] == expected
    own = await listed(customer)
    assert len(own) == 7
    pages = await walk(customer, "/api/sales", limit=2, payment_state="due", count=True)
    assert [sale["id"] for page in pages for sale in page] == own


async def test_clients_cannot_set_fields_that_the_shop_decides(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    one_line = {"sweet_id": sweet["id"], "quantity": "1"}
    before = await all_rows(shop)
    for name in ("price", "unit_price", "total", "role", "buyer_id", "seller_id", "status", "number", "created_at"):
        for answer, pointer in (
            (await customer.post("/api/sales", json={"lines": [one_line], name: "1"}), f"/{name}"),
            (await customer.post("/api/sales", json={"lines": [one_line | {name: "1"}]}), f"/lines/0/{name}"),
            (await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1", name: "1"}), f"/{name}"),
        ):
            (error,) = problem(answer, 422, "invalid_request")["errors"]
            assert (error["pointer"], error["code"]) == (pointer, "extra_forbidden")
    assert await all_rows(shop) == before
