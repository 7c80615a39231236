"""One password and one account, however a keyboard spells them."""

import asyncio

import pytest
from httpx import AsyncClient, Response
from passlib.hash import bcrypt

from app.core.passwords import Lane
from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.guessing import CUSTOMER, log_in, log_in_rightly, stranger, throttled
from tests.support.requests import invite
from tests.support.shop import PASSWORDS, TestShop

COMPOSED, APART = "caf\u00e9 au lait", "cafe\u0301 au lait"
ASHA, LOOKS_LIKE_ASHA = "asha.rani@example.com", "\uff41\u017fha.ran\u0131@example.com"
PASSWORD = "saffron and rose"


async def register(client: AsyncClient, email: str, password: str = PASSWORD, **fields: str) -> Response:
    return await client.post("/api/auth/register", json={"email": email, "password": password} | fields)


async def hash_of(shop: TestShop, email: str) -> str:
    ((hashed,),) = await shop.sql("SELECT password_hash FROM users WHERE email = $1", email)
    return str(hashed)


@pytest.mark.parametrize(("registered", "typed"), [(COMPOSED, APART), (APART, COMPOSED)])
async def test_a_password_lets_in_however_its_accents_are_composed(shop: TestShop, registered: str, typed: str) -> None:
    created(await register(shop.client, ASHA, registered))
    ok(await log_in(shop.client, ASHA, typed))
    ok(await log_in(shop.client, ASHA, registered))


async def test_an_account_of_before_logs_in_and_has_its_hash_renewed_once(shop: TestShop) -> None:
    created(await register(shop.client, ASHA))
    old = shop.context.hasher._hash(APART)
    await shop.sql("UPDATE users SET password_hash = $1 WHERE email = $2", old, ASHA)
    problem(await log_in(shop.client, ASHA, COMPOSED), 401, "invalid_credentials")
    assert await hash_of(shop, ASHA) == old
    ok(await log_in(shop.client, ASHA, APART))
    renewed = await hash_of(shop, ASHA)
    assert renewed != old
    ok(await log_in(shop.client, ASHA, COMPOSED))
    ok(await log_in(shop.client, ASHA, APART))
    assert await hash_of(shop, ASHA) == renewed


async def test_a_hash_of_an_old_scheme_is_renewed_and_ends_no_login(shop: TestShop, customer: AsyncClient) -> None:
    old = bcrypt.using(rounds=4).hash(PASSWORDS[Role.CUSTOMER])
    await shop.sql("UPDATE users SET password_hash = $1 WHERE email = $2", old, CUSTOMER)
    problem(await log_in(shop.client), 401, "invalid_credentials")
    assert await hash_of(shop, CUSTOMER) == old
    ok(await log_in_rightly(shop.client))
    assert (await hash_of(shop, CUSTOMER)).startswith("$bcrypt-sha256$")
    ok(await customer.get("/api/auth/me"))


async def test_two_logins_that_renew_a_hash_at_once_both_succeed(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = bcrypt.using(rounds=4).hash(PASSWORDS[Role.CUSTOMER])
    await shop.sql("UPDATE users SET password_hash = $1 WHERE email = $2", old, CUSTOMER)
    hasher, both = shop.context.hasher, asyncio.Barrier(2)
    renew = hasher.renew

    async def renew_together(password: str, hashed: str, lane: Lane) -> str | None:
        renewed: str | None = await renew(password, hashed, lane)
        await both.wait()
        return renewed

    monkeypatch.setattr(hasher, "renew", renew_together)
    for answer in await asyncio.gather(*(log_in_rightly(stranger(shop)) for _ in range(2))):
        ok(answer)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "abcabcabcabc"])
async def test_one_character_or_a_short_pattern_again_and_again_is_no_password(shop: TestShop, password: str) -> None:
    (error,) = problem(await register(shop.client, ASHA, password), 422, "weak_password")["errors"]
    assert (error["pointer"], error["code"]) == ("/password", "password_too_simple")


async def test_an_e_mail_that_looks_like_another_is_taken(shop: TestShop, admin: AsyncClient) -> None:
    created(await register(shop.client, ASHA))
    problem(await register(shop.client, LOOKS_LIKE_ASHA), 409, "email_taken")
    user = {"email": LOOKS_LIKE_ASHA, "password": PASSWORD, "role": "salesperson"}
    problem(await admin.post("/api/users", json=user), 409, "email_taken")
    created(await register(shop.client, "\u24d0nita@example.com"))
    problem(await register(shop.client, "anita@example.com"), 409, "email_taken")


async def test_a_login_finds_its_account_by_an_address_that_looks_like_it(shop: TestShop) -> None:
    created(await register(shop.client, ASHA))
    user = ok(await log_in(shop.client, LOOKS_LIKE_ASHA, PASSWORD))["user"]
    assert user["email"] == ASHA


async def test_guesses_are_counted_for_all_that_looks_alike(shop: TestShop) -> None:
    shop.clock.stop()
    for number in range(6):
        await log_in(stranger(shop), ASHA if number % 2 else LOOKS_LIKE_ASHA)
    for address in (ASHA, LOOKS_LIKE_ASHA):
        assert throttled(await log_in(stranger(shop), address)) == 1


async def test_two_old_accounts_that_look_alike_are_each_found_by_their_own_address(shop: TestShop) -> None:
    ids = [created(await register(shop.client, email))["id"] for email in (ASHA, "other@example.com")]
    await shop.sql("UPDATE users SET email = $1, email_key = NULL WHERE id = $2", LOOKS_LIKE_ASHA, ids[1])
    logins = [ok(await log_in(shop.client, email, PASSWORD)) for email in (ASHA, LOOKS_LIKE_ASHA)]
    assert [login["user"]["id"] for login in logins] == ids


async def test_an_invitation_is_for_all_that_looks_like_its_address(shop: TestShop, admin: AsyncClient) -> None:
    for bound, used in ((ASHA, LOOKS_LIKE_ASHA), ("\u24d0nita@example.com", "anita@example.com")):
        invitation = await invite(admin, email=bound)
        refused = await register(shop.client, "ravi@example.com", invitation_token=invitation["token"])
        problem(refused, 400, "invitation_invalid")
        user = created(await register(shop.client, used, invitation_token=invitation["token"]))
        assert user["role"] == "salesperson"
