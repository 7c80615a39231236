"""A shop that is sent to the wrong place says in a line what is wrong, and which setting helps."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.database.embedded import OWNER, SHOP, EmbeddedPostgres
from app.services.shop import settings
from tests.support.commands import refused, sweetshop
from tests.support.concurrency import until
from tests.support.databases import copied_database, name_of
from tests.support.pgbouncer import PGBOUNCER, pgbouncer, through
from tests.support.shop import running_shop

needs_pgbouncer = pytest.mark.skipif(PGBOUNCER is None, reason="Debian's pgbouncer is not installed")


@pytest_asyncio.fixture
async def url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    async with copied_database(postgres, template) as url:
        yield url


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("postgresql://postgres@no-such-host.invalid/shop", "The host of the database is not known."),
        ("postgresql://postgres@127.0.0.1:1/shop", "Nothing listens where DATABASE_URL"),
        ("postgresql://postgres@/shop?host=/nonexistent", "Nothing listens where DATABASE_URL"),
    ],
)
async def test_a_server_that_is_not_there(tmp_path: Path, wrong: str, says: str) -> None:
    said = refused(await sweetshop(tmp_path, wrong, "serve"))
    assert said.startswith(says)
    assert said.count("\n") == 1


async def test_a_database_or_role_that_is_not_there(url: str, tmp_path: Path) -> None:
    elsewhere = url.replace(f"/{name_of(url)}?", "/sweets?")
    assert refused(await sweetshop(tmp_path, elsewhere, "serve")).startswith("There is no such database")
    stranger = url.replace("//postgres:", "//stranger:")
    assert "does not let this role in" in refused(await sweetshop(tmp_path, stranger, "serve"))


async def test_a_server_that_only_reads(postgres: EmbeddedPostgres, tmp_path: Path) -> None:
    async with copied_database(postgres, "template0") as url:
        read_only = f"{url}&options=-c%20default_transaction_read_only%3Don"
        said = refused(await sweetshop(tmp_path, read_only, "serve"))
    assert "Let DATABASE_URL lead to the primary." in said


@needs_pgbouncer
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "Set DATABASE_TIMEOUTS=false."),
        ({"DATABASE_TIMEOUTS": "false"}, "Set DATABASE_PREPARED_STATEMENTS=false"),
    ],
)
async def test_an_old_pooler_that_needs_a_setting(url: str, tmp_path: Path, changes: dict[str, str], says: str) -> None:
    with pgbouncer(url, [OWNER, SHOP]) as folder:
        said = refused(await sweetshop(tmp_path, through(folder, url), "serve", **changes))
    assert says in said
    assert said.count("\n") == 1


async def test_a_worker_says_once_why_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    reads = 0

    class Log:
        def warning(self, _event: str, **details: Any) -> None:
            said.append(details)

    async def counted(*arguments: Any) -> Any:
        nonlocal reads
        reads += 1
        return await current_context(*arguments)

    current_context = settings.current_context
    monkeypatch.setattr(settings, "_log", Log())
    monkeypatch.setattr(settings, "current_context", counted)
    monkeypatch.setattr(settings, "READ_EVERY_SECONDS", 0.01)

    async def has_tried_often() -> bool:
        await asyncio.sleep(0.01)
        return reads > 5

    async with running_shop("postgresql://postgres@127.0.0.1:1/shop"):
        await until(has_tried_often)
    (only,) = said
    assert only["reason"] == "database_unavailable"
    assert only["advice"].startswith("Nothing listens")
