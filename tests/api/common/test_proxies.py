"""A shop behind a proxy it does not trust says so once, because everybody behind it is one address to it."""

from typing import Any, cast

import pytest
import structlog
from httpx import ASGITransport, AsyncClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.api import proxies
from tests.support.guessing import CUSTOMER, digest, fail, stranger
from tests.support.shop import TestShop

PROXY, CLIENT = "172.18.0.1", "203.0.113.7"


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[structlog.typing.EventDict]:
    capture = structlog.testing.LogCapture()
    logger = structlog.wrap_logger(
        None, processors=[capture], wrapper_class=structlog.make_filtering_bound_logger("info")
    )
    monkeypatch.setattr(proxies, "_log", logger)
    return capture.entries


@pytest.mark.parametrize(
    ("name", "value"), [("X-Forwarded-For", CLIENT), ("X-Forwarded-For", f"{CLIENT}, 10.0.0.1"), ("Forwarded", "for=x")]
)
async def test_a_proxy_that_is_not_trusted_is_named_once(
    shop: TestShop, warned: list[structlog.typing.EventDict], name: str, value: str
) -> None:
    client = stranger(shop, PROXY)
    await client.get("/api/sweets")
    assert warned == []
    for _ in range(3):
        await client.get("/api/sweets", headers={name: value})
    (warning,) = warned
    assert (warning["event"], warning["peer"]) == ("proxy_not_trusted", PROXY)
    assert "TRUSTED_PROXIES" in warning["hint"]


async def test_a_trusted_proxy_is_believed_and_not_warned_of(
    shop: TestShop, warned: list[structlog.typing.EventDict]
) -> None:
    app: Any = ProxyHeadersMiddleware(cast("Any", shop.app), f"10.0.0.1,{PROXY}")
    transport = ASGITransport(app, client=(PROXY, 1))
    async with AsyncClient(transport=transport, base_url="http://shop.test") as client:
        client.headers["X-Forwarded-For"] = f"198.51.100.9, {CLIENT}, 10.0.0.1"
        await fail(client)
    assert warned == []
    rows = await shop.sql("SELECT subject FROM login_throttles WHERE subject LIKE 'stranger %'")
    assert [row["subject"] for row in rows] == [digest("stranger", f"{CUSTOMER} {CLIENT}")]
