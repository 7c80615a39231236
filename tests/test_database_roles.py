"""The command `sweetshop` with a role that owns the books apart from the one that works in them."""

import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import psutil
import pytest
import pytest_asyncio

from app.database.embedded import DATABASE_NAME, SHOP, EmbeddedPostgres, as_shop, embedded_postgres
from app.database.engine import create_engine
from app.database.migrations import migrate
from app.database.roles import login_of
from tests.support.commands import refused, sweetshop
from tests.support.databases import copied_database, folder_in_memory
from tests.support.serving import FIRST_START, free_port, serving

ADMIN = {"ADMIN_EMAIL": "meera@example.com", "ADMIN_PASSWORD": "cardamom-and-ghee-for-ever"}


@pytest_asyncio.fixture
async def empty_url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    assert template  # With it the role of the shop is made.
    async with copied_database(postgres, "template0") as url:
        yield url


async def test_the_shop_works_once_the_owner_has_let_its_role_in(empty_url: str, tmp_path: Path) -> None:
    alone = {"DATABASE_URL": as_shop(empty_url), "MIGRATION_DATABASE_URL": ""}
    assert "as its owner: MIGRATION_DATABASE_URL" in refused(await sweetshop(tmp_path, empty_url, "migrate", **alone))
    assert "Run `sweetshop migrate` first" in refused(await sweetshop(tmp_path, empty_url, "verify", **alone))
    run = await sweetshop(tmp_path, empty_url, "migrate")
    assert run.code == 0, run
    for command in ("verify", "migrate"):
        run = await sweetshop(tmp_path, empty_url, command, **alone)
        assert run.code == 0, run


async def test_a_shop_served_as_the_plain_role_keeps_the_owners_address_from_its_workers(
    empty_url: str, tmp_path: Path
) -> None:
    port = free_port()
    async with serving(tmp_path, port, FIRST_START, DATABASE_URL=empty_url, PORT=str(port), **ADMIN) as shop:
        assert "database_role_too_strong" not in shop.printed()
        process = psutil.Process(shop.process.pid)
        for one in [process, *process.children(recursive=True)]:
            assert login_of(one.environ()["DATABASE_URL"]) == login_of(as_shop(empty_url))
            assert "MIGRATION_DATABASE_URL" not in one.environ()
        await shop.log_in(ADMIN["ADMIN_EMAIL"], ADMIN["ADMIN_PASSWORD"])


async def test_a_shop_served_as_the_owner_of_its_books_warns_once(empty_url: str, tmp_path: Path) -> None:
    port = free_port()
    strong = {"DATABASE_URL": empty_url, "MIGRATION_DATABASE_URL": "", "PORT": str(port)}
    async with serving(tmp_path, port, FIRST_START, **strong, **ADMIN) as shop:
        (line,) = [line for line in shop.printed().splitlines() if "database_role_too_strong" in line]
        assert "MIGRATION_DATABASE_URL" in line


async def test_an_embedded_shop_of_before_gets_its_plain_role() -> None:
    with tempfile.TemporaryDirectory(prefix="sweetshop-", dir=folder_in_memory()) as parent:
        data = Path(parent) / "data"
        with embedded_postgres(data / "postgres") as server:
            await server.ensure_database()
            owner = create_engine(server.url(), pool_size=2)
            await migrate(owner, "0008")
            await owner.dispose()
            connection = await asyncpg.connect(server.url())
            await connection.execute(f"DROP ROLE {SHOP}")
            await connection.close()
            embedded = {"DATABASE_URL": "", "MIGRATION_DATABASE_URL": "", "DATA_DIR": str(data)}
            said = refused(await sweetshop(Path(parent), "", "verify", **embedded))
            assert "Run `sweetshop migrate` first" in said
            for command in ("migrate", "verify"):
                run = await sweetshop(Path(parent), "", command, **embedded)
                assert run.code == 0, run
            connection = await asyncpg.connect(server.shop_url(DATABASE_NAME))
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute("DELETE FROM audit_logs")
            await connection.close()
