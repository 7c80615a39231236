"""A change by an admin counts from the user's very next request, on every worker."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.models import Role
from app.schemas.user import UserRead
from tests.support.answers import ok, problem, read_strictly
from tests.support.concurrency import on_worker, until_waiting
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop, running_shop

NEW_PASSWORD = "a dozen pistachio pedas"
ADMIN, SALESPERSON, OTHER_ADMIN = "/api/users/1", "/api/users/2", "/api/users/3"
OF_SALESPERSON = {"username": "salesperson@example.com", "password": PASSWORDS[Role.SALESPERSON]}


@pytest_asyncio.fixture
async def other_worker(shop: TestShop, database_url: str) -> AsyncIterator[TestShop]:
    async with running_shop(database_url) as other:
        yield other


async def tokens_of(client: AsyncClient, **changes: str) -> dict[str, Any]:
    tokens: dict[str, Any] = ok(await client.post("/api/auth/login", json=OF_SALESPERSON | changes))
    return tokens


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def recorded(shop: TestShop, user_id: int = 2) -> list[tuple[Any, ...]]:
    """The audit entries of a user: action, before and after."""
    query = """
        SELECT action, actor_id, before::text, after::text FROM audit_logs
        WHERE entity = 'user' AND entity_id = $1 AND outcome = 'done' ORDER BY id
    """
    return [tuple(row) for row in await shop.sql(query, user_id)]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/role", {"role": "customer"}),
        ("PUT", "/role", {"role": "admin"}),
        ("PATCH", "", {"role": "customer"}),
        ("PATCH", "", {"is_active": False}),
        ("POST", "/password", {"new_password": NEW_PASSWORD}),
        ("DELETE", "", None),
    ],
    ids=["demote", "promote", "demote by PATCH", "disable", "reset password", "remove"],
)
async def test_a_changed_user_is_refused_on_the_very_next_request_on_every_worker(
    shop: TestShop,
    other_worker: TestShop,
    admin: AsyncClient,
    salesperson: AsyncClient,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    elsewhere = on_worker(other_worker, salesperson)
    for client in (salesperson, elsewhere):
        assert (await client.get("/api/stock-movements")).status_code == 200
    assert (await admin.request(method, SALESPERSON + path, json=body)).is_success
    for client in (elsewhere, salesperson):
        problem(await client.get("/api/stock-movements"), 401, "token_revoked")
        problem(await client.patch("/api/auth/me", json={"full_name": "Still here"}), 401, "token_revoked")


async def test_a_user_whose_role_changed_goes_on_with_their_refresh_token_and_the_new_role(
    client: AsyncClient, other_worker: TestShop, admin: AsyncClient
) -> None:
    tokens = await tokens_of(client)
    for role, may_list_users in (("admin", 200), ("customer", 403)):
        changed = ok(await admin.put(f"{SALESPERSON}/role", json={"role": role}))
        assert read_strictly(UserRead, changed).role == role
        fresh = await other_worker.client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        problem(await client.get("/api/auth/me", headers=bearer(tokens)), 401, "token_revoked")
        tokens = ok(fresh)
        assert tokens["user"]["role"] == role
        assert (await client.get("/api/users", headers=bearer(tokens))).status_code == may_list_users


async def test_a_token_from_before_stays_dead_when_the_old_role_is_given_back(
    admin: AsyncClient, salesperson: AsyncClient
) -> None:
    for role in ("customer", "salesperson"):
        ok(await admin.put(f"{SALESPERSON}/role", json={"role": role}))
    problem(await salesperson.get("/api/stock-movements"), 401, "token_revoked")


async def test_a_disabled_user_can_neither_log_in_nor_refresh_until_enabled(
    shop: TestShop, client: AsyncClient, other_worker: TestShop, admin: AsyncClient
) -> None:
    before = await tokens_of(client)
    disabled = ok(await admin.patch(SALESPERSON, json={"is_active": False}))
    assert disabled["is_active"] is False
    for worker in (other_worker.client, client):
        problem(await worker.post("/api/auth/login", json=OF_SALESPERSON), 401, "invalid_credentials")
    enabled = ok(await admin.patch(SALESPERSON, json={"is_active": True}))
    assert enabled == disabled | {"is_active": True}
    # What was ended stays ended.
    refresh = {"refresh_token": before["refresh_token"]}
    problem(await client.post("/api/auth/refresh", json=refresh), 401, "invalid_refresh_token")
    problem(await client.get("/api/stock-movements", headers=bearer(before)), 401, "token_revoked")
    again = await tokens_of(other_worker.client)
    assert (await client.get("/api/stock-movements", headers=bearer(again))).status_code == 200
    assert [entry for entry in await recorded(shop) if entry[1] == 1] == [
        ("user.disabled", 1, '{"is_active": true}', '{"is_active": false}'),
        ("user.enabled", 1, '{"is_active": false}', '{"is_active": true}'),
    ]


async def test_a_disabled_user_cannot_refresh(client: AsyncClient, admin: AsyncClient) -> None:
    tokens = await tokens_of(client)
    ok(await admin.patch(SALESPERSON, json={"is_active": False}))
    refresh = {"refresh_token": tokens["refresh_token"]}
    problem(await client.post("/api/auth/refresh", json=refresh), 401, "invalid_refresh_token")


async def test_a_reset_password_works_and_the_one_before_does_not(
    shop: TestShop, client: AsyncClient, admin: AsyncClient
) -> None:
    before = await tokens_of(client)
    answer = await admin.post(f"{SALESPERSON}/password", json={"new_password": NEW_PASSWORD})
    assert (answer.status_code, answer.content) == (204, b"")
    problem(await client.post("/api/auth/login", json=OF_SALESPERSON), 401, "invalid_credentials")
    refresh = {"refresh_token": before["refresh_token"]}
    problem(await client.post("/api/auth/refresh", json=refresh), 401, "invalid_refresh_token")
    problem(await client.get("/api/stock-movements", headers=bearer(before)), 401, "token_revoked")
    after = await tokens_of(client, password=NEW_PASSWORD)
    assert (await client.get("/api/stock-movements", headers=bearer(after))).status_code == 200
    (entry,) = [entry for entry in await recorded(shop) if entry[0] == "user.password_reset"]
    assert '"password_hash": "[redacted]"' in entry[3]
    assert "bcrypt" not in str(entry)
    assert NEW_PASSWORD not in str(await all_rows(shop))


@pytest.mark.parametrize(
    ("target", "password", "code"),
    [
        (SALESPERSON, "", "password_too_short"),
        (SALESPERSON, "7 chars", "password_too_short"),
        (SALESPERSON, "password123", "password_too_common"),
        (SALESPERSON, "Salesperson@Example.com", "password_too_personal"),
        (SALESPERSON, "a null \0 byte", "password_unreadable"),
        (SALESPERSON, "x" * 1025, "password_too_long"),
        (OTHER_ADMIN, "fourteen chars", "password_too_short"),
    ],
)
async def test_nobody_is_given_a_weak_password(
    shop: TestShop, admin: AsyncClient, target: str, password: str, code: str
) -> None:
    await shop.sql("UPDATE users SET role = 'admin' WHERE id = 3")
    before = await all_rows(shop)
    answer = await admin.post(f"{target}/password", json={"new_password": password})
    (error,) = problem(answer, 422, "weak_password")["errors"]
    assert (error["pointer"], error["code"]) == ("/new_password", code)
    assert await all_rows(shop) == before


async def test_a_user_promoted_during_a_password_reset_needs_a_password_as_long_as_an_admins(
    shop: TestShop, admin: AsyncClient
) -> None:
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("UPDATE users SET role = 'admin' WHERE id = 2")
        resetting = asyncio.create_task(admin.post(f"{SALESPERSON}/password", json={"new_password": "ten letters"}))
        await until_waiting(shop, 1)
    problem(await resetting, 422, "weak_password")
    await shop.log_in("salesperson@example.com", PASSWORDS[Role.SALESPERSON])


async def test_a_new_name_changes_nothing_else(shop: TestShop, admin: AsyncClient, salesperson: AsyncClient) -> None:
    before = ok(await admin.get(SALESPERSON))
    assert ok(await admin.patch(SALESPERSON, json={"full_name": " Ravi "})) == before | {"full_name": "Ravi"}
    assert ok(await admin.patch(SALESPERSON, json={"full_name": None})) == before | {"full_name": None}
    assert (await salesperson.get("/api/stock-movements")).status_code == 200
    assert [entry for entry in await recorded(shop) if entry[0] == "user.updated"] == [
        ("user.updated", 1, '{"full_name": "[personal]"}', '{"full_name": "[personal]"}'),
        ("user.updated", 1, '{"full_name": "[personal]"}', '{"full_name": null}'),
    ]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/role", {"role": "salesperson"}),
        ("PATCH", "", {"role": "salesperson", "is_active": True, "full_name": "Salesperson"}),
        ("PATCH", "", {}),
    ],
)
async def test_a_change_without_effect_ends_no_session_and_is_not_logged(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, method: str, path: str, body: dict[str, Any]
) -> None:
    before = await all_rows(shop)
    ok(await admin.request(method, SALESPERSON + path, json=body))
    assert await all_rows(shop) == before
    assert (await salesperson.get("/api/stock-movements")).status_code == 200


async def test_each_change_of_a_user_is_logged_under_its_own_action(shop: TestShop, admin: AsyncClient) -> None:
    everything = {"full_name": "Ravi", "role": "customer", "is_active": False}
    changed = ok(await admin.patch(SALESPERSON, json=everything))
    assert {name: changed[name] for name in everything} == everything
    assert await recorded(shop) == [
        ("user.updated", 1, '{"full_name": "[personal]"}', '{"full_name": "[personal]"}'),
        ("user.role_changed", 1, '{"role": "salesperson"}', '{"role": "customer"}'),
        ("user.disabled", 1, '{"is_active": true}', '{"is_active": false}'),
    ]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        *(("PATCH", "", {"role": role}) for role in ("owner", "ADMIN", "", None, 1)),
        *(("PATCH", "", {"is_active": value}) for value in (None, "false", "no", 0, 1)),
        *(("PATCH", "", {"full_name": name}) for name in ("", " ", "x" * 201, 7)),
        *(("PATCH", "", {name: 1}) for name in ("id", "email", "password", "token_version", "password_hash")),
        *(("PUT", "/role", body) for body in ({}, {"role": None}, {"role": "owner"}, {"role": "admin", "id": 1})),
        *(("POST", "/password", body) for body in ({}, {"new_password": None}, {"new_password": 12345678})),
        ("POST", "/password", {"new_password": NEW_PASSWORD, "password": NEW_PASSWORD}),
        ("POST", "/password", {"new_password": "x" * 5000}),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused_whole(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, method: str, path: str, body: dict[str, Any]
) -> None:
    before = await all_rows(shop)
    problem(await admin.request(method, SALESPERSON + path, json=body), 422, "invalid_request")
    assert await all_rows(shop) == before
    assert (await salesperson.get("/api/stock-movements")).status_code == 200
