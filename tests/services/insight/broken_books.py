"""For each promise of the books the statements that break it."""

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
