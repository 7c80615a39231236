"""The ledger of stock, as staff read it."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app.models import Role
from app.schemas.stock import MovementPage, MovementRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.buying import bought, line_of, new_supplier
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop, log_in_as


async def listed(client: AsyncClient, **params: Any) -> list[int]:
    body = ok(await client.get("/api/stock-movements", params=params))
    read_strictly(MovementPage, body)
    return [movement["id"] for movement in body["items"]]


async def test_movements_are_filtered_by_everything_they_say(shop: TestShop, new_sweet: NewSweet) -> None:
    barfi, ladoo = await new_sweet(), await new_sweet()
    noon = datetime.fromisoformat("2026-11-10T12:00:00+05:30")
    shop.clock.set(noon)
    admin, salesperson, customer = [
        await log_in_as(shop, role) for role in (Role.ADMIN, Role.SALESPERSON, Role.CUSTOMER)
    ]
    first = await restock(admin, barfi, "3", note="early")
    shop.clock.advance(timedelta(minutes=1))
    second, third = await restock(admin, barfi, "3"), await restock(admin, ladoo, "3")
    shop.clock.advance(timedelta(minutes=1))
    bought, sold = created(await purchase(customer, barfi, "4")), created(await purchase(salesperson, ladoo, "1"))
    everything = await listed(salesperson)
    sale, rest_of_sale, counter_sale = sorted(everything)[3:]
    assert everything == [counter_sale, rest_of_sale, sale, third["id"], second["id"], first["id"]]
    assert await listed(salesperson, sort="occurred_at") == everything[::-1]
    assert await listed(salesperson, sweet_id=barfi["id"]) == [rest_of_sale, sale, second["id"], first["id"]]
    assert await listed(salesperson, sweet_id=ladoo["id"], kind="sale") == [counter_sale]
    assert await listed(salesperson, lot_id=first["lot_id"]) == [sale, first["id"]]
    assert await listed(salesperson, sale_id=bought["id"]) == [rest_of_sale, sale]
    assert await listed(salesperson, actor_id=bought["buyer_id"]) == [rest_of_sale, sale]
    assert await listed(salesperson, actor_id=sold["seller_id"]) == [counter_sale]
    assert await listed(salesperson, kind="restock") == [third["id"], second["id"], first["id"]]
    assert await listed(salesperson, kind="void") == []
    minute = (noon + timedelta(minutes=1)).isoformat()
    assert await listed(salesperson, occurred_to=minute) == [first["id"]]
    assert await listed(salesperson, occurred_from=minute, kind="restock") == [third["id"], second["id"]]
    assert ok(await salesperson.get("/api/stock-movements", params={"count": True, "limit": 1}))["total"] == 6
    for sort in ("occurred_at", "-occurred_at"):
        pages = await walk(salesperson, "/api/stock-movements", sort=sort, limit=1)
        assert [movement["id"] for page in pages for movement in page] == await listed(salesperson, sort=sort)
    shown = ok(await salesperson.get(f"/api/stock-movements/{first['id']}"))
    assert read_strictly(MovementRead, shown).reason == "early"


async def test_a_movement_says_the_number_of_its_sale_or_order(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="5")
    order = await bought(admin, await new_supplier(admin), line_of(sweet))
    sale = created(await purchase(admin, sweet, "1"))
    movements = ok(await admin.get("/api/stock-movements"))["items"]
    assert [movement["document_number"] for movement in movements] == [sale["number"], order["number"], None]


async def test_only_staff_read_the_ledger(
    client: AsyncClient, admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    movement = await restock(admin, await new_sweet(), "1")
    for path in ("/api/stock-movements", f"/api/stock-movements/{movement['id']}"):
        problem(await client.get(path), 401, "not_authenticated")
        problem(await customer.get(path), 403, "forbidden")
        ok(await salesperson.get(path))
    problem(await salesperson.get(f"/api/stock-movements/{movement['id'] + 1}"), 404, "movement_not_found")


async def test_the_ledger_takes_no_writing(admin: AsyncClient, new_sweet: NewSweet) -> None:
    address = f"/api/stock-movements/{(await restock(admin, await new_sweet(), '1'))['id']}"
    for method, path in (("POST", "/api/stock-movements"), ("PUT", address), ("PATCH", address), ("DELETE", address)):
        answer = await admin.request(method, path, json={"quantity": "5"})
        problem(answer, 405, "method_not_allowed")
        assert answer.headers["Allow"] == "GET"
