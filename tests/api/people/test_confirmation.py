"""Confirmation: risky changes by an admin need the password again, and it holds for ten minutes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import ok, problem
from tests.support.concurrency import on_worker
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop, log_in_as, running_shop

MINUTES, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
NEW_PASSWORD = "a dozen pistachio pedas"
PERSON = {"email": "asha@example.com", "password": NEW_PASSWORD}
NEEDS_IT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "reset a password": ("POST", "/api/users/2/password", {"new_password": NEW_PASSWORD}),
    "put a role": ("PUT", "/api/users/2/role", {"role": "admin"}),
    "patch a role": ("PATCH", "/api/users/2", {"role": "admin"}),
    "patch a role and a name": ("PATCH", "/api/users/2", {"role": "customer", "full_name": "Ravi"}),
    "patch one's own role": ("PATCH", "/api/users/1", {"role": "admin"}),
    "add an admin": ("POST", "/api/users", PERSON | {"role": "admin"}),
    "add a salesperson": ("POST", "/api/users", PERSON | {"role": "salesperson"}),
    "invite an admin": ("POST", "/api/invitations", {"role": "admin"}),
    "invite a salesperson": ("POST", "/api/invitations", {"role": "salesperson"}),
    "remove a salesperson": ("DELETE", "/api/users/2", {}),
    "require no second factor": ("PUT", "/api/settings", {"require_second_factor": False}),
    "require what is the default": ("PUT", "/api/settings", {"require_second_factor": None, "shop_name": "Mithai"}),
}
NEEDS_NONE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "rename": ("PATCH", "/api/users/2", {"full_name": "Ravi"}),
    "disable": ("PATCH", "/api/users/2", {"is_active": False}),
    "add a customer": ("POST", "/api/users", PERSON | {"role": "customer"}),
    "remove a customer": ("DELETE", "/api/users/3", {}),
    "set the shop's name": ("PUT", "/api/settings", {"shop_name": "Mithai"}),
}


@pytest_asyncio.fixture
async def late_admin(shop: TestShop) -> AsyncIterator[AsyncClient]:
    """An admin who logged in ten minutes ago."""
    shop.clock.set(NOON)
    async with await log_in_as(shop, Role.ADMIN) as client:
        shop.clock.advance(10 * MINUTES)
        yield client


async def confirm(client: AsyncClient, password: str = PASSWORDS[Role.ADMIN]) -> Response:
    return await client.post("/api/auth/confirm", json={"password": password})


async def do(client: AsyncClient, act: tuple[str, str, dict[str, Any]]) -> Response:
    method, path, body = act
    return await client.request(method, path, json=body or None)


@pytest.mark.parametrize("name", NEEDS_IT)
async def test_a_login_confirms_for_less_than_ten_minutes(shop: TestShop, name: str) -> None:
    shop.clock.set(NOON)
    admin = await log_in_as(shop, Role.ADMIN)
    shop.clock.advance(10 * MINUTES)
    before = await all_rows(shop)
    answer = await do(admin, NEEDS_IT[name])
    assert "/api/auth/confirm" in problem(answer, 403, "confirmation_required")["detail"]
    assert await all_rows(shop) == before
    shop.clock.advance(-SECOND)
    assert (await do(admin, NEEDS_IT[name])).is_success


@pytest.mark.parametrize("name", NEEDS_IT)
async def test_the_password_confirms_for_ten_minutes_on_every_worker(shop: TestShop, name: str) -> None:
    shop.clock.set(NOON)
    admin = await log_in_as(shop, Role.ADMIN)
    await shop.sql("UPDATE sessions SET confirmed_at = NULL")
    answer = ok(await confirm(admin))
    assert datetime.fromisoformat(answer["confirmed_until"]) == NOON + 10 * MINUTES
    shop.clock.advance(10 * MINUTES - SECOND)
    async with running_shop(shop.url) as other:
        other.clock.set(shop.clock())
        assert (await do(on_worker(other, admin), NEEDS_IT[name])).is_success


async def test_a_confirmation_ends_and_a_refresh_does_not_renew_it(shop: TestShop) -> None:
    shop.clock.set(NOON)
    login = {"username": "admin@example.com", "password": PASSWORDS[Role.ADMIN]}
    tokens = ok(await shop.client.post("/api/auth/login", json=login))
    shop.clock.advance(10 * MINUTES)
    fresh = ok(await shop.client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]}))
    shop.client.headers["Authorization"] = f"Bearer {fresh['access_token']}"
    problem(await do(shop.client, NEEDS_IT["put a role"]), 403, "confirmation_required")
    ok(await confirm(shop.client))
    shop.clock.advance(10 * MINUTES)
    problem(await do(shop.client, NEEDS_IT["put a role"]), 403, "confirmation_required")


@pytest.mark.parametrize("name", NEEDS_NONE)
async def test_other_changes_need_no_confirmation(late_admin: AsyncClient, name: str) -> None:
    assert (await do(late_admin, NEEDS_NONE[name])).is_success


async def test_a_confirmation_is_of_one_login_alone(shop: TestShop, late_admin: AsyncClient) -> None:
    ok(await confirm(await log_in_as(shop, Role.ADMIN)))
    problem(await do(late_admin, NEEDS_IT["put a role"]), 403, "confirmation_required")


async def test_a_wrong_password_confirms_nothing_and_guessing_slows_down(
    shop: TestShop, late_admin: AsyncClient
) -> None:
    for _ in range(5):
        (error,) = problem(await confirm(late_admin, "not the password"), 422, "wrong_password")["errors"]
        assert error["pointer"] == "/password"
    problem(await confirm(late_admin, "not the password"), 422, "wrong_password")
    answer = await confirm(late_admin)
    problem(answer, 429, "too_many_attempts")
    problem(await do(late_admin, NEEDS_IT["put a role"]), 403, "confirmation_required")
    shop.clock.advance(timedelta(seconds=int(answer.headers["Retry-After"])))
    ok(await confirm(late_admin))


async def test_confirming_is_audited_without_the_password(shop: TestShop, late_admin: AsyncClient) -> None:
    ok(await confirm(late_admin))
    (entry,) = await shop.sql("SELECT actor_id, entity_id, after FROM audit_logs WHERE action = 'session.confirmed'")
    ((session_id,),) = await shop.sql("SELECT id FROM sessions")
    assert tuple(entry) == (1, session_id, None)
    assert PASSWORDS[Role.ADMIN] not in str(await all_rows(shop))


async def test_nobody_resets_their_own_password(shop: TestShop, admin: AsyncClient) -> None:
    before = await all_rows(shop)
    answer = await admin.post("/api/users/1/password", json={"new_password": NEW_PASSWORD})
    assert "/api/auth/password" in problem(answer, 403, "own_password")["detail"]
    assert await all_rows(shop) == before
    entries = await shop.sql("SELECT after FROM audit_logs WHERE action = 'request.refused'")
    assert ['"code": "own_password"' in entry["after"] for entry in entries] == [True]


async def test_a_login_from_before_the_shop_knew_of_confirmations_is_not_confirmed(
    shop: TestShop, admin: AsyncClient
) -> None:
    await shop.sql("UPDATE sessions SET confirmed_at = NULL")
    problem(await do(admin, NEEDS_IT["reset a password"]), 403, "confirmation_required")
    ok(await confirm(admin))
    assert (await do(admin, NEEDS_IT["reset a password"])).is_success
