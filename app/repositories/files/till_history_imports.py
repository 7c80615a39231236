"""A previous till's history, many tickets at once: what an import asks and writes, each a statement."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket that is in the books, with its lines."""

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
        """Return those of the tickets that are in the books, by position."""
        days, numbers = zip(*tickets, strict=True)
        rows = await self._session.execute(_FIND, {"days": list(days), "tickets": list(numbers)})
        return {row[0] - 1: KnownTicket(*row[1:]) for row in rows}

    async def sweets(self, skus: Mapping[str, str]) -> dict[str, int]:
        """Return the sweets that items are, as far as there are any; a made SKU is looked for beside each item.

        A SKU goes before a name, a name before a made SKU, and what is sold before what is archived.
        """
        values = {"items": list(skus), "skus": list(skus.values())}
        return {row.item: row.id for row in await self._session.execute(_SWEETS, values)}

    async def add_sweets(self, sweets: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, int]:
        """Insert archived sweets, unless others were faster; return the ids of those inserted by SKU."""
        values = {
            "skus": [sweet["sku"] for sweet in sweets],
            "names": [sweet["name"] for sweet in sweets],
            "descriptions": [sweet["description"] for sweet in sweets],
            "category_ids": [sweet["category_id"] for sweet in sweets],
            "prices": [sweet["price"] for sweet in sweets],
            "units": [sweet["unit"] for sweet in sweets],
            "steps": [sweet["quantity_step"] for sweet in sweets],
            "now": now,
        }
        return {row.sku: row.id for row in await self._session.execute(_ADD_SWEETS, values)}

    async def add_tickets(self, tickets: Sequence[NewHistoryTicket], now: datetime) -> list[int]:
        """Insert tickets and return their ids in the same order."""
        ids = list((await self._session.execute(_DRAW, {"count": len(tickets)})).scalars())
        values = {
            "ids": ids,
            "tickets": [one.ticket for one in tickets],
            "days": [one.business_day for one in tickets],
            "moments": [one.sold_at for one in tickets],
            "now": now,
        }
        await self._session.execute(_ADD_TICKETS, values)
        return ids

    async def add_lines(self, lines: Collection[NewHistoryLine]) -> None:
        """Insert lines, all at once: the day's books are locked in one order by each statement."""
        values = {
            "ticket_ids": [one.ticket_id for one in lines],
            "line_nos": [one.line_no for one in lines],
            "sweet_ids": [one.sweet_id for one in lines],
            "items": [one.item for one in lines],
            "quantities": [one.quantity for one in lines],
            "unit_prices": [one.unit_price for one in lines],
        }
        await self._session.execute(_ADD_LINES, values)


_FIND = text(
    """
    SELECT position, ticket.id, ticket.sold_at, max(line.line_no), array_agg(line.item ORDER BY line.line_no),
        array_agg(line.quantity ORDER BY line.line_no), array_agg(line.unit_price ORDER BY line.line_no)
    FROM unnest(CAST(:days AS date[]), CAST(:tickets AS text[])) WITH ORDINALITY AS input (day, number, position)
    JOIN history_tickets AS ticket ON ticket.business_day = input.day AND ticket.ticket = input.number
    JOIN history_lines AS line ON line.ticket_id = ticket.id
    GROUP BY position, ticket.id, ticket.sold_at
    """
)
_SWEETS = text(
    r"""
    SELECT item, found.id
    FROM unnest(CAST(:items AS text[]), CAST(:skus AS text[])) AS input (item, made_sku)
    CROSS JOIN LATERAL (
        SELECT id, 1 AS rank, archived_at IS NOT NULL AS archived FROM sweets
        WHERE lower(sweets.sku) = lower(input.item)
        UNION ALL
        SELECT id, 2, archived_at IS NOT NULL FROM sweets
        WHERE lower(regexp_replace(name, '\s', '', 'g')) = lower(regexp_replace(input.item, '\s', '', 'g'))
        UNION ALL
        SELECT id, 3, archived_at IS NOT NULL FROM sweets WHERE lower(sweets.sku) = lower(input.made_sku)
        ORDER BY rank, archived, id LIMIT 1
    ) AS found
    """
)
# In order of SKU, so that two imports wait for one another instead of each for the other.
_ADD_SWEETS = text(
    """
    INSERT INTO sweets (
        sku, name, description, category_id, price, unit, quantity_step, min_quantity, archived_at, created_at,
        updated_at
    )
    SELECT sku, name, description, category_id, price, unit, step, step, now, now, now
    FROM unnest(
        CAST(:skus AS text[]), CAST(:names AS text[]), CAST(:descriptions AS text[]), CAST(:category_ids AS bigint[]),
        CAST(:prices AS numeric[]), CAST(:units AS text[]), CAST(:steps AS numeric[])
    ) AS input (sku, name, description, category_id, price, unit, step)
    CROSS JOIN (SELECT CAST(:now AS timestamptz) AS now) AS present
    ORDER BY lower(sku)
    ON CONFLICT DO NOTHING RETURNING sku, id
    """
)
_DRAW = text(
    "SELECT nextval(pg_get_serial_sequence('history_tickets', 'id')) FROM generate_series(1, CAST(:count AS integer))"
)
_ADD_TICKETS = text(
    """
    INSERT INTO history_tickets (id, ticket, sold_at, business_day, imported_at) OVERRIDING SYSTEM VALUE
    SELECT id, ticket, sold_at, business_day, CAST(:now AS timestamptz)
    FROM unnest(
        CAST(:ids AS bigint[]), CAST(:tickets AS text[]), CAST(:moments AS timestamptz[]), CAST(:days AS date[])
    ) AS input (id, ticket, sold_at, business_day)
    ORDER BY business_day, ticket
    """
)
_ADD_LINES = text(
    """
    INSERT INTO history_lines (ticket_id, line_no, sweet_id, item, quantity, unit_price, amount)
    SELECT ticket_id, line_no, sweet_id, item, quantity, unit_price, round(quantity * unit_price, 2)
    FROM unnest(
        CAST(:ticket_ids AS bigint[]), CAST(:line_nos AS smallint[]), CAST(:sweet_ids AS bigint[]),
        CAST(:items AS text[]), CAST(:quantities AS numeric[]), CAST(:unit_prices AS numeric[])
    ) AS input (ticket_id, line_no, sweet_id, item, quantity, unit_price)
    """
)
