"""Entries of before the audit log kept no personal values lose those they have."""

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from tests.support.databases import copied_database

BEFORE, SCRUBBED = "0012", "0013"

ENTRIES = """
    INSERT INTO audit_logs (occurred_at, actor_email, action, entity, outcome, before, after) VALUES
        (now(), 'meera@zq.example', 'user.registered', 'user', 'done', NULL,
         '{"email": "asha@zq.example", "full_name": null, "role": "customer"}'),
        (now(), 'meera@zq.example', 'user.updated', 'user', 'done', '{"full_name": "Asha zq"}',
         '{"full_name": "Ravi zq"}'),
        (now(), NULL, 'user.login_refused', 'user', 'refused', NULL, '{"email": "ravi@zq.example"}'),
        (now(), NULL, 'customer.updated', 'customer', 'done', '{"phone": "+91zq", "note": "zq"}',
         '{"phone": null, "note": "zq zq"}'),
        (now(), NULL, 'supplier.created', 'supplier', 'done', NULL,
         '{"name": "Dairy", "contact_name": "zq", "phone": "zq", "email": "zq", "address": "zq", "note": "zq"}'),
        (now(), NULL, 'invitation.created', 'invitation', 'done', NULL, '{"email": "zq@zq.example", "role": "admin"}'),
        (now(), NULL, 'session.opened', 'session', 'done', NULL, '{"user_agent": "zq/1.0"}'),
        (now(), NULL, 'sweet.updated', 'sweet', 'done', '{"name": "Barfi"}', '{"name": "Peda", "note": "{}"}'),
        (now(), NULL, 'customer.created', 'customer', 'done', NULL, '{}'),
        (now(), NULL, 'customer.deleted', 'customer', 'done', NULL, NULL)
"""
P = "[personal]"


@pytest.fixture
async def old_shop(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[AsyncEngine, asyncpg.Connection]]:
    async with copied_database(postgres, "template0") as url:
        engine = create_engine(url, pool_size=2)
        await migrate(engine, BEFORE)
        connection = await asyncpg.connect(url)
        await connection.execute(ENTRIES)
        yield engine, connection
        await connection.close()
        await engine.dispose()


async def test_old_entries_are_scrubbed_and_stay_so_on_the_way_down(
    old_shop: tuple[AsyncEngine, asyncpg.Connection],
) -> None:
    engine, connection = old_shop
    await migrate(engine, SCRUBBED)
    shown = [
        [json.loads(value) if value else None for value in row]
        for row in await connection.fetch("SELECT before, after FROM audit_logs ORDER BY id")
    ]
    assert shown == [
        [None, {"email": P, "full_name": None, "role": "customer"}],
        [{"full_name": P}, {"full_name": P}],
        [None, {"email": P}],
        [{"phone": P, "note": P}, {"phone": None, "note": P}],
        [None, {"name": "Dairy", "contact_name": P, "phone": P, "email": P, "address": P, "note": P}],
        [None, {"email": P, "role": "admin"}],
        [None, {"user_agent": P}],
        [{"name": "Barfi"}, {"name": "Peda", "note": "{}"}],
        [None, {}],
        [None, None],
    ]
    for target in (BEFORE, SCRUBBED, BEFORE):
        await migrate(engine, target)
        assert await connection.fetch("SELECT FROM audit_logs AS entry WHERE entry::text LIKE '%zq%'") == []
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute("DELETE FROM audit_logs")
