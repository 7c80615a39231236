"""Shops that a whole module shares, for tests that only ask or that are refused."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from httpx import AsyncClient

from app.database.embedded import EmbeddedPostgres
from app.models import Role
from tests.api.common.access import all_acts
from tests.api.common.access.kit import Act
from tests.api.support import all_rows, log_in_as, new_category
from tests.conftest import TestShop, copied_database, created, running_shop


@dataclass
class Counter:
    """A shop with one sweet that never moved, and who works and buys there."""

    shop: TestShop
    admin: AsyncClient
    salesperson: AsyncClient
    customer: AsyncClient
    category: dict[str, Any]
    sweet: dict[str, Any]


@pytest_asyncio.fixture(scope="module")
async def counter(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[Counter]:
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
