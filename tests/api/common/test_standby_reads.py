"""A shop with a standby: lists, reports and exports come from there, and nobody can tell by what they see."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from httpx import AsyncClient

from app.database import standby
from app.models import Role
from app.services.people.auth import AuthService
from tests.support.answers import created, problem
from tests.support.concurrency import until
from tests.support.shop import PASSWORDS, TestShop, running_shop
from tests.support.standbys import running_pair
from tests.support.statements import listening


@pytest_asyncio.fixture(scope="module")
async def shop() -> AsyncIterator[TestShop]:
    async with running_pair() as pair, running_shop(pair.url, database_replica_url=pair.standby_url) as shop:
        async with shop.database.unit_of_work() as session:
            await AuthService(session, shop.context).add_user(
                "admin@example.com", PASSWORDS[Role.ADMIN], None, Role.ADMIN
            )
        yield shop


@pytest_asyncio.fixture
async def admin(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    monkeypatch.setattr(standby, "CATCHES_UP_WITHIN_SECONDS", 10)
    monkeypatch.setattr(standby, "RESTS_SECONDS", 0)

    async def is_used() -> bool:
        async with shop.database.looking() as session:
            return session.bind is not None and "AsyncConnection" in type(session.bind).__name__

    await until(is_used)
    async with await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN]) as client:
        yield client


async def test_a_sale_shows_at_once_in_lists_reports_and_exports_that_come_from_the_standby(
    shop: TestShop, admin: AsyncClient
) -> None:
    category = created(await admin.post("/api/categories", json={"name": "Ladoo"}))
    body = {"sku": "L", "name": "Ladoo", "category_id": category["id"], "price": "10.00", "unit": "piece"}
    address = f"/api/sweets/{created(await admin.post('/api/sweets', json=body))['id']}"
    created(await admin.post(f"{address}/restock", json={"quantity": "30"}))
    assert shop.database.standby is not None
    asked: list[str] = []
    with listening(shop.database.standby.engine.sync_engine, lambda statement, _: asked.append(statement)):
        for sold in range(1, 11):
            created(await admin.post(f"{address}/purchase", json={"quantity": "1"}))
            assert (await admin.get(address)).json()["on_hand"] == f"{30 - sold}.000"
            (listed,) = (await admin.get("/api/sweets")).json()["items"]
            assert listed["on_hand"] == f"{30 - sold}.000"
            today = (await admin.get("/api/dashboard/stats")).json()["today"]
            assert today["sales"] == sold
        rows = (await admin.get("/api/exports/sales.csv")).text.splitlines()
    assert len(rows) == 11
    assert sum("pg_control_checkpoint" in statement for statement in asked) >= 31


async def test_a_login_that_has_ended_is_refused_at_once_by_reports(shop: TestShop, admin: AsyncClient) -> None:
    for _ in range(5):
        async with await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN]) as other:
            assert (await other.get("/api/dashboard/stats")).status_code == 200
            assert (await other.post("/api/auth/logout")).is_success
            problem(await other.get("/api/dashboard/stats"), 401, "token_revoked")
