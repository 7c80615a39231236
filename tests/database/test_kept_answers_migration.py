"""Answers kept before 0018 find their resource's id, and after going back they keep their status."""

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from tests.support.databases import copied_database

BEFORE, AFTER = "0017", "0018"
KEPT = """
    INSERT INTO users (email, role, password_hash, created_at, updated_at)
        VALUES ('asha@example.com', 'admin', '', '2026-01-01Z', '2026-01-01Z');
    INSERT INTO idempotency_keys (actor_id, key, fingerprint, status_code, location, body, created_at) VALUES
        (1, 'a sale', '', 201, '/api/sales/12', '{"id" : 12, "status" : "completed"}', '2026-01-01Z'),
        (1, 'b refund', '', 201, '/api/sales/12/refunds/7', '{"id" : 7, "sale_id" : 12}', '2026-01-01Z'),
        (1, 'c restock', '', 201, '/api/stock-movements/40', '{"movement" : {"id" : 40}}', '2026-01-01Z'),
        (1, 'd void', '', 200, NULL, '{"id" : 12, "status" : "voided"}', '2026-01-01Z'),
        (1, 'e stocktake', '', 200, NULL, '{"id" : 3, "status" : "posted"}', '2026-01-01Z');
"""


async def test_a_kept_answer_finds_its_resource_by_its_address_or_its_body(postgres: EmbeddedPostgres) -> None:
    async with copied_database(postgres, "template0") as url:
        engine = create_engine(url, pool_size=2)
        await migrate(engine, BEFORE)
        async with engine.begin() as connection:
            for statement in KEPT.split(";\n")[:-1]:
                await connection.exec_driver_sql(statement)
        await migrate(engine, AFTER)
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT resource_id FROM idempotency_keys ORDER BY key")
            assert list(found.scalars()) == [12, 7, 40, 12, 3]
        await migrate(engine, BEFORE)
        async with engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT status_code FROM idempotency_keys ORDER BY key")
            assert list(found.scalars()) == [201, 201, 201, 200, 200]
        await engine.dispose()
