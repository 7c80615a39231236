"""Logging in and out, and changes of one's own account."""

import hashlib
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import Role
from tests.support.answers import problem
from tests.support.counter import Counter
from tests.support.shop import PASSWORDS, TestShop

EMAIL, PASSWORD = "customer@example.com", PASSWORDS[Role.CUSTOMER]
RIGHT = {"username": EMAIL, "password": PASSWORD}
USER_FIELDS = {"id", "email", "full_name", "role", "is_active", "created_at"}


async def log_in(client: AsyncClient, username: str = EMAIL, password: str = PASSWORD) -> Response:
    return await client.post("/api/auth/login", data={"username": username, "password": password})


@pytest.mark.parametrize(
    "body",
    [
        {"data": RIGHT},
        {"data": RIGHT | {"grant_type": "password", "scope": "", "client_id": "", "client_secret": ""}},
        {"data": RIGHT, "files": []},
        {"json": RIGHT},
        {"json": RIGHT | {"grant_type": "password"}},
        {"json": {"username": f"  {EMAIL.upper()} ", "password": PASSWORD}},
    ],
)
async def test_a_login_answers_a_form_and_json_alike(client: AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post("/api/auth/login", **body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    tokens = answer.json()
    assert tokens.keys() == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "refresh_expires_in",
        "user",
    }
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 15 * 60)
    assert tokens["refresh_expires_in"] == 7 * 24 * 3600
    # The device becomes known; the tokens are in the body alone.
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith("device=")
    assert tokens["user"].keys() == USER_FIELDS
    assert (tokens["user"]["email"], tokens["user"]["role"]) == (EMAIL, "customer")
    me = await client.get("/api/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert me.json() == tokens["user"]


async def test_a_refresh_token_is_kept_as_its_digest_only(shop: TestShop, client: AsyncClient) -> None:
    token = (await log_in(client)).json()["refresh_token"]
    ((digest, row),) = await shop.sql("SELECT token_hash, refresh_tokens::text FROM refresh_tokens")
    assert digest == hashlib.sha256(token.encode()).digest()
    assert token not in row
    assert len(token) >= 43


async def test_an_unknown_email_a_wrong_password_and_a_disabled_user_are_answered_alike(
    shop: TestShop, client: AsyncClient
) -> None:
    await shop.sql("UPDATE users SET is_active = false WHERE email = 'salesperson@example.com'")
    answers = [
        await log_in(client, password="not the password"),
        await log_in(client, username="nobody@example.com"),
        await log_in(client, username="salesperson@example.com", password=PASSWORDS[Role.SALESPERSON]),
        await log_in(client, username="not an e-mail address \x00"),
        await log_in(client, password="x" * 2000),
    ]
    bodies = [problem(answer, 401, "invalid_credentials") for answer in answers]
    for body in bodies:
        del body["request_id"]
    assert bodies == [bodies[0]] * len(bodies)
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {"Bearer"}
    assert not await shop.sql("SELECT FROM sessions")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "image/png", ""])
async def test_a_login_of_another_content_type_is_refused(unchanged: Counter, media_type: str) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    body = f'{{"username": "{EMAIL}", "password": "{PASSWORD}"}}'
    problem(
        await unchanged.shop.client.post("/api/auth/login", content=body, headers=headers),
        415,
        "unsupported_media_type",
    )


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b""),
        ("application/json", b'{"username": '),
        ("application/json", b"\xff\xfe"),
        ("application/json", b'{"username": "\\ud800", "password": "x"}'),
        ("application/json", b"[" * 10),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n1'),
        ("application/x-www-form-urlencoded", b"a=1&" * 100),
    ],
)
async def test_a_login_that_cannot_be_read_is_malformed(unchanged: Counter, media_type: str, body: bytes) -> None:
    answer = await unchanged.shop.client.post("/api/auth/login", content=body, headers={"Content-Type": media_type})
    problem(answer, 400, "malformed_json" if "json" in media_type else "malformed")


@pytest.mark.parametrize("kind", ["data", "json"])
@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"scope": ""}, ["/username", "/password"]),
        ({"username": EMAIL}, ["/password"]),
        ({"password": PASSWORD}, ["/username"]),
        (RIGHT | {"role": "admin"}, ["/role"]),
        (RIGHT | {"grant_type": "client_credentials"}, ["/grant_type"]),
        ({"username": EMAIL, "password": "x" * 5000}, ["/password"]),
    ],
)
async def test_fields_of_a_login_that_are_missing_or_unknown_are_named(
    unchanged: Counter, kind: str, fields: dict[str, str], pointers: list[str]
) -> None:
    body: dict[str, Any] = {kind: fields}
    errors = problem(await unchanged.shop.client.post("/api/auth/login", **body), 422, "invalid_request")["errors"]
    assert [error["pointer"] for error in errors] == pointers


@pytest.mark.parametrize("body", [[], "text", 7, {"username": ["a"], "password": {"b": "c"}}])
async def test_a_login_of_another_shape_is_refused(unchanged: Counter, body: object) -> None:
    problem(await unchanged.shop.client.post("/api/auth/login", json=body), 422, "invalid_request")


async def test_a_logout_ends_the_login_on_the_next_request(shop: TestShop, client: AsyncClient) -> None:
    ended, kept = (await log_in(client)).json(), (await log_in(client)).json()
    headers = {"Authorization": f"Bearer {ended['access_token']}"}
    assert (await client.post("/api/auth/logout", headers=headers)).status_code == 204
    problem(await client.get("/api/auth/me", headers=headers), 401, "token_revoked")
    problem(await client.post("/api/auth/logout", headers=headers), 401, "token_revoked")
    refresh = await client.post("/api/auth/refresh", json={"refresh_token": ended["refresh_token"]})
    problem(refresh, 401, "invalid_refresh_token")

    other_device = {"Authorization": f"Bearer {kept['access_token']}"}
    assert (await client.get("/api/auth/me", headers=other_device)).status_code == 200
    refresh = await client.post("/api/auth/refresh", json={"refresh_token": kept["refresh_token"]})
    assert refresh.status_code == 200


async def test_users_see_themselves(customer: AsyncClient, salesperson: AsyncClient, admin: AsyncClient) -> None:
    for caller, role in ((customer, "customer"), (salesperson, "salesperson"), (admin, "admin")):
        user = (await caller.get("/api/auth/me")).json()
        assert user.keys() == USER_FIELDS
        assert (user["role"], user["email"]) == (role, f"{role}@example.com")


async def test_users_change_their_name(customer: AsyncClient, salesperson: AsyncClient) -> None:
    changed = await customer.patch("/api/auth/me", json={"full_name": "  आशा Rao "})
    assert changed.status_code == 200, changed.text
    assert changed.json()["full_name"] == "आशा Rao"
    assert (await customer.patch("/api/auth/me", json={})).json() == changed.json()
    assert (await customer.get("/api/auth/me")).json() == changed.json()
    assert (await salesperson.get("/api/auth/me")).json()["full_name"] == "Salesperson"
    assert (await customer.patch("/api/auth/me", json={"full_name": None})).json()["full_name"] is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "admin"),
        ("email", "mine@example.com"),
        ("is_active", False),
        ("password", "another password"),
        ("id", 1),
        ("full_name", ""),
        ("full_name", "x" * 201),
        ("full_name", "Asha\x00"),
        ("full_name", 7),
    ],
)
async def test_nothing_else_of_oneself_can_be_changed(unchanged: Counter, field: str, value: object) -> None:
    body = {"full_name": "Somebody Else"} | {field: value}
    answer = await unchanged.customer.patch("/api/auth/me", json=body)
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == f"/{field}"
