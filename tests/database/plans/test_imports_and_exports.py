"""Imports and exports of a grown shop find their rows by index."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio
from sqlalchemy import text

from app.database.embedded import EmbeddedPostgres
from app.repositories.common.json_columns import json_rows
from app.repositories.files import catalogue_imports, customer_imports, till_history_imports
from app.repositories.files.export_statements import RECALL, STATEMENTS
from tests.support.databases import copied_database
from tests.support.payments import PAY_REFUNDS, PAY_SALES
from tests.support.plans import fill
from tests.support.shop import TestShop, running_shop

GROWN = f"""
    INSERT INTO categories (name) VALUES ('Milk sweets');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'SKU-' || n, 'Sweet ' || n, (SELECT id FROM categories), 1, 'kg', 1, 1 FROM generate_series(1, 20000) n;
    INSERT INTO customers (name, phone, email)
        SELECT 'N' || n, '+91' || 9000000000 + n, 'n' || n || '@example.com' FROM generate_series(1, 20000) n;
    INSERT INTO sales (number, seller_id, subtotal, total, currency, created_at)
        SELECT n::text, (SELECT min(id) FROM users), 1, 1, 'INR', suite.now() - n * interval '1 minute'
        FROM generate_series(1, 20000) n;
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        SELECT id, 1, (SELECT min(id) FROM sweets), 'A', 'A', 'kg', 1, 1, 1 FROM sales;
    INSERT INTO history_tickets (ticket, sold_at, business_day)
        SELECT n, suite.now() - n * interval '1 hour', suite.today() - n / 24 FROM generate_series(1, 100000) n;
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity)
        SELECT id, line_no, (SELECT min(id) FROM sweets), 'A', 1 FROM history_tickets, generate_series(1, 2) AS line_no;
    INSERT INTO refunds (
        number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, created_at
    ) SELECT 'R' || id, id, 1, 0, 0, 1, seller_id, created_at FROM sales;
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
        SELECT id, 1, sale_id, 1, false, 1, 0, 0, 0 FROM refunds;
    {PAY_SALES}; {PAY_REFUNDS};
    ANALYZE payments, refunds, refund_lines, sweets, customers, sales, sale_lines, history_tickets, history_lines
"""


@pytest_asyncio.fixture(scope="module")
async def grown(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    """A shop that has sold much, which the tests leave as it is."""
    async with copied_database(postgres, template) as url:
        await fill(url, GROWN)
        async with running_shop(url) as shop:
            yield shop


async def plan_of(shop: TestShop, statement: str, **parameters: object) -> str:
    async with shop.database.reading() as session:
        return "\n".join((await session.execute(text(f"EXPLAIN {statement}"), parameters)).scalars())


async def test_sweets_are_found_by_their_skus_in_any_case(grown: TestShop) -> None:
    plan = await plan_of(grown, catalogue_imports._LOCK.text, skus=[f"sku-{n}" for n in range(20)])
    assert "Index Scan using uq_sweets_sku" in plan, plan


async def test_customers_are_found_by_phone_or_by_email_or_by_name(grown: TestShop) -> None:
    known = json_rows([{"name": "N1", "phone": "+919000000001", "email": "n1@example.com"}] * 500)
    plan = await plan_of(grown, customer_imports._FIND.text, rows=known)
    for index in ("uq_customers_phone", "ix_customers_email", "ix_customers_sort_name_id"):
        assert index in plan, plan
    assert "Seq Scan on customers" not in plan, plan


async def test_tickets_of_a_till_are_found_by_day_and_number_and_their_lines_with_them(grown: TestShop) -> None:
    known = json_rows({"business_day": date(2026, 1, 1), "ticket": str(n)} for n in range(200))
    plan = await plan_of(grown, till_history_imports._FIND.text, rows=known)
    assert "uq_history_tickets_business_day_ticket" in plan, plan
    assert "pk_history_lines" in plan, plan


async def test_items_of_a_till_are_found_by_sku_or_name_however_they_are_written(grown: TestShop) -> None:
    items = json_rows({"sku": "", "names": [f"sweet {n}", f"sweet, {n}"], "made_sku": f"T-{n}"} for n in range(200))
    plan = await plan_of(grown, till_history_imports._SWEETS.text, rows=items)
    assert "uq_sweets_sku" in plan, plan
    assert "ix_sweets_bare_name" in plan, plan
    assert "Seq Scan on sweets" not in plan, plan


@pytest.mark.parametrize("kind", ["sales", "sale-lines", "refunds", "refund-lines", "tax-summary", "movements"])
async def test_an_export_of_a_few_days_begins_at_the_first_of_them(grown: TestShop, kind: str) -> None:
    statement = STATEMENTS[kind]
    for name, value in (
        *((":begin", "suite.now() - interval '1 hour'"), (":end", "suite.now()")),
        *((":first_day", "suite.today()"), (":last_day", "suite.today()")),
    ):
        statement = statement.replace(name, value)
    plan = await plan_of(grown, statement)
    if kind in ("sales", "sale-lines", "tax-summary"):
        assert "ix_sales_created_at_id" in plan, plan
    if kind in ("refunds", "refund-lines", "tax-summary"):
        assert "ix_refunds_created_at_id" in plan, plan
    if kind == "movements":
        assert "ix_stock_movements_occurred_at_id" in plan, plan


async def test_the_recall_of_a_lot_reads_its_own_movements(grown: TestShop) -> None:
    plan = await plan_of(grown, RECALL, lot_id=1)
    assert "ix_stock_movements_lot_id_occurred_at_id" in plan, plan
    assert "Seq Scan on stock_movements" not in plan, plan
    assert "Seq Scan on sales" not in plan, plan
