"""Queries of the till history import: one statement for each batch of tickets."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Unit
from app.repositories.common.json_columns import json_rows

MADE_SKU = "TILL-"
"""How the SKU of a sweet begins that an import made."""


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket in the books, with its lines."""

    id: int
    sold_at: datetime
    last_line_no: int
    items: Sequence[str]
    quantities: Sequence[Decimal]
    unit_prices: Sequence[Decimal | None]
    amounts: Sequence[Decimal | None]


@dataclass(frozen=True, slots=True)
class ItemToFind:
    """What is known of an item: its SKU, the ways to write its name, and the SKU it has if an import made it."""

    sku: str
    names: Sequence[str]
    made_sku: str


@dataclass(frozen=True, slots=True)
class KnownSweet:
    """The sweet that an item stands for."""

    id: int
    sku: str
    name: str
    unit: Unit

    @property
    def was_made(self) -> bool:
        """Whether an import made it, for an item that no sweet was known for."""
        return self.sku.startswith(MADE_SKU)


@dataclass(frozen=True, slots=True)
class NewHistoryTicket:
    """A ticket to book."""

    ticket: str
    business_day: date
    sold_at: datetime
    import_id: int | None


@dataclass(frozen=True, slots=True)
class NewHistoryLine:
    """A line to book."""

    ticket_id: int
    line_no: int
    sweet_id: int
    item: str
    quantity: Decimal
    unit_price: Decimal | None
    amount: Decimal | None
    discount: Decimal
    tax: Decimal
    import_id: int | None


class TillHistoryImportRepository:
    """Reads and writes batches of a previous till's tickets."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, tickets: Sequence[tuple[date, str]]) -> dict[int, KnownTicket]:
        """Return the tickets that are already in the books, by position."""
        wanted = json_rows({"business_day": day, "ticket": ticket} for day, ticket in tickets)
        rows = await self._session.execute(_FIND, {"rows": wanted})
        return {row[0] - 1: KnownTicket(*row[1:]) for row in rows}

    async def sweets(self, items: Sequence[ItemToFind]) -> dict[int, KnownSweet]:
        """Return the known sweets of items, by position.

        The SKU goes first, then a name that is an SKU, then a name, then the SKU of an earlier import, and active
        sweets before archived ones.
        """
        rows = await self._session.execute(_SWEETS, {"rows": json_rows(items)})
        return {row[0] - 1: KnownSweet(row[1], row[2], row[3], Unit(row[4])) for row in rows}

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
    SELECT input.ordinality, ticket.id, ticket.sold_at,
        (SELECT max(line_no) FROM history_lines WHERE ticket_id = ticket.id),
        array_agg(line.item ORDER BY line.line_no),
        array_agg(line.quantity ORDER BY line.line_no), array_agg(line.unit_price ORDER BY line.line_no),
        array_agg(line.amount ORDER BY line.line_no)
    FROM json_populate_recordset(NULL::history_tickets, CAST(:rows AS json)) WITH ORDINALITY AS input
    JOIN history_tickets AS ticket USING (business_day, ticket)
    JOIN history_lines AS line ON line.ticket_id = ticket.id
    WHERE NOT EXISTS (SELECT FROM import_take_backs AS taken WHERE taken.import_id = ticket.import_id)
        AND NOT EXISTS (SELECT FROM import_take_backs AS taken WHERE taken.import_id = line.import_id)
    GROUP BY input.ordinality, ticket.id, ticket.sold_at
    """
)
_SWEETS = text(
    r"""
    SELECT input.ordinality, found.id, found.sku, found.name, found.unit
    FROM ROWS FROM (
        json_to_recordset(CAST(:rows AS json)) AS (sku text, names text[], made_sku text)
    ) WITH ORDINALITY AS input
    CROSS JOIN LATERAL (
        SELECT id, sku, name, unit, 1 AS rank, archived_at IS NOT NULL AS archived FROM sweets
        WHERE text_key(sweets.sku) = text_key(input.sku)
        UNION ALL
        SELECT id, sku, name, unit, 2, archived_at IS NOT NULL FROM sweets
        WHERE text_key(sweets.sku) = text_key(input.names[1])
        UNION ALL
        SELECT id, sku, sweets.name, unit, 3, archived_at IS NOT NULL FROM unnest(input.names) AS wanted
        JOIN sweets
            ON replace(text_key(sweets.name), ' ', '') = replace(text_key(wanted), ' ', '')
        UNION ALL
        SELECT id, sku, name, unit, 4, archived_at IS NOT NULL FROM sweets
        WHERE text_key(sweets.sku) = text_key(input.made_sku)
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
    ORDER BY text_key(sku)
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
        INSERT INTO history_tickets (id, ticket, sold_at, business_day, imported_at, import_id, edition)
            OVERRIDING SYSTEM VALUE
        SELECT new_id, ticket, sold_at, business_day, CAST(:now AS timestamptz), import_id, 1 + (
            SELECT count(*) FROM history_tickets AS before JOIN import_take_backs USING (import_id)
            WHERE before.business_day = new.business_day AND before.ticket = new.ticket
        ) FROM new
        ORDER BY business_day, ticket
    )
    SELECT new_id FROM new ORDER BY ordinality
    """
)
_ADD_LINES = text(
    """
    INSERT INTO history_lines (
        ticket_id, line_no, sweet_id, item, quantity, unit_price, amount, discount, tax, import_id
    )
    SELECT ticket_id, line_no, sweet_id, item, quantity, unit_price, amount, discount, tax, import_id
    FROM json_populate_recordset(NULL::history_lines, CAST(:rows AS json))
    """
)
