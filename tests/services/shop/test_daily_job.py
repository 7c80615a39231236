"""The day's first work: done once by whoever comes first, on the shop's own day."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.notification import NotificationPage
from app.services.shop import daily_job
from app.services.shop.daily_job import DailyJob
from tests.support.alerts import OUT, states, told
from tests.support.answers import created, ok, read_strictly
from tests.support.concurrency import held, until, until_known, until_waiting
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as, running_shop

INDIA, NEW_YORK = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")


def job_of(shop: TestShop) -> DailyJob:
    return DailyJob(shop.database, shop.app.state.shop.current_settings)


def today_in(shop: TestShop, zone: ZoneInfo = INDIA) -> date:
    return shop.clock().astimezone(zone).date()


def day(shop: TestShop, days: int) -> str:
    return (today_in(shop) + timedelta(days=days)).isoformat()


async def at(shop: TestShop, admin: AsyncClient, moment: datetime) -> None:
    """Set the clock, and log in at that moment."""
    shop.clock.set(moment)
    async with await log_in_as(shop, Role.ADMIN) as again:
        admin.headers["Authorization"] = again.headers["Authorization"]


async def next_day(shop: TestShop, admin: AsyncClient, days: int = 1) -> None:
    await at(shop, admin, shop.clock() + timedelta(days=days))


async def warnings(admin: AsyncClient) -> list[dict[str, Any]]:
    body = ok(await admin.get("/api/notifications", params={"kind": "expiry", "sort": "created_at"}))
    read_strictly(NotificationPage, body)
    return list(body["items"])


async def test_staff_are_warned_once_of_each_lot_before_it_expires(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await at(shop, admin, datetime(2026, 11, 21, 5, tzinfo=UTC))
    barfi, ladoo = await new_sweet(name="Barfi", unit="kg"), await new_sweet(name="Ladoo")
    for quantity, best_before in (("1.5", 1), ("0.25", 3), ("0.5", 3), ("9", 30)):
        await restock(admin, barfi, quantity, best_before=day(shop, best_before))
    await restock(admin, ladoo, "1", best_before=day(shop, 1))
    await next_day(shop, admin)
    assert await job_of(shop).run()
    told = await warnings(admin)
    assert [(one["title"], one["body"], one["sweet_id"]) for one in told] == [
        ("Barfi expires soon", "1.5 kg best before 22 November, 0.75 kg best before 24 November.", barfi["id"]),
        ("Ladoo expires soon", "1 piece best before 22 November.", ladoo["id"]),
    ]
    assert all(one["roles"] == ["salesperson", "admin"] and one["sender_id"] is None for one in told)
    rows = await shop.sql("SELECT data->'id' AS id, roles FROM events WHERE data->>'kind' = 'expiry' ORDER BY id")
    assert [(int(row["id"]), row["roles"]) for row in rows] == [(one["id"], one["roles"]) for one in told]
    # Only the new ones are told of on later days.
    await restock(admin, ladoo, "3", best_before=day(shop, 2))
    await next_day(shop, admin)
    assert await job_of(shop).run()
    assert [one["body"] for one in (await warnings(admin))[2:]] == ["3 pieces best before 24 November."]
    await next_day(shop, admin)
    assert await job_of(shop).run()
    assert len(await warnings(admin)) == 3


@pytest.mark.parametrize(("setting", "told"), [(0, ["0"]), (None, ["0", "1", "2"]), (30, ["0", "1", "2", "3", "30"])])
async def test_the_shop_sets_how_soon_is_soon(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, setting: int | None, told: list[str]
) -> None:
    ok(await admin.put("/api/settings", json={"expiring_soon_days": setting}))
    for days in (0, 1, 2, 3, 30, 31):
        sweet = await new_sweet(name=f"In {days}")
        await restock(admin, sweet, "9", best_before=day(shop, days + 1))
    await next_day(shop, admin)
    assert await job_of(shop).run()
    assert [one["title"] for one in await warnings(admin)] == [f"In {days} expires soon" for days in told]


@pytest.mark.parametrize("days", [-1, 31, 1.5, "2", True])
async def test_how_soon_is_soon_has_to_be_a_number_of_days(admin: AsyncClient, days: object) -> None:
    assert (await admin.put("/api/settings", json={"expiring_soon_days": days})).status_code == 422


async def test_no_warning_is_sent_for_sold_out_archived_or_expired_goods(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sold, archived, expired = [await new_sweet(name=name) for name in ("Sold", "Archived", "Expired")]
    for sweet, days in ((sold, 1), (archived, 1), (expired, 0)):
        await restock(admin, sweet, "1", best_before=day(shop, days))
    created(await purchase(admin, sold, "1"))
    assert (await admin.delete(f"/api/sweets/{archived['id']}", headers={"If-Match": "*"})).status_code == 204
    await next_day(shop, admin)
    assert await job_of(shop).run()
    assert await warnings(admin) == []


async def test_stock_that_expires_at_midnight_is_sold_out_without_a_movement(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Barfi")
    await restock(admin, sweet, "9", best_before=day(shop, 0))
    await job_of(shop).run()
    assert await told(shop) == []
    await next_day(shop, admin)
    assert await states(admin) == {}
    assert await job_of(shop).run()
    assert await states(admin) == {"Barfi": "out"}
    assert await told(shop) == [OUT]
    (event,) = await shop.sql(
        "SELECT data->>'state' AS state, data->>'available' AS left FROM events ORDER BY id LIMIT 1"
    )
    assert tuple(event) == ("out", "0.000")
    # Days later nothing is said again.
    await next_day(shop, admin, 3)
    assert await job_of(shop).run()
    assert await told(shop) == [OUT]


async def test_days_when_the_shop_was_closed_are_made_up_for(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    names = [f"Sweet {number}" for number in range(4)]
    for number, name in enumerate(names):
        await restock(admin, await new_sweet(name=name), "9", best_before=day(shop, number))
    await job_of(shop).run()
    await next_day(shop, admin, 4)
    assert await job_of(shop).run()
    assert await states(admin) == dict.fromkeys(names, "out")


# The day of the shop begins at its own midnight: in India at 18:30 UTC; in New York at 04:00 UTC until the clocks are
# put back on 1 November 2026, and at 05:00 from then on; on 8 March 2026 they are put forward.
MIDNIGHTS = [
    (INDIA, datetime(2026, 6, 10, 18, 30, tzinfo=UTC)),
    (NEW_YORK, datetime(2026, 10, 31, 4, tzinfo=UTC)),
    (NEW_YORK, datetime(2026, 11, 1, 4, tzinfo=UTC)),
    (NEW_YORK, datetime(2026, 11, 2, 5, tzinfo=UTC)),
    (NEW_YORK, datetime(2026, 3, 8, 5, tzinfo=UTC)),
    (NEW_YORK, datetime(2026, 3, 9, 4, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "midnight"), MIDNIGHTS)
async def test_the_day_begins_at_the_shops_own_midnight(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, zone: ZoneInfo, midnight: datetime
) -> None:
    ok(await admin.put("/api/settings", json={"time_zone": zone.key}))
    await at(shop, admin, midnight - timedelta(seconds=1))
    sweet = await new_sweet(name="Barfi")
    await restock(admin, sweet, "9", best_before=today_in(shop, zone).isoformat())
    await job_of(shop).run()
    assert not await job_of(shop).run()
    assert await states(admin) == {}
    shop.clock.set(midnight)
    assert await job_of(shop).run()
    assert await states(admin) == {"Barfi": "out"}


async def test_in_another_time_zone_it_is_another_day_there_and_back(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    # Already the 11th in India, still the 10th in New York.
    await at(shop, admin, datetime(2026, 6, 10, 20, tzinfo=UTC))
    sweet = await new_sweet(name="Barfi")
    await restock(admin, sweet, "9", best_before="2026-06-10")
    assert await states(admin) == {"Barfi": "out"}
    assert await job_of(shop).run()
    for zone, expected, available in ((NEW_YORK, {}, "9.000"), (INDIA, {"Barfi": "out"}, "0.000")):
        ok(await admin.put("/api/settings", json={"time_zone": zone.key}))
        assert await job_of(shop).run()
        assert not await job_of(shop).run()
        assert await states(admin) == expected
        await until_known(shop, "time_zone", zone.key)
        assert (await stock_of(admin, sweet))[1] == available


async def test_ten_workers_at_once_do_the_job_once(
    shop: TestShop, database_url: str, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    for number in range(5):
        await restock(admin, await new_sweet(name=f"Soon {number}"), "9", best_before=day(shop, number % 2 + 1))
    async with running_shop(database_url) as other:
        for days in (1, 2):
            await next_day(shop, admin)
            other.clock.set(shop.clock())
            jobs = [job_of(worker) for worker in (shop, other) for _ in range(5)]
            assert sorted(await asyncio.gather(*(job.run() for job in jobs))) == [False] * 9 + [True]
            assert len(await warnings(admin)) == 5
            assert len(await told(shop)) == (0 if days == 1 else 3)


async def test_while_one_is_at_it_others_leave_it_alone_and_sales_go_on(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_job, "SWEETS_AT_ONCE", 2)
    sweets = [await new_sweet(name=f"Sweet {number}") for number in range(6)]
    for sweet in sweets:
        await restock(admin, sweet, "9", best_before=day(shop, 0))
        await restock(admin, sweet, "2")
    await next_day(shop, admin)
    async with held(shop, sweets[2]):
        running = asyncio.create_task(job_of(shop).run())
        await until_waiting(shop, 1)
        # Those before are done and let go, those after are not locked yet.
        assert await states(admin) == {"Sweet 0": "low", "Sweet 1": "low"}
        for sweet in (sweets[0], sweets[5]):
            created(await purchase(admin, sweet, "1"))
        assert not await job_of(shop).run()
    assert await running
    assert await states(admin) == {sweet["name"]: "low" for sweet in sweets}


async def test_a_failed_job_starts_again_from_the_beginning(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await restock(admin, await new_sweet(name="Barfi"), "9", best_before=day(shop, 1))
    await next_day(shop, admin)
    await shop.sql("ALTER TABLE expiry_alerts ADD CONSTRAINT out_of_paper CHECK (lot_id IS NULL) NOT VALID")
    with pytest.raises(Exception, match="out_of_paper"):
        await job_of(shop).run()
    assert await warnings(admin) == []
    await shop.sql("ALTER TABLE expiry_alerts DROP CONSTRAINT out_of_paper")
    assert await job_of(shop).run()
    assert len(await warnings(admin)) == 1


async def test_a_shop_does_it_when_it_opens_and_when_a_day_begins(
    shop: TestShop, database_url: str, admin: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_job, "LOOK_EVERY_SECONDS", 0.02)
    for days in (1, 4):
        await restock(admin, await new_sweet(name=f"In {days}"), "9", best_before=day(shop, days))
    await shop.sql("DELETE FROM daily_jobs")
    async with running_shop(database_url) as other:
        assert [one["title"] for one in await warnings(admin)] == ["In 1 expires soon"]
        other.clock.set(shop.clock() + timedelta(days=2))

        async def both() -> bool:
            return len(await warnings(admin)) == 2

        await until(both)
        async with other.count_statements() as counter:
            await asyncio.sleep(0.1)
        assert len(counter) == 0, "the rest of the day nothing is asked"
