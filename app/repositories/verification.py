"""Recomputes over the whole database what the database promises to keep."""

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

CHECKS: dict[str, TextClause] = {
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
               'line_total ' || line_total || ', should be ' || round(quantity * unit_price, 2)
        FROM sale_lines WHERE line_total <> round(quantity * unit_price, 2)
        ORDER BY sale_id, line_no
        """
    ),
    "I6 a sale's totals are the sum of its lines": text(
        """
        SELECT 'sales ' || sales.id,
               'subtotal ' || subtotal || ' and total ' || total || ', lines add up to ' || coalesce(sum(line_total), 0)
        FROM sales LEFT JOIN sale_lines ON sale_lines.sale_id = sales.id
        GROUP BY sales.id
        HAVING subtotal <> coalesce(sum(line_total), 0) OR total <> subtotal - discount_total + tax_total
            OR count(line_no) = 0
        ORDER BY sales.id
        """
    ),
    "I1 what a line sold left the shelf": text(
        """
        SELECT 'sale_lines ' || line.sale_id || '/' || line.line_no,
               'quantity ' || line.quantity || ', movements add up to ' || coalesce(sum(moved.quantity), 0)
        FROM sale_lines AS line
        LEFT JOIN stock_movements AS moved
            ON moved.sale_id = line.sale_id AND moved.sale_line_no = line.line_no AND moved.kind = 'sale'
        GROUP BY line.sale_id, line.line_no HAVING line.quantity <> -coalesce(sum(moved.quantity), 0)
        ORDER BY line.sale_id, line.line_no
        """
    ),
}
"""Each check by the promise it holds the database to; its statement returns the rows that differ, and how."""


class VerificationRepository:
    """Runs the checks."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def freeze(self) -> None:
        """See one moment of the database from here on, and take the time that the checks need."""
        await self._session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        await self._session.execute(text("SET LOCAL statement_timeout = 0"))

    async def run(self, check: str) -> list[tuple[str, str]]:
        """Return the rows that break a promise: (table and id, how it differs)."""
        return [(row[0], row[1]) for row in await self._session.execute(CHECKS[check])]
