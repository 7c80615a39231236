"""Goods that come in: one lot and one movement, once for each key."""

from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app.models import Role
from app.schemas.stock import RestockRead
from tests.support.answers import created, ok, problem, read_strictly
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as

NEARLY_MIDNIGHT = datetime.fromisoformat("2026-11-10T23:59:59+05:30")


async def test_a_restock_makes_one_lot_and_one_movement(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="kg", stock="2")
    fields = {"unit_cost": "310.00", "made_on": "2026-11-01", "best_before": "2199-12-31", "note": "From Ravi,\nearly."}
    answer = await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "12.5"} | fields)
    body = created(answer)
    me = ok(await admin.get("/api/auth/me"))["id"]
    lot = {
        "sweet_id": sweet["id"],
        "supplier_id": None,
        "goods_receipt_id": None,
        "purchase_order_id": None,
        "on_hand": "12.500",
    } | fields
    movement = {
        "sweet_id": sweet["id"],
        "lot_id": body["lot"]["id"],
        "quantity": "12.500",
        "kind": "restock",
        "reason": "From Ravi,\nearly.",
        "sale_id": None,
        "purchase_order_id": None,
        "actor_id": me,
    }
    assert {name: body[name] for name in movement} == movement
    assert {name: body["lot"][name] for name in lot} == lot
    assert (body["sweet"]["on_hand"], body["sweet"]["available"], body["sweet"]["stock_state"]) == (
        "14.500",
        "14.500",
        "ok",
    )
    read_strictly(RestockRead, body)
    shown = ok(await admin.get(answer.headers["Location"]))
    named = {name: body["sweet"][name] for name in ("id", "sku", "name", "unit")}
    assert shown == {name: body[name] for name in shown} | {"sweet": named}
    assert await stock_of(admin, sweet) == ("14.500", "14.500", "ok")
    listed = ok(await admin.get("/api/stock-movements", params={"sweet_id": sweet["id"]}))["items"]
    assert [item["quantity"] for item in listed] == ["12.500", "2.000"]
    assert listed[0] == shown
    assert len(await shop.sql("SELECT id FROM lots")) == 2


async def test_quantity_and_cost_may_come_as_json_numbers(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(unit="kg")
    body = {"quantity": 0.125, "unit_cost": 0}
    answer = created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json=body))
    assert (answer["quantity"], answer["lot"]["unit_cost"]) == ("0.125", "0.00")


# A shelf life, what is said of the goods, and their best-before day when they come in on 10 November.
BEST_BEFORES: list[tuple[int | None, dict[str, str | None], str | None]] = [
    (7, {}, "2026-11-17"),
    (7, {"made_on": "2026-11-08"}, "2026-11-15"),
    (7, {"made_on": "2026-12-30"}, "2027-01-06"),
    (7, {"made_on": "2026-11-08", "best_before": "2026-11-09"}, "2026-11-09"),
    (7, {"made_on": "2026-11-08", "best_before": "2026-11-08"}, "2026-11-08"),
    (7, {"best_before": "2026-11-30"}, "2026-11-30"),
    (7, {"made_on": None, "best_before": None}, "2026-11-17"),
    (None, {}, None),
    (None, {"made_on": "2026-11-08"}, None),
    (None, {"best_before": "2026-11-08"}, "2026-11-08"),
    (3650, {"made_on": "2199-12-31"}, "2209-12-29"),
]


async def test_best_before_follows_from_the_shelf_life_unless_it_is_given(shop: TestShop, new_sweet: NewSweet) -> None:
    sweets = [await new_sweet(shelf_life_days=days) for days, _, _ in BEST_BEFORES]
    shop.clock.set(NEARLY_MIDNIGHT)
    admin = await log_in_as(shop, Role.ADMIN)
    for sweet, (_, fields, best_before) in zip(sweets, BEST_BEFORES, strict=True):
        lot = (await restock(admin, sweet, "1", **fields))["lot"]
        assert (lot["made_on"], lot["best_before"]) == (fields.get("made_on"), best_before), fields


async def test_the_day_changes_at_the_shops_own_midnight(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(shelf_life_days=1)
    shop.clock.set(NEARLY_MIDNIGHT)
    admin = await log_in_as(shop, Role.ADMIN)
    today = (await restock(admin, sweet, "1"))["lot"]["best_before"]
    shop.clock.advance(timedelta(seconds=1))
    tomorrow = (await restock(admin, sweet, "1"))["lot"]["best_before"]
    assert (today, tomorrow) == ("2026-11-11", "2026-11-12")


async def test_goods_past_their_day_are_on_hand_but_not_available(admin: AsyncClient, new_sweet: NewSweet) -> None:
    body = await restock(admin, await new_sweet(), "7", best_before="2020-01-01")
    assert (body["sweet"]["on_hand"], body["sweet"]["available"], body["sweet"]["stock_state"]) == (
        "7.000",
        "0.000",
        "out",
    )


BAD_RECEIPTS: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({"made_on": "2026-11-10", "best_before": "2026-11-09"}, None, "best_before_before_made_on"),
    *(({name: day}, f"/{name}", None) for name in ("made_on", "best_before") for day in ("1999-12-31", "2200-01-01")),
    *(({"made_on": day}, "/made_on", None) for day in ("", "today", "2026-02-30", "10-11-2026", 20261110, 1.5, True)),
    ({"best_before": "2026-11-09T10:00:00"}, "/best_before", None),
    ({"note": "x" * 501}, "/note", None),
    ({"note": "a\0b"}, "/note", None),
    *(({"supplier_id": value}, "/supplier_id", None) for value in (0, "1", 1.5, True)),
    *(({name: 1}, f"/{name}", "extra_forbidden") for name in ("on_hand", "actor_id", "lot_id", "kind")),
]


async def test_a_receipt_that_makes_no_sense_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}/restock"
    before = await all_rows(shop)
    for fields, pointer, code in BAD_RECEIPTS:
        answer = await admin.post(address, json={"quantity": "1"} | fields)
        (error,) = problem(answer, 422, "invalid_request")["errors"]
        assert (error["pointer"], error["code"]) == (pointer or error["pointer"], code or error["code"]), fields
    assert await all_rows(shop) == before


async def test_a_quantity_off_the_step_is_refused(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(name="Kaju Katli", unit="kg", quantity_step="0.250", min_quantity="0.500")
    before = await all_rows(shop)
    body = problem(
        await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "1.100"}), 422, "off_step_quantity"
    )
    assert body["detail"] == "Kaju Katli comes in steps of 0.25 kg."
    assert [(error["pointer"], error["code"]) for error in body["errors"]] == [("/quantity", "off_step_quantity")]
    assert await all_rows(shop) == before
    # What is sold from 500 g on may come in by less.
    await restock(admin, sweet, "0.250")


async def test_customers_and_salespeople_cannot_restock(
    shop: TestShop, client: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    address = f"/api/sweets/{(await new_sweet())['id']}/restock"
    before = await all_rows(shop)
    problem(await client.post(address, json={"quantity": "1"}), 401, "not_authenticated")
    for somebody in (salesperson, customer):
        problem(await somebody.post(address, json={"quantity": "1"}), 403, "forbidden")
    assert await all_rows(shop) == before


async def test_a_retry_with_the_same_key_is_answered_and_adds_no_stock(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, other = await new_sweet(), await new_sweet()
    address, body = f"/api/sweets/{sweet['id']}/restock", {"quantity": "5"}
    first = await admin.post(address, json=body, headers={"Idempotency-Key": "delivery 7"})
    created(await purchase(customer, sweet, "2"))
    before = await all_rows(shop)
    for key in ("delivery 7", '"delivery 7"'):
        again = await admin.post(address, json=body, headers={"Idempotency-Key": key})
        assert created(again) == created(first)
        assert again.headers["Location"] == first.headers["Location"]
        assert again.headers["Idempotency-Replayed"] == "true"
    key_used = {"Idempotency-Key": "delivery 7"}
    for another in (
        await admin.post(address, json={"quantity": "6"}, headers=key_used),
        await admin.post(address, json=body | {"note": "x"}, headers=key_used),
        await admin.post(f"/api/sweets/{other['id']}/restock", json=body, headers=key_used),
        await admin.post(f"/api/sweets/{sweet['id']}/purchase", json=body, headers=key_used),
    ):
        problem(another, 422, "idempotency_key_reused")
    assert await all_rows(shop) == before
    assert "Idempotency-Replayed" not in first.headers
    created(await admin.post(address, json=body, headers={"Idempotency-Key": "delivery 8"}))
    assert (await stock_of(admin, sweet))[0] == "8.000"


async def test_a_refused_restock_does_not_use_up_its_key(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    address, key = f"/api/sweets/{(await new_sweet())['id']}/restock", {"Idempotency-Key": "once"}
    problem(await admin.post(address, json={"quantity": "1.5"}, headers=key), 422, "off_step_quantity")
    assert "Idempotency-Replayed" not in (await admin.post(address, json={"quantity": "2"}, headers=key)).headers
    assert [row[0] for row in await shop.sql("SELECT key FROM idempotency_keys")] == ["once"]


async def test_more_than_the_books_can_hold_is_refused(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(unit="kg", stock="99999999999.998")
    address = f"/api/sweets/{sweet['id']}/restock"
    before = await all_rows(shop)
    for quantity in ("0.002", "99999999999.999"):
        problem(await admin.post(address, json={"quantity": quantity}), 409, "too_much_stock")
    assert await all_rows(shop) == before
    await restock(admin, sweet, "0.001")
    assert (await stock_of(admin, sweet))[0] == "99999999999.999"
