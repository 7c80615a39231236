"""Inviting people to join the staff: by admins, for a while, with a token that is shown once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.core.security import hash_token
from app.models import Role
from app.schemas.invitation import InvitationCreated, InvitationPage, InvitationRead
from tests.api.people.accounts import register
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.counter import Counter
from tests.support.databases import all_rows
from tests.support.requests import invite
from tests.support.shop import TestShop, log_in_as

PATH = "/api/invitations"
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


async def status_of(admin: AsyncClient, invitation: dict[str, Any]) -> str:
    status: str = ok(await admin.get(f"{PATH}/{invitation['id']}"))["status"]
    return status


async def revoke(admin: AsyncClient, invitation: dict[str, Any]) -> None:
    assert (await admin.delete(f"{PATH}/{invitation['id']}")).status_code == 204


async def test_a_new_invitation_shows_its_token_once(shop: TestShop) -> None:
    shop.clock.set(NOON)
    admin = await log_in_as(shop, Role.ADMIN)
    answer = await admin.post(PATH, json={"role": "salesperson", "email": " Ravi@Example.COM "})
    shown = created(answer)
    token = shown.pop("token")
    assert len(token) == 43
    assert shown.pop("link").endswith(f"/account/register?invitation={token}")
    assert shown.pop("qr_svg").startswith("<svg")
    assert shown == {
        "id": shown["id"],
        "role": "salesperson",
        "email": "ravi@example.com",
        "status": "open",
        "created_by": ok(await admin.get("/api/auth/me"))["id"],
        "created_at": "2026-11-10T12:00:00.000000Z",
        "expires_at": "2026-11-13T12:00:00.000000Z",
        "used_at": None,
        "used_by": None,
        "revoked_at": None,
    }
    assert answer.headers["Location"] == f"{PATH}/{shown['id']}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ok(await admin.get(answer.headers["Location"])) == shown
    assert ok(await admin.get(PATH))["items"] == [shown]


async def test_an_answer_matches_the_document(admin: AsyncClient) -> None:
    invitation = await invite(admin, Role.ADMIN)
    assert read_strictly(InvitationCreated, invitation).email is None
    read_strictly(InvitationRead, ok(await admin.get(f"{PATH}/{invitation['id']}")))
    read_strictly(InvitationPage, ok(await admin.get(PATH, params={"count": True})))


@pytest.mark.parametrize("hours", [1, 720])
async def test_an_invitation_lasts_as_long_as_it_was_made_for(shop: TestShop, hours: int) -> None:
    shop.clock.set(NOON)
    invitation = await invite(await log_in_as(shop, Role.ADMIN), expires_in_hours=hours)
    shop.clock.advance(timedelta(hours=hours, microseconds=-1))
    assert await status_of(await log_in_as(shop, Role.ADMIN), invitation) == "open"
    shop.clock.advance(timedelta(microseconds=1))
    assert await status_of(await log_in_as(shop, Role.ADMIN), invitation) == "expired"


async def test_only_the_digest_of_a_token_is_kept(shop: TestShop, admin: AsyncClient) -> None:
    tokens = [(await invite(admin))["token"] for _ in range(3)]
    assert len(set(tokens)) == 3
    created(await register(shop.client, invitation_token=tokens[0]))
    problem(await register(shop.client, email="b@example.com", invitation_token=tokens[0]), 400, "invitation_invalid")
    rows = "\n".join(await all_rows(shop) + [str(row) for row in await shop.sql("SELECT * FROM audit_logs")])
    for token in tokens:
        assert token not in rows
        assert rows.count(hash_token(token).hex()) == 1


async def test_creating_and_revoking_an_invitation_are_logged_without_the_token(
    shop: TestShop, admin: AsyncClient
) -> None:
    invitation = await invite(admin, email="ravi@example.com")
    await revoke(admin, invitation)
    await revoke(admin, invitation)
    made, revoked = await shop.sql("SELECT * FROM audit_logs WHERE entity = 'invitation' ORDER BY id")
    for entry, action in ((made, "invitation.created"), (revoked, "invitation.revoked")):
        assert (entry["action"], entry["entity_id"]) == (action, invitation["id"])
        assert (entry["actor_id"], entry["actor_role"]) == (1, "admin")
    assert made["before"] is None
    for part in ('"token_hash": "[redacted]"', '"email": "[personal]"', '"role": "salesperson"'):
        assert part in made["after"]
    assert revoked["before"] == '{"revoked_at": null}'
    assert "revoked_at" in revoked["after"]


@pytest.mark.parametrize("role", [Role.SALESPERSON, Role.CUSTOMER])
async def test_only_admins_invite_and_other_attempts_are_logged(shop: TestShop, role: Role) -> None:
    shop.clock.stop()
    client = await log_in_as(shop, role)
    for invited in (Role.SALESPERSON, Role.ADMIN):
        problem(await client.post(PATH, json={"role": invited}), 403, "forbidden")
    assert await shop.sql("SELECT id FROM invitations") == []
    (entry,) = await shop.sql("SELECT * FROM audit_logs WHERE action = 'request.refused'")
    assert (entry["actor_role"], entry["outcome"]) == (role, "refused")
    assert f'"path": "{PATH}"' in entry["after"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("role", role) for role in ("customer", "owner", "ADMIN", "", None, 1, ["admin"])),
        *(
            ("email", email)
            for email in ("", "ravi", "ravi@", "ravi\x00@example.com", "r@" + "example." * 40 + "com", 7)
        ),
        *(("expires_in_hours", hours) for hours in (0, -1, 721, 1.5, 2**63, "72", True, None)),
        *((field, "x") for field in ("token", "status", "created_by", "used_by", "expires_at")),
    ],
)
async def test_a_bad_invitation_is_refused(unchanged: Counter, field: str, value: object) -> None:
    answer = await unchanged.admin.post(PATH, json={"role": "salesperson"} | {field: value})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == f"/{field}"


async def test_a_revoked_invitation_stays_revoked(shop: TestShop, admin: AsyncClient) -> None:
    invitation = await invite(admin)
    await revoke(admin, invitation)
    assert await status_of(admin, invitation) == "revoked"
    before = await all_rows(shop)
    await revoke(admin, invitation)
    assert await all_rows(shop) == before


async def test_an_expired_invitation_may_be_revoked(shop: TestShop, admin: AsyncClient) -> None:
    invitation = await invite(admin, expires_in_hours=1)
    shop.clock.advance(timedelta(hours=1))
    later = await log_in_as(shop, Role.ADMIN)
    await revoke(later, invitation)
    assert await status_of(later, invitation) == "revoked"


async def test_a_used_invitation_cannot_be_revoked(shop: TestShop, admin: AsyncClient) -> None:
    invitation = await invite(admin)
    created(await register(shop.client, invitation_token=invitation["token"]))
    before = await all_rows(shop)
    problem(await admin.delete(f"{PATH}/{invitation['id']}"), 409, "invitation_used")
    assert await all_rows(shop) == before
    assert await status_of(admin, invitation) == "used"


async def test_an_address_without_an_invitation_is_not_found(unchanged: Counter) -> None:
    for invitation_id in (1, 2**63 - 1):
        address = f"{PATH}/{invitation_id}"
        problem(await unchanged.admin.get(address), 404, "invitation_not_found")
        problem(await unchanged.admin.delete(address), 404, "invitation_not_found")
    for invitation_id in (0, 2**63):
        problem(await unchanged.admin.get(f"{PATH}/{invitation_id}"), 422, "invalid_request")


@pytest.fixture
async def history(shop: TestShop) -> tuple[AsyncClient, dict[str, int]]:
    """An admin, and the ids of one invitation of each status by its status, made in this order."""
    shop.clock.set(NOON)
    made: dict[str, dict[str, Any]] = {}
    early = await log_in_as(shop, Role.ADMIN)
    made["expired"] = await invite(early, expires_in_hours=1)
    made["used"] = await invite(early, Role.ADMIN, email="asha@example.com", expires_in_hours=1)
    password = "saffron and rose"
    created(await register(shop.client, password=password, invitation_token=made["used"]["token"]))
    made["revoked"] = await invite(early, email="ravi@example.com", expires_in_hours=1)
    await revoke(early, made["revoked"])
    shop.clock.advance(timedelta(hours=1))
    admin = await log_in_as(shop, Role.ADMIN)
    made["open"] = await invite(admin, email="ravi@example.com")
    return admin, {status: invitation["id"] for status, invitation in made.items()}


async def test_invitations_are_found_by_status_role_and_email(history: tuple[AsyncClient, dict[str, int]]) -> None:
    admin, ids = history

    async def found(**params: Any) -> set[int]:
        body = ok(await admin.get(PATH, params=params | {"count": True}))
        assert body["total"] == len(body["items"])
        return {item["id"] for item in body["items"]}

    for status, invitation_id in ids.items():
        assert await found(status=status) == {invitation_id}
    assert await found(role="admin") == {ids["used"]}
    assert await found(role="salesperson") == set(ids.values()) - {ids["used"]}
    assert await found(email="RAVI@example.com") == {ids["revoked"], ids["open"]}
    assert await found(email="ravi@example.com", status="open", role="salesperson") == {ids["open"]}
    assert await found(email="asha@example.com", status="open") == await found(email="avi@example.com") == set()


async def test_invitations_are_paged_by_when_they_were_made(history: tuple[AsyncClient, dict[str, int]]) -> None:
    admin, ids = history
    oldest_first = list(ids.values())
    for sort, order in ({}, oldest_first[::-1]), ({"sort": "created_at"}, oldest_first):
        for limit in (1, 3):
            pages = await walk(admin, PATH, limit=limit, **sort)
            assert [item["id"] for page in pages for item in page] == order
            assert all("token" not in item for page in pages for item in page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("status", status) for status in ("OPEN", "gone", "")),
        *(("role", role) for role in ("customer", "boss", "")),
        *(("email", email) for email in ("", "ravi", "a\0@example.com")),
        *(("sort", sort) for sort in ("email", "token", "created_at,-created_at", "")),
        *(("cursor", cursor) for cursor in ("abc", "W10", "")),
        ("limit", "0"),
        *((name, "1") for name in ("token", "created_by", "token_hash")),
    ],
)
async def test_the_list_refuses_bad_parameters(unchanged: Counter, name: str, value: str) -> None:
    (error,) = problem(await unchanged.admin.get(PATH, params={name: value}), 422, "invalid_request")["errors"]
    assert error["pointer"] == name


async def test_invitations_take_a_fixed_number_of_statements(shop: TestShop, admin: AsyncClient) -> None:
    invitations = [await invite(admin) for _ in range(5)]
    address = f"{PATH}/{invitations[0]['id']}"
    for method, path, body, statements in [
        ("GET", f"{PATH}?limit=1", None, 2),
        ("GET", f"{PATH}?limit=200&status=open", None, 2),
        ("GET", f"{PATH}?count=true", None, 3),
        ("GET", address, None, 2),
        ("POST", PATH, {"role": "salesperson"}, 4),
        ("DELETE", address, None, 4),
        ("DELETE", address, None, 2),
    ]:
        async with shop.count_statements() as counter:
            assert (await admin.request(method, path, json=body)).is_success
        assert len(counter) == statements, counter.statements
