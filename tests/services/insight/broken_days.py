"""More of the books, on days of their own: refunds, a till's tickets, and statements that break their sums."""

from tests.support.payments import PAY_REFUNDS

# On the 11th the buyer of sale 4 gets their money back. On the 1st there was another till, with a return and a price it
# did not tell.
LATER_AND_EARLIER = f"""
    INSERT INTO refunds (
        id, number, sale_id, subtotal, discount_total, tax_total, total, refunded_by, business_day
    )
        VALUES (1, 'R1', 4, 10, 0, 0.5, 10.5, 1, '2026-11-11');
    INSERT INTO refund_lines (refund_id, line_no, sale_id, quantity, restock, line_total, discount, tax, cost)
        VALUES (1, 1, 4, 1, false, 10, 0, 0.5, 0);
    INSERT INTO refund_line_taxes (refund_id, line_no, tax_no, component, rate_percent, taxable, amount)
        VALUES (1, 1, 1, 'GST', 5, 10, 0.5);
    {PAY_REFUNDS};
    INSERT INTO history_tickets (id, ticket, sold_at, business_day) VALUES
        (1, 'A-1', '2026-11-01T06:30Z', '2026-11-01'), (2, 'A-2', '2026-11-01T06:30Z', '2026-11-01');
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount) VALUES
        (1, 1, 1, 'barfi', 3, 9, 27), (1, 2, 2, 'peda', 0.5, NULL, NULL), (2, 1, 1, 'barfi', -1, 9, -9);
"""

LINE = "Books: what a line cost"
SWEET = "Books: each sweet's day"
DAY = "Books: each day"
CATEGORY = "Books: each category's day"
PERIOD = "Books: each sweet's month and year"
SALES_DAY, REFUND_DAY, TILL_DAY = "2026-11-10", "2026-11-11", "2026-11-01"
MONEY = ("gross", "discounts", "refunds", "tax", "total", "costed_sales", "cost")

PLANTED_IN_DAYS = [
    *((LINE, "sale_lines 2/2", f"UPDATE sale_lines SET cost = {cost} WHERE line_no = 2") for cost in ("9", "NULL")),
    (LINE, "sale_lines 3/1", "UPDATE stock_movements SET unit_cost = NULL WHERE sale_id = 3"),
    (LINE, "sale_lines 3/1", "DELETE FROM stock_movements WHERE sale_id = 3"),
    *(
        (
            SWEET,
            f"daily_sweet_sales {SALES_DAY}/3",
            f"UPDATE daily_sweet_sales SET {name} = {name} + 1 WHERE sweet_id = 3",
        )
        for name in ("sold", "refunded", *MONEY)
    ),
    *(
        (DAY, f"daily_sales {SALES_DAY}", f"UPDATE daily_sales SET {name} = {name} + 1")
        for name in ("sale_count", "void_count", "refund_count", "rounding", "paid", *MONEY)
    ),
    *(
        (SWEET, f"daily_sweet_sales {day}/{sweet}", f"DELETE FROM daily_sweet_sales WHERE day = '{day}'")
        for day, sweet in ((SALES_DAY, 3), (REFUND_DAY, 3), (TILL_DAY, 2))
    ),
    *(
        (DAY, f"daily_sales {day}", f"DELETE FROM daily_sales WHERE day = '{day}'")
        for day in (SALES_DAY, REFUND_DAY, TILL_DAY)
    ),
    (
        SWEET,
        "daily_sweet_sales 2026-11-12/4",
        "INSERT INTO daily_sweet_sales SELECT '2026-11-12', 4, 0, 0, 0, 0, 0, 0, 0, 0, 0",
    ),
    (DAY, "daily_sales 2026-11-12", "INSERT INTO daily_sales SELECT '2026-11-12', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0"),
    *(
        (
            CATEGORY,
            f"daily_category_sales {SALES_DAY}/1/piece",
            f"UPDATE daily_category_sales SET {name} = {name} + 1 WHERE unit = 'piece'",
        )
        for name in ("sold", "refunded", *MONEY)
    ),
    (CATEGORY, f"daily_category_sales {SALES_DAY}/1/piece", "DELETE FROM daily_category_sales WHERE unit = 'piece'"),
    (
        CATEGORY,
        "daily_category_sales 2026-11-12/1/box",
        "INSERT INTO daily_category_sales SELECT '2026-11-12', 1, 'box', 1, 0, 0, 0, 0, 0, 0, 0, 0",
    ),
    *(
        (
            PERIOD,
            f"period_sweet_sales {period}/{begins}/3",
            f"UPDATE period_sweet_sales SET {name} = {name} + 1 WHERE sweet_id = 3 AND period = '{period}'",
        )
        for period, begins in (("month", "2026-11-01"), ("year", "2026-01-01"))
        for name in ("sold", "refunded", *MONEY)
    ),
    (PERIOD, "period_sweet_sales year/2026-01-01/2", "DELETE FROM period_sweet_sales WHERE period = 'year'"),
    (
        PERIOD,
        "period_sweet_sales month/2026-12-01/2",
        "INSERT INTO period_sweet_sales SELECT 'month', '2026-12-01', 2, 0, 0, 0, 0, 0, 0, 0, 0, 0",
    ),
    # What the days are the sums of, moved to another day or gone.
    *(
        (promise, row, change)
        for change, day, sweet in (
            ("UPDATE sales SET business_day = '2026-11-09' WHERE id = 3", SALES_DAY, 3),
            ("UPDATE sales SET business_day = '2026-11-09' WHERE id = 3", "2026-11-09", 3),
            ("UPDATE sale_voids SET business_day = '2026-11-11'", SALES_DAY, 2),
            ("DELETE FROM sale_voids", SALES_DAY, 1),
            ("UPDATE refunds SET business_day = '2026-11-12'", REFUND_DAY, 3),
            ("UPDATE refund_lines SET line_total = 9", REFUND_DAY, 3),
            ("UPDATE refund_lines SET tax = 0", REFUND_DAY, 3),
            ("UPDATE refund_lines SET discount = 1", REFUND_DAY, 3),
            ("UPDATE refund_lines SET restock = true, cost = 5", REFUND_DAY, 3),
            ("UPDATE history_tickets SET business_day = '2026-11-02' WHERE id = 2", TILL_DAY, 1),
            ("UPDATE history_lines SET unit_price = 8, amount = quantity * 8 WHERE sweet_id = 1", TILL_DAY, 1),
            ("DELETE FROM history_lines WHERE ticket_id = 2", TILL_DAY, 1),
            ("UPDATE sales SET tax_mode = 'exclusive', total = 110 WHERE id = 3", SALES_DAY, 3),
            ("UPDATE sale_lines SET sale_discount = 1 WHERE sale_id = 3", SALES_DAY, 3),
            ("UPDATE sale_lines SET cost = NULL WHERE sale_id = 3", SALES_DAY, 3),
        )
        for promise, row in ((SWEET, f"daily_sweet_sales {day}/{sweet}"), (DAY, f"daily_sales {day}"))
    ),
    (SWEET, f"daily_sweet_sales {REFUND_DAY}/3", "UPDATE refund_lines SET quantity = 0.5"),
    (SWEET, f"daily_sweet_sales {TILL_DAY}/2", "UPDATE history_lines SET quantity = 1 WHERE line_no = 2"),
]
