"""Accounts opened in bulk: an address gets a hundred at once, then one a minute, and logins do not wait for them."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.core.passwords import Lane, PasswordHasher
from tests.support.answers import created, problem
from tests.support.databases import all_rows
from tests.support.guessing import digest, log_in_rightly, stranger
from tests.support.shop import ShopClock, TestShop

FREE = 100
LEFT = 10
NOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(shop: TestShop) -> ShopClock:
    shop.clock.set(NOON)
    return shop.clock


async def register(client: AsyncClient, name: object, password: str = "saffron and rose") -> Response:  # noqa: S107
    return await client.post("/api/auth/register", json={"email": f"guest-{name}@example.com", "password": password})


@pytest_asyncio.fixture
async def nearly_used_up(shop: TestShop, clock: ShopClock) -> None:
    """An address that has registered all but ten of its free accounts."""
    subject = digest("registrations", "203.0.113.7")
    row = "INSERT INTO login_throttles (subject, failures, last_failed_at) VALUES ($1, $2, $3)"
    await shop.sql(row, subject, FREE - LEFT, clock())


def refused(answer: Response) -> int:
    body = problem(answer, 429, "too_many_registrations")
    assert body["detail"].startswith("Too many accounts were opened from here.")
    return int(answer.headers["Retry-After"])


@pytest.mark.usefixtures("nearly_used_up")
async def test_a_hundred_are_free_and_then_the_wait_doubles_to_a_minute(shop: TestShop, clock: ShopClock) -> None:
    client = stranger(shop)
    for number in range(LEFT):
        created(await register(client, number))
    waits = []
    for number in range(8):
        created(await register(client, f"more-{number}"))
        waits.append(refused(await register(client, "refused")))
        clock.advance(timedelta(seconds=waits[-1]))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    created(await register(stranger(shop, "203.0.113.8"), "elsewhere"))
    assert (await log_in_rightly(client)).status_code == 200
    clock.advance(timedelta(hours=1, seconds=1))
    for number in range(LEFT):
        created(await register(client, f"later-{number}"))


@pytest.mark.usefixtures("nearly_used_up")
async def test_tries_that_arrive_together_are_all_counted(shop: TestShop) -> None:
    answers = await asyncio.gather(*(register(stranger(shop), number) for number in range(24)))
    assert sorted(answer.status_code for answer in answers) == [201] * (LEFT + 1) + [429] * 13
    assert len(await shop.sql("SELECT FROM users WHERE email LIKE 'guest-%'")) == LEFT + 1


@pytest.mark.usefixtures("nearly_used_up")
async def test_an_e_mail_that_is_taken_counts_and_a_weak_password_does_not(shop: TestShop) -> None:
    client = stranger(shop)
    before = await all_rows(shop)
    for _ in range(LEFT + 5):
        problem(await register(client, "weak", "short"), 422, "weak_password")
    assert await all_rows(shop) == before
    created(await register(client, "one"))
    for _ in range(LEFT):
        problem(await register(client, "one"), 409, "email_taken")
    assert refused(await register(client, "two")) == 1


async def test_a_login_does_not_wait_for_registrations_that_came_before(shop: TestShop) -> None:
    leave, arrived = threading.Event(), asyncio.Semaphore(0)
    hashed, before_login = list[str](), list[int]()

    class Slow(PasswordHasher):
        async def hash(self, password: str, lane: Lane = Lane.KNOWN) -> str:
            arrived.release()
            return await super().hash(password, lane)

        async def verify(self, password: str, hashed: str | None, lane: Lane = Lane.KNOWN) -> bool:
            arrived.release()
            return await super().verify(password, hashed, lane)

        def _hash(self, password: str) -> str:
            leave.wait(60)
            hashed.append(password)
            return super()._hash(password)

        def _verify(self, password: str, hash_of_user: str | None) -> bool:
            before_login.append(len(hashed))
            return super()._verify(password, hash_of_user)

    shop.hash_by(Slow(rounds=4, threads=1))
    registering = [asyncio.create_task(register(stranger(shop, f"203.0.113.{number}"), number)) for number in range(24)]
    for _ in registering:
        await arrived.acquire()
    login = asyncio.create_task(log_in_rightly(stranger(shop)))
    await arrived.acquire()
    leave.set()
    assert (await login).status_code == 200
    assert before_login == [1]
    assert {answer.status_code for answer in await asyncio.gather(*registering)} == {201}
