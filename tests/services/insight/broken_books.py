"""Books that are in order, and for each promise of theirs the statements that break it."""

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

# A movement more of lot 1, and one more piece on the shelf, so that the sums of I1 still hold.
MORE = """
    INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, {document}, unit_cost, actor_id, occurred_at)
    VALUES (99, 1, 1, {quantity}, '{kind}', {value}, 4, 1, '2026-11-10T06:30Z');
    UPDATE lots SET on_hand = on_hand + {quantity} WHERE id = 1;
    UPDATE sweets SET on_hand = on_hand + {quantity} WHERE id = 1;
"""


def more(kind: str, quantity: int, document: str, value: str) -> str:
    return MORE.format(kind=kind, quantity=quantity, document=document, value=value)


def unchecked(table: str, constraint: str, statement: str) -> str:
    return f"ALTER TABLE {table} DROP CONSTRAINT {constraint}; {statement}"


PLANTED = [
    ("I1 on hand of a lot", "lots 1", "UPDATE lots SET on_hand = on_hand + 1 WHERE id = 1"),
    ("I1 on hand of a lot", "lots 1", "DELETE FROM stock_movements WHERE id = 13"),
    ("I1 the value of a sweet's stock", "sweets 2", "UPDATE sweets SET stock_value = 7 WHERE id = 2"),
    ("I1 on hand of a sweet is the sum of its lots", "sweets 2", "UPDATE sweets SET on_hand = 7 WHERE id = 2"),
    ("I1 on hand of a sweet is the sum of its movements", "sweets 2", "UPDATE sweets SET on_hand = 7 WHERE id = 2"),
    (
        "I2",
        "lots 2",
        unchecked("lots", "ck_lots_on_hand_not_negative", "UPDATE lots SET on_hand = -1 WHERE id = 2"),
    ),
    (
        "I2",
        "sweets 2",
        unchecked("sweets", "ck_sweets_on_hand_not_negative", "UPDATE sweets SET on_hand = -1 WHERE id = 2"),
    ),
    (
        "I6 a line's total",
        "sale_lines 1/1",
        unchecked("sale_lines", "ck_sale_lines_line_total_adds_up", "UPDATE sale_lines SET line_total = 21"),
    ),
    ("I6 a sale's totals", "sales 1", "UPDATE sales SET subtotal = 21, total = 21 WHERE id = 1"),
    ("I6 a sale's tax", "sales 4", "UPDATE sales SET tax_total = 1, total = 11 WHERE id = 4"),
    ("I6 a sale's tax", "sales 3", "UPDATE sales SET tax_total = 1 WHERE id = 3"),
    ("I6 a sale's tax", "sales 3", "UPDATE sale_lines SET tax = 4 WHERE sale_id = 3"),
    ("I6 a line's tax", "sale_lines 3/1", "DELETE FROM sale_line_taxes WHERE (sale_id, tax_no) = (3, 1)"),
    ("I6 a line's tax", "sale_lines 4/1", "UPDATE sale_lines SET tax = 1 WHERE sale_id = 4"),
    *(
        ("I6 a component's tax", f"sale_line_taxes {row}", f"UPDATE sale_line_taxes SET {change}")
        for row, change in (
            ("3/1/1", "rate_percent = 2.6 WHERE sale_id = 3"),
            ("3/1/2", "taxable = 105 WHERE sale_id = 3"),
            ("3/1/1", "amount = amount + CASE tax_no WHEN 1 THEN 0.01 ELSE -0.01 END WHERE sale_id = 3"),
            ("4/1/1", "rate_percent = 6 WHERE sale_id = 4"),
            ("4/1/1", "taxable = 9 WHERE sale_id = 4"),
        )
    ),
    (
        "I6 a component's tax",
        "sale_line_taxes 4/1/1",
        "UPDATE sales SET tax_mode = 'inclusive', total = 10 WHERE id = 4",
    ),
    (
        "I6 a sale's totals",
        "sales 3",
        "ALTER TABLE sales DROP CONSTRAINT ck_sales_total_adds_up; UPDATE sales SET total = 110 WHERE id = 3",
    ),
    ("I6 a sale's discount", "sales 1", "UPDATE sale_lines SET sale_discount = 1 WHERE sale_id = 1"),
    (
        "I6 a sale's discount",
        "sales 2",
        "UPDATE sale_lines SET line_discount = 1, discount_reason = 'x' WHERE (sale_id, line_no) = (2, 1)",
    ),
    ("I6 a sale's discount", "sales 1", "UPDATE sales SET discount_total = 1, total = 19 WHERE id = 1"),
    ("I6 a sale's totals", "sales 1", "DELETE FROM sale_lines WHERE sale_id = 1"),
    (
        "Movements: what a line sold",
        "sale_lines 1/1",
        "UPDATE sale_lines SET quantity = 4, line_total = 40 WHERE sale_id = 1",
    ),
    ("Movements: what a line sold", "sale_lines 1/1", "UPDATE sale_lines SET sweet_id = 2 WHERE sale_id = 1"),
    ("Movements: what a line sold", "sale_lines 2/2", "UPDATE stock_movements SET sale_line_no = 1 WHERE id = 7"),
    ("Movements: what a voided sale took", "sales 2", "UPDATE stock_movements SET quantity = 2 WHERE id = 8"),
    ("Movements: what a voided sale took", "sales 2", "DELETE FROM stock_movements WHERE id = 9"),
    ("Movements: what a voided sale took", "sales 2", "UPDATE stock_movements SET lot_id = 3 WHERE id = 8"),
    ("Movements: what a voided sale took", "sales 2", "UPDATE sales SET status = 'completed' WHERE id = 2"),
    ("Movements: what a voided sale took", "sales 1", "UPDATE sales SET status = 'voided' WHERE id = 1"),
    ("Movements: each is at the cost", "stock_movements 5", "UPDATE stock_movements SET unit_cost = 3 WHERE id = 5"),
    ("Movements: each is at the cost", "stock_movements 3", "UPDATE stock_movements SET unit_cost = 3 WHERE id = 3"),
    ("Movements: each is at the cost", "stock_movements 4", "UPDATE lots SET unit_cost = NULL WHERE id = 4"),
    ("Lots: nothing was sold after", "stock_movements 5", "UPDATE lots SET best_before = '2026-11-09' WHERE id = 1"),
    (
        "Lots: nothing was sold after",
        "stock_movements 5",
        # Half past midnight in Kolkata, when it is still the day before in London.
        "UPDATE lots SET best_before = '2026-11-10' WHERE id = 1;"
        " UPDATE stock_movements SET occurred_at = '2026-11-10T19:00Z' WHERE id = 5",
    ),
    ("Documents: each movement names", "stock_movements 99", more("restock", 1, "supplier_return_id", "1")),
    ("Documents: each movement names", "stock_movements 99", more("sale", -1, "sale_id, sale_line_no", "NULL, NULL")),
    ("Documents: each movement names", "stock_movements 99", more("void", -1, "sale_id, sale_line_no", "1, 1")),
    ("Documents: each movement names", "stock_movements 99", more("return", -1, "supplier_return_id", "NULL")),
    ("Documents: each movement names", "stock_movements 99", more("adjustment", 1, "stocktake_id", "1")),
    ("Documents: each movement names", "stock_movements 99", more("count", 1, "stocktake_id, adjustment_id", "1, 1")),
    ("Documents: a sale that is voided says why", "sales 2", "DELETE FROM sale_voids"),
    ("Documents: a sale that is voided says why", "sales 2", "UPDATE sales SET status = 'completed' WHERE id = 2"),
    (
        "Documents: a sale that is voided says why",
        "sales 1",
        "INSERT INTO sale_voids (sale_id, reason, voided_by, voided_at) VALUES (1, 'x', 1, suite.now())",
    ),
    (
        "Documents: what was received",
        "purchase_order_lines 1/1",
        "UPDATE purchase_order_lines SET packs_received = 3 WHERE (purchase_order_id, line_no) = (1, 1)",
    ),
    (
        "Documents: what was received",
        "purchase_order_lines 2/1",
        "UPDATE purchase_order_lines SET packs_received = 1 WHERE purchase_order_id = 2",
    ),
    ("Documents: what was received", "purchase_order_lines 1/2", "DELETE FROM stock_movements WHERE id = 2"),
    ("Documents: what was received", "purchase_order_lines 1/2", "UPDATE lots SET packs = NULL WHERE id = 2"),
    ("Documents: what was received", "purchase_order_lines 1/1", "UPDATE lots SET packs = 3 WHERE id = 1"),
    (
        "Documents: what was received",
        "purchase_order_lines 1/2",
        "UPDATE purchase_order_lines SET loose_received = 1 WHERE (purchase_order_id, line_no) = (1, 2)",
    ),
    (
        "Documents: what was received",
        "purchase_order_lines 1/1",
        "UPDATE stock_movements SET quantity = 9 WHERE id = 1; UPDATE lots SET on_hand = 4 WHERE id = 1",
    ),
    *(
        ("Documents: an order's status", "purchase_orders 1", f"UPDATE purchase_orders SET {change} WHERE id = 1")
        for change in ("status = 'received', received_at = suite.now()", "status = 'ordered'", "status = 'draft'")
    ),
    (
        "Documents: an order's status",
        "purchase_orders 1",
        "UPDATE purchase_orders SET status = 'cancelled', cancelled_at = suite.now() WHERE id = 1",
    ),
    (
        "Documents: an order's status",
        "purchase_orders 4",
        "UPDATE purchase_orders SET status = 'closed', received_at = NULL, closed_at = suite.now(), closed_by = 1, "
        "close_reason = 'x' WHERE id = 4",
    ),
    (
        "Documents: an order's status",
        "purchase_orders 3",
        "UPDATE purchase_orders SET status = 'partially_received' WHERE id = 3",
    ),
    (
        "Documents: an order's status",
        "purchase_orders 4",
        "UPDATE purchase_orders SET status = 'partially_received', received_at = NULL WHERE id = 4",
    ),
    ("Documents: a lot of an order", "lots 1", "UPDATE lots SET supplier_id = 2 WHERE id = 1"),
    ("Documents: a lot of an order", "lots 1", "UPDATE lots SET goods_receipt_id = 2 WHERE id = 1"),
    ("Documents: a lot of an order", "lots 1", "UPDATE purchase_order_lines SET sweet_id = 2 WHERE line_no = 1"),
    *(
        (
            "Documents: what came in and what went back",
            f"stock_movements {movement}",
            f"UPDATE stock_movements SET purchase_order_id = {order} WHERE id = {movement}",
        )
        for movement, order in ((1, "NULL"), (1, "3"), (3, "1"), (13, "NULL"), (5, "1"))
    ),
    (
        "Documents: a goods receipt has lots",
        "goods_receipts 9",
        "INSERT INTO goods_receipts (id, purchase_order_id, received_by) VALUES (9, 1, 1)",
    ),
    ("Documents: what was returned", "supplier_returns 1", "UPDATE supplier_returns SET supplier_id = 2"),
    (
        "Documents: what was returned",
        "supplier_returns 9",
        "INSERT INTO supplier_returns (id, supplier_id, created_by) VALUES (9, 1, 1)",
    ),
    ("Documents: an adjustment moved", "adjustments 1", "UPDATE adjustments SET quantity = -2 WHERE id = 1"),
    ("Documents: an adjustment moved", "adjustments 1", "UPDATE adjustments SET sweet_id = 2 WHERE id = 1"),
    ("Documents: an adjustment moved", "adjustments 1", "UPDATE adjustments SET lot_id = 3 WHERE id = 1"),
    ("Documents: an adjustment moved", "adjustments 1", more("adjustment", -1, "adjustment_id", "1")),
    (
        "Documents: an adjustment moved",
        "adjustments 9",
        "INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (9, 1, 'found', 1, 1)",
    ),
    (
        "Documents: a posted stocktake",
        "stocktakes 1",
        "UPDATE stocktake_counts SET counted = 2 WHERE (stocktake_id, sweet_id) = (1, 2)",
    ),
    (
        "Documents: a posted stocktake",
        "stocktakes 1",
        "UPDATE stocktake_counts SET expected = 10 WHERE (stocktake_id, sweet_id) = (1, 1)",
    ),
    (
        "Documents: a posted stocktake",
        "stocktakes 1",
        "DELETE FROM stocktake_counts WHERE (stocktake_id, sweet_id) = (1, 2)",
    ),
    ("Documents: a posted stocktake", "stocktakes 2", more("count", 1, "stocktake_id", "2")),
    (
        "Alerts: a sweet has one",
        "sweets 1",
        "DROP INDEX uq_stock_alerts_open;"
        " INSERT INTO stock_alerts (sweet_id, state, available, raised_at) VALUES (1, 'low', 5, suite.now())",
    ),
    ("Alerts: the open alert", "sweets 1", "UPDATE stock_alerts SET resolved_at = suite.now()"),
    ("Alerts: the open alert", "sweets 1", "UPDATE stock_alerts SET state = 'out' WHERE id = 1"),
    ("Alerts: the open alert", "sweets 1", "UPDATE sweets SET low_stock_threshold = 2 WHERE id = 1"),
    ("Alerts: the open alert", "sweets 2", "UPDATE stock_alerts SET resolved_at = NULL WHERE id = 2"),
    ("Alerts: the open alert", "sweets 2", "UPDATE categories SET low_stock_threshold = 100"),
    ("Alerts: the open alert", "sweets 2", "INSERT INTO settings VALUES ('low_stock_threshold_kg', '9', suite.now())"),
    ("Alerts: the open alert", "sweets 1", "UPDATE sweets SET archived_at = suite.now() WHERE id = 1"),
    ("Alerts: the open alert", "sweets 3", "UPDATE sweets SET archived_at = NULL WHERE id = 3"),
    *(
        (
            "Alerts: the open alert",
            f"sweets {sweet}",
            f"INSERT INTO stock_alerts (sweet_id, state, available, raised_at) VALUES ({sweet}, 'out', 0, suite.now())",
        )
        for sweet in (3, 4)
    ),
]
