"""The sweets, the customers and the suppliers of a shop of any size, made by the database itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories.demo.shares import share

_FLAVOURS = (
    "Kesar Rose Pista Badam Kaju Elaichi Anjeer Khajoor Nariyal Mango Paan Gulkand Chocolate Coffee Orange Pineapple "
    "Strawberry Guava Jackfruit Saffron Sesame Poppy Fig Walnut Hazelnut Cashew Almond Cardamom Fennel Ginger Clove "
    "Cinnamon Nutmeg Vanilla Butterscotch Caramel Jaggery Honey Malai Mawa"
)
_KINDS = (
    "Barfi Ladoo Peda Katli Halwa Rasgulla Jamun Jalebi Sandesh Chikki Soan Papdi Kalakand Malpua Rabri Kheer Roll "
    "Cake Tart Cookie Toffee Truffle Mysore Pak Modak"
)
_FIRST_NAMES = (
    "Aarav Aditi Ajay Amina Anita Arun Asha Bhavna Chirag Deepa Divya Farhan Gurpreet Harpreet Imran Jaya Jyoti Kavita "
    "Kiran Lata Manish Meena Mohan Nadia Neha Omkar Padma Pooja Rahul Ravi Rekha Rohan Salim Sandeep Seema Simran "
    "Sunita Suresh Uma Vinod"
)
_LAST_NAMES = (
    "Agarwal Ansari Banerjee Bedi Bose Chauhan Das Desai Dsouza Fernandes Ghosh Gill Goyal Gupta Iyer Jain Jha Joshi "
    "Kaur Khan Kulkarni Kumar Mehta Menon Mishra Nair Naidu Pandey Patel Patil Pillai Rao Rathore Reddy Sen Shah "
    "Sharma Shetty Singh Soni Tiwari Verma Yadav"
)


class ScaledCatalogueRepository:
    """Adds sweets, customers and suppliers, whose ids follow one another."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_sweets(self, count: int, now: datetime) -> int:
        """Add sweets over the categories there are; return the first id. Every tenth is bought, by the box."""
        return await self._first(_SWEETS, {"count": count, "now": now})

    async def add_customers(self, count: int, since: datetime, until: datetime) -> int:
        """Add customers who joined from one moment to another; return the first id."""
        return await self._first(_CUSTOMERS, {"count": count, "since": since, "until": until})

    async def add_suppliers(self, count: int, now: datetime) -> int:
        """Add suppliers; return the first id."""
        return await self._first(_SUPPLIERS, {"count": count, "now": now})

    async def _first(self, statement: Any, values: Mapping[str, Any]) -> int:  # noqa: ANN401 - a text with parameters.
        return int((await self._session.execute(statement, values)).scalar_one())


def _word(words: str, number: str) -> str:
    """Return an expression of one of some words: a number beyond them begins again."""
    some = words.split()
    return f"(CAST('{{{','.join(some)}}}' AS text[]))[1 + ({number}) % {len(some)}]"


_FLAVOUR_COUNT, _KIND_COUNT = len(_FLAVOURS.split()), len(_KINDS.split())

_SWEETS = text(
    f"""
    WITH added AS (
        INSERT INTO sweets (
            sku, name, category_id, price, unit, quantity_step, min_quantity, shelf_life_days, version, created_at,
            updated_at
        )
        SELECT 'TEN-' || to_char(n, 'FM999999000000'),
            concat_ws(' ', {_word(_FLAVOURS, "n")}, {_word(_KINDS, f"n / {_FLAVOUR_COUNT}")},
                'No.', 1 + n / {_FLAVOUR_COUNT * _KIND_COUNT}),
            known.ids[1 + n % cardinality(known.ids)],
            CASE unit WHEN 'kg' THEN 300 + 10 * (n % 90) WHEN 'piece' THEN 8 + n % 50 ELSE 120 + 5 * (n % 100) END,
            unit, CASE unit WHEN 'kg' THEN 0.050 ELSE 1 END, CASE unit WHEN 'kg' THEN 0.100 ELSE 1 END,
            CASE unit WHEN 'box' THEN 180 ELSE 40 END, 1, :now, :now
        FROM generate_series(0, CAST(:count AS bigint) - 1) AS n
        CROSS JOIN LATERAL (
            SELECT CASE WHEN n % 10 = 9 THEN 'box' WHEN n % 10 < 3 THEN 'kg' ELSE 'piece' END AS unit
        ) AS sold_by
        CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM categories) AS known
        ORDER BY n RETURNING id
    )
    SELECT min(id) FROM added
    """  # noqa: S608 - our own text.
)

_CUSTOMERS = text(
    f"""
    WITH added AS (
        INSERT INTO customers (name, phone, email, created_at, updated_at)
        SELECT concat(first_name, ' ', last_name),
            CASE WHEN {share("n", 31)} < 0.9 THEN '+9170' || lpad(n::text, 8, '0') END,
            CASE WHEN {share("n", 32)} < 0.3 THEN lower(concat(first_name, '.', last_name, n, '@example.com')) END,
            joined, joined
        FROM (
            SELECT n, {_word(_FIRST_NAMES, "n")} AS first_name,
                {_word(_LAST_NAMES, f"n / {len(_FIRST_NAMES.split())}")} AS last_name,
                CAST(:since AS timestamptz)
                    + {share("n", 33)} * (CAST(:until AS timestamptz) - CAST(:since AS timestamptz)) AS joined
            FROM generate_series(0, CAST(:count AS bigint) - 1) AS n
        ) AS people
        ORDER BY n RETURNING id
    )
    SELECT min(id) FROM added
    """  # noqa: S608 - our own text.
)

_SUPPLIERS = text(
    """
    WITH added AS (
        INSERT INTO suppliers (name, lead_time_days, created_at, updated_at)
        SELECT 'Confectioner No. ' || n + 1, 1 + n % 5, :now, :now
        FROM generate_series(0, CAST(:count AS bigint) - 1) AS n ORDER BY n RETURNING id
    )
    SELECT min(id) FROM added
    """
)
