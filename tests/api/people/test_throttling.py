"""Failed logins slow down whoever fails: an address at an account, and a known device, each by itself."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient

from app.core.passwords import Lane, PasswordHasher
from app.models import Role
from tests.support.answers import created, problem
from tests.support.databases import all_rows
from tests.support.guessing import (
    CUSTOMER,
    Holds,
    digest,
    fail,
    log_in,
    log_in_rightly,
    owner_on_a_known_device,
    stranger,
    throttled,
)
from tests.support.requests import NewSweet
from tests.support.shop import PASSWORDS, ShopClock, TestShop

FREE_FAILURES = 5
PATIENCE = 30
"""How many seconds a try that should be refused may be held, before the test fails."""
NOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(shop: TestShop) -> ShopClock:
    shop.clock.set(NOON)
    return shop.clock


@pytest.fixture
def holds(shop: TestShop, clock: ShopClock) -> Holds:
    return Holds(shop)


async def fail_often(client: AsyncClient, clock: ShopClock, times: int) -> None:
    """Fail, waiting no longer than has to be, and not after the last time."""
    for number in range(times):
        if number > FREE_FAILURES:
            clock.advance(timedelta(seconds=2 ** (number - FREE_FAILURES - 1)))
        await fail(client)


@pytest.mark.parametrize("username", [CUSTOMER, "nobody@example.com", "no e-mail at all"])
async def test_after_five_free_failures_the_wait_doubles_to_a_minute(
    client: AsyncClient, clock: ShopClock, username: str
) -> None:
    for _ in range(FREE_FAILURES):
        await fail(client, username)
    delays = []
    for _ in range(9):
        await fail(client, username)
        delays.append(throttled(await log_in(client, username)))
        clock.advance(timedelta(seconds=delays[-1]))
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_known_device_that_fails_waits_as_long(shop: TestShop, clock: ShopClock) -> None:
    owner = await owner_on_a_known_device(shop)
    await fail_often(owner, clock, 8)
    assert throttled(await log_in_rightly(owner)) == 4
    clock.advance(timedelta(seconds=4))
    assert (await log_in_rightly(owner)).status_code == 200


async def test_five_failures_are_free(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 5)
    assert (await log_in_rightly(client)).status_code == 200


async def test_even_the_right_password_waits_and_then_resets_the_count(shop: TestShop, clock: ShopClock) -> None:
    await fail_often(stranger(shop), clock, 8)
    assert throttled(await log_in_rightly(stranger(shop))) == 4
    clock.advance(timedelta(seconds=3.5))
    assert throttled(await log_in_rightly(stranger(shop))) == 1
    clock.advance(timedelta(seconds=0.5))
    assert (await log_in_rightly(stranger(shop))).status_code == 200
    await fail_often(stranger(shop), clock, FREE_FAILURES)
    assert (await log_in_rightly(stranger(shop))).status_code == 200


async def test_a_try_that_was_not_let_in_does_not_lengthen_the_wait(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 7)
    assert [throttled(await log_in(client)) for _ in range(5)] == [2] * 5


async def test_the_counts_are_committed_although_the_login_failed(
    shop: TestShop, client: AsyncClient, clock: ShopClock
) -> None:
    await fail_often(client, clock, 3)
    rows = await shop.sql("SELECT subject, failures FROM login_throttles ORDER BY subject")
    assert [tuple(row) for row in rows] == [
        (digest("account", CUSTOMER), 3),
        (digest("address", "127.0.0.1"), 3),
        (digest("stranger", f"{CUSTOMER} 127.0.0.1"), 3),
    ]


@pytest.mark.parametrize("known", [False, True])
async def test_simultaneous_failures_are_all_counted(shop: TestShop, clock: ShopClock, known: bool) -> None:
    client = await owner_on_a_known_device(shop) if known else stranger(shop)
    answers = await asyncio.gather(*(log_in(client) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [401] * (FREE_FAILURES + 1) + [429] * 6
    assert throttled(await log_in_rightly(client)) == 1


@pytest.mark.parametrize("spelling", ["CUSTOMER@example.com", "  customer@Example.com"])
async def test_one_account_is_counted_once_however_it_is_spelled(
    client: AsyncClient, clock: ShopClock, spelling: str
) -> None:
    await fail_often(client, clock, 6)
    assert throttled(await log_in(client, spelling)) == 1


async def test_another_account_and_another_address_are_not_slowed_down(shop: TestShop, clock: ShopClock) -> None:
    client = stranger(shop)
    await fail_often(client, clock, 9)
    assert throttled(await log_in_rightly(client)) > 1
    assert (await log_in_rightly(client, Role.SALESPERSON)).status_code == 200
    assert (await log_in_rightly(stranger(shop, "203.0.113.8"))).status_code == 200


async def test_an_ipv6_address_is_counted_with_its_network(shop: TestShop, clock: ShopClock) -> None:
    for number in range(FREE_FAILURES + 1):
        await fail(stranger(shop, f"2001:db8:1:2::{number + 1:x}"))
    assert throttled(await log_in_rightly(stranger(shop, "2001:db8:1:2:ffff::1"))) == 1
    assert (await log_in_rightly(stranger(shop, "2001:db8:1:3::1"))).status_code == 200


async def test_an_ipv4_address_is_the_same_when_it_is_written_as_ipv6(shop: TestShop, clock: ShopClock) -> None:
    await fail_often(stranger(shop, "::ffff:203.0.113.7"), clock, FREE_FAILURES + 1)
    assert throttled(await log_in_rightly(stranger(shop, "203.0.113.7"))) == 1


async def test_tries_at_one_account_from_many_addresses_are_held_and_never_refused(
    shop: TestShop, holds: Holds
) -> None:
    for number in range(27):
        await fail(stranger(shop, f"203.0.113.{number}"))
    assert holds.seconds == [0.25, 0.5, 1, 2, 4, 4, 4]
    assert (await log_in_rightly(stranger(shop, "198.51.100.1"))).status_code == 200


async def test_tries_at_many_accounts_from_one_address_are_held_and_never_refused(shop: TestShop, holds: Holds) -> None:
    for number in range(57):
        await fail(stranger(shop), f"guess{number}@example.com")
    assert holds.seconds == [0.25, 0.5, 1, 2, 4, 4, 4]
    assert (await log_in_rightly(stranger(shop))).status_code == 200


async def test_a_right_password_takes_back_one_of_the_shared_tries(shop: TestShop, holds: Holds) -> None:
    for number in range(25):
        await fail(stranger(shop, f"203.0.113.{number}"))
    del holds.seconds[:]
    for _ in range(2):
        assert (await log_in_rightly(stranger(shop, "198.51.100.1"))).status_code == 200
    assert holds.seconds == [4, 4]
    (row,) = await shop.sql("SELECT failures FROM login_throttles WHERE subject = $1", digest("account", CUSTOMER))
    assert row["failures"] == 25


async def test_an_address_holds_so_many_tries_at_once_and_the_rest_count_for_nothing(
    shop: TestShop, clock: ShopClock
) -> None:
    held, go_on = asyncio.Semaphore(0), asyncio.Event()

    async def pause(_: float) -> None:
        held.release()
        await go_on.wait()

    shop.context.held_tries._pause = pause
    await shop.sql(
        "INSERT INTO login_throttles (subject, failures, last_failed_at) VALUES ($1, 50, $3), ($2, 50, $3)",
        digest("address", "203.0.113.7"),
        digest("address", "203.0.113.8"),
        NOON,
    )
    places = 8
    waiting = [asyncio.create_task(log_in(stranger(shop), f"guess{number}@example.com")) for number in range(places)]
    for _ in waiting:
        await held.acquire()
    before = await all_rows(shop)
    assert throttled(await asyncio.wait_for(log_in_rightly(stranger(shop)), PATIENCE)) == 1
    assert await all_rows(shop) == before
    elsewhere = asyncio.create_task(log_in_rightly(stranger(shop, "203.0.113.8")))
    await held.acquire()
    assert (await log_in_rightly(stranger(shop, "203.0.113.9"))).status_code == 200
    go_on.set()
    assert [answer.status_code for answer in await asyncio.gather(*waiting)] == [401] * places
    assert (await elsewhere).status_code == 200
    assert (await log_in_rightly(stranger(shop))).status_code == 200


async def test_failures_are_forgotten_after_a_quiet_quarter_of_an_hour(client: AsyncClient, clock: ShopClock) -> None:
    await fail_often(client, clock, 9)
    clock.advance(timedelta(minutes=15, seconds=1))
    await fail_often(client, clock, FREE_FAILURES)
    assert (await log_in_rightly(client)).status_code == 200


async def test_a_throttled_login_leaves_those_who_are_in_alone(client: AsyncClient, customer: AsyncClient) -> None:
    client.cookies.clear()
    for _ in range(FREE_FAILURES + 1):
        await fail(client)
    assert throttled(await log_in_rightly(client)) == 1
    assert (await customer.get("/api/auth/me")).status_code == 200


async def test_a_full_queue_of_passwords_asks_to_come_back_counts_nothing_and_leaves_sales_alone(
    shop: TestShop, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    owner = await owner_on_a_known_device(shop)
    leave = threading.Event()
    places = 3
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=places)
    shop.hash_by(hasher)
    held = [
        asyncio.ensure_future(hasher._in_thread(lane, lambda: leave.wait(60))) for lane in Lane for _ in range(places)
    ]
    before = await all_rows(shop)
    passwords = {"current_password": PASSWORDS[Role.CUSTOMER], "new_password": "pistachio at midnight"}
    for answer in (
        await log_in(stranger(shop)),
        await log_in_rightly(stranger(shop)),
        await log_in_rightly(owner),
        await customer.post("/api/auth/password", json=passwords),
        await stranger(shop).post(
            "/api/auth/register", json={"email": "asha@example.com", "password": "saffron and rose"}
        ),
    ):
        problem(answer, 503, "too_busy")
        assert answer.headers["Retry-After"] == "1"
    assert await all_rows(shop) == before
    created(await customer.post(f"/api/sweets/{sweet['id']}/purchase", json={"quantity": "1"}))
    leave.set()
    await asyncio.gather(*held)
    assert (await log_in_rightly(owner)).status_code == 200


async def test_a_strangers_forwarded_address_is_not_believed(shop: TestShop) -> None:
    for number in range(3):
        client = stranger(shop)
        client.headers.update({"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"})
        await fail(client)
    rows = await shop.sql("SELECT subject, failures FROM login_throttles WHERE subject LIKE 'address %'")
    assert [tuple(row) for row in rows] == [(digest("address", "203.0.113.7"), 3)]


async def test_a_try_takes_a_fixed_number_of_statements(shop: TestShop, holds: Holds) -> None:
    owner = await owner_on_a_known_device(shop)
    # The user, the second factor, the device, and a count begun, locked and written; the refusal if there is a user.
    for username, statements in ((CUSTOMER, 7), ("nobody@example.com", 6)):
        for client in (stranger(shop), owner):
            async with shop.count_statements() as counter:
                await fail(client, username)
            assert len(counter) == statements, counter.statements
    # After the same six: the user locked, their second factor looked for, counts taken back, the device remembered, the
    # login and its token kept, and the login in the audit log.
    for client in (stranger(shop), owner):
        async with shop.count_statements() as counter:
            assert (await log_in_rightly(client)).status_code == 200
        assert len(counter) == 13, counter.statements
