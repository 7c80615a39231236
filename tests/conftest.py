"""One embedded PostgreSQL a test process, one fresh database a test, and the shop's own HTTP over ASGI."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from httpx import AsyncClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from app.core.logging import configure_logging
from app.database.embedded import EmbeddedPostgres
from app.database.engine import TIMEOUTS, create_engine
from app.database.unit_of_work import Database
from app.models import Role
from app.services.people.auth import AuthService
from app.services.people.context import login_context
from tests.support.answers import created
from tests.support.clock import give_raw_sql_the_suites_clock, shop_opening, suite_clock
from tests.support.databases import copied_database, folder_in_memory, migrate_as_owner
from tests.support.engines import ENGINE, give_the_role_its_timeouts, running_engine
from tests.support.requests import NewSweet
from tests.support.shop import PASSWORDS, TestShop, running_shop, settings_for

TEMPLATE = "template_shop"

os.environ.pop("DATABASE_URL", None)
configure_logging("CRITICAL")

# A machine may stand still for a moment: who waits for a lock gets it, and no example is slow.
TIMEOUTS |= {"lock_timeout": "20s", "statement_timeout": "20s"}
hypothesis_settings.register_profile("sturdy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("sturdy")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    suite_clock.begin_test()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what cannot hold on the engine of TEST_ENGINE, each with its reason."""
    for item in items:
        for mark in item.iter_markers("not_on"):
            if mark.args[0] == ENGINE:
                item.add_marker(pytest.mark.skip(reason=f"not on {ENGINE}: {mark.kwargs['reason']}"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    # Not in pytest's own folder: as root it is closed to the user that PostgreSQL runs as whenever pytest starts.
    with (
        tempfile.TemporaryDirectory(prefix="sweetshop-", dir=folder_in_memory()) as folder,
        running_engine(Path(folder) / "postgres") as server,
    ):
        yield server


@pytest_asyncio.fixture(scope="session")
async def template(postgres: EmbeddedPostgres) -> str:
    """A migrated database with one user of each role, to make copies of."""
    connection = await asyncpg.connect(postgres.url("postgres"))
    # Nothing here has to survive a power cut.
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = off")
    await connection.execute("SELECT pg_reload_conf()")
    await postgres.ensure_database(TEMPLATE)
    await give_the_role_its_timeouts(connection)
    await connection.close()
    await migrate_as_owner(postgres.url(TEMPLATE))
    database = Database(create_engine(postgres.shop_url(TEMPLATE)), shop_opening)
    settings = settings_for(postgres.url(TEMPLATE))
    async with database.unit_of_work() as session:
        auth = AuthService(session, login_context(settings, shop_opening))
        for role, password in PASSWORDS.items():
            await auth.add_user(f"{role}@example.com", password, role.title(), role)
    await database.close()
    connection = await asyncpg.connect(postgres.url(TEMPLATE))
    await give_raw_sql_the_suites_clock(connection)
    await connection.close()
    return TEMPLATE


@pytest_asyncio.fixture
async def database_url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    async with copied_database(postgres, template) as url:
        yield url


@pytest_asyncio.fixture
async def shop(database_url: str) -> AsyncIterator[TestShop]:
    async with running_shop(database_url) as shop:
        yield shop


@pytest.fixture
def client(shop: TestShop) -> AsyncClient:
    """Nobody in particular."""
    return shop.client


@pytest_asyncio.fixture
async def admin(shop: TestShop) -> AsyncIterator[AsyncClient]:
    async with await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN]) as client:
        yield client


@pytest_asyncio.fixture
async def salesperson(shop: TestShop) -> AsyncIterator[AsyncClient]:
    async with await shop.log_in("salesperson@example.com", PASSWORDS[Role.SALESPERSON]) as client:
        yield client


@pytest_asyncio.fixture
async def customer(shop: TestShop) -> AsyncIterator[AsyncClient]:
    async with await shop.log_in("customer@example.com", PASSWORDS[Role.CUSTOMER]) as client:
        yield client


@pytest_asyncio.fixture
async def category(admin: AsyncClient) -> dict[str, Any]:
    return created(await admin.post("/api/categories", json={"name": "Milk sweets"}))


@pytest.fixture
def new_sweet(admin: AsyncClient, category: dict[str, Any]) -> NewSweet:
    """Makes sweets: `await new_sweet(name="Barfi", stock="5")`; without `stock` there is none."""
    numbers = count(1)

    async def make(*, stock: str | None = None, **fields: Any) -> dict[str, Any]:
        sku = f"SKU-{next(numbers)}"
        body = {"sku": sku, "name": sku, "category_id": category["id"], "price": "100.00", "unit": "piece"} | fields
        sweet = created(await admin.post("/api/sweets", json=body))
        if stock is not None:
            created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": stock}))
            sweet = (await admin.get(f"/api/sweets/{sweet['id']}")).json()
        return sweet

    return make
