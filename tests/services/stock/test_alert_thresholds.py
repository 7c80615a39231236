"""The threshold of a sweet is its own, its category's or the shop's; and who is notified."""

import pytest
from httpx import AsyncClient

from app.models import Unit
from app.repositories.stock.stock_alerts import DEFAULT_LOW_STOCK_POLICY
from app.repositories.stock.stock_state import DEFAULT_LOW_STOCK_THRESHOLDS
from app.schemas.setting import ShopSettings
from tests.support.alerts import ANY, CHANGES, LOW, OUT, Change, states, told
from tests.support.answers import created, ok
from tests.support.requests import NewSweet, new_category, purchase
from tests.support.shop import TestShop


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_a_changed_threshold_raises_and_resolves_at_once(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, change: Change
) -> None:
    sweet = await new_sweet(name="Barfi", stock="8")
    assert await states(admin) == {}
    ok(await change(admin, sweet, "8"))
    assert await states(admin) == {"Barfi": "low"}
    ok(await change(admin, sweet, "9"))
    assert await states(admin) == {"Barfi": "low"}
    assert await told(shop) == [LOW]
    ok(await change(admin, sweet, None))
    assert await states(admin) == {}
    ok(await change(admin, sweet, "8"))
    assert await told(shop) == [LOW, LOW]


async def test_a_threshold_changes_the_alerts_of_all_it_holds_for_and_of_no_others(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    ladoos = await new_category(admin, "Ladoos")
    fudges = await new_category(admin, "Fudges", low_stock_threshold="3")
    for name in ("Besan", "Motichoor"):
        await new_sweet(name=name, category_id=ladoos["id"], stock="8")
    await new_sweet(name="Own", category_id=ladoos["id"], stock="8", low_stock_threshold="2")
    await new_sweet(name="Boxed", category_id=ladoos["id"], stock="8", unit="box")
    moving = await new_sweet(name="Fudge", category_id=fudges["id"], stock="8")
    ok(await admin.patch(f"/api/categories/{ladoos['id']}", json={"name": "Laddus"}))
    assert await states(admin) == {}
    ok(await admin.put("/api/settings", json={"low_stock_threshold_piece": "8", "low_stock_threshold_kg": "90"}))
    assert await states(admin) == {"Besan": "low", "Motichoor": "low"}
    ok(await admin.put("/api/settings", json={"low_stock_threshold_piece": None}))
    assert await states(admin) == {}
    ok(await admin.patch(f"/api/categories/{ladoos['id']}", json={"low_stock_threshold": "8"}))
    assert await states(admin) == {"Besan": "low", "Motichoor": "low", "Boxed": "low"}
    ok(await admin.patch(f"/api/sweets/{moving['id']}", json={"category_id": ladoos["id"]}, headers=ANY))
    assert (await states(admin))["Fudge"] == "low"
    ok(await admin.patch(f"/api/sweets/{moving['id']}", json={"category_id": fudges["id"]}, headers=ANY))
    assert "Fudge" not in await states(admin)


POLICIES = {
    "notify_staff": ["salesperson", "admin"],
    None: ["salesperson", "admin"],
    "notify_admins": ["admin"],
    "silent": None,
}


@pytest.mark.parametrize(("policy", "roles"), POLICIES.items())
async def test_the_policy_decides_who_is_notified(
    admin: AsyncClient,
    salesperson: AsyncClient,
    customer: AsyncClient,
    new_sweet: NewSweet,
    policy: str | None,
    roles: list[str] | None,
) -> None:
    ok(await admin.put("/api/settings", json={"low_stock_policy": policy}))
    sweet = await new_sweet(name="Barfi", stock="5")
    created(await purchase(customer, sweet, "5"))
    for role, client in (("admin", admin), ("salesperson", salesperson), ("customer", customer)):
        titles = [(one["title"], one["roles"]) for one in ok(await client.get("/api/notifications"))["items"]]
        assert titles == ([(OUT, roles), (LOW, roles)] if roles and role in roles else [])
    assert await states(salesperson) == {"Barfi": "out"}


def test_the_defaults_inside_the_statement_are_those_of_the_settings() -> None:
    settings = ShopSettings()
    assert settings.low_stock_policy == DEFAULT_LOW_STOCK_POLICY
    assert {unit: getattr(settings, f"low_stock_threshold_{unit}") for unit in Unit} == DEFAULT_LOW_STOCK_THRESHOLDS


@pytest.mark.parametrize("change", ["category", "setting"])
async def test_a_threshold_of_thousands_of_sweets_takes_the_same_statements_as_of_one(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, change: str
) -> None:
    sweet = await new_sweet(name="Barfi", stock="8")
    async with shop.count_statements() as of_one:
        ok(await CHANGES[change](admin, sweet, "8"))
    ok(await CHANGES[change](admin, sweet, None))
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'MANY-' || n, 'Many ' || n, $1, 5, 'piece', 1, 1 FROM generate_series(1, 3000) AS n
        """,
        sweet["category_id"],
    )
    await shop.sql("INSERT INTO lots (sweet_id) SELECT id FROM sweets WHERE on_hand = 0")
    await shop.sql(
        "INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id)"
        " SELECT sweet_id, id, 8, 'restock', 1 FROM lots WHERE is_empty"
    )
    async with shop.count_statements() as of_thousands:
        ok(await CHANGES[change](admin, sweet, "8"))
    assert len(of_thousands) == len(of_one), of_thousands.statements
    assert len(await told(shop)) == 1 + 3001
