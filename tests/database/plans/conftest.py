from collections.abc import AsyncIterator

import pytest_asyncio

from app.database.embedded import EmbeddedPostgres
from tests.support.databases import copied_database, name_of
from tests.support.payments import PAY_REFUNDS, PAY_SALES, PAY_VOIDS
from tests.support.plans import BigShop, big_shop_of, fill

# 5,000 sweets; 10,000 full lots of the first, a third of them expired, and 2,000 empty ones; 30,000 sales; 100,000
# notifications, of which customers are told a few; 20,000 alerts, of which a few are open; 300 orders to
# collect, half of them paid in part.
BIG_SHOP = f"""
    INSERT INTO categories (name) SELECT 'Tray ' || n FROM generate_series(1, 20) AS n;
    INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, created_at)
        SELECT 'BIG-' || n, CASE WHEN n % 100 = 50 THEN 'Gulab Jamun ' ELSE 'Sweet ' END || md5(n::text),
               1 + n % 20, 1 + n % 997, 'piece', 1, 1, suite.now() - n * interval '1 minute'
        FROM generate_series(1, 5000) AS n;
    INSERT INTO lots (sweet_id, best_before)
        SELECT 1, suite.today() + (n % 300 - 100) FROM generate_series(1, 12000) AS n;
    INSERT INTO lots (sweet_id) SELECT id FROM sweets WHERE id > 1;
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, occurred_at)
        SELECT sweet_id, id, 10, 'restock', 1, suite.now() - id * interval '1 minute' FROM lots;
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (1, 1, 'expired', -20000, 1);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, adjustment_id, actor_id, occurred_at)
        SELECT sweet_id, id, -10, 'adjustment', 1, 1, suite.now() - id * interval '1 second' FROM lots
        WHERE sweet_id = 1 AND id % 6 = 0;
    INSERT INTO users (email, role, password_hash)
        SELECT 'buyer-' || n || '@example.com', 'customer', 'x' FROM generate_series(1, 5000) AS n;
    INSERT INTO sales (number, buyer_id, seller_id, subtotal, total, currency, created_at)
        SELECT 'N' || n, 3 + n % 300, CASE WHEN n % 2 = 0 THEN 4 + n % 300 END, 2, 2, 'INR',
               suite.now() - n * interval '1 minute'
        FROM generate_series(1, 30000) AS n;
    INSERT INTO tax_classes (id, name) VALUES (1, 'Packed');
    UPDATE sweets SET tax_class_id = 1 WHERE id % 500 = 9;
    INSERT INTO sale_lines (
        sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, tax_class_id, tax
    ) SELECT id, 1, 2 + id % 4999, 'BIG', 'Barfi', 'piece', 1, 2, 2, 1, 0.1 FROM sales;
    INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT sale_id, line_no, 1, 'GST', 5, 1.9, 0.1 FROM sale_lines;
    INSERT INTO refunds (
        number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, created_at
    ) SELECT 'R' || id, id, 1, 0, 0, 1, 4 + id / 3 % 100, created_at FROM sales WHERE id % 3 = 0;
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
        SELECT id, 1, sale_id, 0.5, false, 1, 0, 0.05, 0 FROM refunds;
    INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount)
        SELECT refund_id, 1, 1, 'GST', 5, 0.95, 0.05 FROM refund_lines;
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at)
        SELECT id, 'x', 1, suite.now() FROM sales WHERE id % 9 = 0;
    INSERT INTO sessions (user_id, expires_at) SELECT 4 + n % 300, suite.now() + interval '30 days'
        FROM generate_series(1, 30000) AS n;
    INSERT INTO idempotency_keys (actor_id, key, fingerprint, resource_id, body)
        SELECT 4 + n % 300, md5(n::text), '', n, '{{}}' FROM generate_series(1, 10000) AS n;
    INSERT INTO audit_logs (occurred_at, actor_id, action, entity, entity_id, outcome)
        SELECT suite.now() - n * interval '1 minute', 1 + n % 300,
               CASE WHEN n % 100 = 0 THEN 'user.disabled' WHEN n % 3 = 0 THEN 'rare.' || n % 40 ELSE 'sale.created' END,
               CASE WHEN n % 400 = 0 THEN 'user' ELSE 'sale' END, n % 150,
               CASE WHEN n % 300 = 0 THEN 'refused' ELSE 'done' END
        FROM generate_series(1, 30000) AS n;
    INSERT INTO refusal_counts (subject, minute, count, audit_log_id)
        SELECT 'a subject ' || id, occurred_at, 2, id FROM audit_logs WHERE outcome = 'refused' OR id % 10 = 0;
    INSERT INTO invitations (token_hash, role, email, created_by, created_at, expires_at)
        SELECT decode(md5(n::text), 'hex'), 'salesperson', 'buyer-' || n % 100 || '@example.com', 1,
               suite.now() - n * interval '1 hour', suite.now() + (72 - n) * interval '1 hour'
        FROM generate_series(1, 10000) AS n;
    INSERT INTO customers (name, phone, created_at)
        SELECT CASE WHEN n % 100 = 50 THEN 'Asha ' ELSE 'Regular ' END || md5(n::text), '+9198' || 10000000 + n * 7,
               suite.now() - n * interval '1 minute'
        FROM generate_series(1, 5000) AS n;
    UPDATE customers SET user_id = 4 WHERE id = 3;
    INSERT INTO sales (number, seller_id, customer_id, subtotal, total, currency, created_at)
        SELECT 'C' || n, 2, 1 + n % 20, 2, 2, 'INR', suite.now() - n * interval '3 minutes'
        FROM generate_series(1, 10000) AS n;
    INSERT INTO held_tickets (customer_id, lines, line_count, total, can_be_sold, held_by, held_at)
        SELECT 1 + n % 20, '[{{}}]', 1, 2, true, 1 + n % 3, suite.now() - n * interval '1 minute'
        FROM generate_series(1, 4000) AS n;
    INSERT INTO notifications (kind, title, body, roles, created_at)
        SELECT 'stock', md5(n::text), '', CASE WHEN n % 1000 = 0 THEN ARRAY['customer'] ELSE ARRAY['admin'] END,
               suite.now() + n * interval '1 second' FROM generate_series(1, 100000) AS n;
    INSERT INTO notification_reads (user_id, notification_id) SELECT 1 + n % 3, n FROM generate_series(1, 99000) AS n;
    INSERT INTO stock_alerts (sweet_id, state, available, raised_at, resolved_at)
        SELECT 2 + n % 4999, 'low', 1, suite.now() - n * interval '1 minute', CASE WHEN n > 200 THEN suite.now() END
        FROM generate_series(1, 20000) AS n;
    INSERT INTO users (email, full_name, role, is_active, password_hash, created_at)
        SELECT 'member-' || n || '@example.com',
               CASE WHEN n % 1000 = 500 THEN 'Asha ' ELSE 'Member ' END || md5(n::text),
               CASE WHEN n % 2000 = 7 THEN 'admin' WHEN n % 100 = 3 THEN 'salesperson' ELSE 'customer' END,
               n % 4000 <> 7, 'x', suite.now() - n * interval '1 minute'
        FROM generate_series(1, 20000) AS n;
    {PAY_SALES}; {PAY_REFUNDS}; {PAY_VOIDS};
    INSERT INTO sales (number, buyer_id, subtotal, total, due, currency, created_at, held_until)
        SELECT 'O' || n, 5 + n % 200, 2, 2, 2, 'INR', suite.now() - n * interval '20 minutes',
               suite.now() + n * interval '1 minute'
        FROM generate_series(1, 300) AS n;
    INSERT INTO payments (kind, sale_id, tender, amount, taken_by, taken_at, business_day, hour)
        SELECT 'sale', id, 'upi', 1, 2, created_at, business_day, 12 FROM sales WHERE due > 0 AND id % 2 = 0;
    VACUUM ANALYZE
"""


@pytest_asyncio.fixture(scope="session")
async def big_template(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """The database of a big shop, to make copies of: filling it takes much longer than copying it."""
    async with copied_database(postgres, template) as url:
        await fill(url, BIG_SHOP)
        yield name_of(url)


@pytest_asyncio.fixture(scope="module")
async def big_shop(postgres: EmbeddedPostgres, big_template: str) -> AsyncIterator[BigShop]:
    async with big_shop_of(postgres, big_template) as shop:
        yield shop
