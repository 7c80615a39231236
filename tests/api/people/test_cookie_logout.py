"""Logging out by the cookie: it needs no access token, and it succeeds however far the login is over already."""

from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from tests.api.people.cookies import STRANGE, cookie_of, log_in, page_of, refresh, was_cleared
from tests.support.answers import ok, problem
from tests.support.databases import all_rows
from tests.support.shop import TestShop


@pytest.fixture
def page(shop: TestShop) -> AsyncClient:
    return page_of(shop)


async def log_out(page: AsyncClient) -> Response:
    return await page.post("/api/auth/logout")


async def ended(shop: TestShop) -> list[int]:
    """The logins that were ended by somebody, each with an entry in the audit log that names its user."""
    rows = await shop.sql("SELECT id FROM sessions WHERE revoked_at IS NOT NULL ORDER BY id")
    entries = await shop.sql(
        "SELECT entity_id FROM audit_logs WHERE action = 'session.ended' AND actor_id = 3 AND actor_role = 'customer'"
    )
    assert sorted(entry["entity_id"] for entry in entries) == [row["id"] for row in rows]
    return [row["id"] for row in rows]


@pytest.mark.parametrize("access_token", [None, "made up", "expired"])
async def test_the_cookie_alone_ends_its_login(shop: TestShop, page: AsyncClient, access_token: str | None) -> None:
    shop.clock.stop()
    stolen = cookie_of(await log_in(page)).value
    if access_token == "expired":
        shop.clock.advance(timedelta(minutes=15))
    elif access_token is None:
        del page.headers["Authorization"]
    else:
        page.headers["Authorization"] = f"Bearer {access_token}"
    answer = await log_out(page)
    assert (answer.status_code, answer.content) == (204, b"")
    assert was_cleared(answer)
    assert len(await ended(shop)) == 1
    page.cookies.set("refresh_token", stolen, domain="shop.test", path="/api/auth")
    problem(await refresh(page), 401, "invalid_refresh_token")


async def test_a_used_cookie_ends_its_login_too(shop: TestShop, page: AsyncClient) -> None:
    used = cookie_of(await log_in(page)).value
    ok(await refresh(page))
    late = page_of(shop)
    late.cookies.set("refresh_token", used, domain="shop.test", path="/api/auth")
    assert (await log_out(late)).status_code == 204
    problem(await refresh(page), 401, "invalid_refresh_token")


@pytest.mark.parametrize("value", ["over", "made up", "x" * 5000])
async def test_a_cookie_whose_login_is_over_or_never_was_is_cleared(
    shop: TestShop, page: AsyncClient, value: str
) -> None:
    over = cookie_of(await log_in(page)).value
    await log_out(page)
    before = await all_rows(shop)
    value = over if value == "over" else value
    again = page_of(shop)
    for headers in ({}, {"Authorization": page.headers["Authorization"]}):
        answer = await again.post("/api/auth/logout", headers={"Cookie": f"refresh_token={value}"} | headers)
        assert answer.status_code == 204
        assert was_cleared(answer)
    assert await all_rows(shop) == before


async def test_a_cookie_and_an_access_token_of_two_logins_end_both_and_no_other(
    shop: TestShop, page: AsyncClient
) -> None:
    await log_in(page)
    other = page_of(shop)
    await log_in(other)
    third = page_of(shop)
    await log_in(third)
    page.headers["Authorization"] = other.headers["Authorization"]
    assert (await log_out(page)).status_code == 204
    problem(await refresh(other), 401, "invalid_refresh_token")
    assert len(await ended(shop)) == 2
    ok(await refresh(third))


@pytest.mark.parametrize("origin", STRANGE)
@pytest.mark.parametrize("with_token", [True, False])
async def test_a_strange_page_ends_nothing(
    shop: TestShop, page: AsyncClient, origin: str | None, with_token: bool
) -> None:
    await log_in(page)
    before = await all_rows(shop)
    strange = page_of(shop, origin)
    strange.cookies = page.cookies
    if with_token:
        strange.headers["Authorization"] = page.headers["Authorization"]
    problem(await log_out(strange), 403, "origin_not_allowed")
    assert await all_rows(shop) == before
    ok(await page.get("/api/auth/me"))


async def test_without_a_cookie_a_good_access_token_is_needed(shop: TestShop, page: AsyncClient) -> None:
    problem(await log_out(page), 401, "not_authenticated")
    problem(await page.post("/api/auth/logout", headers={"Authorization": "Bearer x"}), 401, "invalid_token")
