"""Shops that a whole module shares, for tests that only ask or that are refused."""

from collections.abc import AsyncIterator

import pytest_asyncio
from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.support.access import all_acts
from tests.support.access.kit import Act
from tests.support.answers import created
from tests.support.counter import Counter
from tests.support.databases import all_rows, copied_database
from tests.support.requests import new_category
from tests.support.shop import TestShop, log_in_as, running_shop


@pytest_asyncio.fixture(scope="module")
async def counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
    """A shop with one sweet that never moved."""
    async with copied_database(postgres, template) as url, running_shop(url) as shop:
        admin, salesperson, customer = [
            await log_in_as(shop, role) for role in (Role.ADMIN, Role.SALESPERSON, Role.CUSTOMER)
        ]
        async with admin, salesperson, customer:
            category = await new_category(admin, "Milk sweets")
            body = {"sku": "COUNTER", "name": "Counter", "category_id": category["id"], "price": "100", "unit": "piece"}
            sweet = created(await admin.post("/api/sweets", json=body))
            yield Counter(shop, admin, salesperson, customer, category, sweet)


@pytest_asyncio.fixture
async def acts(shop: TestShop, admin: AsyncClient) -> dict[str, Act]:
    """For each route that needs a login, a request that an admin is granted."""
    return await all_acts(shop, admin)


@pytest_asyncio.fixture
async def unchanged(counter: Counter) -> AsyncIterator[Counter]:
    """The counter; the test fails if it changes anything at all in the database."""
    before = await all_rows(counter.shop)
    yield counter
    assert await all_rows(counter.shop) == before
