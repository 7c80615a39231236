"""Every moment the shop writes down is one of its own clock, and a database whose clock is off hides nothing."""

from datetime import datetime, timedelta

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.api.common.operations import FOR_EVERYBODY
from tests.support.access import all_acts
from tests.support.answers import created, ok, walk
from tests.support.requests import invite, new_category
from tests.support.shop import TestShop, log_in_as

MOMENTS = """
    SELECT format('SELECT %L, %I::timestamptz FROM %I', table_name || '.' || column_name, column_name, table_name)
    FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('timestamp with time zone', 'date')
"""


async def moments_around(shop: TestShop, moment: datetime) -> set[str]:
    """Return which columns have a moment within two days of one."""
    union = " UNION ALL ".join(row[0] for row in await shop.sql(MOMENTS))
    near = f"SELECT DISTINCT name FROM ({union}) AS found (name, at) WHERE at BETWEEN $1 AND $2"
    return {row["name"] for row in await shop.sql(near, moment - timedelta(days=2), moment + timedelta(days=2))}


async def test_whatever_is_done_is_written_with_the_time_of_the_shop(shop: TestShop) -> None:
    ((by_the_database,),) = await shop.sql("SELECT now()")
    shop.clock.set(by_the_database + timedelta(days=1000))
    async with await log_in_as(shop, Role.ADMIN) as admin:
        acts = await all_acts(shop, admin)
        for operation, act in (FOR_EVERYBODY | acts).items():
            async with await log_in_as(shop, Role.ADMIN) as client:
                answer = await act(client)
                assert answer.is_success, f"{operation}: {answer.text}"
    # The day's job is done when the shop opens, before this test sets the clock.
    assert await moments_around(shop, by_the_database) <= {"daily_jobs.done_for"}
    written = await moments_around(shop, shop.clock())
    assert {"users.created_at", "users.updated_at", "sales.business_day", "stock_movements.occurred_at"} <= written


async def titles(client: AsyncClient, path: str, key: str) -> list[str]:
    return [item[key] for page in await walk(client, path, limit=1) for item in page]


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_a_database_whose_clock_is_minutes_off_hides_nothing(shop: TestShop, minutes: int) -> None:
    ((by_the_database,),) = await shop.sql("SELECT now()")
    shop.clock.set(by_the_database + timedelta(minutes=minutes))
    async with await log_in_as(shop, Role.ADMIN) as admin:
        shop.clock.advance(timedelta(seconds=1))
        for name in ("Barfi", "Ladoo"):
            await new_category(admin, name)
        invitation = await invite(admin)
        account = {"email": "ravi@example.com", "password": "jalebi at six", "invitation_token": invitation["token"]}
        created(await admin.post("/api/auth/register", json=account))
        async with await shop.log_in("ravi@example.com", "jalebi at six") as ravi:
            shop.clock.advance(timedelta(seconds=1))
            created(await admin.post("/api/notifications", json={"title": "Welcome", "body": "Tea is at four."}))
            assert await titles(ravi, "/api/notifications", "title") == ["Welcome"]
            assert len(ok(await ravi.get("/api/auth/sessions"))["items"]) == 1
        assert await titles(admin, "/api/categories", "name") == ["Barfi", "Ladoo"]
        since = (shop.clock() - timedelta(minutes=1)).isoformat()
        asked = {"occurred_from": since, "action": "user.registered"}
        assert len(ok(await admin.get("/api/audit-logs", params=asked))["items"]) == 1


async def test_a_row_that_was_never_changed_shows_it_to_the_microsecond(shop: TestShop, admin: AsyncClient) -> None:
    category = await new_category(admin, "Milk sweets")
    query = "SELECT created_at = updated_at AS same, updated_at FROM categories"
    ((is_same, made),) = await shop.sql(query)
    assert is_same
    shop.clock.set(made + timedelta(days=3))
    async with await log_in_as(shop, Role.ADMIN) as again:
        ok(await again.patch(f"/api/categories/{category['id']}", json={"name": "Milk"}))
    ((is_same, changed),) = await shop.sql(query)
    assert (is_same, changed) == (False, made + timedelta(days=3))
