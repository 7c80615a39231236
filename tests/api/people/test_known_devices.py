"""A device that has logged in before: how it is known, and that no stranger keeps its owner out."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from httpx import URL

from app.models import Role
from tests.support.answers import ok, problem
from tests.support.guessing import (
    CUSTOMER,
    WRONG,
    Holds,
    fail,
    log_in,
    log_in_rightly,
    owner_on_a_known_device,
    stranger,
    throttled,
)
from tests.support.shop import PASSWORDS, ShopClock, TestShop

ADMIN, NEW = "admin@example.com", "a very long new password"
HOME, ATTACKER = "198.51.100.1", "203.0.113.66"
NOON = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
ORIGIN = {"Origin": "http://shop.test"}


@pytest.fixture
def clock(shop: TestShop) -> ShopClock:
    shop.clock.set(NOON)
    return shop.clock


@pytest.fixture
def holds(shop: TestShop, clock: ShopClock) -> Holds:
    return Holds(shop)


async def attack(shop: TestShop, username: str = CUSTOMER, addresses: tuple[str, ...] = (ATTACKER, HOME)) -> None:
    """Guess from the owner's address, from one more and from a hundred others, until each has to wait."""
    for address in addresses:
        for _ in range(20):
            await log_in(stranger(shop, address), username)
    for number in range(100):
        await log_in(stranger(shop, f"192.0.2.{number}"), username)


async def devices(shop: TestShop) -> list[tuple[int, bytes]]:
    return [tuple(row) for row in await shop.sql("SELECT user_id, token_hash FROM known_devices ORDER BY 1, 2")]


async def test_a_login_gives_a_cookie_that_no_script_and_no_other_path_sees(shop: TestShop, clock: ShopClock) -> None:
    client = stranger(shop)
    (cookie,) = (await log_in_rightly(client)).headers.get_list("set-cookie")
    name, _, rest = cookie.partition("=")
    value, *attributes = rest.split("; ")
    assert name == "device"
    assert len(value) == 43
    assert {*attributes} == {"HttpOnly", "Max-Age=31536000", "Path=/api/auth", "SameSite=strict"}
    (row,) = await shop.sql("SELECT * FROM known_devices")
    assert (row["created_at"], row["last_used_at"]) == (NOON, NOON)
    assert value.encode() not in row["token_hash"]


async def test_under_https_only_https_can_set_it(shop: TestShop) -> None:
    client = stranger(shop)
    client.base_url = URL("https://shop.test")
    await log_in_rightly(client)
    cookie = client.cookies["__Secure-device"]
    answer = await log_in_rightly(client)
    assert answer.headers["set-cookie"].startswith(f"__Secure-device={cookie};")
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert len(await devices(shop)) == 1


async def test_a_login_that_fails_gives_none(shop: TestShop) -> None:
    assert "set-cookie" not in (await log_in(stranger(shop))).headers
    assert await devices(shop) == []


async def test_a_device_keeps_its_cookie_for_every_account_on_it(shop: TestShop) -> None:
    client = await owner_on_a_known_device(shop)
    cookie = client.cookies["device"]
    await log_in_rightly(client)
    await log_in_rightly(client, Role.ADMIN)
    assert client.cookies["device"] == cookie
    found = await devices(shop)
    assert len({user_id for user_id, _ in found}) == len(found) == 2
    assert len({token for _, token in found}) == 1


@pytest.mark.parametrize("made_up", ["x", "x" * 5000, "a b", "x" * 42 + "%"])
async def test_an_unknown_cookie_is_replaced(shop: TestShop, made_up: str) -> None:
    client = stranger(shop)
    client.headers["Cookie"] = f"device={made_up}"
    answer = await log_in_rightly(client)
    assert answer.status_code == 200
    assert not answer.headers["set-cookie"].startswith(f"device={made_up};")


async def test_a_made_up_cookie_is_no_known_device(shop: TestShop, clock: ShopClock) -> None:
    for _ in range(6):
        client = stranger(shop)
        client.headers["Cookie"] = f"device={'x' * 43}; refresh_token={'y' * 43}"
        await fail(client)
    assert throttled(await log_in_rightly(stranger(shop))) == 1


async def test_a_device_is_known_to_the_accounts_that_logged_in_on_it_alone(shop: TestShop, clock: ShopClock) -> None:
    client = await owner_on_a_known_device(shop, ATTACKER)
    for _ in range(6):
        await fail(stranger(shop, ATTACKER), ADMIN)
    assert throttled(await log_in(client, ADMIN)) == 1


async def test_an_account_keeps_the_devices_that_came_back_before_those_that_never_did(shop: TestShop) -> None:
    owner = await owner_on_a_known_device(shop)
    await log_in_rightly(owner)
    ((_, kept),) = await devices(shop)
    for _ in range(25):
        await log_in_rightly(stranger(shop))
    found = [token for _, token in await devices(shop)]
    assert len(found) == 20
    assert kept in found


async def test_the_owner_gets_in_at_once_on_a_known_device_whoever_fails_meanwhile(
    shop: TestShop, holds: Holds
) -> None:
    owner = await owner_on_a_known_device(shop, HOME)
    for _ in range(3):
        await attack(shop)
        del holds.seconds[:]
        assert (await log_in_rightly(owner)).status_code == 200
        assert holds.seconds == []


async def test_an_open_login_in_a_cookie_makes_a_device_known_too(shop: TestShop, holds: Holds) -> None:
    owner = stranger(shop, HOME)
    body = {"username": CUSTOMER, "password": PASSWORDS[Role.CUSTOMER]}
    ok(await owner.post("/api/auth/login?cookie=true", json=body, headers=ORIGIN))
    await shop.sql("DELETE FROM known_devices")
    await attack(shop)
    del holds.seconds[:]
    assert (await log_in_rightly(owner)).status_code == 200
    assert holds.seconds == []


@pytest.mark.parametrize(
    "over", ["UPDATE sessions SET revoked_at = now()", "UPDATE refresh_tokens SET used_at = now()", None]
)
async def test_a_login_that_is_over_makes_no_device_known(shop: TestShop, clock: ShopClock, over: str | None) -> None:
    owner = stranger(shop, HOME)
    body = {"username": CUSTOMER, "password": PASSWORDS[Role.CUSTOMER]}
    ok(await owner.post("/api/auth/login?cookie=true", json=body, headers=ORIGIN))
    await shop.sql("DELETE FROM known_devices")
    if over:
        await shop.sql(over)
    else:
        clock.advance(timedelta(days=7, seconds=1))
    for _ in range(6):
        await fail(stranger(shop, HOME))
    assert throttled(await log_in_rightly(owner)) == 1


async def test_the_owner_gets_in_within_seconds_on_a_new_device_elsewhere(shop: TestShop, holds: Holds) -> None:
    for _ in range(3):
        await attack(shop)
        del holds.seconds[:]
        assert (await log_in_rightly(stranger(shop, "198.51.100.99"))).status_code == 200
        assert sum(holds.seconds) <= 4


async def test_the_owner_gets_in_within_seconds_behind_an_address_that_attacks_others(
    shop: TestShop, holds: Holds
) -> None:
    for number in range(200):
        await log_in(stranger(shop, HOME), f"guess{number}@example.com")
    del holds.seconds[:]
    assert (await log_in_rightly(stranger(shop, HOME))).status_code == 200
    assert holds.seconds == [4]


async def test_an_admin_may_change_their_password_while_strangers_guess_it(
    shop: TestShop, clock: ShopClock, holds: Holds
) -> None:
    admin = await shop.log_in(ADMIN, PASSWORDS[Role.ADMIN])
    await attack(shop, ADMIN, (ATTACKER, "127.0.0.1"))
    passwords = {"current_password": PASSWORDS[Role.ADMIN], "new_password": NEW}
    answer = await admin.post("/api/auth/password", json=passwords)
    assert answer.status_code == 200, answer.text
    # What answered is a known device from then on.
    assert answer.headers["set-cookie"].startswith("device=")
    del holds.seconds[:]
    assert (await log_in(admin, ADMIN, NEW)).status_code == 200
    assert holds.seconds == []


async def test_guesses_of_one_login_at_its_own_password_slow_down_no_other(shop: TestShop, clock: ShopClock) -> None:
    thief = await shop.log_in(CUSTOMER, PASSWORDS[Role.CUSTOMER])
    owner = await shop.log_in(CUSTOMER, PASSWORDS[Role.CUSTOMER])
    guess = {"current_password": WRONG, "new_password": NEW}
    for _ in range(6):
        problem(await thief.post("/api/auth/password", json=guess), 422, "wrong_password")
    assert throttled(await thief.post("/api/auth/password", json=guess)) == 1
    assert (await log_in_rightly(stranger(shop))).status_code == 200
    ok(await owner.post("/api/auth/password", json=guess | {"current_password": PASSWORDS[Role.CUSTOMER]}))


async def test_hours_of_guessing_are_worth_a_guess_a_minute_for_each_address(shop: TestShop, holds: Holds) -> None:
    verified = dict.fromkeys((ATTACKER, "203.0.113.67"), 0)
    hours = 3
    while shop.clock() < NOON + timedelta(hours=hours):
        waits = []
        for address in verified:
            answer = await log_in(stranger(shop, address))
            verified[address] += answer.status_code == 401
            waits.append(throttled(answer) if answer.status_code == 429 else 0)
        shop.clock.advance(timedelta(seconds=min(waits)))
    for guesses in verified.values():
        assert 12 + 60 * (hours - 1) < guesses <= 12 + 60 * hours


async def test_an_address_that_guesses_at_all_accounts_gets_two_guesses_a_second(shop: TestShop, holds: Holds) -> None:
    for number in range(55):
        await fail(stranger(shop), f"guess{number}@example.com")
    started, guesses, places = shop.clock(), 24, 8
    # As many at once as are held, again and again.
    for turn in range(guesses // places):
        before = shop.clock()
        names = [f"turn{turn}-{number}@example.com" for number in range(places)]
        answers = await asyncio.gather(*(log_in(stranger(shop), name) for name in names))
        assert [answer.status_code for answer in answers] == [401] * places
        shop.clock.set(before + timedelta(seconds=max(holds.seconds[-places:])))
    assert guesses / (shop.clock() - started).total_seconds() <= 2
