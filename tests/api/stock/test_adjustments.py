"""Stock that was lost or turned up: the reason fixes the sign, and nothing goes below zero."""

from datetime import datetime
from typing import Any

import pytest
from httpx import AsyncClient

from app.models import Role
from app.schemas.adjustment import AdjustmentPage, AdjustmentRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop, log_in_as

NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")
LOSSES = ("wastage", "expired", "damage", "theft", "tasting", "internal_use")


async def adjust(admin: AsyncClient, sweet: dict[str, Any], quantity: str, reason: str, **fields: Any) -> Any:
    body = {"sweet_id": sweet["id"], "quantity": quantity, "reason": reason} | fields
    return await admin.post("/api/adjustments", json=body)


async def lots(admin: AsyncClient, sweet: dict[str, Any], *best_befores: str | None) -> list[int]:
    """Make a lot of two of each best-before day; return their ids."""
    return [(await restock(admin, sweet, "2", best_before=day))["lot"]["id"] for day in best_befores]


def moved(adjustment: dict[str, Any]) -> list[tuple[int, str]]:
    return [(movement["lot_id"], movement["quantity"]) for movement in adjustment["movements"]]


@pytest.fixture
async def at_noon(shop: TestShop) -> AsyncClient:
    """An admin on 10 November."""
    shop.clock.set(NOON)
    return await log_in_as(shop, Role.ADMIN)


async def test_a_loss_is_one_document_and_its_movements(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(unit="kg", name="Kaju Katli")
    lot = (await restock(admin, sweet, "2", unit_cost="310.5"))["lot"]
    answer = await adjust(admin, sweet, "0.4", "wastage", note="Fell,\ntwice.")
    body = created(answer)
    me = ok(await admin.get("/api/auth/me"))["id"]
    assert {name: body[name] for name in ("sweet_id", "lot_id", "reason", "quantity", "note", "created_by")} == {
        "sweet_id": sweet["id"],
        "lot_id": None,
        "reason": "wastage",
        "quantity": "-0.400",
        "note": "Fell,\ntwice.",
        "created_by": me,
    }
    (movement,) = body["movements"]
    assert movement == {"id": movement["id"], "lot_id": lot["id"], "quantity": "-0.400", "unit_cost": "310.50"}
    assert body["sweet"] == {
        "id": sweet["id"],
        "sku": sweet["sku"],
        "name": "Kaju Katli",
        "unit": "kg",
        "on_hand": "1.600",
        "available": "1.600",
        "stock_state": "ok",
    }
    read_strictly(AdjustmentRead, body)
    assert ok(await admin.get(answer.headers["Location"])) == body
    (in_ledger,) = ok(await admin.get("/api/stock-movements", params={"adjustment_id": body["id"]}))["items"]
    assert (in_ledger["kind"], in_ledger["reason"], in_ledger["actor_id"]) == ("adjustment", "wastage", me)
    assert in_ledger["id"] == movement["id"]


async def test_the_reason_fixes_the_sign(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="20")
    (old,) = await lots(admin, sweet, "2020-01-01")
    for reason in LOSSES:
        lot_id = {"lot_id": old} if reason == "expired" else {}
        assert created(await adjust(admin, sweet, "1", reason, **lot_id))["quantity"] == "-1.000", reason
    for reason in ("found", "opening"):
        assert created(await adjust(admin, sweet, "1", reason))["quantity"] == "1.000", reason
    assert (await stock_of(admin, sweet))[0] == "18.000"


async def test_a_loss_takes_salable_lots_first_expired_first_out_and_then_expired_lots(
    at_noon: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet()
    undated, today, gone, long_gone, tomorrow = await lots(
        at_noon, sweet, None, "2026-11-10", "2026-11-09", "2026-11-01", "2026-11-11"
    )
    assert moved(created(await adjust(at_noon, sweet, "3", "damage"))) == [(today, "-2.000"), (tomorrow, "-1.000")]
    rest = created(await adjust(at_noon, sweet, "6", "theft"))
    assert moved(rest) == [(tomorrow, "-1.000"), (undated, "-2.000"), (long_gone, "-2.000"), (gone, "-1.000")]
    assert (rest["sweet"]["on_hand"], rest["sweet"]["available"]) == ("1.000", "0.000")


async def test_a_write_off_takes_expired_stock_only(shop: TestShop, at_noon: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(name="Rasmalai")
    today, gone, long_gone = await lots(at_noon, sweet, "2026-11-10", "2026-11-09", "2026-11-01")
    before = await all_rows(shop)
    refusal = problem(await adjust(at_noon, sweet, "5", "expired"), 409, "insufficient_stock")
    assert refusal["shortages"] == [
        {"sweet_id": sweet["id"], "name": "Rasmalai", "requested": "5.000", "available": "4.000", "unit": "piece"}
    ]
    problem(await adjust(at_noon, sweet, "1", "expired", lot_id=today), 409, "lot_not_expired")
    assert await all_rows(shop) == before
    assert moved(created(await adjust(at_noon, sweet, "3", "expired"))) == [(long_gone, "-2.000"), (gone, "-1.000")]
    assert moved(created(await adjust(at_noon, sweet, "1", "expired", lot_id=gone))) == [(gone, "-1.000")]
    assert await stock_of(at_noon, sweet) == ("2.000", "2.000", "low")


async def test_a_named_lot_is_taken_from_and_added_to_alone(
    shop: TestShop, at_noon: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet, other = await new_sweet(), await new_sweet()
    first, second, gone = await lots(at_noon, sweet, None, None, "2026-11-09")
    (others,) = await lots(at_noon, other, None)
    assert moved(created(await adjust(at_noon, sweet, "1", "wastage", lot_id=second))) == [(second, "-1.000")]
    assert moved(created(await adjust(at_noon, sweet, "1", "damage", lot_id=gone))) == [(gone, "-1.000")]
    assert moved(created(await adjust(at_noon, sweet, "4", "found", lot_id=first))) == [(first, "4.000")]
    before = await all_rows(shop)
    refusal = problem(await adjust(at_noon, sweet, "2", "wastage", lot_id=second), 409, "insufficient_stock")
    assert refusal["shortages"][0]["available"] == "1.000"
    for reason in ("wastage", "expired", "found"):
        for missing in (others, 999):
            problem(await adjust(at_noon, sweet, "1", reason, lot_id=missing), 404, "lot_not_found")
    assert await all_rows(shop) == before


async def test_no_loss_goes_below_zero(shop: TestShop, at_noon: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet()
    await lots(at_noon, sweet, None, "2026-11-09")
    before = await all_rows(shop)
    for reason in LOSSES:
        available = "2.000" if reason == "expired" else "4.000"
        refusal = problem(await adjust(at_noon, sweet, "5", reason), 409, "insufficient_stock")
        assert refusal["shortages"][0]["available"] == available
    assert await all_rows(shop) == before
    created(await adjust(at_noon, sweet, "4", "theft"))
    assert await stock_of(at_noon, sweet) == ("0.000", "0.000", "out")


async def test_found_stock_is_a_lot_of_its_own_with_its_cost_and_best_before_day(
    shop: TestShop, at_noon: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(shelf_life_days=7)
    described = {"unit_cost": "4.25", "made_on": "2026-11-08"}
    for fields, cost, made_on, best_before in (
        ({}, None, None, "2026-11-17"),
        (described, "4.25", "2026-11-08", "2026-11-15"),
        (described | {"best_before": "2026-11-12"}, "4.25", "2026-11-08", "2026-11-12"),
    ):
        body = created(await adjust(at_noon, sweet, "3", "opening", **fields))
        assert moved(body) == [(body["lot_id"], "3.000")]
        assert body["movements"][0]["unit_cost"] == cost
        (lot,) = await shop.sql("SELECT *, unit_cost::text AS cost FROM lots WHERE id = $1", body["lot_id"])
        assert (str(lot["made_on"] or ""), str(lot["best_before"])) == (made_on or "", best_before)
        assert (lot["on_hand"], lot["received_at"]) == (3, NOON)
    assert await stock_of(at_noon, sweet) == ("9.000", "9.000", "ok")


async def test_a_sweet_no_longer_sold_is_written_off_but_not_added_to(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="3")
    assert (await admin.delete(f"/api/sweets/{sweet['id']}", headers={"If-Match": "*"})).status_code == 204
    before = await all_rows(shop)
    for reason in ("found", "opening"):
        problem(await adjust(admin, sweet, "1", reason), 409, "sweet_archived")
    assert await all_rows(shop) == before
    created(await adjust(admin, sweet, "3", "wastage"))
    assert (await shop.sql("SELECT on_hand FROM sweets WHERE id = $1", sweet["id"]))[0][0] == 0


# A unit, its step, a quantity, and whether so much may be lost or turn up.
QUANTITIES = [
    ("kg", "0.250", "0.034", True),
    ("g", "50", "12.5", True),
    ("piece", "6", "5", True),
    ("piece", "0.5", "1.5", True),
    ("piece", "1", "0.5", False),
    ("box", "2", "1.001", False),
]


@pytest.mark.parametrize("reason", ["tasting", "found"])
async def test_weighed_goods_are_written_off_in_any_weight_and_pieces_whole(
    admin: AsyncClient, new_sweet: NewSweet, reason: str
) -> None:
    for unit, step, quantity, is_possible in QUANTITIES:
        sweet = await new_sweet(unit=unit, quantity_step=step, min_quantity=step)
        await restock(admin, sweet, str(float(step) * 400))
        answer = await adjust(admin, sweet, quantity, reason)
        if is_possible:
            created(answer)
        else:
            (error,) = problem(answer, 422, "off_step_quantity")["errors"]
            assert error["pointer"] == "/quantity"


BAD_ADJUSTMENTS: list[tuple[dict[str, Any], str | None, str | None]] = [
    *(({"quantity": value}, "/quantity", None) for value in ("0", "-1", "1.0001", "NaN", "", None, "1e2", True)),
    *(({"reason": value}, "/reason", None) for value in ("", "lost", "Wastage", None, 1)),
    *(({"lot_id": value}, "/lot_id", None) for value in (0, "1", 1.5, True)),
    ({"sweet_id": 0}, "/sweet_id", None),
    ({"note": "a\0b"}, "/note", None),
    *(({name: "2026-11-10"}, None, "no_new_lot") for name in ("made_on", "best_before")),
    ({"unit_cost": "0"}, None, "no_new_lot"),
    ({"unit_cost": "1", "reason": "found", "lot_id": 1}, None, "no_new_lot"),
    ({"reason": "found", "made_on": "2026-11-10", "best_before": "2026-11-09"}, None, "best_before_before_made_on"),
    ({"reason": "found", "unit_cost": "-1"}, "/unit_cost", None),
    *(({name: 1}, f"/{name}", "extra_forbidden") for name in ("id", "created_by", "kind", "movements")),
]


async def test_an_adjustment_that_makes_no_sense_is_refused(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    before = await all_rows(shop)
    for fields, pointer, code in BAD_ADJUSTMENTS:
        body = {"sweet_id": sweet["id"], "quantity": "1", "reason": "wastage"} | fields
        (error,) = problem(await admin.post("/api/adjustments", json=body), 422, "invalid_request")["errors"]
        assert (error["pointer"], error["code"]) == (pointer or error["pointer"], code or error["code"]), fields
    problem(await adjust(admin, {"id": 999}, "1", "wastage"), 404, "sweet_not_found")
    problem(await adjust(admin, sweet, "99999999999", "found"), 409, "too_much_stock")
    assert await all_rows(shop) == before


async def test_a_retry_with_the_same_key_takes_nothing_more(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    body = {"sweet_id": sweet["id"], "quantity": "2", "reason": "wastage"}
    key = {"Idempotency-Key": "broken tray"}
    first = await admin.post("/api/adjustments", json=body, headers=key)
    before = await all_rows(shop)
    again = await admin.post("/api/adjustments", json=body, headers=key)
    assert created(again) == created(first)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await admin.post("/api/adjustments", json=body | {"reason": "theft"}, headers=key)
    problem(other, 422, "idempotency_key_reused")
    assert await all_rows(shop) == before


async def test_a_loss_raises_the_alert_and_found_stock_resolves_it(admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="9")
    states = [
        created(await adjust(admin, sweet, quantity, reason))["sweet"]["stock_state"]
        for quantity, reason in (("4", "theft"), ("5", "damage"), ("6", "found"))
    ]
    assert states == ["low", "out", "ok"]
    assert [item["sweet_id"] for item in ok(await admin.get("/api/notifications"))["items"]] == [sweet["id"]] * 2
    assert ok(await admin.get("/api/dashboard/low-stock"))["items"] == []


async def test_adjustments_are_listed_and_filtered(shop: TestShop, new_sweet: NewSweet) -> None:
    barfi, ladoo = await new_sweet(), await new_sweet(stock="9")
    shop.clock.set(NOON)
    admin, customer = await log_in_as(shop, Role.ADMIN), await log_in_as(shop, Role.CUSTOMER)
    opening = created(await adjust(admin, barfi, "9", "opening"))
    created(await purchase(customer, barfi, "1"))
    shop.clock.set(datetime.fromisoformat("2026-11-10T12:01:00+05:30"))
    wastage = created(await adjust(admin, barfi, "1", "wastage", lot_id=opening["lot_id"]))
    theft = created(await adjust(admin, ladoo, "1", "theft"))

    async def listed(**params: Any) -> list[int]:
        page = ok(await admin.get("/api/adjustments", params=params))
        read_strictly(AdjustmentPage, page)
        return [item["id"] for item in page["items"]]

    everything = [theft["id"], wastage["id"], opening["id"]]
    assert await listed() == everything
    assert await listed(sort="created_at") == everything[::-1]
    assert await listed(sweet_id=barfi["id"]) == [wastage["id"], opening["id"]]
    assert await listed(lot_id=opening["lot_id"]) == [wastage["id"], opening["id"]]
    assert await listed(reason="theft") == [theft["id"]]
    assert await listed(created_from="2026-11-10T06:31:00Z", reason="wastage") == [wastage["id"]]
    assert await listed(created_to="2026-11-10T06:31:00Z") == [opening["id"]]
    pages = await walk(admin, "/api/adjustments", limit=1)
    assert [item["id"] for page in pages for item in page] == everything
    (item,) = pages[0]
    assert item | {"sweet": theft["sweet"]} == theft
    problem(await admin.get("/api/adjustments/999"), 404, "adjustment_not_found")
