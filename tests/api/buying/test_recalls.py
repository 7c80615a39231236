"""From a lot to every buyer of it, and from a sale back to the supplier."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from httpx import AsyncClient

from app.models import Role
from app.schemas.lot import RecallPage, SaleLots
from tests.support.answers import created, ok, problem, read_strictly, walk
from tests.support.requests import NewSweet, new_customer, purchase, restock
from tests.support.shop import TestShop, log_in_as

NOON = datetime.fromisoformat("2026-11-10T12:00:00+05:30")


async def sell(client: AsyncClient, *lines: tuple[dict[str, Any], str], **fields: Any) -> dict[str, Any]:
    body = {"lines": [{"sweet_id": sweet["id"], "quantity": quantity} for sweet, quantity in lines]} | fields
    return created(await client.post("/api/sales", json=body))


async def give_back(
    admin: AsyncClient, sale: dict[str, Any], line_no: int, quantity: str, *, restock: bool = True
) -> None:
    """Refund some of a line, and put the goods back to their lots."""
    lines = [{"line_no": line_no, "quantity": quantity, "restock": restock}]
    created(await admin.post(f"/api/sales/{sale['id']}/refunds", json={"lines": lines}))


async def test_a_recall_names_every_sale_of_a_lot_and_who_bought(shop: TestShop, new_sweet: NewSweet) -> None:
    sweet, other = await new_sweet(name="Rasmalai"), await new_sweet(stock="9")
    shop.clock.set(NOON)
    admin, salesperson, customer = [
        await log_in_as(shop, role) for role in (Role.ADMIN, Role.SALESPERSON, Role.CUSTOMER)
    ]
    asha = await new_customer(salesperson, "Asha Rao", phone="+919876543210")
    bad = (await restock(admin, sweet, "10", best_before="2026-11-12"))["lot"]
    good = (await restock(admin, sweet, "10", best_before="2026-11-13"))["lot"]
    online = await sell(customer, (sweet, "2"))
    shop.clock.advance(timedelta(minutes=1))
    counter = await sell(salesperson, (other, "1"), (sweet, "3"), (sweet, "1"), customer_id=asha["id"])
    shop.clock.advance(timedelta(minutes=1))
    unknown = await sell(salesperson, (sweet, "5"))
    await sell(salesperson, (sweet, "2"))
    body = ok(await salesperson.get(f"/api/lots/{bad['id']}/recall"))
    read_strictly(RecallPage, body)
    assert body["lot"] == ok(await salesperson.get(f"/api/lots/{bad['id']}"))
    assert body["lot"]["sweet_name"] == "Rasmalai"
    me = ok(await customer.get("/api/auth/me"))
    seller = {"seller_id": counter["seller_id"], "buyer": None}
    named = seller | {"customer": {"id": asha["id"], "name": "Asha Rao", "phone": "+919876543210"}}
    buyer = {"id": me["id"], "email": me["email"], "full_name": me["full_name"]}
    expected = [
        (unknown, 1, "4.000", seller | {"customer": None}),
        (counter, 3, "1.000", named),
        (counter, 2, "3.000", named),
        (online, 1, "2.000", {"seller_id": None, "customer": None, "buyer": buyer}),
    ]
    assert body["items"] == [
        {
            "sale_id": sale["id"],
            "number": sale["number"],
            "sold_at": ok(await admin.get(f"/api/sales/{sale['id']}"))["created_at"],
            "line_no": line_no,
            "quantity": quantity,
        }
        | who
        for sale, line_no, quantity, who in expected
    ]
    pages = await walk(salesperson, f"/api/lots/{bad['id']}/recall", limit=1)
    assert [item for page in pages for item in page] == body["items"]
    upwards = await walk(salesperson, f"/api/lots/{bad['id']}/recall", limit=3, sort="sold_at")
    assert [item for page in upwards for item in page] == body["items"][::-1]
    counted = ok(await admin.get(f"/api/lots/{bad['id']}/recall", params={"count": True, "limit": 1}))
    assert (counted["total"], counted["lot"]) == (4, body["lot"])
    assert len(ok(await admin.get(f"/api/lots/{good['id']}/recall"))["items"]) == 2


async def test_goods_back_on_the_shelf_are_not_recalled(
    admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="10")
    kept, partly, wholly, voided = [await sell(salesperson, (sweet, "2"), (sweet, "1")) for _ in range(3)] + [
        created(await purchase(salesperson, sweet, "1"))
    ]
    await give_back(admin, partly, 1, "1")
    await give_back(admin, wholly, 1, "1")
    await give_back(admin, wholly, 1, "1")
    await give_back(admin, kept, 1, "2", restock=False)
    ok(await admin.post(f"/api/sales/{voided['id']}/void", json={"reason": "A mistake."}))
    (lot,) = ok(await admin.get("/api/lots"))["items"]
    items = ok(await admin.get(f"/api/lots/{lot['id']}/recall", params={"sort": "sold_at"}))["items"]
    assert [(item["sale_id"], item["line_no"], item["quantity"]) for item in items] == [
        (kept["id"], 1, "2.000"),
        (kept["id"], 2, "1.000"),
        (partly["id"], 1, "1.000"),
        (partly["id"], 2, "1.000"),
        (wholly["id"], 2, "1.000"),
    ]


async def test_a_recall_leaves_out_erased_customers(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    sweet = await new_sweet(stock="10")
    asha = await new_customer(admin, "Asha Rao", phone="+919876543210")
    await sell(admin, (sweet, "1"), customer_id=asha["id"])
    assert (await admin.delete(f"/api/customers/{asha['id']}")).status_code == 204
    (lot,) = ok(await admin.get("/api/lots"))["items"]
    (item,) = ok(await admin.get(f"/api/lots/{lot['id']}/recall"))["items"]
    assert item["customer"] == {"id": asha["id"], "name": "Deleted customer", "phone": None}


async def test_a_recall_as_a_file_has_the_rows_of_the_list_in_the_order_of_the_sales(
    shop: TestShop, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(name="Rasmalai", sku="RAS")
    shop.clock.set(NOON)
    salesperson, customer = [await log_in_as(shop, role) for role in (Role.SALESPERSON, Role.CUSTOMER)]
    admin = await log_in_as(shop, Role.ADMIN)
    lot = (await restock(admin, sweet, "10", best_before="2026-11-12", made_on="2026-11-09"))["lot"]
    asha = await new_customer(salesperson, "=Asha", phone="+919876543210", email="asha@example.com")
    online = await sell(customer, (sweet, "2"))
    counter = await sell(salesperson, (sweet, "3"), customer_id=asha["id"])
    back = await sell(salesperson, (sweet, "1"))
    await give_back(admin, counter, 1, "1")
    await give_back(admin, back, 1, "1")
    answer = await salesperson.get(f"/api/lots/{lot['id']}/recall.csv?bom=true")
    assert answer.headers["content-disposition"] == f'attachment; filename="recall-lot-{lot["id"]}.csv"'
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    same = {"sold_at": "2026-11-10T12:00:00+05:30", "line_no": "1", "sku": "RAS", "name": "Rasmalai", "unit": "piece"}
    same |= {"lot": str(lot["id"]), "made_on": "2026-11-09", "best_before": "2026-11-12"}
    unknown = dict.fromkeys(("customer", "customer_phone", "customer_email", "buyer", "buyer_name"), "")
    asha_row = {"customer": "'=Asha", "customer_phone": "'+919876543210", "customer_email": "asha@example.com"}
    me = ok(await customer.get("/api/auth/me"))
    assert rows == [
        same
        | unknown
        | {"sale": online["number"], "quantity": "2.000", "buyer": me["email"], "buyer_name": me["full_name"] or ""},
        same | unknown | {"sale": counter["number"], "quantity": "2.000"} | asha_row,
    ]
    problem(await salesperson.get("/api/lots/999/recall.csv"), 404, "lot_not_found")


async def test_a_sale_leads_back_to_lots_suppliers_and_receipts(
    shop: TestShop, admin: AsyncClient, salesperson: AsyncClient, new_sweet: NewSweet
) -> None:
    barfi, ladoo = await new_sweet(unit="kg"), await new_sweet()
    (supplier,) = await shop.sql("INSERT INTO suppliers (name) VALUES ('Ravi') RETURNING id")
    fields = {"unit_cost": "2.50", "made_on": "2026-11-08", "supplier_id": supplier["id"]}
    first = (await restock(admin, barfi, "2", best_before="2098-01-01", **fields))["lot"]["id"]
    second = (await restock(admin, barfi, "2"))["lot"]["id"]
    third = (await restock(admin, ladoo, "2", best_before="2098-01-02"))["lot"]["id"]
    order = await shop.sql(
        """
        WITH ordered AS (
            INSERT INTO purchase_orders (supplier_id, status, created_by, ordered_at)
            VALUES ($1, 'ordered', 1, suite.now()) RETURNING id
        ), line AS (
            INSERT INTO purchase_order_lines (purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size,
                                              pack_cost)
            SELECT id, 1, $2, 'x', 'x', 'piece', 1, 1, 1 FROM ordered
        ), receipt AS (
            INSERT INTO goods_receipts (purchase_order_id, received_by) SELECT id, 1 FROM ordered RETURNING id
        )
        SELECT ordered.id AS order_id, receipt.id AS receipt_id FROM ordered, receipt
        """,
        supplier["id"],
        ladoo["id"],
    )
    order_id, receipt_id = order[0]["order_id"], order[0]["receipt_id"]
    await shop.sql(
        """
        UPDATE lots SET supplier_id = $2, purchase_order_id = $3, purchase_order_line_no = 1, goods_receipt_id = $4
        WHERE id = $1
        """,
        third,
        supplier["id"],
        order_id,
        receipt_id,
    )
    sale = await sell(salesperson, (barfi, "3"), (ladoo, "1"))
    await give_back(salesperson, sale, 1, "0.5")
    await give_back(salesperson, sale, 1, "0.5", restock=False)
    await give_back(salesperson, sale, 1, "2", restock=True)
    body = ok(await admin.get(f"/api/sales/{sale['id']}/lots"))
    read_strictly(SaleLots, body)
    bare = {"unit_cost": None, "made_on": None, "best_before": None, "supplier": None, "returned": "0.000"}
    bare |= {"goods_receipt_id": None, "purchase_order_id": None}
    ravi = {"id": supplier["id"], "name": "Ravi"}
    assert body["items"] == [
        bare
        | {"line_no": 1, "sweet_id": barfi["id"], "lot_id": first, "quantity": "2.000", "best_before": "2098-01-01"}
        | {"unit_cost": "2.50", "made_on": "2026-11-08", "supplier": ravi, "returned": "2.000"},
        bare | {"line_no": 1, "sweet_id": barfi["id"], "lot_id": second, "quantity": "1.000", "returned": "0.500"},
        bare
        | {"line_no": 2, "sweet_id": ladoo["id"], "lot_id": third, "quantity": "1.000", "best_before": "2098-01-02"}
        | {"supplier": ravi, "goods_receipt_id": receipt_id, "purchase_order_id": order_id},
    ]


async def test_only_staff_trace_goods_and_only_existing_ones(
    admin: AsyncClient, salesperson: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(customer, await new_sweet(stock="3"), "1"))
    (lot,) = ok(await salesperson.get("/api/lots"))["items"]
    for path in (f"/api/lots/{lot['id']}", f"/api/lots/{lot['id']}/recall", f"/api/sales/{sale['id']}/lots"):
        problem(await customer.get(path), 403, "forbidden")
        ok(await salesperson.get(path))
    problem(await salesperson.get("/api/lots/999/recall"), 404, "lot_not_found")
    problem(await salesperson.get("/api/sales/999/lots"), 404, "sale_not_found")
    problem(await admin.get(f"/api/lots/{lot['id']}/recall", params={"sort": "quantity"}), 422, "invalid_request")
