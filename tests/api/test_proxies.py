"""A shop behind a proxy it does not trust says so once, because everybody behind it is one address to it."""

import pytest
from structlog.testing import capture_logs
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from tests.api.guessing import CUSTOMER, digest, fail, stranger
from tests.conftest import TestShop

PROXY, CLIENT = "172.18.0.1", "203.0.113.7"


def warnings(logs: list[dict[str, object]]) -> list[object]:
    return [entry["peer"] for entry in logs if entry["event"] == "proxy_not_trusted"]


@pytest.mark.parametrize(
    ("name", "value"), [("X-Forwarded-For", CLIENT), ("X-Forwarded-For", f"{CLIENT}, 10.0.0.1"), ("Forwarded", "for=x")]
)
async def test_a_proxy_that_is_not_trusted_is_named_once(shop: TestShop, name: str, value: str) -> None:
    client = stranger(shop, PROXY)
    with capture_logs() as logs:
        await client.get("/api/sweets")
        assert warnings(logs) == []
        for _ in range(3):
            await client.get("/api/sweets", headers={name: value})
    assert warnings(logs) == [PROXY]
    assert "TRUSTED_PROXIES" in str(logs)


async def test_a_trusted_proxy_is_believed_and_not_warned_of(shop: TestShop) -> None:
    client = stranger(shop, PROXY)
    client._transport.app = ProxyHeadersMiddleware(shop.app, f"10.0.0.1,{PROXY}")  # type: ignore[attr-defined]
    client.headers["X-Forwarded-For"] = f"198.51.100.9, {CLIENT}, 10.0.0.1"
    with capture_logs() as logs:
        await fail(client)
    assert warnings(logs) == []
    rows = await shop.sql("SELECT subject FROM login_throttles WHERE subject LIKE 'stranger %'")
    assert [row["subject"] for row in rows] == [digest("stranger", f"{CUSTOMER} {CLIENT}")]
