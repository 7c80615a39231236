"""The second factor of staff: set up, asked for at a login, and required of admins."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import ok, problem
from tests.support.databases import all_rows
from tests.support.second_factor import SECOND_FACTOR, SECRET, code_of, give_factor
from tests.support.shop import PASSWORDS, TestShop, log_in_as, new_client

NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)
ADMIN = {"username": "admin@example.com", "password": PASSWORDS[Role.ADMIN]}
STEP = timedelta(seconds=30)


async def log_in(shop: TestShop, **fields: str) -> Response:
    return await shop.client.post("/api/auth/login", json=ADMIN | fields)


async def client_with(shop: TestShop, **fields: str) -> AsyncClient:
    tokens = ok(await log_in(shop, **fields))
    client = new_client(shop.app)
    client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    return client


async def set_up(shop: TestShop, client: AsyncClient) -> tuple[str, list[str]]:
    """Set a second factor up as an app does; return its secret and the recovery codes."""
    secret: str = ok(await client.post(SECOND_FACTOR))["secret"]
    proof = {"otp": code_of(shop, secret=secret)}
    codes: list[str] = ok(await client.post(f"{SECOND_FACTOR}/confirm", json=proof))["recovery_codes"]
    return secret, codes


async def actions(shop: TestShop) -> list[str]:
    rows = await shop.sql("SELECT action FROM audit_logs WHERE entity = 'second_factor' ORDER BY id")
    return [row["action"] for row in rows]


@pytest.mark.parametrize("role", [Role.SALESPERSON, Role.ADMIN])
async def test_it_is_on_once_a_code_has_proved_it(shop: TestShop, role: Role) -> None:
    shop.clock.set(NOON)
    client = await log_in_as(shop, role)
    assert ok(await client.get(SECOND_FACTOR))["is_on"] is False
    begun = ok(await client.post(SECOND_FACTOR))
    assert begun["uri"].startswith("otpauth://totp/Sweet%20Shop:")
    assert f"secret={begun['secret']}" in begun["uri"]
    assert begun["qr_svg"].startswith("<svg")
    # Not yet asked for: it is pending.
    await log_in_as(shop, role)
    wrong = await client.post(f"{SECOND_FACTOR}/confirm", json={"otp": "000000"})
    assert "recovery" not in problem(wrong, 422, "wrong_otp")["detail"]
    proof = {"otp": code_of(shop, secret=begun["secret"])}
    codes = ok(await client.post(f"{SECOND_FACTOR}/confirm", json=proof))["recovery_codes"]
    assert len(set(codes)) == 10
    state = ok(await client.get(SECOND_FACTOR))
    assert (state["is_on"], state["recovery_codes_left"], state["is_required"]) == (True, 10, False)
    rows = " ".join(await all_rows(shop))
    for secret in (begun["secret"], *codes, codes[0].replace("-", "")):
        assert secret not in rows
    assert await actions(shop) == ["second_factor.begun", "second_factor.set_up"]
    problem(await client.post(SECOND_FACTOR), 409, "second_factor_on")
    problem(await client.post(f"{SECOND_FACTOR}/confirm", json=proof), 409, "second_factor_on")


async def test_customers_have_none(shop: TestShop, customer: AsyncClient) -> None:
    for answer in (await customer.get(SECOND_FACTOR), await customer.post(SECOND_FACTOR)):
        problem(answer, 403, "forbidden")


async def test_a_login_asks_for_a_code_after_the_right_password_only(shop: TestShop) -> None:
    shop.clock.set(NOON)
    await give_factor(shop)
    problem(await log_in(shop), 401, "otp_required")
    wrong = problem(await log_in(shop, password="not the password", otp=code_of(shop)), 401, "invalid_credentials")
    nobody = problem(await log_in(shop, username="nobody@example.com"), 401, "invalid_credentials")
    assert wrong["detail"] == nobody["detail"]
    problem(await log_in(shop, otp="000000"), 401, "invalid_otp")
    problem(await log_in(shop, otp="123 45"), 401, "invalid_otp")
    ok(await log_in(shop, otp=code_of(shop)))


async def test_a_form_takes_the_code_after_a_space(shop: TestShop) -> None:
    shop.clock.set(NOON)
    await give_factor(shop)
    code = code_of(shop)
    password = f"{ADMIN['password']} {code[:3]} {code[3:]}"
    ok(await shop.client.post("/api/auth/login", data=ADMIN | {"password": password}))
    problem(await shop.client.post("/api/auth/login", data=ADMIN | {"password": password}), 401, "invalid_otp")


async def test_a_password_that_ends_like_a_code_stays_whole_without_a_second_factor(
    shop: TestShop, admin: AsyncClient
) -> None:
    password = "jalebi at 123456"
    assert (await admin.post("/api/users/2/password", json={"new_password": password})).status_code == 204
    await shop.log_in("salesperson@example.com", password)
    problem(
        await shop.client.post(
            "/api/auth/login", json={"username": "salesperson@example.com", "password": "jalebi at"}
        ),
        401,
        "invalid_credentials",
    )


async def test_a_code_works_once_and_older_codes_no_longer(shop: TestShop) -> None:
    shop.clock.set(NOON)
    await give_factor(shop)
    ok(await log_in(shop, otp=code_of(shop)))
    for steps in (0, -1):
        problem(await log_in(shop, otp=code_of(shop, steps)), 401, "invalid_otp")
    ok(await log_in(shop, otp=code_of(shop, 1)))


@pytest.mark.parametrize("steps", [-2, -1, 0, 1, 2])
async def test_a_phone_may_be_half_a_minute_early_or_late(shop: TestShop, steps: int) -> None:
    shop.clock.set(NOON)
    await give_factor(shop)
    answer = await log_in(shop, otp=code_of(shop, steps))
    assert answer.status_code == (200 if abs(steps) <= 1 else 401)


async def test_a_recovery_code_works_once_wherever_a_code_does(shop: TestShop) -> None:
    shop.clock.set(NOON)
    client = await client_with(shop)
    _, codes = await set_up(shop, client)
    ok(await log_in(shop, otp=codes[0]))
    problem(await log_in(shop, otp=codes[0]), 401, "invalid_otp")
    ok(await log_in(shop, otp=codes[1].upper().replace("-", " ")))
    typed = codes[2].upper().replace("-", "")
    ok(await shop.client.post("/api/auth/login", data=ADMIN | {"password": f"{ADMIN['password']} {typed}"}))
    ok(await client.post("/api/auth/confirm", json={"password": ADMIN["password"], "otp": codes[3]}))
    assert ok(await client.get(SECOND_FACTOR))["recovery_codes_left"] == 6
    renewed = ok(await client.post(f"{SECOND_FACTOR}/recovery-codes"))["recovery_codes"]
    assert not set(renewed) & set(codes)
    problem(await log_in(shop, otp=codes[4]), 401, "invalid_otp")
    ok(await log_in(shop, otp=renewed[0]))


async def test_guessing_codes_slows_down(shop: TestShop) -> None:
    shop.clock.set(NOON)
    await give_factor(shop)
    answers = [await log_in(shop, otp=f"{number:06}") for number in range(8)]
    assert answers[-1].status_code == 429
    problem(answers[-1], 429, "too_many_attempts")


async def test_confirming_and_removing_need_a_code_too(shop: TestShop) -> None:
    shop.clock.set(NOON)
    await give_factor(shop)
    client = await client_with(shop, otp=code_of(shop))
    proof = {"password": ADMIN["password"]}
    for path in ("/api/auth/confirm", f"{SECOND_FACTOR}/remove"):
        problem(await client.post(path, json=proof), 422, "wrong_otp")
        problem(await client.post(path, json=proof | {"otp": code_of(shop)}), 422, "wrong_otp")
    ok(await client.post("/api/auth/confirm", json=proof | {"otp": code_of(shop, 1)}))
    shop.clock.advance(2 * STEP)
    answer = await client.post(f"{SECOND_FACTOR}/remove", json=proof | {"otp": code_of(shop)})
    assert answer.status_code == 204
    ok(await log_in(shop))
    assert await actions(shop) == ["second_factor.removed"]


async def test_setting_up_needs_a_confirmed_login_and_ends_the_confirmation_of_others(shop: TestShop) -> None:
    shop.clock.set(NOON)
    client, other = await client_with(shop), await client_with(shop)
    await set_up(shop, client)
    problem(await other.put("/api/users/2/role", json={"role": "admin"}), 403, "confirmation_required")
    late = await log_in_as(shop, Role.SALESPERSON)
    shop.clock.advance(timedelta(minutes=10))
    for path in (SECOND_FACTOR, f"{SECOND_FACTOR}/recovery-codes"):
        problem(await late.post(path), 403, "confirmation_required")


async def test_an_admin_removes_the_factor_of_another_and_not_their_own(shop: TestShop, admin: AsyncClient) -> None:
    await give_factor(shop, 2)
    assert (await admin.delete("/api/users/2/second-factor")).status_code == 204
    await log_in_as(shop, Role.SALESPERSON)
    for user_id in (2, 999):
        problem(await admin.delete(f"/api/users/{user_id}/second-factor"), 404, "second_factor_not_found")
    problem(await admin.delete("/api/users/1/second-factor"), 403, "own_second_factor")
    await give_factor(shop, 2)
    await shop.sql("UPDATE sessions SET confirmed_at = NULL")
    problem(await admin.delete("/api/users/2/second-factor"), 403, "confirmation_required")


REQUIRED = {"require_second_factor": True}


async def test_an_admin_without_one_may_only_set_it_up_where_it_is_required(shop: TestShop) -> None:
    shop.clock.set(NOON)
    client = await client_with(shop)
    problem(await client.put("/api/settings", json=REQUIRED), 409, "second_factor_off")
    await set_up(shop, client)
    ok(await client.put("/api/settings", json=REQUIRED))
    ok(await client.get("/api/users"))
    await shop.sql("UPDATE users SET role = 'admin' WHERE id = 2")
    other = await log_in_as(shop, Role.SALESPERSON)
    requests: list[tuple[str, str, dict[str, Any] | None]] = [
        ("GET", "/api/users", None),
        ("GET", "/api/sales", None),
        ("POST", "/api/categories", {"name": "Mine"}),
        ("POST", "/api/sweets/1/purchase", {"quantity": "1"}),
        ("PUT", "/api/settings", {"require_second_factor": False}),
    ]
    for method, path, body in requests:
        problem(await other.request(method, path, json=body), 403, "second_factor_required")
    for path in ("/api/auth/me", "/api/auth/sessions", SECOND_FACTOR):
        ok(await other.get(path))
    await set_up(shop, other)
    ok(await other.get("/api/users"))


async def test_staff_who_are_no_admins_need_none(shop: TestShop, salesperson: AsyncClient) -> None:
    await shop.sql("INSERT INTO settings VALUES ('require_second_factor', 'true', now())")
    ok(await salesperson.get("/api/sales"))


async def test_a_changed_secret_key_leaves_the_recovery_codes(shop: TestShop) -> None:
    shop.clock.set(NOON)
    _, codes = await set_up(shop, await client_with(shop))
    await shop.sql("UPDATE second_factors SET secret = 'of another key'")
    problem(await log_in(shop, otp=code_of(shop, 1, SECRET)), 401, "invalid_otp")
    ok(await log_in(shop, otp=codes[0]))
