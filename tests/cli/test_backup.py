"""Backups: what is written can be restored, and is the same."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.database.backups import BackupFailed, dump, is_empty, scratch_database
from app.database.embedded import EmbeddedPostgres, as_shop
from tests.support.commands import SWEETSHOP, environment, refused, sweetshop
from tests.support.concurrency import until_waiting
from tests.support.databases import all_rows, copied_database
from tests.support.engines import shop_environment
from tests.support.requests import NewSweet, purchase
from tests.support.selling import sell
from tests.support.shop import TestShop, running_shop

HELD = "Every promise holds in what was restored."


@pytest_asyncio.fixture
async def empty_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    async with copied_database(postgres, "template0") as url:
        yield url


@pytest_asyncio.fixture
async def trade(shop: TestShop, admin: AsyncClient, customer: AsyncClient, new_sweet: NewSweet) -> None:
    """A sale and an order."""
    sweet = await new_sweet(name="काजू कतली", stock="9")
    await sell(admin, (sweet, "2"), tender="upi")
    await purchase(customer, sweet, "1")


def names_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


async def databases(shop: TestShop) -> set[str]:
    return {row["datname"] for row in await shop.sql("SELECT datname FROM pg_database")}


@pytest.mark.usefixtures("trade")
async def test_a_backup_is_tried_and_gives_the_same_shop_again(shop: TestShop, empty_url: str, tmp_path: Path) -> None:
    file, before = tmp_path / "shop.dump", await databases(shop)
    run = await sweetshop(tmp_path, shop.url, "backup", str(file))
    assert (run.code, run.err) == (0, "")
    assert HELD in run.out
    assert await databases(shop) == before
    assert names_in(tmp_path) == ["shop.dump"]
    # It has password hashes in it.
    assert file.stat().st_mode & 0o777 == 0o600

    run = await sweetshop(tmp_path, empty_url, "restore", str(file))
    assert (run.code, run.err) == (0, "")
    async with running_shop(empty_url) as again:
        assert await all_rows(again) == await all_rows(shop)
        sweet = (await again.sql("SELECT id FROM sweets"))[0]
        buyer = await again.log_in("customer@example.com", "two rasgullas please")
        assert (await purchase(buyer, dict(sweet), "1")).status_code == 201


async def test_a_backup_of_books_that_do_not_add_up_says_so(
    shop: TestShop, new_sweet: NewSweet, tmp_path: Path
) -> None:
    sweet = await new_sweet(stock="9")
    await shop.sql("ALTER TABLE lots DISABLE TRIGGER USER")
    await shop.sql("UPDATE lots SET on_hand = 10 WHERE sweet_id = $1", sweet["id"])
    await shop.sql("ALTER TABLE lots ENABLE TRIGGER USER")
    run = await sweetshop(tmp_path, shop.url, "backup", str(tmp_path / "shop.dump"))
    assert "break a promise" in refused(run)
    assert "DIFFERS lots" in run.out
    assert names_in(tmp_path) == ["shop.dump.unchecked"]


async def test_a_login_that_may_not_try_a_backup_is_told_what_it_lacks(shop: TestShop) -> None:
    with pytest.raises(BackupFailed, match="CREATEDB, or --no-check"):
        async with scratch_database(as_shop(shop.url)):
            pass


async def test_a_login_that_may_not_read_all_is_told_which_one_may(shop: TestShop, tmp_path: Path) -> None:
    run = await sweetshop(tmp_path, as_shop(shop.url), "backup", str(tmp_path / "shop.dump"))
    assert "MIGRATION_DATABASE_URL" in refused(run)
    assert names_in(tmp_path) == []


@pytest.mark.usefixtures("trade")
async def test_a_shop_is_not_restored_over_another(shop: TestShop, tmp_path: Path) -> None:
    file, before = tmp_path / "shop.dump", await all_rows(shop)
    assert (await sweetshop(tmp_path, shop.url, "backup", str(file), "--no-check")).code == 0
    assert "not empty" in refused(await sweetshop(tmp_path, shop.url, "restore", str(file)))
    assert "already" in refused(await sweetshop(tmp_path, shop.url, "backup", str(file)))
    assert await all_rows(shop) == before


@pytest.mark.usefixtures("trade")
@pytest.mark.parametrize("kept", [0, 1000, 0.9])
async def test_a_file_that_is_cut_off_leaves_nothing_behind(
    shop: TestShop, empty_url: str, tmp_path: Path, kept: float
) -> None:
    file = tmp_path / "shop.dump"
    assert (await sweetshop(tmp_path, shop.url, "backup", str(file), "--no-check")).code == 0
    whole = file.read_bytes()
    file.write_bytes(whole[: int(kept * len(whole)) if kept < 1 else int(kept)])
    assert len(refused(await sweetshop(tmp_path, empty_url, "restore", str(file)))) < 500
    assert (await sweetshop(tmp_path, empty_url, "migrate")).code == 0


async def test_a_database_that_cannot_be_reached_gives_no_file(tmp_path: Path) -> None:
    nowhere = "postgresql://postgres:secret@127.0.0.1:1/nowhere"
    run = await sweetshop(tmp_path, nowhere, "backup", str(tmp_path / "shop.dump"))
    assert "secret" not in refused(run)
    assert names_in(tmp_path) == []


async def execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def test_a_file_without_a_shop_is_refused_and_leaves_nothing_behind(empty_url: str, tmp_path: Path) -> None:
    file = tmp_path / "books.dump"
    await execute(empty_url, "CREATE TABLE users (id int)")
    await dump(empty_url, file)
    await execute(empty_url, "DROP TABLE users")
    assert "no shop" in refused(await sweetshop(tmp_path, empty_url, "restore", str(file)))
    assert await is_empty(empty_url)


@pytest.mark.usefixtures("trade")
@pytest.mark.parametrize("there", ["CREATE VIEW days AS SELECT 1", "CREATE SCHEMA old; CREATE TABLE old.sales ()"])
async def test_a_database_with_anything_in_it_is_not_filled(
    shop: TestShop, empty_url: str, tmp_path: Path, there: str
) -> None:
    file = tmp_path / "shop.dump"
    await dump(shop.url, file)
    await execute(empty_url, there)
    assert "not empty" in refused(await sweetshop(tmp_path, empty_url, "restore", str(file)))


async def test_a_backup_that_is_ended_early_says_so_and_leaves_no_file(shop: TestShop, tmp_path: Path) -> None:
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("LOCK TABLE sales")
        process = await asyncio.create_subprocess_exec(
            SWEETSHOP,
            "backup",
            str(tmp_path / "shop.dump"),
            env=environment(**shop_environment(shop.url)),
            cwd=tmp_path,
        )
        await until_waiting(shop, 1)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 60) == 128 + signal.SIGTERM
    assert names_in(tmp_path) == []


async def test_a_folder_that_is_missing_is_named(shop: TestShop, tmp_path: Path) -> None:
    run = await sweetshop(tmp_path, shop.url, "backup", str(tmp_path / "missing" / "shop.dump"))
    assert "There is no folder" in refused(run)
