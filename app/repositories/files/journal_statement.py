"""The statement of the journal. Debits are positive and credits negative, so that each voucher adds up to nothing."""

from sqlalchemy import text

from app.repositories.files.export_statements import REFUNDED, SOLD_ON

_BUSINESS_DAY = "CAST(timezone(CAST(:time_zone AS text), {moment}) - CAST(:day_shift AS interval) AS date)"
_OF_DAYS = "BETWEEN CAST(:first_day AS date) AND CAST(:last_day AS date)"
# A business day begins and ends within two days of the calendar day.
_AROUND = """
    {moment} >= CAST(:begin AS timestamptz) - interval '2 days'
    AND {moment} < CAST(:end AS timestamptz) + interval '2 days'
"""
_RATE = """
    LEFT JOIN LATERAL (
        SELECT sum(rate_percent) AS rate FROM sale_line_taxes AS tax
        WHERE tax.sale_id = {of}.sale_id AND tax.line_no = {of}.line_no
    ) AS rates ON true
"""

# What was sold and what was undone, less the tax that prices contain.
_DOCUMENTS = f"""
    documents AS (
        SELECT business_day AS day, 'sales' AS voucher, 1 AS sign, id AS sale_id, total, tax_mode FROM sales
        WHERE {SOLD_ON}
        UNION ALL
        SELECT void.business_day, 'voids', -1, sales.id, total, tax_mode
        FROM sale_voids AS void JOIN sales ON sales.id = void.sale_id WHERE void.business_day {_OF_DAYS}
    ), lines AS (
        SELECT day, voucher, sign, rate, sign * (line_discount + sale_discount) AS discount,
            sign * (line_total - CASE tax_mode WHEN 'inclusive' THEN tax ELSE 0 END) AS sold
        FROM documents JOIN sale_lines AS line USING (sale_id) {_RATE.format(of="line")}
    ), given_back AS (
        SELECT refunds.business_day AS day, line.*, rate,
            line_total - discount - CASE tax_mode WHEN 'inclusive' THEN tax ELSE 0 END AS returned
        FROM refunds JOIN sales ON sales.id = refunds.sale_id
        JOIN refund_lines AS line ON line.refund_id = refunds.id {_RATE.format(of="line")}
        WHERE {REFUNDED}
    )
"""  # noqa: S608 - our own text.
# Tickets of a previous till, which tell no rates.
_HISTORY = f"""
    told AS (
        SELECT ticket.business_day AS day, quantity, coalesce(amount, 0) AS amount, discount, tax
        FROM history_tickets AS ticket JOIN history_lines AS line ON line.ticket_id = ticket.id
        WHERE {_AROUND.format(moment="ticket.sold_at")} AND ticket.business_day {_OF_DAYS}
            AND NOT EXISTS (SELECT FROM import_take_backs AS taken WHERE taken.import_id = line.import_id)
    )
"""  # noqa: S608 - our own text.
_MONEY = f"""
    money AS (
        SELECT day, CASE kind WHEN 'history' THEN kind ELSE kind || 's' END AS voucher, kind, tender,
            sum(amount) AS amount, sum(rounding) AS rounding
        FROM daily_payments WHERE day {_OF_DAYS} GROUP BY day, kind, tender
    ), moved AS (
        SELECT {_BUSINESS_DAY.format(moment="moved_at")} AS day, reason,
            CASE kind WHEN 'in' THEN amount ELSE -amount END AS amount
        FROM drawer_movements WHERE {_AROUND.format(moment="moved_at")}
    ), counted AS (
        SELECT {_BUSINESS_DAY.format(moment="closed_at")} AS day, reason, counted - cash AS amount
        FROM drawer_sessions WHERE {_AROUND.format(moment="closed_at")}
    ), goods AS (
        SELECT day, round(cost, money_places()) AS cost FROM daily_sales WHERE day {_OF_DAYS}
    )
"""  # noqa: S608 - our own text.
_ENTRIES = """
    entries (day, voucher, account, detail, note, amount) AS (
        SELECT day, voucher, 'sales', trim_scale(rate)::text, NULL, -sold FROM lines
        UNION ALL SELECT day, voucher, 'discounts', NULL, NULL, discount FROM lines
        UNION ALL
        SELECT day, voucher, 'tax', component || ' ' || trim_scale(rate_percent), NULL, -sign * amount
        FROM documents JOIN sale_line_taxes USING (sale_id)
        UNION ALL SELECT day, voucher, 'orders', NULL, NULL, sign * total FROM documents
        UNION ALL SELECT day, 'refunds', 'returns', trim_scale(rate)::text, NULL, returned FROM given_back
        UNION ALL
        SELECT day, 'refunds', 'tax', component || ' ' || trim_scale(rate_percent), NULL, tax.amount
        FROM given_back JOIN refund_line_taxes AS tax USING (refund_id, line_no)
        UNION ALL
        SELECT day, voucher, CASE WHEN kind = 'history' THEN 'history_money' WHEN tender = 'account' THEN 'customers'
            ELSE 'tender' END, nullif(tender, 'account'), NULL, amount
        FROM money
        UNION ALL SELECT day, voucher, 'rounding', NULL, NULL, -rounding FROM money
        UNION ALL
        SELECT day, voucher, 'orders', NULL, NULL, rounding - amount FROM money WHERE kind IN ('sale', 'void')
        UNION ALL SELECT day, voucher, 'customers', NULL, NULL, -amount FROM money WHERE kind = 'account'
        UNION ALL SELECT day, 'drawers', 'tender', 'cash', NULL, amount FROM moved
        UNION ALL SELECT day, 'drawers', 'moved', NULL, reason, -amount FROM moved
        UNION ALL SELECT day, 'drawers', 'tender', 'cash', NULL, amount FROM counted
        UNION ALL SELECT day, 'drawers', 'difference', NULL, reason, -amount FROM counted
        UNION ALL SELECT day, 'costs', 'cost', NULL, NULL, cost FROM goods
        UNION ALL SELECT day, 'costs', 'inventory', NULL, NULL, -cost FROM goods
        UNION ALL SELECT day, 'history', 'history_sales', NULL, NULL, -amount - discount FROM told WHERE quantity > 0
        UNION ALL SELECT day, 'history', 'history_sales', NULL, NULL, -amount FROM told WHERE quantity < 0
        UNION ALL SELECT day, 'history', 'discounts', NULL, NULL, discount FROM told WHERE quantity > 0
        UNION ALL SELECT day, 'history', 'history_tax', NULL, NULL, -tax FROM told
    )
"""

JOURNAL_LINES = text(
    f"""
    WITH {_DOCUMENTS}, {_HISTORY}, {_MONEY}, {_ENTRIES}
    SELECT day, voucher, account, detail, note, round(sum(amount), money_places())
    FROM entries WHERE day {_OF_DAYS}
    GROUP BY day, voucher, account, detail, note HAVING sum(amount) <> 0
    ORDER BY day, voucher, account, detail, note
    """  # noqa: S608 - our own text.
)
