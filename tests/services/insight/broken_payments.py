"""Payments that are in order, and for each promise about them the statements that break it."""

from tests.services.insight.broken_books import unchecked

# Sale 70, 3 laddus for 30.00, is paid with 10.00 in cash, into a drawer, and is for the rest on the account of customer
# 70, who pays 5.00 of it later. 100.00 were taken out of the drawer. Only 5.00 of sale 71 are paid.
PAYMENTS = """
    INSERT INTO customers (id, name, credit_limit) VALUES (70, 'Asha', 100), (71, 'Ravi', 100);
    INSERT INTO drawer_sessions (id, opened_by, opened_at, business_day, opening_float, cash)
        VALUES (70, 2, '2026-11-10T06:00Z', '2026-11-10', 500, 500);
    INSERT INTO drawer_movements (session_id, kind, amount, reason, moved_by, moved_at)
        VALUES (70, 'out', 100, 'Milk', 2, '2026-11-10T06:10Z');
    INSERT INTO sales (id, number, buyer_id, seller_id, customer_id, subtotal, total, due, currency, created_at,
                       business_day) VALUES
        (70, '2026-27/000070', NULL, 2, 70, 30, 30, 30, 'INR', '2026-11-10T06:30Z', '2026-11-10'),
        (71, '2026-27/000071', 3, NULL, NULL, 10, 10, 10, 'INR', '2026-11-10T06:30Z', '2026-11-10');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total, cost) VALUES
        (70, 1, 3, 'LADDU', 'Laddu', 'piece', 3, 10, 30, 15), (71, 1, 3, 'LADDU', 'Laddu', 'piece', 1, 10, 10, 5);
    INSERT INTO lots (id, sweet_id, unit_cost) VALUES (70, 3, 5);
    INSERT INTO stock_movements (id, sweet_id, lot_id, quantity, kind, sale_id, sale_line_no, unit_cost, actor_id,
                                 occurred_at)
    SELECT *, 1, '2026-11-10T06:30Z' FROM (VALUES
        (70, 3, 70, 4, 'restock', NULL, NULL, 5), (71, 3, 70, -3, 'sale', 70, 1, 5), (72, 3, 70, -1, 'sale', 71, 1, 5)
    ) AS moved;
    INSERT INTO payments (id, kind, sale_id, customer_id, tender, amount, taken_by, taken_at, business_day, hour,
                          drawer_session_id) VALUES
        (70, 'sale', 70, NULL, 'cash', 10, 2, '2026-11-10T06:30Z', '2026-11-10', 12, 70),
        (71, 'sale', 70, 70, 'account', 20, 2, '2026-11-10T06:30Z', '2026-11-10', 12, 70),
        (72, 'account', NULL, 70, 'cash', 5, 2, '2026-11-10T06:30Z', '2026-11-10', 12, 70),
        (73, 'sale', 71, NULL, 'upi', 5, 2, '2026-11-10T06:30Z', '2026-11-10', 12, 70);
"""

_DUE = "Payments: what is due of a sale"
_BACK = "Payments: a refund and a void give back"
_HOUR = "Payments: each hour"
_OWED = "Payments: what a customer owes"
_DRAWER = "Payments: what a drawer should have"
_IN_DRAWER = "daily_payments 2026-11-10/12/sale/cash/2/70"

PLANTED_PAYMENTS = [
    *(
        (_DUE, f"sales {row}", statement)
        for row, statement in (
            (1, "UPDATE sales SET due = 1 WHERE id = 1"),
            (1, "UPDATE payments SET amount = 19 WHERE sale_id = 1"),
            (1, "UPDATE payments SET cash_rounding = 1, rounding = 0.5 WHERE sale_id = 1"),
            (1, "UPDATE sales SET rounding = 0.5 WHERE id = 1"),
            (1, "DELETE FROM payments WHERE sale_id = 1"),
            (2, unchecked("sales", "ck_sales_due_of_standing_sale", "UPDATE sales SET due = 1 WHERE id = 2")),
            (71, "UPDATE sales SET due = 0 WHERE id = 71"),
            (71, "DELETE FROM payments WHERE id = 73"),
        )
    ),
    *(
        (_BACK, row, statement)
        for row, statement in (
            ("sale_voids 2", "UPDATE payments SET amount = -29 WHERE kind = 'void'"),
            ("sale_voids 2", "UPDATE payments SET tender = 'upi' WHERE kind = 'void'"),
            ("sale_voids 2", "UPDATE payments SET tender = 'account', customer_id = 70 WHERE kind = 'void'"),
            ("sale_voids 2", "DELETE FROM payments WHERE kind = 'void'"),
            ("refunds 1", "UPDATE payments SET amount = -10 WHERE kind = 'refund'"),
            ("refunds 1", "DELETE FROM payments WHERE kind = 'refund'"),
            ("refunds 1", "UPDATE refunds SET rounding = 0.5"),
        )
    ),
    *(
        (_HOUR, _IN_DRAWER, f"UPDATE daily_payments SET {name} = {name} + 1 WHERE drawer_session_id = 70")
        for name in ("payments", "amount", "rounding")
    ),
    *(
        (_HOUR, row, statement)
        for row, statement in (
            (_IN_DRAWER, "DELETE FROM daily_payments WHERE drawer_session_id = 70"),
            (_IN_DRAWER, "UPDATE payments SET hour = 13 WHERE id = 70"),
            (_IN_DRAWER, "UPDATE payments SET business_day = '2026-11-11' WHERE id = 70"),
            ("daily_payments 2026-11-10/12/sale/card/2/70", "UPDATE payments SET tender = 'card' WHERE id = 70"),
            ("daily_payments 2026-11-10/12/sale/cash/1/70", "UPDATE payments SET taken_by = 1 WHERE id = 70"),
            (
                "daily_payments 2026-11-10/12/sale/cash/2/0",
                "UPDATE payments SET drawer_session_id = NULL WHERE id = 70",
            ),
            ("daily_payments 2026-11-01", "UPDATE daily_payments SET amount = 1 WHERE kind = 'history'"),
            ("daily_payments 2026-11-01", "DELETE FROM daily_payments WHERE kind = 'history'"),
            ("daily_payments 2026-11-02", "UPDATE history_tickets SET business_day = '2026-11-02' WHERE id = 2"),
        )
    ),
    *(
        (_OWED, f"customers {row}", statement)
        for row, statement in (
            (70, "UPDATE customers SET balance = 14 WHERE id = 70"),
            (71, "UPDATE customers SET balance = 1 WHERE id = 71"),
            (71, "UPDATE payments SET customer_id = 71 WHERE id = 72"),
            (70, "DELETE FROM payments WHERE id = 71"),
        )
    ),
    *(
        (_DRAWER, "drawer_sessions 70", statement)
        for statement in (
            "UPDATE drawer_sessions SET cash = cash + 1",
            "UPDATE drawer_sessions SET opening_float = 501",
            "UPDATE drawer_movements SET kind = 'in'",
            "DELETE FROM drawer_movements",
            "UPDATE payments SET drawer_session_id = NULL WHERE id = 70",
            "UPDATE payments SET tender = 'cash' WHERE id = 73",
        )
    ),
]
