"""Every verb in every status of an order: allowed or refused."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support.answers import created, ok, problem
from tests.support.buying import came, close, draft, line_of, new_supplier, ordered, receive, verb
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, stock_of
from tests.support.shop import TestShop

VERBS = ("order", "cancel", "receive", "amend", "note", "close")
MAKE = Callable[[AsyncClient, dict[str, Any], dict[str, Any]], Awaitable[dict[str, Any]]]


async def a_draft(admin: AsyncClient, supplier: dict[str, Any], sweet: dict[str, Any]) -> dict[str, Any]:
    return await draft(admin, supplier, line_of(sweet, 3))


async def an_ordered(admin: AsyncClient, supplier: dict[str, Any], sweet: dict[str, Any]) -> dict[str, Any]:
    return await ordered(admin, supplier, line_of(sweet, 3))


async def a_part(admin: AsyncClient, supplier: dict[str, Any], sweet: dict[str, Any]) -> dict[str, Any]:
    return created(await receive(admin, await an_ordered(admin, supplier, sweet), came(1, 1)))


async def a_whole(admin: AsyncClient, supplier: dict[str, Any], sweet: dict[str, Any]) -> dict[str, Any]:
    return created(await receive(admin, await a_part(admin, supplier, sweet)))


async def a_cancelled(admin: AsyncClient, supplier: dict[str, Any], sweet: dict[str, Any]) -> dict[str, Any]:
    cancelled: dict[str, Any] = ok(await verb(admin, await an_ordered(admin, supplier, sweet), "cancel"))
    return cancelled


async def a_closed(admin: AsyncClient, supplier: dict[str, Any], sweet: dict[str, Any]) -> dict[str, Any]:
    closed: dict[str, Any] = ok(await close(admin, await a_part(admin, supplier, sweet)))
    return closed


# What comes of each verb: the status after it, or the code it is refused with.
TABLE: dict[str, tuple[MAKE, tuple[str, ...]]] = {
    "draft": (
        a_draft,
        ("ordered", "cancelled", "purchase_order_not_ordered", "draft", "draft", "purchase_order_not_ordered"),
    ),
    "ordered": (
        an_ordered,
        ("purchase_order_already_ordered", "cancelled", "received", "purchase_order_fixed", "ordered", "closed"),
    ),
    "partially_received": (
        a_part,
        (
            "purchase_order_partially_received",
            "purchase_order_partially_received",
            "received",
            "purchase_order_fixed",
            "partially_received",
            "closed",
        ),
    ),
    "received": (
        a_whole,
        (*["purchase_order_received"] * 3, *["purchase_order_fixed"] * 2, "purchase_order_received"),
    ),
    "closed": (
        a_closed,
        (*["purchase_order_closed"] * 3, *["purchase_order_fixed"] * 2, "purchase_order_closed"),
    ),
    "cancelled": (
        a_cancelled,
        (*["purchase_order_cancelled"] * 3, *["purchase_order_fixed"] * 2, "purchase_order_cancelled"),
    ),
}
CASES = [
    (status, make, verb_name, outcome)
    for status, (make, outcomes) in TABLE.items()
    for verb_name, outcome in zip(VERBS, outcomes, strict=True)
]
MOMENTS = {"ordered": "ordered_at", "received": "received_at", "closed": "closed_at", "cancelled": "cancelled_at"}


@pytest.mark.parametrize(
    ("status", "make", "verb_name", "outcome"), CASES, ids=[f"{status}-{name}" for status, _, name, _ in CASES]
)
async def test_a_verb_changes_the_status_as_the_table_says_or_not_at_all(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, status: str, make: MAKE, verb_name: str, outcome: str
) -> None:
    sweet = await new_sweet()
    order = await make(admin, await new_supplier(admin), sweet)
    assert order["status"] == status
    before = await all_rows(shop)
    changes = {"amend": {"lines": [line_of(sweet, 9)]}, "note": {"note": "Ring twice."}}
    if verb_name in changes:
        answer = await admin.patch(f"/api/purchases/{order['id']}", json=changes[verb_name])
    elif verb_name == "close":
        answer = await close(admin, order)
    else:
        answer = await verb(admin, order, verb_name)
    if outcome.startswith("purchase_order_"):
        problem(answer, 409, outcome)
        assert await all_rows(shop) == before
        return
    assert answer.status_code == (201 if verb_name == "receive" else 200), answer.text
    after = answer.json()
    assert after["status"] == outcome
    assert ok(await admin.get(f"/api/purchases/{order['id']}")) == after
    for reached, moment in MOMENTS.items():
        if outcome != status and reached == outcome:
            assert after[moment] is not None
        else:
            assert after[moment] == order[moment]
    actions = [
        row["action"]
        for row in await shop.sql("SELECT action FROM audit_logs WHERE entity = 'purchase_order' ORDER BY id")
    ]
    assert actions[-1] == f"purchase_order.{'updated' if verb_name in changes else outcome}"


async def test_an_order_closed_short_says_who_closed_it_and_why_and_keeps_what_came(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    order = await a_part(admin, await new_supplier(admin), sweet)
    for reason in ({}, {"reason": ""}, {"reason": " "}):
        problem(await admin.post(f"/api/purchases/{order['id']}/close", json=reason), 422, "invalid_request")
    closed = ok(await close(admin, order, " The dairy has burned down. "))
    me = ok(await admin.get("/api/auth/me"))["id"]
    assert (closed["closed_by"], closed["close_reason"]) == (me, "The dairy has burned down.")
    assert (closed["receipts"], closed["received_at"]) == (order["receipts"], None)
    assert (await stock_of(admin, sweet))[0] == "5.000"
    listed = ok(await admin.get("/api/purchases", params={"status": "closed"}))["items"]
    assert [one["id"] for one in listed] == [order["id"]]
    # The sweet is no longer bound by the order: its unit stays for what moved, but it can be archived.
    assert (await admin.delete(f"/api/sweets/{sweet['id']}")).status_code == 204


async def test_a_draft_that_is_cancelled_was_never_ordered(admin: AsyncClient, new_sweet: NewSweet) -> None:
    order = await a_draft(admin, await new_supplier(admin), await new_sweet())
    cancelled = ok(await verb(admin, order, "cancel"))
    assert (cancelled["ordered_at"], cancelled["status"]) == (None, "cancelled")
