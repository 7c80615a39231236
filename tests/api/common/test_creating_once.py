"""Every POST that creates something creates it once for each Idempotency-Key."""

from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.core.security import hash_token
from app.models import Role
from tests.api.common.operations import OPERATIONS
from tests.support.access.kit import Act
from tests.support.answers import created, problem
from tests.support.shop import TestShop, log_in_as

CREATES = {
    name for name, operation in OPERATIONS.items() if name.startswith("POST ") and "201" in operation["responses"]
}
WITHOUT_KEY = {"POST /api/auth/register"}
"""Nobody is logged in to keep a key for, and an e-mail registers once anyway."""


def takes_a_key(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))


async def made(shop: TestShop) -> int:
    """Return how many changes were logged."""
    ((count,),) = await shop.sql("SELECT count(*) FROM audit_logs WHERE outcome = 'done'")
    return int(count)


async def with_key(act: Act, client: AsyncClient, key: str) -> Response:
    client.headers["Idempotency-Key"] = key
    return await act(client)


def test_every_operation_that_creates_takes_a_key() -> None:
    assert {name for name in CREATES if not takes_a_key(OPERATIONS[name])} == WITHOUT_KEY


async def test_a_retry_creates_nothing_and_gets_the_same_answer(shop: TestShop, acts: dict[str, Act]) -> None:
    for operation in sorted(CREATES - WITHOUT_KEY):
        admin = await log_in_as(shop, Role.ADMIN)
        first = await with_key(acts[operation], admin, operation)
        assert first.status_code == 201, f"{operation}: {first.text}"
        assert "Idempotency-Replayed" not in first.headers
        before = await made(shop)
        again = await with_key(acts[operation], admin, operation)
        assert (again.status_code, again.text) == (201, first.text), operation
        assert again.headers["Idempotency-Replayed"] == "true"
        assert again.headers["Location"] == first.headers["Location"]
        assert await made(shop) == before, f"{operation} did something twice"


async def test_a_key_serves_one_operation_only(shop: TestShop, admin: AsyncClient, acts: dict[str, Act]) -> None:
    created(await admin.post("/api/customers", json={"name": "Asha"}, headers={"Idempotency-Key": "one"}))
    for operation in sorted(CREATES - WITHOUT_KEY - {"POST /api/customers"}):
        problem(await with_key(acts[operation], admin, "one"), 422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("path", "first", "other"),
    [
        ("customers", {"name": "Asha"}, {"name": "Ravi"}),
        ("suppliers", {"name": "Verma Dairy"}, {"name": "Rao Dairy"}),
        ("categories", {"name": "Laddu"}, {"name": "Barfi"}),
        ("tax-classes", {"name": "Sweets", "rates": []}, {"name": "Snacks", "rates": []}),
        ("stocktakes", {"note": "The tray."}, {"note": "The shelf."}),
        ("notifications", {"title": "Closed", "body": "On Monday."}, {"title": "Closed", "body": "On Sunday."}),
        ("invitations", {"role": "salesperson"}, {"role": "admin"}),
        (
            "users",
            {"email": "ravi@example.com", "password": "saffron and rose", "role": "customer"},
            {"email": "ravi@example.com", "password": "cardamom and rose", "role": "customer"},
        ),
    ],
)
async def test_a_key_with_another_body_is_refused(
    admin: AsyncClient, path: str, first: dict[str, Any], other: dict[str, Any]
) -> None:
    headers = {"Idempotency-Key": "one"}
    created(await admin.post(f"/api/{path}", json=first, headers=headers))
    problem(await admin.post(f"/api/{path}", json=other, headers=headers), 422, "idempotency_key_reused")


async def test_no_stored_answer_holds_a_token_or_a_password(shop: TestShop, admin: AsyncClient) -> None:
    body = {"role": "salesperson"}
    invited = created(await admin.post("/api/invitations", json=body, headers={"Idempotency-Key": "one"}))
    user = {"email": "ravi@example.com", "password": "saffron and rose", "role": "customer"}
    created(await admin.post("/api/users", json=user, headers={"Idempotency-Key": "two"}))
    ((kept,),) = await shop.sql("SELECT string_agg(body || encode(fingerprint, 'hex'), ' ') FROM idempotency_keys")
    assert invited["token"] not in kept
    assert "saffron" not in kept
    ((count,),) = await shop.sql("SELECT count(*) FROM invitations WHERE token_hash = $1", hash_token(invited["token"]))
    assert count == 1


async def test_a_key_can_be_used_again_once_its_answer_is_forgotten(shop: TestShop, admin: AsyncClient) -> None:
    body, headers = {"role": "salesperson"}, {"Idempotency-Key": "one"}
    first = created(await admin.post("/api/invitations", json=body, headers=headers))
    await shop.sql("DELETE FROM idempotency_keys")
    second = created(await admin.post("/api/invitations", json=body, headers=headers))
    assert first["token"] != second["token"]
