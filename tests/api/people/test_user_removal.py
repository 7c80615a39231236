"""Users who never did anything are removed; those the books name stay."""

import asyncio

import pytest
from httpx import AsyncClient

from tests.api.people.accounts import PASSWORD, new_user
from tests.support.answers import created, ok, problem
from tests.support.concurrency import held, until_waiting
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop


async def test_a_user_who_never_did_anything_is_removed_with_their_logins(shop: TestShop, admin: AsyncClient) -> None:
    user = await new_user(admin, "ravi@example.com", role="salesperson")
    ravi = await shop.log_in("ravi@example.com", PASSWORD)
    assert (await ravi.get("/api/stock-movements")).status_code == 200
    answer = await admin.delete(f"/api/users/{user['id']}")
    assert (answer.status_code, answer.content) == (204, b"")
    problem(await ravi.get("/api/stock-movements"), 401, "token_revoked")
    problem(await admin.get(f"/api/users/{user['id']}"), 404, "user_not_found")
    problem(await admin.delete(f"/api/users/{user['id']}"), 404, "user_not_found")
    assert await shop.sql("SELECT FROM sessions WHERE user_id = $1", user["id"]) == []
    again = await new_user(admin, "ravi@example.com")
    assert again["id"] != user["id"]


async def test_an_admin_may_remove_themselves_while_another_is_left(shop: TestShop, admin: AsyncClient) -> None:
    user = await new_user(admin, "meera@example.com", role="admin")
    meera = await shop.log_in("meera@example.com", PASSWORD)
    assert (await meera.delete(f"/api/users/{user['id']}")).status_code == 204
    problem(await meera.get("/api/users"), 401, "token_revoked")
    (entry,) = ok(await admin.get("/api/audit-logs", params={"action": "user.deleted"}))["items"]
    assert (entry["actor_id"], entry["actor_role"], entry["actor_email"]) == (user["id"], "admin", None)


BY_SQL = {
    "an invitation made": "INSERT INTO invitations (token_hash, role, created_by, expires_at)"
    " VALUES ('x', 'admin', $1, suite.now())",
    "an invitation used": "INSERT INTO invitations (token_hash, role, created_by, used_by, used_at, expires_at)"
    " VALUES ('x', 'admin', 1, $1, suite.now(), suite.now())",
    "a notification": "INSERT INTO notifications (kind, title, body, roles, sender_id)"
    " VALUES ('message', 'x', 'x', '{admin}', $1)",
}


@pytest.mark.parametrize("deed", ["a purchase", "a counter sale", "a restock", *BY_SQL])
async def test_a_user_whom_the_books_name_stays_and_can_be_disabled(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, deed: str
) -> None:
    sweet = await new_sweet(stock="5")
    role = {"a purchase": "customer", "a counter sale": "salesperson"}.get(deed, "admin")
    user = await new_user(admin, "ravi@example.com", role=role)
    ravi = await shop.log_in("ravi@example.com", PASSWORD)
    if deed in BY_SQL:
        await shop.sql(BY_SQL[deed], user["id"])
    elif deed == "a restock":
        created(await ravi.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "1"}))
    else:
        created(await purchase(ravi, sweet, "1"))
    before = await all_rows(shop)
    answer = await admin.delete(f"/api/users/{user['id']}")
    assert "Disable the account instead." in problem(answer, 409, "user_in_use")["detail"]
    assert await all_rows(shop) == before
    ok(await admin.patch(f"/api/users/{user['id']}", json={"is_active": False}))
    problem(await ravi.get("/api/auth/me"), 401, "token_revoked")


@pytest.mark.parametrize("act", ["restock", "purchase"])
async def test_a_user_removed_during_their_request_is_refused_and_writes_nothing(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, act: str
) -> None:
    sweet = await new_sweet(stock="5")
    user = await new_user(admin, "ravi@example.com", role="admin")
    ravi = await shop.log_in("ravi@example.com", PASSWORD)
    async with held(shop, sweet):
        acting = asyncio.create_task(ravi.post(f"/api/sweets/{sweet['id']}/{act}", json={"quantity": "1"}))
        # They are confirmed, and wait for the sweet.
        await until_waiting(shop, 1)
        assert (await admin.delete(f"/api/users/{user['id']}")).status_code == 204
        before = await all_rows(shop)
    problem(await acting, 401, "token_revoked")
    assert await all_rows(shop) == before
