"""The books as CSV."""

from datetime import UTC, datetime

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.models import Role
from app.repositories.files import exports as export_rows
from app.schemas.export import ExportKind, ExportQuery
from app.services.files import exports
from tests.support.answers import created, ok, problem
from tests.support.concurrency import until_idle
from tests.support.databases import all_rows
from tests.support.requests import NewSweet, new_category, new_customer, purchase
from tests.support.shop import TestShop, log_in_as
from tests.support.transfers import imported, rows_of


async def test_sales_lines_and_movements_are_exported_in_the_shops_time(shop: TestShop) -> None:
    shop.clock.set(datetime(2026, 11, 20, 18, 29, tzinfo=UTC))  # One minute to midnight in the shop.
    admin = await log_in_as(shop, Role.ADMIN)
    category = await new_category(admin, "Milk sweets")
    sweet = {"sku": "K", "name": "=cmd()", "category_id": category["id"], "price": "12.50", "unit": "kg"}
    sold = created(await admin.post("/api/sweets", json=sweet))
    created(await admin.post(f"/api/sweets/{sold['id']}/restock", json={"quantity": "5", "unit_cost": "3.25"}))
    asha = await new_customer(admin, "@Asha")
    lines = [{"sweet_id": sold["id"], "quantity": "0.250"}]
    sale = created(await admin.post("/api/sales", json={"lines": lines, "customer_id": asha["id"], "note": "-1+1"}))
    shop.clock.set(datetime(2026, 11, 20, 18, 31, tzinfo=UTC))
    created(await admin.post("/api/sales", json={"lines": lines}))
    (first, second) = await rows_of(admin, "sales.csv")
    assert (first["number"], first["total"], first["status"]) == (sale["number"], "3.13", "completed")
    assert (first["sold_at"], first["customer"], first["note"]) == ("2026-11-20T23:59:00+05:30", "'@Asha", "'-1+1")
    assert first["seller"] == "admin@example.com"
    (line,) = await rows_of(admin, "sale-lines.csv?from=2026-11-20&to=2026-11-20")
    assert (line["sale"], line["name"], line["quantity"], line["line_total"]) == (
        *(sale["number"], "'=cmd()", "0.250", "3.13"),
    )
    assert [row["number"] for row in await rows_of(admin, "sales.csv?from=2026-11-21")] == [second["number"]]
    movements = await rows_of(admin, "movements.csv")
    assert [(row["kind"], row["quantity"], row["sale"]) for row in movements] == [
        ("restock", "5.000", ""),
        ("sale", "-0.250", sale["number"]),
        ("sale", "-0.250", second["number"]),
    ]
    for day, numbers in (("2026-11-20", ["", sale["number"]]), ("2026-11-21", [second["number"]]), ("2026-11-22", [])):
        movements = await rows_of(admin, f"movements.csv?from={day}&to={day}")
        assert [row["sale"] for row in movements] == numbers


async def test_the_catalogue_comes_back_as_it_went(shop: TestShop, admin: AsyncClient, new_sweet: NewSweet) -> None:
    await new_sweet(name="=cmd|' /C calc'!A0", description='-1\r\n"two", three;', shelf_life_days=3)
    await new_sweet(
        name="'=quoted",
        low_stock_threshold="1250.500",
        hsn_code="0402",
        barcode="036000291452",
        unit="kg",
        sku="+1",
        allergens=["milk", "nuts"],
    )
    await new_sweet(name="Süß, मिठाई", price="1250.50", diet="non_veg", allergens=[])
    gone = await new_sweet(name="Gone", stock="1")
    await admin.delete(f"/api/sweets/{gone['id']}", headers={"If-Match": "*"})
    answer = await admin.get("/api/exports/catalogue.csv?bom=true")
    assert answer.content.startswith(b"\xef\xbb\xbfsku,")
    query = "SELECT * FROM sweets ORDER BY id"
    before = await shop.sql(query)
    job = await imported(admin, "catalogue", answer.content)
    assert (job["unchanged"], job["added"], job["updated"], job["refused_rows"]) == (4, 0, 0, [])
    assert await shop.sql(query) == before
    # And into an empty shop.
    async with shop.connect() as connection:
        await connection.execute("SET session_replication_role = replica; TRUNCATE sweets, categories CASCADE")
    assert (await imported(admin, "catalogue", answer.content))["added"] == 4
    again = await admin.get("/api/exports/catalogue.csv?bom=true")
    assert again.content == answer.content


async def test_customers_come_back_as_they_went(shop: TestShop, admin: AsyncClient) -> None:
    await new_customer(admin, "@Asha", phone="+919876543210", note="=1")
    await new_customer(admin, "Ravi", email="ravi@example.com")
    forgotten = await new_customer(admin, "Meera")
    await shop.sql("UPDATE customers SET anonymised_at = suite.now() WHERE id = $1", forgotten["id"])
    assert [row["phone"] for row in await rows_of(admin, "customers.csv")] == ["'+919876543210", ""]
    answer = await admin.get("/api/exports/customers.csv")
    job = await imported(admin, "customers", answer.content)
    assert (job["unchanged"], job["rows_read"]) == (2, 2)


async def test_an_export_shows_one_moment_and_changes_nothing(
    shop: TestShop, admin: AsyncClient, new_sweet: NewSweet
) -> None:
    await new_sweet(stock="5")
    before = await all_rows(shop)
    for kind in ExportKind:
        await rows_of(admin, f"{kind}.csv")
    assert await all_rows(shop) == before
    async with shop.database.snapshot() as session:
        with pytest.raises(Exception, match="read-only"):
            await session.execute(text("DELETE FROM notifications"))


async def test_bad_days_are_refused(admin: AsyncClient) -> None:
    for query in ("from=2026-02-30", "from=yesterday", "from=2026-11-02&to=2026-11-01", "since=2026-11-01"):
        problem(await admin.get(f"/api/exports/sales.csv?{query}"), 422, "invalid_request")
    problem(await admin.get("/api/exports/catalogue.csv?from=2026-11-01"), 422, "invalid_request")


async def test_a_reader_who_leaves_gives_the_connection_back(
    shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet
) -> None:
    sweet = await new_sweet(stock="5")
    created(await purchase(customer, sweet, "1"))
    books = shop.app.state.shop.exports
    zone = shop.context.zone
    readers = [books.pieces(ExportKind.SALES, ExportQuery(), zone) for _ in range(exports.AT_ONCE)]
    for reader in readers:
        assert (await anext(reader)).startswith("number,")
    problem(await admin.get("/api/exports/sales.csv"), 429, "too_many_exports")
    for reader in readers:
        await reader.aclose()
    await until_idle(shop)
    assert len(await rows_of(admin, "sales.csv")) == 1
    ok(await admin.get("/api/sales"))


async def test_an_export_is_read_and_sent_piece_by_piece(
    shop: TestShop, new_sweet: NewSweet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_rows, "ROWS_AT_ONCE", 10)
    await new_sweet()
    await shop.sql(
        """
        INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'S-' || n, 'Sweet', (SELECT id FROM categories), 1, 'kg', 1, 1 FROM generate_series(1, 34) n
        """
    )
    zone = shop.context.zone
    pieces = [piece async for piece in shop.app.state.shop.exports.pieces(ExportKind.CATALOGUE, ExportQuery(), zone)]
    assert [piece.count("\r\n") for piece in pieces] == [1, 10, 10, 10, 5]
