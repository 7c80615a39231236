"""Events are written once for each change of state and each notification, in the order of the commits."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.services.shop.housekeeping import EVENTS_KEPT, Housekeeping
from tests.support.alerts import ANY, MOVES, move
from tests.support.answers import created, ok
from tests.support.concurrency import until_waiting
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop

HOLD = "SELECT pg_advisory_xact_lock(hashtextextended('events', 0))"
WRITE = "INSERT INTO events (kind, data, roles) VALUES ('notification', '{}', '{admin}') RETURNING id"


async def events(shop: TestShop, kind: str) -> list[dict[str, Any]]:
    query = "SELECT data->>'state' AS state, data->>'title' AS title, roles FROM events WHERE kind = $1 ORDER BY id"
    return [dict(row) for row in await shop.sql(query, kind)]


@pytest.mark.parametrize("moves", MOVES.values(), ids=MOVES)
async def test_each_change_of_state_is_an_event_and_so_is_each_thing_said(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, moves: list[tuple[int, str, str | None]]
) -> None:
    sweet = await new_sweet(name="Barfi", low_stock_threshold="5")
    before, states, titles = "ok", [], []
    for quantity, state, title in moves:
        await move(admin, sweet, quantity)
        states += [state] if state != before else []
        titles += [title] if title else []
        before = state
        assert [one["state"] for one in await events(shop, "stock_alert")] == states
        assert [one["title"] for one in await events(shop, "notification")] == titles


@pytest.mark.parametrize(
    ("policy", "told"), [("notify_staff", [["salesperson", "admin"]]), ("notify_admins", [["admin"]]), ("silent", [])]
)
async def test_the_policy_decides_who_is_notified_and_all_staff_see_the_state(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, policy: str, told: list[list[str]]
) -> None:
    ok(await admin.put("/api/settings", json={"low_stock_policy": policy}))
    await new_sweet(stock="1")
    assert [one["roles"] for one in await events(shop, "notification")] == told
    assert [one["roles"] for one in await events(shop, "stock_alert")] == [["salesperson", "admin"]]


async def test_while_no_state_changes_nothing_is_written_announced_or_waited_for(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    low, plenty = await new_sweet(stock="5"), await new_sweet(stock="20")
    state = "SELECT (SELECT count(*) FROM events), (SELECT last_value FROM events_id_seq)"
    before = await shop.sql(state)
    heard: list[str] = []
    async with shop.connect() as connection, shop.connect() as holder, holder.transaction():
        await connection.add_listener("events", lambda *_: heard.append("something"))
        await holder.execute(HOLD)
        for sweet in (low, plenty):
            created(await purchase(customer, sweet, "1"))
            ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"price": "5.00"}, headers=ANY))
        await connection.execute("SELECT")
    assert heard == []
    assert await shop.sql(state) == before


async def test_ids_are_in_the_order_of_the_commits(shop: TestShop, customer: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="6")
    async with shop.connect() as first, first.transaction():
        written = await first.fetchval(WRITE)
        sale = asyncio.create_task(purchase(customer, sweet, "1"))
        await until_waiting(shop, 1)
        # Who comes later draws an id later, although both are under way.
        assert await first.fetchval(WRITE) == written + 1
    created(await sale)
    rows = await shop.sql("SELECT id, kind FROM events ORDER BY id")
    assert [tuple(row) for row in rows[-2:]] == [(written + 2, "stock_alert"), (written + 3, "notification")]


async def test_an_uncommitted_event_is_sent_to_nobody(shop: TestShop, new_sweet: NewSweet) -> None:
    heard: list[str] = []
    async with shop.connect() as connection, shop.connect() as writer:
        await connection.add_listener("events", lambda *_: heard.append("something"))
        transaction = writer.transaction()
        await transaction.start()
        await writer.execute(WRITE)
        await transaction.rollback()
        await connection.execute("SELECT")
        assert heard == []
        await writer.execute(f"{WRITE}; {WRITE}")
        await connection.execute("SELECT")
        assert heard == ["something"]


async def test_old_events_are_forgotten_and_the_newest_shows_how_far_they_came(shop: TestShop) -> None:
    for hours in (30, 25, 23):
        await shop.sql(
            WRITE.replace("roles) VALUES", "roles, created_at) VALUES").replace(
                "'{admin}')", f"'{{admin}}', suite.now() - interval '{hours} hours')"
            )
        )
    tidy = Housekeeping(shop.database, shop.clock).tidy
    await tidy()
    assert [row["id"] for row in await shop.sql("SELECT id FROM events")] == [3]
    shop.clock.advance(EVENTS_KEPT + timedelta(hours=1))
    await tidy()
    assert [row["id"] for row in await shop.sql("SELECT id FROM events")] == [3]
