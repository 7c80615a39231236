"""The journal of a few days of a grown shop reads their documents by index."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from app.repositories.files.journal import JournalRepository
from tests.support.plans import MODES, BigShop, big_shop_of

SALES = 20_000
GROWN = f"""
    INSERT INTO categories (name) VALUES ('Milk sweets');
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity)
        SELECT 'LONG', 'Barfi', min(id), 10, 'kg', 1, 1 FROM categories;
    INSERT INTO sales (number, seller_id, subtotal, total, currency, created_at, business_day)
        SELECT 'J' || n, 1, 1, 1, 'INR', suite.now() - n * interval '1 hour', suite.today() - n / 24
        FROM generate_series(1, {SALES}) AS n;
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        SELECT sales.id, 1, sweets.id, 'A', 'A', 'kg', 1, 1, 1 FROM sales, sweets
        WHERE number LIKE 'J%' AND sweets.sku = 'LONG';
    INSERT INTO sale_line_taxes SELECT sale_id, line_no, 1, 'CGST', 2.5, 1, 0 FROM sale_lines;
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day)
        SELECT id, 'A mistake.', 1, created_at, business_day FROM sales WHERE id % 10 = 0;
    INSERT INTO refunds (
        number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, created_at, business_day
    ) SELECT 'J' || id, id, 1, 0, 0, 1, 1, created_at, business_day FROM sales WHERE id % 10 = 5;
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
        SELECT id, 1, sale_id, 1, false, 1, 0, 0, 0 FROM refunds;
    INSERT INTO refund_line_taxes SELECT refund_id, line_no, 1, 'CGST', 2.5, 1, 0 FROM refund_lines;
    INSERT INTO history_tickets (ticket, sold_at, business_day)
        SELECT 'J' || n, suite.now() - n * interval '1 hour', suite.today() - n / 24
        FROM generate_series(1, {SALES}) AS n;
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity)
        SELECT history_tickets.id, 1, sweets.id, 'A', 1 FROM history_tickets, sweets WHERE sku = 'LONG';
    INSERT INTO daily_sales
        SELECT business_day, 24, 0, 0, 24, 0, 0, 0, 24, 0, 0, 0, 0 FROM sales GROUP BY business_day
        ON CONFLICT DO NOTHING;
    INSERT INTO daily_payments
        SELECT business_day, 9, 'sale', 'cash', 1, 0, 24, 24, 0, 0 FROM sales GROUP BY business_day
        ON CONFLICT DO NOTHING;
    INSERT INTO drawer_sessions (opened_by, opened_at, business_day, opening_float, cash, closed_by, closed_at, counted)
        SELECT 1, day, day, 0, 0, 1, day, 0 FROM daily_sales;
    INSERT INTO drawer_movements (session_id, kind, amount, reason, moved_by, moved_at)
        SELECT id, 'out', 1, 'Milk', 1, closed_at FROM drawer_sessions;
    VACUUM ANALYZE
"""
DOCUMENTS = {"sales", "sale_lines", "sale_line_taxes", "refunds", "refund_lines", "history_tickets", "history_lines"}


@pytest_asyncio.fixture(scope="module")
async def grown(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, template, GROWN) as shop:
        yield shop


@MODES
async def test_the_journal_of_two_days_reads_no_more_than_the_days_around_them(grown: BigShop, mode: str) -> None:
    today = grown.shop.context.business_days.of(grown.shop.clock())
    days = f"from={today - timedelta(301)}&to={today - timedelta(300)}"
    assert (await grown.admin.get(f"/api/exports/journal.csv?{days}")).status_code == 200
    plan = await grown.explain(JournalRepository.lines, mode)
    assert plan.scanned() <= {"import_take_backs"}
    around = 24 * (2 + 2 * 2 + 1)
    for table in DOCUMENTS - {"sale_line_taxes"}:
        assert plan.rows_read(table) <= 3 * around, table
    for table in ("daily_sales", "daily_payments"):
        assert plan.rows_read(table) == 2
    for table in ("sale_voids", "drawer_sessions", "drawer_movements"):
        assert plan.rows_read(table) <= around, table
