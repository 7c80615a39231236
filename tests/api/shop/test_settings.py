"""Settings: saved all or nothing, typed, logged, and known to every worker within a second."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.schemas.setting import SettingsRead, ShopSettings
from app.services.shop.settings import READ_EVERY_SECONDS
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.concurrency import on_worker, until, until_waiting
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, running_shop


async def settings_of(admin: AsyncClient) -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in ok(await admin.get("/api/settings"))["items"]}


async def put(admin: AsyncClient, **values: Any) -> Response:
    return await admin.put("/api/settings", json=values)


async def test_every_setting_is_shown_with_its_value_default_and_description(admin: AsyncClient) -> None:
    body = ok(await admin.get("/api/settings"))
    read_strictly(SettingsRead, body)
    assert {item["key"] for item in body["items"]} == set(ShopSettings.model_fields)
    for item in body["items"]:
        assert item["value"] == item["default"]
        assert item["description"]
        assert not item["is_locked"]


async def test_settings_given_are_set_and_others_stay(admin: AsyncClient) -> None:
    ok(await put(admin, shop_name="Meera's", day_end="04:30"))
    answered = ok(await put(admin, low_stock_threshold_kg="2.500", salesperson_may_restock=True))
    settings = await settings_of(admin)
    assert settings == {item["key"]: item for item in answered["items"]}
    changed = {key: item["value"] for key, item in settings.items() if item["value"] != item["default"]}
    assert changed == {
        "shop_name": "Meera's",
        "day_end": "04:30",
        "low_stock_threshold_kg": "2.500",
        "salesperson_may_restock": True,
    }


async def test_null_brings_a_setting_back_to_its_default(shop: TestShop, admin: AsyncClient) -> None:
    ok(await put(admin, shop_name="Meera's", receipt_footer=""))
    ok(await put(admin, shop_name=None))
    settings = await settings_of(admin)
    assert settings["shop_name"]["value"] == settings["shop_name"]["default"]
    assert settings["receipt_footer"]["value"] == ""
    assert [row["key"] for row in await shop.sql("SELECT key FROM settings")] == ["receipt_footer"]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"shop_nmae": "Meera's"}, "/shop_nmae", "extra_forbidden"),
        ({}, "", "nothing_to_set"),
        ({"shop_name": ""}, "/shop_name", "string_too_short"),
        ({"shop_name": 5}, "/shop_name", "string_type"),
        ({"shop_name": "x" * 10_000}, "/shop_name", "string_too_long"),
        ({"shop_name": "a\0b"}, "/shop_name", "string_pattern_mismatch"),
        ({"currency": "inr"}, "/currency", "string_pattern_mismatch"),
        ({"currency": "ZZZ"}, "/currency", "unknown_currency"),
        ({"time_zone": "Asia/Mithai"}, "/time_zone", "unknown_time_zone"),
        ({"time_zone": "../etc/passwd"}, "/time_zone", "unknown_time_zone"),
        ({"phone_region": "XX"}, "/phone_region", "unknown_region"),
        ({"low_stock_threshold_kg": "-1"}, "/low_stock_threshold_kg", "greater_than_equal"),
        ({"low_stock_threshold_kg": "0.0001"}, "/low_stock_threshold_kg", "decimal_max_places"),
        ({"low_stock_threshold_kg": "NaN"}, "/low_stock_threshold_kg", "number_expected"),
        ({"low_stock_threshold_kg": True}, "/low_stock_threshold_kg", "number_expected"),
        ({"low_stock_policy": "shout"}, "/low_stock_policy", "enum"),
        ({"salesperson_max_discount_percent": "100.01"}, "/salesperson_max_discount_percent", "less_than_equal"),
        ({"salesperson_max_discount_percent": "-1"}, "/salesperson_max_discount_percent", "greater_than_equal"),
        ({"admin_max_discount_percent": "9.999"}, "/admin_max_discount_percent", "decimal_max_places"),
        ({"admin_max_discount_percent": "10%"}, "/admin_max_discount_percent", "number_expected"),
        ({"tax_mode": ["inclusive"]}, "/tax_mode", "enum"),
        ({"day_end": "24:00"}, "/day_end", "string_pattern_mismatch"),
        ({"day_end": 4}, "/day_end", "string_type"),
        ({"salesperson_may_restock": "yes"}, "/salesperson_may_restock", "bool_type"),
        ({"salesperson_may_restock": 1}, "/salesperson_may_restock", "bool_type"),
        ({"receipt_header": "x" * 501}, "/receipt_header", "string_too_long"),
    ],
)
async def test_a_bad_setting_is_refused_and_the_good_ones_beside_it_are_not_saved(
    shop: TestShop, admin: AsyncClient, body: dict[str, Any], pointer: str, code: str
) -> None:
    before = await all_rows(shop)
    good = {"receipt_footer": "Come again"} if body else {}
    refused = problem(await admin.put("/api/settings", json=good | body), 422, "invalid_request")
    assert [(error["pointer"], error["code"]) for error in refused["errors"]] == [(pointer, code)]
    assert await all_rows(shop) == before


async def test_a_change_is_logged_with_the_values_before_it(admin: AsyncClient) -> None:
    ok(await put(admin, shop_name="Meera's", tax_mode="exclusive"))
    ok(await put(admin, shop_name="Asha's", tax_mode="exclusive"))
    first, second = reversed(ok(await admin.get("/api/audit-logs", params={"action": "settings.updated"}))["items"])
    assert first["before"] == {"shop_name": "Sweet Shop", "tax_mode": "inclusive"}
    assert first["after"] == {"shop_name": "Meera's", "tax_mode": "exclusive"}
    assert (second["before"], second["after"]) == ({"shop_name": "Meera's"}, {"shop_name": "Asha's"})
    assert second["actor_email"] == "admin@example.com"


async def test_the_currency_is_that_of_the_sales_and_locked_by_the_first(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    ok(await put(admin, currency="EUR"))
    sale = created(await purchase(customer, await new_sweet(stock="5"), "1"))
    assert sale["currency"] == "EUR"
    settings = await settings_of(admin)
    assert [key for key, item in settings.items() if item["is_locked"]] == ["currency"]
    before = await all_rows(shop)
    problem(await put(admin, currency="INR", shop_name="Meera's"), 409, "currency_locked")
    problem(await put(admin, currency=None), 409, "currency_locked")
    assert await all_rows(shop) == before
    ok(await put(admin, currency="EUR", shop_name="Meera's"))


async def test_a_first_sale_waits_for_a_change_of_currency_that_came_first(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    async with shop.connect() as connection:
        async with connection.transaction():
            await connection.execute("INSERT INTO settings VALUES ('currency', '\"USD\"', suite.now())")
            await connection.execute("LOCK TABLE sales IN SHARE ROW EXCLUSIVE MODE")
            sale = asyncio.create_task(purchase(customer, sweet, "1"))
            await until_waiting(shop, 1)
        assert created(await sale)["currency"] == "USD"


async def test_a_change_of_currency_waits_for_a_first_sale_that_came_first(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    async with shop.connect() as connection:
        async with connection.transaction():
            await connection.execute("LOCK TABLE sales IN ROW EXCLUSIVE MODE")
            change = asyncio.create_task(put(admin, currency="USD"))
            await until_waiting(shop, 1)
            await connection.execute(
                """
                INSERT INTO sales (number, buyer_id, subtotal, total, due, currency)
                VALUES ('before numbers', 1, 1, 1, 1, 'INR')
                """
            )
        problem(await change, 409, "currency_locked")
    assert created(await purchase(customer, sweet, "1"))["currency"] == "INR"


async def test_a_threshold_holds_on_every_worker_at_once(
    shop: TestShop, database_url: str, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    piece, kilo = await new_sweet(stock="6"), await new_sweet(stock="6", unit="kg")
    async with running_shop(database_url) as other:
        window = on_worker(other, admin)
        assert [(await stock_of(window, sweet))[2] for sweet in (piece, kilo)] == ["ok", "ok"]
        ok(await put(admin, low_stock_threshold_piece=6))
        assert [(await stock_of(window, sweet))[2] for sweet in (piece, kilo)] == ["low", "ok"]
        listed = ok(await window.get("/api/sweets", params={"stock_state": "low"}))["items"]
        assert [sweet["id"] for sweet in listed] == [piece["id"]]
        ok(await put(admin, low_stock_threshold_piece=None, low_stock_threshold_kg="6.001"))
        assert [(await stock_of(window, sweet))[2] for sweet in (piece, kilo)] == ["ok", "low"]


async def test_other_workers_know_the_time_zone_within_a_second(
    shop: TestShop, database_url: str, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    # Past ten in the evening in Kolkata it is already tomorrow in Kiritimati.
    evening = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    await restock(admin, sweet, "3", best_before="2026-11-20")
    async with running_shop(database_url) as other:
        shop.clock.set(evening)
        other.clock.set(evening)
        window = other.client
        assert (await stock_of(window, sweet))[:2] == ("3.000", "3.000")
        await shop.sql("INSERT INTO settings VALUES ('time_zone', '\"Pacific/Kiritimati\"', suite.now())")

        async def expired() -> bool:
            return (await stock_of(window, sweet))[1] == "0.000"

        await until(expired)
    # Waiting does not measure the second, because a machine may stand still for longer.
    assert READ_EVERY_SECONDS < 1


async def test_salespeople_restock_if_the_shop_lets_them(
    shop: TestShop, database_url: str, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    async with running_shop(database_url) as other:
        counter = on_worker(other, salesperson)
        path = f"/api/sweets/{sweet['id']}/restock"
        problem(await counter.post(path, json={"quantity": "5"}), 403, "forbidden")
        assert (await stock_of(admin, sweet))[0] == "0.000"
        ok(await put(admin, salesperson_may_restock=True))
        created(await counter.post(path, json={"quantity": "5"}))
        ok(await put(admin, salesperson_may_restock=False))
        problem(await counter.post(path, json={"quantity": "5"}), 403, "forbidden")
    assert (await stock_of(admin, sweet))[0] == "5.000"


async def test_two_admins_who_change_settings_at_once_both_keep_their_values(admin: AsyncClient) -> None:
    names = [f"Shop {number}" for number in range(10)]
    answers = await asyncio.gather(*(put(admin, shop_name=name) for name in names), put(admin, receipt_header="Hello"))
    assert all(answer.status_code == 200 for answer in answers)
    settings = await settings_of(admin)
    assert settings["receipt_header"]["value"] == "Hello"
    entries = ok(await admin.get("/api/audit-logs", params={"action": "settings.updated", "sort": "occurred_at"}))
    named = [entry for entry in entries["items"] if "shop_name" in entry["after"]]
    assert {entry["after"]["shop_name"] for entry in named} == set(names)
    assert len({entry["before"]["shop_name"] for entry in named}) == len(names)
