"""Queries of the customer import: one statement for each batch of customers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.common.json_columns import json_rows

CUSTOMER_COLUMNS = ("name", "phone", "email", "note", "gstin", "address")


class CustomerImportRepository:
    """Reads and writes batches of customers."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, customers: Sequence[Mapping[str, Any]]) -> dict[int, int]:
        """Return the ids of known customers by position, found by phone, else by e-mail and name.

        The name alone finds only a customer with neither.
        """
        rows = await self._session.execute(_FIND, {"rows": json_rows(customers)})
        return {row.ordinality - 1: row.id for row in rows}

    async def lock(self, customer_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Lock customers in order of id and return them by id."""
        rows = await self._session.execute(_LOCK, {"ids": list(customer_ids)})
        return {row.id: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name.

    async def add(self, customers: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
        """Insert customers and return their ids in the same order."""
        return list((await self._session.execute(_ADD, {"rows": json_rows(customers), "now": now})).scalars())

    async def update(self, customers: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
        """Overwrite the columns of locked customers, by id."""
        rows = json_rows({**one, "id": customer_id} for customer_id, one in customers.items())
        await self._session.execute(_UPDATE, {"rows": rows, "now": now})


_FIND = text(
    """
    SELECT ordinality, found.id
    FROM json_populate_recordset(NULL::customers, CAST(:rows AS json)) WITH ORDINALITY AS input
    CROSS JOIN LATERAL (
        SELECT id, 1 AS rank FROM customers WHERE customers.phone = input.phone
        UNION ALL
        SELECT id, 2 FROM customers
        WHERE customers.email = input.email AND text_key(customers.name) = text_key(input.name)
        UNION ALL
        SELECT id, 3 FROM customers
        WHERE coalesce(input.phone, input.email) IS NULL AND customers.sort_name = name_order(input.name)
          AND text_key(customers.name) = text_key(input.name)
          AND coalesce(customers.phone, customers.email) IS NULL AND anonymised_at IS NULL
        ORDER BY rank, id LIMIT 1
    ) AS found
    """
)
_LOCK = text(
    """
    SELECT id, name, phone, email, note, gstin, address FROM customers
    WHERE id = ANY(CAST(:ids AS bigint[])) AND anonymised_at IS NULL
    ORDER BY id FOR NO KEY UPDATE
    """
)
# RETURNING promises no order, but the ids are drawn in the order of the rows.
_ADD = text(
    """
    WITH added AS (
        INSERT INTO customers (name, phone, email, note, gstin, address, created_at, updated_at)
        SELECT name, phone, email, note, gstin, address, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
        FROM json_populate_recordset(NULL::customers, CAST(:rows AS json)) WITH ORDINALITY
        ORDER BY ordinality RETURNING id
    )
    SELECT id FROM added ORDER BY id
    """
)
_UPDATE = text(
    """
    UPDATE customers SET name = input.name, phone = input.phone, email = input.email, note = input.note,
        gstin = input.gstin, address = input.address, updated_at = :now
    FROM json_populate_recordset(NULL::customers, CAST(:rows AS json)) AS input
    WHERE customers.id = input.id
    """
)
