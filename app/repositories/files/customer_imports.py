"""Customers, many at once: what an import asks and writes, each a statement however many rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

CUSTOMER_COLUMNS = ("name", "phone", "email", "note")


class CustomerImportRepository:
    """Reads and writes batches of customers."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def find(self, customers: Sequence[Mapping[str, Any]]) -> dict[int, int]:
        """Return the ids of those who are known, by position: by phone, else by e-mail and name.

        The name alone finds only who has neither.
        """
        rows = await self._session.execute(
            _FIND, {f"{column}s": [one[column] for one in customers] for column in ("name", "phone", "email")}
        )
        return {row.position - 1: row.id for row in rows}

    async def lock(self, customer_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Lock customers in order of id and return them by id."""
        rows = await self._session.execute(_LOCK, {"ids": sorted(set(customer_ids))})
        return {row.id: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name.

    async def add(self, customers: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
        """Insert customers and return their ids in the same order."""
        ids = list((await self._session.execute(_DRAW, {"count": len(customers)})).scalars())
        await self._session.execute(_ADD, _arrays(customers) | {"ids": ids, "now": now})
        return ids

    async def update(self, customers: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
        """Write the new columns of locked customers, by id."""
        await self._session.execute(_UPDATE, _arrays(list(customers.values())) | {"ids": list(customers), "now": now})


def _arrays(customers: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {f"{column}s": [one[column] for one in customers] for column in CUSTOMER_COLUMNS}


_FIND = text(
    """
    SELECT position, found.id
    FROM unnest(CAST(:names AS text[]), CAST(:phones AS text[]), CAST(:emails AS text[])) WITH ORDINALITY
        AS input (name, phone, email, position)
    CROSS JOIN LATERAL (
        SELECT id, 1 AS rank FROM customers WHERE customers.phone = input.phone
        UNION ALL
        SELECT id, 2 FROM customers
        WHERE customers.email = input.email AND lower(customers.name) = lower(input.name)
        UNION ALL
        SELECT id, 3 FROM customers
        WHERE coalesce(input.phone, input.email) IS NULL AND customers.name = input.name
          AND coalesce(customers.phone, customers.email) IS NULL AND anonymised_at IS NULL
        ORDER BY rank, id LIMIT 1
    ) AS found
    """
)
_LOCK = text(
    """
    SELECT id, name, phone, email, note FROM customers
    WHERE id = ANY(CAST(:ids AS bigint[])) AND anonymised_at IS NULL
    ORDER BY id FOR NO KEY UPDATE
    """
)
_DRAW = text(
    "SELECT nextval(pg_get_serial_sequence('customers', 'id')) FROM generate_series(1, CAST(:count AS integer))"
)
_INPUT = """
    unnest(
        CAST(:ids AS bigint[]), CAST(:names AS text[]), CAST(:phones AS text[]), CAST(:emails AS text[]),
        CAST(:notes AS text[])
    ) AS input (id, name, phone, email, note)
"""
_ADD = text(
    f"""
    INSERT INTO customers (id, name, phone, email, note, created_at, updated_at) OVERRIDING SYSTEM VALUE
    SELECT id, name, phone, email, note, CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM {_INPUT}
    """  # noqa: S608 - our own text.
)
_UPDATE = text(
    f"""
    UPDATE customers SET name = input.name, phone = input.phone, email = input.email, note = input.note,
        updated_at = :now
    FROM {_INPUT} WHERE customers.id = input.id
    """  # noqa: S608 - our own text.
)
