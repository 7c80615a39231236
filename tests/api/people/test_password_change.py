"""Changing one's own password: it needs the old one, ends every earlier session, and guessing slows down."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response

from app.core.passwords import Lane
from app.models import Role
from tests.support.answers import ok, problem
from tests.support.concurrency import until_idle
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop, new_client, running_shop

OLD, NEW, WRONG = PASSWORDS[Role.CUSTOMER], "pistachio at midnight", "not the password"
EMAIL = "customer@example.com"
FREE_FAILURES = 5


async def change(client: AsyncClient, old: str = OLD, new: str = NEW) -> Response:
    return await client.post("/api/auth/password", json={"current_password": old, "new_password": new})


async def log_in(shop: TestShop, password: str = OLD) -> Response:
    return await shop.client.post("/api/auth/login", json={"username": EMAIL, "password": password})


async def refresh(shop: TestShop, tokens: dict[str, Any]) -> Response:
    return await shop.client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]})


def caller(shop: TestShop, tokens: dict[str, Any]) -> AsyncClient:
    client = new_client(shop.app)
    client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    return client


@pytest_asyncio.fixture
async def other_worker(shop: TestShop) -> AsyncIterator[TestShop]:
    async with running_shop(shop.url) as other:
        yield other


async def test_every_token_from_before_is_refused_and_the_answer_begins_a_new_login(
    shop: TestShop, other_worker: TestShop, admin: AsyncClient
) -> None:
    mine, elsewhere = ok(await log_in(shop)), ok(await log_in(shop))
    fresh = ok(await change(caller(shop, mine)))
    assert fresh.keys() == mine.keys()
    assert fresh["user"] == mine["user"]
    for worker in (shop, other_worker):
        for tokens in (mine, elsewhere):
            problem(await caller(worker, tokens).get("/api/auth/me"), 401, "token_revoked")
            problem(await refresh(worker, tokens), 401, "invalid_refresh_token")
        ok(await caller(worker, fresh).get("/api/auth/me"))
    (login,) = ok(await caller(shop, fresh).get("/api/auth/sessions"))["items"]
    assert login["current"]
    ok(await refresh(other_worker, fresh))
    ok(await admin.get("/api/auth/me"))


async def test_from_then_on_only_the_new_password_lets_in(shop: TestShop, customer: AsyncClient) -> None:
    ok(await change(customer))
    problem(await log_in(shop, OLD), 401, "invalid_credentials")
    ok(await log_in(shop, NEW))


async def test_a_password_change_is_logged_without_password_or_hash(shop: TestShop, customer: AsyncClient) -> None:
    ok(await change(customer))
    (row,) = await shop.sql("SELECT * FROM audit_logs WHERE action = 'user.password_changed'")
    assert (row["actor_id"], row["outcome"]) == (3, "done")
    assert '"password_hash": "[redacted]"' in row["before"]
    assert '"password_hash": "[redacted]"' in row["after"]
    assert '"token_version": 2' in row["after"]
    logged = str(await shop.sql("SELECT * FROM audit_logs"))
    assert not [secret for secret in (OLD, NEW, "$bcrypt", "$2b$") if secret in logged]


async def test_a_wrong_old_password_is_refused_and_logged_and_ends_no_session(
    shop: TestShop, customer: AsyncClient
) -> None:
    before = await all_rows(shop)
    answer = await change(customer, WRONG)
    (error,) = problem(answer, 422, "wrong_password")["errors"]
    assert (error["pointer"], error["code"]) == ("/current_password", "wrong_password")
    changed = set(await all_rows(shop)) ^ set(before)
    assert {row.split()[0] for row in changed} == {"login_throttles"}
    ok(await customer.get("/api/auth/me"))
    ok(await log_in(shop, OLD))
    (row,) = await shop.sql("SELECT * FROM audit_logs WHERE action = 'request.refused'")
    assert row["actor_id"] == 3
    assert '"code": "wrong_password"' in row["after"]


async def test_the_holder_of_a_stolen_token_guesses_no_faster_than_at_the_login_and_keeps_nobody_out(
    shop: TestShop, customer: AsyncClient
) -> None:
    shop.clock.stop()
    for _ in range(FREE_FAILURES + 1):
        problem(await change(customer, WRONG), 422, "wrong_password")
    answer = await change(customer, OLD)
    problem(answer, 429, "too_many_attempts")
    assert answer.headers["Retry-After"] == "1"
    ok(await customer.get("/api/auth/me"))
    ok(await change(caller(shop, ok(await log_in(shop))), OLD))


async def test_guesses_that_arrive_together_are_all_counted(shop: TestShop, customer: AsyncClient) -> None:
    shop.clock.stop()
    answers = await asyncio.gather(*(change(customer, WRONG) for _ in range(12)))
    assert sorted(answer.status_code for answer in answers) == [422] * (FREE_FAILURES + 1) + [429] * 6


async def test_the_right_password_starts_the_count_again(shop: TestShop, customer: AsyncClient) -> None:
    for _ in range(FREE_FAILURES):
        problem(await change(customer, WRONG), 422, "wrong_password")
    customer = caller(shop, ok(await change(customer)))
    for _ in range(FREE_FAILURES):
        problem(await change(customer, WRONG), 422, "wrong_password")
    ok(await log_in(shop, NEW))


@pytest.mark.parametrize(
    ("role", "new", "code"),
    [
        (Role.CUSTOMER, "short", "password_too_short"),
        (Role.CUSTOMER, "password1", "password_too_common"),
        (Role.CUSTOMER, EMAIL, "password_too_personal"),
        (Role.CUSTOMER, "no\x00null", "password_unreadable"),
        (Role.CUSTOMER, "x" * 1025, "password_too_long"),
        (Role.ADMIN, "fourteen chars", "password_too_short"),
    ],
)
async def test_a_weak_new_password_is_refused_before_the_old_one_is_looked_at(
    shop: TestShop, role: Role, new: str, code: str
) -> None:
    client = await shop.log_in(f"{role}@example.com", PASSWORDS[role])
    before = await all_rows(shop)
    for old in (PASSWORDS[role], WRONG):
        (error,) = problem(await change(client, old, new), 422, "weak_password")["errors"]
        assert (error["pointer"], error["code"]) == ("/new_password", code)
    assert await all_rows(shop) == before


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/current_password", "/new_password"]),
        ({"current_password": OLD}, ["/new_password"]),
        ({"current_password": OLD, "new_password": NEW, "user_id": 1}, ["/user_id"]),
        ({"current_password": OLD, "new_password": "x" * 5000}, ["/new_password"]),
        ({"current_password": None, "new_password": 7}, ["/current_password", "/new_password"]),
    ],
)
async def test_a_change_of_another_shape_is_refused(
    shop: TestShop, customer: AsyncClient, body: object, pointers: list[str]
) -> None:
    before = await all_rows(shop)
    answer = await customer.post("/api/auth/password", json=body)
    assert [one["pointer"] for one in problem(answer, 422, "invalid_request")["errors"]] == pointers
    assert await all_rows(shop) == before


class Pause:
    """Stops a hasher at its first verification of a test, until it may go on."""

    def __init__(self, shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
        hasher = shop.context.hasher
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()
        verify = hasher.verify

        async def verify_after_a_pause(password: str, hashed: str | None, *lane: Lane) -> bool:
            right: bool = await verify(password, hashed, *lane)
            self.reached.set()
            await self.go_on.wait()
            return right

        monkeypatch.setattr(hasher, "verify", verify_after_a_pause)


async def test_two_changes_at_the_same_moment_have_exactly_one_winner(
    shop: TestShop, other_worker: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, workers = ok(await log_in(shop)), (shop, other_worker)
    pauses = [Pause(worker, monkeypatch) for worker in workers]
    news = ["saffron on monday", "saffron on tuesday"]
    changing = [
        asyncio.create_task(change(caller(worker, tokens), OLD, new)) for worker, new in zip(workers, news, strict=True)
    ]
    # Both have proved that they know the old password before either may go on.
    for pause in pauses:
        await pause.reached.wait()
    for pause in pauses:
        pause.go_on.set()
    answers = await asyncio.gather(*changing)
    assert sorted(answer.status_code for answer in answers) == [200, 401]
    won = [answer.status_code for answer in answers].index(200)
    problem(answers[1 - won], 401, "token_revoked")
    ok(await caller(shop, answers[won].json()).get("/api/auth/me"))
    ok(await log_in(shop, news[won]))
    problem(await log_in(shop, news[1 - won]), 401, "invalid_credentials")


async def test_no_connection_is_held_while_passwords_are_hashed(
    shop: TestShop, customer: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = Pause(shop, monkeypatch)
    changing = asyncio.create_task(change(customer))
    await pause.reached.wait()
    await until_idle(shop)
    pause.go_on.set()
    ok(await changing)


async def test_a_login_with_the_old_password_that_began_before_the_change_opens_nothing_after_it(
    shop: TestShop, other_worker: TestShop, customer: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause = Pause(other_worker, monkeypatch)
    late = asyncio.create_task(log_in(other_worker, OLD))
    await pause.reached.wait()
    tokens = ok(await change(customer))
    pause.go_on.set()
    problem(await late, 401, "invalid_credentials")
    (login,) = ok(await caller(shop, tokens).get("/api/auth/sessions"))["items"]
    assert login["current"]


@pytest.mark.parametrize(
    "happened",
    [
        "UPDATE users SET is_active = false",
        "UPDATE users SET token_version = token_version + 1",
        "UPDATE users SET password_hash = 'reset'",
        "UPDATE sessions SET revoked_at = suite.now()",
        "DELETE FROM sessions",
    ],
)
async def test_a_user_shut_out_while_the_hash_is_made_changes_nothing(
    shop: TestShop, customer: AsyncClient, monkeypatch: pytest.MonkeyPatch, happened: str
) -> None:
    pause = Pause(shop, monkeypatch)
    late = asyncio.create_task(change(customer))
    await pause.reached.wait()
    await shop.sql(happened)
    before = await all_rows(shop)
    pause.go_on.set()
    problem(await late, 401, "token_revoked")
    assert await all_rows(shop) == before
