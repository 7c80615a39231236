"""The web app's way of staying logged in: a cookie that no script reads, and that only known pages may use."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from httpx import AsyncClient

from tests.api.people.cookies import (
    OWN,
    RIGHT,
    SECURE_NAME,
    STRANGE,
    TRUSTED,
    cookie_of,
    cookies_of,
    log_in,
    page_of,
    refresh,
    was_cleared,
)
from tests.support.answers import ok, problem, refused_to_nobody
from tests.support.databases import all_rows
from tests.support.shop import TestShop, running_shop

NEW = "pistachio at midnight"
WEEK = 7 * 24 * 3600


@pytest.fixture
def page(shop: TestShop) -> AsyncClient:
    return page_of(shop)


@pytest_asyncio.fixture
async def open_shop(shop: TestShop) -> AsyncIterator[TestShop]:
    """The shop with an origin beside its own whose pages may call it."""
    async with running_shop(shop.url, cors_origins=[TRUSTED]) as other:
        yield other


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_login_puts_the_refresh_token_where_no_script_and_no_other_site_gets_at_it(
    shop: TestShop, scheme: str
) -> None:
    answer = await log_in(page_of(shop, f"{scheme}://shop.test", f"{scheme}://shop.test"))
    assert ok(answer)["refresh_token"] is None
    cookie = cookie_of(answer, SECURE_NAME if scheme == "https" else "refresh_token")
    assert len(cookie.value) >= 43
    assert cookie.value not in answer.text
    assert (cookie["path"], cookie["max-age"], cookie["domain"]) == ("/api/auth", str(WEEK), "")
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "strict", scheme == "https")


async def test_a_refresh_without_a_body_takes_the_cookie_and_answers_with_a_new_one(page: AsyncClient) -> None:
    first = cookie_of(await log_in(page)).value
    for _ in range(3):
        answer = await refresh(page)
        assert ok(answer)["refresh_token"] is None
        cookie = cookie_of(answer)
        assert cookie.value != first
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/api/auth")
        first = cookie.value
    ok(await page.get("/api/auth/me"))


async def test_under_https_the_cookie_goes_by_a_name_that_no_page_without_it_can_set(shop: TestShop) -> None:
    page = page_of(shop, "https://shop.test", "https://shop.test")
    answers = [await log_in(page), await refresh(page), await refresh(page)]
    assert len({cookie_of(answer, SECURE_NAME).value for answer in answers}) == 3
    # It goes before one by the other name, which anybody between could have set.
    page.cookies.set("refresh_token", "made up", domain="shop.test", path="/api/auth")
    cookies = cookies_of(await refresh(page))
    assert cookies["refresh_token"]["max-age"] == "0"
    answer = await page.post("/api/auth/logout")
    assert (cookie_of(answer, SECURE_NAME).value, cookie_of(answer, SECURE_NAME)["max-age"]) == ("", "0")
    assert [*page.cookies] == ["__Secure-device"]


async def test_a_cookie_of_before_is_taken_under_https_once_more_and_replaced(shop: TestShop) -> None:
    before = cookie_of(await log_in(page_of(shop))).value
    page = page_of(shop, "https://shop.test", "https://shop.test")
    page.cookies.set("refresh_token", before, domain="shop.test", path="/api/auth")
    answer = await refresh(page)
    assert ok(answer)["refresh_token"] is None
    old, new = cookies_of(answer)["refresh_token"], cookies_of(answer)[SECURE_NAME]
    assert (old.value, old["max-age"], old["path"]) == ("", "0", "/api/auth")
    assert (new["httponly"], new["samesite"], new["secure"], new["path"]) == (True, "strict", True, "/api/auth")
    assert {cookie.name for cookie in page.cookies.jar} == {SECURE_NAME}
    cookie_of(await refresh(page), SECURE_NAME)


async def test_an_empty_body_that_says_it_is_json_is_no_body(page: AsyncClient) -> None:
    await log_in(page)
    ok(await page.post("/api/auth/refresh", content=b"", headers={"Content-Type": "application/json"}))


async def test_a_cookie_lives_no_longer_than_its_login(shop: TestShop, page: AsyncClient) -> None:
    shop.clock.set(datetime(2026, 10, 20, 12, tzinfo=UTC))
    await log_in(page)
    for days_left in (7, 7, 7, 6):
        shop.clock.advance(timedelta(days=6))
        assert cookie_of(await refresh(page))["max-age"] == str(days_left * 24 * 3600)


async def test_two_tabs_that_refresh_with_one_cookie_at_once_both_go_on(shop: TestShop, page: AsyncClient) -> None:
    await log_in(page)
    tab = page_of(shop)
    tab.cookies.update(page.cookies)
    answers = await asyncio.gather(refresh(page), refresh(tab))
    assert cookie_of(answers[0]).value == cookie_of(answers[1]).value
    for one, answer in zip((page, tab), answers, strict=True):
        one.headers["Authorization"] = f"Bearer {ok(answer)['access_token']}"
        ok(await one.get("/api/auth/me"))
    # As in one browser, the next refresh of either takes the newest cookie.
    ok(await refresh(page))
    tab.cookies.update(page.cookies)
    ok(await refresh(tab))


async def test_a_cookie_used_again_a_minute_later_ends_the_login_for_whoever_holds_it(
    shop: TestShop, page: AsyncClient
) -> None:
    shop.clock.stop()
    thief = page_of(shop)
    stolen = cookie_of(await log_in(page)).value
    ok(await refresh(page))
    shop.clock.advance(timedelta(minutes=1))
    thief.cookies.set("refresh_token", stolen, domain="shop.test", path="/api/auth")
    problem(await refresh(thief), 401, "invalid_refresh_token")
    problem(await refresh(page), 401, "invalid_refresh_token")
    problem(await page.get("/api/auth/me"), 401, "token_revoked")


async def test_json_mode_needs_no_origin_and_puts_no_token_into_a_cookie(shop: TestShop) -> None:
    app = page_of(shop, None)
    for params in ({}, {"cookie": "false"}):
        answer = await app.post("/api/auth/login", params=params, json=RIGHT)
        assert cookies_of(answer) == {}
        answer = await app.post("/api/auth/refresh", json={"refresh_token": ok(answer)["refresh_token"]})
        assert "set-cookie" not in answer.headers
        assert ok(answer)["refresh_token"]


@pytest.mark.parametrize("origin", STRANGE)
async def test_a_login_from_a_strange_page_sets_nothing_and_counts_for_nothing(
    shop: TestShop, open_shop: TestShop, origin: str | None
) -> None:
    before = await all_rows(shop)
    for one in (shop, open_shop):
        answer = await log_in(page_of(one, origin))
        problem(answer, 403, "origin_not_allowed")
        assert "set-cookie" not in answer.headers
    assert await all_rows(shop) == before


@pytest.mark.parametrize("origin", STRANGE)
async def test_a_refresh_from_a_strange_page_is_refused_counted_and_does_not_use_the_token_up(
    shop: TestShop, page: AsyncClient, origin: str | None
) -> None:
    await log_in(page)
    before, counted = await all_rows(shop), refused_to_nobody("origin_not_allowed")
    strange = page_of(shop, origin)
    strange.cookies = page.cookies
    answer = await refresh(strange)
    problem(answer, 403, "origin_not_allowed")
    assert "set-cookie" not in answer.headers
    assert await all_rows(shop) == before
    assert refused_to_nobody("origin_not_allowed") == counted + 1
    assert await shop.sql("SELECT FROM audit_logs WHERE outcome = 'refused'") == []
    ok(await refresh(page))


async def test_a_page_of_a_configured_origin_may_call_and_its_browser_is_told_so(open_shop: TestShop) -> None:
    page = page_of(open_shop, TRUSTED)
    for answer in (await log_in(page), await refresh(page)):
        ok(answer)
        assert answer.headers["Access-Control-Allow-Origin"] == TRUSTED
        assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = await page.options("/api/auth/refresh", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    ok(await log_in(page_of(open_shop, OWN)))


async def test_a_page_of_an_unknown_origin_cannot_read_the_answer(open_shop: TestShop) -> None:
    answer = await page_of(open_shop, "https://evil.test").get("/api/sweets")
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_no_origin_may_use_the_cookie_where_every_origin_may_call(shop: TestShop, page: AsyncClient) -> None:
    await log_in(page)
    async with running_shop(shop.url, cors_origins=["*"]) as anybody:
        strange = page_of(anybody, "https://evil.test")
        strange.cookies = page.cookies
        answer = await refresh(strange)
        problem(answer, 403, "origin_not_allowed")
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("origin", [OWN, None])
async def test_two_refresh_tokens_at_once_are_refused_and_neither_is_used(
    shop: TestShop, page: AsyncClient, origin: str | None
) -> None:
    await log_in(page)
    token = ok(await shop.client.post("/api/auth/login", json=RIGHT))["refresh_token"]
    before = await all_rows(shop)
    both = page_of(shop, origin)
    both.cookies = page.cookies
    answer = await both.post("/api/auth/refresh", json={"refresh_token": token})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == "/refresh_token"
    assert await all_rows(shop) == before


@pytest.mark.parametrize("body", [None, b"null"])
async def test_without_any_refresh_token_a_refresh_is_refused(shop: TestShop, body: bytes | None) -> None:
    before = await all_rows(shop)
    answer = await shop.client.post(
        "/api/auth/refresh", content=body, headers={"Content-Type": "application/json"} if body else {}
    )
    problem(answer, 401, "invalid_refresh_token")
    assert await all_rows(shop) == before


@pytest.mark.parametrize("value", ["", "made up", "x" * 5000])
async def test_a_cookie_we_never_set_is_refused(shop: TestShop, value: str) -> None:
    before = await all_rows(shop)
    page = page_of(shop)
    answer = await page.post("/api/auth/refresh", headers={"Cookie": f"refresh_token={value}"})
    problem(answer, 401, "invalid_refresh_token")
    assert await all_rows(shop) == before


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/auth/logout"), ("DELETE", "/api/auth/sessions")])
async def test_logging_out_takes_the_cookie_away(shop: TestShop, page: AsyncClient, method: str, path: str) -> None:
    stolen = cookie_of(await log_in(page)).value
    answer = await page.request(method, path)
    assert answer.status_code == 204
    assert was_cleared(answer)
    assert [*page.cookies] == ["device"]
    page.cookies.set("refresh_token", stolen, domain="shop.test", path="/api/auth")
    problem(await refresh(page), 401, "invalid_refresh_token")
    mobile = await shop.log_in(RIGHT["username"], RIGHT["password"])
    assert "set-cookie" not in (await mobile.request(method, path)).headers


async def test_a_password_change_renews_the_cookie(page: AsyncClient) -> None:
    old = cookie_of(await log_in(page)).value
    answer = await page.post("/api/auth/password", json={"current_password": RIGHT["password"], "new_password": NEW})
    assert ok(answer)["refresh_token"] is None
    cookie = cookie_of(answer)
    assert cookie.value not in ("", old)
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (str(WEEK), True, "strict")
    problem(await page.get("/api/auth/me"), 401, "token_revoked")
    page.headers["Authorization"] = f"Bearer {ok(await refresh(page))['access_token']}"
    ok(await page.get("/api/auth/me"))


@pytest.mark.parametrize("origin", ["https://evil.test", "null", None])
async def test_a_password_change_from_a_strange_page_changes_nothing(
    shop: TestShop, page: AsyncClient, origin: str | None
) -> None:
    await log_in(page)
    strange = page_of(shop, origin)
    strange.cookies = page.cookies
    strange.headers["Authorization"] = page.headers["Authorization"]
    before = await all_rows(shop)
    answer = await strange.post("/api/auth/password", json={"current_password": RIGHT["password"], "new_password": NEW})
    problem(answer, 403, "origin_not_allowed")
    assert await all_rows(shop) == before


async def test_the_cookie_alone_opens_no_other_door(shop: TestShop, page: AsyncClient) -> None:
    await log_in(page)
    del page.headers["Authorization"]
    for method, path in (("GET", "/api/auth/me"), ("GET", "/api/auth/sessions"), ("DELETE", "/api/auth/sessions")):
        problem(await page.request(method, path), 401, "not_authenticated")
