"""Two workers on one database, many buyers, and orders placed at the till itself."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.core.origin import NOWHERE
from app.core.security import AccessClaims
from app.models import Role
from app.services.people.auth import AuthService
from tests.support.checkout import claims_of
from tests.support.requests import NewSweet
from tests.support.shop import TestShop, new_client, running_shop


@pytest_asyncio.fixture
async def workers(shop: TestShop, database_url: str) -> AsyncIterator[list[TestShop]]:
    """Two apps over one database, as two worker processes are."""
    async with running_shop(database_url) as other:
        yield [shop, other]


@pytest_asyncio.fixture
async def buyers(shop: TestShop) -> AsyncIterator[list[AsyncClient]]:
    """Fifty customers who are logged in."""
    async with AsyncExitStack() as stack:
        clients = []
        async with shop.database.unit_of_work() as session:
            auth = AuthService(session, shop.context)
            for number in range(50):
                user = await auth.add_user(f"buyer-{number}@example.com", "saffron and rose", None, Role.CUSTOMER)
                tokens = await auth.open_session(user, NOWHERE)
                client = await stack.enter_async_context(new_client(shop.app))
                client.headers["Authorization"] = f"Bearer {tokens.access_token}"
                clients.append(client)
        yield clients


@pytest.fixture
async def sweets(admin: AsyncClient, new_sweet: NewSweet) -> list[dict[str, Any]]:
    """Five, of which nothing runs out."""
    return [await new_sweet(stock="10000") for _ in range(5)]


@pytest.fixture
def claims(shop: TestShop, customer: AsyncClient) -> AccessClaims:
    """Those of a customer."""
    return claims_of(shop, customer)
