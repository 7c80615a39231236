"""Failed logins slow down, per account and per address, and never lock anybody out for good."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from httpx import AsyncClient, Response

from app.core.passwords import PasswordHasher
from app.models import Role
from tests.api.support import all_rows
from tests.conftest import PASSWORDS, NewSweet, ShopClock, TestShop, created, problem

FREE_FAILURES_OF_ACCOUNT, FREE_FAILURES_OF_ADDRESS = 5, 50
NOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
CUSTOMER, WRONG = "customer@example.com", "not the password"


@pytest.fixture
def clock(shop: TestShop) -> ShopClock:
    shop.clock.set(NOON)
    return shop.clock


def digest(kind: str, name: str) -> str:
    return f"{kind} {sha256(name.encode()).hexdigest()}"


async def log_in(client: AsyncClient, username: str = CUSTOMER, password: str = WRONG) -> Response:
    return await client.post("/api/auth/login", data={"username": username, "password": password})


async def log_in_rightly(client: AsyncClient, role: Role = Role.CUSTOMER) -> Response:
    return await log_in(client, f"{role}@example.com", PASSWORDS[role])


async def fail(client: AsyncClient, username: str = CUSTOMER) -> None:
    problem(await log_in(client, username), 401, "invalid_credentials")


async def fail_often(client: AsyncClient, clock: ShopClock, times: int) -> None:
    """Fail, waiting no longer than has to be, and not after the last time."""
    for number in range(times):
        if number > FREE_FAILURES_OF_ACCOUNT:
            clock.advance(timedelta(seconds=2 ** (number - FREE_FAILURES_OF_ACCOUNT - 1)))
        await fail(client)


def throttled(answer: Response) -> int:
    problem(answer, 429, "too_many_attempts")
    return int(answer.headers["Retry-After"])


@pytest.mark.parametrize("username", [CUSTOMER, "nobody@example.com"])
async def test_after_five_free_failures_the_delay_doubles_to_a_minute(
    client: AsyncClient, clock: ShopClock, username: str
) -> None:
    for _ in range(FREE_FAILURES_OF_ACCOUNT):
        await fail(client, username)
    delays = []
    for _ in range(9):
        await fail(client, username)
        delays.append(throttled(await log_in(client, username)))
        clock.advance(timedelta(seconds=delays[-1]))
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_five_failures_are_free(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 5)
    assert (await log_in_rightly(client)).status_code == 200


async def test_even_the_right_password_waits_and_then_resets_the_count(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 8)
    assert throttled(await log_in_rightly(client)) == 4
    clock.advance(timedelta(seconds=3.5))
    assert throttled(await log_in_rightly(client)) == 1
    clock.advance(timedelta(seconds=0.5))
    assert (await log_in_rightly(client)).status_code == 200
    await fail_often(client, clock, FREE_FAILURES_OF_ACCOUNT)
    assert (await log_in_rightly(client)).status_code == 200


async def test_a_try_that_was_not_let_in_does_not_lengthen_the_wait(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 7)
    assert [throttled(await log_in(client)) for _ in range(5)] == [2] * 5


async def test_the_count_is_committed_although_the_login_failed(
    shop: TestShop, client: AsyncClient, clock: ShopClock
) -> None:
    await fail_often(client, clock, 3)
    rows = await shop.sql("SELECT subject, failures FROM login_throttles ORDER BY subject")
    assert [tuple(row) for row in rows] == [(digest("account", CUSTOMER), 3), (digest("address", "127.0.0.1"), 3)]


async def test_simultaneous_failures_are_all_counted(shop: TestShop, client: AsyncClient) -> None:
    answers = await asyncio.gather(*(log_in(client) for _ in range(12)))
    failed = [answer for answer in answers if answer.status_code == 401]
    assert {answer.status_code for answer in answers} == {401, 429}
    assert len(failed) == FREE_FAILURES_OF_ACCOUNT + 1
    account = digest("account", CUSTOMER)
    ((failures,),) = await shop.sql("SELECT failures FROM login_throttles WHERE subject = $1", account)
    assert failures == len(failed)
    assert throttled(await log_in_rightly(client)) == 1


@pytest.mark.parametrize("spelling", ["CUSTOMER@example.com", "  customer@Example.com"])
async def test_one_account_is_counted_once_however_it_is_spelled(
    client: AsyncClient, clock: ShopClock, spelling: str
) -> None:
    await fail_often(client, clock, 6)
    assert throttled(await log_in(client, spelling)) == 1


async def test_another_account_is_not_slowed_down(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 9)
    assert throttled(await log_in_rightly(client)) > 1
    assert (await log_in_rightly(client, Role.SALESPERSON)).status_code == 200


async def test_an_address_that_tries_many_accounts_is_slowed_down(client: AsyncClient, clock: ShopClock) -> None:
    for number in range(FREE_FAILURES_OF_ADDRESS + 3):
        await fail(client, f"guess{number}@example.com")
        clock.advance(timedelta(seconds=max(0, 2 ** (number - FREE_FAILURES_OF_ADDRESS))))
    await fail(client, "guess@example.com")
    assert throttled(await log_in_rightly(client)) == 8
    clock.advance(timedelta(seconds=8))
    assert (await log_in_rightly(client)).status_code == 200


async def test_failures_are_forgotten_after_a_quiet_quarter_of_an_hour(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 9)
    clock.advance(timedelta(minutes=15, seconds=1))
    await fail_often(client, clock, FREE_FAILURES_OF_ACCOUNT)
    assert (await log_in_rightly(client)).status_code == 200


async def test_a_throttled_login_leaves_those_who_are_in_alone(client: AsyncClient, customer: AsyncClient) -> None:
    for _ in range(FREE_FAILURES_OF_ACCOUNT + 1):
        await fail(client)
    assert throttled(await log_in_rightly(client)) == 1
    assert (await customer.get("/api/auth/me")).status_code == 200


async def test_a_full_queue_of_passwords_asks_to_come_back_counts_nothing_and_leaves_sales_alone(
    shop: TestShop, client: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    context, leave = shop.app.state.shop, threading.Event()
    places = 3
    context.hasher = hasher = PasswordHasher(rounds=4, threads=1, max_waiting=places)
    held = [asyncio.ensure_future(hasher._in_thread(lambda: leave.wait(60))) for _ in range(places)]
    before = await all_rows(shop)
    passwords = {"current_password": PASSWORDS[Role.CUSTOMER], "new_password": "pistachio at midnight"}
    for answer in (
        await log_in(client),
        await log_in_rightly(client),
        await customer.post("/api/auth/password", json=passwords),
        await client.post("/api/auth/register", json={"email": "asha@example.com", "password": "saffron and rose"}),
    ):
        problem(answer, 503, "too_busy")
        assert answer.headers["Retry-After"] == "1"
    assert await all_rows(shop) == before
    created(await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"}))
    leave.set()
    await asyncio.gather(*held)
    assert (await log_in_rightly(client)).status_code == 200


async def test_what_a_stranger_says_of_their_address_is_not_believed(shop: TestShop, client: AsyncClient) -> None:
    for number in range(3):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        await client.post("/api/auth/login", data={"username": CUSTOMER, "password": WRONG}, headers=headers)
    rows = await shop.sql("SELECT subject, failures FROM login_throttles WHERE subject LIKE 'address %'")
    assert [tuple(row) for row in rows] == [(digest("address", "127.0.0.1"), 3)]
