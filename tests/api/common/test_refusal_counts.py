"""Refusals in the audit log: of nobody they are counted, of somebody there is one a minute with a count."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.models import Role
from app.schemas.audit_log import AuditLogRead
from tests.support.answers import ok, problem, read_strictly, refused_to_nobody
from tests.support.shop import PASSWORDS, TestShop, log_in_as, new_client, running_shop

NOON = datetime(2026, 11, 12, 6, 30, 7, tzinfo=UTC)
REFUSED = 1_000
AT_ONCE = 20


@pytest_asyncio.fixture
async def workers(shop: TestShop) -> AsyncIterator[list[TestShop]]:
    """Two workers whose clocks stand still."""
    async with running_shop(shop.url) as other:
        for worker in (shop, other):
            worker.clock.set(NOON)
        yield [shop, other]


async def entries(shop: TestShop, **filters: Any) -> list[dict[str, Any]]:
    admin = await log_in_as(shop, Role.ADMIN)
    items: list[dict[str, Any]] = ok(
        await admin.get("/api/audit-logs", params={"outcome": "refused", "sort": "occurred_at", **filters})
    )["items"]
    for item in items:
        read_strictly(AuditLogRead, item)
    return items


async def test_a_thousand_refusals_of_one_user_are_one_entry_an_operation_with_the_exact_count(
    shop: TestShop, workers: list[TestShop]
) -> None:
    customer = await log_in_as(shop, Role.CUSTOMER)
    clients = []
    for worker in workers:
        client = new_client(worker.app)
        client.headers["Authorization"] = customer.headers["Authorization"]
        clients.append(client)
    asked: Counter[str] = Counter()

    async def ask(number: int) -> None:
        method, path = [("GET", "/api/users"), ("GET", f"/api/users/{number}"), ("DELETE", f"/api/users/{number}")][
            number % 3
        ]
        asked[method + path.rstrip("0123456789")] += 1
        problem(await clients[number % 2].request(method, path), 403, "forbidden")

    for start in range(1, REFUSED + 1, AT_ONCE):
        await asyncio.gather(*(ask(number) for number in range(start, start + AT_ONCE)))
    found = await entries(shop)
    counted = {
        entry["after"]["method"] + entry["after"]["path"].rstrip("0123456789"): entry["count"] for entry in found
    }
    assert len(found) == 3
    assert counted == asked
    assert sum(counted.values()) == REFUSED


async def test_the_next_minute_another_code_and_another_user_have_entries_of_their_own(
    shop: TestShop, workers: list[TestShop]
) -> None:
    customer, salesperson = await log_in_as(shop, Role.CUSTOMER), await log_in_as(shop, Role.SALESPERSON)
    for client in (customer, customer, salesperson):
        problem(await client.get("/api/users"), 403, "forbidden")
    shop.clock.advance(timedelta(seconds=52))
    problem(await customer.get("/api/users"), 403, "forbidden")
    shop.clock.advance(timedelta(seconds=1))
    problem(await customer.get("/api/users"), 403, "forbidden")
    assert [(entry["actor_id"], entry["count"]) for entry in await entries(shop)] == [(3, 3), (2, 1), (3, 1)]


async def test_nobody_writes_into_the_log_whatever_they_try(shop: TestShop) -> None:
    client = shop.client
    strange = {"Origin": "https://evil.example", "Cookie": "refresh_token=made-up; __Secure-refresh_token=made-up"}
    registration = {"email": "a@example.com", "password": "saffron and rose", "invitation_token": "x" * 43}
    tries: dict[str, Callable[[], Awaitable[Response]]] = {
        "not_authenticated": lambda: client.get("/api/users"),
        "invalid_token": lambda: client.get("/api/users", headers={"Authorization": "Bearer made.up.token"}),
        "origin_not_allowed": lambda: client.post("/api/auth/refresh", headers=strange),
        "invalid_refresh_token": lambda: client.post("/api/auth/refresh", json={"refresh_token": "x" * 43}),
        "invitation_invalid": lambda: client.post("/api/auth/register", json=registration),
        "invalid_credentials": lambda: client.post(
            "/api/auth/login", json={"username": "nobody@example.com", "password": "two rasgullas"}
        ),
    }
    before = {code: refused_to_nobody(code) for code in tries}
    for _ in range(3):
        for code, attempt in tries.items():
            answer = await attempt()
            assert answer.json()["code"] == code, answer.text
    assert {code: refused_to_nobody(code) - before[code] for code in tries} == dict.fromkeys(tries, 3)
    assert await shop.sql("SELECT FROM audit_logs") == []


async def test_failed_logins_of_an_account_are_one_entry_a_minute_and_address(
    shop: TestShop, workers: list[TestShop]
) -> None:
    wrong = {"username": "customer@example.com", "password": "two rasgullas"}
    for worker in (shop, workers[1], shop):
        problem(await worker.client.post("/api/auth/login", json=wrong), 401, "invalid_credentials")
    (entry,) = await entries(shop)
    assert (entry["action"], entry["entity_id"], entry["count"]) == ("user.login_refused", 3, 3)
    assert (entry["actor_id"], entry["address"]) == (None, "127.0.0.1")


async def test_a_stolen_token_used_again_and_again_is_one_entry_a_minute(
    shop: TestShop, workers: list[TestShop]
) -> None:
    login = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}
    used = {"refresh_token": ok(await shop.client.post("/api/auth/login", json=login))["refresh_token"]}
    ok(await shop.client.post("/api/auth/refresh", json=used))
    for worker in workers * 2:
        worker.clock.set(NOON + timedelta(seconds=21))
        problem(await worker.client.post("/api/auth/refresh", json=used), 401, "invalid_refresh_token")
    (entry,) = await entries(shop, action="session.reused")
    assert entry["count"] == 4


@pytest.mark.parametrize("tampering", ["DELETE FROM refusal_counts", "TRUNCATE refusal_counts"])
async def test_a_count_is_never_removed(shop: TestShop, customer: AsyncClient, tampering: str) -> None:
    problem(await customer.get("/api/users"), 403, "forbidden")
    with pytest.raises(asyncpg.RestrictViolationError):
        await shop.sql(tampering)
