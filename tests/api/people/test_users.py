"""Users, as admins keep them: made, found and shown."""

from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.user import UserPage, UserRead
from tests.api.people.accounts import PASSWORD, new_user
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.shop import PASSWORDS, TestShop

TEMPLATE_EMAILS = ["admin@example.com", "customer@example.com", "salesperson@example.com"]


async def emails(admin: AsyncClient, **params: Any) -> list[str]:
    body = ok(await admin.get("/api/users", params=params))
    read_strictly(UserPage, body)
    return [user["email"] for user in body["items"]]


@pytest.mark.parametrize("role", list(Role))
async def test_a_new_user_is_shown_as_made_and_can_log_in(shop: TestShop, admin: AsyncClient, role: Role) -> None:
    body = {"email": " Ravi@Example.com ", "password": PASSWORD, "full_name": " Ravi Iyer ", "role": role}
    answer = await admin.post("/api/users", json=body)
    user = created(answer)
    assert (user["email"], user["full_name"], user["role"], user["is_active"]) == (
        "ravi@example.com",
        "Ravi Iyer",
        role,
        True,
    )
    assert read_strictly(UserRead, user).role is role
    assert answer.headers["Location"] == f"/api/users/{user['id']}"
    assert ok(await admin.get(answer.headers["Location"])) == user
    assert ok(await admin.get("/api/users", params={"q": "ravi"}))["items"] == [user]
    ravi = await shop.log_in("ravi@example.com", PASSWORD)
    assert ok(await ravi.get("/api/auth/me"))["role"] == role


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"password": "7 chars"}, "/password", "password_too_short"),
        ({"password": "fourteen chars", "role": "admin"}, "/password", "password_too_short"),
        ({"password": "password123"}, "/password", "password_too_common"),
        ({"password": "ravi@example.com"}, "/password", "password_too_personal"),
        ({"password": "Ravindra Iyer", "full_name": "Ravindra Iyer"}, "/password", "password_too_personal"),
        ({"password": "a null \0 byte"}, "/password", "password_unreadable"),
        ({"password": "x" * 1025}, "/password", "password_too_long"),
        ({"password": "x" * 5000}, "/password", "string_too_long"),
        ({"email": "ravi"}, "/email", "invalid_email"),
        ({"email": "r" * 250 + "@example.com"}, "/email", "string_too_long"),
        ({"full_name": ""}, "/full_name", "string_too_short"),
        ({"full_name": "x" * 201}, "/full_name", "string_too_long"),
        ({"role": "owner"}, "/role", "enum"),
        ({"role": "ADMIN"}, "/role", "enum"),
        ({"role": None}, "/role", "enum"),
        ({"id": 1}, "/id", "extra_forbidden"),
        ({"is_active": False}, "/is_active", "extra_forbidden"),
        ({"token_version": 7}, "/token_version", "extra_forbidden"),
        ({"password_hash": "x"}, "/password_hash", "extra_forbidden"),
    ],
)
async def test_a_user_with_a_bad_field_is_refused(
    shop: TestShop, admin: AsyncClient, changes: dict[str, Any], pointer: str, code: str
) -> None:
    before = await all_rows(shop)
    body = {"email": "ravi@example.com", "password": PASSWORD, "role": "salesperson"} | changes
    answer = await admin.post("/api/users", json=body)
    (error,) = problem(answer, 422, "weak_password" if code.startswith("password_") else "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert await all_rows(shop) == before


async def test_a_user_has_to_be_given_an_email_a_password_and_a_role(shop: TestShop, admin: AsyncClient) -> None:
    before = await all_rows(shop)
    errors = problem(await admin.post("/api/users", json={}), 422, "invalid_request")["errors"]
    assert {error["pointer"]: error["code"] for error in errors} == dict.fromkeys(
        ("/email", "/password", "/role"), "missing"
    )
    assert await all_rows(shop) == before


async def test_an_email_that_is_taken_is_refused_in_any_case(shop: TestShop, admin: AsyncClient) -> None:
    before = await all_rows(shop)
    for email in TEMPLATE_EMAILS:
        body = {"email": email.upper(), "password": PASSWORD, "role": "customer"}
        problem(await admin.post("/api/users", json=body), 409, "email_taken")
    assert await all_rows(shop) == before


async def test_users_are_listed_found_and_paged(shop: TestShop, admin: AsyncClient) -> None:
    await new_user(admin, "zoya@sweets.com", full_name="Zoya Khán")
    await new_user(admin, "bina_100%@sweets.com", full_name="Bina Das", role="salesperson")
    disabled = await new_user(admin, "chetan@sweets.com")
    ok(await admin.patch(f"/api/users/{disabled['id']}", json={"is_active": False}))
    made = ["admin@example.com", "salesperson@example.com", "customer@example.com"]
    made += ["zoya@sweets.com", "bina_100%@sweets.com", "chetan@sweets.com"]
    assert await emails(admin) == sorted(made)
    assert await emails(admin, sort="-email") == sorted(made, reverse=True)
    # The template's users were made in one transaction, at one moment.
    assert (await emails(admin, sort="created_at"))[3:] == made[3:]
    assert await emails(admin, role="salesperson") == ["bina_100%@sweets.com", "salesperson@example.com"]
    assert await emails(admin, is_active=False) == ["chetan@sweets.com"]
    assert await emails(admin, is_active=True, role="customer") == ["customer@example.com", "zoya@sweets.com"]
    for part, found in {
        "khan": ["zoya@sweets.com"],
        " KHÁN ": ["zoya@sweets.com"],
        "zoya@": ["zoya@sweets.com"],
        "CHETAN": ["chetan@sweets.com"],
        "_100%": ["bina_100%@sweets.com"],
        "_": ["bina_100%@sweets.com"],
        "%": ["bina_100%@sweets.com"],
        "nobody": [],
    }.items():
        assert await emails(admin, q=part) == found, part
    assert await emails(admin, q="sweets.com", role="customer", is_active=True) == ["zoya@sweets.com"]
    for sort in ("email", "-email", "created_at", "-created_at,email"):
        pages = await walk(admin, "/api/users", sort=sort, limit=2)
        every = await emails(admin, sort=sort)
        assert [[user["email"] for user in page] for page in pages] == [every[:2], every[2:4], every[4:]]
    assert ok(await admin.get("/api/users", params={"limit": 1, "count": True}))["total"] == len(made)
    assert ok(await admin.get("/api/users", params={"count": True, "role": "admin"}))["total"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("role", role) for role in ("", "owner", "ADMIN")),
        *(("is_active", value) for value in ("", "maybe", "2")),
        *(("q", text) for text in ("", " ", "x" * 201, "a\0b", "a\nb")),
        *(("sort", sort) for sort in ("", "id", "full_name", "password_hash", "email,-email")),
        *(("limit", limit) for limit in ("0", "-1", "abc", "9" * 5000)),
        *(("cursor", cursor) for cursor in ("", "abc", "W10", "x" * 3000)),
        *((name, "1") for name in ("colour", "email", "password_hash", "page")),
    ],
)
async def test_the_list_refuses_bad_parameters(admin: AsyncClient, name: str, value: str) -> None:
    answer = await admin.get("/api/users", params={name: value})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == name


async def test_a_user_who_is_not_there_is_not_found(shop: TestShop, admin: AsyncClient) -> None:
    before = await all_rows(shop)
    for user_id in (0, 999, 2**63 - 1):
        address = f"/api/users/{user_id}"
        for answer in (
            await admin.get(address),
            await admin.patch(address, json={"full_name": "x"}),
            await admin.put(f"{address}/role", json={"role": "admin"}),
            await admin.post(f"{address}/password", json={"new_password": PASSWORD}),
            await admin.delete(address),
        ):
            if user_id == 0:
                problem(answer, 422, "invalid_request")
            else:
                problem(answer, 404, "user_not_found")
    assert await all_rows(shop) == before


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SALESPERSON])
async def test_nobody_but_an_admin_sees_or_changes_users_themselves_included(shop: TestShop, role: Role) -> None:
    client = await shop.log_in(f"{role}@example.com", PASSWORDS[role])
    own_id = ok(await client.get("/api/auth/me"))["id"]
    before = await all_rows(shop)
    for user_id in (own_id, 1):
        address = f"/api/users/{user_id}"
        for answer in (
            await client.get("/api/users"),
            await client.get(address),
            await client.post("/api/users", json={"email": "a@b.example", "password": PASSWORD, "role": "admin"}),
            await client.patch(address, json={"role": "admin"}),
            await client.put(f"{address}/role", json={"role": "admin"}),
            await client.post(f"{address}/password", json={"new_password": PASSWORD}),
            await client.delete(address),
        ):
            problem(answer, 403, "forbidden")
    assert await all_rows(shop) == before
    refused = await shop.sql(
        "SELECT actor_id, after ->> 'path' AS path, count FROM audit_logs"
        " JOIN refusal_counts ON audit_log_id = audit_logs.id WHERE outcome = 'refused'"
    )
    assert sum(row["count"] for row in refused) == 14
    assert {row["actor_id"] for row in refused} == {own_id}
    assert f"/api/users/{own_id}/role" in {row["path"] for row in refused}


@pytest.mark.parametrize(
    ("field", "value"), [("role", "admin"), ("id", 1), ("user_id", 1), ("email", "admin@example.com"), ("is_active", 1)]
)
async def test_nobody_escalates_themselves_or_edits_another_through_their_profile(
    shop: TestShop, customer: AsyncClient, field: str, value: object
) -> None:
    before = await all_rows(shop)
    answer = await customer.patch("/api/auth/me", json={"full_name": "Mine", field: value})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == (f"/{field}", "extra_forbidden")
    assert await all_rows(shop) == before


async def test_a_change_takes_the_same_statements_however_many_admins_and_logins_there_are(
    shop: TestShop, admin: AsyncClient
) -> None:
    counts = []
    for number in (0, 30):
        await shop.sql(
            """
            INSERT INTO users (email, role, password_hash)
            SELECT 'admin-' || n || '@example.com', 'admin', 'x' FROM generate_series(1, $1) AS n
            """,
            number,
        )
        target = created(
            await admin.post(
                "/api/users",
                json={"email": f"ravi-{number}@example.com", "password": PASSWORD, "role": "salesperson"},
            )
        )
        address = f"/api/users/{target['id']}"
        for _ in range(number):
            await shop.log_in(target["email"], PASSWORD)
        taken = []
        for method, path, body in (
            ("PUT", "/role", {"role": "admin"}),
            ("PATCH", "", {"full_name": "Ravi", "role": "customer", "is_active": False}),
            ("POST", "/password", {"new_password": PASSWORD}),
            ("DELETE", "", None),
        ):
            async with shop.count_statements() as counter:
                assert (await admin.request(method, address + path, json=body)).is_success
            taken.append(len(counter))
        counts.append(taken)
    # Who is asking, admins and target locked, user written, (logins ended,) entries written, the user shown; a reset
    # looks at the user before it hashes and shows nothing.
    assert counts == [[5, 6, 6, 4]] * 2
