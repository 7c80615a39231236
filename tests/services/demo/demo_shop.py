"""A shop that the demo has filled."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from app.database.embedded import EmbeddedPostgres
from app.database.unit_of_work import Database
from app.models import Role
from app.services.demo.demo import DemoService
from app.services.insight.verification import Difference, VerificationService
from app.services.people.context import login_context
from tests.support.databases import copied_database
from tests.support.engines import shop_engine
from tests.support.shop import PASSWORDS, settings_for


@dataclass
class DemoShop:
    """The books of a demo, and the moment at which it was filled."""

    url: str
    now: datetime
    zone: str
    currency: str = "INR"

    def __post_init__(self) -> None:
        passwords = {"admin_password": PASSWORDS[Role.ADMIN], "demo_password": PASSWORDS[Role.CUSTOMER]}
        settings = settings_for(self.url, shop_time_zone=self.zone, shop_currency=self.currency, **passwords)
        self._context = login_context(settings, lambda: self.now)

    async def fill(self) -> None:
        async with self._database() as database, database.unit_of_work() as session:
            await DemoService(session, self._context).fill()

    async def verify(self) -> list[Difference]:
        async with self._database() as database, database.unit_of_work() as session:
            return await VerificationService(session, self._context).verify()

    async def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Run a query; `shop_day(moment)` is the day in the shop."""
        connection = await asyncpg.connect(self.url)
        await connection.execute(
            f"""
            CREATE OR REPLACE FUNCTION pg_temp.shop_day(moment timestamptz) RETURNS date LANGUAGE sql
            RETURN (moment AT TIME ZONE '{self.zone}')::date
            """
        )
        rows = await connection.fetch(query.replace("shop_day(", "pg_temp.shop_day("), *arguments)
        await connection.close()
        return [tuple(row) for row in rows]

    @asynccontextmanager
    async def _database(self) -> AsyncIterator[Database]:
        database = Database(shop_engine(self.url), lambda: self.now)
        yield database
        await database.close()


@asynccontextmanager
async def demo_at(
    postgres: EmbeddedPostgres, template: str, now: datetime, zone: str = "Asia/Kolkata", currency: str = "INR"
) -> AsyncIterator[DemoShop]:
    """A database of its own, filled at a moment."""
    async with copied_database(postgres, template) as url:
        demo = DemoShop(url, now, zone, currency)
        await demo.fill()
        yield demo
