"""A browser that stays logged in with a cookie."""

from http.cookies import Morsel, SimpleCookie

from httpx import ASGITransport, AsyncClient, Response

from app.models import Role
from tests.support.shop import PASSWORDS, TestShop

OWN, TRUSTED = "http://shop.test", "https://app.shop.test"
STRANGE = [
    None,
    "null",
    "",
    "*",
    "https://evil.test",
    "https://shop.test",
    "http://shop.test:8080",
    "http://shop.test.evil.test",
    "http://evil.shop.test",
    "http://shop.test/",
    "shop.test",
]
RIGHT = {"username": "customer@example.com", "password": PASSWORDS[Role.CUSTOMER]}


def page_of(shop: TestShop, origin: str | None = OWN, base: str = "http://shop.test") -> AsyncClient:
    """A browser with a page of this origin open: it names the origin and keeps cookies."""
    headers = {} if origin is None else {"Origin": origin}
    return AsyncClient(transport=ASGITransport(shop.app, raise_app_exceptions=False), base_url=base, headers=headers)


async def log_in(page: AsyncClient) -> Response:
    answer = await page.post("/api/auth/login", params={"cookie": "true"}, data=RIGHT)
    if answer.status_code == 200:
        page.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return answer


async def refresh(page: AsyncClient) -> Response:
    return await page.post("/api/auth/refresh")


SECURE_NAME = "__Secure-refresh_token"


def cookies_of(answer: Response) -> dict[str, Morsel[str]]:
    """The cookies of an answer by their names, but for that of the device."""
    headers = answer.headers.get_list("set-cookie")
    cookies = {name: cookie for header in headers for name, cookie in SimpleCookie(header).items()}
    return {name: cookie for name, cookie in cookies.items() if not name.endswith("device")}


def cookie_of(answer: Response, name: str = "refresh_token") -> Morsel[str]:
    """The only cookie of an answer."""
    cookies = cookies_of(answer)
    assert list(cookies) == [name]
    return cookies[name]


def was_cleared(answer: Response) -> bool:
    cookie = cookie_of(answer)
    return (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/api/auth")
