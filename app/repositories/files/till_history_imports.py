"""Queries of the till history import: one statement for each batch of tickets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket in the books, with its lines."""

    id: int
    sold_at: datetime
    last_line_no: int
    items: Sequence[str]
    quantities: Sequence[Decimal]
    unit_prices: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class NewHistoryTicket:
    """A ticket to book."""

    ticket: str
    business_day: date
    sold_at: datetime


@dataclass(frozen=True, slots=True)
class NewHistoryLine:
    """A line to book."""

    ticket_id: int
    line_no: int
    sweet_id: int
    item: str
    quantity: Decimal
    unit_price: Decimal | None


class TillHistoryImportRepository:
    """Reads and writes batches of a previous till's tickets."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, tickets: Sequence[tuple[date, str]]) -> dict[int, KnownTicket]:
        """Return the tickets that are already in the books, by position."""
        wanted = json_rows({"business_day": day, "ticket": ticket} for day, ticket in tickets)
        rows = await self._session.execute(_FIND, {"rows": wanted})
        return {row[0] - 1: KnownTicket(*row[1:]) for row in rows}

    async def sweets(self, skus: Mapping[str, str]) -> dict[str, int]:
        """Return the ids of the known sweets by item; each item comes with the SKU made up for it.

        A match by SKU goes before one by name, then one by the made-up SKU, and active sweets before archived ones.
        """
        rows = json_rows({"name": item, "sku": sku} for item, sku in skus.items())
        return {row.name: row.id for row in await self._session.execute(_SWEETS, {"rows": rows})}

    async def add_sweets(self, sweets: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, int]:
        """Insert archived sweets that do not exist yet; return the ids of those inserted, by SKU."""
        values = {"rows": json_rows(sweets), "now": now}
        return {row.sku: row.id for row in await self._session.execute(_ADD_SWEETS, values)}

    async def add_tickets(self, tickets: Sequence[NewHistoryTicket], now: datetime) -> list[int]:
        """Insert tickets and return their ids in the same order."""
        return list((await self._session.execute(_ADD_TICKETS, {"rows": json_rows(tickets), "now": now})).scalars())

    async def add_lines(self, lines: Collection[NewHistoryLine]) -> None:
        """Insert lines in one statement, which locks the days' books in one order."""
        await self._session.execute(_ADD_LINES, {"rows": json_rows(lines)})


_FIND = text(
    """
    SELECT input.ordinality, ticket.id, ticket.sold_at, max(line.line_no), array_agg(line.item ORDER BY line.line_no),
        array_agg(line.quantity ORDER BY line.line_no), array_agg(line.unit_price ORDER BY line.line_no)
    FROM json_populate_recordset(NULL::history_tickets, CAST(:rows AS json)) WITH ORDINALITY AS input
    JOIN history_tickets AS ticket USING (business_day, ticket)
    JOIN history_lines AS line ON line.ticket_id = ticket.id
    GROUP BY input.ordinality, ticket.id, ticket.sold_at
    """
)
_SWEETS = text(
    r"""
    SELECT input.name, found.id
    FROM json_populate_recordset(NULL::sweets, CAST(:rows AS json)) AS input
    CROSS JOIN LATERAL (
        SELECT id, 1 AS rank, archived_at IS NOT NULL AS archived FROM sweets
        WHERE lower(sweets.sku) = lower(input.name)
        UNION ALL
        SELECT id, 2, archived_at IS NOT NULL FROM sweets
        WHERE lower(regexp_replace(name, '\s', '', 'g')) = lower(regexp_replace(input.name, '\s', '', 'g'))
        UNION ALL
        SELECT id, 3, archived_at IS NOT NULL FROM sweets WHERE lower(sweets.sku) = lower(input.sku)
        ORDER BY rank, archived, id LIMIT 1
    ) AS found
    """
)
# Sorted by SKU, so that two imports queue instead of deadlocking.
_ADD_SWEETS = text(
    """
    INSERT INTO sweets (
        sku, name, description, category_id, price, unit, quantity_step, min_quantity, archived_at, created_at,
        updated_at
    )
    SELECT sku, name, description, category_id, price, unit, quantity_step, quantity_step, now, now, now
    FROM json_populate_recordset(NULL::sweets, CAST(:rows AS json))
    CROSS JOIN (SELECT CAST(:now AS timestamptz) AS now) AS present
    ORDER BY lower(sku)
    ON CONFLICT DO NOTHING RETURNING sku, id
    """
)
# The ids are drawn in the order of the tickets, which are then written by day and number.
_ADD_TICKETS = text(
    """
    WITH new AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('history_tickets', 'id')) AS new_id, input.*
        FROM json_populate_recordset(NULL::history_tickets, CAST(:rows AS json)) WITH ORDINALITY AS input
        ORDER BY ordinality
    ), added AS (
        INSERT INTO history_tickets (id, ticket, sold_at, business_day, imported_at) OVERRIDING SYSTEM VALUE
        SELECT new_id, ticket, sold_at, business_day, CAST(:now AS timestamptz) FROM new
        ORDER BY business_day, ticket
    )
    SELECT new_id FROM new ORDER BY ordinality
    """
)
_ADD_LINES = text(
    """
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount)
    SELECT ticket_id, line_no, sweet_id, item, quantity, unit_price, round(quantity * unit_price, 2)
    FROM json_populate_recordset(NULL::history_lines, CAST(:rows AS json))
    """
)
