"""No document has a state it cannot leave: from each one a person gets to an end over HTTP.

The states and the ways between them are those of docs/document-states.md.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from app.models import ImportStatus, InvitationStatus, PurchaseOrderStatus, SaleStatus, StocktakeStatus
from tests.support.answers import created, ok, problem
from tests.support.buying import came, close, draft, line_of, new_supplier, ordered, receive, verb
from tests.support.concurrency import until
from tests.support.requests import NewSweet, invite, new_customer, stock_of
from tests.support.selling import GST_5, LONG_AGO, line, new_class, refund, sell, void
from tests.support.shop import TestShop

PAGE = Path(__file__).parents[3] / "docs" / "document-states.md"
ROW = re.compile(r"^\| ([a-z ]+) \| (\*{0,2})(\w+)\*{0,2} \| (.+) \| (\*{0,2})(\w+)\*{0,2} \|$", re.MULTILINE)
REQUEST = re.compile(r"`(?P<method>[A-Z]+) (?P<path>/[^`]+)`(?P<how>.*)")
STATUSES = {
    "purchase order": PurchaseOrderStatus,
    "stocktake": StocktakeStatus,
    "sale": SaleStatus,
    "invitation": InvitationStatus,
    "import": ImportStatus,
}


@dataclass(frozen=True)
class Way:
    """A row of the page: how a document gets from one state to another."""

    document: str
    state: str
    by: str
    becomes: str

    def __str__(self) -> str:
        return f"{self.document}-{self.state}-{self.becomes}"


MATCHES = ROW.findall(PAGE.read_text(encoding="utf-8").partition("\n## ")[0])
WAYS = [Way(document, state, by, becomes) for document, _, state, by, _, becomes in MATCHES]
ENDS = {(document, state) for document, bold, state, *_ in MATCHES if bold} | {
    (document, state) for document, *_, bold, state in MATCHES if bold
}
BY_HTTP = [way for way in WAYS if REQUEST.match(way.by)]


def test_the_page_names_every_state_and_each_leads_to_an_end() -> None:
    states = {(way.document, way.state) for way in WAYS} | {(way.document, way.becomes) for way in WAYS}
    for document, statuses in STATUSES.items():
        assert {state for named, state in states if named == document} == set(statuses), document
    reaching = set(ENDS)
    for _ in states:
        reaching |= {(way.document, way.state) for way in WAYS if (way.document, way.becomes) in reaching}
    assert states == reaching


@dataclass(frozen=True)
class World:
    """What documents are made with."""

    shop: TestShop
    admin: AsyncClient
    new_sweet: NewSweet


Made = tuple[int, dict[str, Any]]
"""The id of a document, and the fields of its addresses and bodies."""


async def a_draft(world: World) -> Made:
    return (await draft(world.admin, await new_supplier(world.admin), line_of(await world.new_sweet(), 3)))["id"], {}


async def an_order(world: World) -> Made:
    return (await ordered(world.admin, await new_supplier(world.admin), line_of(await world.new_sweet(), 3)))["id"], {}


async def a_part(world: World) -> Made:
    order_id, _ = await an_order(world)
    created(await receive(world.admin, {"id": order_id}, came(1, 1)))
    return order_id, {}


async def a_stocktake(world: World) -> Made:
    sweet = await world.new_sweet(stock="10")
    stocktake = created(await world.admin.post("/api/stocktakes", json={}))
    counts = [{"sweet_id": sweet["id"], "expected": "10", "counted": "9"}]
    ok(await world.admin.put(f"/api/stocktakes/{stocktake['id']}/counts", json={"counts": counts}))
    return stocktake["id"], {}


async def a_sale(world: World) -> Made:
    return (await sell(world.admin, (await world.new_sweet(stock="10"), "1")))["id"], {}


async def a_drawer(world: World) -> Made:
    return created(await world.admin.post("/api/drawer-sessions", json={"opening_float": "100.00"}))["id"], {}


async def a_ticket(world: World) -> Made:
    sweet = await world.new_sweet(stock="10")
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": "1"}]}
    return created(await world.admin.post("/api/tickets", json=body))["id"], {}


async def an_invitation(world: World) -> Made:
    invitation = await invite(world.admin)
    body = {"email": "ravi@example.com", "password": "jalebi at six", "invitation_token": invitation["token"]}
    return invitation["id"], {"register": body}


async def a_notification(world: World) -> Made:
    body = {"title": "Closed tomorrow", "body": "It is a holiday.", "role": "admin"}
    return created(await world.admin.post("/api/notifications", json=body))["id"], {}


MAKE: dict[tuple[str, str], Callable[[World], Awaitable[Made]]] = {
    ("purchase order", "draft"): a_draft,
    ("purchase order", "ordered"): an_order,
    ("purchase order", "partially_received"): a_part,
    ("stocktake", "open"): a_stocktake,
    ("sale", "completed"): a_sale,
    ("drawer session", "open"): a_drawer,
    ("held ticket", "held"): a_ticket,
    ("invitation", "open"): an_invitation,
    ("notification", "unread"): a_notification,
}
ADDRESSES = {
    "purchase order": "/api/purchases",
    "stocktake": "/api/stocktakes",
    "sale": "/api/sales",
    "drawer session": "/api/drawer-sessions",
    "held ticket": "/api/tickets",
    "invitation": "/api/invitations",
    "notification": "/api/notifications",
}
BODIES = {
    "POST /purchases/{id}/receive of a part": {"lines": [came(1, 1)]},
    "POST /purchases/{id}/receive of the rest": {},
    "POST /purchases/{id}/close": {"reason": "It never came."},
    "POST /drawer-sessions/{id}/close": {"counted": "100.00"},
    "POST /sales/{id}/void": {"reason": "The customer had paid already."},
}


async def state_of(world: World, document: str, document_id: int) -> str:
    answer = await world.admin.get(f"{ADDRESSES[document]}/{document_id}")
    if document == "held ticket":
        return "gone" if answer.status_code == 404 else "held"
    if document == "notification":
        return "unread" if ok(answer)["read_at"] is None else "read"
    if document == "drawer session":
        return "open" if ok(answer)["is_open"] else "closed"
    return str(ok(answer)["status"])


@pytest.mark.parametrize("way", BY_HTTP, ids=str)
async def test_a_person_takes_a_document_from_its_state_to_the_next(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, way: Way
) -> None:
    world = World(shop, admin, new_sweet)
    document_id, bodies = await MAKE[way.document, way.state](world)
    assert await state_of(world, way.document, document_id) == way.state
    request = REQUEST.match(way.by)
    assert request is not None
    body = bodies.get("register") or BODIES.get(f"{request['method']} {request['path']}{request['how']}")
    client = shop.client if request["path"].startswith("/auth") else admin
    answer = await client.request(
        request["method"],
        f"/api{request['path'].format(id=document_id)}",
        json=body if request["method"] == "POST" and (body is not None) else None,
    )
    assert answer.is_success, answer.text
    assert await state_of(world, way.document, document_id) == way.becomes


async def archive(admin: AsyncClient, sweet: dict[str, Any]) -> None:
    answer = await admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})
    assert answer.is_success, answer.text
    assert ok(await admin.get(f"/api/sweets/{sweet['id']}"))["archived_at"] is not None


async def test_an_order_ends_although_its_sweet_and_its_supplier_were_archived(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet()
    drafts = [await draft(admin, supplier, line_of(sweet, 3)) for _ in range(2)]
    orders = [await ordered(admin, supplier, line_of(sweet, 3)) for _ in range(3)]
    await archive(admin, sweet)
    assert (await admin.delete(f"/api/suppliers/{supplier['id']}")).is_success
    problem(await verb(admin, drafts[0], "order"), 409, "supplier_archived")
    body = {"supplier_id": (await new_supplier(admin, "Other"))["id"], "lines": [line_of(await new_sweet(), 1)]}
    ok(await admin.patch(f"/api/purchases/{drafts[0]['id']}", json=body))
    assert ok(await verb(admin, drafts[0], "order"))["status"] == "ordered"
    assert ok(await verb(admin, drafts[1], "cancel"))["status"] == "cancelled"
    assert created(await receive(admin, orders[0]))["status"] == "received"
    assert ok(await close(admin, orders[1]))["status"] == "closed"
    assert ok(await verb(admin, orders[2], "cancel"))["status"] == "cancelled"


async def test_an_order_ends_although_its_sweet_has_another_step(admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet(unit="piece")
    unsent, order = await draft(admin, supplier, line_of(sweet, 3)), await ordered(admin, supplier, line_of(sweet, 3))
    address, any_version = f"/api/sweets/{sweet['id']}", {"If-Match": "*"}
    ok(await admin.patch(address, json={"quantity_step": "3", "min_quantity": "3"}, headers=any_version))
    problem(await verb(admin, unsent, "order"), 422, "off_step_quantity")
    assert ok(await verb(admin, unsent, "cancel"))["status"] == "cancelled"
    assert created(await receive(admin, order))["status"] == "received"


async def test_a_sweet_keeps_its_unit_until_its_orders_have_ended(admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet(unit="piece")
    orders = [await draft(admin, supplier, line_of(sweet, 3)), await ordered(admin, supplier, line_of(sweet, 3))]

    async def change() -> Response:
        body = {"unit": "box"}
        return await admin.patch(f"/api/sweets/{sweet['id']}", json=body, headers={"If-Match": "*"})

    for order, end in zip(orders, ("cancel", "close"), strict=True):
        problem(await change(), 409, "unit_frozen")
        ok(await (verb(admin, order, end) if end == "cancel" else close(admin, order)))
    assert ok(await change())["unit"] == "box"


async def test_a_stocktake_is_posted_although_a_counted_sweet_was_archived_and_moved_since(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, other = await new_sweet(stock="10"), await new_sweet(stock="5")
    address = f"/api/stocktakes/{created(await admin.post('/api/stocktakes', json={}))['id']}"

    async def count(*rows: tuple[dict[str, Any], str, str], **fields: bool) -> Response:
        names = ("sweet_id", "expected", "counted")
        counts = [dict(zip(names, (one["id"], *numbers), strict=True)) for one, *numbers in rows]
        return await admin.put(f"{address}/counts", json={"counts": counts} | fields)

    ok(await count((sweet, "10", "9"), (other, "5", "5")))
    await archive(admin, sweet)
    created(await admin.post("/api/adjustments", json={"sweet_id": sweet["id"], "quantity": "2", "reason": "wastage"}))
    problem(await admin.post(f"{address}/post"), 409, "stale_count")
    ok(await count((sweet, "8", "7"), recount=True))
    assert ok(await admin.post(f"{address}/post"))["status"] == "posted"
    assert (await stock_of(admin, sweet))[0] == "7.000"


async def test_a_held_ticket_is_taken_up_although_all_it_names_is_gone(admin: AsyncClient, new_sweet: NewSweet) -> None:
    tax_class = await new_class(admin, (LONG_AGO, GST_5))
    sweet = await new_sweet(stock="10", tax_class_id=tax_class["id"])
    asha = await new_customer(admin, "Asha")
    lines = [{"sweet_id": sweet["id"], "quantity": "1"}]
    body = {"lines": lines, "customer_id": asha["id"]}
    tickets = [created(await admin.post("/api/tickets", json=body)) for _ in range(2)]
    without = {"tax_class_id": None}
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json=without, headers={"If-Match": "*"}))
    for address in (f"/api/tax-classes/{tax_class['id']}", f"/api/customers/{asha['id']}"):
        assert (await admin.delete(address)).is_success
    await archive(admin, sweet)
    taken = ok(await admin.post(f"/api/tickets/{tickets[0]['id']}/take-up"))
    quote = ok(await admin.post("/api/sales/quote", json={"lines": lines}))
    assert (taken["customer_id"], quote["can_be_sold"]) == (None, False)
    assert (await admin.delete(f"/api/tickets/{tickets[1]['id']}")).is_success
    assert ok(await admin.get("/api/tickets"))["items"] == []


async def test_a_sale_is_voided_or_refunded_although_its_sweet_was_archived(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    voided, refunded = [await sell(admin, (sweet, "2")) for _ in range(2)]
    await archive(admin, sweet)
    assert ok(await void(admin, voided))["status"] == "voided"
    created(await refund(admin, refunded, line(1, "1", restock=True)))
    assert (await stock_of(admin, sweet))[0] == "9.000"
    created(await admin.post("/api/adjustments", json={"sweet_id": sweet["id"], "quantity": "9", "reason": "wastage"}))


async def test_an_import_ends_although_its_worker_died(shop: TestShop, admin: AsyncClient) -> None:
    headers = {"Content-Type": "text/csv"}
    answer = await admin.post("/api/imports?kind=customers", content="name\nAsha\n", headers=headers)
    address = f"/api/imports/{answer.json()['id']}"

    async def is_done() -> bool:
        return bool(ok(await admin.get(address))["status"] == "done")

    await until(is_done)
    for status in ("queued", "running"):
        await shop.sql(f"UPDATE imports SET status = '{status}', finished_at = NULL, heartbeat_at = $1", shop.clock())
        assert ok(await admin.get(address))["status"] == status
        shop.clock.advance(timedelta(seconds=61))
        assert ok(await admin.get(address))["status"] == "failed"
