"""The Host header: only names of the shop are answered, and no link can be made to lead elsewhere."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from httpx import ASGITransport, AsyncClient

from app.core.config import Environment
from app.database.embedded import EmbeddedPostgres
from app.main import create_app
from tests.support.answers import problem
from tests.support.databases import copied_database
from tests.support.shop import TestShop, running_shop, settings_for

PRODUCTION = {"environment": Environment.PRODUCTION, "public_url": "https://mithai.example"}


@pytest_asyncio.fixture(scope="module")
async def named(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[TestShop]:
    """A shop in production that is called mithai.example, sweets.example, and anything below it."""
    names = {"allowed_hosts": ["sweets.example", "*.sweets.example"]}
    async with copied_database(postgres, template) as url, running_shop(url, **PRODUCTION, **names) as shop:
        yield shop


@pytest.mark.parametrize(
    "host",
    [
        "mithai.example",
        "MITHAI.example",
        "mithai.example.",
        "mithai.example:8443",
        "sweets.example",
        "www.sweets.example",
        "a.b.sweets.example:80",
        "localhost:8000",
        "127.0.0.1:8000",
        "127.0.0.2",
        "[::1]:8000",
    ],
)
async def test_a_name_of_the_shop_and_of_its_own_machine_is_answered(named: TestShop, host: str) -> None:
    assert (await named.client.get("/api/sweets", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.test",
        "evil.test:443",
        "mithai.example.evil.test",
        "evilmithai.example",
        "www.mithai.example",
        "evilsweets.example",
        ".sweets.example.evil.test",
        "mithai.example@evil.test",
        "mithai.example/evil",
        "mithai.example:8443:1",
        "mithai.example:x",
        "mithai.example\tevil.test",
        "localhost.evil.test",
        "127.0.0.1.evil.test",
        "10.0.0.7",
        "127.1",
        "[::2]",
        "[::1",
        "*",
        "x" * 5000,
    ],
)
async def test_any_other_name_is_refused_before_anything_else(named: TestShop, host: str) -> None:
    async with named.count_statements() as counter:
        for method, path in (
            ("GET", "/api/sweets"),
            ("POST", "/api/auth/login"),
            ("GET", "/docs"),
            ("GET", "/nothing"),
        ):
            answer = await named.client.request(method, path, headers={"Host": host, "Authorization": "Bearer x"})
            problem(answer, 400, "host_not_allowed")
            assert "evil" not in answer.text
    assert len(counter) == 0


@pytest.mark.parametrize("are_named", [True, False])
@pytest.mark.parametrize("hosts", [[], ["mithai.example", "evil.test"], ["mithai.example", "mithai.example"]])
async def test_a_request_has_to_name_exactly_one_host(named: TestShop, hosts: list[str], *, are_named: bool) -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/docs",
        "query_string": b"",
        "scheme": "http",
        "headers": [(b"host", host.encode()) for host in hosts],
        "client": ("127.0.0.1", 1),
    }
    app = named.app if are_named else create_app(settings_for("postgresql://nowhere"))
    await app(scope, receive, send)
    assert sent[0]["status"] == 400


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_a_balancer_may_ask_by_any_address_how_the_shop_is(named: TestShop, path: str) -> None:
    assert (await named.client.get(path, headers={"Host": "10.0.0.7:8000"})).status_code == 200


@pytest.mark.parametrize(
    ("settings", "is_checked"),
    [
        ({}, False),
        ({"public_url": "https://mithai.example"}, False),
        ({"allowed_hosts": ["mithai.example"]}, True),
        ({"environment": Environment.DEVELOPMENT}, False),
        ({"environment": Environment.DEVELOPMENT, "allowed_hosts": ["mithai.example"]}, True),
    ],
)
async def test_while_developing_hosts_are_checked_only_where_they_are_named(
    settings: dict[str, Any], is_checked: bool
) -> None:
    app = create_app(settings_for("postgresql://nowhere", **settings))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://my-laptop.test") as client:
        assert (await client.get("/docs")).status_code == (400 if is_checked else 200)
