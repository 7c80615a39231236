from collections.abc import AsyncIterator

import pytest_asyncio

from app.models import Role
from tests.api.insight.diary import FIRST_DAY, Diary
from tests.support.answers import created
from tests.support.requests import new_category
from tests.support.shop import log_in_as, running_shop


@pytest_asyncio.fixture
async def diary(database_url: str) -> AsyncIterator[Diary]:
    async with running_shop(database_url, access_token_minutes=60 * 24 * 60) as shop:
        shop.clock.set(FIRST_DAY)
        async with await log_in_as(shop, Role.ADMIN) as admin:
            category = await new_category(admin, "Milk sweets")
            body = {"sku": "BREAD", "name": "Bread", "category_id": category["id"], "price": "20", "unit": "piece"}
            bread = created(await admin.post("/api/sweets", json=body))
            diary = Diary(shop, admin, category, bread)
            await diary.receive(bread, "1000", 0, 7)
            yield diary
