"""The stream of events: who may listen, which events they get, in what order, and when it ends."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from httpx import AsyncClient

from app.models import Role
from app.services.shop import live_events
from tests.support.answers import created, ok, problem
from tests.support.concurrency import until
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop, log_in_as
from tests.support.streams import STREAM, Told, listening, newest, open_streams, ready, say


async def test_staff_get_events_as_they_happen(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(sku="KAJU", name="Kaju Katli", unit="kg", stock="2")
    async with ready(shop, admin, salesperson) as listeners:
        created(await purchase(admin, sweet, "1"))
        for listener in listeners:
            alert, notification = await listener.next(), await listener.next()
            assert alert.kind == "stock_alert"
            assert alert.data == {
                "sweet_id": sweet["id"],
                "sku": "KAJU",
                "name": "Kaju Katli",
                "state": "low",
                "available": "1.000",
                "unit": "kg",
            }
            assert notification.kind == "notification"
            shown = ok(await admin.get(f"/api/notifications/{notification.data['id']}"))
            del shown["read_at"]
            assert notification.data == shown
            assert notification.data["title"] == "Kaju Katli is running low"
            assert alert.id < notification.id == await newest(shop)


async def test_no_proxy_buffers_the_stream(shop: TestShop, admin: AsyncClient) -> None:
    async with listening(shop, admin) as listener:
        assert (await listener.next()) == Told(0, "ready", {})
        assert listener.status == 200
        assert listener.headers["content-type"].startswith("text/event-stream")
        assert listener.headers["cache-control"] == "no-store"
        assert listener.headers["x-accel-buffering"] == "no"
        assert listener.body.startswith("retry: 1000\n\n")


async def test_a_caller_without_access_to_the_stream_gets_a_problem(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient
) -> None:
    problem(await shop.client.get(STREAM), 401, "not_authenticated")
    problem(await customer.get(STREAM), 403, "forbidden")
    await shop.sql("UPDATE users SET is_active = false WHERE role = 'admin'")
    problem(await admin.get(STREAM), 401, "token_revoked")


async def test_a_listener_gets_the_events_of_their_role(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    async with ready(shop, admin, salesperson) as (boss, clerk):
        for role in ("customer", "admin", "salesperson", None):
            await say(admin, str(role), role)
        assert [(await boss.next()).data["title"] for _ in range(2)] == ["admin", "None"]
        assert [(await clerk.next()).data["title"] for _ in range(2)] == ["salesperson", "None"]


CHANGES = {
    "disabled": "UPDATE users SET is_active = false WHERE role = 'salesperson'",
    "demoted": "UPDATE users SET role = 'customer', token_version = token_version + 1 WHERE role = 'salesperson'",
    "logged out": "UPDATE sessions SET revoked_at = suite.now() WHERE user_id = 2",
}


@pytest.mark.parametrize("change", [*CHANGES.values(), "expired"], ids=[*CHANGES, "expired"])
@pytest.mark.parametrize("noticed_by", ["an event", "itself"])
async def test_a_listener_who_lost_access_gets_no_more_events(
    shop: TestShop,
    admin: AsyncClient,
    salesperson: AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
    noticed_by: str,
) -> None:
    if noticed_by == "itself":
        monkeypatch.setattr(live_events, "KEEP_ALIVE_SECONDS", 0.05)
    async with ready(shop, salesperson) as (listener,):
        # The wait that was under way began before.
        await say(admin, "before")
        await listener.next()
        if change == "expired":
            shop.clock.advance(timedelta(minutes=16))
            admin = await log_in_as(shop, Role.ADMIN)
        else:
            await shop.sql(change)
        if noticed_by == "an event":
            await say(admin, "secret")
        await listener.end()
        assert listener.is_complete
        assert len(listener.told) == 2


async def test_an_idle_listener_gets_signs_of_life(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "KEEP_ALIVE_SECONDS", 0.05)
    async with ready(shop, admin) as (listener,):
        await say(admin, "hello")
        await listener.next()
        await listener.pings(3)
        assert len(listener.told) == 2


async def test_a_closing_shop_ends_every_stream_and_begins_none(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    async with ready(shop, *[admin, salesperson] * 5) as listeners:
        shop.app.state.shop.live_events.close()
        for listener in listeners:
            await listener.end()
            assert listener.is_complete
        problem(await admin.get(STREAM), 503, "draining")


LISTENERS = """
    SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'
"""


async def test_a_lost_connection_is_replaced_and_nothing_said_meanwhile_is_lost(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody looks for events that were not announced.
    monkeypatch.setattr(live_events, "KEEP_ALIVE_SECONDS", 3600)

    async def listens() -> bool:
        return len(await shop.sql(LISTENERS)) == 1

    async with ready(shop, admin) as (listener,):
        for number in range(3):
            await until(listens)
            async with shop.connect() as connection:
                (pid,) = await connection.fetchrow(LISTENERS)
                await connection.execute("SELECT pg_terminate_backend($1)", pid)
                # Nobody hears of this one.
                await connection.execute(
                    "INSERT INTO events (kind, data, roles) VALUES ('notification', $1, '{admin}')",
                    f'{{"n": {number}}}',
                )
            assert (await listener.next()).data == {"n": number}
        await until(listens)
        sweet = await new_sweet()
        await restock(admin, sweet, "1")
        assert (await listener.next()).data["sweet_id"] == sweet["id"]


async def test_while_events_cannot_be_read_the_streams_stay_and_catch_up(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "_TRY_AGAIN_SECONDS", 0.05)
    async with ready(shop, admin) as (listener,):
        await shop.sql("ALTER TABLE sessions RENAME TO gone")
        await shop.sql("INSERT INTO events (kind, data, roles) VALUES ('notification', '{}', '{admin}')")
        await asyncio.sleep(0.2)
        assert len(listener.told) == 1
        await shop.sql("ALTER TABLE gone RENAME TO sessions")
        assert (await listener.next()).id == 1


async def test_a_listener_who_leaves_is_forgotten(shop: TestShop, admin: AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(5):
            await stack.enter_async_context(listening(shop, admin))
        assert open_streams() == 5
    assert open_streams() == 0
