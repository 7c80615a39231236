"""What the books say after a run, read past the shop, and how its processes stand."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import asyncpg

from benchmarks.chaos.documents import KINDS, TARGETS, Document


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock of one sweet: by its documents, and by the three counts the shop keeps of it."""

    sweet_id: int
    opening: Decimal
    restocked: Decimal
    adjusted: Decimal
    counted: Decimal
    sold: Decimal
    voided: Decimal
    returned: Decimal
    on_hand: Decimal
    lots: Decimal
    movements: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """The money of one sale: what it came to, and what was paid and given back of it."""

    sale_id: int
    status: str
    amount_due: Decimal
    due: Decimal
    taken: Decimal
    refunds: Decimal
    paid_out: Decimal
    given_back_by_void: Decimal


@dataclass(frozen=True, slots=True)
class Drawer:
    """The cash of one drawer session: what should be in it, and what it is made of."""

    session_id: int
    expected: Decimal
    opening_float: Decimal
    payments: Decimal
    moved: Decimal


@dataclass(slots=True)
class Books:
    """All of it."""

    documents: dict[str, list[Document]] = field(default_factory=dict)
    done: dict[str, set[int]] = field(default_factory=dict)
    tickets_held: dict[int, str] = field(default_factory=dict)
    """The notes of the tickets that are still held."""
    stock: list[Stock] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    drawers: list[Drawer] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    negative: list[str] = field(default_factory=list)
    verified: list[str] = field(default_factory=list)
    """What `sweetshop verify` names."""
    sessions: list[str] = field(default_factory=list)
    """The sessions of the shop that are not idle, long after the last request."""
    checked_out: dict[int, int] = field(default_factory=dict)
    """The connections that each worker has not given back."""
    log: list[str] = field(default_factory=list)
    """What the shop's log must not say."""


async def read_books(connection: asyncpg.Connection) -> Books:
    """Return what the books say, in one snapshot."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        return Books(
            documents={name: await _documents(connection, kind.select) for name, kind in KINDS.items()},
            done={name: {row["id"] for row in await connection.fetch(select)} for name, select in TARGETS.items()},
            tickets_held={
                row["id"]: row["note"] for row in await connection.fetch("SELECT id, note FROM held_tickets")
            },
            stock=[Stock(*row) for row in await connection.fetch(_STOCK)],
            money=[Money(*row) for row in await connection.fetch(_MONEY)],
            drawers=[Drawer(*row) for row in await connection.fetch(_DRAWERS)],
            numbers=[row["number"] for row in await connection.fetch(_NUMBERS)],
            negative=[row["found"] for row in await connection.fetch(_NEGATIVE)],
        )


async def _documents(connection: asyncpg.Connection, select: str) -> list[Document]:
    rows: list[Any] = await connection.fetch(select)
    return [Document(row["id"], row["key"] or "", json.loads(row["facts"])) for row in rows]


_STOCK = """
    SELECT id,
           (SELECT coalesce(sum(quantity), 0) FROM adjustments WHERE sweet_id = sweets.id AND reason = 'opening'),
           (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE sweet_id = sweets.id AND kind = 'restock'),
           (SELECT coalesce(sum(quantity), 0) FROM adjustments WHERE sweet_id = sweets.id AND reason <> 'opening'),
           (SELECT coalesce(sum(counted - expected), 0) FROM stocktake_counts JOIN stocktakes ON id = stocktake_id
            WHERE sweet_id = sweets.id AND status = 'posted'),
           (SELECT coalesce(sum(quantity), 0) FROM sale_lines WHERE sweet_id = sweets.id),
           (SELECT coalesce(sum(quantity), 0) FROM sale_lines JOIN sales ON sales.id = sale_id
            WHERE sweet_id = sweets.id AND status = 'voided'),
           (SELECT coalesce(sum(refund_lines.quantity), 0)
            FROM refund_lines JOIN sale_lines USING (sale_id, line_no) WHERE sweet_id = sweets.id AND restock),
           on_hand,
           (SELECT coalesce(sum(on_hand), 0) FROM lots WHERE sweet_id = sweets.id),
           (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE sweet_id = sweets.id)
    FROM sweets ORDER BY id
"""

_MONEY = """
    SELECT id, status, total + rounding, due, taken, refunds, paid_out, given_back
    FROM sales
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0) AS taken,
               coalesce(-sum(amount) FILTER (WHERE kind = 'refund'), 0) AS paid_out,
               coalesce(-sum(amount) FILTER (WHERE kind = 'void'), 0) AS given_back
        FROM payments WHERE sale_id = sales.id) AS paid
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(total + rounding), 0) AS refunds FROM refunds WHERE sale_id = sales.id) AS refunded
    ORDER BY id
"""

_DRAWERS = """
    SELECT id, cash, opening_float,
           (SELECT coalesce(sum(amount), 0) FROM payments WHERE drawer_session_id = sessions.id AND tender = 'cash'),
           (SELECT coalesce(sum(CASE kind WHEN 'in' THEN amount ELSE -amount END), 0)
            FROM drawer_movements WHERE session_id = sessions.id)
    FROM drawer_sessions AS sessions ORDER BY id
"""

_NUMBERS = "SELECT number FROM sales UNION ALL SELECT number FROM refunds"

_NEGATIVE = """
    SELECT 'sweet ' || id || ': ' || on_hand AS found FROM sweets WHERE on_hand < 0
    UNION ALL SELECT 'lot ' || id || ': ' || on_hand FROM lots WHERE on_hand < 0
    UNION ALL SELECT 'due of sale ' || id || ': ' || due FROM sales WHERE due < 0
    UNION ALL SELECT 'total of sale ' || id || ': ' || total FROM sales WHERE total < 0
    UNION ALL SELECT 'line of sale ' || sale_id || ': ' || quantity FROM sale_lines WHERE quantity <= 0
"""
