"""The last active admin stays one, whatever is asked; any other may leave."""

from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop

PASSWORD = "a dozen pistachio pedas"
ADMIN = "/api/users/1"


@pytest_asyncio.fixture
async def second_admin(shop: TestShop, admin: AsyncClient) -> AsyncClient:
    body = {"email": "meera@example.com", "password": PASSWORD, "role": "admin"}
    created(await admin.post("/api/users", json=body))
    return await shop.log_in("meera@example.com", PASSWORD)


LEAVING = pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/role", {"role": "salesperson"}),
        ("PATCH", "", {"role": "customer"}),
        ("PATCH", "", {"is_active": False}),
        ("PATCH", "", {"role": "customer", "is_active": False}),
        ("DELETE", "", None),
    ],
)


@LEAVING
async def test_the_last_active_admin_can_be_neither_demoted_disabled_nor_removed(
    shop: TestShop,
    admin: AsyncClient,
    second_admin: AsyncClient,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    # An admin who is disabled is none.
    ok(await second_admin.patch("/api/users/4", json={"is_active": False}))
    before = await all_rows(shop)
    problem(await admin.request(method, ADMIN + path, json=body), 409, "last_admin")
    assert await all_rows(shop) == before
    assert (await admin.get("/api/users")).status_code == 200
    (refusal,) = await shop.sql("SELECT * FROM audit_logs WHERE outcome = 'refused'")
    assert (refusal["actor_id"], refusal["actor_role"]) == (1, "admin")
    assert '"last_admin"' in refusal["after"]


@LEAVING
async def test_an_admin_may_leave_while_another_active_one_stays(
    admin: AsyncClient, second_admin: AsyncClient, method: str, path: str, body: dict[str, Any] | None
) -> None:
    assert (await admin.request(method, ADMIN + path, json=body)).is_success
    problem(await admin.get("/api/users"), 401, "token_revoked")
    assert (await second_admin.get("/api/users")).status_code == 200


async def test_the_last_admin_may_change_their_name_and_password(shop: TestShop, admin: AsyncClient) -> None:
    body = {"full_name": "Meera", "role": "admin", "is_active": True}
    assert ok(await admin.patch(ADMIN, json=body))["full_name"] == "Meera"
    change = {"current_password": PASSWORDS[Role.ADMIN], "new_password": PASSWORD}
    ok(await admin.post("/api/auth/password", json=change))
    problem(await admin.get("/api/users"), 401, "token_revoked")
    again = await shop.log_in("admin@example.com", PASSWORD)
    assert (await again.get("/api/users")).status_code == 200
