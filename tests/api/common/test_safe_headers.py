"""The headers that tell browsers what a page may load and run, and that the shop is reached by https alone."""

from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from app.main import create_app
from tests.support.answers import created
from tests.support.counter import Counter
from tests.support.requests import NewSweet, purchase
from tests.support.shop import TestShop, settings_for

NOTHING = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"}
A_YEAR = "max-age=31536000"


def policy_of(headers: Any) -> set[str]:
    return set(headers["content-security-policy"].split("; "))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/openapi.json", 200),
        ("GET", "/health/live", 200),
        ("GET", "/metrics", 200),
        ("GET", "/api/sweets", 200),
        ("GET", "/api/exports/sales.csv", 200),
        ("GET", "/api/sweets?limit=x", 422),
        ("GET", "/api/nothing", 404),
        ("POST", "/api/sweets/search", 405),
        ("POST", "/api/auth/logout", 204),
        ("POST", "/api/auth/refresh", 401),
        ("GET", "/crash", 500),
    ],
)
async def test_an_answer_lets_a_browser_load_and_run_nothing(
    shop: TestShop, admin: AsyncClient, method: str, path: str, status: int
) -> None:
    async def crash() -> None:
        raise LookupError

    shop.app.add_api_route("/crash", crash)
    answer = await admin.request(method, path)
    assert answer.status_code == status, answer.text
    assert policy_of(answer.headers) == NOTHING


async def test_a_receipt_on_paper_loads_nothing_and_one_on_a_page_its_style(
    admin: AsyncClient, new_sweet: NewSweet
) -> None:
    sale = created(await purchase(admin, await new_sweet(stock="1"), "1"))
    pdf, page = [await admin.get(f"/api/sales/{sale['id']}/receipt?format={kind}") for kind in ("pdf", "html")]
    assert policy_of(pdf.headers) == NOTHING
    (style,) = policy_of(page.headers) - NOTHING
    assert style.startswith("style-src 'sha256-")


async def test_the_documentation_runs_only_assets_served_beside_it(counter: Counter) -> None:
    for path in ("/docs", "/docs/init.js"):
        answer = await counter.shop.client.get(path)
        policy = policy_of(answer.headers)
        assert policy >= NOTHING | {"script-src 'self'", "style-src 'self'", "connect-src 'self'"}
        assert "unsafe" not in str(policy)
    page = (await counter.shop.client.get("/docs")).text
    assert "style=" not in page
    assert page.count("<script") == page.count('src="/docs/')
    assert "<style" not in page


@pytest.mark.parametrize(
    ("scheme", "public_url", "is_https"),
    [
        ("http", None, False),
        ("http", "http://mithai.example", False),
        ("http", "https://mithai.example", True),
        ("https", None, True),
    ],
)
async def test_a_shop_under_https_is_reached_by_https_alone_from_then_on(
    scheme: str, public_url: str | None, is_https: bool
) -> None:
    app = create_app(settings_for("postgresql://nowhere", public_url=public_url))
    async with AsyncClient(transport=ASGITransport(app), base_url=f"{scheme}://mithai.example") as client:
        for path in ("/health/live", "/docs", "/nothing"):
            said = (await client.get(path)).headers.get("strict-transport-security")
            assert said == (A_YEAR if is_https else None)
