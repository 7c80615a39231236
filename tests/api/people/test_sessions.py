"""One's own logins: where one is logged in, and ending it there, at once and for all workers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.session import SessionRead
from tests.support.answers import ok, problem, read_strictly, walk
from tests.support.counter import Counter
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop, new_client, running_shop

SESSIONS = "/api/auth/sessions"
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


async def log_in(shop: TestShop, role: Role = Role.CUSTOMER, agent: str = FIREFOX) -> tuple[AsyncClient, str]:
    """A client who has just logged in, and the refresh token."""
    login = {"username": f"{role}@example.com", "password": PASSWORDS[role]}
    tokens = ok(await shop.client.post("/api/auth/login", json=login, headers={"User-Agent": agent}))
    client = new_client(shop.app)
    client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    return client, tokens["refresh_token"]


async def refresh(shop: TestShop, token: str) -> Response:
    return await shop.client.post("/api/auth/refresh", json={"refresh_token": token})


async def listed(client: AsyncClient, **params: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ok(await client.get(SESSIONS, params=params))["items"]
    return items


async def own_id(client: AsyncClient) -> int:
    (own,) = [login["id"] for login in await listed(client) if login["current"]]
    return int(own)


async def audited(shop: TestShop, action: str) -> list[tuple[Any, ...]]:
    rows = await shop.sql("SELECT actor_id, entity_id, after FROM audit_logs WHERE action = $1 ORDER BY id", action)
    return [tuple(row) for row in rows]


@pytest_asyncio.fixture
async def other_worker(shop: TestShop) -> AsyncIterator[TestShop]:
    async with running_shop(shop.url) as other:
        yield other


async def refused(client: AsyncClient, *workers: TestShop) -> None:
    """See that every worker refuses the client's access token."""
    for worker in workers:
        there = new_client(worker.app)
        there.headers["Authorization"] = client.headers["Authorization"]
        problem(await there.get("/api/auth/me"), 401, "token_revoked")
        problem(await there.post("/api/sweets/1/purchase", json={"quantity": "1"}), 401, "token_revoked")


async def test_a_login_is_shown_with_its_device_its_address_and_its_times(shop: TestShop) -> None:
    shop.clock.set(NOON)
    client, _ = await log_in(shop)
    (login,) = await listed(client)
    assert read_strictly(SessionRead, login) == SessionRead(
        id=login["id"],
        device="Firefox on Linux",
        user_agent=FIREFOX,
        address="127.0.0.1",
        created_at=NOON,
        last_used_at=NOON,
        expires_at=NOON + 7 * DAY,
        current=True,
    )


async def test_the_newest_use_comes_first_and_only_ones_own_logins_are_listed(shop: TestShop) -> None:
    shop.clock.set(NOON)
    _, phone_token = await log_in(shop, agent="okhttp/4.12.0")
    await log_in(shop, Role.ADMIN)
    shop.clock.advance(SECOND)
    laptop, _ = await log_in(shop)
    assert [(one["device"], one["current"]) for one in await listed(laptop)] == [
        ("Firefox on Linux", True),
        ("okhttp/4.12.0", False),
    ]
    shop.clock.advance(SECOND)
    await refresh(shop, phone_token)
    assert [one["device"] for one in await listed(laptop)] == ["okhttp/4.12.0", "Firefox on Linux"]
    assert [one["device"] for one in await listed(laptop, sort="-created_at")] == ["Firefox on Linux", "okhttp/4.12.0"]


async def test_a_refresh_is_a_use_and_a_request_is_none(shop: TestShop) -> None:
    shop.clock.set(NOON)
    client, token = await log_in(shop)
    shop.clock.advance(5 * timedelta(minutes=1))
    (login,) = await listed(client)
    assert login["last_used_at"] == login["created_at"]
    ok(await refresh(shop, token))
    (login,) = await listed(client)
    assert datetime.fromisoformat(login["last_used_at"]) == NOON + 5 * timedelta(minutes=1)


async def test_a_login_that_is_over_is_not_listed(shop: TestShop) -> None:
    shop.clock.set(NOON)
    ended, _ = await log_in(shop)
    await ended.post("/api/auth/logout")
    _, reused = await log_in(shop)
    await refresh(shop, reused)
    shop.clock.advance(20 * SECOND)
    await refresh(shop, reused)
    _, rested = await log_in(shop)
    shop.clock.advance(7 * DAY - SECOND)
    client, _ = await log_in(shop)
    assert len(await listed(client)) == 2
    shop.clock.advance(SECOND)
    assert len(await listed(client)) == 1
    # It is not listed because nobody can use it any more.
    problem(await refresh(shop, rested), 401, "invalid_refresh_token")


async def test_no_login_is_said_to_live_longer_than_thirty_days(shop: TestShop) -> None:
    shop.clock.set(NOON)
    _, token = await log_in(shop)
    for _ in range(4):
        shop.clock.advance(6 * DAY)
        token = ok(await refresh(shop, token))["refresh_token"]
    client, _ = await log_in(shop)
    old = (await listed(client))[-1]
    assert datetime.fromisoformat(old["expires_at"]) == NOON + 30 * DAY
    shop.clock.set(NOON + 30 * DAY)
    client, _ = await log_in(shop)
    assert old["id"] not in [login["id"] for login in await listed(client)]


@pytest.mark.parametrize("sort", ["-last_used_at", "last_used_at", "-created_at", "created_at"])
async def test_pages_show_every_login_once(shop: TestShop, sort: str) -> None:
    for _ in range(7):
        client, _ = await log_in(shop)
    pages = await walk(client, SESSIONS, sort=sort, limit=3)
    assert [len(page) for page in pages] == [3, 3, 1]
    ids = [login["id"] for page in pages for login in page]
    assert ids == sorted(ids, reverse=sort.startswith("-"))
    assert len(set(ids)) == 7
    assert ok(await client.get(SESSIONS, params={"count": True, "limit": 1}))["total"] == 7


async def test_the_list_takes_two_statements_however_many_logins_there_are(shop: TestShop) -> None:
    for _ in range(4):
        client, _ = await log_in(shop)
        async with shop.count_statements() as counter:
            await listed(client)
        assert len(counter) == 2, counter.statements


@pytest.mark.parametrize("query", ["device=x", "user_id=1", "sort=id", "cursor=x", "limit=0"])
async def test_a_filter_or_a_sort_it_does_not_know_is_refused(counter: Counter, query: str) -> None:
    (error,) = problem(await counter.customer.get(f"{SESSIONS}?{query}"), 422, "invalid_request")["errors"]
    assert error["pointer"] == query.partition("=")[0]


async def test_an_ended_login_is_refused_on_every_worker_with_all_its_tokens(
    shop: TestShop, other_worker: TestShop
) -> None:
    here, here_token = await log_in(shop)
    there, there_token = await log_in(shop)
    ended = await own_id(there)
    answer = await here.delete(f"{SESSIONS}/{ended}")
    assert (answer.status_code, answer.content) == (204, b"")
    await refused(there, shop, other_worker)
    problem(await refresh(other_worker, there_token), 401, "invalid_refresh_token")
    assert [login["current"] for login in await listed(here)] == [True]
    ok(await refresh(shop, here_token))
    assert await audited(shop, "session.ended") == [(3, ended, None)]


async def test_a_user_may_end_the_session_in_use(shop: TestShop, other_worker: TestShop) -> None:
    client, token = await log_in(shop)
    assert (await client.delete(f"{SESSIONS}/{await own_id(client)}")).status_code == 204
    await refused(client, shop, other_worker)
    problem(await refresh(shop, token), 401, "invalid_refresh_token")


async def test_a_login_that_is_not_ones_own_does_not_exist(shop: TestShop) -> None:
    client, _ = await log_in(shop)
    ended, _ = await log_in(shop)
    over = await own_id(ended)
    await ended.post("/api/auth/logout")
    theirs, _ = await log_in(shop, Role.ADMIN)
    of_another = await own_id(theirs)
    before = await all_rows(shop)
    answers = [await client.delete(f"{SESSIONS}/{number}") for number in (of_another, over, 999, 0, 2**63 - 1, 2**63)]
    bodies = [problem(answer, 404, "session_not_found") for answer in answers[:3] + answers[4:5]]
    assert len({body["detail"] for body in bodies}) == 1
    for answer in (answers[3], answers[5]):
        problem(answer, 422, "invalid_request")
    assert await all_rows(shop) == before
    ok(await theirs.get("/api/auth/me"))


async def test_ending_all_ends_every_login_of_ones_own_and_no_others(shop: TestShop, other_worker: TestShop) -> None:
    logins = [await log_in(shop) for _ in range(3)]
    theirs, their_token = await log_in(shop, Role.SALESPERSON)
    answer = await logins[0][0].delete(SESSIONS)
    assert (answer.status_code, answer.content) == (204, b"")
    for client, token in logins:
        await refused(client, shop, other_worker)
        problem(await refresh(other_worker, token), 401, "invalid_refresh_token")
    assert await audited(shop, "session.all_ended") == [(3, None, '{"sessions": 3}')]
    ok(await theirs.get("/api/auth/me"))
    ok(await refresh(shop, their_token))
    again, _ = await log_in(shop)
    assert len(await listed(again)) == 1
