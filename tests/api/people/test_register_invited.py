"""Opening an account with an invitation: its role, once; and one answer for all that is wrong with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.passwords import Lane
from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.api.people.accounts import PASSWORD, register
from tests.support.answers import created, ok, problem, refused_to_nobody
from tests.support.concurrency import until, until_idle
from tests.support.counter import Counter
from tests.support.databases import all_rows, copied_database
from tests.support.requests import invite
from tests.support.serving import FIRST_START, free_port, serving
from tests.support.shop import PASSWORDS, TestShop, log_in_as

LONG_PASSWORD = "saffron and roses in milk"
KINDS = ("unknown", "used", "revoked", "expired", "another e-mail")


async def bad_token(shop: TestShop, kind: str) -> str:
    """A token that lets nobody register as Asha any more, or never did."""
    admin = await log_in_as(shop, Role.ADMIN)
    fields: dict[str, dict[str, Any]] = {
        "another e-mail": {"email": "ravi@example.com"},
        "expired": {"expires_in_hours": 1},
    }
    invitation = await invite(admin, **fields.get(kind, {}))
    if kind == "used":
        created(await register(shop.client, email="first@example.com", invitation_token=invitation["token"]))
    elif kind == "revoked":
        assert (await admin.delete(f"/api/invitations/{invitation['id']}")).status_code == 204
    elif kind == "expired":
        shop.clock.set(datetime.fromisoformat(invitation["expires_at"]))
    token: str = invitation["token"]
    return token[:-1] if kind == "unknown" else token


@asynccontextmanager
async def connections_held_while_hashing(shop: TestShop) -> AsyncIterator[list[int]]:
    """How many connections were in use at each password that was hashed, but for those given back in a moment."""
    hasher: Any = shop.context.hasher
    pool, held = shop.database.engine.pool, list[int]()
    hash_password = hasher.hash

    async def noting(password: str, lane: Lane) -> str:
        await until_idle(shop)
        held.append(pool.checkedout())  # type: ignore[attr-defined]
        hashed: str = await hash_password(password, lane)
        return hashed

    hasher.hash = noting
    try:
        yield held
    finally:
        hasher.hash = hash_password


@pytest.mark.parametrize("role", [Role.SALESPERSON, Role.ADMIN])
async def test_a_user_registered_with_an_invitation_has_its_role(
    shop: TestShop, admin: AsyncClient, role: Role
) -> None:
    invitation = await invite(admin, role)
    user = created(await register(shop.client, password=LONG_PASSWORD, invitation_token=invitation["token"]))
    assert user["role"] == role
    member = await shop.log_in("asha@example.com", LONG_PASSWORD)
    ok(await member.get("/api/stock-movements"))
    assert (await member.get("/api/invitations")).status_code == (200 if role is Role.ADMIN else 403)
    used = ok(await admin.get(f"/api/invitations/{invitation['id']}"))
    assert (used["status"], used["used_by"]) == ("used", user["id"])
    assert invitation["created_at"] < used["used_at"] < used["expires_at"]


async def test_without_an_invitation_everybody_is_a_customer(shop: TestShop, admin: AsyncClient) -> None:
    invitation = await invite(admin, Role.ADMIN, email="asha@example.com")
    assert created(await register(shop.client, invitation_token=None))["role"] == "customer"
    assert ok(await admin.get(f"/api/invitations/{invitation['id']}"))["status"] == "open"


@pytest.mark.parametrize("email", ["ravi@example.com", " RAVI@Example.com "])
async def test_an_invitation_for_an_email_is_used_by_it_in_any_case(
    shop: TestShop, admin: AsyncClient, email: str
) -> None:
    token = (await invite(admin, email="Ravi@example.com"))["token"]
    assert created(await register(shop.client, email=email, invitation_token=token))["role"] == "salesperson"


async def test_an_invitation_is_good_to_its_last_moment(shop: TestShop, admin: AsyncClient) -> None:
    token = (await invite(admin, expires_in_hours=1))["token"]
    shop.clock.advance(timedelta(hours=1, seconds=-1))
    created(await register(shop.client, invitation_token=token))


@pytest.mark.parametrize("kind", KINDS)
async def test_a_bad_invitation_opens_no_account_and_the_try_is_counted(shop: TestShop, kind: str) -> None:
    token = await bad_token(shop, kind)
    before, counted = await all_rows(shop), refused_to_nobody("invitation_invalid")
    answer = await register(shop.client, invitation_token=token)
    assert problem(answer, 400, "invitation_invalid")["detail"] == "This invitation cannot be used. Ask for a new one."
    assert await all_rows(shop) == before
    assert refused_to_nobody("invitation_invalid") == counted + 1
    assert await shop.sql("SELECT FROM audit_logs WHERE outcome = 'refused'") == []


async def test_whatever_is_wrong_with_an_invitation_it_takes_the_same_work_to_refuse_it(shop: TestShop) -> None:
    work: list[tuple[list[str], list[int]]] = []
    for kind in KINDS:
        token = await bad_token(shop, kind)
        async with connections_held_while_hashing(shop) as held, shop.count_statements() as counter:
            problem(await register(shop.client, invitation_token=token), 400, "invitation_invalid")
        work.append((counter.statements, held))
    assert work == [(work[0][0], [0])] * len(KINDS)


@pytest.mark.parametrize("change", ["is_active = false", "role = 'salesperson'"])
async def test_invitations_of_a_demoted_admin_are_void(shop: TestShop, admin: AsyncClient, change: str) -> None:
    token = (await invite(admin, Role.ADMIN))["token"]
    await shop.sql(f"UPDATE users SET {change} WHERE role = 'admin'")
    before = await all_rows(shop)
    problem(await register(shop.client, password=LONG_PASSWORD, invitation_token=token), 400, "invitation_invalid")
    assert await all_rows(shop) == before


@pytest.mark.parametrize("email", ["customer@example.com", "nobody@example.com"])
async def test_a_bad_invitation_does_not_tell_whether_an_email_has_an_account(unchanged: Counter, email: str) -> None:
    answer = await register(unchanged.shop.client, email=email, invitation_token="made up")
    problem(answer, 400, "invitation_invalid")


@pytest.mark.parametrize("token", ["", " ", "\0", "a\0b", "x" * 500, "é" * 500, "'; DROP TABLE invitations; --"])
async def test_an_unknown_token_is_an_invalid_invitation(unchanged: Counter, token: str) -> None:
    problem(await register(unchanged.shop.client, invitation_token=token), 400, "invitation_invalid")


@pytest.mark.parametrize("token", ["\ud800", "x\udfff", "x" * 501, 7, True, ["x"], {"token": "x"}])
async def test_a_token_that_is_no_text_of_a_token_is_refused(unchanged: Counter, token: object) -> None:
    answer = await register(unchanged.shop.client, invitation_token=token)
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == "/invitation_token"


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"email": "customer@example.com"}, 409, "email_taken"),
        ({"password": "fourteen chars"}, 422, "weak_password"),
        ({"password": "iloveyou"}, 422, "weak_password"),
        ({"full_name": ""}, 422, "invalid_request"),
    ],
)
async def test_a_registration_that_fails_leaves_its_invitation_open(
    shop: TestShop, admin: AsyncClient, fields: dict[str, Any], status: int, code: str
) -> None:
    token = (await invite(admin, Role.ADMIN))["token"]
    before = await all_rows(shop)
    good = {"password": LONG_PASSWORD, "invitation_token": token}
    problem(await register(shop.client, **(good | fields)), status, code)
    assert await all_rows(shop) == before
    assert created(await register(shop.client, **good))["role"] == "admin"


@pytest.mark.parametrize(("role", "enough"), [(Role.ADMIN, False), (Role.SALESPERSON, True)])
async def test_an_invited_admin_needs_a_longer_password(
    shop: TestShop, admin: AsyncClient, role: Role, enough: bool
) -> None:
    token = (await invite(admin, role))["token"]
    answer = await register(shop.client, password="fourteen chars", invitation_token=token)
    if enough:
        created(answer)
    else:
        (error,) = problem(answer, 422, "weak_password")["errors"]
        assert (error["pointer"], error["code"]) == ("/password", "password_too_short")
        assert "15" in error["detail"]


async def test_the_use_of_an_invitation_is_logged_with_its_user(shop: TestShop, admin: AsyncClient) -> None:
    invitation = await invite(admin)
    answer = await register(shop.client, invitation_token=invitation["token"])
    user, request_id = created(answer), answer.headers["X-Request-ID"]
    entries = await shop.sql("SELECT * FROM audit_logs WHERE request_id = $1 ORDER BY id", request_id)
    assert [(entry["action"], entry["entity_id"]) for entry in entries] == [
        ("user.registered", user["id"]),
        ("invitation.used", invitation["id"]),
    ]
    for entry in entries:
        assert (entry["actor_id"], entry["actor_role"]) == (user["id"], "salesperson")
    assert '"role": "salesperson"' in entries[0]["after"]
    assert f'"used_by": {user["id"]}' in entries[1]["after"]


async def test_registering_takes_a_fixed_number_of_statements_and_no_connection_while_it_hashes(
    shop: TestShop, admin: AsyncClient
) -> None:
    # Three of them count the registration.
    for fields, statements in ({}, 5), ({"invitation_token": (await invite(admin))["token"]}, 8):
        async with connections_held_while_hashing(shop) as held, shop.count_statements() as counter:
            created(await register(shop.client, email=f"by-{statements}@example.com", **fields))
        assert len(counter) == statements, counter.statements
        assert held == [0]


async def test_no_token_is_in_the_logs(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> None:
    port = free_port()
    async with (
        copied_database(postgres, template) as url,
        serving(tmp_path, port, FIRST_START, DATABASE_URL=url, PORT=str(port), LOG_LEVEL="DEBUG") as shop,
    ):
        await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
        token = (await invite(shop.client))["token"]
        created(await register(shop.client, invitation_token=token))
        problem(await register(shop.client, email="b@example.com", invitation_token=token), 400, "invitation_invalid")

        async def both_logged() -> bool:
            return shop.printed().count("/api/auth/register") == 2

        # The line of a request is written after its answer.
        await until(both_logged)
        assert token not in shop.printed()
        assert PASSWORD not in shop.printed()
