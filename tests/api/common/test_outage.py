"""The database goes away and comes back: requests say so while it is gone, and the app finds it again by itself."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest
from httpx import AsyncClient, Response

from app.core.security import TokenSigner
from app.database.embedded import EmbeddedPostgres, as_shop, embedded_postgres
from app.database.engine import create_engine
from app.database.unit_of_work import Database
from app.models import Role
from app.services.people.auth import AuthService
from app.services.people.context import login_context
from tests.support.answers import created, problem
from tests.support.clock import suite_clock
from tests.support.databases import copied_database, folder_in_memory, migrate_as_owner
from tests.support.shop import PASSWORDS, SECRET_KEY, TestShop, running_shop, settings_for

UNREACHABLE = [
    "postgresql://postgres@/shop?host=/nonexistent",
    "postgresql://postgres@127.0.0.1:1/shop",
]


def unavailable(answer: Response) -> None:
    problem(answer, 503, "database_unavailable")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def bearer(role: Role) -> dict[str, str]:
    """Return a request of somebody who logged in before the outage."""
    token = TokenSigner(SECRET_KEY, 900).issue(user_id=1, role=role, session_id=1, token_version=1, now=suite_clock())
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module", params=UNREACHABLE, ids=["socket", "port"])
async def homeless(request: pytest.FixtureRequest) -> AsyncIterator[TestShop]:
    """A shop that was opened while its database could not be reached."""
    async with running_shop(request.param) as shop:
        yield shop


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/health/ready", None),
        ("GET", "/api/sweets", None),
        ("GET", "/api/sweets/1", None),
        ("GET", "/api/sweets/search?q=barfi", None),
        ("GET", "/api/auth/me", None),
        ("GET", "/api/sales", None),
        ("GET", "/api/stock-movements", None),
        ("GET", "/api/notifications/stream", None),
        ("POST", "/api/auth/register", {"email": "asha@example.com", "password": "saffron and rose"}),
        ("POST", "/api/auth/login", {"username": "asha@example.com", "password": "saffron and rose"}),
        ("POST", "/api/auth/refresh", {"refresh_token": "x"}),
        ("POST", "/api/auth/logout", None),
        ("POST", "/api/auth/password", {"current_password": "saffron and rose", "new_password": "rose and rice"}),
        ("GET", "/api/auth/sessions", None),
        ("DELETE", "/api/auth/sessions", None),
        ("POST", "/api/sweets/1/purchase", {"quantity": "1"}),
        ("POST", "/api/sweets/1/restock", {"quantity": "1"}),
        ("POST", "/api/sales", {"lines": [{"sweet_id": 1, "quantity": "1"}]}),
        ("DELETE", "/api/sweets/1", None),
    ],
)
async def test_without_a_database_a_request_is_asked_to_come_back(
    homeless: TestShop, method: str, path: str, body: dict[str, Any] | None
) -> None:
    headers = bearer(Role.ADMIN) if path not in ("/health/ready", "/api/auth/login") else {}
    unavailable(await homeless.client.request(method, path, json=body, headers=headers))


async def test_without_a_database_routes_that_need_none_still_answer(homeless: TestShop) -> None:
    for path in ("/", "/counter", "/health/live", "/docs", "/openapi.json", "/metrics"):
        assert (await homeless.client.get(path)).status_code == 200
    problem(await homeless.client.get("/api/sales"), 401, "not_authenticated")
    problem(await homeless.client.post("/api/sweets", headers=bearer(Role.CUSTOMER), json={}), 403, "forbidden")
    problem(await homeless.client.post("/api/auth/register", json={}), 422, "invalid_request")
    problem(await homeless.client.get("/api/nothing"), 404, "not_found")


async def open_shop_with_stock(url: str, shop: TestShop) -> tuple[AsyncClient, str]:
    """Return an admin, and the address to buy a sweet at, of which there are ten."""
    await migrate_as_owner(url)
    database = Database(create_engine(as_shop(url)), suite_clock)
    async with database.unit_of_work() as session:
        auth = AuthService(session, login_context(settings_for(url), suite_clock))
        await auth.add_user("admin@example.com", PASSWORDS[Role.ADMIN], None, Role.ADMIN)
    await database.close()
    admin = await shop.log_in("admin@example.com", PASSWORDS[Role.ADMIN])
    category = created(await admin.post("/api/categories", json={"name": "Ladoo"}))
    body = {"sku": "L", "name": "Ladoo", "category_id": category["id"], "price": "12.00", "unit": "piece"}
    sweet = created(await admin.post("/api/sweets", json=body))
    created(await admin.post(f"/api/sweets/{sweet['id']}/restock", json={"quantity": "10"}))
    return admin, f"/api/sweets/{sweet['id']}"


@pytest.mark.parametrize("ending", ["stopped", "killed"])
async def test_the_shop_goes_on_when_its_database_comes_back(ending: str) -> None:
    with tempfile.TemporaryDirectory(prefix="sweetshop-", dir=folder_in_memory()) as parent, ExitStack() as stack:
        folder = Path(parent) / "postgres"
        first = stack.enter_context(ExitStack())
        server = first.enter_context(embedded_postgres(folder))
        await server.ensure_database("shop")
        url = server.url("shop")
        async with running_shop(url, database_pool_size=3) as shop:
            admin, sweet = await open_shop_with_stock(url, shop)

            async def buy_with_a_key() -> Response:
                headers = {"Idempotency-Key": "evening-7"}
                return await admin.post(f"{sweet}/purchase", headers=headers, json={"quantity": "4"})

            sold = created(await buy_with_a_key())

            if ending == "killed":
                kill(folder)
            first.close()
            for path in ("/health/ready", sweet, "/api/sales", "/api/auth/me"):
                unavailable(await admin.get(path))
            for _ in range(5):  # More often than there are connections in the pool.
                unavailable(await admin.post(f"{sweet}/purchase", json={"quantity": "1"}))
            unavailable(await buy_with_a_key())
            assert (await admin.get("/health/live")).json() == {"status": "live"}

            back = stack.enter_context(embedded_postgres(folder))
            assert back.url("shop") == url
            assert (await admin.get("/health/ready")).json() == {"status": "ready"}
            again = await buy_with_a_key()
            assert (again.json(), again.headers["Idempotency-Replayed"]) == (sold, "true")
            assert (await admin.get(sweet)).json()["on_hand"] == "6.000"
            created(await admin.post(f"{sweet}/purchase", json={"quantity": "6"}))


def kill(folder: Path) -> None:
    """End a server of ours as a power cut would."""
    postmaster = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
    processes = [postmaster, *postmaster.children()]
    for process in processes:
        process.kill()
    psutil.wait_procs(processes, timeout=10)


async def test_connections_cut_between_two_requests_are_not_noticed(shop: TestShop, admin: AsyncClient) -> None:
    for turn in range(3):
        await shop.sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert (await admin.get("/api/sales")).status_code == 200
        created(await admin.post("/api/categories", json={"name": f"Category {turn}"}))


async def test_a_shop_is_not_ready_before_its_database_is_migrated(postgres: EmbeddedPostgres) -> None:
    async with copied_database(postgres, "template1") as url, running_shop(url) as shop:
        answer = await shop.client.get("/health/ready")
        problem(answer, 503, "migrating")
        assert int(answer.headers["Retry-After"]) > 0
        assert (await shop.client.get("/health/live")).status_code == 200
        await migrate_as_owner(url)
        assert (await shop.client.get("/health/ready")).json() == {"status": "ready"}
        await shop.sql("UPDATE alembic_version SET version_num = '0000'")
        problem(await shop.client.get("/health/ready"), 503, "migrating")


async def test_a_draining_shop_is_not_ready_but_serves_on(shop: TestShop, customer: AsyncClient) -> None:
    assert (await customer.get("/health/ready")).json() == {"status": "ready"}
    shop.app.state.shop.draining = True
    answer = await customer.get("/health/ready")
    problem(answer, 503, "draining")
    assert int(answer.headers["Retry-After"]) > 0
    assert (await customer.get("/health/live")).status_code == 200
    assert (await customer.get("/api/sales")).status_code == 200


@pytest.mark.not_on("pgbouncer", reason="its connections keep the setting that they began with")
async def test_a_read_only_database_refuses_changes_until_it_is_writable_again(
    shop: TestShop, admin: AsyncClient
) -> None:
    ((name,),) = await shop.sql("SELECT current_database()")

    async def set_read_only(setting: str) -> None:
        connection = await asyncpg.connect(shop.url)
        await connection.execute("SET default_transaction_read_only = off")
        await connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {setting}')
        await connection.close()

    await set_read_only("on")
    await shop.database.engine.dispose()
    unavailable(await admin.post("/api/categories", json={"name": "Ladoo"}))
    assert (await admin.get("/api/categories")).json()["items"] == []
    await set_read_only("off")
    # The connection that was refused is gone; others may still be to the server that refuses.
    for _ in range(3):
        answer = await admin.post("/api/categories", json={"name": "Ladoo"})
        if answer.status_code == 201:
            break
    created(answer)
