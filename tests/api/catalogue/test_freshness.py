"""What the storefront says of the goods: until when they keep, whether they are fresh, and whether there are any."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.sweet import SweetRead
from tests.support.answers import created, ok, read_strictly
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop, log_in_as


async def shown(visitor: AsyncClient, sweet: dict[str, Any]) -> tuple[str | None, bool]:
    """What a visitor sees, on the page of a sweet and in the list."""
    page = ok(await visitor.get(f"/api/sweets/{sweet['id']}"))
    assert page in ok(await visitor.get("/api/sweets"))["items"]
    read_strictly(SweetRead, page)
    return page["best_before"], page["fresh_today"]


async def in_stock(visitor: AsyncClient, *, only: bool) -> set[int]:
    return {one["id"] for one in ok(await visitor.get("/api/sweets", params={"in_stock": only}))["items"]}


@pytest.fixture
def today(shop: TestShop) -> date:
    return shop.context.today()


async def test_the_best_before_day_is_that_of_the_goods_sold_next(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, today: date
) -> None:
    sweet = await new_sweet()
    visitor = shop.client
    assert (await shown(visitor, sweet))[0] is None
    await restock(admin, sweet, "1")
    assert (await shown(visitor, sweet))[0] is None
    for days in (5, 0, -1, 9):
        await restock(admin, sweet, "1", best_before=(today + timedelta(days)).isoformat())
    for expected in [*((today + timedelta(days)).isoformat() for days in (0, 5, 9)), None]:
        assert (await shown(visitor, sweet))[0] == expected
        created(await purchase(admin, sweet, "1"))
    assert (await shown(visitor, sweet))[0] is None


async def test_a_sweet_is_fresh_on_the_day_its_goods_come_in(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, today: date
) -> None:
    sweet = await new_sweet()
    assert not (await shown(shop.client, sweet))[1]
    await restock(admin, sweet, "1")
    assert (await shown(shop.client, sweet))[1]
    # The last moment of the day in the shop, and the first of the next.
    midnight = shop.context.start_of(today + timedelta(days=1))
    shop.clock.set(midnight - timedelta(microseconds=1))
    assert (await shown(shop.client, sweet))[1]
    shop.clock.set(midnight)
    assert not (await shown(shop.client, sweet))[1]
    await restock(await log_in_as(shop, Role.ADMIN), sweet, "1")
    assert (await shown(shop.client, sweet))[1]


@pytest.mark.parametrize(("made", "is_fresh"), [(0, True), (-1, False), (1, False)])
async def test_goods_are_only_as_fresh_as_the_day_they_were_made(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, today: date, made: int, is_fresh: bool
) -> None:
    sweet = await new_sweet()
    await restock(admin, sweet, "1", made_on=(today + timedelta(made)).isoformat())
    assert (await shown(shop.client, sweet))[1] is is_fresh


async def test_fresh_goods_that_are_sold_or_expired_make_no_sweet_fresh(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, today: date
) -> None:
    sold, expired = await new_sweet(stock="2"), await new_sweet()
    created(await purchase(admin, sold, "2"))
    await restock(admin, expired, "1", best_before=(today - timedelta(days=1)).isoformat())
    for sweet in (sold, expired):
        assert await shown(shop.client, sweet) == (None, False)


@pytest.mark.parametrize("how", ["opening_stock", "found", "count"])
async def test_goods_that_were_there_already_are_not_fresh(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, how: str
) -> None:
    sweet = await new_sweet(**({how: "5"} if how == "opening_stock" else {}))
    if how == "found":
        body = {"sweet_id": sweet["id"], "quantity": "5", "reason": "found"}
        created(await admin.post("/api/adjustments", json=body))
    if how == "count":
        stocktake = created(await admin.post("/api/stocktakes", json={}))
        counts = [{"sweet_id": sweet["id"], "expected": "0", "counted": "5"}]
        ok(await admin.put(f"/api/stocktakes/{stocktake['id']}/counts", json={"counts": counts}))
        ok(await admin.post(f"/api/stocktakes/{stocktake['id']}/post"))
    assert ok(await shop.client.get(f"/api/sweets/{sweet['id']}"))["available"] == "5.000"
    assert not (await shown(shop.client, sweet))[1]


async def test_opening_stock_that_was_made_today_is_fresh(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, today: date
) -> None:
    sweet = await new_sweet()
    body = {"sweet_id": sweet["id"], "quantity": "5", "reason": "opening", "made_on": today.isoformat()}
    created(await admin.post("/api/adjustments", json=body))
    assert (await shown(shop.client, sweet))[1]


async def test_visitors_see_how_much_is_left_and_choose_what_is_in_stock(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, today: date
) -> None:
    plenty, few, none, expired = [await new_sweet(stock=stock) for stock in ("50", "3", None, None)]
    await restock(admin, expired, "4", best_before=(today - timedelta(days=1)).isoformat())
    items = ok(await shop.client.get("/api/sweets"))["items"]
    assert [(one["available"], one["stock_state"]) for one in items] == [
        ("50.000", "ok"),
        ("3.000", "low"),
        ("0.000", "out"),
        ("0.000", "out"),
    ]
    assert await in_stock(shop.client, only=True) == {plenty["id"], few["id"]}
    assert await in_stock(shop.client, only=False) == {none["id"], expired["id"]}
