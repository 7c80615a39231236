"""Invariants of payments: each statement returns the rows that break one, and how."""

from sqlalchemy import TextClause, text

from app.repositories.insight.checks.books import HISTORY_PAYMENTS

PAYMENT_CHECKS: dict[str, TextClause] = {
    "Payments: what is due of a sale is what its payments leave": text(
        """
        SELECT 'sales ' || id, concat('due ', due, ' and rounding ', sales.rounding, ' of ', total,
               ', its payments are ', paid.amount, ' with a rounding of ', paid.rounding)
        FROM sales CROSS JOIN LATERAL (
            SELECT coalesce(sum(amount), 0) AS amount, coalesce(sum(payments.rounding), 0) AS rounding
            FROM payments WHERE sale_id = sales.id AND kind = 'sale'
        ) AS paid
        WHERE sales.rounding <> paid.rounding
            OR due <> CASE status WHEN 'voided' THEN 0 ELSE total + paid.rounding - paid.amount END
        ORDER BY id
        """
    ),
    "Payments: a refund and a void give back what their documents say, a void by each tender": text(
        """
        SELECT document, concat('gives back ', due, ' with a rounding of ', rounding, ', its payments ', -paid,
               ' with ', -paid_rounding)
        FROM (
            SELECT 'refunds ' || refunds.id AS document, total + refunds.rounding AS due, refunds.rounding,
                paid.amount AS paid, paid.rounding AS paid_rounding, refunds.id
            FROM refunds CROSS JOIN LATERAL (
                SELECT coalesce(sum(amount), 0) AS amount, coalesce(sum(rounding), 0) AS rounding
                FROM payments WHERE refund_id = refunds.id
            ) AS paid
            UNION ALL
            SELECT 'sale_voids ' || void.sale_id, coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0),
                coalesce(sum(rounding) FILTER (WHERE kind = 'sale'), 0),
                coalesce(sum(amount) FILTER (WHERE kind = 'void'), 0),
                coalesce(sum(rounding) FILTER (WHERE kind = 'void'), 0), void.sale_id
            FROM sale_voids AS void JOIN payments ON payments.sale_id = void.sale_id
            GROUP BY void.sale_id, tender, payments.customer_id
        ) AS documents
        WHERE (due, rounding) <> (-paid, -paid_rounding) ORDER BY id
        """
    ),
    "Payments: each hour is the sum of its payments": text(
        f"""
        WITH {HISTORY_PAYMENTS}, due AS (
            SELECT business_day AS day, kind, tender, taken_by, coalesce(drawer_session_id, 0) AS drawer_session_id,
                hour, count(*) AS payments, sum(amount) AS amount,
                -coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS given_back, sum(rounding) AS rounding
            FROM payments GROUP BY 1, 2, 3, 4, 5, 6
        ), told AS (
            SELECT day, sum(amount) AS amount, -coalesce(sum(amount) FILTER (WHERE amount < 0), 0) AS given_back
            FROM history_payments GROUP BY day
        ), kept_of_history AS (
            SELECT day, sum(amount) AS amount, sum(given_back) AS given_back
            FROM daily_payments WHERE kind = 'history' GROUP BY day
        )
        SELECT concat_ws('/', 'daily_payments ' || day, hour, kind, tender, taken_by, drawer_session_id),
            CASE
                WHEN kept.payments IS NULL THEN 'it is missing'
                WHEN due.payments IS NULL THEN 'no payment is of it'
                ELSE concat('payments ', kept.payments, ', amount ', kept.amount, ', given back ', kept.given_back,
                            ' and rounding ', kept.rounding, ', should be ', due.payments, ', ', due.amount, ', ',
                            due.given_back, ' and ', due.rounding)
            END
        FROM due
        FULL JOIN (SELECT * FROM daily_payments WHERE kind <> 'history') AS kept
            USING (day, hour, kind, tender, taken_by, drawer_session_id)
        WHERE (kept.payments, kept.amount, kept.given_back, kept.rounding)
            IS DISTINCT FROM (due.payments, due.amount, due.given_back, due.rounding)
        UNION ALL
        SELECT 'daily_payments ' || day, concat('history of ', coalesce(kept.amount, 0), ', given back ',
            coalesce(kept.given_back, 0), ', should be ', coalesce(told.amount, 0), ' and ',
            coalesce(told.given_back, 0))
        FROM told FULL JOIN kept_of_history AS kept USING (day)
        WHERE (coalesce(told.amount, 0), coalesce(told.given_back, 0))
            <> (coalesce(kept.amount, 0), coalesce(kept.given_back, 0))
        ORDER BY 1
        """  # noqa: S608 - our own text.
    ),
    "Payments: what a customer owes is the sum of their account": text(
        """
        SELECT 'customers ' || id, concat('balance ', balance, ', the account adds up to ', coalesce(owed, 0))
        FROM customers LEFT JOIN (
            SELECT customer_id, sum(CASE kind WHEN 'account' THEN -amount ELSE amount END) AS owed
            FROM payments WHERE customer_id IS NOT NULL GROUP BY customer_id
        ) AS account ON customer_id = id
        WHERE balance <> coalesce(owed, 0) ORDER BY id
        """
    ),
    "Payments: what a drawer should have is its float with all cash since": text(
        """
        SELECT 'drawer_sessions ' || id,
            concat('cash ', cash, ', should be ', opening_float + paid.amount + moved.amount)
        FROM drawer_sessions AS session
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(amount), 0) AS amount FROM payments
            WHERE drawer_session_id = session.id AND tender = 'cash'
        ) AS paid
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(CASE kind WHEN 'in' THEN amount ELSE -amount END), 0) AS amount
            FROM drawer_movements WHERE session_id = session.id
        ) AS moved
        WHERE cash <> opening_float + paid.amount + moved.amount ORDER BY id
        """
    ),
}
