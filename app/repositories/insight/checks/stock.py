"""Invariants of sweets, lots, movements and sales: each statement returns the rows that break one, and how.

They take `time_zone`, that of the shop.
"""

from sqlalchemy import TextClause, text

STOCK_CHECKS: dict[str, TextClause] = {
    "I1 on hand of a lot is the sum of its movements": text(
        """
        SELECT 'lots ' || lots.id, 'on_hand ' || lots.on_hand || ', movements add up to ' || coalesce(sum(quantity), 0)
        FROM lots LEFT JOIN stock_movements ON stock_movements.lot_id = lots.id
        GROUP BY lots.id HAVING lots.on_hand <> coalesce(sum(quantity), 0)
        ORDER BY lots.id
        """
    ),
    "I1 on hand of a sweet is the sum of its lots": text(
        """
        SELECT 'sweets ' || sweets.id,
               'on_hand ' || sweets.on_hand || ', lots add up to ' || coalesce(sum(lots.on_hand), 0)
        FROM sweets LEFT JOIN lots ON lots.sweet_id = sweets.id
        GROUP BY sweets.id HAVING sweets.on_hand <> coalesce(sum(lots.on_hand), 0)
        ORDER BY sweets.id
        """
    ),
    "I1 on hand of a sweet is the sum of its movements": text(
        """
        SELECT 'sweets ' || sweets.id,
               'on_hand ' || sweets.on_hand || ', movements add up to ' || coalesce(sum(quantity), 0)
        FROM sweets LEFT JOIN stock_movements ON stock_movements.sweet_id = sweets.id
        GROUP BY sweets.id HAVING sweets.on_hand <> coalesce(sum(quantity), 0)
        ORDER BY sweets.id
        """
    ),
    "I1 the value of a sweet's stock is that of its lots": text(
        """
        SELECT 'sweets ' || sweets.id,
               'stock_value ' || stock_value || ', lots add up to ' || coalesce(sum(lots.on_hand * unit_cost), 0)
        FROM sweets LEFT JOIN lots ON lots.sweet_id = sweets.id
        GROUP BY sweets.id HAVING stock_value <> coalesce(sum(lots.on_hand * unit_cost), 0)
        ORDER BY sweets.id
        """
    ),
    "I2 on hand is never negative": text(
        """
        SELECT 'sweets ' || id, 'on_hand ' || on_hand FROM sweets WHERE on_hand < 0
        UNION ALL
        SELECT 'lots ' || id, 'on_hand ' || on_hand FROM lots WHERE on_hand < 0
        """
    ),
    "I6 a line's total is quantity times price, rounded": text(
        """
        SELECT 'sale_lines ' || sale_id || '/' || line_no,
               'line_total ' || line_total || ', should be ' || round(quantity * unit_price, money_places())
        FROM sale_lines WHERE line_total <> round(quantity * unit_price, money_places())
        ORDER BY sale_id, line_no
        """
    ),
    "I6 a sale's discount is what was taken off its lines": text(
        """
        SELECT 'sales ' || sales.id, 'discount_total ' || discount_total || ', taken off its lines are '
               || coalesce(sum(line_discount + sale_discount), 0)
        FROM sales LEFT JOIN sale_lines ON sale_lines.sale_id = sales.id
        GROUP BY sales.id HAVING discount_total <> coalesce(sum(line_discount + sale_discount), 0)
        ORDER BY sales.id
        """
    ),
    "I6 a sale's totals are the sum of its lines": text(
        """
        SELECT 'sales ' || sales.id,
               'subtotal ' || subtotal || ' and total ' || total || ', lines add up to ' || coalesce(sum(line_total), 0)
        FROM sales LEFT JOIN sale_lines ON sale_lines.sale_id = sales.id
        GROUP BY sales.id
        HAVING subtotal <> coalesce(sum(line_total), 0)
            OR total <> subtotal - discount_total + CASE tax_mode WHEN 'exclusive' THEN tax_total ELSE 0 END
            OR count(line_no) = 0
        ORDER BY sales.id
        """
    ),
    "Movements: what a line sold left the shelf": text(
        """
        SELECT 'sale_lines ' || line.sale_id || '/' || line.line_no,
               'quantity ' || line.quantity || ' of sweet ' || line.sweet_id || ', movements add up to '
               || coalesce(sum(moved.quantity), 0) || coalesce(' of sweet ' || max(moved.sweet_id), '')
        FROM sale_lines AS line
        LEFT JOIN stock_movements AS moved
            ON moved.sale_id = line.sale_id AND moved.sale_line_no = line.line_no AND moved.kind = 'sale'
        GROUP BY line.sale_id, line.line_no
        HAVING line.quantity <> -coalesce(sum(moved.quantity), 0) OR bool_or(moved.sweet_id <> line.sweet_id)
        ORDER BY line.sale_id, line.line_no
        """
    ),
    "Movements: what a voided sale took went back to its lots, and nothing else did": text(
        """
        SELECT 'sales ' || sale_id, 'it is ' || sales.status || ', took ' || -sold || ' of lot ' || lot_id
               || ' for line ' || sale_line_no || ', and ' || back || ' went back'
        FROM (
            SELECT sale_id, sale_line_no, lot_id,
                   coalesce(sum(quantity) FILTER (WHERE kind = 'sale'), 0) AS sold,
                   coalesce(sum(quantity) FILTER (WHERE kind = 'void'), 0) AS back
            FROM stock_movements WHERE sale_id IS NOT NULL GROUP BY sale_id, sale_line_no, lot_id
        ) AS moved JOIN sales ON sales.id = sale_id
        WHERE back <> CASE sales.status WHEN 'voided' THEN -sold ELSE 0 END
        ORDER BY sale_id, sale_line_no, lot_id
        """
    ),
    "Movements: each is at the cost of its lot": text(
        """
        SELECT 'stock_movements ' || moved.id, 'unit_cost ' || coalesce(moved.unit_cost::text, 'none')
               || ', that of lot ' || lots.id || ' is ' || coalesce(lots.unit_cost::text, 'none')
        FROM stock_movements AS moved JOIN lots ON lots.id = moved.lot_id
        WHERE moved.unit_cost IS DISTINCT FROM lots.unit_cost
        ORDER BY moved.id
        """
    ),
    # What was sold before the shop's time zone was last changed may have been sold on a day two off by today's zone.
    "Lots: nothing was sold after its best-before day": text(
        """
        SELECT 'stock_movements ' || moved.id,
               'sold on ' || moved.day || ' from lot ' || moved.lot_id || ', best before ' || lots.best_before
        FROM (
            SELECT id, lot_id, occurred_at, (occurred_at AT TIME ZONE CAST(:time_zone AS text))::date AS day
            FROM stock_movements WHERE kind = 'sale'
        ) AS moved JOIN lots ON lots.id = moved.lot_id
        WHERE lots.best_before < moved.day - CASE WHEN moved.occurred_at < (
            SELECT max(occurred_at) FROM audit_logs
            WHERE action = 'settings.updated' AND (after ? 'time_zone' OR before ? 'time_zone')
        ) THEN 2 ELSE 0 END
        ORDER BY moved.id
        """
    ),
}
