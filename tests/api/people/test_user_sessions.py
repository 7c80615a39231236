"""The logins of other users, as admins see and end them."""

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.session import SessionPage
from tests.support.answers import ok, problem, read_strictly
from tests.support.shop import TestShop, log_in_as


async def test_an_admin_sees_where_a_user_is_logged_in_and_logs_them_out_everywhere(
    shop: TestShop, admin: AsyncClient
) -> None:
    me = ok(await admin.get("/api/auth/me"))["id"]
    async with await log_in_as(shop, Role.CUSTOMER) as phone, await log_in_as(shop, Role.CUSTOMER) as laptop:
        user_id = ok(await phone.get("/api/auth/me"))["id"]
        sessions = f"/api/users/{user_id}/sessions"
        body = ok(await admin.get(sessions, params={"count": True}))
        read_strictly(SessionPage, body)
        own = ok(await phone.get("/api/auth/sessions"))["items"]
        assert {one["id"] for one in body["items"]} == {one["id"] for one in own}
        assert (body["total"], [one["current"] for one in body["items"]]) == (len(own), [False] * len(own))

        assert (await admin.delete(sessions)).status_code == 204
        for device in (phone, laptop):
            problem(await device.get("/api/auth/me"), 401, "token_revoked")
        assert ok(await admin.get(sessions))["items"] == []
    assert [one["current"] for one in ok(await admin.get(f"/api/users/{me}/sessions"))["items"]].count(True) == 1
    (entry,) = await shop.sql("SELECT actor_id, entity_id, after FROM audit_logs WHERE action = 'user.logged_out'")
    assert (entry["actor_id"], entry["entity_id"], entry["after"]) == (me, user_id, f'{{"sessions": {len(own)}}}')


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_nobody_is_logged_in_as_a_user_who_does_not_exist(admin: AsyncClient, method: str) -> None:
    problem(await admin.request(method, "/api/users/999/sessions"), 404, "user_not_found")


async def test_listing_a_users_logins_takes_the_same_statements_however_many_there_are(
    shop: TestShop, admin: AsyncClient
) -> None:
    counts = []
    for _ in range(2):
        async with await log_in_as(shop, Role.CUSTOMER) as customer:
            user_id = ok(await customer.get("/api/auth/me"))["id"]
            async with shop.count_statements() as statements:
                ok(await admin.get(f"/api/users/{user_id}/sessions"))
            counts.append(len(statements))
    assert counts[0] == counts[1]
