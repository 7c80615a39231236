"""The stream of events: who may listen, which events they get, in what order, and when it ends."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from prometheus_client import REGISTRY

from app.models import Role
from app.services.shop import feed, live_events
from tests.support.answers import created, ok, problem
from tests.support.concurrency import until, until_idle
from tests.support.requests import NewSweet, purchase, restock
from tests.support.shop import TestShop, log_in_as
from tests.support.streams import STREAM, Listener, Told, listening, ready

HELLO = {"title": "Hello", "body": "Tea is ready."}


async def say(admin: AsyncClient, title: str, role: str | None = None) -> dict[str, Any]:
    return created(await admin.post("/api/notifications", json={"title": title, "body": "!", "role": role}))


async def newest(shop: TestShop) -> int:
    ((newest,),) = await shop.sql("SELECT coalesce(max(id), 0) FROM events")
    return int(newest)


def open_streams() -> float:
    return REGISTRY.get_sample_value("open_event_streams") or 0.0


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


async def test_a_listener_who_comes_back_gets_missed_events_and_then_new_ones(
    shop: TestShop, admin: AsyncClient
) -> None:
    await say(admin, "before")
    async with ready(shop, admin) as (listener,):
        await say(admin, "seen")
        last = (await listener.next()).id
    for number in range(3):
        await say(admin, f"missed {number}")
    await say(admin, "not for them", "customer")
    async with listening(shop, admin, Last_Event_ID=str(last)) as listener:
        await say(admin, "live")
        told = [await listener.next() for _ in range(4)]
    assert [one.data["title"] for one in told] == ["missed 0", "missed 1", "missed 2", "live"]
    assert [one.id for one in told] == sorted({one.id for one in told})


async def test_nothing_is_left_out_or_said_twice_whenever_somebody_comes_back(
    shop: TestShop, admin: AsyncClient
) -> None:
    said = [f"message {number}" for number in range(60)]

    async def speak() -> None:
        for title in said:
            await say(admin, title)

    async def listen(stay: int) -> list[str]:
        titles: list[str] = []
        last = "0"
        while len(titles) < len(said):
            async with listening(shop, admin, Last_Event_ID=last) as listener:
                for _ in range(min(stay, len(said) - len(titles))):
                    event = await listener.next()
                    assert event.kind == "notification"
                    titles.append(event.data["title"])
                    last = str(event.id)
        return titles

    speaking = asyncio.create_task(speak())
    for titles in await asyncio.gather(*(listen(stay) for stay in (1, 2, 3, 7, 60))):
        assert titles == said
    await speaking


async def test_nobody_gets_events_from_before_their_account_was_made(shop: TestShop, admin: AsyncClient) -> None:
    await say(admin, "before")
    body = {"email": "new@example.com", "password": "saffron and rose", "role": "salesperson"}
    created(await admin.post("/api/users", json=body))
    new = await shop.log_in("new@example.com", "saffron and rose")
    await say(admin, "after")
    async with listening(shop, new, Last_Event_ID="0") as listener:
        assert (await listener.next()).data["title"] == "after"


@pytest.mark.parametrize("after", ["1", "5", "99", "999999999999999999"])
async def test_a_listener_away_too_long_or_with_an_unknown_id_is_told_to_reload(
    shop: TestShop, admin: AsyncClient, after: str
) -> None:
    for number in range(9):
        await say(admin, str(number))
    await shop.sql("DELETE FROM events WHERE id <= 6")
    async with listening(shop, admin, Last_Event_ID=after) as listener:
        assert await listener.next() == Told(9, "reset", {})
        await say(admin, "live")
        assert (await listener.next()).data["title"] == "live"


@pytest.mark.parametrize("after", ["6", "8", "9"])
async def test_a_listener_who_missed_only_kept_events_gets_them_all(
    shop: TestShop, admin: AsyncClient, after: str
) -> None:
    for number in range(1, 10):
        await say(admin, str(number))
    await shop.sql("DELETE FROM events WHERE id <= 6")
    async with listening(shop, admin, Last_Event_ID=after) as listener:
        await say(admin, "10")
        told = [(await listener.next()).data["title"] for _ in range(10 - int(after))]
    assert told == [str(number) for number in range(int(after) + 1, 11)]


async def test_a_listener_who_missed_too_many_events_is_told_to_reload(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "MAX_READ", 3)
    for number in range(4):
        await say(admin, str(number))
    async with listening(shop, admin, Last_Event_ID="1") as listener:
        assert [(await listener.next()).id for _ in range(3)] == [2, 3, 4]
    async with listening(shop, admin, Last_Event_ID="0") as listener:
        assert await listener.next() == Told(4, "reset", {})


async def test_too_many_events_at_once_arrive_as_one_reset(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "MAX_READ", 5)
    for _ in range(6):
        await new_sweet(stock="20")
    async with ready(shop, admin) as (listener,):
        ok(await admin.put("/api/settings", json={"low_stock_threshold_piece": "20"}))
        assert await listener.next() == Told(await newest(shop), "reset", {})
        await say(admin, "then")
        assert (await listener.next()).data["title"] == "then"


@pytest.mark.parametrize("after", ["-1", "01", "1.5", "x", "1_0", " ", "1000000000000000000", "1,2"])
async def test_an_invalid_id_is_refused(shop: TestShop, admin: AsyncClient, after: str) -> None:
    answer = await admin.get(STREAM, headers={"Last-Event-ID": after})
    assert problem(answer, 422, "invalid_request")["errors"][0]["pointer"] == "Last-Event-ID"


async def test_a_slow_reader_is_dropped_and_keeps_nobody_waiting(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MAX_WAITING", 5)
    async with ready(shop, admin, admin) as (slow, quick):
        slow.reads.clear()
        for number in range(12):
            await say(admin, str(number))
            assert (await quick.next()).data["title"] == str(number)
        # Although it is still in the middle of writing to them.
        await slow.end()
        assert not slow.is_complete
        assert not quick.task.done()
        assert open_streams() == 1


async def test_many_who_listen_cost_one_read_and_no_connection(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("MAX_FEEDS_OF_LOGIN", "MAX_FEEDS_OF_USER"):
        monkeypatch.setattr(live_events, limit, 25)
    async with ready(shop, *[admin, salesperson] * 25) as listeners:
        await until_idle(shop)
        assert open_streams() == 50
        async with shop.count_statements() as counter:
            await shop.sql(
                "INSERT INTO events (kind, data, roles) SELECT 'notification', '{}', '{admin,salesperson}'"
                "FROM generate_series(1, 20)"
            )
            for listener in listeners:
                assert len([await listener.next() for _ in range(20)]) == 20
        # What happened, and whether all of them may still be told.
        assert len(counter) == 2, counter.statements
        await until_idle(shop)
    assert open_streams() == 0


async def test_nothing_is_read_while_nobody_listens(shop: TestShop, admin: AsyncClient) -> None:
    async with ready(shop, admin):
        pass
    async with shop.count_statements() as counter:
        await shop.sql("INSERT INTO events (kind, data, roles) VALUES ('notification', '{}', '{admin}')")
        await asyncio.sleep(0.1)
    assert len(counter) == 0


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


async def test_beyond_a_number_of_listeners_one_is_asked_to_come_back(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "MAX_FEEDS", 2)
    async with ready(shop, admin, admin):
        answer = await admin.get(STREAM)
        problem(answer, 503, "too_many_streams")
        assert answer.headers["Retry-After"] == "30"
    assert (await admin.get(STREAM)).status_code == 200


async def titles(listener: Listener, number: int) -> list[str]:
    return [(await listener.next()).data["title"] for _ in range(number)]


async def test_a_login_with_too_many_streams_loses_its_oldest_and_no_other(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient
) -> None:
    elsewhere = await log_in_as(shop, Role.ADMIN)
    async with ready(shop, admin, admin, elsewhere, salesperson, *[admin] * 5) as listeners:
        first, second, *others = listeners
        for listener in (first, second):
            await listener.end()
            # A browser that came back at once would replace another in turn.
            assert listener.body.endswith("event: replaced\ndata: {}\nretry: 60000\n\n")
            assert listener.is_complete
        await say(admin, "hello")
        for listener in others:
            assert await titles(listener, 1) == ["hello"]
        assert open_streams() == 7


async def test_a_user_with_too_many_streams_loses_the_oldest(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "MAX_FEEDS_OF_USER", 3)
    logins = [await log_in_as(shop, Role.ADMIN) for _ in range(5)]
    async with ready(shop, salesperson, *logins) as (clerk, first, second, *others):
        await first.end()
        await second.end()
        await say(admin, "hello")
        for listener in (clerk, *others):
            assert await titles(listener, 1) == ["hello"]


async def test_a_stream_whose_reader_is_gone_keeps_no_new_one_out(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "MAX_FEEDS_OF_LOGIN", 1)
    monkeypatch.setattr(feed, "FAREWELL_SECONDS", 0.05)
    async with ready(shop, admin) as (gone,):
        gone.reads.clear()
        # It is in the middle of writing to them.
        await say(admin, "unread")
        async with listening(shop, admin, Last_Event_ID="0") as back:
            assert await titles(back, 1) == ["unread"]
            await gone.end()
            await say(admin, "hello")
            assert await titles(back, 1) == ["hello"]


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
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
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
