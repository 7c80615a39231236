"""Invariants of each day's books: each statement returns the rows that break one, and how.

The sums are recomputed from the lines, independently of the triggers that keep them.
"""

from sqlalchemy import TextClause, text

# Each document line, booked on the document's day; voids and what was taken back count negative.
_ENTRIES = """
    sold AS (
        SELECT sale_id, line_no, sweet_id, business_day AS day, quantity, line_total AS gross,
            line_discount + sale_discount AS discounts, line.tax, tax_mode = 'exclusive' AS is_on_top, cost
        FROM sale_lines AS line JOIN sales ON sales.id = sale_id
    ), entries (day, sweet_id, sold, refunded, gross, discounts, refunds, tax, tax_on_top, cost, is_costed) AS (
        SELECT day, sweet_id, quantity, 0, gross, discounts, 0, tax, tax * is_on_top::int, coalesce(cost, 0),
            cost IS NOT NULL
        FROM sold
        UNION ALL
        SELECT void.business_day, sweet_id, -quantity, 0, -gross, -discounts, 0, -tax, -tax * is_on_top::int,
            -coalesce(cost, 0), cost IS NOT NULL
        FROM sale_voids AS void JOIN sold USING (sale_id)
        UNION ALL
        SELECT refunds.business_day, sweet_id, 0, back.quantity, 0, 0, back.line_total - back.discount, -back.tax,
            -back.tax * is_on_top::int, -back.cost, sold.cost IS NOT NULL
        FROM refund_lines AS back JOIN refunds ON refunds.id = refund_id
        JOIN sold ON (sold.sale_id, sold.line_no) = (back.sale_id, back.line_no)
        UNION ALL
        SELECT business_day, sweet_id, sign * sold, sign * back, sign * (sold > 0)::int * (paid + discount),
            sign * (sold > 0)::int * discount, sign * (back > 0)::int * -paid, sign * tax, sign * tax, 0, false
        FROM (
            SELECT sign, business_day, sweet_id, coalesce(amount, 0) AS paid, discount, line.tax,
                greatest(quantity, 0) AS sold, -least(quantity, 0) AS back
            FROM (
                SELECT 1 AS sign, line.* FROM history_lines AS line
                UNION ALL SELECT -1, line.* FROM history_lines AS line JOIN import_take_backs USING (import_id)
            ) AS line JOIN history_tickets ON history_tickets.id = ticket_id
        ) AS told
    )
"""
# What was paid at a previous till, less what was taken back of it.
HISTORY_PAYMENTS = """
    history_payments AS (
        SELECT ticket.business_day AS day, ticket.sold_at, line.line_no,
            CASE WHEN taken.import_id IS NULL THEN coalesce(line.amount, 0) + line.tax ELSE 0 END AS amount
        FROM history_lines AS line JOIN history_tickets AS ticket ON ticket.id = line.ticket_id
        LEFT JOIN import_take_backs AS taken ON taken.import_id = line.import_id
    )
"""
_SUMS = """
    sum(gross) AS gross, sum(discounts) AS discounts, sum(refunds) AS refunds, sum(tax) AS tax,
    sum(gross - discounts - refunds + tax_on_top) AS total,
    coalesce(sum(gross - discounts - refunds + tax_on_top - tax) FILTER (WHERE is_costed), 0) AS costed_sales,
    sum(cost) AS cost
"""
_COUNTS = ("sale_count", "void_count", "refund_count")
_MONEY = ("gross", "discounts", "refunds", "tax", "total", "costed_sales", "cost")


_SOLD = ("sold", "refunded", *_MONEY)
_SUMS_OF_SOLD = ", ".join(f"sum({name}) AS {name}" for name in _SOLD)


def _amounts(columns: tuple[str, ...]) -> str:
    """Return an expression that describes how the amounts of rows `kept` and `due` differ; a missing row is nothing."""
    each = (
        f"CASE WHEN coalesce(kept.{name}, 0) <> coalesce(due.{name}, 0)"
        f" THEN '{name} ' || coalesce(kept.{name}, 0) || ', should be ' || coalesce(due.{name}, 0) END"
        for name in columns
    )
    return f"concat_ws('; ', {', '.join(each)})"


def _differences(columns: tuple[str, ...], day: str = "day") -> str:
    """Return an expression that describes how row `kept` differs from row `due`, empty if it does not."""
    return f"""
        CASE
            WHEN kept.{day} IS NULL THEN 'it is missing'
            WHEN due.{day} IS NULL THEN 'no document is of it'
            ELSE {_amounts(columns)}
        END
    """


BOOK_CHECKS: dict[str, TextClause] = {
    "Books: what a line cost is what its movements did": text(
        """
        SELECT 'sale_lines ' || sale_id || '/' || line_no, 'cost ' || coalesce(cost::text, 'unknown')
               || ', its movements add up to ' || coalesce(moved_cost::text, 'unknown')
        FROM (
            SELECT line.sale_id, line.line_no, line.cost,
                CASE WHEN bool_and(moved.unit_cost IS NOT NULL) THEN sum(-moved.quantity * moved.unit_cost) END
                    AS moved_cost
            FROM sale_lines AS line
            LEFT JOIN stock_movements AS moved
                ON moved.sale_id = line.sale_id AND moved.sale_line_no = line.line_no AND moved.kind = 'sale'
            GROUP BY line.sale_id, line.line_no
        ) AS lines
        WHERE cost IS DISTINCT FROM moved_cost
        ORDER BY sale_id, line_no
        """
    ),
    "Books: each sweet's day is the sum of its lines": text(
        f"""
        WITH {_ENTRIES}, due AS (
            SELECT day, sweet_id, sum(sold) AS sold, sum(refunded) AS refunded, {_SUMS}
            FROM entries GROUP BY day, sweet_id
        )
        SELECT 'daily_sweet_sales ' || day || '/' || sweet_id, difference
        FROM (
            SELECT day, sweet_id, {_differences(_SOLD)} AS difference
            FROM due FULL JOIN daily_sweet_sales AS kept USING (day, sweet_id)
        ) AS compared
        WHERE difference <> '' ORDER BY day, sweet_id
        """  # noqa: S608 - our own text.
    ),
    "Books: each day is the sum of its documents": text(
        f"""
        WITH {_ENTRIES}, {HISTORY_PAYMENTS}, documents (day, sales, voids, refunds, rounding, paid) AS (
            SELECT business_day, 1, 0, 0, 0, 0 FROM sales
            UNION ALL SELECT business_day, 0, 1, 0, 0, 0 FROM sale_voids
            UNION ALL SELECT business_day, 0, 0, 1, 0, 0 FROM refunds
            UNION ALL SELECT business_day, 0, 0, 0, rounding, CASE tender WHEN 'account' THEN 0 ELSE amount END
            FROM payments
            UNION ALL SELECT day, 0, 0, 0, 0, amount FROM history_payments
            UNION ALL SELECT business_day, 1, 0, 0, 0, 0 FROM history_tickets
            WHERE EXISTS (SELECT FROM history_lines WHERE ticket_id = history_tickets.id)
            UNION ALL SELECT business_day, -1, 0, 0, 0, 0 FROM history_tickets JOIN import_take_backs USING (import_id)
        ), counted AS (
            SELECT day, sum(sales) AS sale_count, sum(voids) AS void_count, sum(refunds) AS refund_count,
                sum(rounding) AS rounding, sum(paid) AS paid
            FROM documents GROUP BY day
        ), due AS (
            SELECT * FROM counted FULL JOIN (SELECT day, {_SUMS} FROM entries GROUP BY day) AS added USING (day)
        )
        SELECT 'daily_sales ' || day, difference
        FROM (
            SELECT day, {_differences((*_COUNTS, "rounding", "paid", *_MONEY))} AS difference
            FROM due FULL JOIN daily_sales AS kept USING (day)
        ) AS compared
        WHERE difference <> '' ORDER BY day
        """  # noqa: S608 - our own text.
    ),
    "Books: each category's day is the sum of its sweets": text(
        f"""
        WITH due AS (
            SELECT day, category_id, unit, {_SUMS_OF_SOLD}
            FROM daily_sweet_sales JOIN sweets ON sweets.id = sweet_id GROUP BY day, category_id, unit
        )
        SELECT concat('daily_category_sales ', day, '/', category_id, '/', unit), difference
        FROM (
            SELECT day, category_id, unit, {_amounts(_SOLD)} AS difference
            FROM due FULL JOIN daily_category_sales AS kept USING (day, category_id, unit)
        ) AS compared
        WHERE difference <> '' ORDER BY day, category_id, unit
        """  # noqa: S608 - our own text.
    ),
    "Books: each sweet's month and year are the sums of its days": text(
        f"""
        WITH due AS (
            SELECT period, CAST(date_trunc(period, CAST(day AS timestamp)) AS date) AS begins, sweet_id, {_SUMS_OF_SOLD}
            FROM daily_sweet_sales CROSS JOIN (VALUES ('month'), ('year')) AS periods (period)
            GROUP BY period, begins, sweet_id
        )
        SELECT concat('period_sweet_sales ', period, '/', begins, '/', sweet_id), difference
        FROM (
            SELECT period, begins, sweet_id, {_differences(_SOLD, "begins")} AS difference
            FROM due FULL JOIN period_sweet_sales AS kept USING (period, begins, sweet_id)
        ) AS compared
        WHERE difference <> '' ORDER BY period, begins, sweet_id
        """  # noqa: S608 - our own text.
    ),
}
