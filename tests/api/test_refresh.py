"""Staying logged in: each refresh token works once, and for no longer than the shop says."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from tests.api.conftest import Counter
from tests.conftest import PASSWORDS, TestShop, problem

SECOND = timedelta(seconds=1)
EVENING = datetime(2026, 10, 20, 18, 30, tzinfo=UTC)


async def log_in(client: AsyncClient) -> dict[str, str]:
    right = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}
    tokens: dict[str, str] = (await client.post("/api/auth/login", json=right)).json()
    return tokens


async def refresh(client: AsyncClient, tokens: dict[str, str]) -> Response:
    return await client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})


async def refreshed(client: AsyncClient, tokens: dict[str, str]) -> dict[str, str]:
    answer = await refresh(client, tokens)
    assert answer.status_code == 200, answer.text
    fresh: dict[str, str] = answer.json()
    return fresh


async def me(client: AsyncClient, tokens: dict[str, str]) -> Response:
    return await client.get("/api/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})


async def test_a_refresh_gives_a_new_pair_and_a_fresh_answer(client: AsyncClient) -> None:
    first = await log_in(client)
    answer = await refresh(client, first)
    second = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert second.keys() == first.keys()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert second["user"] == first["user"]
    assert (await me(client, second)).status_code == 200
    third = await refreshed(client, second)
    assert (await me(client, third)).status_code == 200


async def test_a_token_used_twice_ends_the_login_for_whoever_holds_it(shop: TestShop, client: AsyncClient) -> None:
    other_login = await log_in(client)
    stolen = await log_in(client)
    newest = await refreshed(client, await refreshed(client, stolen))
    answer = await refresh(client, stolen)
    problem(answer, 401, "invalid_refresh_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"

    # Seen from another connection: the revocation was committed although the answer was a refusal.
    revoked = await shop.sql("SELECT revoked_at IS NOT NULL AS revoked FROM sessions ORDER BY id")
    assert [row["revoked"] for row in revoked] == [False, True]
    problem(await refresh(client, newest), 401, "invalid_refresh_token")
    problem(await me(client, newest), 401, "token_revoked")
    problem(await me(client, stolen), 401, "token_revoked")
    assert (await me(client, other_login)).status_code == 200
    await refreshed(client, other_login)


async def test_of_simultaneous_uses_of_one_token_exactly_one_wins(shop: TestShop, client: AsyncClient) -> None:
    for _ in range(8):
        tokens = await log_in(client)
        answers = await asyncio.gather(*(refresh(client, tokens) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]
        (winner,) = (answer.json() for answer in answers if answer.status_code == 200)
        # One of the four was a thief, and nobody can tell which.
        problem(await refresh(client, winner), 401, "invalid_refresh_token")
        problem(await me(client, winner), 401, "token_revoked")
    ((issued,),) = await shop.sql("SELECT count(*) FROM refresh_tokens")
    assert issued == 8 * 2


async def test_a_token_rests_for_less_than_seven_days(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    shop.clock.advance(timedelta(days=7) - SECOND)
    tokens = await refreshed(client, tokens)
    shop.clock.advance(timedelta(days=7))
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")


async def test_a_login_lives_for_less_than_thirty_days_however_busy(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    for _ in range(4):
        shop.clock.advance(timedelta(days=6))
        tokens = await refreshed(client, tokens)
    shop.clock.set(EVENING + timedelta(days=30) - SECOND)
    tokens = await refreshed(client, tokens)
    shop.clock.advance(SECOND)
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")


async def test_an_access_token_lives_for_fifteen_minutes(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    shop.clock.advance(timedelta(minutes=15) - SECOND)
    assert (await me(client, tokens)).status_code == 200
    shop.clock.advance(SECOND)
    answer = await me(client, tokens)
    problem(answer, 401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert (await me(client, await refreshed(client, tokens))).status_code == 200


async def test_a_disabled_user_gets_no_fresh_tokens(shop: TestShop, client: AsyncClient) -> None:
    tokens = await log_in(client)
    await shop.sql("UPDATE users SET is_active = false WHERE email = 'customer@example.com'")
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")


async def test_a_refresh_gives_the_role_the_user_has_by_now(shop: TestShop, client: AsyncClient) -> None:
    tokens = await log_in(client)
    await shop.sql(
        "UPDATE users SET role = 'salesperson', token_version = token_version + 1 WHERE email = 'customer@example.com'"
    )
    problem(await me(client, tokens), 401, "token_revoked")
    tokens = await refreshed(client, tokens)
    assert (await me(client, tokens)).json()["role"] == "salesperson"
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await client.get("/api/stock-movements", headers=headers)).status_code == 200


@pytest.mark.parametrize("token", ["made up", "\x00", "é" * 500, "a.b.c"])
async def test_a_token_we_never_gave_is_refused(unchanged: Counter, token: str) -> None:
    problem(await refresh(unchanged.shop.client, {"refresh_token": token}), 401, "invalid_refresh_token")


async def test_an_access_token_is_no_refresh_token(client: AsyncClient) -> None:
    tokens = await log_in(client)
    problem(await refresh(client, {"refresh_token": tokens["access_token"]}), 401, "invalid_refresh_token")
    await refreshed(client, tokens)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/refresh_token"),
        ({"refresh_token": ""}, "/refresh_token"),
        ({"refresh_token": "x" * 501}, "/refresh_token"),
        ({"refresh_token": 7}, "/refresh_token"),
        ({"refresh_token": "x", "role": "admin"}, "/role"),
    ],
)
async def test_a_refresh_of_another_shape_is_refused(unchanged: Counter, body: object, pointer: str) -> None:
    answer = await unchanged.shop.client.post("/api/auth/refresh", json=body)
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == pointer
