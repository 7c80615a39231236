"""Returns to a supplier: all lines or none, and only goods on hand."""

from typing import Any

from httpx import AsyncClient

from app.schemas.supplier_return import SupplierReturnPage, SupplierReturnRead
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.buying import bought, line_of, lots_of, new_supplier
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, purchase, restock, stock_of
from tests.support.shop import TestShop

NO_LINES: list[Any] = [[], None, {}]


def back(lot_id: int, quantity: str = "1") -> dict[str, Any]:
    return {"lot_id": lot_id, "quantity": quantity}


def body_of(supplier: dict[str, Any], *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"supplier_id": supplier["id"], "lines": list(lines)} | fields


async def listed(admin: AsyncClient, **params: Any) -> list[int]:
    body = ok(await admin.get("/api/supplier-returns", params=params))
    read_strictly(SupplierReturnPage, body)
    return [one["id"] for one in body["items"]]


async def test_goods_go_back_as_a_document_with_a_movement_for_each_line(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier = await new_supplier(admin)
    barfi, peda = await new_sweet(name="Barfi", unit="kg"), await new_sweet(name="Peda")
    order = await bought(admin, supplier, line_of(barfi, 2, "2.5", "100"), line_of(peda, 1, "12", "100"))
    barfis, pedas = [lot["lot_id"] for lot in lots_of(order)]
    without_order = (await restock(admin, peda, "3", supplier_id=supplier["id"]))["lot_id"]
    lines = [back(barfis, "1.75"), back(pedas, "12"), back(without_order, "2")]
    answer = await admin.post("/api/supplier-returns", json=body_of(supplier, *lines, note="Dented.", credit="120.5"))
    went = created(answer)
    expected = {
        "supplier": {"id": supplier["id"], "name": "Verma Dairy"},
        "note": "Dented.",
        "credit": "120.50",
        "line_count": 3,
        "created_by": ok(await admin.get("/api/auth/me"))["id"],
    }
    assert {name: went[name] for name in expected} == expected
    assert went["lines"][0] == {
        "lot_id": barfis,
        "purchase_order_id": order["id"],
        "sweet_id": barfi["id"],
        "sku": barfi["sku"],
        "name": "Barfi",
        "unit": "kg",
        "quantity": "1.750",
        "unit_cost": "40.00",
    }
    assert [(line["lot_id"], line["purchase_order_id"], line["quantity"]) for line in went["lines"][1:]] == [
        (pedas, order["id"], "12.000"),
        (without_order, None, "2.000"),
    ]
    read_strictly(SupplierReturnRead, went)
    assert answer.headers["Location"] == f"/api/supplier-returns/{went['id']}"
    assert ok(await admin.get(answer.headers["Location"])) == went
    (summary,) = ok(await admin.get("/api/supplier-returns"))["items"]
    assert summary == {name: went[name] for name in went if name != "lines"}
    movements = ok(await admin.get("/api/stock-movements", params={"supplier_return_id": went["id"]}))["items"]
    assert [(one["kind"], one["quantity"], one["purchase_order_id"], one["reason"]) for one in movements] == [
        ("return", "-2.000", None, "Dented."),
        ("return", "-12.000", order["id"], "Dented."),
        ("return", "-1.750", order["id"], "Dented."),
    ]
    assert (await stock_of(admin, barfi))[0] == "3.250"
    assert (await stock_of(admin, peda))[0] == "1.000"
    (entry,) = await shop.sql("SELECT * FROM audit_logs WHERE action = 'supplier_return.created'")
    assert entry["entity_id"] == went["id"]


async def test_expired_goods_may_go_back(admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet()
    order = await bought(admin, supplier, line_of(sweet, 1, "5", best_before="2020-01-01"))
    assert await stock_of(admin, sweet) == ("5.000", "0.000", "out")
    (lot,) = lots_of(order)
    created(await admin.post("/api/supplier-returns", json=body_of(supplier, back(lot["lot_id"], "5"))))
    assert (await stock_of(admin, sweet))[0] == "0.000"


async def test_sold_goods_cannot_be_returned_and_the_refusal_names_each_lot_with_its_rest(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier = await new_supplier(admin)
    barfi, peda = await new_sweet(name="Barfi"), await new_sweet(name="Peda")
    order = await bought(admin, supplier, line_of(barfi, 2, "5"), line_of(peda, 1, "5"), line_of(barfi, 1, "5"))
    sold, other, third = [lot["lot_id"] for lot in lots_of(order)]
    created(await purchase(customer, barfi, "8"))
    before = await all_rows(shop)
    lines = [back(sold, "2"), back(other, "3"), back(third, "5"), back(other, "2.0"), back(sold, "1"), back(other, "1")]
    body = problem(await admin.post("/api/supplier-returns", json=body_of(supplier, *lines)), 409, "goods_gone")
    assert body["lots"] == [
        {
            "lot_id": sold,
            "sweet_id": barfi["id"],
            "name": "Barfi",
            "requested": "3.000",
            "left": "2.000",
            "unit": "piece",
        },
        {
            "lot_id": other,
            "sweet_id": peda["id"],
            "name": "Peda",
            "requested": "6.000",
            "left": "5.000",
            "unit": "piece",
        },
    ]
    assert await all_rows(shop) == before
    created(await admin.post("/api/supplier-returns", json=body_of(supplier, *lines[:4])))
    problem(await admin.post("/api/supplier-returns", json=body_of(supplier, back(sold))), 409, "goods_gone")


async def test_only_goods_of_this_supplier_go_back_to_them(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier, other, sweet = await new_supplier(admin), await new_supplier(admin, "Other"), await new_sweet()
    (own,), (foreign,) = [lots_of(await bought(admin, one, line_of(sweet))) for one in (supplier, other)]
    nobodys = (await restock(admin, sweet, "5"))["lot_id"]
    before = await all_rows(shop)
    lines = [back(own["lot_id"]), back(foreign["lot_id"]), back(nobodys, "999")]
    answer = await admin.post("/api/supplier-returns", json=body_of(supplier, *lines))
    errors = problem(answer, 409, "lot_of_another")["errors"]
    assert [error["pointer"] for error in errors] == ["/lines/1/lot_id", "/lines/2/lot_id"]
    assert errors[0]["detail"] == "This lot did not come from Verma Dairy."
    answer = await admin.post("/api/supplier-returns", json=body_of(supplier, back(own["lot_id"]), back(999)))
    (error,) = problem(answer, 422, "unknown_lot")["errors"]
    assert error["pointer"] == "/lines/1/lot_id"
    answer = await admin.post("/api/supplier-returns", json=body_of({"id": 999}, back(own["lot_id"])))
    problem(answer, 422, "unknown_supplier")
    assert await all_rows(shop) == before


async def test_a_return_that_makes_no_sense_is_refused(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet(unit="kg", quantity_step="0.250")
    (lot,) = lots_of(await bought(admin, supplier, line_of(sweet)))
    before = await all_rows(shop)
    answer = await admin.post(
        "/api/supplier-returns", json=body_of(supplier, back(lot["lot_id"]), back(lot["lot_id"], "0.1"))
    )
    (error,) = problem(answer, 422, "off_step_quantity")["errors"]
    assert error["pointer"] == "/lines/1/quantity"
    good = body_of(supplier, back(lot["lot_id"]))
    wrongs: list[dict[str, Any]] = [
        *({"lines": lines} for lines in (*NO_LINES, [back(lot["lot_id"])] * 501)),
        *({"lines": [back(lot["lot_id"], quantity)]} for quantity in ("0", "-1", "0.0001", "abc", "NaN")),
        *({"lines": [{"lot_id": lot_id, "quantity": "1"}]} for lot_id in (0, "1", 2**63)),
        *({"credit": credit} for credit in ("-1", "0.001", "abc")),
        {"note": "x" * 501},
        {"kind": "return"},
    ]
    for wrong in wrongs:
        problem(await admin.post("/api/supplier-returns", json=good | wrong), 422, "invalid_request")
    assert await all_rows(shop) == before


async def test_a_retry_with_the_same_key_is_answered_and_sends_nothing_more_back(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    supplier, sweet = await new_supplier(admin), await new_sweet()
    (lot,) = lots_of(await bought(admin, supplier, line_of(sweet)))
    body, key = body_of(supplier, back(lot["lot_id"])), {"Idempotency-Key": "return 7"}
    first = await admin.post("/api/supplier-returns", json=body, headers=key)
    created(first)
    before = await all_rows(shop)
    again = await admin.post("/api/supplier-returns", json=body, headers=key)
    assert created(again) == created(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    problem(
        await admin.post("/api/supplier-returns", json=body | {"credit": "1"}, headers=key),
        422,
        "idempotency_key_reused",
    )
    assert await all_rows(shop) == before


async def test_returns_are_found_by_supplier_and_paged(admin: AsyncClient, new_sweet: NewSweet) -> None:
    supplier, other, sweet = await new_supplier(admin), await new_supplier(admin, "Other"), await new_sweet()
    ids = []
    for one in (supplier, other, supplier):
        (lot,) = lots_of(await bought(admin, one, line_of(sweet)))
        ids.append(created(await admin.post("/api/supplier-returns", json=body_of(one, back(lot["lot_id"]))))["id"])
    assert await listed(admin) == ids[::-1]
    assert await listed(admin, sort="created_at") == ids
    assert await listed(admin, supplier_id=supplier["id"]) == [ids[2], ids[0]]
    assert [one["id"] for page in await walk(admin, "/api/supplier-returns", limit=1) for one in page] == ids[::-1]
    for params in ({"sort": "credit"}, {"supplier_id": "0"}, {"lot_id": "1"}, {"cursor": "abc"}):
        problem(await admin.get("/api/supplier-returns", params=params), 422, "invalid_request")
    problem(await admin.get("/api/supplier-returns/999"), 404, "supplier_return_not_found")
    assert (await admin.delete(f"/api/supplier-returns/{ids[0]}")).status_code == 405
