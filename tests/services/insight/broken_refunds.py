"""Refunds that are in order, and for each promise about them the statements that break it."""

from tests.support.payments import PAY_REFUNDS, PAY_SALES

# Of sale 50, 3 laddus at 10.00 less 1.00, taxed on top: one comes back and is put back, then two more are given back
# and are not. Of sale 60, whose tax is in its price and whose cost is not known, the one there is comes back.
REFUNDS = f"""
    INSERT INTO sales (id, number, buyer_id, subtotal, discount_total, tax_total, total, due, currency, tax_mode,
                       discount_reason, created_at, business_day) VALUES
        (50, '2026-27/000050', 3, 30, 1, 1.46, 30.46, 30.46, 'INR', 'exclusive', 'Diwali', '2026-11-10T06:30Z',
         '2026-11-10'),
        (60, '2026-27/000060', 3, 105, 0, 5, 105, 105, 'INR', 'inclusive', NULL, '2026-11-10T06:30Z', '2026-11-10');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total,
                            sale_discount, tax_class_id, tax, cost) VALUES
        (50, 1, 3, 'LADDU', 'Laddu', 'piece', 3, 10, 30, 1, 1, 1.46, 15),
        (60, 1, 3, 'LADDU', 'Laddu', 'piece', 1, 105, 105, 0, 1, 5, NULL);
    INSERT INTO sale_line_taxes (sale_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES
        (50, 1, 1, 'CGST', 2.5, 29, 0.73), (50, 1, 2, 'SGST', 2.5, 29, 0.73),
        (60, 1, 1, 'CGST', 2.5, 100, 2.5), (60, 1, 2, 'SGST', 2.5, 100, 2.5);
    INSERT INTO lots (id, sweet_id, unit_cost) VALUES (50, 3, 5), (51, 3, 5), (60, 3, NULL);
    INSERT INTO refunds (
        id, number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, business_day
    )
    VALUES (51, 'R51', 50, 10, 0.33, 0.48, 10.15, 1, '2026-11-11'),
        (52, 'R52', 50, 20, 0.67, 0.98, 20.31, 1, '2026-11-11'),
        (61, 'R61', 60, 105, 0, 5, 105, 1, '2026-11-11');
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost) VALUES
        (51, 1, 50, 1, true, 10, 0.33, 0.48, 5), (52, 1, 50, 2, false, 20, 0.67, 0.98, 0),
        (61, 1, 60, 1, true, 105, 0, 5, 0);
    INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount) VALUES
        (51, 1, 1, 'CGST', 2.5, 9.67, 0.24), (51, 1, 2, 'SGST', 2.5, 9.67, 0.24),
        (52, 1, 1, 'CGST', 2.5, 19.33, 0.49), (52, 1, 2, 'SGST', 2.5, 19.33, 0.49),
        (61, 1, 1, 'CGST', 2.5, 100, 2.5), (61, 1, 2, 'SGST', 2.5, 100, 2.5);
    {PAY_SALES};
    {PAY_REFUNDS};
    INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, refund_id, unit_cost,
                                 actor_id, occurred_at)
    SELECT *, 1, '2026-11-10T06:30Z' FROM (VALUES
        (50, 3, 50, 2, 'restock', NULL, NULL, NULL, 5), (51, 3, 51, 1, 'restock', NULL, NULL, NULL, 5),
        (60, 3, 60, 1, 'restock', NULL, NULL, NULL, NULL),
        (52, 3, 50, -2, 'sale', 50, 1, NULL, 5), (53, 3, 51, -1, 'sale', 50, 1, NULL, 5),
        (54, 3, 50, 1, 'return', 50, 1, 51, 5),
        (61, 3, 60, -1, 'sale', 60, 1, NULL, NULL), (62, 3, 60, 1, 'return', 60, 1, 61, NULL)
    ) AS moved;
"""

_TOTALS = "Refunds: a refund's totals"
_GIVEN_BACK = "Refunds: what was given back is"
_OF_SALE = "Refunds: a refund's lines are"
_TAXES = "Refunds: a line's tax"
_NEVER_MORE = "Refunds: never more of a line"
_NEVER_MORE_MONEY = "Refunds: never more money of a line"
_SHARES = "Refunds: each part of a line"
_BACK = "Refunds: what was put back came back"
_LOTS = "Refunds: no lot got more"
_COST = "Refunds: what was put back costs"
_VOIDED = "Refunds: a voided sale has none"

PLANTED_REFUNDS = [
    *(
        (_TOTALS, "refunds 51", f"UPDATE refunds SET {change} WHERE id = 51")
        for change in ("subtotal = 11", "discount_total = 0", "tax_total = 0.47", "total = 9.67")
    ),
    (_TOTALS, "refunds 61", "UPDATE refunds SET total = 110 WHERE id = 61"),
    (_TOTALS, "refunds 52", "DELETE FROM refund_lines WHERE refund_id = 52"),
    *(
        (_GIVEN_BACK, f"refunds {row}", f"UPDATE refunds SET {change} WHERE id = {row}")
        for row, change in (
            (51, "rounding = 0.01"),
            (51, "rounding = 0.35"),
            # The last one gives back what is left of what was paid.
            (52, "rounding = 0.69"),
        )
    ),
    # Cash goes by its step.
    (_GIVEN_BACK, "refunds 51", "UPDATE payments SET cash_rounding = 0.5, amount = -10.5 WHERE refund_id = 51"),
    (_GIVEN_BACK, "refunds 52", "UPDATE sales SET rounding = 0.04 WHERE id = 50"),
    (_OF_SALE, "refund_lines 51/1", "UPDATE refunds SET sale_id = 4 WHERE id = 51"),
    *(
        (promise, f"refund_lines {row}/1", f"UPDATE refund_lines SET {change} WHERE refund_id = {row}")
        for promise, row, change in (
            (_OF_SALE, 52, "sale_id = 3"),
            (_TAXES, 51, "tax = 0.49"),
            (_SHARES, 51, "line_total = 9.99"),
            (_SHARES, 52, "line_total = 20.01, discount = 0.68"),
            (_SHARES, 52, "quantity = 1"),
            (_BACK, 51, "restock = false, cost = 0"),
            (_BACK, 52, "restock = true"),
            (_COST, 51, "cost = 4"),
            (_COST, 61, "cost = 1"),
        )
    ),
    *(
        (promise, f"refund_lines {row}/1", f"UPDATE refund_line_taxes SET {change} WHERE refund_id = {row}")
        for promise, row, change in (
            (_TAXES, 51, "taxable = 9.19"),
            (_TAXES, 61, "taxable = 105"),
            (_SHARES, 52, "amount = CASE tax_no WHEN 1 THEN 0.48 ELSE 0.5 END"),
            (_SHARES, 52, "component = component || 'x'"),
        )
    ),
    (_TAXES, "refund_lines 61/1", "DELETE FROM refund_line_taxes WHERE refund_id = 61"),
    (_SHARES, "refund_lines 51/1", "DELETE FROM refund_line_taxes WHERE (refund_id, tax_no) = (51, 2)"),
    (_NEVER_MORE, "sale_lines 50/1", "UPDATE refund_lines SET quantity = 3 WHERE refund_id = 52"),
    (_NEVER_MORE_MONEY, "sale_lines 50/1", "UPDATE refund_lines SET line_total = 21 WHERE refund_id = 52"),
    (_NEVER_MORE_MONEY, "sale_lines 60/1", "UPDATE refund_lines SET tax = 5.01 WHERE refund_id = 61"),
    (_NEVER_MORE, "sale_lines 60/1", "UPDATE refund_lines SET quantity = 1.001 WHERE refund_id = 61"),
    *(
        (promise, row, f"UPDATE stock_movements SET {change} WHERE id = {movement}")
        for promise, row, movement, change in (
            (_BACK, "refund_lines 51/1", 54, "quantity = 2"),
            (_BACK, "refund_lines 51/1", 54, "lot_id = 1, sweet_id = 1"),
            (_BACK, "refund_lines 51/1", 54, "refund_id = 52"),
            (_BACK, "refund_lines 52/1", 54, "refund_id = 52"),
            (_BACK, "refund_lines 61/1", 62, "sale_id = 4"),
            (_LOTS, "sale_lines 50/1", 54, "quantity = 3"),
            (_LOTS, "sale_lines 60/1", 62, "lot_id = 50"),
        )
    ),
    (_BACK, "refund_lines 51/1", "DELETE FROM stock_movements WHERE id = 54"),
    (_COST, "refund_lines 51/1", "UPDATE sale_lines SET cost = NULL WHERE sale_id = 50"),
    (_VOIDED, "sales 50", "UPDATE sales SET status = 'voided' WHERE id = 50"),
    (_VOIDED, "sales 2", "UPDATE refunds SET sale_id = 2 WHERE id = 61"),
]
