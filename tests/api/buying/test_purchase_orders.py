"""Orders to suppliers: creating, changing and finding them."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.schemas.purchase_order import PurchaseOrderPage, PurchaseOrderRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.buying import bought, came, draft, line_of, lots_of, new_supplier, ordered, receive
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, stock_of
from tests.support.shop import TestShop


async def listed(admin: AsyncClient, **params: Any) -> list[int]:
    body = ok(await admin.get("/api/purchases", params=params))
    read_strictly(PurchaseOrderPage, body)
    return [order["id"] for order in body["items"]]


async def test_a_draft_keeps_its_lines_and_moves_no_stock(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier = await new_supplier(admin)
    barfi, peda = await new_sweet(name="Barfi", unit="kg"), await new_sweet(name="Peda")
    lines = [line_of(barfi, 4, "2.5", "775.50"), line_of(barfi, 1, "0.25", "0"), line_of(peda, 3, "12", "60")]
    body = {"supplier_id": supplier["id"], "expected_on": "2026-12-01", "note": "Fresh,\nplease.", "lines": lines}
    answer = await admin.post("/api/purchases", json=body)
    order = created(answer)
    me = ok(await admin.get("/api/auth/me"))["id"]
    expected = {
        "number": f"PO-{order['id']:06}",
        "supplier": {"id": supplier["id"], "name": "Verma Dairy"},
        "status": "draft",
        "expected_on": "2026-12-01",
        "supplier_reference": None,
        "note": "Fresh,\nplease.",
        "line_count": 3,
        "total_cost": "3282.00",
        "created_by": me,
        "receipts": [],
        "ordered_at": None,
        "received_at": None,
        "closed_at": None,
        "closed_by": None,
        "close_reason": None,
        "cancelled_at": None,
    }
    assert {name: order[name] for name in expected} == expected
    assert order["lines"][0] == {
        "line_no": 1,
        "sweet_id": barfi["id"],
        "sku": barfi["sku"],
        "name": "Barfi",
        "unit": "kg",
        "packs": 4,
        "pack_size": "2.500",
        "pack_cost": "775.50",
        "quantity": "10.000",
        "line_cost": "3102.00",
        "packs_received": 0,
        "outstanding": "10.000",
    }
    assert [(line["line_no"], line["quantity"], line["line_cost"]) for line in order["lines"][1:]] == [
        (2, "0.250", "0.00"),
        (3, "36.000", "180.00"),
    ]
    read_strictly(PurchaseOrderRead, order)
    assert answer.headers["Location"] == f"/api/purchases/{order['id']}"
    assert ok(await admin.get(answer.headers["Location"])) == order
    (summary,) = ok(await admin.get("/api/purchases"))["items"]
    assert summary == {name: order[name] for name in order if name not in ("lines", "receipts")}
    assert await shop.sql("SELECT FROM lots") == []
    # The order says what was ordered, whatever becomes of the sweet.
    ok(await admin.patch(f"/api/sweets/{peda['id']}", json={"name": "Doodh Peda"}, headers={"If-Match": "*"}))
    assert ok(await admin.get(answer.headers["Location"]))["lines"][2]["name"] == "Peda"


async def test_goods_ordered_and_received_in_one_go_are_on_the_shelf_at_once(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier = await new_supplier(admin)
    barfi, peda = await new_sweet(unit="kg", shelf_life_days=7, stock="1"), await new_sweet()
    order = await bought(
        admin,
        supplier,
        line_of(barfi, 4, "2.5", "775.50", made_on="2026-11-01"),
        line_of(barfi, 1, "5", "1", made_on="2026-11-01", best_before="2199-12-31"),
        line_of(peda, 3, "12", "100"),
    )
    assert order["status"] == "received"
    assert order["ordered_at"] == order["received_at"] == order["created_at"]
    assert [line["packs_received"] for line in order["lines"]] == [4, 1, 3]
    (receipt,) = order["receipts"]
    assert (receipt["received_at"], receipt["received_by"]) == (order["received_at"], order["created_by"])
    told = ("line_no", "sweet_id", "quantity", "unit_cost", "made_on", "best_before")
    assert [[lot[name] for name in told] for lot in receipt["lots"]] == [
        [1, barfi["id"], "10.000", "310.20", "2026-11-01", "2026-11-08"],
        [2, barfi["id"], "5.000", "0.20", "2026-11-01", "2199-12-31"],
        # 100 / 12, half up at four places.
        [3, peda["id"], "36.000", "8.3333", None, None],
    ]
    read_strictly(PurchaseOrderRead, order)
    assert ok(await admin.get(f"/api/purchases/{order['id']}")) == order
    assert (await stock_of(admin, barfi))[0] == "16.000"
    movements = ok(await admin.get("/api/stock-movements", params={"purchase_order_id": order["id"]}))["items"]
    assert [(one["kind"], one["quantity"], one["unit_cost"]) for one in movements] == [
        ("restock", "36.000", "8.3333"),
        ("restock", "5.000", "0.20"),
        ("restock", "10.000", "310.20"),
    ]
    rows = await shop.sql("SELECT * FROM lots WHERE purchase_order_id = $1 ORDER BY id", order["id"])
    assert [
        (row["id"], row["supplier_id"], row["goods_receipt_id"], row["purchase_order_line_no"]) for row in rows
    ] == [(lot["lot_id"], supplier["id"], receipt["id"], lot["line_no"]) for lot in lots_of(order)]


@pytest.mark.parametrize(
    ("pack_cost", "pack_size", "unit_cost"),
    [
        ("1", "3", "0.3333"),
        ("2", "3", "0.6667"),
        ("0.01", "200", "0.0001"),
        ("0.01", "201", "0.00"),
        ("0.05", "1000", "0.0001"),
        ("9999999999.99", "1", "9999999999.99"),
    ],
)
async def test_the_cost_of_one_unit_is_rounded_half_up_at_four_places(
    admin: AsyncClient, new_sweet: NewSweet, pack_cost: str, pack_size: str, unit_cost: str
) -> None:
    order = await bought(admin, await new_supplier(admin), line_of(await new_sweet(), 1, pack_size, pack_cost))
    assert [lot["unit_cost"] for lot in lots_of(order)] == [unit_cost]


async def test_all_of_a_draft_may_change(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    barfi, peda = await new_sweet(name="Barfi"), await new_sweet(name="Peda")
    supplier, other = await new_supplier(admin), await new_supplier(admin, "Other")
    order = await draft(admin, supplier, line_of(barfi), line_of(peda), expected_on="2026-12-01", note="x")
    address = f"/api/purchases/{order['id']}"
    moved = ok(await admin.patch(address, json={"supplier_id": other["id"], "note": None}))
    assert {name for name in order if moved[name] != order[name]} == {"supplier", "note"}
    ok(await admin.patch(f"/api/sweets/{peda['id']}", json={"name": "Doodh Peda"}, headers={"If-Match": "*"}))
    changed = ok(await admin.patch(address, json={"lines": [line_of(peda, 7, "1", "3")], "expected_on": None}))
    assert [(line["line_no"], line["name"], line["packs"]) for line in changed["lines"]] == [(1, "Doodh Peda", 7)]
    assert (changed["line_count"], changed["total_cost"], changed["expected_on"]) == (1, "21.00", None)
    assert ok(await admin.get(address)) == changed
    (entry,) = await shop.sql(
        "SELECT before, after FROM audit_logs WHERE action = 'purchase_order.updated' ORDER BY id DESC LIMIT 1"
    )
    assert '"pack_cost": "3"' in entry["after"]
    assert entry["before"].count('"pack_cost": "50.00"') == 2


async def test_an_order_that_was_sent_may_change_its_day_and_note_only(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    order = await ordered(admin, supplier, line_of(sweet, 4))
    address = f"/api/purchases/{order['id']}"
    for status in ("ordered", "partially_received"):
        if status == "partially_received":
            created(await receive(admin, order, came(1, 1)))
        before = await all_rows(shop)
        for body in (
            {"supplier_id": supplier["id"]},
            {"lines": [line_of(sweet)]},
            {"note": "x", "lines": [line_of(sweet)]},
        ):
            problem(await admin.patch(address, json=body), 409, "purchase_order_fixed")
        assert await all_rows(shop) == before
        changed = ok(await admin.patch(address, json={"expected_on": "2026-12-24", "note": status}))
        assert (changed["status"], changed["expected_on"], changed["note"]) == (status, "2026-12-24", status)


async def test_an_order_is_found_by_our_number_and_by_the_suppliers_own(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    plain = await ordered(admin, supplier, line_of(sweet))
    named = await ordered(admin, supplier, line_of(sweet), supplier_reference="  SO-4711/a ")
    assert named["supplier_reference"] == "SO-4711/a"
    for number in (named["number"], named["number"].lower()):
        assert await listed(admin, number=number) == [named["id"]]
    for unknown in ("PO-999999", named["number"].removeprefix("PO-"), "SO-4711/A"):
        assert await listed(admin, number=unknown) == []
    for reference in ("SO-4711/a", " so-4711/A "):
        assert await listed(admin, supplier_reference=reference) == [named["id"]]
    for unknown in ("SO-4711", "SO-4711%", named["number"]):
        assert await listed(admin, supplier_reference=unknown) == []
    changed = ok(await admin.patch(f"/api/purchases/{named['id']}", json={"supplier_reference": "SO-9"}))
    assert changed["supplier_reference"] == "SO-9"
    assert await listed(admin, supplier_reference="so-4711/a") == []
    assert await listed(admin, supplier_reference="so-9", status="draft") == []
    # One spelling for what reads the same.
    written = await ordered(admin, supplier, line_of(sweet), supplier_reference="Nº  U\u0308-7")
    assert written["supplier_reference"] == "Nº \u00dc-7"
    for reference in ("nº u\u0308-7", "Nº   \u00fc-7"):
        assert await listed(admin, supplier_reference=reference) == [written["id"]]
    # The number on a delivery note finds the order as well, once however many deliveries it is on.
    for _ in range(2):
        delivered = created(await receive(admin, plain, came(1, 1), supplier_reference="Challan 88 "))
    assert [receipt["supplier_reference"] for receipt in delivered["receipts"]] == ["Challan 88"] * 2
    assert await listed(admin, supplier_reference="challan 88") == [plain["id"]]
    for body in ({"supplier_reference": ""}, {"supplier_reference": " "}, {"supplier_reference": "1" * 101}):
        problem(await admin.patch(f"/api/purchases/{named['id']}", json=body), 422, "invalid_request")
    cleared = ok(await admin.patch(f"/api/purchases/{named['id']}", json={"supplier_reference": None}))
    assert cleared["supplier_reference"] is None


async def test_orders_are_filtered_and_sorted_and_paged(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, peda = await new_sweet(), await new_sweet()
    dairy, other = await new_supplier(admin), await new_supplier(admin, "Other")
    days = ["2026-12-02", None, "2026-12-01", "2026-12-02", None]
    ids = []
    for number, day in enumerate(days):
        supplier, sweets = (other, [barfi, barfi]) if number % 2 else (dairy, [barfi, peda])
        shop.clock.advance(timedelta(seconds=1))
        lines = [line_of(sweet) for sweet in sweets]
        ids.append((await draft(admin, supplier, *lines, **({"expected_on": day} if day else {})))["id"])
    a, b, c, d, e = ids
    ok(await admin.post(f"/api/purchases/{c}/order"))
    assert await listed(admin) == [e, d, c, b, a]
    assert await listed(admin, sort="created_at") == ids
    assert await listed(admin, sort="expected_on") == [c, a, d, b, e]
    assert await listed(admin, sort="-expected_on") == [e, b, d, a, c]
    assert await listed(admin, sort="-expected_on,created_at") == [b, e, a, d, c]
    assert await listed(admin, status="ordered") == [c]
    assert await listed(admin, status="received") == []
    assert await listed(admin, supplier_id=other["id"]) == [d, b]
    assert await listed(admin, sweet_id=peda["id"]) == [e, c, a]
    assert await listed(admin, sweet_id=barfi["id"], supplier_id=other["id"]) == [d, b]
    assert await listed(admin, expected_from="2026-12-02") == [d, a]
    assert await listed(admin, expected_to="2026-12-01") == [c]
    assert await listed(admin, expected_to="2199-12-31", sort="expected_on") == [c, a, d]
    assert await listed(admin, expected_from="2026-12-01", expected_to="2026-12-02", sort="expected_on") == [c, a, d]
    assert (
        ok(await admin.get("/api/purchases", params={"count": True, "limit": 1, "sweet_id": barfi["id"]}))["total"] == 5
    )
    for sort in ("expected_on", "-expected_on", "created_at", "-created_at", "expected_on,-created_at"):
        pages = await walk(admin, "/api/purchases", sort=sort, limit=1)
        assert [order["id"] for page in pages for order in page] == await listed(admin, sort=sort)


BAD_PARAMS = [
    *(("sort", sort) for sort in ("", "id", "number", "created_at,created_at")),
    *(("status", status) for status in ("open", "DRAFT", "")),
    *((name, row_id) for name in ("supplier_id", "sweet_id") for row_id in ("0", "-1", "me", "", str(2**63))),
    *((name, day) for name in ("expected_from", "expected_to") for day in ("", "soon", "0", "2026-02-30")),
    *(("cursor", cursor) for cursor in ("", "abc", "W10")),
    ("limit", "0"),
]


@pytest.mark.parametrize(("name", "value"), BAD_PARAMS)
async def test_the_list_of_orders_refuses_bad_parameters(admin: AsyncClient, name: str, value: str) -> None:
    (error,) = problem(await admin.get("/api/purchases", params={name: value}), 422, "invalid_request")["errors"]
    assert error["pointer"] == name


async def test_a_sweet_on_order_is_archived_and_not_removed_and_keeps_its_unit_until_the_order_is_over(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet(unit="piece")
    order = await draft(admin, supplier, line_of(sweet))
    address, anyhow = f"/api/sweets/{sweet['id']}", {"If-Match": "*"}
    body = problem(await admin.patch(address, json={"unit": "kg"}, headers=anyhow), 409, "unit_frozen")
    assert "order" in body["detail"]
    ok(await admin.post(f"/api/purchases/{order['id']}/cancel"))
    assert ok(await admin.patch(address, json={"unit": "kg"}, headers=anyhow))["unit"] == "kg"
    assert (await admin.delete(address, headers=anyhow)).status_code == 204
    assert ok(await admin.get(address))["archived_at"] is not None


async def test_an_order_that_never_was_is_not_found(admin: AsyncClient) -> None:
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"note": "x"}),
        ("POST", "/order", None),
        ("POST", "/cancel", None),
        ("POST", "/receive", {}),
    ):
        answer = await admin.request(method, f"/api/purchases/999{path}", json=body)
        problem(answer, 404, "purchase_order_not_found")
    assert (await admin.delete("/api/purchases/999")).status_code == 405
