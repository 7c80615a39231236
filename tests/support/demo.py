"""The demo shop, with the users of the template and their passwords."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.database.embedded import EmbeddedPostgres
from app.database.unit_of_work import Database
from app.models import Role
from app.services.demo.demo import DemoService
from app.services.people.context import login_context
from tests.support.clock import suite_clock
from tests.support.databases import copied_database
from tests.support.engines import shop_engine
from tests.support.shop import PASSWORDS, TestShop, running_shop, settings_for


@asynccontextmanager
async def running_demo(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    """A shop as the demo makes it, now."""
    async with copied_database(postgres, template) as url:
        passwords = {"admin_password": PASSWORDS[Role.ADMIN], "demo_password": PASSWORDS[Role.CUSTOMER]}
        settings = settings_for(url, **passwords)
        database = Database(shop_engine(url), suite_clock)
        async with database.unit_of_work() as session:
            await DemoService(session, login_context(settings, suite_clock)).fill()
        await database.close()
        async with running_shop(url) as shop:
            yield shop
