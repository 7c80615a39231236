"""Access to /metrics."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient, Response

from app.core.config import Environment
from app.database.embedded import EmbeddedPostgres
from app.main import create_app
from tests.support.answers import problem
from tests.support.databases import copied_database
from tests.support.shop import TestShop, running_shop, settings_for

TOKEN = "for-prometheus-alone"
PRODUCTION = {"environment": Environment.PRODUCTION, "public_url": "https://mithai.example"}


async def metrics(shop: TestShop, client: str = "127.0.0.1", **headers: str) -> Response:
    """Ask for the metrics from an address."""
    transport = ASGITransport(shop.app, client=(client, 1))
    async with AsyncClient(transport=transport, base_url="http://10.0.0.7:8000") as caller:
        sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        return await caller.get("/metrics", headers=sent)


def is_shown(answer: Response) -> bool:
    return answer.status_code == 200 and "http_requests_total" in answer.text


@pytest_asyncio.fixture(scope="module")
async def production(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    async with copied_database(postgres, template) as url, running_shop(url, **PRODUCTION) as shop:
        yield shop


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1"])
async def test_in_production_the_machine_itself_reads_the_metrics(production: TestShop, address: str) -> None:
    assert is_shown(await metrics(production, address))


@pytest.mark.parametrize("address", ["10.0.0.9", "203.0.113.7", "::ffff:10.0.0.9", "testclient", ""])
async def test_in_production_nobody_else_reads_the_metrics(production: TestShop, address: str) -> None:
    problem(await metrics(production, address), 403, "metrics_not_allowed")
    problem(await metrics(production, address, Authorization=f"Bearer {TOKEN}"), 403, "metrics_not_allowed")


@pytest.mark.parametrize("path", ["/metrics/", "/metrics//", "//metrics"])
async def test_the_metrics_have_no_other_path_that_a_proxy_would_have_to_know(production: TestShop, path: str) -> None:
    transport = ASGITransport(production.app, client=("127.0.0.1", 1))
    async with AsyncClient(transport=transport, base_url="https://mithai.example") as caller:
        assert (await caller.get(f"https://mithai.example{path}")).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_a_proxy_on_the_machine_is_not_the_machine(production: TestShop, header: str) -> None:
    problem(await metrics(production, "127.0.0.1", **{header: "127.0.0.1"}), 403, "metrics_not_allowed")


@pytest.mark.parametrize("environment", Environment)
async def test_with_a_token_only_who_sends_it_reads_the_metrics(database_url: str, environment: Environment) -> None:
    settings = PRODUCTION | {"environment": environment, "metrics_token": TOKEN}
    async with running_shop(database_url, **settings) as shop:
        assert is_shown(await metrics(shop, "203.0.113.7", Authorization=f"Bearer {TOKEN}"))
        assert is_shown(await metrics(shop, "203.0.113.7", Authorization=f"bearer {TOKEN}", X_Forwarded_For="1.2.3.4"))
        wrong: list[Mapping[str, str]] = [
            {},
            *({"Authorization": value} for value in ("", "Bearer", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é")),
        ]
        for headers in wrong:
            answer = await metrics(shop, "127.0.0.1", **headers)
            problem(answer, 401, "metrics_token_needed")
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            assert TOKEN not in answer.text


async def test_while_developing_anybody_reads_the_metrics(shop: TestShop) -> None:
    assert is_shown(await metrics(shop, "203.0.113.7", X_Forwarded_For="1.2.3.4"))


def client_of(**settings: Any) -> AsyncClient:
    app = create_app(settings_for("postgresql://nowhere", **settings))
    return AsyncClient(transport=ASGITransport(app), base_url="http://shop.test")


async def test_a_shop_that_does_not_show_how_it_works_has_nothing_at_those_addresses() -> None:
    async with client_of(docs=False) as client:
        for path in ("/docs", "/docs/init.js", "/docs/swagger-ui-bundle.js", "/openapi.json", "/redoc"):
            problem(await client.get(path), 404, "not_found")
        assert (await client.get("/health/live")).status_code == 200
