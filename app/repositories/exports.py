"""What is exported, row by row in a fixed order, through a cursor of the database's own."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

ROWS_AT_ONCE = 1000

_STATEMENTS = {
    "sales": """
        SELECT number, status, sales.created_at AS sold_at, voids.voided_at, sellers.email AS seller,
            buyers.email AS buyer, customer_id, customers.name AS customer, tender, subtotal, discount_total, tax_total,
            total, currency, sales.note
        FROM sales
        LEFT JOIN sale_voids AS voids ON voids.sale_id = sales.id
        LEFT JOIN users AS sellers ON sellers.id = seller_id
        LEFT JOIN users AS buyers ON buyers.id = buyer_id
        LEFT JOIN customers ON customers.id = customer_id
        WHERE sales.created_at >= :begin AND sales.created_at < :end
        ORDER BY sales.created_at, sales.id
    """,
    "sale-lines": """
        SELECT number AS sale, status, sales.created_at AS sold_at, line.line_no, line.sku, line.name, line.quantity,
            line.unit, line.unit_price, line.line_total, currency
        FROM sales JOIN sale_lines AS line ON line.sale_id = sales.id
        WHERE sales.created_at >= :begin AND sales.created_at < :end
        ORDER BY sales.created_at, sales.id, line.line_no
    """,
    "movements": """
        SELECT movement.id, occurred_at, kind, reason, sweets.sku, sweets.name, movement.quantity, sweets.unit,
            movement.unit_cost, lot_id, sales.number AS sale, refund_id, purchase_order_id, supplier_return_id,
            adjustment_id, stocktake_id, users.email AS actor
        FROM stock_movements AS movement
        JOIN sweets ON sweets.id = movement.sweet_id
        JOIN users ON users.id = actor_id
        LEFT JOIN sales ON sales.id = movement.sale_id
        WHERE occurred_at >= :begin AND occurred_at < :end
        ORDER BY occurred_at, movement.id
    """,
    "catalogue": """
        SELECT sku, sweets.name, categories.name AS category, price, unit, sweets.description, quantity_step,
            min_quantity, sweets.low_stock_threshold, shelf_life_days, hsn_code, archived_at IS NOT NULL AS archived
        FROM sweets JOIN categories ON categories.id = category_id
        WHERE sweets.created_at >= :begin AND sweets.created_at < :end
        ORDER BY sweets.id
    """,
    "customers": """
        SELECT name, phone, email, note FROM customers
        WHERE anonymised_at IS NULL AND created_at >= :begin AND created_at < :end
        ORDER BY id
    """,
}

# A reader on a slow line may be a while between two pieces.
_PATIENCE = text(
    "SELECT set_config('statement_timeout', '60s', true), "
    "set_config('idle_in_transaction_session_timeout', '60s', true)"
)


class ExportRepository:
    """Reads what is exported."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def rows(self, kind: str, begin: datetime, end: datetime) -> AsyncGenerator[Sequence[Sequence[Any]], None]:
        """Return the names of the columns, and then the rows, some at a time."""
        await self._session.execute(_PATIENCE)
        result = await self._session.stream(
            text(_STATEMENTS[kind]), {"begin": begin, "end": end}, execution_options={"max_row_buffer": ROWS_AT_ONCE}
        )
        yield [tuple(result.keys())]
        async for rows in result.partitions(ROWS_AT_ONCE):
            yield rows
