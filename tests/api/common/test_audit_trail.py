"""Every route of the document that changes something leaves an entry in the audit log, in the very same transaction."""

from typing import Any

from httpx import AsyncClient, Response

from app.models import Role
from tests.api.common.operations import FOR_EVERYBODY, OPERATIONS
from tests.support.access import MAY_PASS
from tests.support.access.kit import Act
from tests.support.answers import problem
from tests.support.databases import all_rows
from tests.support.shop import TestShop, log_in_as

QUESTIONS = {
    "POST /api/sales/quote",
    "POST /api/sales/{sale_id}/refunds/quote",
    "POST /api/labels",
    "POST /api/imports/header",
}
"""Operations that change nothing, and whose question needs a body."""
CHANGES = {operation for operation in OPERATIONS if not operation.startswith("GET ")} - QUESTIONS


async def all_rows_but_counts(shop: TestShop) -> list[str]:
    """Return every row but the counts of password tries, which stay counted whatever their outcome."""
    return [row for row in await all_rows(shop) if not row.startswith("login_throttles ")]


async def last_entry(shop: TestShop) -> int:
    ((last,),) = await shop.sql("SELECT coalesce(max(id), 0) FROM audit_logs")
    return int(last)


async def entries_after(shop: TestShop, last: int, answer: Response) -> list[dict[str, Any]]:
    request_id = answer.headers["X-Request-ID"]
    query = "SELECT * FROM audit_logs WHERE id > $1 AND request_id = $2"
    return [dict(row) for row in await shop.sql(query, last, request_id)]


async def test_every_change_is_logged_with_its_actor(shop: TestShop, acts: dict[str, Act]) -> None:
    assert {operation for operation in CHANGES if "anonymous" in MAY_PASS[operation]} == FOR_EVERYBODY.keys()
    for operation, act in (FOR_EVERYBODY | acts).items():
        # Some of them end the login they are made with.
        client = await log_in_as(shop, Role.ADMIN)
        last = await last_entry(shop)
        answer = await act(client)
        assert answer.is_success, f"{operation}: {answer.text}"
        entries = await entries_after(shop, last, answer)
        if operation not in CHANGES:
            assert not entries, f"{operation} only looks, and wrote {entries}"
            continue
        assert entries, f"{operation} left no entry in the audit log"
        for entry in entries:
            assert entry["outcome"] == "done"
            assert entry["action"].startswith(f"{entry['entity']}.")
            assert entry["address"] == "127.0.0.1"
            if operation in acts:
                assert (entry["actor_id"], entry["actor_role"]) == (1, "admin")
            assert entry["actor_id"] is not None


async def test_a_change_that_cannot_be_logged_is_not_made(
    shop: TestShop, admin: AsyncClient, acts: dict[str, Act]
) -> None:
    await shop.sql("ALTER TABLE audit_logs ADD CONSTRAINT out_of_paper CHECK (action IS NULL) NOT VALID")
    before = await all_rows_but_counts(shop)
    for operation in CHANGES & acts.keys():
        answer = await acts[operation](admin)
        problem(answer, 500, "internal_error")
        assert await all_rows_but_counts(shop) == before, operation
