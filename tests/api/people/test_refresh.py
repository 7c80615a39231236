"""Staying logged in: each refresh token works once, and for no longer than the shop says."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import problem
from tests.support.counter import Counter
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop, running_shop

SECOND = timedelta(seconds=1)
RACE = 20 * SECOND
WEEK = 7 * 24 * 3600
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


async def audited(shop: TestShop, action: str) -> int:
    return len(await shop.sql("SELECT FROM audit_logs WHERE action = $1", action))


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


@pytest.mark.parametrize("number_of_uses", [2, 4])
async def test_a_retry_within_twenty_seconds_gets_the_same_successor(
    shop: TestShop, client: AsyncClient, number_of_uses: int
) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    answers = [await refreshed(client, tokens)]
    shop.clock.advance(RACE - SECOND)
    answers += [await refreshed(client, tokens) for _ in range(number_of_uses - 1)]
    (successor,) = {answer["refresh_token"] for answer in answers}
    assert [int(answer["refresh_expires_in"]) for answer in answers[:2]] == [WEEK, WEEK - 19]
    for answer in answers:
        assert (await me(client, answer)).status_code == 200
    ((issued,),) = await shop.sql("SELECT count(*) FROM refresh_tokens")
    assert issued == 2
    entries = await shop.sql(
        "SELECT action, outcome, actor_id FROM audit_logs WHERE action IN ('session.refreshed', 'session.raced')"
    )
    expected = ["session.refreshed"] + ["session.raced"] * (number_of_uses - 1)
    assert [tuple(entry) for entry in entries] == [(action, "done", 3) for action in expected]
    await refreshed(client, {"refresh_token": successor})


async def test_twenty_seconds_after_its_use_a_token_is_reused(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    fresh = await refreshed(client, tokens)
    shop.clock.advance(RACE)
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")
    problem(await refresh(client, fresh), 401, "invalid_refresh_token")
    problem(await me(client, fresh), 401, "token_revoked")
    assert await audited(shop, "session.reused") == 1


async def test_a_retry_is_reuse_once_the_successor_was_used(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    newest = await refreshed(client, await refreshed(client, tokens))
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")
    problem(await me(client, newest), 401, "token_revoked")
    assert await audited(shop, "session.raced") == 0


async def test_a_retry_brings_no_ended_login_back(shop: TestShop, client: AsyncClient) -> None:
    shop.clock.set(EVENING)
    tokens = await log_in(client)
    fresh = await refreshed(client, tokens)
    headers = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert (await client.post("/api/auth/logout", headers=headers)).status_code == 204
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")


async def test_a_disabled_user_gets_no_successor_by_a_retry(shop: TestShop, client: AsyncClient) -> None:
    tokens = await log_in(client)
    await refreshed(client, tokens)
    await shop.sql("UPDATE users SET is_active = false WHERE email = 'customer@example.com'")
    problem(await refresh(client, tokens), 401, "invalid_refresh_token")


async def test_nothing_in_the_database_reveals_the_next_token(shop: TestShop, client: AsyncClient) -> None:
    tokens = await log_in(client)
    fresh = await refreshed(client, tokens)
    assert len(fresh["refresh_token"]) == 43
    rows = " ".join(await all_rows(shop))
    for token in (tokens["refresh_token"], fresh["refresh_token"]):
        assert token not in rows
        assert token.encode().hex() not in rows


async def test_another_secret_key_ends_no_login_but_knows_no_retry(shop: TestShop, client: AsyncClient) -> None:
    tokens, raced = await log_in(client), await log_in(client)
    await refreshed(client, raced)
    async with running_shop(shop.url, secret_key="another key of more than thirty-two bytes") as other:
        await refreshed(other.client, await refreshed(other.client, tokens))
        problem(await refresh(other.client, raced), 401, "invalid_refresh_token")


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
    assert answer.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
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
