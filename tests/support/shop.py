"""A shop that runs in the test's own process, and who is logged in there."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import asyncpg
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.config import Environment, Settings
from app.core.passwords import PasswordHasher
from app.database.engine import TIMEOUTS
from app.database.unit_of_work import Database
from app.main import create_app
from app.models import Role
from app.services.people.context import LoginContext
from app.services.shop.settings import CurrentSettings
from tests.support.clock import suite_clock
from tests.support.engines import shop_settings
from tests.support.statements import listening

SECRET_KEY = "a test key of more than thirty-two bytes"
PASSWORDS = {
    Role.ADMIN: "cardamom-and-ghee-for-ever",
    Role.SALESPERSON: "jalebi at six",
    Role.CUSTOMER: "two rasgullas please",
}
SHIPPED_TIMEOUTS = dict(TIMEOUTS)


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


_THE_WORKERS_OWN = ("SELECT key, value::text FROM settings", 'LISTEN "events"')


class StatementCounter:
    """Counts the statements an engine runs, but for COMMIT, ROLLBACK and those a worker runs for itself."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, statement: str, _: Sequence[Any]) -> None:
        if statement not in _THE_WORKERS_OWN:
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

    @property
    def context(self) -> LoginContext:
        context: LoginContext = self.app.state.shop.context
        return context

    def hash_by(self, hasher: PasswordHasher) -> None:
        current_settings: CurrentSettings[LoginContext] = self.app.state.shop.current_settings
        current_settings.context = replace(current_settings.context, hasher=hasher)

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
        with listening(self.database.engine.sync_engine, counter):
            yield counter

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
        **shop_settings(url),
        "bcrypt_rounds": 4,
        "log_level": "CRITICAL",
        **changes,
    }
    return Settings(_env_file=None, **values)


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


async def log_in_as(shop: TestShop, role: Role) -> AsyncClient:
    """Log somebody in at the moment the shop's clock shows: tokens of another time are no good."""
    return await shop.log_in(f"{role}@example.com", PASSWORDS[role])
