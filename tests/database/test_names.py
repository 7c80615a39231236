"""The database compares names as `app.core.names` does, and sorts them as people do; no row of before is lost."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.names import text_key
from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from tests.support.databases import copied_database
from tests.support.shop import TestShop

BEFORE, AFTER = "0033", "0034"
# Letters whose lower case Python and the C library write alike.
_LETTERS = st.sampled_from(
    " \u00a0\u2009\u200d\u00adAb1Z\u00c9E\u0301\u00c4\u0915\u093c\u0958\u094d\u0937\u041f\u03a9-"
)


@settings(max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.text(_LETTERS, max_size=12), min_size=1, max_size=20))
async def test_the_database_and_the_program_make_the_same_keys(shop: TestShop, texts: list[str]) -> None:
    rows = await shop.sql(
        "SELECT text_key(one) AS key FROM unnest($1::text[]) WITH ORDINALITY AS a (one, n) ORDER BY n", texts
    )
    assert [row["key"] for row in rows] == [text_key(text) for text in texts]


@pytest.mark.parametrize(
    "names",
    [
        ["Laddu 2", "Laddu 10", "Laddu 10 kg", "Laddu 100"],
        ["Apfel", "\u00c4pfel 2", "apfel 3", "Azure", "Zebra"],
        ["\u0905\u092e\u0943\u0924", "\u0915\u092e\u0932", "\u0916\u0940\u0930", "\u091c\u0932\u0947\u092c\u0940"],
        ["\u0969 \u0932\u0921\u094d\u0921\u0942", "\u0967\u0966 \u0932\u0921\u094d\u0921\u0942"],
        ["1 kg", "250 g", "Barfi"],
    ],
)
async def test_names_sort_as_people_sort_them(shop: TestShop, names: list[str]) -> None:
    query = 'SELECT one FROM unnest($1::text[]) AS a (one) ORDER BY name_order(one) COLLATE "C"'
    assert [row["one"] for row in await shop.sql(query, names[::-1])] == names


async def test_rows_that_become_one_name_are_kept_and_told_apart(postgres: EmbeddedPostgres) -> None:
    async with copied_database(postgres, "template0") as url:
        engine = create_engine(url, pool_size=2)
        await migrate(engine, BEFORE)
        times = "'2026-01-01Z', '2026-01-01Z'"
        async with engine.begin() as connection:

            async def put(statement: str, *values: Any) -> None:
                await connection.exec_driver_sql(statement, values)

            for name in ("\u00c9clair", "E\u0301clair", "e\u0301clair ", "\u00e9clair (2)", "Barfi  Box"):
                await put(f"INSERT INTO categories (name, created_at, updated_at) VALUES ($1, {times})", name)
            for sku in ("K\u00c4", "KA\u0308"):
                await put(
                    "INSERT INTO sweets (sku, name, category_id, price, unit, quantity_step, min_quantity, created_at, "
                    f"updated_at) VALUES ($1, 'Kaju\u00a0 Katli', 1, 1, 'kg', 1, 1, {times})",
                    sku,
                )
        await migrate(engine, AFTER)
        async with engine.connect() as connection:
            names = await connection.exec_driver_sql("SELECT name FROM categories ORDER BY id")
            assert [row[0] for row in names] == [
                *("\u00c9clair", "\u00c9clair (2)", "\u00e9clair (3)", "\u00e9clair (2) (4)", "Barfi Box"),
            ]
            sweets = await connection.exec_driver_sql("SELECT sku, name, version FROM sweets ORDER BY id")
            assert [tuple(row) for row in sweets] == [("K\u00c4", "Kaju Katli", 1), ("K\u00c4-2", "Kaju Katli", 1)]
        await migrate(engine, BEFORE)
        await migrate(engine, AFTER)
        await engine.dispose()
