"""One embedded PostgreSQL a test process, one fresh database a test, and the shop's own HTTP over ASGI."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.config import Environment, Settings
from app.core.logging import configure_logging
from app.core.passwords import PasswordHasher
from app.core.security import TokenSigner
from app.database.embedded import EmbeddedPostgres, as_shop, embedded_postgres
from app.database.engine import TIMEOUTS, create_engine
from app.database.migrations import migrate
from app.database.roles import login_of
from app.database.unit_of_work import Database
from app.main import create_app
from app.models import Role
from app.services.people.auth import AuthService
from tests.clock import give_raw_sql_the_suites_clock, shop_opening, suite_clock

SECRET_KEY = "a test key of more than thirty-two bytes"
TEMPLATE = "template_shop"
ROOM_FOR_DATABASES = 4 * 2**30
PASSWORDS = {
    Role.ADMIN: "cardamom-and-ghee-for-ever",
    Role.SALESPERSON: "jalebi at six",
    Role.CUSTOMER: "two rasgullas please",
}

os.environ.pop("DATABASE_URL", None)
configure_logging("CRITICAL")

SHIPPED_TIMEOUTS = dict(TIMEOUTS)
# A machine may stand still for a moment: who waits for a lock gets it, and no example is slow.
TIMEOUTS |= {"lock_timeout": "20s", "statement_timeout": "20s"}
hypothesis_settings.register_profile("sturdy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("sturdy")


class ShopClock:
    """The present moment, unless a test sets it or moves it on."""

    def __init__(self) -> None:
        self._set: datetime | None = None

    def __call__(self) -> datetime:
        return self._set or suite_clock()

    def set(self, moment: datetime) -> None:
        self._set = moment.astimezone(UTC)

    def stop(self) -> None:
        self.set(self())

    def advance(self, by: timedelta) -> None:
        self._set = self() + by


class StatementCounter:
    """Counts the statements an engine runs, but for COMMIT, ROLLBACK and the worker's own look at the settings."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, _conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement != "SELECT key, value::text FROM settings":
            self.statements.append(statement)

    def __len__(self) -> int:
        return len(self.statements)


@dataclass
class TestShop:
    """A running shop: its app, its database, its clock."""

    __test__ = False

    app: FastAPI
    url: str
    """The database for its owner; the app works in it as the plain role of the shop."""
    clock: ShopClock
    client: AsyncClient
    """Nobody in particular."""

    @property
    def database(self) -> Database:
        database: Database = self.app.state.shop.database
        return database

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of one's own, for raw SQL as superuser."""
        connection = await asyncpg.connect(self.url)
        try:
            yield connection
        finally:
            await connection.close()

    async def sql(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        async with self.connect() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(query, *arguments)
            return rows

    @asynccontextmanager
    async def count_statements(self) -> AsyncIterator[StatementCounter]:
        counter = StatementCounter()
        engine = self.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", counter)
        try:
            yield counter
        finally:
            event.remove(engine, "before_cursor_execute", counter)

    async def log_in(self, email: str, password: str) -> AsyncClient:
        """A client of somebody who has an account."""
        answer = await self.client.post("/api/auth/login", data={"username": email, "password": password})
        assert answer.status_code == 200, answer.text
        client = new_client(self.app)
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client


def new_client(app: FastAPI) -> AsyncClient:
    transport = ASGITransport(leaving_streams(app), raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://shop.test")


def leaving_streams(app: ASGIApp) -> ASGIApp:
    """The app, for clients that wait for the end of every answer: they leave a stream as soon as it begins."""

    async def leave(scope: Scope, receive: Receive, send: Send) -> None:
        has_left = False

        async def send_until_left(message: Message) -> None:
            nonlocal has_left
            if has_left:
                return
            await send(message)
            if dict(message.get("headers", ())).get(b"content-type", b"").startswith(b"text/event-stream"):
                has_left = True
                await send({"type": "http.response.body"})

        await app(scope, receive, send_until_left)

    return leave


def settings_for(url: str, **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "environment": Environment.TEST,
        "secret_key": SECRET_KEY,
        "database_url": as_shop(url),
        "bcrypt_rounds": 4,
        "log_level": "CRITICAL",
        **changes,
    }
    return Settings(_env_file=None, **values)


def folder_in_memory() -> Path | None:
    """A folder that is no disk, if one has room: a copy of a database is a copy of hundreds of small files."""
    memory = Path("/dev/shm")  # noqa: S108 - the folders within are made safely.
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > ROOM_FOR_DATABASES else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    suite_clock.begin_test()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    # Not in pytest's own folder: as root it is closed to the user that PostgreSQL runs as whenever pytest starts.
    with (
        tempfile.TemporaryDirectory(prefix="sweetshop-", dir=folder_in_memory()) as folder,
        embedded_postgres(Path(folder) / "postgres") as server,
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
    await connection.close()
    await postgres.ensure_database(TEMPLATE)
    await migrate_as_owner(postgres.url(TEMPLATE))
    database = Database(create_engine(postgres.shop_url(TEMPLATE)), shop_opening)
    settings = settings_for(postgres.url(TEMPLATE))
    async with database.unit_of_work() as session:
        signer, hasher = TokenSigner(SECRET_KEY, 900), PasswordHasher(rounds=4)
        auth = AuthService(session, shop_opening, settings, signer, hasher)
        for role, password in PASSWORDS.items():
            await auth.add_user(f"{role}@example.com", password, role.title(), role)
    await database.close()
    connection = await asyncpg.connect(postgres.url(TEMPLATE))
    await give_raw_sql_the_suites_clock(connection)
    await connection.close()
    return TEMPLATE


async def migrate_as_owner(url: str) -> None:
    """Migrate a database and let the role of the shop in, as `sweetshop migrate` does."""
    owner = create_engine(url, pool_size=1)
    await migrate(owner, shop=login_of(as_shop(url)))
    await owner.dispose()


_names = count(1)


@asynccontextmanager
async def copied_database(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """The URL of a fresh copy of the template, dropped at the end."""
    name = f"shop_{next(_names)}"
    connection = await asyncpg.connect(postgres.url("postgres"))
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        yield postgres.url(name)
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


@cache
def _routes() -> list[BaseRoute]:
    return create_app(settings_for("postgresql://nowhere")).router.routes


@asynccontextmanager
async def running_shop(url: str, **changes: Any) -> AsyncIterator[TestShop]:
    """A shop over a database, with its lifespan running."""
    clock = ShopClock()
    app = create_app(settings_for(url, **changes), clock)
    # They are the same for every app, and FastAPI takes long to make them.
    app.router.routes[:] = _routes()
    async with app.router.lifespan_context(app), new_client(app) as client:
        yield TestShop(app, url, clock, client)


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


NewSweet = Callable[..., Awaitable[dict[str, Any]]]


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


def created(answer: Response) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def problem(answer: Response, status: int, code: str) -> dict[str, Any]:
    """The body of a problem, after a look at everything that every problem has to have."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["code"] == code, body
    assert body["type"] == f"/problems/{code}"
    assert body["status"] == status
    assert body["instance"] == answer.request.url.path.rstrip("/")
    assert body["request_id"] == answer.headers["x-request-id"]
    assert body["title"]
    assert body["detail"]
    return body
