"""Listeners who come back: which events they get, and when they are told to reload."""

import asyncio

import pytest
from httpx import AsyncClient

from app.services.shop import live_events
from tests.support.answers import created, ok, problem
from tests.support.requests import NewSweet
from tests.support.shop import TestShop
from tests.support.streams import STREAM, Told, listening, newest, ready, say


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
