"""Receiving an order: in part or whole, a lot for each line, and never more than was ordered."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.support.answers import created, ok, problem
from tests.support.buying import bought, came, line_of, lots_of, new_supplier, ordered, receive, verb
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, stock_of
from tests.support.shop import TestShop, log_in_as

ANYHOW = {"If-Match": "*"}


def received(order: dict[str, Any]) -> list[int]:
    return [line["packs_received"] for line in order["lines"]]


async def test_an_order_comes_in_part_by_part_and_each_part_is_a_lot(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier = await new_supplier(admin)
    barfi, peda = await new_sweet(unit="kg", shelf_life_days=10), await new_sweet()
    order = await ordered(admin, supplier, line_of(barfi, 4, "2.5", "775.00"), line_of(peda, 2, "12", "60"))
    first = created(
        await receive(
            admin,
            order,
            came(1, 1, made_on="2026-11-01"),
            came(1, 2, best_before="2026-12-24", pack_cost="800"),
            note="Two crates,\none dented.",
        )
    )
    assert (first["status"], first["received_at"], received(first)) == ("partially_received", None, [3, 0])
    # What was ordered stays what it was ordered at; what it really cost is the lot's.
    assert first["total_cost"] == order["total_cost"] == "3220.00"
    (receipt,) = first["receipts"]
    assert receipt["note"] == "Two crates,\none dented."
    told = ("line_no", "quantity", "unit_cost", "made_on", "best_before")
    assert [[lot[name] for name in told] for lot in receipt["lots"]] == [
        [1, "2.500", "310.00", "2026-11-01", "2026-11-11"],
        [1, "5.000", "320.00", None, "2026-12-24"],
    ]
    answer = await receive(admin, order)
    second = created(answer)
    assert answer.headers["Location"] == f"/api/purchases/{order['id']}"
    assert (second["status"], received(second)) == ("received", [4, 2])
    assert second["received_at"] == second["receipts"][1]["received_at"]
    assert second["receipts"][0] == receipt
    assert [(lot["line_no"], lot["quantity"]) for lot in second["receipts"][1]["lots"]] == [(1, "2.500"), (2, "24.000")]
    assert (await stock_of(admin, barfi))[0] == "10.000"
    assert (await stock_of(admin, peda))[0] == "24.000"
    entries = await shop.sql("SELECT after FROM audit_logs WHERE action = 'purchase_order.received' ORDER BY id")
    assert [f'"goods_receipt_id": {receipt["id"]}' in row["after"] for row in entries] == [True, False]
    assert '"status": "received"' in entries[1]["after"]


async def test_an_order_shows_the_quantities_received_whatever_is_left_of_its_lots(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    order = await bought(admin, supplier, line_of(sweet, 2, "5"))
    created(await purchase(customer, sweet, "4"))
    (lot,) = lots_of(order)
    went = {"supplier_id": supplier["id"], "lines": [{"lot_id": lot["lot_id"], "quantity": "3"}]}
    created(await admin.post("/api/supplier-returns", json=went))
    assert ok(await admin.get(f"/api/purchases/{order['id']}")) == order


async def test_the_best_before_day_follows_from_the_shelf_life_on_the_shops_own_day(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(shelf_life_days=7)
    shop.clock.set(datetime.fromisoformat("2026-11-10T23:59:59+05:30"))
    admin = await log_in_as(shop, Role.ADMIN)
    order = await ordered(admin, await new_supplier(admin), line_of(sweet, 2))
    created(await receive(admin, order, came(1, 1)))
    shop.clock.advance(timedelta(seconds=1))
    order = created(await receive(admin, order))
    assert [lot["best_before"] for lot in lots_of(order)] == ["2026-11-17", "2026-11-18"]


async def test_more_than_was_ordered_is_refused_naming_each_line_and_nothing_is_received(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, peda, ladoo = await new_sweet(name="Barfi"), await new_sweet(name="Peda"), await new_sweet()
    order = await ordered(admin, await new_supplier(admin), line_of(barfi, 4), line_of(peda, 2), line_of(ladoo, 1))
    created(await receive(admin, order, came(1, 1), came(3, 1)))
    before = await all_rows(shop)
    lines = [came(2, 3), came(1, 2), came(1, 2), came(3, 1)]
    body = problem(await receive(admin, order, *lines), 409, "over_receipt")
    assert body["lines"] == [
        {"line_no": 1, "sweet_id": barfi["id"], "name": "Barfi", "ordered": 4, "received": 1, "receiving": 4},
        {"line_no": 2, "sweet_id": peda["id"], "name": "Peda", "ordered": 2, "received": 0, "receiving": 3},
        {"line_no": 3, "sweet_id": ladoo["id"], "name": ladoo["name"], "ordered": 1, "received": 1, "receiving": 1},
    ]
    # What is fine by itself does not come in beside what is not.
    problem(await receive(admin, order, came(1, 1), came(2, 1_000_000)), 409, "over_receipt")
    assert await all_rows(shop) == before
    assert created(await receive(admin, order, came(1, 3), came(2, 2)))["status"] == "received"


BAD_LINES: list[tuple[dict[str, Any], str, str | None]] = [
    *(({"packs": packs}, "/packs", None) for packs in (0, -1, 1.5, "1", True, 2**31)),
    ({"packs": None}, "", "missing"),
    *(({"line_no": number}, "/line_no", None) for number in (0, -1, 501, "1", None, 2**31)),
    *(({"pack_cost": cost}, "/pack_cost", None) for cost in ("-0.01", "0.001", "abc")),
    *(({"made_on": day}, "/made_on", None) for day in ("", "soon", "2026-02-30", 20261110)),
    ({"made_on": "2026-11-10", "best_before": "2026-11-09"}, "", "best_before_before_made_on"),
    *(({name: 1}, f"/{name}", "extra_forbidden") for name in ("sweet_id", "pack_size")),
]


async def test_a_receipt_that_makes_no_sense_is_refused_and_says_where(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    order = await ordered(admin, await new_supplier(admin), line_of(await new_sweet(), 4))
    before = await all_rows(shop)
    for fields, pointer, code in BAD_LINES:
        answer = await receive(admin, order, came(1, 1), came(1, 1) | fields)
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert (error["pointer"], error["code"]) == (f"/lines/1{pointer}", code or error["code"]), fields
    (error,) = problem(await receive(admin, order, came(1, 1), came(2, 1)), 422, "unknown_line")["errors"]
    assert error["pointer"] == "/lines/1/line_no"
    address = f"/api/purchases/{order['id']}/receive"
    bodies: list[Any] = [{"lines": []}, {"lines": [came(1, 1)] * 1001}, {"note": "x" * 501}, {"receive": True}, []]
    for body in bodies:
        problem(await admin.post(address, json=body), 422, "invalid_request")
    assert await all_rows(shop) == before


async def test_a_unit_that_costs_more_than_the_books_can_hold_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="kg", quantity_step="0.001", min_quantity="0.001")
    order = await ordered(admin, await new_supplier(admin), line_of(sweet, 1, "0.999"))
    before = await all_rows(shop)
    answer = await receive(admin, order, came(1, 1, pack_cost="9999999999.99"))
    (error,) = problem(answer, 422, "unit_cost_too_large")["errors"]
    assert error["pointer"] == "/lines/0/pack_cost"
    assert await all_rows(shop) == before


async def test_an_order_of_a_sweet_archived_since_can_be_received_and_returned(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    order = await ordered(admin, supplier, line_of(sweet, 2, "5"))
    ok(await admin.patch(f"/api/sweets/{sweet['id']}", json={"archived": True}, headers=ANYHOW))
    assert (await admin.delete(f"/api/suppliers/{supplier['id']}")).status_code == 204
    order = created(await receive(admin, order))
    (lot,) = lots_of(order)
    assert (await stock_of(admin, sweet))[0] == "10.000"
    went = {"supplier_id": supplier["id"], "lines": [{"lot_id": lot["lot_id"], "quantity": "10"}]}
    created(await admin.post("/api/supplier-returns", json=went))
    assert (await stock_of(admin, sweet))[0] == "0.000"
    # Without an order nothing of it comes in.
    problem(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "1"}), 409, "sweet_archived")


async def test_more_than_the_books_can_hold_is_refused_whole(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(unit="kg", stock="99999999999.998"), await new_supplier(admin)
    before = await all_rows(shop)
    body = {"supplier_id": supplier["id"], "lines": [line_of(sweet, 1, "0.001")] * 2, "receive": True}
    problem(await admin.post("/api/purchases", json=body), 409, "too_much_stock")
    assert await all_rows(shop) == before
    assert (await bought(admin, supplier, line_of(sweet, 1, "0.001")))["status"] == "received"


async def test_a_receipt_resolves_the_alert_of_a_sweet_that_had_run_out(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    created(await purchase(customer, sweet, "10"))
    assert (await stock_of(admin, sweet))[2] == "out"
    await bought(admin, await new_supplier(admin), line_of(sweet, 2, "5"))
    assert await shop.sql("SELECT FROM stock_alerts WHERE resolved_at IS NULL") == []


@pytest.mark.parametrize("what", ["one-shot", "receipt", "rest"])
async def test_a_retry_with_the_same_key_is_answered_and_receives_nothing_more(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet, what: str
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    body: dict[str, Any] = {"supplier_id": supplier["id"], "lines": [line_of(sweet, 4)], "receive": True}
    another: dict[str, Any] = body | {"note": "x"}
    address = "/api/purchases"
    if what != "one-shot":
        order = await ordered(admin, supplier, line_of(sweet, 4))
        address = f"/api/purchases/{order['id']}/receive"
        body = {"lines": [came(1, 1)]} if what == "receipt" else {}
        another = {"lines": [came(1, 2)]}
    key = {"Idempotency-Key": "delivery 7"}
    first = await admin.post(address, json=body, headers=key)
    created(first)
    before = await all_rows(shop)
    for _ in range(2):
        again = await admin.post(address, json=body, headers=key)
        assert created(again) == created(first)
        assert again.headers["Location"] == first.headers["Location"]
        assert again.headers["Idempotency-Replayed"] == "true"
    problem(await admin.post(address, json=another, headers=key), 422, "idempotency_key_reused")
    assert await all_rows(shop) == before


async def test_a_refused_receipt_does_not_use_up_its_key(admin: AsyncClient, new_sweet: NewSweet) -> None:
    order = await ordered(admin, await new_supplier(admin), line_of(await new_sweet(), 4))
    address, key = f"/api/purchases/{order['id']}/receive", {"Idempotency-Key": "once"}
    problem(await admin.post(address, json={"lines": [came(1, 5)]}, headers=key), 409, "over_receipt")
    answer = await admin.post(address, json={"lines": [came(1, 4)]}, headers=key)
    assert created(answer)["status"] == "received"
    assert "Idempotency-Replayed" not in answer.headers


async def test_a_received_sweet_can_be_sold_and_goods_of_a_draft_cannot_be_received(
    admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, supplier = await new_sweet(), await new_supplier(admin)
    order = await bought(admin, supplier, line_of(sweet, 1, "5"))
    created(await purchase(customer, sweet, "5"))
    problem(await purchase(customer, sweet, "1"), 409, "insufficient_stock")
    problem(await verb(admin, order, "receive"), 409, "purchase_order_received")
