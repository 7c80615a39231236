"""How many streams there may be, and what they cost."""

import asyncio

import pytest
from httpx import AsyncClient

from app.models import Role
from app.services.shop import feed, live_events
from tests.support.answers import problem
from tests.support.concurrency import until_idle
from tests.support.shop import TestShop, log_in_as
from tests.support.streams import STREAM, listening, open_streams, ready, say, titles


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


async def test_beyond_a_number_of_listeners_one_is_asked_to_come_back(
    shop: TestShop, admin: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_events, "MAX_FEEDS", 2)
    async with ready(shop, admin, admin):
        answer = await admin.get(STREAM)
        problem(answer, 503, "too_many_streams")
        assert answer.headers["Retry-After"] == "30"
    assert (await admin.get(STREAM)).status_code == 200


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
