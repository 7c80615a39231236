"""Invariants of refunds: each statement returns the rows that break one, and how."""

from sqlalchemy import TextClause, text

REFUND_CHECKS: dict[str, TextClause] = {
    "Refunds: a refund's totals are the sum of its lines": text(
        """
        SELECT 'refunds ' || back.id,
               concat('subtotal ', back.subtotal, ', discount_total ', back.discount_total, ', tax_total ',
                      back.tax_total, ' and total ', back.total, ', lines add up to ', coalesce(sum(line_total), 0),
                      ', ', coalesce(sum(discount), 0), ' and ', coalesce(sum(tax), 0))
        FROM refunds AS back
        JOIN sales ON sales.id = back.sale_id
        LEFT JOIN refund_lines ON refund_id = back.id
        GROUP BY back.id, tax_mode
        HAVING (back.subtotal, back.discount_total, back.tax_total)
                IS DISTINCT FROM (sum(line_total), sum(discount), sum(tax))
            OR back.total <> back.subtotal - back.discount_total
                + CASE tax_mode WHEN 'exclusive' THEN back.tax_total ELSE 0 END
        ORDER BY back.id
        """
    ),
    # Cash goes by its step; any other tender, whose step is 0, to the cent, before it.
    "Refunds: what was given back is what all refunds up to it come to, with the last one what was paid": text(
        """
        SELECT 'refunds ' || id, 'rounding ' || rounding || ' on ' || total || ', ' || owed || ' were owed, in cash by '
               || step
        FROM (
            SELECT back.*, coalesce(paid.exact, 0) AS exact, coalesce(paid.step, 0) AS step, greatest(
                sum(back.total) OVER up_to_it + CASE WHEN sum(back.total) OVER up_to_it = sales.total
                    THEN sales.rounding ELSE 0 END - sum(back.total + back.rounding) OVER up_to_it
                + back.total + back.rounding, 0) AS owed
            FROM refunds AS back JOIN sales ON sales.id = sale_id
            LEFT JOIN LATERAL (
                SELECT max(cash_rounding) AS step, -sum(amount) FILTER (WHERE cash_rounding = 0) AS exact
                FROM payments WHERE refund_id = back.id
            ) AS paid ON true
            WINDOW up_to_it AS (PARTITION BY sale_id ORDER BY back.id ROWS UNBOUNDED PRECEDING)
        ) AS back
        WHERE total + rounding <> CASE step WHEN 0 THEN owed
            ELSE exact + floor((owed - exact) / step + 0.5) * step END
        ORDER BY id
        """
    ),
    "Refunds: a refund's lines are those of its sale": text(
        """
        SELECT 'refund_lines ' || refund_id || '/' || line_no,
               'of sale ' || line.sale_id || ', its refund is of sale ' || refunds.sale_id
        FROM refund_lines AS line JOIN refunds ON refunds.id = refund_id
        WHERE line.sale_id <> refunds.sale_id
        ORDER BY refund_id, line_no
        """
    ),
    "Refunds: a line's tax is that of its components, on what they leave of it or on all of it": text(
        """
        SELECT 'refund_lines ' || line.refund_id || '/' || line.line_no,
               concat('tax ', tax, ' on ', line_total - discount, ', ', tax_mode, ', components add up to ',
                      coalesce(sum(amount), 0), ' on ', string_agg(taxable::text, ', '))
        FROM refund_lines AS line
        JOIN sales ON sales.id = line.sale_id
        LEFT JOIN refund_line_taxes AS due USING (refund_id, line_no)
        GROUP BY line.refund_id, line.line_no, tax_mode
        HAVING tax <> coalesce(sum(amount), 0)
            OR bool_or(taxable <> line_total - discount - CASE tax_mode WHEN 'inclusive' THEN tax ELSE 0 END)
        ORDER BY line.refund_id, line.line_no
        """
    ),
    "Refunds: never more of a line than was sold": text(
        """
        SELECT 'sale_lines ' || line.sale_id || '/' || line.line_no,
               'quantity ' || line.quantity || ', refunded ' || sum(back.quantity)
        FROM sale_lines AS line JOIN refund_lines AS back USING (sale_id, line_no)
        GROUP BY line.sale_id, line.line_no HAVING sum(back.quantity) > line.quantity
        ORDER BY line.sale_id, line.line_no
        """
    ),
    "Refunds: never more money of a line than it came to": text(
        """
        SELECT 'sale_lines ' || line.sale_id || '/' || line.line_no,
               concat('net ', line.line_total - line_discount - sale_discount, ' and tax ', line.tax, ', refunded ',
                      sum(back.line_total - back.discount), ' and ', sum(back.tax))
        FROM sale_lines AS line JOIN refund_lines AS back USING (sale_id, line_no)
        GROUP BY line.sale_id, line.line_no
        HAVING sum(back.line_total - back.discount) > line.line_total - line_discount - sale_discount
            OR sum(back.discount) > line_discount + sale_discount OR sum(back.tax) > line.tax
        ORDER BY line.sale_id, line.line_no
        """
    ),
    # Money alone settles a line with all that was refunded before: what is left goes with what is left of the goods.
    # Exact: numerators and denominators stay whole until div() rounds them down.
    "Refunds: each part of a line is its share with this refund less its share before it": text(
        """
        SELECT 'refund_lines ' || refund_id || '/' || line_no,
               concat(figure, ' ', part, ', of ', whole, ' for ', quantity, ' after ', after - quantity, ' of ', sold)
        FROM (
            SELECT refund_id, line_no, sale_id, part.quantity, part.discount, part.line_total - part.discount AS net,
                   line.quantity - coalesce(settled.quantity, 0) AS sold, settled.last_id,
                   line_discount + sale_discount - coalesce(settled.discount, 0) AS discount_sold,
                   line.line_total - line_discount - sale_discount - coalesce(settled.net, 0) AS net_sold,
                   sum(part.quantity) OVER (
                       PARTITION BY sale_id, line_no ORDER BY refund_id ROWS UNBOUNDED PRECEDING
                   ) - coalesce(settled.quantity, 0) AS after
            FROM refund_lines AS part JOIN sale_lines AS line USING (sale_id, line_no)
            LEFT JOIN LATERAL (
                SELECT max(alone.refund_id) AS last_id, sum(given.quantity) AS quantity,
                       sum(given.discount) AS discount,
                       sum(given.line_total - given.discount) AS net
                FROM (
                    SELECT max(refund_id) AS refund_id FROM refund_lines AS alone
                    WHERE alone.sale_id = part.sale_id AND alone.line_no = part.line_no AND alone.quantity = 0
                      AND alone.refund_id < part.refund_id
                ) AS alone
                JOIN refund_lines AS given ON given.sale_id = part.sale_id AND given.line_no = part.line_no
                    AND given.refund_id <= alone.refund_id
            ) AS settled ON true
        ) AS back
        CROSS JOIN LATERAL (
            VALUES ('net', net, net_sold), ('discount', discount, discount_sold)
            UNION ALL
            SELECT 'tax of ' || coalesce(sold.component, due.component), due.amount, sold.amount - coalesce((
                SELECT sum(given.amount) FROM refund_lines AS part
                JOIN refund_line_taxes AS given USING (refund_id, line_no)
                WHERE part.sale_id = back.sale_id AND part.line_no = back.line_no AND part.refund_id <= back.last_id
                  AND given.tax_no = coalesce(sold.tax_no, due.tax_no)
            ), 0)
            FROM (
                SELECT tax_no, component, amount FROM refund_line_taxes AS due
                WHERE due.refund_id = back.refund_id AND due.line_no = back.line_no
            ) AS due
            FULL JOIN (
                SELECT tax_no, component, amount FROM sale_line_taxes AS sold
                WHERE sold.sale_id = back.sale_id AND sold.line_no = back.line_no
            ) AS sold USING (tax_no, component)
        ) AS figures (figure, part, whole)
        CROSS JOIN (SELECT power(CAST(10 AS numeric), money_places()) AS units) AS currency
        WHERE quantity > 0 AND part IS DISTINCT FROM (
            div(2 * units * whole * after + sold, 2 * sold)
            - div(2 * units * whole * (after - quantity) + sold, 2 * sold)
        ) / units
        ORDER BY refund_id, line_no, figure
        """
    ),
    "Refunds: what was put back came back to lots it was taken from, and nothing else did": text(
        """
        SELECT 'refund_lines ' || refund_id || '/' || line_no,
               CASE WHEN bool_or(restock) THEN 'put back ' ELSE 'not put back ' END || max(quantity)
               || ', movements add up to ' || coalesce(sum(moved), 0)
        FROM (
            SELECT line.refund_id, line.line_no, line.sale_id, restock, line.quantity, NULL AS moved, true AS is_taken
            FROM refund_lines AS line
            UNION ALL
            SELECT moved.refund_id, sale_line_no, moved.sale_id, NULL, NULL, moved.quantity, EXISTS (
                SELECT FROM stock_movements AS sold
                WHERE sold.sale_id = moved.sale_id AND sold.sale_line_no = moved.sale_line_no
                    AND sold.lot_id = moved.lot_id AND sold.kind = 'sale'
            )
            FROM stock_movements AS moved WHERE refund_id IS NOT NULL
        ) AS both_sides
        GROUP BY refund_id, line_no, sale_id
        HAVING coalesce(sum(moved), 0) <> coalesce(sum(quantity) FILTER (WHERE restock), 0) OR NOT bool_and(is_taken)
        ORDER BY refund_id, line_no
        """
    ),
    "Refunds: no lot got more back of a line than the line took of it": text(
        """
        SELECT 'sale_lines ' || sale_id || '/' || sale_line_no,
               'took ' || coalesce(-sum(quantity) FILTER (WHERE kind = 'sale'), 0) || ' of lot ' || lot_id || ', '
               || sum(quantity) FILTER (WHERE kind <> 'sale') || ' came back'
        FROM stock_movements WHERE sale_id IS NOT NULL
        GROUP BY sale_id, sale_line_no, lot_id HAVING sum(quantity) > 0
        ORDER BY sale_id, sale_line_no, lot_id
        """
    ),
    "Refunds: what was put back costs what it cost when it was sold, if that is known": text(
        """
        SELECT 'refund_lines ' || line.refund_id || '/' || line.line_no,
               'cost ' || line.cost || ', movements add up to ' || coalesce(moved.cost, 0)
        FROM refund_lines AS line
        JOIN sale_lines AS sold USING (sale_id, line_no)
        LEFT JOIN (
            SELECT refund_id, sale_line_no AS line_no, sum(quantity * unit_cost) AS cost FROM stock_movements
            WHERE refund_id IS NOT NULL GROUP BY refund_id, sale_line_no
        ) AS moved USING (refund_id, line_no)
        WHERE line.cost <> CASE WHEN sold.cost IS NULL THEN 0 ELSE coalesce(moved.cost, 0) END
        ORDER BY line.refund_id, line.line_no
        """
    ),
    "Refunds: a voided sale has none": text(
        """
        SELECT 'sales ' || sales.id, 'it is voided, and refund ' || min(refunds.id) || ' is of it'
        FROM sales JOIN refunds ON sale_id = sales.id WHERE status = 'voided'
        GROUP BY sales.id ORDER BY sales.id
        """
    ),
}
