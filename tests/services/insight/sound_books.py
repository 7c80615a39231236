"""Books that are in order: one of everything that moves stock and money."""

from datetime import UTC, datetime

from tests.support.payments import PAY_SALES, PAY_VOIDS

# One of everything that moves stock, in a shop in Kolkata. Of sweet 1 five are left, which is low; lot 3 has expired;
# sweet 3 is archived and sold out, sweet 4 never moved.

NOON = datetime(2026, 11, 10, 6, 30, tzinfo=UTC)
BOOKS = f"""
    INSERT INTO categories (id, name) VALUES (1, 'Milk sweets');
    INSERT INTO sweets (id, sku, name, category_id, price, unit, quantity_step, min_quantity, archived_at) VALUES
        (1, 'BARFI', 'Barfi', 1, 10, 'piece', 1, 1, NULL), (2, 'PEDA', 'Peda', 1, 20, 'kg', 0.05, 0.1, NULL),
        (3, 'LADDU', 'Laddu', 1, 10, 'piece', 1, 1, suite.now()), (4, 'NEW', 'New', 1, 10, 'piece', 1, 1, NULL);
    INSERT INTO suppliers (id, name) VALUES (1, 'Dairy'), (2, 'Mill');
    INSERT INTO purchase_orders (id, supplier_id, status, created_by, ordered_at) VALUES
        (1, 1, 'partially_received', 1, suite.now()), (2, 1, 'draft', 1, NULL), (3, 2, 'ordered', 1, suite.now());
    INSERT INTO purchase_orders (id, supplier_id, status, created_by, ordered_at, received_at) VALUES
        (4, 2, 'received', 1, suite.now(), suite.now());
    INSERT INTO purchase_order_lines
        (purchase_order_id, line_no, sweet_id, sku, name, unit, packs, pack_size, pack_cost, packs_received) VALUES
        (1, 1, 1, 'BARFI', 'Barfi', 'piece', 4, 5, 20, 2), (1, 2, 2, 'PEDA', 'Peda', 'kg', 1, 3, 30, 1),
        (2, 1, 1, 'BARFI', 'Barfi', 'piece', 4, 5, 20, 0), (3, 1, 1, 'BARFI', 'Barfi', 'piece', 4, 5, 20, 0),
        (4, 1, 3, 'LADDU', 'Laddu', 'piece', 1, 4, 20, 1);
    INSERT INTO goods_receipts (id, purchase_order_id, received_by) VALUES (1, 1, 1), (2, 4, 1);
    INSERT INTO lots (id, sweet_id, unit_cost, supplier_id, goods_receipt_id, purchase_order_id,
                      purchase_order_line_no, packs, best_before) VALUES
        (1, 1, 4, 1, 1, 1, 1, 2, '2026-11-20'), (2, 2, 10, 1, 1, 1, 2, 1, '2026-11-20'),
        (3, 1, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-09'), (4, 3, 5, 2, 2, 4, 1, 1, NULL);
    INSERT INTO sales (id, number, buyer_id, subtotal, total, due, currency, status, created_at, business_day) VALUES
        (1, '2026-27/000001', 3, 20, 20, 20, 'INR', 'completed', '2026-11-10T06:30Z', '2026-11-10'),
        (2, '2026-27/000002', 3, 30, 30, 30, 'INR', 'completed', '2026-11-10T06:30Z', '2026-11-10');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, cost) VALUES
        (1, 1, 1, 'BARFI', 'Barfi', 'piece', 2, 10, 20, 8),
        (2, 1, 1, 'BARFI', 'Barfi', 'piece', 1, 10, 10, 4), (2, 2, 2, 'PEDA', 'Peda', 'kg', 1, 20, 20, 10);
    INSERT INTO tax_classes (id, name) VALUES (1, 'Packed');
    INSERT INTO sales
        (id, number, buyer_id, subtotal, tax_total, total, due, currency, tax_mode, created_at, business_day) VALUES
        (3, '2026-27/000003', 3, 105, 5, 105, 105, 'INR', 'inclusive', '2026-11-10T06:30Z', '2026-11-10'),
        (4, '2026-27/000004', 3, 10, 0.5, 10.5, 10.5, 'INR', 'exclusive', '2026-11-10T06:30Z', '2026-11-10');
    INSERT INTO sale_lines
        (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, tax_class_id, tax, cost) VALUES
        (3, 1, 3, 'LADDU', 'Laddu', 'piece', 1, 105, 105, 1, 5, 5),
        (4, 1, 3, 'LADDU', 'Laddu', 'piece', 1, 10, 10, 1, 0.5, 5);
    INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES
        (3, 1, 1, 'CGST', 2.5, 100, 2.5), (3, 1, 2, 'SGST', 2.5, 100, 2.5), (4, 1, 1, 'GST', 5, 10, 0.5);
    {PAY_SALES};
    UPDATE sales SET status = 'voided' WHERE id = 2;
    INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at, business_day)
        VALUES (2, 'A mistake.', 2, '2026-11-10T06:30Z', '2026-11-10');
    {PAY_VOIDS};
    INSERT INTO adjustments (id, sweet_id, lot_id, reason, quantity, created_by) VALUES
        (1, 1, NULL, 'wastage', -1, 1), (2, 1, 1, 'tasting', -1, 1);
    INSERT INTO stocktakes (id, status, opened_by, posted_by, posted_at) VALUES
        (1, 'posted', 1, 1, suite.now()), (2, 'open', 1, NULL, NULL);
    INSERT INTO stocktake_counts (stocktake_id, sweet_id, expected, counted, counted_by) VALUES
        (1, 1, 9, 9, 1), (1, 2, 3, 2.5, 1), (2, 2, 2.5, 9, 1);
    INSERT INTO supplier_returns (id, supplier_id, created_by) VALUES (1, 1, 1);
    INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, purchase_order_id, sale_id, sale_line_no,
                                 adjustment_id, stocktake_id, supplier_return_id, unit_cost, actor_id, occurred_at)
    SELECT *, 1, '2026-11-10T06:30Z' FROM (VALUES
        (1, 1, 1, 10, 'restock', 1, NULL, NULL, NULL, NULL, NULL, 4),
        (2, 2, 2, 3, 'restock', 1, NULL, NULL, NULL, NULL, NULL, 10),
        (3, 1, 3, 7, 'restock', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (4, 3, 4, 4, 'restock', 4, NULL, NULL, NULL, NULL, NULL, 5),
        (5, 1, 1, -2, 'sale', NULL, 1, 1, NULL, NULL, NULL, 4),
        (6, 1, 1, -1, 'sale', NULL, 2, 1, NULL, NULL, NULL, 4),
        (7, 2, 2, -1, 'sale', NULL, 2, 2, NULL, NULL, NULL, 10),
        (8, 1, 1, 1, 'void', NULL, 2, 1, NULL, NULL, NULL, 4),
        (9, 2, 2, 1, 'void', NULL, 2, 2, NULL, NULL, NULL, 10),
        (10, 1, 1, -1, 'adjustment', NULL, NULL, NULL, 1, NULL, NULL, 4),
        (11, 1, 1, -1, 'adjustment', NULL, NULL, NULL, 2, NULL, NULL, 4),
        (12, 2, 2, -0.5, 'count', NULL, NULL, NULL, NULL, 1, NULL, 10),
        (13, 1, 1, -1, 'return', 1, NULL, NULL, NULL, NULL, 1, 4),
        (14, 3, 4, -1, 'sale', NULL, 3, 1, NULL, NULL, NULL, 5),
        (15, 3, 4, -1, 'sale', NULL, 4, 1, NULL, NULL, NULL, 5)
    ) AS moved;
    INSERT INTO stock_alerts (sweet_id, state, available, raised_at) VALUES (1, 'low', 5, suite.now());
    INSERT INTO stock_alerts (sweet_id, state, available, raised_at, resolved_at) VALUES
        (2, 'out', 5, suite.now(), suite.now());
"""
