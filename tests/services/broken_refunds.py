"""Refunds that are in order, and for each promise about them the statements that break it."""

# Of sale 5, 3 laddus at 10.00 less 1.00, taxed on top: one comes back and is put back, then two more are given back and
# are not. Of sale 3, whose tax is in its price, the one there is comes back. Together they leave as much as there was.
REFUNDS = """
    INSERT INTO sales (id, number, buyer_id, tender, subtotal, discount_total, tax_total, total, currency, tax_mode,
                       discount_reason, created_at) VALUES
        (5, '2026-27/000005', 3, 'cash', 30, 1, 1.46, 30.46, 'INR', 'exclusive', 'Diwali', '2026-11-10T06:30Z');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total,
                            sale_discount, tax_class_id, tax, cost) VALUES
        (5, 1, 3, 'LADDU', 'Laddu', 'piece', 3, 10, 30, 1, 1, 1.46, 15);
    INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES
        (5, 1, 1, 'CGST', 2.5, 29, 0.73), (5, 1, 2, 'SGST', 2.5, 29, 0.73);
    INSERT INTO lots (id, sweet_id, unit_cost) VALUES (5, 3, 5);
    INSERT INTO refunds (id, sale_id, tender, subtotal, discount_total, tax_total, total, refunded_by) VALUES
        (1, 5, 'cash', 10, 0.33, 0.48, 10.15, 1), (2, 5, 'cash', 20, 0.67, 0.98, 20.31, 1),
        (3, 3, 'upi', 105, 0, 5, 105, 1);
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost) VALUES
        (1, 1, 5, 1, true, 10, 0.33, 0.48, 5), (2, 1, 5, 2, false, 20, 0.67, 0.98, 0),
        (3, 1, 3, 1, true, 105, 0, 5, 0);
    INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES
        (1, 1, 1, 'CGST', 2.5, 9.67, 0.24), (1, 1, 2, 'SGST', 2.5, 9.67, 0.24),
        (2, 1, 1, 'CGST', 2.5, 19.33, 0.49), (2, 1, 2, 'SGST', 2.5, 19.33, 0.49),
        (3, 1, 1, 'CGST', 2.5, 100, 2.5), (3, 1, 2, 'SGST', 2.5, 100, 2.5);
    INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, refund_id, unit_cost,
                                 actor_id, occurred_at)
    SELECT *, 1, '2026-11-10T06:30Z' FROM (VALUES
        (20, 3, 5, 2, 'restock', NULL, NULL, NULL, 5),
        (21, 3, 5, -2, 'sale', 5, 1, NULL, 5), (22, 3, 4, -1, 'sale', 5, 1, NULL, 5),
        (23, 3, 5, 1, 'return', 5, 1, 1, 5), (24, 3, 4, 1, 'return', 3, 1, 3, 5)
    ) AS moved;
"""

_TOTALS = "Refunds: a refund's totals"
_TAXES = "Refunds: a line's tax"
_SHARES = "Refunds: each part of a line"
_BACK = "Refunds: what was put back came back"
_COST = "Refunds: what was put back costs"
_OF = "WHERE refund_id ="

PLANTED_REFUNDS = [
    *(
        (_TOTALS, "refunds 1", f"UPDATE refunds SET {change} WHERE id = 1")
        for change in ("subtotal = 11", "discount_total = 0", "tax_total = 0.47", "total = 9.67")
    ),
    (_TOTALS, "refunds 3", "UPDATE refunds SET total = 110 WHERE id = 3"),
    (_TOTALS, "refunds 2", f"DELETE FROM refund_lines {_OF} 2"),
    ("Refunds: a refund's lines are", "refund_lines 1/1", "UPDATE refunds SET sale_id = 4 WHERE id = 1"),
    ("Refunds: a refund's lines are", "refund_lines 2/1", f"UPDATE refund_lines SET sale_id = 3 {_OF} 2"),
    (_TAXES, "refund_lines 1/1", f"UPDATE refund_lines SET tax = 0.49 {_OF} 1"),
    (_TAXES, "refund_lines 1/1", f"UPDATE refund_line_taxes SET taxable = 9.19 {_OF} 1 AND tax_no = 1"),
    (_TAXES, "refund_lines 3/1", f"UPDATE refund_line_taxes SET taxable = 105 {_OF} 3 AND tax_no = 2"),
    (_TAXES, "refund_lines 3/1", f"DELETE FROM refund_line_taxes {_OF} 3"),
    ("Refunds: never more of a line", "sale_lines 5/1", f"UPDATE refund_lines SET quantity = 3 {_OF} 2"),
    ("Refunds: never more of a line", "sale_lines 3/1", f"UPDATE refund_lines SET quantity = 1.001 {_OF} 3"),
    (_SHARES, "refund_lines 1/1", f"UPDATE refund_lines SET line_total = 9.99 {_OF} 1"),
    (_SHARES, "refund_lines 2/1", f"UPDATE refund_lines SET line_total = 20.01, discount = 0.68 {_OF} 2"),
    (_SHARES, "refund_lines 2/1", f"UPDATE refund_lines SET quantity = 1 {_OF} 2"),
    (_SHARES, "refund_lines 2/1", f"UPDATE refund_line_taxes SET amount = 0.48 {_OF} 2 AND tax_no = 2"),
    (_SHARES, "refund_lines 2/1", f"UPDATE refund_line_taxes SET component = 'IGST' {_OF} 2 AND tax_no = 2"),
    (_SHARES, "refund_lines 1/1", f"DELETE FROM refund_line_taxes {_OF} 1 AND tax_no = 2"),
    (_BACK, "refund_lines 1/1", "DELETE FROM stock_movements WHERE id = 23"),
    (_BACK, "refund_lines 1/1", "UPDATE stock_movements SET quantity = 2 WHERE id = 23"),
    (_BACK, "refund_lines 1/1", "UPDATE stock_movements SET lot_id = 1, sweet_id = 1 WHERE id = 23"),
    (_BACK, "refund_lines 1/1", f"UPDATE refund_lines SET restock = false, cost = 0 {_OF} 1"),
    (_BACK, "refund_lines 2/1", f"UPDATE refund_lines SET restock = true {_OF} 2"),
    (_BACK, "refund_lines 2/1", "UPDATE stock_movements SET refund_id = 2 WHERE id = 23"),
    (_BACK, "refund_lines 3/1", "UPDATE stock_movements SET sale_id = 4 WHERE id = 24"),
    ("Refunds: no lot got more", "sale_lines 5/1", "UPDATE stock_movements SET quantity = 3 WHERE id = 23"),
    ("Refunds: no lot got more", "sale_lines 3/1", "UPDATE stock_movements SET lot_id = 5 WHERE id = 24"),
    (_COST, "refund_lines 1/1", f"UPDATE refund_lines SET cost = 4 {_OF} 1"),
    (_COST, "refund_lines 3/1", "UPDATE sale_lines SET cost = 5 WHERE sale_id = 3"),
    (_COST, "refund_lines 1/1", "UPDATE sale_lines SET cost = NULL WHERE sale_id = 5"),
    ("Refunds: a voided sale has none", "sales 5", "UPDATE sales SET status = 'voided' WHERE id = 5"),
    ("Refunds: a voided sale has none", "sales 2", "UPDATE refunds SET sale_id = 2 WHERE id = 3"),
]
