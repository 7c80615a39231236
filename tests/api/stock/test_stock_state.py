"""When a sweet is well in stock, running low, or sold out."""

from typing import Any

from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.requests import NewSweet, new_category, purchase, restock, stock_of

ANY = {"If-Match": "*"}


async def test_each_unit_has_a_threshold_of_its_own(new_sweet: NewSweet) -> None:
    for unit, low, enough in (("kg", "1", "1.001"), ("g", "500", "501"), ("piece", "5", "6"), ("box", "5", "6")):
        sweets = [await new_sweet(unit=unit, stock=stock) for stock in (None, low, enough)]
        assert [sweet["stock_state"] for sweet in sweets] == ["out", "low", "ok"], unit


# The sweet's own threshold, its category's, the stock, and the state that follows.
THRESHOLDS: list[tuple[str | None, str | None, str | None, str]] = [
    ("10", "20", "10", "low"),
    ("10", "20", "11", "ok"),
    (None, "20", "20", "low"),
    (None, "20", "21", "ok"),
    (None, "2", "3", "ok"),
    (None, None, "5", "low"),
    (None, None, "6", "ok"),
    ("0", "20", "1", "ok"),
    (None, "0", "1", "ok"),
    ("0", "20", None, "out"),
]


async def test_the_threshold_is_the_sweets_own_or_its_categorys_or_its_units(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    for number, (of_sweet, of_category, stock, state) in enumerate(THRESHOLDS):
        category = await new_category(admin, f"Boxes {number}", low_stock_threshold=of_category)
        sweet = await new_sweet(category_id=category["id"], low_stock_threshold=of_sweet, stock=stock)
        assert sweet["stock_state"] == state, THRESHOLDS[number]
        for wanted in ("ok", "low", "out"):
            params = {"stock_state": wanted, "category_id": category["id"]}
            assert ok(await admin.get("/api/sweets", params=params))["items"] == [sweet] * (wanted == state)


async def test_sweets_of_several_states_are_listed_together(admin: AsyncClient, new_sweet: NewSweet) -> None:
    states = [(await new_sweet(stock=stock))["stock_state"] for stock in (None, "5", "6")]
    assert states == ["out", "low", "ok"]
    found = ok(await admin.get("/api/sweets", params={"stock_state": "low,out"}))["items"]
    assert sorted(sweet["stock_state"] for sweet in found) == ["low", "out"]
    refused = problem(await admin.get("/api/sweets", params={"stock_state": "low,gone"}), 422, "invalid_request")
    assert refused["errors"][0]["detail"] == "Give one or more of ok, low, out, with commas between them."


async def test_the_state_follows_the_stock_and_the_thresholds(
    admin: AsyncClient, customer: AsyncClient, category: dict[str, Any], new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="7")
    address = f"/api/sweets/{sweet['id']}"
    states = [sweet["stock_state"]]
    created(await purchase(customer, sweet, "2"))
    states.append((await stock_of(admin, sweet))[2])
    ok(await admin.patch(address, json={"low_stock_threshold": "4"}, headers=ANY))
    states.append((await stock_of(admin, sweet))[2])
    ok(await admin.patch(address, json={"low_stock_threshold": None}, headers=ANY))
    ok(await admin.patch(f"/api/categories/{category['id']}", json={"low_stock_threshold": "4"}))
    states.append((await stock_of(admin, sweet))[2])
    created(await purchase(customer, sweet, "1"))
    states.append((await stock_of(admin, sweet))[2])
    created(await purchase(customer, sweet, "4"))
    states.append((await stock_of(admin, sweet))[2])
    states.append((await restock(admin, sweet, "10"))["sweet"]["stock_state"])
    assert states == ["ok", "low", "ok", "ok", "low", "out", "ok"]
