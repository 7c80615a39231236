"""Two workers on one database, many buyers, and orders placed at the till itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.core.origin import NOWHERE
from app.core.security import AccessClaims
from app.models import Role
from app.services.common.access import Caller
from app.services.common.idempotency import RequestKey
from app.services.people.auth import AuthService
from app.services.selling.basket import Basket, BasketLine
from app.services.selling.checkout import Checkout
from app.services.selling.pricing import Discount
from tests.clock import suite_clock
from tests.conftest import NewSweet, TestShop, new_client, running_shop

Stock = dict[int, tuple[Decimal | int, Decimal | int, Decimal | int]]


@pytest_asyncio.fixture
async def workers(shop: TestShop, database_url: str) -> AsyncIterator[list[TestShop]]:
    """Two apps over one database, as two worker processes are."""
    async with running_shop(database_url) as other:
        yield [shop, other]


def on_worker(shop: TestShop, client: AsyncClient) -> AsyncClient:
    """The same caller, whose next request another worker gets."""
    other = new_client(shop.app)
    other.headers["Authorization"] = client.headers["Authorization"]
    return other


@pytest_asyncio.fixture
async def buyers(shop: TestShop) -> AsyncIterator[list[AsyncClient]]:
    """Fifty customers who are logged in."""
    context = shop.app.state.shop
    async with AsyncExitStack() as stack:
        clients = []
        async with shop.database.unit_of_work() as session:
            auth = AuthService(session, suite_clock, context.settings, context.signer, context.hasher)
            for number in range(50):
                user = await auth.add_user(f"buyer-{number}@example.com", "saffron and rose", None, Role.CUSTOMER)
                tokens = await auth.open_session(user, NOWHERE)
                client = await stack.enter_async_context(new_client(shop.app))
                client.headers["Authorization"] = f"Bearer {tokens.access_token}"
                clients.append(client)
        yield clients


def claims_of(shop: TestShop, client: AsyncClient) -> AccessClaims:
    claims: AccessClaims = shop.app.state.shop.signer.decode(client.headers["Authorization"][7:], suite_clock())
    return claims


def till(shop: TestShop) -> Checkout:
    checkout: Checkout = shop.app.state.shop.checkout
    return checkout


def new_order(
    claims: AccessClaims,
    *lines: tuple[dict[str, Any], str | int],
    key: str | None = None,
    note: str | None = None,
    customer_id: int | None = None,
    discount: Discount | None = None,
) -> Basket:
    """An order of (sweet, quantity), as the route makes it."""
    return Basket(
        caller=Caller(claims),
        lines=tuple(BasketLine(sweet["id"], Decimal(quantity)) for sweet, quantity in lines),
        tender="cash",
        placed_at=suite_clock(),
        note=note,
        customer_id=customer_id,
        discount=discount,
        request_key=RequestKey.of(key, "/api/sales", repr((lines, note))),
    )


async def stock(shop: TestShop) -> Stock:
    """What is on hand, was received and was sold of each sweet; I1, I2 and I6 hold for every row of the database."""
    broken = await shop.sql(
        """
        SELECT 'sweets ' || id FROM sweets
        WHERE on_hand < 0 OR on_hand <> (SELECT coalesce(sum(on_hand), 0) FROM lots WHERE sweet_id = sweets.id)
           OR on_hand <> (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE sweet_id = sweets.id)
        UNION ALL
        SELECT 'lots ' || id FROM lots
        WHERE on_hand < 0 OR on_hand <> (SELECT coalesce(sum(quantity), 0) FROM stock_movements WHERE lot_id = lots.id)
        UNION ALL
        SELECT 'sales ' || id FROM sales
        WHERE total <> (SELECT sum(round(quantity * unit_price, 2)) FROM sale_lines WHERE sale_id = sales.id)
        UNION ALL
        SELECT 'sale_lines ' || sale_id || '/' || line_no FROM sale_lines AS line
        WHERE quantity <> -(SELECT sum(quantity) FROM stock_movements AS moved
                            WHERE (moved.sale_id, moved.sale_line_no) = (line.sale_id, line.line_no))
        """
    )
    assert broken == []
    rows = await shop.sql(
        """
        SELECT sweets.id, on_hand,
               coalesce(sum(quantity) FILTER (WHERE kind = 'restock'), 0) AS received,
               coalesce(-sum(quantity) FILTER (WHERE kind = 'sale'), 0) AS sold
        FROM sweets LEFT JOIN stock_movements ON sweet_id = sweets.id GROUP BY sweets.id
        """
    )
    return {row["id"]: (row["on_hand"], row["received"], row["sold"]) for row in rows}


async def numbers_without_gaps(shop: TestShop) -> int:
    """How many sales there are; they are numbered from 1 on, and none is missing."""
    numbers = [int(row["number"].partition("/")[2]) for row in await shop.sql("SELECT number FROM sales")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    return len(numbers)


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Wait for something that has to happen."""
    async with asyncio.timeout(30):
        while not await condition():  # noqa: ASYNC110 - it is asked of the database, or of another process.
            await asyncio.sleep(0.002)


async def until_idle(shop: TestShop) -> None:
    """Wait until a worker has no connection in use: a look at the settings takes one for a moment."""
    pool: Any = shop.database.engine.pool

    async def is_idle() -> bool:
        return bool(pool.checkedout() == 0)

    await until(is_idle)


async def until_known(shop: TestShop, setting: str, value: object) -> None:
    """Wait until a worker knows of a setting that was set."""

    async def is_known() -> bool:
        return bool(getattr(shop.app.state.shop.current_settings.now, setting) == value)

    await until(is_known)


@asynccontextmanager
async def held(shop: TestShop, sweet: dict[str, Any]) -> AsyncIterator[None]:
    """Keep a sweet locked, as a slow transaction does."""
    async with shop.connect() as connection, connection.transaction():
        await connection.execute("SELECT FROM sweets WHERE id = $1 FOR UPDATE", sweet["id"])
        yield


async def until_waiting(shop: TestShop, number: int) -> None:
    """Wait until so many transactions wait for locks of others."""

    async def enough() -> bool:
        query = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return len(await shop.sql(query)) >= number

    await until(enough)


@pytest.fixture
async def sweets(admin: AsyncClient, new_sweet: NewSweet) -> list[dict[str, Any]]:
    """Five, of which nothing runs out."""
    return [await new_sweet(stock="10000") for _ in range(5)]
