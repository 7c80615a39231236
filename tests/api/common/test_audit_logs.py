"""The audit log: written with the change or not at all, never altered, read by admins alone."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.audit_log import AuditLogRead
from app.services.people.auth import RACE_SECONDS
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.requests import NewSweet, purchase
from tests.support.shop import PASSWORDS, TestShop, log_in_as

Entry = dict[str, Any]


async def entries_of(admin: AsyncClient, **filters: Any) -> list[Entry]:
    """Return the newest entries first."""
    items: list[Entry] = ok(await admin.get("/api/audit-logs", params=filters))["items"]
    for item in items:
        read_strictly(AuditLogRead, item)
    return items


async def test_a_new_price_is_kept_beside_the_old_one_with_who_set_it_from_where(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    path, match = f"/api/sweets/{sweet['id']}", {"If-Match": "*", "X-Request-ID": "of-the-client"}
    answer = await admin.patch(path, json={"price": "120.50", "name": sweet["name"]}, headers=match)
    assert ok(answer)["price"] == "120.50"
    entry = (await entries_of(admin))[0]
    assert {name: entry[name] for name in entry if name not in ("id", "occurred_at")} == {
        "actor_id": 1,
        "actor_email": "admin@example.com",
        "actor_role": "admin",
        "action": "sweet.updated",
        "entity": "sweet",
        "entity_id": sweet["id"],
        "outcome": "done",
        "count": 1,
        "before": {"price": "100.00"},
        "after": {"price": "120.50"},
        "address": "127.0.0.1",
        "request_id": answer.headers["X-Request-ID"],
    }
    assert ok(await admin.get(f"/api/audit-logs/{entry['id']}")) == entry
    problem(await admin.get("/api/audit-logs/999999"), 404, "audit_log_not_found")


async def test_the_role_of_the_actor_is_kept_as_it_was_and_the_email_shown_as_it_is(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(salesperson, await new_sweet(stock="5"), "1"))
    await shop.sql("UPDATE users SET email = 'ravi@example.com', role = 'customer' WHERE role = 'salesperson'")
    (entry,) = await entries_of(admin, action="sale.created")
    assert (entry["actor_email"], entry["actor_role"]) == ("ravi@example.com", "salesperson")
    assert entry["entity_id"] == sale["id"]
    paid = [{"tender": "cash", "amount": "100.00"}]
    assert entry["after"] == {"number": sale["number"], "total": "100.00", "customer_id": None, "payments": paid}


async def test_sales_decided_together_are_logged_one_by_one(
    admin: AsyncClient, customer: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="6")
    answers = await asyncio.gather(*(purchase(client, sweet, "1") for client in (customer, salesperson) * 5))
    sold = {answer.json()["id"]: answer for answer in answers if answer.status_code == 201}
    assert len(sold) == 6
    entries = await entries_of(admin, action="sale.created")
    assert {entry["entity_id"]: entry["request_id"] for entry in entries} == {
        sale_id: answer.headers["X-Request-ID"] for sale_id, answer in sold.items()
    }
    assert {entry["actor_role"] for entry in entries} == {"customer", "salesperson"}


async def test_a_rolled_back_change_is_not_logged(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="1")
    match = {"If-Match": "*"}
    taken = {"sku": (await new_sweet())["sku"]}
    before = await entries_of(admin)
    problem(await purchase(customer, sweet, "2"), 409, "insufficient_stock")
    problem(await admin.patch(f"/api/sweets/{sweet['id']}", json=taken, headers=match), 409, "sku_taken")
    problem(await admin.delete("/api/categories/1"), 409, "category_in_use")
    assert await entries_of(admin) == before


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_logs SET actor_id = 2",
        "DELETE FROM audit_logs",
        "TRUNCATE audit_logs",
        "TRUNCATE audit_logs CASCADE",
    ],
)
async def test_not_even_a_superuser_changes_the_audit_log(shop: TestShop, admin: AsyncClient, tampering: str) -> None:
    before = await entries_of(admin)
    assert before
    with pytest.raises(asyncpg.RestrictViolationError):
        await shop.sql(tampering)
    assert await entries_of(admin) == before


async def test_a_request_with_an_insufficient_role_is_logged(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient
) -> None:
    refused = await customer.patch("/api/sweets/7", json={"price": "1.00"})
    problem(refused, 403, "forbidden")
    (entry,) = await entries_of(admin, outcome="refused")
    assert (entry["actor_email"], entry["actor_role"]) == ("customer@example.com", "customer")
    assert entry["after"] == {"method": "PATCH", "path": "/api/sweets/7", "code": "forbidden"}
    assert entry["request_id"] == refused.headers["X-Request-ID"]


async def test_logins_are_logged_and_so_are_refused_ones_of_an_account(shop: TestShop, admin: AsyncClient) -> None:
    wrong = {"username": "Customer@Example.com ", "password": "two rasgullas"}
    unknown = {"username": "nobody@example.com", "password": "two rasgullas"}
    nonsense = {"username": "not an address", "password": "two rasgullas"}
    for login in (wrong, unknown, nonsense):
        problem(await shop.client.post("/api/auth/login", data=login), 401, "invalid_credentials")
    await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER])
    opened, refused, before = (await entries_of(admin))[:3]
    assert (opened["action"], opened["actor_email"], opened["outcome"]) == (
        "session.opened",
        "customer@example.com",
        "done",
    )
    # Tries at accounts that are not there are counted only.
    assert (refused["action"], refused["outcome"]) == ("user.login_refused", "refused")
    assert (refused["entity_id"], refused["actor_id"], refused["after"]) == (opened["actor_id"], None, None)
    assert (before["action"], before["actor_id"]) == ("session.opened", 1)


async def test_the_reuse_of_a_refresh_token_is_logged_although_it_is_refused(
    shop: TestShop, admin: AsyncClient
) -> None:
    login = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}
    tokens = ok(await shop.client.post("/api/auth/login", data=login))
    used = {"refresh_token": tokens["refresh_token"]}
    ok(await shop.client.post("/api/auth/refresh", json=used))
    shop.clock.advance(timedelta(seconds=RACE_SECONDS + 1))
    problem(await shop.client.post("/api/auth/refresh", json=used), 401, "invalid_refresh_token")
    reused, refreshed = (await entries_of(admin))[:2]
    assert (reused["action"], reused["outcome"]) == ("session.reused", "refused")
    assert (refreshed["action"], refreshed["outcome"]) == ("session.refreshed", "done")
    assert reused["entity_id"] == refreshed["entity_id"]


async def test_no_secret_is_ever_logged(shop: TestShop, admin: AsyncClient) -> None:
    registration = {"email": "asha@example.com", "password": "saffron and rose"}
    created(await shop.client.post("/api/auth/register", json=registration))
    login = {"username": "asha@example.com", "password": "saffron and rose"}
    tokens = ok(await shop.client.post("/api/auth/login", data=login))
    await shop.client.post("/api/auth/login", data=login | {"password": "saffron and thyme"})
    ok(await shop.client.post("/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]}))
    written = json.dumps(await entries_of(admin, limit=200))
    hashes = [row["password_hash"] for row in await shop.sql("SELECT password_hash FROM users")]
    digests = [row["d"] for row in await shop.sql("SELECT encode(token_hash, 'hex') AS d FROM refresh_tokens")]
    for secret in ["saffron and", tokens["refresh_token"], tokens["access_token"], *hashes, *digests]:
        assert secret not in written
    assert "[redacted]" in written


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"action": "sweet.created"}, {"sweet.created"}),
        ({"entity": "sweet"}, {"sweet.created", "sweet.restocked"}),
        ({"entity": "sweet", "entity_id": 2}, {"sweet.created"}),
        ({"actor_id": 3}, {"session.opened", "request.refused"}),
        ({"outcome": "refused"}, {"request.refused"}),
        ({"request_id": "THEIRS"}, {"request.refused"}),
        ({"request_id": "of-the-client"}, set()),
        ({"entity": "mithai"}, set()),
        ({"occurred_from": "2199-01-01T00:00:00Z"}, set()),
        ({"occurred_to": "2000-01-01T00:00:00Z"}, set()),
    ],
)
async def test_the_log_is_filtered(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, filters: dict[str, Any], expected: set[str]
) -> None:
    await new_sweet(stock="1")
    await new_sweet()
    customer = await log_in_as(shop, Role.CUSTOMER)
    refused = await customer.get("/api/audit-logs", headers={"X-Request-ID": "of-the-client"})
    if filters.get("request_id") == "THEIRS":
        filters = {"request_id": refused.headers["X-Request-ID"]}
    assert {entry["action"] for entry in await entries_of(admin, **filters)} == expected


async def test_the_log_is_paged_newest_first_or_oldest_first(admin: AsyncClient, new_sweet: NewSweet) -> None:
    for _ in range(5):
        await new_sweet(stock="1")
    newest = [entry for page in await walk(admin, "/api/audit-logs", limit=3) for entry in page]
    oldest = [entry for page in await walk(admin, "/api/audit-logs", limit=4, sort="occurred_at") for entry in page]
    assert len(newest) > 10
    assert newest == oldest[::-1]
    total = ok(await admin.get("/api/audit-logs", params={"count": True, "limit": 1}))["total"]
    assert total == len(newest)
