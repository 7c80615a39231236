"""A small ledger in raw SQL, and its sums."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import asyncpg

# Sweets 1 (lots 1 and 2) and 2 (lot 3); sale 1 took 2 of lot 1 and 1 of lot 3. Lot 4 has never moved.
LEDGER = """
    INSERT INTO categories (id, name) VALUES (1, 'Milk sweets');
    INSERT INTO sweets (id, sku, name, category_id, price, unit, quantity_step, min_quantity)
        VALUES (1, 'BARFI', 'Barfi', 1, 10, 'piece', 1, 1), (2, 'PEDA', 'Peda', 1, 20, 'kg', 0.05, 0.1);
    INSERT INTO lots (id, sweet_id, best_before) VALUES (1, 1, '2098-01-01'), (2, 1, NULL), (3, 2, NULL), (4, 2, NULL);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id)
        VALUES (1, 1, 10, 'restock', 1), (1, 2, 5, 'restock', 1), (2, 3, 4, 'restock', 1);
    INSERT INTO sales (id, number, buyer_id, subtotal, total, due, currency, idempotency_key)
        VALUES (1, '2026-27/000001', 3, 40, 40, 40, 'INR', 'a key');
    INSERT INTO sale_lines (sale_id, line_no, sweet_id, sku, name, unit, quantity, unit_price, line_total)
        VALUES (1, 1, 1, 'BARFI', 'Barfi', 'piece', 2, 10, 20), (1, 2, 2, 'PEDA', 'Peda', 'kg', 1, 20, 20);
    INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, sale_id, sale_line_no)
        VALUES (1, 1, -2, 'sale', 3, 1, 1), (2, 3, -1, 'sale', 3, 1, 2);
    INSERT INTO adjustments (id, sweet_id, reason, quantity, created_by) VALUES (1, 1, 'wastage', -1, 1);
    INSERT INTO stocktakes (id, status, opened_by) VALUES (1, 'open', 1);
    SET CONSTRAINTS ALL IMMEDIATE;
    ALTER TABLE sweets ALTER id RESTART WITH 10;
    ALTER TABLE lots ALTER id RESTART WITH 10;
    ALTER TABLE sales ALTER id RESTART WITH 10;
"""
TABLES = ("sweets", "lots", "stock_movements", "sales", "sale_lines")
MOVE = (
    "INSERT INTO stock_movements (sweet_id, lot_id, quantity, kind, actor_id, sale_id, sale_line_no, adjustment_id,"
    " stocktake_id) VALUES"
)


async def everything(ledger: asyncpg.Connection) -> dict[str, str]:
    """Every row of every table that is part of the promises."""
    query = "SELECT coalesce(string_agg(row::text, '\n' ORDER BY row::text), '') FROM {} AS row"
    return {table: await ledger.fetchval(query.format(table)) for table in TABLES}


async def on_hand(ledger: asyncpg.Connection) -> dict[str, Decimal]:
    """The stock on hand by lot and by sweet, after a check of I1: the sums are worked out here, not by the database."""
    lots = {row["id"]: row for row in await ledger.fetch("SELECT id, sweet_id, on_hand, is_empty FROM lots")}
    sweets = {row["id"]: row["on_hand"] for row in await ledger.fetch("SELECT id, on_hand FROM sweets")}
    of_lots, of_sweets = dict.fromkeys(lots, Decimal(0)), dict.fromkeys(sweets, Decimal(0))
    for row in await ledger.fetch("SELECT lot_id, sweet_id, quantity FROM stock_movements"):
        of_lots[row["lot_id"]] += row["quantity"]
        of_sweets[row["sweet_id"]] += row["quantity"]
    assert {lot_id: row["on_hand"] for lot_id, row in lots.items()} == of_lots
    assert sweets == of_sweets
    assert all(row["is_empty"] == (row["on_hand"] == 0) for row in lots.values())
    return {f"lot {key}": value for key, value in of_lots.items()} | {f"sweet {k}": v for k, v in of_sweets.items()}


@asynccontextmanager
async def undone(ledger: asyncpg.Connection) -> AsyncIterator[None]:
    """A transaction that is rolled back, so that the next test finds the ledger as it was."""
    transaction = ledger.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()
